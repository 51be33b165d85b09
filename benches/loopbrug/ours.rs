//! Ours, in process: commands with the real rules on the real log, with or without the part that
//! follows the log.

use std::sync::Arc;
use std::time::{Duration, Instant};

use loopbrug_domain::ids::{CommandId, Position, TrajectoryId};
use loopbrug_domain::trajectory::Intent;
use loopbrug_infra::access_record::AccessRecord;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::{Commands, Request};
use loopbrug_infra::ids::new_trace_id;
use loopbrug_infra::live::Live;
use loopbrug_infra::log::LogWriter;
use loopbrug_infra::projection::status;
use loopbrug_infra::vault::Vault;
use loopbrug_infra::views::Views;
use loopbrug_infra::{catalogues, database};
use sqlx::PgPool;

use crate::cases::{Cases, Turn, attempt, caseworker};
use crate::ground::Ground;
use crate::protocol::Worker;

/// A database of ours, and what works on it in this process.
pub(crate) struct Ours {
    pub(crate) pool: PgPool,
    pub(crate) cases: Cases,
    pub(crate) commands: Commands,
    log: LogWriter,
    live: Option<(Live, Views)>,
}

impl Ours {
    /// The log.
    pub(crate) fn log(&self) -> &LogWriter {
        &self.log
    }

    /// Where nothing follows the log.
    pub(crate) async fn log_only(ground: &Ground, database: &str) -> anyhow::Result<Self> {
        let pool = database::connect(ground.database(database).await?).await?;
        database::migrate(&pool).await?;
        let catalogues = Arc::new(catalogues::load(&pool).await?);
        let log = LogWriter::new(pool.clone());
        let cases = Cases::new(log.clone(), &catalogues)?;
        let access = AccessRecord::new(pool.clone(), Arc::clone(&catalogues));
        let (clock, vault) = (Clock::system(), Vault::none());
        let commands = Commands::new(log.clone(), catalogues, clock, vault, access);
        Ok(Self { pool, cases, commands, log, live: None })
    }

    /// Where the projection and the image follow the log, as in a process that serves.
    pub(crate) async fn live(ground: &Ground, database: &str) -> anyhow::Result<Self> {
        let ours = Self::log_only(ground, database).await?;
        ours.begin_to_follow().await
    }

    pub(crate) async fn begin_to_follow(mut self) -> anyhow::Result<Self> {
        let catalogues = Arc::clone(self.commands.catalogues());
        self.live = Some(Live::start(self.pool.clone(), catalogues, Clock::system()).await?);
        Ok(self)
    }

    /// Nothing follows the log any more.
    pub(crate) async fn rest(mut self) -> Self {
        if let Some((live, _)) = self.live.take() {
            live.stop().await;
        }
        self
    }

    pub(crate) fn views(&self) -> Option<&Views> {
        self.live.as_ref().map(|(_, views)| views)
    }

    /// So many workers, each with one command under way.
    pub(crate) fn workers(&self, concurrency: usize) -> Vec<Partner> {
        let partner = || Partner {
            commands: self.commands.clone(),
            cases: self.cases.clone(),
            turn: Turn::new(),
        };
        (0..concurrency).map(|_| partner()).collect()
    }

    pub(crate) async fn close(self) {
        self.log.close().await;
        if let Some((live, _)) = self.live {
            live.stop().await;
        }
        self.pool.close().await;
    }
}

/// Waits until the views of a database are where its log is, and says how long that took.
pub(crate) async fn caught_up(pool: &PgPool) -> anyhow::Result<Duration> {
    let started = Instant::now();
    while status(pool).await?.iter().any(|s| s.position < s.head) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(started.elapsed())
}

/// A partner who records one attempt after another.
pub(crate) struct Partner {
    commands: Commands,
    cases: Cases,
    turn: Turn<TrajectoryId>,
}

impl Worker for Partner {
    async fn command(&mut self) -> anyhow::Result<()> {
        let trajectory = self.turn.next(|| self.cases.next())?;
        record(&self.commands, trajectory).await?;
        Ok(())
    }
}

/// Records one attempt more, and gives its position.
pub(crate) async fn record(
    commands: &Commands,
    trajectory: TrajectoryId,
) -> anyhow::Result<Position> {
    let request: Request = Request {
        command: CommandId(new_trace_id()),
        about: trajectory,
        expected_version: None,
        actor: caseworker(),
        occurred_on: commands.today(),
        intent: Intent::RecordContactAttempt(attempt()).into(),
        asked: None,
    };
    Ok(commands.execute(request).await?.position)
}
