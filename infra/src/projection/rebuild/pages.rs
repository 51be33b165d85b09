//! Reading streams one after the other, as PostgreSQL hands them out: a page at a time, so that no
//! snapshot is held for long, and so that a stream may be of any length.

use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use sqlx::PgPool;
use tokio::sync::mpsc::Sender;

use crate::log::{EventText, RecordedText};
use crate::projection::ProjectionError;

/// How many events are read by one statement.
const PAGE: usize = 20_000;
/// How many events are handed on at once.
const HANDFUL: usize = 500;

/// The beginning of 2000, from which PostgreSQL counts, in microseconds since 1970.
const EPOCH: i64 = 946_684_800_000_000;

/// A row of a page in PostgreSQL's binary format, which holds the payload as it is in the log.
pub(super) type RawRow = bytes::Bytes;

/// What is read.
#[derive(Debug)]
pub(super) enum Read {
    /// The next events.
    Events(Vec<RawRow>),
    /// That was all. Where this does not come, the reading ended half-way.
    End,
}

/// An event, without copies of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) aggregate_id: &'a str,
    pub(super) text: RecordedText<'a>,
}

/// Reads the events of all streams of a type after a stream, up to a position.
pub(super) async fn read(
    pool: &PgPool,
    region: &Code,
    aggregate_type: &str,
    after: &str,
    up_to: Position,
    to: Sender<Read>,
) -> Result<(), ProjectionError> {
    let mut connection = pool.acquire().await?;
    // Dropped in the middle of a page it would be of no use to the next.
    connection.close_on_drop();
    // What follows the last event of that stream.
    let mut last = (after.to_owned(), if after.is_empty() { 0 } else { i64::MAX });
    loop {
        let statement = format!(
            "COPY (SELECT position, aggregate_id, sequence, event_type, event_version, payload,
                          recorded_at
                   FROM events
                   WHERE aggregate_type = {} AND region = {} AND position <= {}
                     AND (aggregate_id, sequence) > ({}, {})
                   ORDER BY aggregate_id, sequence LIMIT {PAGE}) TO STDOUT (FORMAT binary)",
            quoted(aggregate_type),
            quoted(region.as_str()),
            up_to.0,
            quoted(&last.0),
            last.1,
        );
        let mut rows = connection.copy_out_raw(&statement).await?;
        let (mut read, mut handful) = (0, Vec::with_capacity(HANDFUL));
        while let Some(row) = rows.try_next().await? {
            let Some(row) = without_frame(row) else { continue };
            read += 1;
            if read == PAGE {
                let row = Row::of(&row)?;
                last = (row.aggregate_id.to_owned(), row.text.event.sequence.into());
            }
            handful.push(row);
            if handful.len() == HANDFUL {
                let full = std::mem::replace(&mut handful, Vec::with_capacity(HANDFUL));
                if to.send(Read::Events(full)).await.is_err() {
                    return Ok(());
                }
            }
        }
        // Whoever folds has stopped, and says why.
        if to.send(Read::Events(handful)).await.is_err() {
            return Ok(());
        }
        if read < PAGE {
            break;
        }
    }
    let _ = to.send(Read::End).await;
    Ok(())
}

/// A literal.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The row without the header before the first; none in what comes after the last.
fn without_frame(mut row: RawRow) -> Option<RawRow> {
    const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0";
    if row.starts_with(HEADER) {
        // The header, the flags, and the length of an extension that there is none of.
        row = row.slice(HEADER.len() + 8..);
    }
    (row.len() > 2).then_some(row)
}

impl<'a> Row<'a> {
    /// Reads a row: the number of fields, then each with its length before it.
    pub(super) fn of(row: &'a [u8]) -> Result<Self, ProjectionError> {
        Self::fields(row).ok_or_else(|| {
            let why = "an event was handed out in a form that is not known";
            sqlx::Error::Protocol(why.to_owned()).into()
        })
    }

    fn fields(row: &'a [u8]) -> Option<Self> {
        fn field<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
            let (length, after) = rest.split_first_chunk::<4>()?;
            let length = usize::try_from(i32::from_be_bytes(*length)).ok()?;
            let (field, after) = after.split_at_checked(length)?;
            *rest = after;
            Some(field)
        }
        fn number(field: &[u8]) -> Option<u32> {
            u32::try_from(i64::from_be_bytes(field.try_into().ok()?)).ok()
        }
        fn text(field: &[u8]) -> Option<&str> {
            std::str::from_utf8(field).ok()
        }
        fn moment(field: &[u8]) -> Option<DateTime<Utc>> {
            DateTime::from_timestamp_micros(EPOCH + i64::from_be_bytes(field.try_into().ok()?))
        }
        let mut rest = row.get(2..)?;
        let position = Position(number(field(&mut rest)?)?);
        let aggregate_id = text(field(&mut rest)?)?;
        let sequence = number(field(&mut rest)?)?;
        let event_type = text(field(&mut rest)?)?;
        let event_version = text(field(&mut rest)?)?;
        let payload = text(field(&mut rest)?)?;
        let recorded_at = moment(field(&mut rest)?)?;
        let event = EventText { sequence, event_type, event_version, payload };
        let text = RecordedText { position, recorded_at, event };
        Some(Self { aggregate_id, text })
    }
}
