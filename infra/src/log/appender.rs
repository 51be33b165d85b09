//! The appender of a region: takes all appends that wait, writes them in one commit, answers each.
//!
//! *Architecture invariant:* what one append breaks fails that append alone. A batch is tried
//! without looking first; only when the database finds a command or a version there before are
//! they compared one by one ([`under_lock`]).
//!
//! Nothing waits for a batch to fill: while one is being committed the next one gathers.

mod batch;
mod insert;
mod notifier;
mod under_lock;

pub(super) use self::batch::Waiting;

use std::time::{Duration, Instant};

use futures::future::join;
use loopbrug_domain::catalogue::Code;
use sqlx::PgPool;
use sqlx::error::ErrorKind;
use sqlx::postgres::PgConnection;
use tokio::sync::mpsc::Receiver;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use self::batch::{Batch, Failure, Verdicts};
use self::insert::insert;
use super::chain::Chain;
use super::head::{HeadConnection, Heads};
use crate::database::{code, is_lost};

/// So long after its first failure a batch is tried again, in pauses: what a restarting database takes.
const RETRIED_FOR: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(100);
/// A connection that was not used for this long is closed: regions are many, and what is
/// between us and the server may have forgotten it.
const IDLE: Duration = Duration::from_mins(1);

/// Writes what is appended to one region by this process.
#[derive(Debug)]
pub(super) struct Appender {
    region: Code,
    queue: Receiver<Waiting>,
    connection: HeadConnection,
    /// Moved with every commit, for the notifier.
    appended: watch::Sender<()>,
    /// Others write to the same streams just now: of the last batch something was refused. Then
    /// trying without looking would be in vain, and what was decided would be the older for it.
    contended: bool,
    chain: Chain,
}

impl Appender {
    pub(super) fn new(region: Code, queue: Receiver<Waiting>, pool: &PgPool) -> Self {
        let appended = watch::Sender::new(());
        tokio::spawn(notifier::run(pool.clone(), region.clone(), appended.subscribe()));
        let connection = HeadConnection::new(Heads::Log, region.clone(), pool);
        Self { region, queue, connection, appended, contended: false, chain: Chain::new() }
    }

    /// Writes what comes until nothing can come any more.
    pub(super) async fn run(mut self) {
        loop {
            match timeout(IDLE, self.queue.recv()).await {
                Ok(Some(first)) => self.work_off(first).await,
                Ok(None) => break,
                Err(_) => self.connection.close().await,
            }
        }
        self.connection.close().await;
    }

    /// Writes one that waited and all that come to wait meanwhile, batch after batch.
    ///
    /// Everybody in a batch is answered while the database is at work on the next one already: to
    /// wake them all takes as long as it does to write some of them.
    async fn work_off(&mut self, first: Waiting) {
        let mut written: Option<Written> = None;
        let mut next = Some(first);
        while let Some(first) = next {
            let batch = Batch::gathered(first, &mut self.queue);
            let before = written.take();
            // What is named first goes first, until it waits for the database.
            let answer = async {
                if let Some((batch, verdicts)) = before {
                    batch.answer(verdicts);
                }
            };
            (written, ()) = join(self.write(batch), answer).await;
            next = self.queue.try_recv().ok();
        }
        if let Some((batch, verdicts)) = written {
            batch.answer(verdicts);
        }
    }

    /// Writes a batch. Nobody is left to be answered where each had to be tried alone.
    async fn write(&mut self, mut batch: Batch) -> Option<Written> {
        let verdicts = self.decided(&mut batch).await;
        match verdicts {
            // Certainly nothing was written, so it can be tried one by one who is at fault.
            Err(Failure::Refused(error)) if batch.len() > 1 && is_about_content(&error) => {
                for mut batch in batch.split() {
                    let verdicts = self.decided(&mut batch).await;
                    batch.answer(verdicts);
                }
                None
            }
            verdicts => Some((batch, verdicts)),
        }
    }

    /// What becomes of each append of a batch, as far as anybody can know.
    ///
    /// Once a batch was sent and its answer lost, nobody knows whether it was committed; but the log
    /// does, once nobody else holds its head: what is there already is answered as repeated, the rest is
    /// written. It is looked at until the database has been away for too long.
    async fn decided(&mut self, batch: &mut Batch) -> Result<Verdicts, Failure> {
        let (began, mut in_doubt) = (Instant::now(), false);
        loop {
            let error = match self.verdicts(batch).await {
                Ok(verdicts) => return Ok(verdicts),
                Err(Unwritten::NotSent(error)) => error,
                Err(Unwritten::Sent(error)) if is_lost(&error) => {
                    in_doubt = true;
                    self.contended = true;
                    error
                }
                // The database says that this time it wrote nothing, but not what it did before.
                Err(Unwritten::Sent(error)) if in_doubt => error,
                Err(Unwritten::Sent(error)) => return Err(Failure::of(error)),
            };
            if began.elapsed() > RETRIED_FOR {
                tracing::error!(%error, region = %self.region, in_doubt, "a batch was given up");
                return Err(if in_doubt { Failure::InDoubt } else { Failure::of(error) });
            }
            sleep(PAUSE).await;
        }
    }

    /// Tries to write a batch once. With an error its connection was given up.
    async fn verdicts(&mut self, batch: &mut Batch) -> Result<Verdicts, Unwritten> {
        let mut connection = self.connection.take().await.map_err(Unwritten::NotSent)?;
        let written = connection.in_time(async |by| self.write_by(by, batch).await).await;
        let verdicts = written.map_err(Unwritten::Sent)?;
        self.connection.give_back(connection);
        self.appended.send_replace(());
        Ok(verdicts)
    }

    async fn write_by(
        &mut self,
        connection: &mut PgConnection,
        batch: &mut Batch,
    ) -> Result<Verdicts, sqlx::Error> {
        if !self.contended && batch.reads_nothing() {
            match insert(connection, &self.region, &batch.all(), &mut self.chain).await {
                Ok(Some(appended)) => return Ok(appended.into_iter().map(Ok).collect()),
                // A stream is not as it was seen.
                Ok(None) => {}
                Err(error) if is_there_before(&error) => {}
                Err(error) => return Err(error),
            }
        }
        let Self { region, queue, chain, .. } = self;
        let verdicts = under_lock::write(connection, region, batch, queue, chain).await?;
        self.contended = verdicts.iter().any(Result::is_err);
        Ok(verdicts)
    }
}

/// A batch of which is known what becomes of it.
type Written = (Batch, Result<Verdicts, Failure>);

/// Why a batch was not written by a connection.
enum Unwritten {
    /// It was not sent, for there was no connection.
    NotSent(sqlx::Error),
    /// It was sent, or some of it.
    Sent(sqlx::Error),
}

/// A command or a version of a stream is in the log already.
fn is_there_before(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|refusal| refusal.kind() == ErrorKind::UniqueViolation)
}

/// The database refused what was to be written, as text that it cannot hold or that is too long:
/// classes 22, 23 and 54 of its errors.
fn is_about_content(error: &sqlx::Error) -> bool {
    code(error).is_some_and(|code| ["22", "23", "54"].iter().any(|class| code.starts_with(class)))
}
