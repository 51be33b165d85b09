//! `loopbrug catalogue`.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use loopbrug_domain::catalogue::{Catalogues, Fault, Source};
use loopbrug_domain::time::day_in_brussels;
use loopbrug_infra::catalogues::{self, CatalogueError, Published};
use loopbrug_infra::clock::Clock;

use crate::output::say;
use crate::process::Database;
use crate::settings::Settings;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Names every fault of a region's file with its place. A file without one can be published in the database of the
    /// settings, which is read and not changed.
    Check(RegionFile),
    /// Publishes a region's file: a new version, or a new region. Processes that start hold to it.
    Publish(RegionFile),
    /// Lists the published catalogues.
    List,
}

/// A region's file.
#[derive(Debug, Args)]
pub(super) struct RegionFile {
    /// The file, `regions/<region>/<date of publication>.toml`.
    file: PathBuf,
    /// The region, by its code, of a file that lies anywhere.
    #[arg(long, value_parser = super::argument::text)]
    region: Option<String>,
}

pub(super) async fn run(settings: &Settings, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check(file) => check_file(settings, &file).await,
        Command::Publish(file) => publish_file(settings, &file).await,
        Command::List => list(settings).await,
    }
}

/// The file as text, or what it is instead.
fn read(file: &Path) -> anyhow::Result<Result<Source, Fault>> {
    let path = file.display().to_string();
    let mut bytes = vec![];
    let most = u64::try_from(Source::MAX_BYTES)? + 1;
    File::open(file)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .with_context(|| format!("{path} cannot be read"))?;
    Ok(Source::try_from_bytes(path, bytes))
}

async fn check_file(settings: &Settings, asked: &RegionFile) -> anyhow::Result<ExitCode> {
    let source = match read(&asked.file)? {
        Ok(source) => source,
        Err(fault) => return faulty(&[fault]),
    };
    let catalogues = match Database::look(settings).await? {
        Some(database) => {
            let catalogues = catalogues::load_as_it_is(&database.pool).await;
            database.close().await?;
            catalogues?
        }
        // A database that there is not yet begins with these.
        None => Catalogues::embedded(),
    };
    match catalogues.admit(&source, asked.region.as_deref(), today()) {
        Ok(_) => say!("{}: no faults", source.path)?,
        Err(faults) => return faulty(&faults),
    }
    Ok(ExitCode::SUCCESS)
}

fn today() -> NaiveDate {
    day_in_brussels(Clock::system().now())
}

fn faulty(faults: &[Fault]) -> anyhow::Result<ExitCode> {
    for fault in faults {
        say!("{fault}")?;
    }
    Ok(ExitCode::FAILURE)
}

async fn publish_file(settings: &Settings, asked: &RegionFile) -> anyhow::Result<ExitCode> {
    let source = match read(&asked.file)? {
        Ok(source) => source,
        Err(fault) => return faulty(&[fault]),
    };
    let database = Database::open_beside(settings).await?;
    let region = asked.region.as_deref();
    let published = catalogues::publish(&database.pool, source, region, today()).await;
    database.close().await?;
    match published {
        Ok(Published::Now) => say!("{}: published", asked.file.display())?,
        Ok(Published::Before) => say!("{}: was published before", asked.file.display())?,
        Err(CatalogueError::Faulty(faults)) => return faulty(&faults),
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
        say!("{region} {version} {} {}", catalogue.hash(), catalogue.label().nl)?;
    }
    Ok(ExitCode::SUCCESS)
}
