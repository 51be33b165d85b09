//! `loopbrug audit reproduce`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use loopbrug_infra::receipt::Receipt;
use loopbrug_infra::receipt::reproduce::{Finding, Given, Held, Reproduced, reproduce};
use loopbrug_infra::seal::note::VerifierKey;

use super::handed::in_file;
use crate::cli::progress;
use crate::output::say;

/// The table of a report has some thousands of figures.
const LONGEST_RECEIPT: u64 = 32 << 20;
/// So many figures that differ are named.
const NAMED: usize = 100;

/// What to count again.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The file with the receipt.
    receipt: PathBuf,
    /// The folder of the export; of each region that the receipt is about, where these are several.
    #[arg(required = true)]
    exports: Vec<PathBuf>,
    /// The file with the secret half of a receipt of rounded figures.
    #[arg(long, value_name = "FILE")]
    secret: Option<PathBuf>,
    /// A key of the log that is believed, as `name+id+key`, with those that follow it by its word; as often as there are
    /// some. Without one those of the export are believed.
    #[arg(long = "key", value_name = "KEY")]
    keys: Vec<VerifierKey>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { receipt, exports, secret, keys } = arguments;
    let receipt = in_file(receipt, LONGEST_RECEIPT)?;
    let secret = secret.as_deref().map(|file| in_file(file, LONGEST_RECEIPT)).transpose()?;
    let bar = progress::of_events("folding")?;
    let report = progress::moving(&bar);
    let given = Given { receipt: &receipt, secret: secret.as_deref(), exports, keys };
    let reproduced = reproduce(given, &report);
    bar.finish_and_clear();
    match reproduced {
        Ok(reproduced) => {
            print(&reproduced, secret.is_some())?;
            let first = reproduced.findings.first();
            Ok(ExitCode::from(first.map_or(0, Finding::exit_code)))
        }
        Err(error) => {
            say!("{}: {error}", error.code())?;
            Ok(ExitCode::from(error.exit_code()))
        }
    }
}

fn print(reproduced: &Reproduced, has_secret: bool) -> anyhow::Result<()> {
    let Reproduced { receipt, keys_given, events, quarantined, held, findings } = reproduced;
    print_question(receipt)?;
    if !keys_given {
        say!(
            "signed by a key that the export names itself: compare it with one that you kept (--key)"
        )?;
    }
    say!("{events} events folded")?;
    if !quarantined.is_empty() {
        say!("{} streams count as before an event that cannot be read", quarantined.len())?;
    }
    for finding in findings.iter().take(NAMED) {
        say!("{}: {finding}", finding.code())?;
    }
    if findings.len() > NAMED {
        say!("and {} more", findings.len() - NAMED)?;
    }
    match held {
        Held::Exact { figures } => {
            say!("{figures} figures were held against those of the export")?;
        }
        Held::Rounded { within, unlimited } => {
            say!(
                "the figures are rounded: {within} were held against the exact ones as far as rounding moves them; {unlimited} \
                 are shares, quantiles or counts of things, or not shown, and cannot be held against anything"
            )?;
            if has_secret {
                say!(
                    "the exact table was held against what the receipt commits to and against the export"
                )?;
            } else {
                say!(
                    "whether the exact table is the one that the receipt commits to can be verified with its secret half \
                     (--secret) alone"
                )?;
            }
        }
    }
    say!("{}", if findings.is_empty() { "equal" } else { "not equal" })
}

fn print_question(receipt: &Receipt) -> anyhow::Result<()> {
    let question = &receipt.question;
    for of in &receipt.regions {
        say!(
            "{} of {} from {} to {}, at position {} on {}",
            question.report,
            of.region,
            question.from,
            question.to,
            of.position,
            of.day
        )?;
    }
    Ok(())
}
