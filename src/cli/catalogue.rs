//! `loopbrug catalogue`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use loopbrug_domain::catalogue::{Catalogues, Fault, Source, check};
use loopbrug_infra::catalogues::{self, CatalogueError, Published};

use crate::process::Database;
use crate::settings::Settings;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Names every fault of a region's file with its place.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Publishes a region's file: a new version, or a new region. Processes that start hold to it.
    Publish {
        /// The file, `regions/<region>/<date of publication>.toml`.
        file: PathBuf,
    },
    /// Lists the published catalogues.
    List,
}

pub(super) async fn run(settings: &Settings, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check { file } => check_file(&file),
        Command::Publish { file } => publish_file(settings, &file).await,
        Command::List => list(settings).await,
    }
}

fn read(file: &Path) -> anyhow::Result<Source> {
    let path = file.display().to_string();
    let text = std::fs::read_to_string(file).with_context(|| format!("{path} cannot be read"))?;
    Ok(Source { path, text })
}

fn check_file(file: &Path) -> anyhow::Result<ExitCode> {
    let source = read(file)?;
    let faults = check(&source.path, &source.text, Catalogues::embedded().lists());
    if faults.is_empty() {
        println!("{}: no faults", source.path);
        return Ok(ExitCode::SUCCESS);
    }
    Ok(faulty(&faults))
}

fn faulty(faults: &[Fault]) -> ExitCode {
    for fault in faults {
        println!("{fault}");
    }
    ExitCode::FAILURE
}

async fn publish_file(settings: &Settings, file: &Path) -> anyhow::Result<ExitCode> {
    let source = read(file)?;
    let database = Database::open_beside(settings).await?;
    let published = catalogues::publish(&database.pool, source).await;
    database.close().await?;
    match published {
        Ok(Published::Now) => println!("{}: published", file.display()),
        Ok(Published::Before) => println!("{}: was published before", file.display()),
        Err(CatalogueError::Faulty(faults)) => return Ok(faulty(&faults)),
        Err(error) => return Err(error.into()),
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(settings: &Settings) -> anyhow::Result<ExitCode> {
    let database = Database::open_beside(settings).await?;
    let catalogues = catalogues::load(&database.pool).await;
    database.close().await?;
    for catalogue in catalogues?.all() {
        let (region, version) = (catalogue.region(), catalogue.version());
        println!("{region} {version} {} {}", catalogue.hash(), catalogue.label().nl);
    }
    Ok(ExitCode::SUCCESS)
}
