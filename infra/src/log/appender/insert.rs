//! The one statement that writes a batch: its positions, its commands, its events.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use loopbrug_domain::catalogue::Code;
use sqlx::postgres::PgConnection;

use super::batch::Waiting;
use crate::log::append::{Append, Appended, NewEvent};
use crate::log::chain::Chain;
use crate::log::columns::{Json, bind_events};
use crate::log::predecessors::{Predecessors, predecessors_are_there};
use crate::log::read::position;
use crate::log::tip::StreamVersion;

/// The arrays are unnested side by side among what is selected, where PostgreSQL takes a value of
/// each as it goes. As tables in a FROM it would first copy every array to a store of its own,
/// which is some 6 % of the statement.
static INSERT: LazyLock<String> =
    LazyLock::new(|| statement(|array| format!("unnest({array})"), "generate_series(1, $2)"));

/// The same for one event: to take the first of each array spares an eighth of the statement.
static INSERT_ONE: LazyLock<String> =
    LazyLock::new(|| statement(|array| format!("({array})[1]"), "1"));

/// Takes the next positions under the lock of the region's head, if all that the events follow is
/// there, and writes below them. Each row carries all that belongs to it: joining events to their
/// commands would be planned for ten rows and be quadratic for a thousand.
///
/// `take` says how the values of an array are taken; `number` is the place of an event in the batch.
fn statement(take: fn(&str) -> String, number: &str) -> String {
    let columns = |columns: &[(&str, &str)]| {
        let columns = columns.iter().map(|(array, name)| format!("{} AS {name}", take(array)));
        columns.collect::<Vec<_>>().join(", ")
    };
    let predecessors_are_there = predecessors_are_there(take, 19);
    let command = columns(&[
        ("$4::uuid[]", "command_id"),
        ("$5::bytea[]", "digest"),
        ("$6::bigint[]", "first"),
        ("$7::bigint[]", "last"),
        ("$8::json[]", "answer"),
    ]);
    let event = columns(&[
        ("$9::text[]", "aggregate_type"),
        ("$10::text[]", "aggregate_id"),
        ("$11::bigint[]", "sequence"),
        ("$12::text[]", "event_type"),
        ("$13::text[]", "event_version"),
        ("$14::json[]", "payload"),
        ("$15::uuid[]", "event_id"),
        ("$16::date[]", "occurred_on"),
        ("$17::uuid[]", "command_id"),
        ("$18::json[]", "actor"),
    ]);
    format!(
        "WITH head AS (
            UPDATE log_head
            SET position = position + $2,
                recorded_at = greatest(recorded_at, coalesce($3, clock_timestamp()))
            WHERE region = $1 AND {predecessors_are_there}
            RETURNING position - $2 AS base, recorded_at
        ), command AS (
            INSERT INTO commands
                (region, command_id, digest, first_position, last_position, answer, recorded_at)
            SELECT $1, command_id, digest, base + first, base + last, answer, recorded_at
            FROM head, (SELECT {command}) AS command
        ), appended AS (
            INSERT INTO events
                (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
                 \"timestamp\", region, position, event_id, occurred_on, recorded_at, command_id, actor)
            SELECT aggregate_type, aggregate_id, sequence, event_type, event_version, payload, '{{}}',
                   recorded_at, $1, base + number, event_id, occurred_on, recorded_at, command_id, actor
            FROM head, (SELECT {event}, {number} AS number) AS event
        )
        SELECT base, recorded_at FROM head"
    )
}

/// Writes all of a batch or nothing, as the next of a chain; says where each append is. None where an
/// event does not follow what the log has, or the chain's end is not in it: nothing was written then.
pub(super) async fn insert(
    connection: &mut PgConnection,
    region: &Code,
    batch: &[&Waiting],
    chain: &mut Chain,
) -> Result<Option<Vec<Appended>>, sqlx::Error> {
    let appends = || batch.iter().map(|one| &one.append);
    let new = appends().flat_map(|append| &append.events);
    let end =
        new.clone().last().map(|last| StreamVersion { tip: last.tip(), ..last.after.clone() });
    let Some(predecessors) = Predecessors::of(new.clone(), Some(chain)) else { return Ok(None) };
    let (firsts, lasts): (Vec<i64>, Vec<i64>) = places(appends()).unzip();
    let all = lasts.last().copied().unwrap_or(0);
    let one = lasts.len() == 1 && all == 1 && predecessors.len() <= 1;
    // What a command brings along, once for each of its events.
    let of_events =
        || batch.iter().flat_map(|one| one.append.events.iter().map(move |event| (one, event)));
    let command =
        |(one, event): (&&Waiting, &NewEvent)| event.part.unwrap_or(one.append.recording.command).0;
    let statement = sqlx::query_as(if one { &INSERT_ONE } else { &INSERT })
        .bind(region.as_str())
        .bind(all)
        .bind(appends().filter_map(|append| append.recording.recorded_at).max())
        .bind(appends().map(|append| append.recording.command.0).collect::<Vec<_>>())
        .bind(appends().map(|append| append.recording.digest.as_slice()).collect::<Vec<_>>())
        .bind(&firsts)
        .bind(&lasts)
        .bind(appends().map(|append| Json(append.answer.get())).collect::<Vec<_>>());
    let statement = bind_events(statement, new)
        .bind(of_events().map(command).collect::<Vec<_>>())
        .bind(of_events().map(|(one, _)| Json(one.actor.get())).collect::<Vec<_>>());
    let written: Option<(i64, DateTime<Utc>)> =
        predecessors.bind(statement).fetch_optional(connection).await?;
    let Some((base, recorded_at)) = written else { return Ok(None) };
    chain.extend(end);
    let (at, chain) = (|place: i64| position(base + place), chain.id);
    let appended =
        |(first, last)| Appended { first: at(first), last: at(last), recorded_at, chain };
    Ok(Some(firsts.into_iter().zip(lasts).map(appended).collect()))
}

/// The first and the last place of each append in its batch, from 1 on.
fn places<'a>(appends: impl Iterator<Item = &'a Append>) -> impl Iterator<Item = (i64, i64)> {
    appends.scan(0, |taken, append| {
        let first = *taken + 1;
        *taken += i64::try_from(append.events.len()).unwrap_or(i64::MAX);
        Some((first, *taken))
    })
}
