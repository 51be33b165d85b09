//! Deleting rows of generations that nobody reads, in bounded batches: a table is never held long.

use loopbrug_domain::catalogue::Code;
use sqlx::PgPool;

use crate::projection::access_rows::ACCESS;
use crate::projection::employer_rows::EMPLOYERS_OF_TRAJECTORY;
use crate::projection::overview_rows::OVERVIEW;
use crate::projection::procedure::{EMPLOYERS, PROPOSALS, ROUNDS};
use crate::projection::rows::{EVENT_FACTS, FACTS};
use crate::projection::table_row::Table;
use crate::projection::task_rows::TASKS;
use crate::projection::{Projection, ProjectionError};

/// So many rows are deleted at once.
const BATCH: i64 = 5_000;

impl Projection {
    /// The tables that it writes; first of all the main ones, with a row for every stream.
    pub(in crate::projection) const fn tables(self) -> &'static [&'static Table] {
        match self {
            Self::Trajectories => {
                &[&OVERVIEW, &FACTS, &EVENT_FACTS, &ACCESS, &TASKS, &EMPLOYERS_OF_TRAJECTORY]
            }
            Self::Procedure => &[&PROPOSALS, &ROUNDS, &EMPLOYERS],
        }
    }

    /// The tables with a row for every stream.
    pub(in crate::projection) const fn main_tables(self) -> &'static [&'static Table] {
        match self {
            Self::Trajectories => &[&OVERVIEW],
            Self::Procedure => &[&PROPOSALS, &ROUNDS, &EMPLOYERS],
        }
    }
}

/// Deletes what earlier generations left.
pub(super) async fn before(
    pool: &PgPool,
    region: &Code,
    projection: Projection,
    generation: i32,
) -> Result<(), ProjectionError> {
    delete(pool, region, projection, "generation < $2", generation).await
}

/// Deletes this generation and what comes after, none of which was ever read.
pub(super) async fn from(
    pool: &PgPool,
    region: &Code,
    projection: Projection,
    generation: i32,
) -> Result<(), ProjectionError> {
    let letters = "DELETE FROM dead_letters
                   WHERE projection = $1 AND region = $2 AND generation >= $3";
    projection.query(letters, region).bind(generation).execute(pool).await?;
    delete(pool, region, projection, "generation >= $2", generation).await
}

async fn delete(
    pool: &PgPool,
    region: &Code,
    projection: Projection,
    which: &str,
    generation: i32,
) -> Result<(), ProjectionError> {
    for table in projection.tables() {
        let name = table.name;
        // By their places, which do not change: nobody writes to these rows.
        let statement = format!(
            "DELETE FROM {name} WHERE ctid = ANY(ARRAY(
                 SELECT ctid FROM {name} WHERE region = $1 AND {which} LIMIT $3))"
        );
        let delete = || sqlx::query(&statement).bind(region.as_str()).bind(generation).bind(BATCH);
        while delete().execute(pool).await?.rows_affected() > 0 {}
    }
    Ok(())
}
