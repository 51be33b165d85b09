//! An image of a region in this process: loaded from the rows of its facts, kept up with them.
//!
//! It follows the table rather than the log: one process folds an event, all others read the
//! row that came of it. So an image cannot differ from what BI tools see at the same position.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use futures::{Stream, TryStreamExt};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};
use tokio::sync::mpsc::channel;
use tokio::sync::watch;
use uuid::Uuid;

use crate::database::{in_time, read};
use crate::log;
use crate::projection::Projection;

/// How long to wait for a wake-up before looking anyway.
const POLL: Duration = Duration::from_secs(1);
/// A row comes within this; of all rows the first may need the whole table to be looked through.
const CHANGED_WITHIN: Duration = Duration::from_secs(3);
const NEXT_WITHIN: Duration = Duration::from_secs(20);
/// Rows that are handed on at once, and how many such handfuls wait.
const HANDFUL: usize = 500;
const AHEAD: usize = 8;

/// What an image is of.
pub(crate) trait Followed: Debug + Send + Sync + 'static {
    /// The projection that writes the rows.
    const PROJECTION: Projection;

    /// All rows of region `$2`, each with its generation as `of_generation` and the position at which
    /// it changed last as `changed_at`.
    const ROWS: &'static str;

    /// What a row has.
    type Change: Send + 'static;

    /// Reads a row. None in the row of a checkpoint that moved without any other.
    fn change(row: &PgRow) -> Result<Option<Self::Change>, sqlx::Error>;

    /// Applies what a row has, in place of what the image held of it.
    fn apply(&mut self, change: Self::Change) -> Result<(), sqlx::Error>;

    /// One of a region that holds nothing yet.
    fn empty(
        pool: &PgPool,
        region: &Code,
    ) -> impl Future<Output = Result<Self, sqlx::Error>> + Send
    where
        Self: Sized;

    /// The position of the log that it is at.
    fn position(&self) -> Position;

    /// Says that it holds everything up to `position`.
    fn reached(&mut self, position: Position);

    /// Gives back the room that loading all rows took and that is not needed.
    fn compact(&mut self) {}
}

/// Rows that an image can be of. The next image begins with all of its rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
struct Of {
    generation: i32,
    healings: i64,
}

/// Where an image is in the log: the event at its position says in which.
type At = (Position, Option<Uuid>);

/// What an image is made of: as long as that is the same, so is all that is counted of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Contents {
    position: Position,
    of: Of,
    event: Option<Uuid>,
}

impl Of {
    fn row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self { generation: row.try_get("generation")?, healings: row.try_get("healings")? })
    }
}

/// The checkpoint `$1` of region `$2` as `reached`, `generation`, `healings` and `event_id`, beside each
/// row that changed after position `$3`, or alone where generation and healings are not `$4` and `$5`, or
/// where the log does not have event `$6` at `$3` (`same_log`). No row at all where nothing changed, or
/// where the checkpoint of the same log is before `$3`. Being one statement, it is about one moment.
///
/// What changed is bounded from above too, by nothing: of a range PostgreSQL expects few rows, which it
/// looks up by the index on positions; of half a range so many that it would rather read them all.
fn changed_rows(rows: &str) -> String {
    let all = i64::MAX;
    format!(
        "SELECT p.position AS reached, p.generation, p.healings, p.event_id, log.same AS same_log, f.*
         FROM projections AS p
         CROSS JOIN (SELECT $3 = 0 OR EXISTS (
             SELECT FROM events WHERE region = $2 AND position = $3 AND event_id = $6
         ) AS same) AS log
         LEFT JOIN ({rows}) AS f ON f.of_generation = $4
              AND f.changed_at > $3 AND f.changed_at <= {all}
              AND (p.generation, p.healings) = ($4, $5) AND log.same
         WHERE p.projection = $1 AND p.region = $2
               AND (NOT log.same OR p.position > $3
                    OR p.position = $3 AND (p.generation, p.healings) <> ($4, $5))"
    )
}

