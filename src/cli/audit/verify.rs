//! `loopbrug audit verify`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use loopbrug_infra::export::fault::ExportFault;
use loopbrug_infra::export::reading::{Export, LONGEST_CHECKPOINT};
use loopbrug_infra::export::verify::{
    Against, KeptCheckpoint, LONGEST_PROOF, Verified, verify, verify_proof,
};
use loopbrug_infra::seal::note::VerifierKey;

use super::handed::in_file;
use crate::cli::progress;
use crate::output::say;

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The folder of the export, or the file of a proof.
    export: PathBuf,
    #[command(flatten)]
    held: HeldAgainst,
}

/// What an export is held against.
#[derive(Debug, Args)]
pub(in crate::cli) struct HeldAgainst {
    /// A checkpoint that was kept; as often as there are some.
    #[arg(long = "checkpoint", value_name = "FILE")]
    checkpoints: Vec<PathBuf>,
    /// A key that is believed, of the log or of a witness, as `name+id+key`; as often as there are some. Without one of the
    /// log that of the export is believed.
    #[arg(long = "key", value_name = "KEY")]
    keys: Vec<VerifierKey>,
}

/// Says what is wrong with an export, or how far it holds.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let against = arguments.held.read()?;
    if arguments.export.is_file() {
        return prove(&arguments.export, &against);
    }
    let export = match Export::open(&arguments.export) {
        Ok(export) => export,
        Err(fault) => return ends_with(&[fault]),
    };
    let bar = progress::of_events(&arguments.export.display().to_string())?;
    let (moved, through) = (progress::moving(&bar), export.manifest().through);
    let verified = verify(&export, &against, |done| moved(done, through));
    bar.finish_and_clear();
    print(&export, &verified)?;
    ends_with(&verified.faults)
}

impl HeldAgainst {
    pub(in crate::cli) fn read(&self) -> anyhow::Result<Against> {
        let checkpoints = self.checkpoints.iter().map(|path| kept(path));
        Ok(Against { checkpoints: checkpoints.collect::<Result<_, _>>()?, keys: self.keys.clone() })
    }
}

fn kept(path: &Path) -> anyhow::Result<KeptCheckpoint> {
    let note = in_file(path, LONGEST_CHECKPOINT)?;
    Ok(KeptCheckpoint { name: path.display().to_string(), note })
}

fn prove(path: &Path, against: &Against) -> anyhow::Result<ExitCode> {
    match verify_proof(&in_file(path, LONGEST_PROOF)?, against) {
        Ok((leaf, head)) => {
            say!("this event is in the log '{}', whose head covers {}:", head.origin, head.size)?;
            say!("{}", String::from_utf8_lossy(&leaf))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => ends_with(&[fault]),
    }
}

/// Says what is wrong, and the number of the first.
fn ends_with(faults: &[ExportFault]) -> anyhow::Result<ExitCode> {
    for fault in faults {
        say!("{}: {fault}", fault.code())?;
    }
    Ok(faults.first().map_or(ExitCode::SUCCESS, |fault| fault.exit_code().into()))
}

fn print(export: &Export, verified: &Verified) -> anyhow::Result<()> {
    let Verified { events, heads, kept, faults, .. } = verified;
    let manifest = export.manifest();
    let of = match &manifest.stream {
        Some(stream) => format!("the stream {stream} of {}", manifest.region),
        None => manifest.region.clone(),
    };
    say!(
        "{of}: {events} of {} events after position {} and up to {} are those of the tree; {heads} heads and {kept} kept \
         checkpoints hold; {} faults",
        manifest.events,
        manifest.after,
        manifest.through,
        faults.len()
    )?;
    for (tree, holds, last) in &verified.lost {
        say!(
            "the log came back older once: of what tree {tree} covers, what is after position {holds} is other than it \
             was or is lost, up to {last}"
        )?;
    }
    for (tree, key) in &verified.not_endorsed {
        say!("key {key} of tree {tree} follows the one before it without its word: that was lost")?;
    }
    for (witness, size) in &verified.witnesses {
        say!("the witness {witness} cosigned what is up to position {size}")?;
    }
    if let Some(key) = &verified.believed {
        say!("no key of the log was given by --key, so that of the export was believed: {key}")?;
    }
    if *kept == 0 && faults.is_empty() {
        say!(
            "no kept checkpoint was given that it holds against: it may have been written anew as a whole"
        )?;
    }
    Ok(())
}
