//! A partnership as it might be: invented clients, the same ones for the same seed.
//!
//! A selection round goes before the clients, and finds the partners who guide them.
//!
//! A story is what partners would record about one client. It is decided upon by the same rules
//! as theirs, in the order in which it would be recorded, and written to the log in bulk.

mod ahead;
mod client;
mod dice;
mod directory;
mod employers;
mod personal;
mod recording;
mod round;
mod writing;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::{Days, NaiveDate};
use indicatif::{ProgressBar, ProgressStyle};
use loopbrug_domain::catalogue::{Catalogue, Catalogues, Code};
use loopbrug_domain::ids::{CommandId, Position};
use loopbrug_infra::directory::Directory;
use loopbrug_infra::log::LogWriter;
use loopbrug_infra::vault::{Vault, VaultError};
use tokio::task::JoinSet;
use uuid::Uuid;

use ahead::plan_ahead;
pub(crate) use client::worker;
use client::{Step, story};
use dice::Dice;
pub(crate) use directory::Somebody;
use personal::with_personal;
use recording::{RecordedStory, SimulatedEvent, record};

/// Where in the dice of a client is rolled what is planned ahead: beyond all corrections. And what is personal.
const AHEAD: u32 = 1 << 24;
const PERSONAL: u32 = 1 << 25;
/// How many clients are invented at once.
const CLIENTS_AT_ONCE: u64 = 250;

/// Whether what is personal can be sealed; without a vault a simulation has nothing of it.
///
/// # Errors
/// There is a vault, and it does not answer.
pub(crate) async fn can_seal(vault: &Vault) -> Result<bool, VaultError> {
    match vault.ready().await {
        Err(VaultError::None) => Ok(false),
        ready => ready.map(|()| true),
    }
}

/// What to simulate. The same simulation gives the same events, and is written once: a second
/// run, or one after a crash, adds only what is missing.
#[derive(Debug, Clone)]
pub(crate) struct Simulation {
    pub(crate) region: String,
    pub(crate) pace: Pace,
    pub(crate) from: NaiveDate,
    /// The last days of its parts, in order; the last of them is that of all. What is written of a part does not depend
    /// on those that come after it, so that one can go on from where it was.
    pub(crate) parts: Vec<NaiveDate>,
    pub(crate) seed: u64,
    /// Whether there is a vault: without one, nobody writes down who a client is.
    pub(crate) sealed: bool,
}

/// How clients come, one after the other, so that there are new ones all the time.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pace {
    /// So many until the last day.
    Clients(u64),
    /// One in so many days.
    OneIn(u64),
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Simulated {
    /// Events of the simulation, those of its round included.
    pub(crate) events: usize,
    /// Events that were written; the others were there.
    pub(crate) written: usize,
    /// Steps that were not permitted when they came to be recorded: how many by the code of the refusal.
    pub(crate) refused: BTreeMap<&'static str, u32>,
    /// The round, if the simulation has one.
    pub(crate) round: Option<SimulatedRound>,
    pub(crate) took: Duration,
}

/// What came of the round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SimulatedRound {
    /// Proposals, those that were never handed in included.
    pub(crate) proposals: usize,
    /// Proposals that were approved.
    pub(crate) approved: usize,
}

impl Simulation {
    /// Plays the round, invents the clients, records their stories and writes the events.
    pub(crate) async fn run(
        &self,
        log: &LogWriter,
        vault: &Vault,
        catalogues: &Arc<Catalogues>,
    ) -> anyhow::Result<Simulated> {
        let started = Instant::now();
        let catalogue = catalogues.latest(&self.region).context("no such region")?;
        let (mut events, mut written, mut simulated_round) = (0, 0, None);
        if let Some(played) = round::play(catalogue, catalogues, self.from, self.seed)?
            && let Some(new) = played.write(log, catalogue).await?
        {
            (events, written) = (played.events.len(), new);
            let (proposals, approved) = (played.proposals, played.approved);
            simulated_round = Some(SimulatedRound { proposals, approved });
        }
        let (new, refused) = self.invent(catalogue, catalogues).await?;
        events += new.len();
        written += self.write(log, vault, catalogue.region(), &new).await?;
        let took = started.elapsed();
        Ok(Simulated { events, written, refused, round: simulated_round, took })
    }

    /// Names the organisations and workers of the stories in the region's directory.
    pub(crate) async fn name(&self, directory: &Directory) -> anyhow::Result<()> {
        let catalogue = directory.catalogues().latest(&self.region).context("no such region")?;
        directory::record(directory, catalogue, self.from).await
    }

    /// All events, in the order in which they are recorded.
    async fn invent(
        &self,
        catalogue: &Arc<Catalogue>,
        catalogues: &Arc<Catalogues>,
    ) -> anyhow::Result<(Vec<SimulatedEvent>, BTreeMap<&'static str, u32>)> {
        let progress = progress(self.clients(), "inventing", "clients")?;
        let mut tasks = JoinSet::new();
        for first in (0..self.clients()).step_by(usize::try_from(CLIENTS_AT_ONCE)?) {
            let (this, progress) = (self.clone(), progress.clone());
            let (catalogue, catalogues) = (Arc::clone(catalogue), Arc::clone(catalogues));
            tasks.spawn_blocking(move || {
                let clients = first..this.clients().min(first + CLIENTS_AT_ONCE);
                let stories: Vec<_> =
                    clients.map(|n| this.client(n, &catalogue, &catalogues)).collect();
                progress.inc(stories.len() as u64);
                (first, stories)
            });
        }
        let mut stories = tasks.join_all().await;
        stories.sort_unstable_by_key(|(first, _)| *first);
        let stories = stories.into_iter().flat_map(|(_, stories)| stories);
        let mut refused = BTreeMap::new();
        let days = (self.from, self.to());
        let mut events = employers::record(catalogue, catalogues, days, self.seed)?;
        let of_clients = stories
            .inspect(|story| {
                for (code, steps) in &story.refused {
                    *refused.entry(*code).or_default() += steps;
                }
            })
            .flat_map(|story| story.events);
        events.extend(of_clients);
        // Stable: what one client's story has on one day keeps its order.
        events.sort_by_key(|event| event.recorded_on);
        progress.finish_and_clear();
        Ok((events, refused))
    }

