//! `loopbrug vault`.

use clap::Subcommand;
use loopbrug_infra::vault::VaultStatus;

use crate::keys::Keys;
use crate::output::say;
use crate::settings::Settings;

#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Command {
    /// Exchanges the key that wraps the keys of clients, and destroys the old one: older backups of the key database
    /// are of no use afterwards. No event is rewritten. Killed in the middle, it goes on the next time.
    Rotate,
    /// How many keys there are, and what is left to do about them.
    Status,
}

pub(super) async fn run(settings: &Settings, command: Command) -> anyhow::Result<()> {
    let keys = Keys::open_beside(settings, None).await?;
    let done = carried_out(&keys, command).await;
    keys.close().await?;
    done
}

async fn carried_out(keys: &Keys, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Rotate => {
            let wrapped = keys.vault.rotate().await?;
            say!("{wrapped} keys are wrapped by a new key, and the old one is destroyed")
        }
        Command::Status => print_status(&keys.vault.status().await?),
    }
}

fn print_status(status: &VaultStatus) -> anyhow::Result<()> {
    let VaultStatus { keys, destroyed, to_wrap, known, to_index, wrapping_key, last_made } = status;
    say!("keys of clients      {keys}")?;
    say!("destroyed            {destroyed}")?;
    say!("wrapping key         {wrapping_key}")?;
    say!(
        "wrapped by an older  {to_wrap}{}",
        if *to_wrap > 0 { ": run `vault rotate`" } else { "" }
    )?;
    say!("clients in the index {known}")?;
    say!("not in the index yet {to_index}")?;
    if let Some(last_made) = last_made {
        say!("last key made        {}", last_made.format("%F %T UTC"))?;
    }
    Ok(())
}
