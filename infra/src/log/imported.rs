//! Events of another database's log, written as they were there: with their positions, ids and times.
//!
//! Until all are there the head of the region stays at 0 (`migrations/0021_import.sql`). So nobody who follows the log
//! sees any of them, and nothing is appended.

use chrono::{NaiveDate, NaiveTime};
use loopbrug_domain::catalogue::Code;
use sqlx::PgConnection;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArgumentBuffer;

use super::head::{self, Heads};
use crate::database::copy::{HEADER, copy_in, encode_field};
use crate::seal::leaf::LogRow;

const INTO: &str = "events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata, \
                    \"timestamp\", region, position, event_id, occurred_on, recorded_at, command_id, actor)";
const FIELDS: i16 = 15;
/// The day from which PostgreSQL counts.
const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a day");

/// A row that the table does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotARow {
    /// It has another way to write a time, or none.
    #[error(
        "it has a time that is not written as 2024-01-31T12:00:00.5Z, in UTC and without zeros at the end"
    )]
    Time,
    /// The same of a day.
    #[error("it has a day that is not written as 2024-01-31")]
    Day,
    /// A character that no text of PostgreSQL has.
    #[error("it has a text with the character 0")]
    Text,
    /// It is too long.
    #[error("it is longer than a row may be")]
    TooLong,
}

/// Rows to be copied.
#[derive(Debug)]
pub(crate) struct ImportedRows(PgArgumentBuffer);

