//! The rows of publications: asked about, and written once.

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_reporting::reports::{AsOf, ReportKind};
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{Error, PgPool, Row};

use super::{Edition, Frozen, FrozenTable, Quarter};
use crate::database::begin;
use crate::log::position;

/// What all rows of an edition say of it.
macro_rules! edition {
    () => {
        "year, quarter, edition, position, day, catalogue, disclosure_k, public_k, method, made_at"
    };
}

fn edition(row: &PgRow) -> Result<Edition, Error> {
    let number = |name: &str| Ok::<_, Error>(row.try_get::<i32, _>(name)?.cast_unsigned());
    Ok(Edition {
        quarter: quarter(row)?.ok_or_else(|| unreadable("there is no such quarter"))?,
        number: number("edition")?,
        as_of: AsOf { position: position(row.try_get("position")?), day: row.try_get("day")? },
        catalogue: row.try_get("catalogue")?,
        disclosure_k: number("disclosure_k")?,
        public_k: number("public_k")?,
        method: row.try_get("method")?,
        made_at: row.try_get("made_at")?,
    })
}

fn quarter(row: &PgRow) -> Result<Option<Quarter>, Error> {
    let (year, number): (Option<i32>, Option<i32>) =
        (row.try_get("year")?, row.try_get("quarter")?);
    Ok(year.zip(number).and_then(|(year, number)| Quarter::new(year, number.cast_unsigned())))
}

fn unreadable(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Decode(why.into())
}

/// The number of a quarter, as it is stored.
fn number(quarter: Quarter) -> i32 {
    quarter.number().cast_signed()
}

/// The next quarter that each region publishes: that after the one it published last, or the one in which
/// its log began. A region of which nothing was recorded has none.
pub(crate) async fn next(pool: &PgPool, regions: &[String]) -> Result<Vec<(Code, Quarter)>, Error> {
    let rows = sqlx::query(
        "SELECT head.region, first.recorded_at AS began, last.year, last.quarter
         FROM log_head AS head
         JOIN events AS first ON first.region = head.region AND first.position = 1
         LEFT JOIN LATERAL (
             SELECT year, quarter FROM publications AS p WHERE p.region = head.region
             ORDER BY year DESC, quarter DESC LIMIT 1
         ) AS last ON true
         WHERE head.region = ANY($1)",
    )
    .bind(regions)
    .fetch_all(pool)
    .await?;
    let next = rows.iter().map(|row| {
        let region = Code::from(row.try_get::<&str, _>("region")?);
        let began = day_in_brussels(row.try_get("began")?);
        let next = quarter(row)?.map_or_else(|| Quarter::of(began), Quarter::next);
        Ok(next.map(|next| (region, next)))
    });
    next.filter_map(Result::transpose).collect()
}

/// When the log of a region began; none where nothing was recorded of it.
pub(crate) async fn began(pool: &PgPool, region: &Code) -> Result<Option<NaiveDate>, Error> {
    let began: Option<DateTime<Utc>> =
        sqlx::query_scalar("SELECT recorded_at FROM events WHERE region = $1 AND position = 1")
            .bind(region.as_str())
            .fetch_optional(pool)
            .await?;
    Ok(began.map(day_in_brussels))
}

/// Waits for whoever is recording at this moment. All that is recorded after that is of a later moment
/// than now, so that the last position of any moment before now stays what it is.
pub(crate) async fn recorded_by_now(pool: &PgPool, region: &Code) -> Result<(), Error> {
    let head = sqlx::query("SELECT FROM log_head WHERE region = $1 FOR SHARE");
    head.bind(region.as_str()).execute(pool).await.map(drop)
}

/// The last editions of all quarters before one, in their order.
pub(crate) async fn before(
    pool: &PgPool,
    region: &Code,
    quarter: Quarter,
) -> Result<Vec<Edition>, Error> {
    let sql = concat!(
        "SELECT DISTINCT ON (year, quarter) ",
        edition!(),
        " FROM publications WHERE region = $1 AND (year, quarter) < ($2, $3)
          ORDER BY year, quarter, edition DESC",
    );
    found(pool, sql, region, quarter).await
}

/// The last edition of every quarter, the last quarter first.
pub(crate) async fn of_all_quarters(pool: &PgPool, region: &Code) -> Result<Vec<Edition>, Error> {
    let sql = concat!(
        "SELECT DISTINCT ON (year, quarter) ",
        edition!(),
        " FROM publications WHERE region = $1 ORDER BY year DESC, quarter DESC, edition DESC",
    );
    let rows = sqlx::query(sql).bind(region.as_str()).fetch_all(pool).await?;
    rows.iter().map(edition).collect()
}

