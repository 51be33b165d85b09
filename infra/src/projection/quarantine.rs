//! Quarantine: when a batch cannot be written as a whole, which streams are to blame, and how far each
//! of them can be projected. All others are written as if nothing had been wrong.

use std::ops::Range;

use loopbrug_domain::ids::{Position, Version};
use sqlx::PgConnection;

use super::ProjectionError;
use super::dead_letters::{self, DeadLetter};
use super::stream_fold::{StreamFold, Writing};
use super::upsert::JsonRows;
use crate::log::{StoredEvent, streams};

/// Writes the rows of these streams by one statement a table.
pub(super) async fn write<F: StreamFold>(
    connection: &mut PgConnection,
    at: &Writing<'_>,
    after: Position,
    folded: impl Iterator<Item = (&str, &F)>,
) -> Result<(), ProjectionError> {
    let mut rows = JsonRows::default();
    for (stream, folded) in folded {
        folded
            .rows(stream, after, at.catalogues, &mut rows)
            .map_err(|error| ProjectionError::Row(error.to_string()))?;
    }
    rows.write(connection, at).await
}

/// Writes the rows of these streams, of which up to version `written` is written already. The others, which
/// cannot be folded, and those whose rows are refused are projected as far as they go. Gives the refused ones.
pub(super) async fn write_or_quarantine<'a, F: StreamFold>(
    connection: &mut PgConnection,
    at: &Writing<'_>,
    after: Position,
    folded: &[(&'a str, &F)],
    others: impl Iterator<Item = &'a str>,
    written: impl Fn(&str) -> Version,
    up_to: Position,
) -> Result<Vec<&'a str>, ProjectionError> {
    let refused = write_what_can_be(connection, at, after, folded).await?;
    for stream in refused.iter().copied().chain(others) {
        project_or_quarantine::<F>(connection, at, stream, written(stream), up_to).await?;
    }
    Ok(refused)
}

/// Writes the rows of as many of these streams as can be, and gives the others. The culprits in a
/// batch are found by halving it.
async fn write_what_can_be<'a, F: StreamFold>(
    connection: &mut PgConnection,
    at: &Writing<'_>,
    after: Position,
    folded: &[(&'a str, &F)],
) -> Result<Vec<&'a str>, ProjectionError> {
    let mut refused = Vec::new();
    let mut parts: Vec<Range<usize>> = std::iter::once(0..folded.len()).collect();
    while let Some(part) = parts.pop() {
        let streams = &folded[part.clone()];
        match try_to_write(connection, at, after, streams.iter().copied()).await? {
            None => {}
            Some(_) if streams.len() == 1 => refused.push(streams[0].0),
            Some(_) => {
                let middle = part.start + streams.len() / 2;
                parts.push(middle..part.end);
                parts.push(part.start..middle);
            }
        }
    }
    Ok(refused)
}

/// Writes these rows, or none of them and says why not.
async fn try_to_write<'a, F: StreamFold>(
    connection: &mut PgConnection,
    at: &Writing<'_>,
    after: Position,
    folded: impl Iterator<Item = (&'a str, &'a F)>,
) -> Result<Option<String>, ProjectionError> {
    sqlx::query("SAVEPOINT stream").execute(&mut *connection).await?;
    let why = match write(connection, at, after, folded).await {
        Ok(()) => None,
        Err(error) => Some(error.refused_row().ok_or(error)?),
    };
    let end =
        if why.is_none() { "RELEASE SAVEPOINT stream" } else { "ROLLBACK TO SAVEPOINT stream" };
    sqlx::query(end).execute(connection).await?;
    Ok(why)
}

/// Projects one stream up to a position, or as far as it goes: then it is quarantined before the event
/// that is to blame, and its dead letter says why. Up to version `written` it is in the rows already.
/// Gives whether all of it was projected.
pub(super) async fn project_or_quarantine<F: StreamFold>(
    connection: &mut PgConnection,
    at: &Writing<'_>,
    stream: &str,
    written: Version,
    up_to: Position,
) -> Result<bool, ProjectionError> {
    let events = streams(connection, at.region, F::TYPE, &[stream], up_to).await?;
    let fold =
        |events: &[StoredEvent]| F::fold(events.iter().map(StoredEvent::recorded), at.catalogues);
    let (folded, readable, unread) = fold(&events);
    let mut why = unread.map(|error| error.to_string());
    // What can be written up to, and the first that cannot.
    let mut good = readable.min(written as usize);
    if readable > good {
        let one = std::iter::once((stream, &folded));
        match try_to_write(connection, at, Position::START, one).await? {
            None => good = readable,
            Some(refused) => {
                let mut bad = readable;
                why = Some(refused);
                while bad - good > 1 {
                    let middle = good + (bad - good) / 2;
                    let (part, ..) = fold(&events[..middle]);
                    let one = std::iter::once((stream, &part));
                    match try_to_write(connection, at, Position::START, one).await? {
                        None => good = middle,
                        Some(refused) => (bad, why) = (middle, Some(refused)),
                    }
                }
            }
        }
    }
    let Some(error) = why else {
        dead_letters::remove(connection, at, F::TYPE, stream).await?;
        return Ok(true);
    };
    let dead = &events[good];
    let letter = DeadLetter {
        aggregate_type: F::TYPE.to_owned(),
        aggregate_id: stream.to_owned(),
        sequence: dead.sequence,
        position: dead.position,
        event_type: dead.event_type.clone(),
        error,
    };
    dead_letters::put(connection, at, &letter).await?;
    Ok(false)
}
