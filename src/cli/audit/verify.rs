//! `loopbrug audit verify`.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use loopbrug_infra::export::fault::ExportFault;
use loopbrug_infra::export::reading::{Export, LONGEST_CHECKPOINT};
use loopbrug_infra::export::verify::{
    Against, KeptCheckpoint, LONGEST_PROOF, Verified, verify, verify_proof,
};
use loopbrug_infra::seal::note::VerifierKey;

use crate::cli::progress;

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
        Err(fault) => return Ok(ends_with(&[fault])),
    };
    let bar = progress::of_events(&arguments.export.display().to_string())?;
    let (moved, through) = (progress::moving(&bar), export.manifest().through);
    let verified = verify(&export, &against, |done| moved(done, through));
    bar.finish_and_clear();
    print(&export, &verified);
    Ok(ends_with(&verified.faults))
}

impl HeldAgainst {
    pub(in crate::cli) fn read(&self) -> anyhow::Result<Against> {
        let checkpoints = self.checkpoints.iter().map(|path| kept(path));
        Ok(Against { checkpoints: checkpoints.collect::<Result<_, _>>()?, keys: self.keys.clone() })
    }
}

fn kept(path: &Path) -> anyhow::Result<KeptCheckpoint> {
    let note = read(path, LONGEST_CHECKPOINT)?;
    Ok(KeptCheckpoint { name: path.display().to_string(), note })
}

/// The text in a file that somebody was handed. What is no text is nothing else that is asked for here either.
fn read(path: &Path, longest: u64) -> anyhow::Result<String> {
    let name = path.display();
    let mut bytes = vec![];
    let read = File::open(path).and_then(|file| file.take(longest + 1).read_to_end(&mut bytes));
    if read.with_context(|| format!("{name} cannot be read"))? as u64 > longest {
        bail!("{name} is larger than anything of its kind");
    }
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

fn prove(path: &Path, against: &Against) -> anyhow::Result<ExitCode> {
    match verify_proof(&read(path, LONGEST_PROOF)?, against) {
        Ok((leaf, head)) => {
            println!(
                "this event is in the log '{}', whose head covers {}:",
                head.origin, head.size
            );
            println!("{}", String::from_utf8_lossy(&leaf));
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => Ok(ends_with(&[fault])),
    }
}

/// Says what is wrong, and the number of the first.
fn ends_with(faults: &[ExportFault]) -> ExitCode {
    for fault in faults {
        println!("{}: {fault}", fault.code());
    }
    faults.first().map_or(ExitCode::SUCCESS, |fault| fault.exit_code().into())
}

fn print(export: &Export, verified: &Verified) {
    let Verified { events, heads, kept, faults, .. } = verified;
    let manifest = export.manifest();
    let of = match &manifest.stream {
        Some(stream) => format!("the stream {stream} of {}", manifest.region),
        None => manifest.region.clone(),
    };
    println!(
        "{of}: {events} of {} events after position {} and up to {} are those of the tree; {heads} heads and {kept} kept \
         checkpoints hold; {} faults",
        manifest.events,
        manifest.after,
        manifest.through,
        faults.len()
    );
    for (tree, holds, last) in &verified.lost {
        println!(
            "the log came back older once: of what tree {tree} covers, what is after position {holds} is other than it \
             was or is lost, up to {last}"
        );
    }
    for (tree, key) in &verified.not_endorsed {
        println!(
            "key {key} of tree {tree} follows the one before it without its word: that was lost"
        );
    }
    for (witness, size) in &verified.witnesses {
        println!("the witness {witness} cosigned what is up to position {size}");
    }
    if let Some(key) = &verified.believed {
        println!("no key of the log was given by --key, so that of the export was believed: {key}");
    }
    if *kept == 0 && faults.is_empty() {
        println!(
            "no kept checkpoint was given that it holds against: it may have been written anew as a whole"
        );
    }
}
