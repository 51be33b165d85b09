//! What is in the log and what is in the tables: a rebuild ends only where both are the same.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use sqlx::{PgConnection, PgPool, Row};

use crate::projection::Projection;
use crate::projection::stream_fold::Writing;

/// How much there is of the types of a projection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub(super) streams: u64,
    pub(super) events: u64,
}

/// What the log of a region has after a position, up to another: each stream begins with its first event.
pub(super) async fn in_log(
    pool: &PgPool,
    region: &Code,
    projection: Projection,
    (after, up_to): (Position, Position),
) -> Result<Counted, sqlx::Error> {
    let (streams, events): (i64, i64) = sqlx::query_as(
        "SELECT count(*) FILTER (WHERE sequence = 1), count(*) FROM events
         WHERE aggregate_type = ANY($1) AND region = $2 AND position > $3 AND position <= $4",
    )
    .bind(projection.types())
    .bind(region.as_str())
    .bind(i64::from(after.0))
    .bind(i64::from(up_to.0))
    .fetch_one(pool)
    .await?;
    Ok(Counted { streams: streams.unsigned_abs(), events: events.unsigned_abs() })
}

/// How many rows there are in the main tables, how many streams are quarantined, and how many of those
/// have no row.
pub(super) async fn in_tables(
    connection: &mut PgConnection,
    at: &Writing<'_>,
) -> Result<(u64, u64, u64), sqlx::Error> {
    let ids: Vec<_> = at
        .projection
        .main_tables()
        .iter()
        .map(|table| {
            let (id, name) = (table.id(), table.name);
            format!("SELECT {id}::text AS id FROM {name} WHERE region = $1 AND generation = $2")
        })
        .collect();
    let statement = format!(
        "WITH ids AS ({}), letters AS (
             SELECT aggregate_id FROM dead_letters
             WHERE region = $1 AND generation = $2 AND projection = $3
         )
         SELECT (SELECT count(*) FROM ids), (SELECT count(*) FROM letters),
                (SELECT count(*) FROM letters
                 WHERE aggregate_id NOT IN (SELECT id FROM ids))",
        ids.join(" UNION ALL ")
    );
    let row = at.letters(&statement).fetch_one(connection).await?;
    let count = |place: usize| row.try_get::<i64, _>(place).map(i64::unsigned_abs);
    Ok((count(0)?, count(1)?, count(2)?))
}