/// The same beside every row of its generation.
fn all_rows(rows: &str) -> String {
    format!(
        "SELECT p.position AS reached, p.generation, p.healings, p.event_id, f.*
         FROM projections AS p
         LEFT JOIN ({rows}) AS f ON f.of_generation = p.generation
         WHERE p.projection = $1 AND p.region = $2 AND p.position >= $3"
    )
}

/// An image that follows its table.
#[derive(Debug)]
pub(crate) struct LiveImage<I> {
    pool: PgPool,
    region: Code,
    /// The statements that it reads by.
    changed_rows: String,
    all_rows: String,
    image: RwLock<I>,
    /// Of which rows the image is, and the event at its position; only whoever refreshes it looks.
    of: Mutex<(Of, Option<Uuid>)>,
    reached: watch::Sender<Position>,
}

impl<I: Followed> LiveImage<I> {
    /// An image of what the tables hold.
    pub(crate) async fn load(pool: PgPool, region: Code) -> Result<Arc<Self>, sqlx::Error> {
        let image = I::empty(&pool, &region).await?;
        let live = Self {
            pool,
            region,
            changed_rows: changed_rows(I::ROWS),
            all_rows: all_rows(I::ROWS),
            image: RwLock::new(image),
            of: Mutex::default(),
            reached: watch::Sender::new(Position::START),
        };
        live.refresh().await?;
        Ok(Arc::new(live))
    }

    /// The image as it is now, held still while it is read.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, I> {
        self.image.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What it is made of now. Whoever reads the image after that finds this, or what came later.
    pub(crate) fn contents(&self) -> Contents {
        let (of, event) = *self.of.lock().unwrap_or_else(PoisonError::into_inner);
        Contents { position: self.read().position(), of, event }
    }

    /// Its position, as that moves.
    pub(crate) fn moves(&self) -> watch::Receiver<Position> {
        self.reached.subscribe()
    }

    /// Waits until the image is at a position.
    pub(crate) async fn reached(&self, position: Position) {
        // The sender lives as long as this does, so waiting cannot fail.
        let _ = self.reached.subscribe().wait_for(|reached| *reached >= position).await;
    }

