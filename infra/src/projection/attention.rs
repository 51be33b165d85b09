//! Which projections of which regions need somebody, found out by one statement for all of them.
//!
//! A region whose log does not move costs its rows here and nothing else: no task, no connection, no
//! statement of its own.

use std::fmt::Write;

use loopbrug_domain::catalogue::Code;
use sqlx::{PgPool, QueryBuilder, Row};

use super::checkpoint::BEAT_EVERY;
use super::{LONG_LOG, Projection};

/// What there is to do for a projection of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attention {
    pub(crate) projection: Projection,
    pub(crate) region: Code,
    /// There may be something to rebuild, or to clear up after a rebuild.
    pub(crate) rebuild: bool,
}

fn names() -> Vec<&'static str> {
    Projection::ALL.iter().map(|projection| projection.name()).collect()
}

fn versions() -> Vec<i32> {
    Projection::ALL.iter().map(|projection| projection.version()).collect()
}

fn attention(row: &sqlx::postgres::PgRow) -> Result<Option<Attention>, sqlx::Error> {
    let name: &str = row.try_get("projection")?;
    let region = Code::from(row.try_get::<&str, _>("region")?);
    let rebuild = row.try_get("rebuild")?;
    let projection = Projection::ALL.into_iter().find(|projection| projection.name() == name);
    Ok(projection.map(|projection| Attention { projection, region, rebuild }))
}

/// Makes sure that all regions have checkpoints to take.
pub(crate) async fn ensure_all(pool: &PgPool, regions: &[String]) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO projections (projection, region, version)
         SELECT ours.projection, region, ours.version
         FROM unnest($1::text[], $2::integer[]) AS ours(projection, version),
              unnest($3::text[]) AS region
         ON CONFLICT DO NOTHING",
    )
    .bind(names())
    .bind(versions())
    .bind(regions)
    .execute(pool)
    .await?;
    Ok(())
}

/// Those that are behind their log, or whose checkpoint names another event than the log has there, and
/// those whose rows are of older code or half rebuilt. What newer code wrote is left to newer code.
pub(crate) async fn needed(
    pool: &PgPool,
    regions: &[String],
) -> Result<Vec<Attention>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT * FROM (
             SELECT p.projection, p.region,
                    p.position <> coalesce(head.position, 0)
                        OR p.event_id IS DISTINCT FROM (
                            SELECT e.event_id FROM events AS e
                            WHERE e.region = p.region AND e.position = p.position) AS behind,
                    p.version < ours.version OR r.region IS NOT NULL
                        OR p.position = 0 AND coalesce(head.position, 0) > $4 AS rebuild
             FROM projections AS p
             JOIN unnest($1::text[], $2::integer[]) AS ours(projection, version)
                  ON p.projection = ours.projection AND p.version <= ours.version
             LEFT JOIN log_head AS head ON head.region = p.region
             LEFT JOIN rebuilds AS r ON r.projection = p.projection AND r.region = p.region
             WHERE p.region = ANY($3)
         ) AS found
         WHERE behind OR rebuild",
    )
    .bind(names())
    .bind(versions())
    .bind(regions)
    .bind(i64::from(LONG_LOG))
    .fetch_all(pool)
    .await?;
    rows.iter().filter_map(|row| attention(row).transpose()).collect()
}

/// Those of which a rebuild that was killed left rows that nobody reads. Only a rebuild leaves any, so
/// it is enough to look once.
pub(crate) async fn left_over(
    pool: &PgPool,
    regions: &[String],
) -> Result<Vec<Attention>, sqlx::Error> {
    let mut sql = QueryBuilder::new("SELECT projection, region, true AS rebuild FROM (");
    for (n, projection) in Projection::ALL.into_iter().enumerate() {
        let mut any = String::new();
        for table in projection.tables() {
            let or = if any.is_empty() { "" } else { " OR " };
            // Writing to a string cannot fail.
            let _ = write!(
                any,
                "{or}EXISTS (SELECT FROM {} AS v WHERE v.region = p.region
                             AND v.generation < p.generation)",
                table.name
            );
        }
        sql.push(if n == 0 { "" } else { " UNION ALL " });
        sql.push("SELECT projection, region FROM projections AS p WHERE projection = ");
        sql.push_bind(projection.name());
        sql.push(" AND generation > 1 AND region = ANY(").push_bind(regions.to_vec());
        sql.push(format!(") AND ({any})"));
    }
    let rows = sql.push(") AS found").build().fetch_all(pool).await?;
    rows.iter().filter_map(|row| attention(row).transpose()).collect()
}

/// Says for all that are where their log is that somebody watches over them. Whoever is behind has to
/// say so by working.
pub(crate) async fn beat_for_quiet(pool: &PgPool, regions: &[String]) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE projections AS quiet SET heartbeat = now()
         FROM (SELECT p.projection, p.region
               FROM projections AS p
               JOIN unnest($1::text[], $2::integer[]) AS ours(projection, version)
                    ON p.projection = ours.projection AND p.version = ours.version
               LEFT JOIN log_head AS head ON head.region = p.region
               WHERE p.region = ANY($3) AND p.position = coalesce(head.position, 0)
                     AND p.heartbeat < now() - make_interval(secs => $4)
               FOR UPDATE OF p SKIP LOCKED) AS found
         WHERE quiet.projection = found.projection AND quiet.region = found.region
         RETURNING set_config('synchronous_commit', 'off', true)",
    )
    .bind(names())
    .bind(versions())
    .bind(regions)
    .bind(BEAT_EVERY.as_secs_f64())
    .fetch_all(pool)
    .await?;
    Ok(())
}
