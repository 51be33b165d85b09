//! `loopbrug import`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use loopbrug_infra::companion::Companion;
use loopbrug_infra::export::reading::Export;
use loopbrug_infra::import::{ImportError, Imported, Progress, Stage, import};
use loopbrug_infra::seal::key::SealKeyFile;
use loopbrug_infra::vault::sealed_file::FileKey;

use super::audit::HeldAgainst;
use crate::output::say;
use crate::process::Database;
use crate::settings::Settings;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder of an export of a whole region.
    folder: PathBuf,
    /// The companion that was written with it: answers to commands, the secret by which figures are rounded, publications,
    /// the directory, who looked at whose data.
    #[arg(long, value_name = "FILE")]
    companion: Option<PathBuf>,
    #[command(flatten)]
    held: HeldAgainst,
}

pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let database = Database::open_for_import(settings).await?;
    let imported = write(settings, &database, arguments).await;
    database.close().await?;
    match imported {
        // The same number as whoever verifies it ends with.
        Err(error) => match error.downcast_ref() {
            Some(ImportError::Export(fault)) => {
                tracing::error!("this export is not imported: {}: {fault}", fault.code());
                Ok(ExitCode::from(fault.exit_code()))
            }
            _ => Err(error),
        },
        Ok(()) => Ok(ExitCode::SUCCESS),
    }
}

async fn write(
    settings: &Settings,
    database: &Database,
    arguments: &Arguments,
) -> anyhow::Result<()> {
    let export = Export::open(&arguments.folder).map_err(ImportError::from)?;
    let companion = arguments.companion.as_ref().map(|file| {
        let key = FileKey::of(settings.vault_key()?)?;
        anyhow::Ok(Companion::open(file, key, export.manifest())?)
    });
    let companion = companion.transpose()?;
    let against = arguments.held.read()?;
    let region = &export.manifest().region;
    let template = format!("{region}, {{msg}}: {{bar:40}} {{pos}}/{{len}}, {{eta}} left");
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(&template)?);
    let imported =
        import(&database.pool, &export, &against, companion.as_ref(), &|at| show(&bar, at)).await;
    bar.finish_and_clear();
    say_what(&export, companion.is_some(), imported?)?;
    say_who_seals(&export, &SealKeyFile::at(settings.seal_key()?))
}

fn show(bar: &ProgressBar, at: Progress) {
    bar.set_message(match at.stage {
        Stage::Verifying => "verifying the export",
        Stage::Waiting => "waiting whether a program serves",
        Stage::Events => "writing events",
        Stage::Heads => "writing heads of the tree",
        Stage::Companion => "writing what is no event",
    });
    bar.set_length(at.total);
    bar.set_position(at.done);
}

fn say_what(export: &Export, with_companion: bool, imported: Imported) -> anyhow::Result<()> {
    let region = &export.manifest().region;
    let Imported { events, before, rows } = imported;
    let of_them = if before == 0 { String::new() } else { format!(", {before} of them before") };
    say!("{region}: {events} events are imported{of_them}, and {rows} rows of the companion")?;
    say!(
        "Views are built from the log when the program serves, or by `loopbrug projections rebuild`."
    )?;
    if !with_companion {
        say!(
            "There was no companion: a command that was sent to the other system would be recorded once more here, \
             figures are rounded by another secret, and there are no publications, no directory and no access record."
        )?;
    }
    Ok(())
}

/// The tree goes on where there is the key that signed it.
fn say_who_seals(export: &Export, file: &SealKeyFile) -> anyhow::Result<()> {
    let current = export.trees().last().and_then(|(tree, keys)| Some((tree, keys.last()?)));
    let Some((tree, key)) = current else { return Ok(()) };
    let is_there =
        file.is_there() && file.keys()?.iter().any(|signs| signs.public() == *key.verifier.bytes());
    if is_there {
        say!("The seal goes on in the same tree, {}.", tree.origin())?;
    } else {
        say!(
            "The key file of the seal is not the one that signs {}: put the `seal.key` of the other system there, and the \
             same tree goes on. Where it is lost, `loopbrug audit rotate-key --lost` has a new key sign it.",
            tree.origin()
        )?;
    }
    Ok(())
}
