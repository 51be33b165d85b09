//! `loopbrug catalogue`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use loopbrug_domain::catalogue::{Catalogues, check};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Names every fault of a region's file with its place.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Lists the published catalogues.
    List,
}

pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check { file } => check_file(&file),
        Command::List => {
            list();
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn check_file(file: &PathBuf) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    let catalogues = Catalogues::embedded();
    let faults = check(&file.display().to_string(), &text, catalogues.lists());
    for fault in &faults {
        println!("{fault}");
    }
    if faults.is_empty() {
        println!("{}: no faults", file.display());
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
}

fn list() {
    for catalogue in Catalogues::embedded().all() {
        let (region, version) = (catalogue.region(), catalogue.version());
        println!("{region} {version} {} {}", catalogue.hash(), catalogue.label().nl);
    }
}