impl ImportedRows {
    /// None yet.
    pub(crate) fn new() -> Self {
        let mut bytes = PgArgumentBuffer::default();
        bytes.extend_from_slice(HEADER);
        Self(bytes)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Where the table would not take it.
    pub(crate) fn push(&mut self, row: &LogRow) -> Result<(), NotARow> {
        let texts = [&row.aggregate_type, &row.aggregate_id, &row.event_type, &row.event_version];
        // In JSON that character is written otherwise.
        if texts.iter().any(|text| text.contains('\0')) {
            return Err(NotARow::Text);
        }
        let (timestamp, recorded_at) = (time(&row.timestamp)?, time(&row.recorded_at)?);
        let occurred_on = day(&row.occurred_on)?;
        encode(row, (timestamp, recorded_at, occurred_on), &mut self.0)
            .map_err(|_| NotARow::TooLong)
    }

    /// Writes them.
    pub(crate) async fn write(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        copy_in(connection, INTO, self.0).await
    }
}

fn encode(
    row: &LogRow,
    (timestamp, recorded_at, occurred_on): (i64, i64, i32),
    to: &mut PgArgumentBuffer,
) -> Result<(), BoxDynError> {
    to.extend_from_slice(&FIELDS.to_be_bytes());
    encode_field(&row.aggregate_type, to)?;
    encode_field(&row.aggregate_id, to)?;
    encode_field(&row.sequence, to)?;
    encode_field(&row.event_type, to)?;
    encode_field(&row.event_version, to)?;
    encode_field(&row.payload, to)?;
    encode_field(&row.metadata, to)?;
    encode_field(&timestamp, to)?;
    encode_field(&row.region, to)?;
    encode_field(&row.position, to)?;
    encode_field(&row.event_id, to)?;
    encode_field(&occurred_on, to)?;
    encode_field(&recorded_at, to)?;
    encode_field(&row.command_id, to)?;
    encode_field(&row.actor, to)
}

/// A number of so many digits and no sign.
fn digits(text: &str, count: usize) -> Option<u32> {
    let all = text.len() == count && text.bytes().all(|digit| digit.is_ascii_digit());
    if all { text.parse().ok() } else { None }
}

fn date(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
    let year = i32::try_from(digits(year, 4)?).ok()?;
    NaiveDate::from_ymd_opt(year, digits(month, 2)?, digits(day, 2)?)
}

/// Days since [`EPOCH`].
fn day(text: &str) -> Result<i32, NotARow> {
    match text {
        "infinity" => Ok(i32::MAX),
        "-infinity" => Ok(i32::MIN),
        _ => {
            let days = date(text).ok_or(NotARow::Day)?.signed_duration_since(EPOCH).num_days();
            i32::try_from(days).map_err(|_| NotARow::Day)
        }
    }
}

/// Microseconds since [`EPOCH`]. There is one way to write each: else the row would have another leaf.
fn time(text: &str) -> Result<i64, NotARow> {
    match text {
        "infinityZ" => Ok(i64::MAX),
        "-infinityZ" => Ok(i64::MIN),
        _ => moment(text).ok_or(NotARow::Time),
    }
}

/// Whether a text is a time that is written so.
pub(crate) fn is_time(text: &str) -> bool {
    time(text).is_ok()
}

fn moment(text: &str) -> Option<i64> {
    let (day, clock) = text.strip_suffix('Z')?.split_once('T')?;
    let (seconds, micros) = match clock.split_once('.') {
        Some((seconds, decimals)) => (seconds, micros(decimals)?),
        None => (clock, 0),
    };
    let mut parts = seconds.split(':').map(|part| digits(part, 2));
    let [hours, minutes, seconds] = [parts.next()??, parts.next()??, parts.next()??];
    if parts.next().is_some() {
        return None;
    }
    let clock = NaiveTime::from_hms_micro_opt(hours, minutes, seconds, micros)?;
    let epoch = EPOCH.and_time(NaiveTime::MIN);
    date(day)?.and_time(clock).signed_duration_since(epoch).num_microseconds()
}

/// What stands behind the point of a second: six digits at most, without zeros at the end.
fn micros(decimals: &str) -> Option<u32> {
    if decimals.ends_with('0') {
        return None;
    }
    let missing = 6_usize.checked_sub(decimals.len()).filter(|missing| *missing < 6)?;
    Some(digits(decimals, decimals.len())? * 10_u32.pow(u32::try_from(missing).ok()?))
}

/// Keeps the head of a region where it is while events are imported; gives whether the region had none, and so may be
/// imported.
pub(crate) async fn hold_head(
    connection: &mut PgConnection,
    region: &Code,
) -> Result<bool, sqlx::Error> {
    head::ensure(&mut *connection, Heads::Log, region).await?;
    let held = sqlx::query(
        "UPDATE log_head SET importing = true
         WHERE region = $1 AND position = 0
               AND NOT EXISTS (SELECT FROM events WHERE events.region = $1)",
    )
    .bind(region.as_str())
    .execute(connection)
    .await?;
    Ok(held.rows_affected() == 1)
}

/// Lets the head of a region be moved again; nothing was imported.
pub(crate) async fn let_head_go(
    connection: &mut PgConnection,
    region: &Code,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE log_head SET importing = false WHERE region = $1")
        .bind(region.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Moves the head of a region to its last event: from now on all that was imported is seen.
pub(crate) async fn move_head(
    connection: &mut PgConnection,
    region: &Code,
    last: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE log_head AS head
         SET importing = false, position = event.position, recorded_at = event.recorded_at
         FROM events AS event
         WHERE head.region = $1 AND event.region = $1 AND event.position = $2",
    )
    .bind(region.as_str())
    .bind(last)
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_if_it_is_written_in_the_one_way_that_there_is() {
        assert_eq!(time("2000-01-01T00:00:00Z"), Ok(0));
        assert_eq!(time("2000-01-02T00:00:01.5Z"), Ok(86_401_500_000));
        assert_eq!(time("1999-12-31T23:59:59.999999Z"), Ok(-1));
        assert_eq!(time("infinityZ"), Ok(i64::MAX));
        for text in [
            "",
            "Z",
            "2000-01-01T00:00:00",
            "2000-01-01T00:00:00+00:00",
            "2000-01-01 00:00:00Z",
            "2000-01-01T00:00:00.Z",
            "2000-01-01T00:00:00.50Z",
            "2000-01-01T00:00:00.0000001Z",
            "2000-01-01T24:00:00Z",
            "2000-01-01T00:00:60Z",
            "2000-01-01T00:00Z",
            "2000-01-01T00:00:00:00Z",
            "2000-1-01T00:00:00Z",
            "2000-02-30T00:00:00Z",
            "+200-01-01T00:00:00Z",
            "20000-01-01T00:00:00Z",
            "é00-01-01T00:00:00Z",
        ] {
            assert_eq!(time(text), Err(NotARow::Time), "{text}");
        }
        assert_eq!((day("2000-01-31"), day("1999-12-31")), (Ok(30), Ok(-1)));
        assert_eq!((day("2000-1-31"), day("")), (Err(NotARow::Day), Err(NotARow::Day)));
    }
}
