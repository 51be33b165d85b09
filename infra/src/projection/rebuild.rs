//! Rebuilding: all rows of a region anew, beside those that are read, which are followed meanwhile.
//!
//! Streams are folded one after the other up to a target ([`build`]), what was appended meanwhile is
//! projected, everything is counted against the log, and readers are moved to the new rows in one
//! transaction ([`swap`]). Progress is written with the rows, so that whoever takes up a rebuild
//! that was killed goes on where it was. Nothing acts on the world: only rows come of it.

mod build;
mod copy_rows;
mod counts;
mod pages;
mod swap;
mod sweep;
mod under_way;

use std::sync::Arc;

use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::Position;
use sqlx::{PgPool, Postgres, Transaction};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::follow::for_type;
use super::stream_fold::Writing;
use super::{Projection, ProjectionError, checkpoint};
use crate::database::begin;
use crate::ids::new_trace_id;
use crate::log::head;
use counts::{Counted, in_log};
use under_way::UnderWay;

/// So many rebuilds are at work in a process at once: the other connections of the pool have to remain
/// for those who ask.
const AT_MOST: u32 = 2;
static AT_ONCE: Semaphore = Semaphore::const_new(AT_MOST as usize);
/// A rebuild takes up to so many connections: with fewer it would wait for itself.
const CONNECTIONS: u32 = 5;

/// How many of those at work a rebuild counts for: all of them, where the pool has connections for one
/// alone.
fn permits(pool: &PgPool) -> u32 {
    if pool.options().get_max_connections() < AT_MOST * CONNECTIONS { AT_MOST } else { 1 }
}

/// The generation of rows before any rebuild.
const FIRST: i32 = 1;

/// What a rebuild came to. The counts are those that were compared before readers were moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// Events that were folded, or wait in a quarantined stream.
    pub events: u64,
    /// Streams that they were folded to: trajectories, or rounds and proposals.
    pub streams: u64,
    /// Rows of the main tables.
    pub rows: u64,
    /// Events in the log.
    pub events_in_log: u64,
    /// Streams in the log.
    pub streams_in_log: u64,
    /// Quarantined streams.
    pub stopped: u64,
    /// The position that the rows are true for.
    pub position: Position,
}

/// What a rebuild is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Another process is at work on the same.
    Waiting,
    /// Folding streams; in events.
    Folding,
    /// Projecting what was appended meanwhile; in events.
    CatchingUp,
    /// Counting rows and events.
    Counting,
    /// Deleting the rows that nobody reads any more.
    Clearing,
}

/// How far a rebuild is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What it is at.
    pub stage: Stage,
    /// How much of it is done.
    pub done: u64,
    /// How much there is to do.
    pub total: u64,
}

/// What the progress is reported to.
pub type OnProgress<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// One rebuild, by this process.
pub(super) struct Rebuild<'a> {
    pool: &'a PgPool,
    at: Writing<'a>,
    catalogues: Arc<Catalogues>,
    /// Under which name it writes: whoever takes up the same rebuild has another.
    worker: Uuid,
    on_progress: OnProgress<'a>,
}

/// Rebuilds the rows of a projection of a region, and reports its progress; waits for another process that
/// is at it. One that was left half-way is taken up.
///
/// # Errors
/// See [`ProjectionError`]; readers have the rows that they had then.
pub async fn rebuild(
    pool: &PgPool,
    region: &Code,
    projection: Projection,
    catalogues: &Arc<Catalogues>,
    on_progress: OnProgress<'_>,
) -> Result<Rebuilt, ProjectionError> {
    enough_connections(pool)?;
    checkpoint::ensure(pool, projection, region).await?;
    on_progress(Progress { stage: Stage::Waiting, done: 0, total: 0 });
    let _permit = AT_ONCE.acquire_many(permits(pool)).await;
    let guard = guard(pool, projection, region, "pg_advisory_xact_lock").await?;
    let rebuilt = run(pool, region, projection, catalogues, on_progress).await;
    if let Some(guard) = guard {
        guard.rollback().await?;
    }
    rebuilt
}

/// Rebuilds where rows are of older code, where a rebuild was left half-way, or where a long log was
/// not looked at yet, unless another process is at it.
pub(super) async fn if_due(
    pool: &PgPool,
    region: &Code,
    projection: Projection,
    catalogues: &Arc<Catalogues>,
) -> Result<Option<Rebuilt>, ProjectionError> {
    if !under_way::due(pool, region, projection).await? {
        return Ok(None);
    }
    enough_connections(pool)?;
    let _permit = AT_ONCE.acquire_many(permits(pool)).await;
    let Some(guard) = guard(pool, projection, region, "pg_try_advisory_xact_lock").await? else {
        return Ok(None);
    };
    // Whoever held it may have done it.
    let rebuilt = if under_way::due(pool, region, projection).await? {
        Some(run(pool, region, projection, catalogues, &|_| {}).await?)
    } else {
        None
    };
    guard.rollback().await?;
    Ok(rebuilt)
}

fn enough_connections(pool: &PgPool) -> Result<(), ProjectionError> {
    let found = pool.options().get_max_connections();
    if found < CONNECTIONS {
        return Err(ProjectionError::TooFewConnections { found, needed: CONNECTIONS });
    }
    Ok(())
}

