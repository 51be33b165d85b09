//! Where a drill takes place: programs on a database, clients at work, somebody who watches.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use tokio::time::{sleep, timeout};

use crate::answer::Answer;
use crate::audit::{Findings, audit};
use crate::command::{Command, Deed};
use crate::door::{Door, figure};
use crate::health::Watch;
use crate::ledger::Ledger;
use crate::load::{Case, Load, Sender};

/// How many clients are at work, where a drill does not say.
const CLIENTS: usize = 8;
/// How many trajectories all clients record on.
const SHARED: usize = 3;
/// How long a single question may take before it is asked anew.
const PATIENCE: Duration = Duration::from_secs(2);
/// After this nobody waits any longer for things to be well.
const GIVES_UP: Duration = Duration::from_mins(1);

/// A drill in progress.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) sender: Sender,
    /// How the database is looked at, past the program.
    pub(crate) database: PgConnectOptions,
    shared: Vec<Case>,
    load: Option<Load>,
    watch: Watch,
    faults: usize,
    times: Vec<Times>,
    late: Vec<String>,
    never_well: Option<String>,
}

/// What came after a fault, from when it was struck or taken away.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    /// Until a command was recorded again.
    pub(crate) recorded: Duration,
    /// Until reports were up to date too.
    pub(crate) well: Duration,
}

impl Times {
    /// What is promised, in seconds.
    pub(crate) const fn within(recorded: u64, well: u64) -> Self {
        Self { recorded: Duration::from_secs(recorded), well: Duration::from_secs(well) }
    }
}

/// What came of a drill.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) faults: usize,
    pub(crate) findings: Findings,
    /// After each fault.
    pub(crate) times: Vec<Times>,
    /// Where that took longer than is promised.
    pub(crate) late: Vec<String>,
    /// After which fault it was never well again, and why not: then no more were struck.
    pub(crate) never_well: Option<String>,
    /// The longest that a question about health took.
    pub(crate) slowest_health: Duration,
}

impl Field {
    /// Sets clients to work on the programs at these addresses.
    pub(crate) async fn open(
        programs: Vec<String>,
        database: PgConnectOptions,
    ) -> anyhow::Result<Self> {
        Self::open_with(CLIENTS, programs, database).await
    }

    /// The same with so many clients.
    pub(crate) async fn open_with(
        clients: usize,
        programs: Vec<String>,
        database: PgConnectOptions,
    ) -> anyhow::Result<Self> {
        let door = Door::of(programs)?;
        let sender = Sender { door, ledger: Arc::<Ledger>::default() };
        let mut shared = Vec::new();
        for _ in 0..SHARED {
            shared.push(sender.case().await?);
        }
        let load = Some(Load::start(clients, &sender, &shared));
        let watch = Watch::start(sender.door.at(sender.door.programs() - 1));
        Ok(Self {
            sender,
            database,
            shared,
            load,
            watch,
            faults: 0,
            times: vec![],
            late: vec![],
            never_well: None,
        })
    }

    /// Counts a fault, and waits until all is well at one of the programs: a new client's and an old
    /// one's commands are recorded, and reports have them. It is promised how long that takes at most,
    /// from `since` on. Says whether it ever was: if not, the drill ends here.
    pub(crate) async fn well(&mut self, program: usize, since: Instant, promised: Times) -> bool {
        self.faults += 1;
        let (fault, mut last, mut recorded) = (self.faults, String::new(), None);
        while since.elapsed() < GIVES_UP {
            let well = self.is_well(program, &mut recorded).await;
            let now = since.elapsed();
            match well {
                Ok(()) => {
                    let recorded = recorded.map_or(now, |at| at - since);
                    if recorded > promised.recorded || now > promised.well {
                        let (recorded, now) = (recorded.as_secs_f64(), now.as_secs_f64());
                        let late = format!(
                            "fault {fault}: {recorded:.1} s until recorded, {now:.1} s until well"
                        );
                        self.late.push(late);
                    }
                    self.times.push(Times { recorded, well: now });
                    return true;
                }
                Err(error) => last = format!("{error:#}"),
            }
            sleep(Duration::from_millis(20)).await;
        }
        self.never_well = Some(format!("never well again after fault {fault}: {last}"));
        false
    }

    async fn is_well(&self, program: usize, recorded: &mut Option<Instant>) -> anyhow::Result<()> {
        let case = &self.shared[self.faults % self.shared.len()];
        self.records(program, &Command::opening(), &[]).await?;
        let attempt = Command::about(&case.trajectory, Deed::Attempt);
        let position = self.records(program, &attempt, &case.made_by).await?;
        recorded.get_or_insert_with(Instant::now);
        let more = format!(", atLeast: {position}, asOf: {{ position: {position} }}");
        let fields = "reach { total { figures { column value } } }";
        let reports = self.sender.door.at(program).reports(&more, fields, PATIENCE).await?;
        let told = figure(&reports["reach"], "attempts");
        let mut connection = self.database.connect().await?;
        let counted: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM events
             WHERE event_type = 'ContactAttempted' AND position <= $1",
        )
        .bind(position)
        .fetch_one(&mut connection)
        .await?;
        if told != Some(counted) {
            let said = format!("{counted} attempts up to {position}, told as {told:?}");
            self.sender.ledger.untrue(said.clone());
            bail!(said);
        }
        Ok(())
    }

    /// One of the trajectories that all record on.
    pub(crate) fn shared_case(&self) -> &Case {
        &self.shared[0]
    }

    /// Gives the position of a command that is recorded, in time.
    async fn records(
        &self,
        program: usize,
        command: &Command,
        needs: &[uuid::Uuid],
    ) -> anyhow::Result<i64> {
        self.sender.ledger.enter(command, needs);
        let answer = timeout(PATIENCE, self.sender.send(command, program)).await?;
        let Answer::Recorded(recorded) = answer else { bail!("{answer:?}") };
        Ok(recorded.position)
    }

    /// Certainly nothing was well between these moments: whoever said so told an untruth.
    pub(crate) fn was_not_well_between(&self, from: Instant, to: Instant) {
        let said = self.watch.said_well_between(from, to);
        for _ in 0..said {
            self.sender.ledger.untrue("/health/ready said that it is well: it was not".to_owned());
        }
    }

    /// Ends the load: nobody records any more.
    pub(crate) async fn end_load(&mut self) {
        if let Some(load) = self.load.take() {
            load.stop().await;
        }
    }

    /// Ends the load and compares everything.
    pub(crate) async fn end(mut self) -> anyhow::Result<Outcome> {
        self.end_load().await;
        let findings = audit(&self.sender, &self.database).await?;
        ensure!(findings.acknowledged > 0, "nothing was acknowledged at all");
        Ok(Outcome {
            faults: self.faults,
            findings,
            times: self.times,
            late: self.late,
            never_well: self.never_well,
            slowest_health: self.watch.slowest(),
        })
    }
}
