//! What the program itself compares of a log with its seal, from time to time, and what it found: rows that outlive it.
//!
//! A stretch is compared whenever there is nothing to seal, of the log that was looked at longest ago, and so round and
//! round: a million events in about an hour. That finds what broke, or what somebody changed who did not think of the
//! seal. Who changes the log on purpose can change these rows too: against them there is the checkpoint that somebody
//! kept.

use std::time::Duration;

use chrono::{DateTime, Utc};
use loopbrug_domain::catalogue::Code;
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};

use super::check::{Checked, Comparing, Fault};
use super::error::SealError;
use super::rows::{self, counted, number};
use crate::database::read;

/// So many faults are named, at most.
const TOLD: i64 = 100;

/// How far the program has compared a log with its seal.
#[derive(Debug, Clone)]
pub struct Rounds {
    /// Up to which position, in the round that is under way.
    pub position: u64,
    /// When a stretch was compared last.
    pub looked_at: DateTime<Utc>,
    /// When the last round was complete, and how many events that was.
    pub completed: Option<(DateTime<Utc>, u64)>,
}

/// A fault as it was found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Of which tree, by its number.
    pub tree: i32,
    /// What is wrong.
    pub fault: Fault,
    /// When it was found first.
    pub found_at: DateTime<Utc>,
}

/// Takes the turn to compare the log that was looked at longest ago, if none was within so long: whoever comes next takes
/// another one. Gives where to go on.
const CLAIM: &str = "
    INSERT INTO seal_checks AS last (region, tree, looked_at)
    SELECT region, tree.tree, clock_timestamp()
    FROM (SELECT region, max(tree) AS tree FROM seal_trees WHERE region = ANY($1) GROUP BY region) AS tree
    LEFT JOIN seal_checks AS before USING (region)
    WHERE before.looked_at IS NULL OR before.looked_at <= clock_timestamp() - make_interval(secs => $2)
    ORDER BY before.looked_at NULLS FIRST LIMIT 1
    ON CONFLICT (region) DO UPDATE
        SET looked_at = EXCLUDED.looked_at, tree = EXCLUDED.tree,
            position = CASE WHEN last.tree = EXCLUDED.tree THEN last.position ELSE 0 END
        WHERE last.looked_at <= EXCLUDED.looked_at - make_interval(secs => $2)
    RETURNING region, position";

/// Compares the next stretch of one of these logs, unless each was looked at within so long. Gives the log, and what was
/// found of it.
pub(super) async fn compare_next(
    pool: &PgPool,
    regions: &[String],
    pause: Duration,
) -> Result<Option<(Code, Checked)>, SealError> {
    let claimed: Option<(String, i64)> =
        sqlx::query_as(CLAIM).bind(regions).bind(pause.as_secs_f64()).fetch_optional(pool).await?;
    let Some((region, from)) = claimed else { return Ok(None) };
    let (region, from, mut checked) = (Code::new(region), counted(from), Checked::default());
    let comparing = Comparing::of(pool, &region).await?;
    match rows::edge(pool, &comparing.tree, from).await? {
        Some(mut edge) => {
            comparing.stretch(&mut edge, &mut checked).await?;
        }
        None => checked.faults.push(Fault::TileMissing(from)),
    }
    // Where a hash is gone the round goes on behind the stretch that lacks it.
    let to = comparing.end_of_stretch(from);
    let (next, completed) =
        if to == comparing.size { (0, Some(number(to))) } else { (number(to), None) };
    note(pool, &region, &checked.faults).await?;
    sqlx::query(
        "UPDATE seal_checks
         SET position = $3, completed_size = coalesce($4, completed_size),
             completed_at = CASE WHEN $4 IS NULL THEN completed_at ELSE clock_timestamp() END
         WHERE region = $1 AND tree = $2",
    )
    .bind(region.as_str())
    .bind(comparing.tree.tree)
    .bind(next)
    .bind(completed)
    .execute(pool)
    .await?;
    Ok(Some((region, checked)))
}

/// Keeps what was found of the last tree of a region. What was found before stays as it was.
pub(super) async fn note(pool: &PgPool, region: &Code, faults: &[Fault]) -> Result<(), SealError> {
    if faults.is_empty() {
        return Ok(());
    }
    let noted = sqlx::query(
        "INSERT INTO seal_faults (region, tree, fault, place)
         SELECT $1, tree, fault, place
         FROM unnest($2::text[], $3::bigint[]) AS found (fault, place),
              (SELECT max(tree) AS tree FROM seal_trees WHERE region = $1) AS last
         WHERE tree IS NOT NULL
         ON CONFLICT DO NOTHING",
    )
    .bind(region.as_str())
    .bind(faults.iter().map(Fault::name).collect::<Vec<_>>())
    .bind(faults.iter().map(|fault| number(fault.place())).collect::<Vec<_>>())
    .execute(pool)
    .await?;
    if noted.rows_affected() > 0 {
        let new = noted.rows_affected();
        tracing::error!(%region, new, first = %faults[0], "the log is not what was sealed");
    }
    Ok(())
}

/// How far the program has compared the log of a region; none where it has not begun.
pub(super) async fn rounds(pool: &PgPool, region: &Code) -> Result<Option<Rounds>, SealError> {
    let ask = || {
        sqlx::query(
            "SELECT position, looked_at, completed_at, completed_size FROM seal_checks WHERE region = $1",
        )
        .bind(region.as_str())
        .fetch_optional(pool)
    };
    let Some(row) = read(ask).await? else { return Ok(None) };
    let (at, size): (Option<_>, Option<i64>) =
        (row.try_get("completed_at")?, row.try_get("completed_size")?);
    Ok(Some(Rounds {
        position: counted(row.try_get("position")?),
        looked_at: row.try_get("looked_at")?,
        completed: at.zip(size.map(counted)),
    }))
}

/// What was found of a region, that of the newest tree first and then by its place: the first hundred, and how many there
/// are in all.
pub(super) async fn faults(pool: &PgPool, region: &Code) -> Result<(Vec<Finding>, u64), SealError> {
    let ask = || {
        sqlx::query(
            "SELECT tree, fault, place, found_at, count(*) OVER () AS in_all
             FROM seal_faults WHERE region = $1 ORDER BY tree DESC, place, fault LIMIT $2",
        )
        .bind(region.as_str())
        .bind(TOLD)
        .fetch_all(pool)
    };
    let rows = read(ask).await?;
    let in_all = rows.first().map(|row| row.try_get("in_all")).transpose()?.unwrap_or_default();
    let finding = |row: &PgRow| {
        let fault = Fault::of(row.try_get("fault")?, counted(row.try_get("place")?));
        Ok(Finding {
            tree: row.try_get("tree")?,
            fault: fault.ok_or(SealError::Unreadable)?,
            found_at: row.try_get("found_at")?,
        })
    };
    Ok((rows.iter().map(finding).collect::<Result<_, SealError>>()?, counted(in_all)))
}
