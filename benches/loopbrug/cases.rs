//! Trajectories to record about: clients whom somebody has tried to reach.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use chrono::{Days, NaiveDate, NaiveTime};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::{Catalogue, Catalogues, Code};
use loopbrug_domain::ids::{ClientId, CommandId, KboNumber, TrajectoryId, Version, WorkerId};
use loopbrug_domain::trajectory::opening::TrajectoryOpened;
use loopbrug_domain::trajectory::outreach::ContactAttempted;
use loopbrug_domain::trajectory::{Payload, Trajectory, TrajectoryEvent};
use loopbrug_infra::ids::new_trace_id;
use loopbrug_infra::log::{LogWriter, RecordedEvent, Tip, new_event};
use uuid::Uuid;

use crate::protocol::{COMMANDS_EACH, EVENTS_BEFORE};

pub(crate) const REGION: &str = "vlaamse-ardennen";

/// How many trajectories are written at once.
const BATCH: usize = 2_000;

/// Trajectories that wait for somebody to record about them.
#[derive(Debug, Clone)]
pub(crate) struct Cases {
    log: LogWriter,
    catalogue: Arc<Catalogue>,
    queue: Arc<Mutex<Queue>>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<TrajectoryId>,
    served: VecDeque<TrajectoryId>,
}

impl Cases {
    pub(crate) fn new(log: LogWriter, catalogues: &Catalogues) -> anyhow::Result<Self> {
        let catalogue = catalogues.latest(REGION).context("the region is compiled in")?;
        Ok(Self { log, catalogue: Arc::clone(catalogue), queue: Arc::default() })
    }

    pub(crate) fn region(&self) -> &Code {
        self.catalogue.region()
    }

    /// Sees to it that so many wait.
    pub(crate) async fn prepare(&self, wanted: usize) -> anyhow::Result<()> {
        loop {
            let missing = wanted.saturating_sub(self.queue().waiting.len());
            if missing == 0 {
                return Ok(());
            }
            let made = self.make(missing.min(BATCH), EVENTS_BEFORE).await?;
            self.queue().waiting.extend(made);
        }
    }

    /// As many others, and no more, in the place of all that wait: whoever has served them all
    /// begins anew with the first.
    pub(crate) async fn begin_with(&self, wanted: usize) -> anyhow::Result<()> {
        *self.queue() = Queue::default();
        self.prepare(wanted).await
    }

    /// The one who has waited longest. Should all have been served, the first is served again.
    pub(crate) fn next(&self) -> anyhow::Result<TrajectoryId> {
        let mut queue = self.queue();
        let next = queue.waiting.pop_front().or_else(|| queue.served.pop_front());
        let next = next.context("no trajectory was prepared")?;
        queue.served.push_back(next);
        Ok(next)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// New trajectories of so many events each, spread over a year.
    pub(crate) async fn make(
        &self,
        trajectories: usize,
        events: Version,
    ) -> anyhow::Result<Vec<TrajectoryId>> {
        let clients: Vec<_> = (0..trajectories).map(|_| ClientId(new_trace_id())).collect();
        let region = self.region();
        let mut recorded = Vec::new();
        for sequence in 1..=events {
            let day =
                self.catalogue.version() + Days::new(u64::from(sequence) * 365 / u64::from(events));
            for client in &clients {
                let what =
                    if sequence == 1 { self.opened(*client).into() } else { attempt().into() };
                let event = happened(day, what);
                let stream = TrajectoryId::of(region, *client).to_string();
                let event = new_event::<Trajectory>(&event, &stream, Tip::at(sequence - 1))?;
                let recorded_at = day.and_time(NaiveTime::MIN).and_utc();
                recorded.push(RecordedEvent { recorded_at, actor: caseworker(), event });
            }
        }
        self.log.append_many(region, CommandId(new_trace_id()), &recorded).await?;
        Ok(clients.into_iter().map(|client| TrajectoryId::of(region, client)).collect())
    }

    fn opened(&self, client: ClientId) -> TrajectoryOpened {
        TrajectoryOpened {
            client,
            region: self.region().clone(),
            catalogue: self.catalogue.version(),
            source: Code::new("outreach"),
            municipality: self.catalogue.municipalities()[0].entry.code.clone(),
            contact_language: Code::new("nl"),
            interpreter: false,
            transferred_from: None,
        }
    }
}

fn happened(occurred_on: NaiveDate, what: Payload) -> TrajectoryEvent {
    TrajectoryEvent {
        occurred_on,
        organisation: caseworker().organisation,
        late: false,
        follows_from: None,
        origin: None,
        what,
    }
}

/// Who records, in every command.
pub(crate) fn caseworker() -> Actor {
    let (worker, organisation) = (WorkerId(Uuid::nil()), KboNumber::of_stem(19));
    Actor { worker, organisation, roles: vec![Role::Caseworker].into() }
}

/// What is recorded by every command.
pub(crate) fn attempt() -> ContactAttempted {
    ContactAttempted {
        mode: Code::new("through_network"),
        place: Some(Code::new("neighbourhood_house")),
        outcome: Code::new("not_reached"),
        minutes: 5,
    }
}

/// Turns from one case to the next after some commands.
pub(crate) struct Turn<T> {
    at: Option<T>,
    sent: u32,
}

impl<T: Clone> Turn<T> {
    pub(crate) fn new() -> Self {
        Self { at: None, sent: 0 }
    }

    /// The case for the next command.
    pub(crate) fn next(&mut self, other: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
        match &self.at {
            Some(at) if self.sent < COMMANDS_EACH => {
                self.sent += 1;
                Ok(at.clone())
            }
            _ => {
                let at = other()?;
                (self.at, self.sent) = (Some(at.clone()), 1);
                Ok(at)
            }
        }
    }
}