    /// Whether the log has what the image was made of. It has not where it came back older and went on
    /// otherwise, until that is noticed here.
    pub(crate) async fn is_of_the_log(&self) -> Result<bool, sqlx::Error> {
        let position = self.read().position();
        let (_, event) = *self.of.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(event) = event else { return Ok(position == Position::START) };
        let ask = || {
            sqlx::query_scalar(
                "SELECT EXISTS (SELECT FROM events
                                WHERE region = $1 AND position = $2 AND event_id = $3)",
            )
            .bind(self.region.as_str())
            .bind(i64::from(position.0))
            .bind(event)
            .fetch_one(&self.pool)
        };
        read(ask).await
    }

    /// Follows the table until `stop` says so.
    pub(crate) async fn follow(
        self: Arc<Self>,
        mut wake: watch::Receiver<()>,
        mut stop: watch::Receiver<bool>,
    ) {
        while !*stop.borrow() {
            let began = Instant::now();
            if let Err(error) = self.refresh().await {
                tracing::error!(%error, region = %self.region, "image not refreshed; trying again");
                tokio::time::sleep_until((began + POLL).into()).await;
                continue;
            }
            tokio::select! {
                _ = wake.changed() => {}
                _ = stop.changed() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// Applies the rows that changed. Where readers were moved to other rows, or rows changed below
    /// the checkpoint, another image is made beside this one and takes its place: nobody ever reads
    /// half of it. Nobody goes back either, unless the log itself did: then what was read here is not
    /// true any more.
    async fn refresh(&self) -> Result<(), sqlx::Error> {
        let after = self.read().position();
        let (of, event) = *self.of.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rows = sqlx::query(&self.changed_rows)
            .bind(I::PROJECTION.name())
            .bind(self.region.as_str())
            .bind(i64::from(after.0))
            .bind(of.generation)
            .bind(of.healings)
            .bind(event)
            .fetch(&self.pool);
        let Some(first) = next(&mut rows, CHANGED_WITHIN).await? else { return Ok(()) };
        if !first.try_get::<bool, _>("same_log")? {
            tracing::warn!(region = %self.region, %after, "the log is another one than before");
            drop(rows);
            return self.replace(Position::START).await;
        }
        if Of::row(&first)? != of {
            drop(rows);
            return self.replace(after).await;
        }
        let (reached, event) = at(&first)?;
        let mut changed: Vec<_> = I::change(&first)?.into_iter().collect();
        while let Some(row) = next(&mut rows, CHANGED_WITHIN).await? {
            changed.extend(I::change(&row)?);
        }
        {
            let mut image = self.write();
            changed.into_iter().try_for_each(|change| image.apply(change))?;
            image.reached(reached);
        }
        *self.of.lock().unwrap_or_else(PoisonError::into_inner) = (of, event);
        self.reached.send_replace(reached);
        Ok(())
    }

    /// Puts an image of all rows in the place of this one, unless they are of before a position.
    async fn replace(&self, after: Position) -> Result<(), sqlx::Error> {
        let empty = I::empty(&self.pool, &self.region).await?;
        let mut rows = sqlx::query(&self.all_rows)
            .bind(I::PROJECTION.name())
            .bind(self.region.as_str())
            .bind(i64::from(after.0))
            .fetch(&self.pool);
        let Some(first) = next(&mut rows, NEXT_WITHIN).await? else { return Ok(()) };
        let (of, (reached, event)) = (Of::row(&first)?, at(&first)?);
        let whole = whole(empty, first, rows, reached).await?;
        *self.write() = whole;
        *self.of.lock().unwrap_or_else(PoisonError::into_inner) = (of, event);
        self.reached.send_replace(reached);
        Ok(())
    }

    fn write(&self) -> RwLockWriteGuard<'_, I> {
        self.image.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An image of all these rows. They are many, so while they come a thread reads them, and another
/// applies what they have.
async fn whole<I: Followed>(
    mut image: I,
    first: PgRow,
    mut rows: impl Stream<Item = Result<PgRow, sqlx::Error>> + Unpin,
    reached: Position,
) -> Result<I, sqlx::Error> {
    let (coming, mut handfuls) = channel::<Vec<PgRow>>(AHEAD);
    let (read, mut changes) = channel::<Vec<I::Change>>(AHEAD);
    let reading = tokio::task::spawn_blocking(move || {
        while let Some(handful) = handfuls.blocking_recv() {
            let changes = handful.iter().filter_map(|row| I::change(row).transpose());
            if read.blocking_send(changes.collect::<Result<_, _>>()?).is_err() {
                // Whoever applies it has stopped, and says why.
                break;
            }
        }
        Ok(())
    });
    let applying = tokio::task::spawn_blocking(move || {
        while let Some(changes) = changes.blocking_recv() {
            changes.into_iter().try_for_each(|change| image.apply(change))?;
        }
        image.reached(reached);
        image.compact();
        Ok(image)
    });
    let mut handful = vec![first];
    while let Some(row) = next(&mut rows, NEXT_WITHIN).await? {
        handful.push(row);
        if handful.len() == HANDFUL {
            let full = std::mem::replace(&mut handful, Vec::with_capacity(HANDFUL));
            if coming.send(full).await.is_err() {
                // It stopped at a row, and says at which.
                break;
            }
        }
    }
    let _ = coming.send(handful).await;
    drop(coming);
    let died = |error| sqlx::Error::Io(std::io::Error::other(error));
    let (reading, applied) = (reading.await.map_err(died)?, applying.await.map_err(died)?);
    reading.and(applied)
}

/// The next row. A database that lets us wait for it for so long has gone without a word.
async fn next(
    rows: &mut (impl Stream<Item = Result<PgRow, sqlx::Error>> + Unpin),
    within: Duration,
) -> Result<Option<PgRow>, sqlx::Error> {
    in_time(within, rows.try_next()).await
}

fn at(row: &PgRow) -> Result<At, sqlx::Error> {
    Ok((log::position(row.try_get("reached")?), row.try_get("event_id")?))
}
