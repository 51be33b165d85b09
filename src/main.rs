//! Loopbrug: case tracking for the Flemish *Lokale Partnerschappen*.
//!
//! This crate puts the parts together and gives them a command line; it decides nothing.

mod cli;
mod code;
mod demo;
mod keys;
mod output;
mod process;
mod serving;
mod settings;
mod simulate;
mod stop;

use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

/// Much of a command is small allocations on many threads, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the shell says of a program that a closed pipe has ended: 128 and the number of the signal.
const UNREAD: u8 = 128 + 13;

/// How long the end waits for what the runtime is still at. What mattered has ended before; what is left
/// may burn for ever.
const RUNTIME_ENDS_WITHIN: Duration = Duration::from_millis(200);

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let (filter, wrong) = match cli.settings.log_filter() {
        Ok(filter) => (filter, None),
        Err(wrong) => ("info".into(), Some(wrong)),
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    if let Some(wrong) = wrong {
        return failed(&wrong);
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    let done = runtime.block_on(cli::run(cli));
    runtime.shutdown_timeout(RUNTIME_ENDS_WITHIN);
    match done {
        Ok(code) => code,
        Err(error) if error.is::<output::Unread>() => UNREAD.into(),
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    let said = in_a_sentence(error);
    match code::of(error) {
        Some(code) => tracing::error!("{said} [{code}]"),
        None => tracing::error!("{said}"),
    }
    ExitCode::FAILURE
}

/// The error and its causes; those alone that say something new, since many errors say their cause too.
fn in_a_sentence(error: &anyhow::Error) -> String {
    let mut said = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use anyhow::{Context, anyhow};

    use super::in_a_sentence;

    #[test]
    fn a_cause_that_was_said_is_not_said_again() {
        let error = Err::<(), _>(anyhow!("it burns")).context("no cake: it burns");
        let error = error.context("no feast").unwrap_err();
        assert_eq!(in_a_sentence(&error), "no feast: no cake: it burns");
    }
}
