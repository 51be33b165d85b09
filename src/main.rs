//! Loopbrug: case tracking for the Flemish *Lokale Partnerschappen*.
//!
//! This crate puts the parts together and gives them a command line; it decides nothing.

#![expect(clippy::print_stdout, reason = "a command line speaks on standard output")]

mod cli;
mod demo;
mod process;
mod settings;
mod simulate;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;

/// Much of a command is small allocations on many threads, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(cli.settings.log_filter())
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    match runtime.block_on(cli::run(cli)) {
        Ok(code) => code,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    tracing::error!("{error:#}");
    ExitCode::FAILURE
}
