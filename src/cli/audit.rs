//! `loopbrug audit`.

mod handed;
mod reproduce;
mod verify;

use std::io::stdin;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use loopbrug_domain::catalogue::Code;
use loopbrug_infra::catalogues;
use loopbrug_infra::export::reading::LONGEST_CHECKPOINT;
use loopbrug_infra::seal::key::SealKeyFile;
use loopbrug_infra::seal::{Seal, SealError, Which, rotate_key};
use uuid::Uuid;

use self::handed::in_file;
pub(super) use self::verify::HeldAgainst;
use super::{known_region, progress};
use crate::output::{say, write};
use crate::process::Database;
use crate::settings::Settings;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    #[command(flatten)]
    OfLog(OfLog),
    #[command(flatten)]
    OfExport(OfExport),
}

/// What is asked of an export, without a database.
#[derive(Debug, Subcommand)]
pub(super) enum OfExport {
    /// Verifies an export against its tree, its heads and checkpoints that were kept, without a database. Ends with the
    /// number of the first thing that is wrong: docs/AUDIT.md lists them.
    Verify(verify::Arguments),
    /// Counts the figures of a receipt again out of an export, and says *equal* or which of them differs. It needs no
    /// database and no settings. What it ends with is listed in docs/AUDIT.md.
    Reproduce(reproduce::Arguments),
}

/// What is asked of the log.
#[derive(Debug, Subcommand)]
pub(super) enum OfLog {
    /// Prints the checkpoint of a head, with all who signed it: keep it, and have the log held against it later.
    Checkpoint {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        which: WhichHead,
    },
    /// Prints the keys by which checkpoints are verified, the first one first, each from which size on it signs, and what
    /// the key before it says of it.
    Keys {
        #[command(flatten)]
        of: Of,
    },
    /// Prints the proof that an event is in the log, with the event: a C2SP tlog-proof, which is verified without us.
    Prove {
        /// The event: its position in the log of the region, or its id.
        event: Event,
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        which: WhichHead,
    },
    /// Reads every event again and compares the log with its seal. Ends with 1 where anything differs.
    Check {
        #[command(flatten)]
        of: Of,
    },
    /// Takes the cosignatures of a checkpoint by witnesses that are configured; they travel with it from then on.
    Cosign {
        #[command(flatten)]
        of: Of,
        /// The file with the cosigned checkpoint. Default: standard input.
        file: Option<PathBuf>,
    },
    /// Has a new key sign the heads of all regions from now on. The one before signs that it follows, and is destroyed.
    RotateKey {
        /// The key before is lost: the one in the key file, which was just made, follows without its word.
        #[arg(long)]
        lost: bool,
    },
}

/// Whose seal.
#[derive(Debug, Args)]
pub(super) struct Of {
    /// The region.
    #[arg(long, value_parser = super::argument::text)]
    region: String,
}

/// Which head.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct WhichHead {
    /// The head of this number. Default: the last one.
    #[arg(long)]
    number: Option<i64>,
    /// The smallest head that covers this position.
    #[arg(long)]
    covering: Option<u64>,
    /// The last head that was signed by this moment: `2024-02-29T12:00:00Z`.
    #[arg(long)]
    signed_by: Option<DateTime<Utc>>,
}

impl WhichHead {
    fn read(&self) -> Which {
        let Self { number, covering, signed_by } = self;
        let number = number.map(Which::Number).or(covering.map(Which::Covering));
        number.or(signed_by.map(Which::SignedBy)).unwrap_or(Which::Last)
    }
}

/// An event of a region.
#[derive(Debug, Clone, Copy)]
pub(super) enum Event {
    At(u64),
    Id(Uuid),
}

impl std::str::FromStr for Event {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let position = text.parse().map(Self::At).ok();
        let found = position.or_else(|| text.parse().map(Self::Id).ok());
        found.ok_or("an event is named by its position or by its id, which is a UUID")
    }
}

