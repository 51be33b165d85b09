//! The fire drill: the real program and a real PostgreSQL under fire, while clients record over HTTP.
//!
//! A ledger outside of both keeps what was asked and what was answered. At the end of every drill it
//! is compared with the log, with what repeats are answered, with the reports and with what the
//! program says of its own health. `docs/reliability.md` says what is promised.
//!
//! `make drill` runs all drills; `make drill DRILL="half-open program-killed=10"` some of them, with
//! so many faults.

#![expect(clippy::print_stdout, reason = "a drill speaks on standard output")]

mod answer;
mod audit;
mod command;
#[path = "../front_door/harness/command_line.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "a drill needs only some of what tests do")]
mod command_line;
mod door;
mod drills;
mod field;
mod health;
mod ledger;
mod load;
mod postgres;
#[path = "../front_door/harness/process.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "a drill needs only some of what tests do")]
mod process;
mod program;
mod proofs;
mod proxy;
mod table;
mod times;
#[path = "../front_door/harness/tokens.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "a drill needs only some of what tests do")]
mod tokens;

use std::future::pending;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, bail};
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

use crate::drills::{ALL, Drill, Ran};
use crate::postgres::Template;
use crate::table::Results;

/// The region of the drills.
const REGION: &str = "vlaamse-ardennen";
/// An organisation whose number the register never hands out.
const OCMW: &str = "0000000196";

fn main() -> anyhow::Result<ExitCode> {
    let wanted = wanted(std::env::args().skip(1))?;
    Runtime::new()?.block_on(async {
        tokio::select! {
            code = run(wanted) => code,
            // What runs is dropped, and ends with it.
            () = asked_to_stop() => Ok(ExitCode::from(130)),
        }
    })
}

async fn asked_to_stop() {
    let mut terminated = signal(SignalKind::terminate()).ok();
    let terminated = async {
        match &mut terminated {
            Some(terminated) => terminated.recv().await,
            None => pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated => {}
    }
}

/// The drills that are named, with the number of their faults; all where none is.
fn wanted(arguments: impl Iterator<Item = String>) -> anyhow::Result<Vec<(Drill, usize)>> {
    let mut wanted = Vec::new();
    // What cargo adds begins with dashes.
    for argument in arguments.filter(|argument| !argument.starts_with("--")) {
        let (name, faults) = match argument.split_once('=') {
            Some((name, faults)) => (name, Some(faults.parse().context("a number of faults")?)),
            None => (argument.as_str(), None),
        };
        let Some(drill) = ALL.iter().find(|drill| drill.name == name) else {
            let names: Vec<_> = ALL.iter().map(|drill| drill.name).collect();
            bail!("there is no drill '{name}'; there are {}", names.join(", "));
        };
        wanted.push((*drill, faults.unwrap_or(drill.faults)));
    }
    if wanted.is_empty() {
        wanted.extend(ALL.iter().map(|drill| (*drill, drill.faults)));
    }
    Ok(wanted)
}

async fn run(wanted: Vec<(Drill, usize)>) -> anyhow::Result<ExitCode> {
    let template = Arc::new(Template::make().await?);
    let (started, mut results) = (Instant::now(), Results::new());
    for (drill, faults) in wanted {
        let begun = Instant::now();
        println!("{}: {}", drill.name, drill.does);
        // A task of its own, so that one that breaks off does not keep the others from running; dropped
        // with this one.
        let mut task = JoinSet::new();
        let on = Arc::clone(&template);
        task.spawn(async move { drill.run(&on, faults).await });
        let result = match task.join_next().await {
            Some(Ok(result)) => result,
            Some(Err(broken)) => Err(anyhow::anyhow!("it broke off: {broken}")),
            None => Err(anyhow::anyhow!("it did not run")),
        };
        tell(&result);
        println!("  took {:.0} s", begun.elapsed().as_secs_f64());
        results.push((drill, result));
    }
    let table = table::of(&results);
    println!("\n{table}\nall of it took {:.0} s", started.elapsed().as_secs_f64());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/drill.md");
    std::fs::write(&file, &table).with_context(|| file.display().to_string())?;
    Ok(match table::verdict(&results) {
        (true, true) => ExitCode::SUCCESS,
        (false, _) => ExitCode::FAILURE,
        // Nothing failed, and yet not everything has passed.
        (true, false) => ExitCode::from(2),
    })
}

fn tell(result: &anyhow::Result<Ran>) {
    match result {
        Ok(Ran::Through(outcome)) => {
            for complaint in table::complaints(outcome) {
                println!("  {complaint}");
            }
            let slowest = outcome.slowest_health.as_secs_f64();
            println!("  the slowest answer about health took {slowest:.1} s");
        }
        Ok(Ran::NotRun(reason)) => println!("  not run: {reason}"),
        Err(error) => println!("  failed: {error:#}"),
    }
}
