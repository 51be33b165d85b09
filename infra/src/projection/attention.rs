//! Which projections of which regions need somebody, found out by one statement for all of them.
//!
//! A region whose log does not move costs its rows here and nothing else: no task, no connection, no
//! statement of its own.

use loopbrug_domain::catalogue::Code;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{PgPool, Postgres, Row};

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

/// A statement about our projections (`$1`), the versions of their code (`$2`), and these regions (`$3`).
fn about<'q>(sql: &'q str, regions: &'q [String]) -> Query<'q, Postgres, PgArguments> {
    let names = Projection::ALL.map(Projection::name).to_vec();
    let versions = Projection::ALL.map(Projection::version).to_vec();
    sqlx::query(sql).bind(names).bind(versions).bind(regions)
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
    let statement = "
        INSERT INTO projections (projection, region, version)
        SELECT ours.projection, region, ours.version
        FROM unnest($1::text[], $2::integer[]) AS ours(projection, version),
             unnest($3::text[]) AS region
        ON CONFLICT DO NOTHING";
    about(statement, regions).execute(pool).await.map(drop)
}

/// Those that are behind their log, or whose checkpoint names another event than the log has there, and
/// those whose rows are of older code or half rebuilt. What newer code wrote is left to newer code.
pub(crate) async fn needed(
    pool: &PgPool,
    regions: &[String],
) -> Result<Vec<Attention>, sqlx::Error> {
    let statement = "
        SELECT * FROM (
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
        WHERE behind OR rebuild";
    let query = about(statement, regions).bind(i64::from(LONG_LOG));
    let rows = query.fetch_all(pool).await?;
    rows.iter().filter_map(|row| attention(row).transpose()).collect()
}

/// Those of which a rebuild that was killed left rows that nobody reads. Only a rebuild leaves any, so
/// it is enough to look once.
pub(crate) async fn left_over(
    pool: &PgPool,
    regions: &[String],
) -> Result<Vec<Attention>, sqlx::Error> {
    let left = Projection::ALL.map(|projection| {
        let left = projection.tables().iter().map(|table| {
            format!(
                "EXISTS (SELECT FROM {} AS v
                         WHERE v.region = p.region AND v.generation < p.generation)",
                table.name
            )
        });
        let any = left.collect::<Vec<_>>().join(" OR ");
        format!("projection = '{}' AND ({any})", projection.name())
    });
    let statement = format!(
        "SELECT projection, region, true AS rebuild FROM projections AS p
         WHERE generation > 1 AND region = ANY($1) AND ({})",
        left.join(" OR ")
    );
    let rows = sqlx::query(&statement).bind(regions).fetch_all(pool).await?;
    rows.iter().filter_map(|row| attention(row).transpose()).collect()
}

/// Says for all that are where their log is that somebody watches over them. Whoever is behind has to
/// say so by working.
pub(crate) async fn beat_for_quiet(pool: &PgPool, regions: &[String]) -> Result<(), sqlx::Error> {
    let statement = "
        UPDATE projections AS quiet SET heartbeat = now()
        FROM (SELECT p.projection, p.region
              FROM projections AS p
              JOIN unnest($1::text[], $2::integer[]) AS ours(projection, version)
                   ON p.projection = ours.projection AND p.version = ours.version
              LEFT JOIN log_head AS head ON head.region = p.region
              WHERE p.region = ANY($3) AND p.position = coalesce(head.position, 0)
                    AND p.heartbeat < now() - make_interval(secs => $4)
              FOR UPDATE OF p SKIP LOCKED) AS found
        WHERE quiet.projection = found.projection AND quiet.region = found.region
        RETURNING set_config('synchronous_commit', 'off', true)";
    let query = about(statement, regions).bind(BEAT_EVERY.as_secs_f64());
    query.fetch_all(pool).await.map(drop)
}
