//! Events as lines: read from the database, made, and written one beside the other, in order.
//!
//! Some pages are read while the lines of others are made and one is compressed, so that neither the database nor a core
//! waits for the others. Never more than a few pages are in memory.

use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt, stream};
use sqlx::PgPool;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::error::ExportError;
use super::extent::Extent;
use super::file::NewFile;
use super::manifest::ExportedFile;
use crate::seal::SealError;
use crate::seal::log_rows::{log_rows, stream_rows};
use crate::seal::rows::{counted, number};
use crate::views::StreamId;

/// How many events a page has.
const PAGE: usize = 2_000;
/// How many pages are under way.
const PAGES: usize = 4;
/// A page that takes longer has lost its connection without a word.
const PAGE_WITHIN: Duration = Duration::from_mins(1);

/// What was written.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// How many events.
    pub(super) events: u64,
    /// The first position that the log lacks, of a region.
    pub(super) missing: Option<u64>,
}

/// The lines of a page.
struct Lines {
    bytes: Vec<u8>,
    written: Written,
    /// Up to which position or sequence.
    through: u64,
}

/// Writes the events of an extent up to a position. `report` is called with how many were looked at, and of how many.
pub(super) async fn write_events(
    pool: &PgPool,
    extent: &Extent,
    through: u64,
    mut file: NewFile,
    report: impl Fn(u64, u64),
) -> Result<(Written, ExportedFile), ExportError> {
    let range = match extent.stream {
        None => extent.after..through,
        Some(_) => 0..last_sequence(pool, extent).await?,
    };
    let (all, first) = (range.end - range.start, range.start);
    let (hand_on, mut handed_on) = mpsc::channel::<Vec<u8>>(PAGES);
    let writing = spawn_blocking(move || {
        while let Some(lines) = handed_on.blocking_recv() {
            file.write(&lines)?;
        }
        file.finish()
    });
    let extent = Arc::new(extent.clone());
    let page = |from: u64| {
        let (pool, extent, to) =
            (pool.clone(), Arc::clone(&extent), range.end.min(from + PAGE as u64));
        tokio::spawn(async move { lines(&pool, &extent, (from, to), through).await })
    };
    let mut pages = stream::iter(range.clone().step_by(PAGE)).map(page).buffered(PAGES);
    let mut written = Written::default();
    while let Some(lines) = pages.next().await {
        let lines = lines??;
        written.events += lines.written.events;
        written.missing = written.missing.or(lines.written.missing);
        // Whoever writes says below why it ended.
        if hand_on.send(lines.bytes).await.is_err() {
            break;
        }
        report(lines.through - first, all);
    }
    drop(hand_on);
    Ok((written, writing.await??))
}

async fn last_sequence(pool: &PgPool, extent: &Extent) -> Result<u64, ExportError> {
    let Some((aggregate_type, aggregate_id)) = extent.stream.map(StreamId::in_log) else {
        return Ok(0);
    };
    let last: Option<i64> = sqlx::query_scalar(
        "SELECT max(sequence) FROM events WHERE aggregate_type = $1 AND aggregate_id = $2 AND region = $3",
    )
    .bind(aggregate_type)
    .bind(aggregate_id)
    .bind(extent.region.as_str())
    .fetch_one(pool)
    .await?;
    Ok(counted(last.unwrap_or_default()))
}

/// The lines of a page: of the events after a position, or of a stream's after a sequence.
async fn lines(
    pool: &PgPool,
    extent: &Extent,
    (from, to): (u64, u64),
    through: u64,
) -> Result<Lines, ExportError> {
    let Extent { region, after, .. } = extent;
    let read = async {
        match extent.stream.map(StreamId::in_log) {
            None => log_rows(pool, region, from, to).await,
            Some((of, id)) => {
                stream_rows(pool, region, (of, &id), (from, to), (*after, through)).await
            }
        }
    };
    let read = timeout(PAGE_WITHIN, read).await;
    let rows = read.map_err(|elapsed| sqlx::Error::Io(elapsed.into()))??;
    let is_region = extent.stream.is_none();
    let made = spawn_blocking(move || {
        let mut bytes = Vec::with_capacity(rows.len() * 1_024);
        for row in &rows {
            row.write_leaf(&mut bytes).map_err(SealError::from)?;
            bytes.push(b'\n');
        }
        let mut there = rows.iter().map(|row| row.position);
        let missing = (from + 1..=to).find(|position| there.next() != Some(number(*position)));
        let written = Written { events: rows.len() as u64, missing: missing.filter(|_| is_region) };
        Ok(Lines { bytes, written, through: to })
    });
    made.await?
}
