//! `make bench`: ours against stock cqrs-es + postgres-es and against pgbench, in one run, on a
//! private PostgreSQL with durable settings that is thrown away afterwards.
//!
//! Figures go to standard output, one a line as `name value unit`; progress goes to standard
//! error. Machines differ, so what matters are ratios of one run. See BENCHMARKS.md.

#![expect(clippy::print_stdout, reason = "figures are for whoever started the run")]
#![expect(clippy::print_stderr, reason = "progress is for whoever waits for the figures")]

mod audit;
mod cases;
mod contest;
mod figures;
mod ground;
mod http;
mod markdown;
mod memory;
mod ours;
mod pages;
mod pgbench;
mod protocol;
mod reads;
mod rebuild;
mod reports;
mod seal;
mod sealing;
mod stock;
mod streams;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::audit::Audited;
use crate::figures::Figures;
use crate::ground::Ground;

/// As the program, for what is measured in this process.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What to measure, and for how long.
#[derive(Debug, Parser)]
struct Arguments {
    /// Seconds that each side is measured in each round.
    #[arg(long, env = "LOOPBRUG_BENCH_SECONDS", default_value_t = 3)]
    seconds: u64,
    /// Seconds before that, in each round, that are not counted.
    #[arg(long, env = "LOOPBRUG_BENCH_WARM_UP", default_value_t = 1)]
    warm_up: u64,
    /// Interleaved rounds; medians are taken over them.
    #[arg(long, env = "LOOPBRUG_BENCH_ROUNDS", default_value_t = 3)]
    rounds: usize,
    /// How many commands are under way at once.
    #[arg(long, value_delimiter = ',', default_value = "1,16,64,256")]
    concurrency: Vec<usize>,
    /// Commands over which memory is watched.
    #[arg(long, env = "LOOPBRUG_BENCH_MEMORY_COMMANDS", default_value_t = 1_000_000)]
    memory_commands: u64,
    /// Clients of the simulated partnerships that are reported on.
    #[arg(
        long,
        env = "LOOPBRUG_BENCH_REPORT_CLIENTS",
        value_delimiter = ',',
        default_value = "10000,100000"
    )]
    report_clients: Vec<u64>,
    /// Clients of the simulated partnership whose page is read.
    #[arg(long, env = "LOOPBRUG_BENCH_PAGE_CLIENTS", default_value_t = 100_000)]
    page_clients: u64,
    /// Clients of the simulated partnership whose views are rebuilt.
    #[arg(long, env = "LOOPBRUG_BENCH_CLIENTS", default_value_t = 5_000)]
    clients: u64,
    /// Clients of the simulated partnership whose log auditors look at: with 20,000 it has a million events.
    #[arg(long, env = "LOOPBRUG_BENCH_AUDITED_CLIENTS", default_value_t = 20_000)]
    audited_clients: u64,
    /// Measure these parts only.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// Put the tables into this file, between its marks.
    #[arg(long)]
    write: Option<PathBuf>,
    /// The folder with PostgreSQL's programs, where they are not found by themselves.
    #[arg(long, env = "PG_BIN")]
    pg_bin: Option<PathBuf>,
    /// Given by `cargo bench` to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

/// A part of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Commands per second: ours, stock, pgbench, HTTP.
    Commands,
    /// A command on a long trajectory against one on a short.
    Streams,
    /// What sealing a personal text costs beside a command.
    Sealing,
    /// What sealing the log costs commands.
    Seal,
    /// A log of a million events, exported.
    Export,
    /// The same, imported into an empty database.
    Import,
    /// A year's outcomes, counted again out of an export of them.
    Reproduce,
    /// Reads of trajectories, recorded and not.
    Reads,
    /// Views from the log.
    Rebuild,
    /// Reports, now and as they were known, and how soon they see what was recorded.
    Reports,
    /// Pages, up to their last byte.
    Pages,
    /// Memory over very many commands.
    Memory,
}

impl Arguments {
    fn measures(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    fn span(&self) -> protocol::Span {
        let (warm_up, counted) = (self.warm_up, self.seconds.max(1));
        protocol::Span {
            warm_up: Duration::from_secs(warm_up),
            counted: Duration::from_secs(counted),
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let ground = Ground::prepare(arguments.pg_bin.clone()).await?;
    // The folder of the database is removed, whatever came of it.
    let measured = measure(&arguments, &ground).await;
    ground.clear().await?;
    let figures = measured?;
    match &arguments.write {
        Some(file) => markdown::write(file, &figures),
        None => Ok(()),
    }
}

async fn measure(arguments: &Arguments, ground: &Ground) -> anyhow::Result<Figures> {
    let mut figures = Figures::default();
    ground.environment(&mut figures).await?;
    if arguments.measures(Part::Commands) {
        let (span, rounds) = (arguments.span(), arguments.rounds.max(1));
        contest::run(ground, &mut figures, span, rounds, &arguments.concurrency).await?;
    }
    if arguments.measures(Part::Streams) {
        streams::run(ground, &mut figures).await?;
    }
    if arguments.measures(Part::Sealing) {
        sealing::run(ground, &mut figures).await?;
    }
    if arguments.measures(Part::Seal) {
        seal::run(ground, &mut figures, arguments.span(), arguments.rounds.max(1)).await?;
    }
    let audits = [Part::Export, Part::Import, Part::Reproduce];
    if audits.iter().any(|part| arguments.measures(*part)) {
        let audited = Audited::begin(ground, &mut figures, arguments.audited_clients).await?;
        if arguments.measures(Part::Export) {
            audit::export::run(&audited, ground, &mut figures).await?;
        }
        if arguments.measures(Part::Import) {
            audit::import::run(&audited, ground, &mut figures).await?;
        }
        if arguments.measures(Part::Reproduce) {
            audit::reproduce::run(&audited, ground, &mut figures).await?;
        }
        audited.end().await?;
    }
    if arguments.measures(Part::Reads) {
        reads::run(ground, &mut figures, arguments.span(), arguments.rounds.max(1)).await?;
    }
    if arguments.measures(Part::Rebuild) {
        rebuild::run(ground, &mut figures, arguments.clients).await?;
    }
    if arguments.measures(Part::Reports) {
        reports::run(ground, &mut figures, &arguments.report_clients).await?;
    }
    if arguments.measures(Part::Pages) {
        pages::run(ground, &mut figures, arguments.page_clients).await?;
    }
    if arguments.measures(Part::Memory) {
        memory::run(ground, &mut figures, arguments.memory_commands).await?;
    }
    Ok(figures)
}
