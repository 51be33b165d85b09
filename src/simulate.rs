//! A partnership as it might be: invented clients, the same ones for the same seed.
//!
//! A selection round goes before the clients, and finds the partners who guide them.
//!
//! A story is what partners would record about one client. It is decided upon by the same rules
//! as theirs, in the order in which it would be recorded, and written to the log in bulk.

mod client;
mod dice;
mod directory;
mod recording;
mod round;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use indicatif::{ProgressBar, ProgressStyle};
use loopbrug_domain::catalogue::{Catalogue, Catalogues, Code};
use loopbrug_domain::ids::{CommandId, Position};
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_infra::directory::Directory;
use loopbrug_infra::log::{LogWriter, RecordedEvent, Tip, new_event};
use tokio::task::JoinSet;
use uuid::Uuid;

use client::{Step, story};
use dice::Dice;
pub(crate) use directory::{Somebody, worker};
use recording::{RecordedStory, SimulatedEvent, record};

/// How many events are written at once: few enough that a slow machine writes them within the limits of a statement.
const BATCH: usize = 2_000;
/// How many clients are invented at once.
const CLIENTS_AT_ONCE: u64 = 250;

/// What to simulate. The same simulation gives the same events, and is written once: a second
/// run, or one after a crash, adds only what is missing.
#[derive(Debug, Clone)]
pub(crate) struct Simulation {
    pub(crate) region: String,
    pub(crate) clients: u64,
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    pub(crate) seed: u64,
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
        written += self.write(log, catalogue.region(), &new).await?;
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
        let progress = progress(self.clients, "inventing", "clients")?;
        let mut tasks = JoinSet::new();
        for first in (0..self.clients).step_by(usize::try_from(CLIENTS_AT_ONCE)?) {
            let (this, progress) = (self.clone(), progress.clone());
            let (catalogue, catalogues) = (Arc::clone(catalogue), Arc::clone(catalogues));
            tasks.spawn_blocking(move || {
                let clients = first..this.clients.min(first + CLIENTS_AT_ONCE);
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
        let mut events: Vec<SimulatedEvent> = stories
            .inspect(|story| {
                for (code, steps) in &story.refused {
                    *refused.entry(*code).or_default() += steps;
                }
            })
            .flat_map(|story| story.events)
            .collect();
        // Stable: what one client's story has on one day keeps its order.
        events.sort_by_key(|event| event.recorded_on);
        progress.finish_and_clear();
        Ok((events, refused))
    }

    fn client(&self, n: u64, catalogue: &Catalogue, catalogues: &Catalogues) -> RecordedStory {
        // Two dice, so that when a story is recorded does not change the story.
        let steps = story(catalogue, self.comes(n), self.to, Dice::for_client(self.seed, 2 * n));
        record(steps, self.to, catalogues, Dice::for_client(self.seed, 2 * n + 1))
    }

    /// Between which days a client comes: one after the other, so that there are new ones all the time.
    fn comes(&self, n: u64) -> (NaiveDate, NaiveDate) {
        let days = u64::try_from((self.to - self.from).num_days()).unwrap_or(0) + 1;
        // At most 300 years and ten million clients.
        let first = days * n / self.clients;
        let next = (days * (n + 1) / self.clients).max(first + 1);
        (self.from + Days::new(first), self.from + Days::new(next - 1))
    }

    /// The command of a batch. The same simulation writes the same batches.
    fn command(&self, batch: usize) -> CommandId {
        let name = format!("loopbrug simulation {self:?} {batch}");
        CommandId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
    }

    /// Whether it was written before, or a part of it.
    pub(crate) async fn was_begun(&self, log: &LogWriter) -> anyhow::Result<bool> {
        let region = Code::new(self.region.as_str());
        Ok(log.reader().carried_out(&region, self.command(0)).await?.is_some())
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

    async fn write(
        &self,
        log: &LogWriter,
        region: &Code,
        events: &[SimulatedEvent],
    ) -> anyhow::Result<usize> {
        let progress = progress(events.len() as u64, "writing", "events")?;
        let mut written = 0;
        for (n, batch) in events.chunks(BATCH).enumerate() {
            let events = batch.iter().map(recorded).collect::<Result<Vec<_>, _>>()?;
            if log.append_many(region, self.command(n), &events).await?.is_some() {
                written += batch.len();
            }
            progress.inc(batch.len() as u64);
        }
        progress.finish_and_clear();
        Ok(written)
    }
}

fn recorded(simulated: &SimulatedEvent) -> Result<RecordedEvent, serde_json::Error> {
    let event = new_event::<Trajectory>(
        &simulated.event,
        &simulated.trajectory.to_string(),
        Tip::at(simulated.sequence - 1),
    )?;
    // Noon UTC is within the day in Brussels, in summer and in winter.
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    let recorded_at: DateTime<Utc> = simulated.recorded_on.and_time(noon).and_utc();
    Ok(RecordedEvent { recorded_at, actor: simulated.actor.clone(), event })
}

fn progress(total: u64, verb: &str, things: &str) -> anyhow::Result<ProgressBar> {
    let template = format!("{verb} {{bar:40}} {{pos}}/{{len}} {things}, {{eta}} left");
    Ok(ProgressBar::new(total).with_style(ProgressStyle::with_template(&template)?))
}
