//! `loopbrug vault`.

use clap::Subcommand;
use loopbrug_infra::vault::VaultStatus;

use crate::keys::Keys;
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
    let done = match command {
        Command::Rotate => keys.vault.rotate().await.map(|wrapped| {
            println!("{wrapped} keys are wrapped by a new key, and the old one is destroyed");
        }),
        Command::Status => keys.vault.status().await.map(|status| print_status(&status)),
    };
    keys.close().await?;
    Ok(done?)
}

fn print_status(status: &VaultStatus) {
    let VaultStatus { keys, destroyed, to_wrap, known, to_index, wrapping_key, last_made } = status;
    println!("keys of clients      {keys}");
    println!("destroyed            {destroyed}");
    println!("wrapping key         {wrapping_key}");
    println!(
        "wrapped by an older  {to_wrap}{}",
        if *to_wrap > 0 { ": run `vault rotate`" } else { "" }
    );
    println!("clients in the index {known}");
    println!("not in the index yet {to_index}");
    if let Some(last_made) = last_made {
        println!("last key made        {}", last_made.format("%F %T UTC"));
    }
}