pub(super) async fn run(settings: &Settings, command: Command) -> anyhow::Result<ExitCode> {
    let command = match command {
        Command::OfExport(OfExport::Verify(arguments)) => return verify::run(&arguments),
        Command::OfExport(OfExport::Reproduce(arguments)) => return reproduce::run(&arguments),
        Command::OfLog(command) => command,
    };
    let database = Database::open_beside(settings).await?;
    let done = carried_out(settings, &database, command).await;
    database.close().await?;
    done
}

async fn carried_out(
    settings: &Settings,
    database: &Database,
    command: OfLog,
) -> anyhow::Result<ExitCode> {
    let catalogues = catalogues::load(&database.pool).await?;
    let seal = |of: &Of| {
        known_region(&catalogues, &of.region)?;
        anyhow::Ok(Seal::new(database.pool.clone(), Code::new(of.region.as_str())))
    };
    match command {
        OfLog::Checkpoint { of, which } => {
            let seal = seal(&of)?;
            let checkpoint = seal.checkpoint(&seal.head(which.read()).await?).await?;
            write(format_args!("{checkpoint}"))?;
        }
        OfLog::Keys { of } => print_keys(&seal(&of)?).await?,
        OfLog::Prove { event, of, which } => {
            print_proof(&seal(&of)?, event, which.read()).await?;
        }
        OfLog::Check { of } => return check(&seal(&of)?, &of.region).await,
        OfLog::Cosign { of, file } => {
            let note = match file {
                Some(file) => in_file(&file, LONGEST_CHECKPOINT)?,
                None => handed::text("standard input", stdin(), LONGEST_CHECKPOINT)?,
            };
            let taken = seal(&of)?.cosign(&note, &settings.witnesses()?).await?;
            say!("{taken} cosignatures travel with the checkpoint")?;
        }
        OfLog::RotateKey { lost } => {
            let file = SealKeyFile::at(settings.seal_key()?);
            let regions: Vec<_> = catalogues.regions().cloned().collect();
            let signs = rotate_key(&database.pool, &regions, &file, lost).await?;
            say!("a new key signs the heads of {signs} logs, and the one before is destroyed")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn print_keys(seal: &Seal) -> anyhow::Result<()> {
    let Some(status) = seal.status().await? else { bail!("nothing was sealed yet") };
    for key in seal.keys(&status.tree).await? {
        say!("{}\nsigns heads larger than {}", key.verifier, key.after_size)?;
        match key.endorsement {
            Some(endorsement) => say!("the key before says:\n{endorsement}")?,
            None if key.key > 1 => say!("the key before was lost, and says nothing of it\n")?,
            None => write(format_args!("\n"))?,
        }
    }
    Ok(())
}

async fn print_proof(seal: &Seal, event: Event, which: Which) -> anyhow::Result<()> {
    let position = match event {
        Event::At(position) => position,
        Event::Id(id) => {
            seal.position_of(id).await?.with_context(|| format!("there is no event {id}"))?
        }
    };
    let head = seal.head(which).await?;
    match seal.prove(position, &head).await {
        Err(SealError::NotCovered { position, size }) => bail!(
            "position {position} is not among the {size} that this head covers: name a later head, or wait for the \
             next one"
        ),
        proof => write(format_args!("{}", proof?)),
    }
}

async fn check(seal: &Seal, region: &str) -> anyhow::Result<ExitCode> {
    let bar = progress::of_events(region)?;
    let checked = seal.check(progress::moving(&bar)).await;
    bar.finish_and_clear();
    let (checked, status) = (checked?, seal.status().await?);
    for fault in &checked.faults {
        say!("{region}: {fault}")?;
    }
    say!(
        "{region}: {} events are those that were sealed, {} heads compared, {} faults, {} events not sealed yet",
        checked.events,
        checked.heads,
        checked.faults.len(),
        status.map_or(0, |status| status.unsealed),
    )?;
    Ok(if checked.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
