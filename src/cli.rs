//! The command line.

mod argument;
mod audit;
mod catalogue;
mod export;
mod import;
mod progress;
mod projections;
mod replay;
mod schema;
mod serve;
mod simulate;
mod token;
mod vault;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use loopbrug_domain::catalogue::{Catalogues, Code};

use crate::demo;
use crate::process::Database;
use crate::settings::Settings;

/// Event-sourced case tracking for the Flemish Lokale Partnerschappen.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {
    #[command(flatten, next_help_heading = "Settings")]
    pub(crate) settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API, until SIGTERM or Ctrl-C. What was asked before is answered, and the end comes within
    /// 20 seconds; a second signal ends it at once.
    Serve,
    /// Load a simulated partnership, once, and serve it.
    Demo,
    /// Bring the database's schema up to date.
    Migrate,
    /// Reference data.
    #[command(subcommand)]
    Catalogue(catalogue::Command),
    /// Views: how far they are, building them anew, retrying and comparing them with the log.
    #[command(subcommand)]
    Projections(projections::Command),
    /// Replays a trajectory, a round, a proposal or an employer: each step, who asked for it, and what it changed.
    Replay(replay::Arguments),
    /// The seal of the log: signed heads, and proofs by them.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Writes the log of a region, or a stream of it, into a folder that anybody can read, verify and import.
    Export(export::Arguments),
    /// Writes the log of a region as an export has it into a system that has nothing of the region. Killed in the middle,
    /// it goes on the next time.
    Import(import::Arguments),
    /// Signs a token with which somebody may ask and record.
    Token(token::Arguments),
    /// Writes an invented partnership to the log, in bulk.
    Simulate(simulate::Arguments),
    /// The keys of clients.
    #[command(subcommand)]
    Vault(vault::Command),
    /// Schemas, as text.
    #[command(subcommand)]
    Schema(schema::Command),
}

/// A region that there is; otherwise the error lists those that there are.
fn known_region(catalogues: &Catalogues, region: &str) -> anyhow::Result<()> {
    let mut known: Vec<&str> = catalogues.regions().map(Code::as_str).collect();
    if known.contains(&region) {
        return Ok(());
    }
    known.sort_unstable();
    anyhow::bail!("there is no region '{region}'; there are: {}", known.join(", "))
}

/// Does what the command line says.
pub(crate) async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let settings = cli.settings;
    match cli.command {
        Command::Serve => serve::run(&settings).await?,
        Command::Demo => demo::run(&settings).await?,
        Command::Migrate => Database::open_beside(&settings).await?.close().await?,
        Command::Catalogue(command) => return catalogue::run(&settings, command).await,
        Command::Projections(command) => return projections::run(&settings, command).await,
        Command::Replay(arguments) => replay::run(&settings, &arguments).await?,
        Command::Audit(command) => return audit::run(&settings, command).await,
        Command::Import(arguments) => return import::run(&settings, &arguments).await,
        Command::Export(arguments) => export::run(&settings, &arguments).await?,
        Command::Token(arguments) => token::run(&settings, arguments)?,
        Command::Simulate(arguments) => simulate::run(&settings, arguments).await?,
        Command::Vault(command) => vault::run(&settings, command).await?,
        Command::Schema(command) => schema::run(command)?,
    }
    Ok(ExitCode::SUCCESS)
}