/// The generation of rows that is read.
pub(super) async fn generation(
    pool: &PgPool,
    region: &Code,
    projection: Projection,
) -> Result<i32, sqlx::Error> {
    Ok(under_way::live(pool, region, projection).await?.generation)
}

/// Deletes what a rebuild that was killed after its end left behind. Gives whether it could: not
/// while another process is at a rebuild.
pub(super) async fn clear_up(
    pool: &PgPool,
    region: &Code,
    projection: Projection,
) -> Result<bool, ProjectionError> {
    let generation = generation(pool, region, projection).await?;
    if generation == FIRST {
        return Ok(true);
    }
    enough_connections(pool)?;
    let Some(guard) = guard(pool, projection, region, "pg_try_advisory_xact_lock").await? else {
        return Ok(false);
    };
    let generation = self::generation(pool, region, projection).await?;
    sweep::before(pool, region, projection, generation).await?;
    guard.rollback().await?;
    Ok(true)
}

/// Lets only one work on a rebuild: a lock that ends with its connection, however that ends. None
/// where another has it.
///
/// It is held by a transaction that does nothing else, so that it holds up no one, and so that it is
/// given back even where connections are pooled by others.
async fn guard(
    pool: &PgPool,
    projection: Projection,
    region: &Code,
    lock: &str,
) -> Result<Option<Transaction<'static, Postgres>>, sqlx::Error> {
    let mut guard = begin(pool).await?;
    let statement = format!(
        "SELECT {lock}(hashtextextended($1, 0))::text,
                set_config('idle_in_transaction_session_timeout', '0', true)"
    );
    let (locked, _): (String, String) = sqlx::query_as(&statement)
        .bind(format!("loopbrug rebuild {} {region}", projection.name()))
        .fetch_one(&mut *guard)
        .await?;
    Ok((locked != "false").then_some(guard))
}

async fn run(
    pool: &PgPool,
    region: &Code,
    projection: Projection,
    catalogues: &Arc<Catalogues>,
    on_progress: OnProgress<'_>,
) -> Result<Rebuilt, ProjectionError> {
    let worker = new_trace_id();
    let mut under_way = UnderWay::begin_or_resume(pool, region, projection, worker).await?;
    let (generation, name) = (under_way.generation, projection.name());
    tracing::info!(%region, projection = name, generation, "rebuilding");
    let at = Writing { projection, region, generation, catalogues: catalogues.as_ref() };
    let task = Rebuild { pool, at, catalogues: Arc::clone(catalogues), worker, on_progress };
    let rebuilt = task.run(&mut under_way).await;
    if let Err(ProjectionError::Miscounted { .. }) = rebuilt {
        // Taken up again it would be no better.
        under_way::end(pool, &at).await?;
    }
    let rebuilt = rebuilt?;
    tracing::info!(%region, projection = name, generation, ?rebuilt, "rebuilt");
    on_progress(Progress { stage: Stage::Clearing, done: 0, total: 0 });
    sweep::before(pool, region, projection, generation).await?;
    Ok(rebuilt)
}

impl Rebuild<'_> {
    async fn run(&self, under_way: &mut UnderWay) -> Result<Rebuilt, ProjectionError> {
        if under_way.position.is_none() {
            let counting = self.count(under_way.target);
            let (counted, ()) = tokio::try_join!(counting, self.build_all(under_way))?;
            (under_way.of_streams, under_way.of_events) = (counted.streams, counted.events);
            let mut transaction = self.begin(under_way).await?;
            under_way.position = Some(under_way.target);
            under_way.note(&mut transaction, &self.at).await?;
            transaction.commit().await?;
        }
        self.catch_up(under_way).await?;
        self.count_and_swap(under_way).await
    }

    async fn build_all(&self, under_way: &mut UnderWay) -> Result<(), ProjectionError> {
        for kind in self.at.projection.types() {
            for_type!(*kind, F => self.build::<F>(under_way).await?);
        }
        Ok(())
    }

    /// Counts what the log has up to the target.
    async fn count(&self, target: Position) -> Result<Counted, ProjectionError> {
        let positions = (Position::START, target);
        let counted = in_log(self.pool, self.at.region, self.at.projection, positions).await?;
        under_way::note_counts(self.pool, &self.at, counted).await?;
        Ok(counted)
    }

    /// A transaction that nobody else who is at this rebuild can write beside. It does not wait for
    /// the disk: what a crash takes of it, rows and progress together, is built again.
    async fn begin(
        &self,
        under_way: &UnderWay,
    ) -> Result<Transaction<'static, Postgres>, ProjectionError> {
        let mut transaction = begin(self.pool).await?;
        under_way.hold(&mut transaction, &self.at, self.worker).await?;
        Ok(transaction)
    }

    fn report(&self, stage: Stage, done: u64, total: u64) {
        (self.on_progress)(Progress { stage, done, total });
    }

    async fn head(&self) -> Result<Position, sqlx::Error> {
        head(&mut *self.pool.acquire().await?, self.at.region).await
    }
}
