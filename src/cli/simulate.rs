//! `loopbrug simulate`.

use chrono::NaiveDate;
use clap::Args;
use loopbrug_infra::access_record::AccessRecord;
use loopbrug_infra::catalogues;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::directory::Directory;
use loopbrug_infra::log::LogWriter;
use loopbrug_infra::vault::Vault;
use std::sync::Arc;

use super::known_region;
use crate::keys::Keys;
use crate::output::say;
use crate::process::Database;
use crate::settings::Settings;
use crate::simulate::{Pace, SimulatedRound, Simulation};

/// What to simulate.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The region, by its code.
    #[arg(long, default_value = "vlaamse-ardennen", value_parser = super::argument::text)]
    region: String,
    /// How many clients.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(0..=10_000_000))]
    clients: u64,
    /// The first day.
    #[arg(long, default_value = "2024-01-01", value_parser = super::argument::day)]
    from: NaiveDate,
    /// The last day.
    #[arg(long, default_value = "2025-12-31", value_parser = super::argument::day)]
    to: NaiveDate,
    /// The same seed gives the same events.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(super) async fn run(settings: &Settings, arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { region, clients, from, to, seed } = arguments;
    anyhow::ensure!(from <= to, "the last day, {to}, comes before the first, {from}");
    let database = Database::open_beside(settings).await?;
    let pace = Pace::Clients(clients);
    let keys = match settings.vault_place()? {
        Some(_) => Some(Keys::open_beside(settings, Some(&database.pool)).await?),
        None => None,
    };
    let vault = keys.as_ref().map_or_else(Vault::none, |keys| keys.vault.clone());
    let sealed = keys.is_some();
    let simulation = Simulation { region, pace, from, parts: vec![to], seed, sealed };
    let log = LogWriter::new(database.pool.clone());
    let catalogues = Arc::new(catalogues::load(&database.pool).await?);
    let simulate = async {
        known_region(&catalogues, &simulation.region)?;
        let clock = Clock::of(&database.pool).await?;
        let access = AccessRecord::new(database.pool.clone(), Arc::clone(&catalogues));
        let directory =
            Directory::new(database.pool.clone(), Arc::clone(&catalogues), clock, access);
        simulation.name(&directory).await?;
        simulation.run(&log, &vault, &catalogues).await
    };
    let simulated = simulate.await;
    database.close().await?;
    if let Some(keys) = keys {
        keys.close().await?;
    }
    let simulated = simulated?;
    let seconds = simulated.took.as_secs_f64();
    let of_round = simulated.round.map_or_else(String::new, |round| {
        let SimulatedRound { proposals, approved } = round;
        format!(" and of a round of {proposals} proposals, {approved} of them approved")
    });
    let refused: u32 = simulated.refused.values().sum();
    let codes = simulated.refused.iter().map(|(code, steps)| format!("{steps} {code}"));
    let codes = codes.collect::<Vec<_>>().join(", ");
    let why = if refused == 0 { String::new() } else { format!(" ({codes})") };
    say!(
        "{} events of {clients} clients{of_round}; {} of them new; {refused} steps refused{why}; \
         in {seconds:.1} s: {:.0} events per second",
        simulated.events,
        simulated.written,
        f64::from(u32::try_from(simulated.events)?) / seconds,
    )
}
