//! The recorder of a region: takes all that waits to be recorded, writes it in one commit, answers everybody.

use std::time::Duration;

use futures::future::join;
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::catalogue::{Code, Lists};
use sqlx::PgPool;
use sqlx::postgres::PgConnection;
use tokio::sync::mpsc::Receiver;
use tokio::sync::oneshot;
use tokio::time::timeout;
use uuid::Uuid;

use super::Access;
use crate::database::is_lost;
use crate::log::head::{HeadConnection, Heads};

/// So many are written at once.
const BATCH: usize = 512;
/// A connection that was not used for this long is closed.
const IDLE: Duration = Duration::from_mins(1);

/// Takes the next positions under the lock of the region's head and writes below them. All are of one batch, so
/// whose trajectories were looked at is one array, and each row has a part of it.
const INSERT: &str = "
    WITH head AS (
        UPDATE access_head
        SET position = position + $2, recorded_at = greatest(recorded_at, clock_timestamp())
        WHERE region = $1
        RETURNING position - $2 AS base, recorded_at
    )
    INSERT INTO access_record (region, position, recorded_at, worker, organisation, roles, what,
                               purpose, outcome, trajectories)
    SELECT $1, base + number, recorded_at, worker, organisation, roles, what, purpose, outcome,
           ($9::uuid[])[first:last]
    FROM head, (
        SELECT unnest($3::uuid[]) AS worker, unnest($4::text[]) AS organisation,
               unnest($5::text[]) AS roles, unnest($6::text[]) AS what,
               unnest($7::text[]) AS purpose, unnest($8::text[]) AS outcome,
               unnest($10::integer[]) AS first, unnest($11::integer[]) AS last,
               generate_series(1, $2) AS number
    ) AS access";

/// An access in the queue, as it is stored, and whom to answer: who hears nothing knows that it was not recorded.
///
/// Made by the caller, of whom many work side by side, and not by the recorder, which is alone.
#[derive(Debug)]
pub(super) struct Waiting {
    worker: Uuid,
    organisation: String,
    roles: String,
    what: &'static str,
    purpose: Option<Code<AccessPurpose>>,
    outcome: &'static str,
    trajectories: Vec<Uuid>,
    noted: oneshot::Sender<()>,
}

impl Waiting {
    pub(super) fn new(access: &Access<'_>, lists: &Lists, noted: oneshot::Sender<()>) -> Self {
        let Access { actor, what, trajectories, purpose, outcome, .. } = access;
        let roles: Vec<_> = actor.roles.iter().map(ToString::to_string).collect();
        Self {
            worker: actor.worker.0,
            organisation: actor.organisation.to_string(),
            roles: roles.join(","),
            what: what.into(),
            purpose: purpose.cloned().or_else(|| lists.purpose_of(&actor.roles)),
            outcome: outcome.name(),
            trajectories: trajectories.iter().map(|id| id.0).collect(),
            noted,
        }
    }
}

/// Writes what this process records of one region.
#[derive(Debug)]
pub(super) struct Recorder {
    region: Code,
    queue: Receiver<Waiting>,
    connection: HeadConnection,
}

impl Recorder {
    pub(super) fn new(region: Code, queue: Receiver<Waiting>, pool: &PgPool) -> Self {
        let connection = HeadConnection::new(Heads::AccessRecord, region.clone(), pool);
        Self { region, queue, connection }
    }

    /// Writes what comes until nothing can come any more.
    pub(super) async fn run(mut self) {
        loop {
            let mut batch = Vec::with_capacity(BATCH);
            match timeout(IDLE, self.queue.recv_many(&mut batch, BATCH)).await {
                Ok(0) => break,
                Ok(_) => self.work_off(batch).await,
                Err(_) => self.connection.close().await,
            }
        }
        self.connection.close().await;
    }

    /// Writes a batch and all that come to wait meanwhile. Everybody in one is answered while the database is at work
    /// on the next.
    async fn work_off(&mut self, first: Vec<Waiting>) {
        let (mut batch, mut written) = (first, Vec::new());
        while !batch.is_empty() {
            let before = std::mem::take(&mut written);
            let answer = async { answer(before) };
            // What is named first goes first, until it waits for the database.
            let (recorded, ()) = join(self.is_recorded(&batch), answer).await;
            // Whoever is dropped unanswered was not recorded.
            written = if recorded { batch } else { Vec::new() };
            batch = Vec::new();
            while batch.len() < BATCH
                && let Ok(next) = self.queue.try_recv()
            {
                batch.push(next);
            }
        }
        answer(written);
    }

    /// Writes a batch, and says whether that was done. Where the connection was lost it is tried once more: then the
    /// same access may be recorded twice, but none is not.
    async fn is_recorded(&mut self, batch: &[Waiting]) -> bool {
        let written = match self.write(batch).await {
            Err(error) if is_lost(&error) => self.write(batch).await,
            written => written,
        };
        if let Err(error) = &written {
            tracing::error!(%error, region = %self.region, "accesses could not be recorded, and were refused");
        }
        written.is_ok()
    }

    async fn write(&mut self, batch: &[Waiting]) -> Result<(), sqlx::Error> {
        let mut connection = self.connection.take().await?;
        connection.in_time(async |by| insert(by, &self.region, batch).await).await?;
        self.connection.give_back(connection);
        Ok(())
    }
}

/// Answers everybody of a batch; some may have gone meanwhile.
fn answer(written: Vec<Waiting>) {
    for waiting in written {
        let _ = waiting.noted.send(());
    }
}

async fn insert(
    connection: &mut PgConnection,
    region: &Code,
    batch: &[Waiting],
) -> Result<(), sqlx::Error> {
    let texts = |of: fn(&Waiting) -> &str| batch.iter().map(of).collect::<Vec<_>>();
    let whose = batch.iter().flat_map(|access| access.trajectories.iter().copied());
    let (firsts, lasts): (Vec<i32>, Vec<i32>) = places(batch).unzip();
    let purposes = batch.iter().map(|access| access.purpose.as_ref().map(Code::as_str));
    let written = sqlx::query(INSERT)
        .bind(region.as_str())
        .bind(i64::try_from(batch.len()).unwrap_or(i64::MAX))
        .bind(batch.iter().map(|access| access.worker).collect::<Vec<_>>())
        .bind(texts(|access| &access.organisation))
        .bind(texts(|access| &access.roles))
        .bind(texts(|access| access.what))
        .bind(purposes.collect::<Vec<_>>())
        .bind(texts(|access| access.outcome))
        .bind(whose.collect::<Vec<_>>())
        .bind(firsts)
        .bind(lasts)
        .execute(connection)
        .await?;
    // A head that is not there any more would number nothing.
    let all = written.rows_affected() == batch.len() as u64;
    if all { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

/// The first and the last place of the trajectories of each access among those of all, from 1 on.
fn places(batch: &[Waiting]) -> impl Iterator<Item = (i32, i32)> {
    batch.iter().scan(0, |taken, access| {
        let first = *taken + 1;
        *taken += i32::try_from(access.trajectories.len()).unwrap_or(i32::MAX);
        Some((first, *taken))
    })
}