/// All editions of a quarter, the last one first.
pub(crate) async fn editions(
    pool: &PgPool,
    region: &Code,
    quarter: Quarter,
) -> Result<Vec<Edition>, Error> {
    let sql = concat!(
        "SELECT DISTINCT ON (edition) ",
        edition!(),
        " FROM publications WHERE region = $1 AND year = $2 AND quarter = $3
          ORDER BY edition DESC",
    );
    found(pool, sql, region, quarter).await
}

/// The editions that a statement about a region and a quarter finds.
async fn found(
    pool: &PgPool,
    sql: &str,
    region: &Code,
    quarter: Quarter,
) -> Result<Vec<Edition>, Error> {
    let rows = sqlx::query(sql)
        .bind(region.as_str())
        .bind(quarter.year())
        .bind(number(quarter))
        .fetch_all(pool)
        .await?;
    rows.iter().map(edition).collect()
}

/// The table of a report in an edition of a quarter, or in the last one, as analysts or as the public are
/// shown it.
pub(crate) async fn table(
    pool: &PgPool,
    region: &Code,
    (quarter, number_of_edition): (Quarter, Option<u32>),
    report: ReportKind,
    for_public: bool,
) -> Result<Option<(Edition, FrozenTable)>, Error> {
    let row = sqlx::query(concat!(
        "SELECT ",
        edition!(),
        ", CASE WHEN $6 THEN public ELSE analysts END AS shown
         FROM publications
         WHERE region = $1 AND year = $2 AND quarter = $3 AND report = $4
               AND ($5 IS NULL OR edition = $5)
         ORDER BY edition DESC LIMIT 1",
    ))
    .bind(region.as_str())
    .bind(quarter.year())
    .bind(number(quarter))
    .bind(<&str>::from(report))
    .bind(number_of_edition.map(i64::from))
    .bind(for_public)
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Json(shown) = row.try_get("shown")?;
    Ok(Some((edition(&row)?, shown)))
}

/// All tables of an edition that are known to this program.
pub(crate) async fn tables(
    pool: &PgPool,
    region: &Code,
    edition: &Edition,
) -> Result<Vec<Frozen>, Error> {
    let rows: Vec<(String, Json<FrozenTable>, Json<FrozenTable>)> = sqlx::query_as(
        "SELECT report, analysts, public FROM publications
         WHERE region = $1 AND year = $2 AND quarter = $3 AND edition = $4",
    )
    .bind(region.as_str())
    .bind(edition.quarter.year())
    .bind(number(edition.quarter))
    .bind(i64::from(edition.number))
    .fetch_all(pool)
    .await?;
    let frozen = rows.into_iter().filter_map(|(report, Json(analysts), Json(public))| {
        Some(Frozen { report: report.parse().ok()?, analysts, public })
    });
    Ok(frozen.collect())
}

/// Writes editions with all their tables, in one transaction. Gives whether it did: not where another
/// process made one of them meanwhile, whose work is then kept.
pub(crate) async fn write(
    pool: &PgPool,
    region: &Code,
    editions: &[(Edition, Vec<Frozen>)],
) -> Result<bool, Error> {
    let mut transaction = begin(pool).await?;
    // Another process at the same is waited for here rather than at its rows.
    sqlx::query(
        "SELECT pg_advisory_xact_lock(hashtextextended('loopbrug publications ' || $1, 0)),
                set_config('idle_in_transaction_session_timeout', '5000', true)",
    )
    .bind(region.as_str())
    .execute(&mut *transaction)
    .await?;
    for (edition, tables) in editions {
        for Frozen { report, analysts, public } in tables {
            let inserted = sqlx::query(concat!(
                "INSERT INTO publications (region, report, analysts, public, ",
                edition!(),
                ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                 ON CONFLICT DO NOTHING",
            ))
            .bind(region.as_str())
            .bind(<&str>::from(*report))
            .bind(Json(analysts))
            .bind(Json(public))
            .bind(edition.quarter.year())
            .bind(number(edition.quarter))
            .bind(edition.number.cast_signed())
            .bind(i64::from(edition.as_of.position.0))
            .bind(edition.as_of.day)
            .bind(edition.catalogue)
            .bind(edition.disclosure_k.cast_signed())
            .bind(edition.public_k.cast_signed())
            .bind(&edition.method)
            .bind(edition.made_at)
            .execute(&mut *transaction)
            .await?;
            if inserted.rows_affected() == 0 {
                transaction.rollback().await?;
                return Ok(false);
            }
        }
    }
    transaction.commit().await?;
    Ok(true)
}
