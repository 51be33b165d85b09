//! The one statement that writes a batch: its positions, its commands, its events.

use chrono::{DateTime, Utc};
use loopbrug_domain::catalogue::Code;
use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgConnection, PgHasArrayType, PgTypeInfo};
use sqlx::{Postgres, Type};

use crate::log::append::{Append, Appended, NewEvent, position};
use crate::log::appenders::Waiting;
use crate::log::chain::Chain;
use crate::log::predecessors::{Predecessors, predecessors_are_there};

/// Takes the next positions under the lock of the region's head, if all that the events follow is
/// there, and writes below them. Each row carries all that belongs to it: joining events to their
/// commands would be planned for ten rows and be quadratic for a thousand.
///
/// What stands before and after an array says how its values are taken; `$number` is the place of
/// an event in the batch.
macro_rules! insert {
    ($before:literal, $after:literal, $number:literal) => {
        concat!(
            "
    WITH head AS (
        UPDATE log_head
        SET position = position + $2,
            recorded_at = greatest(recorded_at, coalesce($3, clock_timestamp()))
        WHERE region = $1 AND ", predecessors_are_there!($before, $after, "$19", "$20", "$21", "$22"), "
        RETURNING position - $2 AS base, recorded_at
    ), command AS (
        INSERT INTO commands
            (region, command_id, digest, first_position, last_position, answer, recorded_at)
        SELECT $1, command_id, digest, base + first, base + last, answer, recorded_at
        FROM head, (SELECT
            ", $before, "$4::uuid[]", $after, " AS command_id,
            ", $before, "$5::bytea[]", $after, " AS digest,
            ", $before, "$6::bigint[]", $after, " AS first,
            ", $before, "$7::bigint[]", $after, " AS last,
            ", $before, "$8::json[]", $after, " AS answer) AS command
    ), appended AS (
        INSERT INTO events
            (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
             \"timestamp\", region, position, event_id, occurred_on, recorded_at, command_id, actor)
        SELECT aggregate_type, aggregate_id, sequence, event_type, event_version, payload, '{}',
               recorded_at, $1, base + number, event_id, occurred_on, recorded_at, command_id, actor
        FROM head, (SELECT
            ", $before, "$9::text[]", $after, " AS aggregate_type,
            ", $before, "$10::text[]", $after, " AS aggregate_id,
            ", $before, "$11::bigint[]", $after, " AS sequence,
            ", $before, "$12::text[]", $after, " AS event_type,
            ", $before, "$13::text[]", $after, " AS event_version,
            ", $before, "$14::json[]", $after, " AS payload,
            ", $before, "$15::uuid[]", $after, " AS event_id,
            ", $before, "$16::date[]", $after, " AS occurred_on,
            ", $before, "$17::uuid[]", $after, " AS command_id,
            ", $before, "$18::json[]", $after, " AS actor,
            ", $number, " AS number) AS event
    )
    SELECT base, recorded_at FROM head"
        )
    };
}

/// The arrays are unnested side by side among what is selected, where PostgreSQL takes a value of
/// each as it goes. As tables in a FROM it would first copy every array to a store of its own,
/// which is some 6 % of the statement.
const INSERT: &str = insert!("unnest(", ")", "generate_series(1, $2)");

/// The same for one event: to take the first of each array spares an eighth of the statement.
const INSERT_ONE: &str = insert!("(", ")[1]", "1");

/// Writes all of a batch or nothing, as the next of a chain; says where each append came to stand. None
/// where an event does not follow what the log has, or the chain's end is not in it: nothing was written
/// then.
pub(super) async fn insert(
    connection: &mut PgConnection,
    region: &Code,
    batch: &[&Waiting],
    chain: &mut Chain,
) -> Result<Option<Vec<Appended>>, sqlx::Error> {
    let appends = || batch.iter().map(|one| &one.append);
    let events: Vec<(&Waiting, &NewEvent)> = batch
        .iter()
        .flat_map(|one| one.append.events.iter().map(move |event| (*one, event)))
        .collect();
    let new = events.iter().map(|(_, event)| *event);
    let Some(predecessors) = Predecessors::extending(new, chain) else { return Ok(None) };
    let column = |of: fn(&NewEvent) -> &str| events.iter().map(|(_, e)| of(e)).collect::<Vec<_>>();
    let (firsts, lasts): (Vec<i64>, Vec<i64>) = places(appends()).unzip();
    let recorded_at = appends().filter_map(|append| append.recorded_at).max();
    let one = lasts.len() == 1 && events.len() == 1 && predecessors.len() <= 1;
    let statement = if one { INSERT_ONE } else { INSERT };
    let written: Option<(i64, DateTime<Utc>)> = sqlx::query_as(statement)
        .bind(region.as_str())
        .bind(lasts.last().copied().unwrap_or(0))
        .bind(recorded_at)
        .bind(appends().map(|append| append.command.0).collect::<Vec<_>>())
        .bind(appends().map(|append| append.digest.as_slice()).collect::<Vec<_>>())
        .bind(&firsts)
        .bind(&lasts)
        .bind(appends().map(|append| Json(append.answer.get())).collect::<Vec<_>>())
        .bind(column(|event| event.aggregate_type))
        .bind(column(|event| &event.aggregate_id))
        .bind(events.iter().map(|(_, event)| i64::from(event.sequence())).collect::<Vec<_>>())
        .bind(column(|event| event.event_type))
        .bind(column(|event| event.event_version))
        .bind(events.iter().map(|(_, event)| Json(event.payload.get())).collect::<Vec<_>>())
        .bind(events.iter().map(|(_, event)| event.event_id.0).collect::<Vec<_>>())
        .bind(events.iter().map(|(_, event)| event.occurred_on).collect::<Vec<_>>())
        .bind(events.iter().map(|(one, _)| one.append.command.0).collect::<Vec<_>>())
        .bind(events.iter().map(|(one, _)| Json(one.actor.get())).collect::<Vec<_>>())
        .bind(predecessors.aggregate_types)
        .bind(predecessors.aggregate_ids)
        .bind(predecessors.sequences)
        .bind(predecessors.event_ids)
        .fetch_optional(connection)
        .await?;
    let Some((base, recorded_at)) = written else { return Ok(None) };
    let at = |place: i64| position(base + place);
    let chain_id = chain.id;
    let appended =
        |(first, last)| Appended { first: at(first), last: at(last), recorded_at, chain: chain_id };
    if let Some((_, last)) = events.last() {
        chain.extend(last);
    }
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

/// JSON as text, sent as what the columns are: as `text` each would be converted once more.
struct Json<'a>(&'a str);

/// `json` and `json[]` in PostgreSQL; sqlx knows `jsonb` only.
const JSON: Oid = Oid(114);
const JSON_ARRAY: Oid = Oid(199);

impl Type<Postgres> for Json<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(JSON)
    }
}

impl PgHasArrayType for Json<'_> {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(JSON_ARRAY)
    }
}

impl Encode<'_, Postgres> for Json<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }
}