    fn client(&self, n: u64, catalogue: &Catalogue, catalogues: &Catalogues) -> RecordedStory {
        // Two dice, so that when a story is recorded does not change the story.
        let steps = story(catalogue, self.comes(n), Dice::for_client(self.seed, 2 * n));
        let dice = Dice::for_client(self.seed, 2 * n + 1);
        let before = [self.from].into_iter().chain(self.parts.iter().copied());
        let ahead = before.zip(&self.parts).zip(AHEAD..).filter_map(|((after, to), place)| {
            plan_ahead(&steps, catalogue, (after, *to), dice.at(place))
        });
        let ahead = ahead.collect();
        let steps = if self.sealed { with_personal(steps, dice.at(PERSONAL)) } else { steps };
        record(steps, ahead, self.to(), catalogues, dice)
    }

    /// The last day.
    pub(crate) fn to(&self) -> NaiveDate {
        self.parts.last().copied().unwrap_or(self.from)
    }

    /// How many clients come until the last day.
    pub(crate) fn clients(&self) -> u64 {
        match self.pace {
            Pace::Clients(clients) => clients,
            Pace::OneIn(days) => self.days().div_ceil(days),
        }
    }

    fn days(&self) -> u64 {
        u64::try_from((self.to() - self.from).num_days()).unwrap_or(0) + 1
    }

    /// Between which days a client comes.
    fn comes(&self, n: u64) -> (NaiveDate, NaiveDate) {
        let first = |n: u64| match self.pace {
            // At most 300 years and ten million clients.
            Pace::Clients(clients) => self.days() * n / clients,
            Pace::OneIn(days) => days * n,
        };
        let (first, next) = (first(n), first(n + 1).max(first(n) + 1));
        (self.from + Days::new(first), self.from + Days::new(next - 1))
    }

    /// The command of a batch of the part with this last day. The same simulation writes the same batches.
    fn command(&self, part: NaiveDate, batch: usize) -> CommandId {
        let Self { region, pace, from, seed, sealed, .. } = self;
        let what = if *sealed { "partnership with names" } else { "partnership" };
        let name = format!(
            "loopbrug simulated {what} {region} {pace:?} {from} {seed}, to {part}: {batch}"
        );
        CommandId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
    }

    /// Whether the part with this last day was written before, or some of it.
    pub(crate) async fn was_begun(&self, log: &LogWriter, part: NaiveDate) -> anyhow::Result<bool> {
        let region = Code::new(self.region.as_str());
        Ok(log.reader().carried_out(&region, self.command(part, 0)).await?.is_some())
    }

    /// Whether the log holds nothing, or nothing but the round of this simulation.
    pub(crate) async fn has_place(
        &self,
        log: &LogWriter,
        catalogues: &Arc<Catalogues>,
    ) -> anyhow::Result<bool> {
        let catalogue = catalogues.latest(&self.region).context("no such region")?;
        let round = round::play(catalogue, catalogues, self.from, self.seed)?;
        let head = log.reader().head(catalogue.region()).await?;
        let round = round.map_or(0, |played| played.events.len());
        Ok(head == Position::START || usize::try_from(head.0)? == round)
    }
}

fn progress(total: u64, verb: &str, things: &str) -> anyhow::Result<ProgressBar> {
    let template = format!("{verb} {{bar:40}} {{pos}}/{{len}} {things}, {{eta}} left");
    Ok(ProgressBar::new(total).with_style(ProgressStyle::with_template(&template)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// What is recorded up to the end of these parts.
    async fn recorded_in(parts: &[&str]) -> Vec<SimulatedEvent> {
        let catalogues = Arc::new(Catalogues::embedded());
        let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
        let simulation = Simulation {
            region: "vlaamse-ardennen".to_owned(),
            pace: Pace::OneIn(3),
            from: day("2024-01-01"),
            parts: parts.iter().map(|part| day(part)).collect(),
            seed: 7,
            sealed: true,
        };
        let (events, _) = simulation.invent(catalogue, &catalogues).await.unwrap();
        events
    }

    #[tokio::test]
    async fn a_simulation_goes_on_from_where_it_was_whatever_comes_after() {
        let until_then = recorded_in(&["2024-06-10", "2024-08-01"]).await;
        let gone_on = recorded_in(&["2024-06-10", "2024-08-01", "2024-08-02", "2025-03-31"]).await;
        assert!(until_then.len() > 300 && gone_on.len() > 2 * until_then.len());
        assert_eq!(until_then, gone_on[..until_then.len()]);
        assert!(gone_on[until_then.len()].recorded_on > day("2024-08-01"));
    }
}
