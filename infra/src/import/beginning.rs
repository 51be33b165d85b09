//! Beginning an import, or going on with one that was cut off.

use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::error::ImportError;
use super::served;
use super::{Import, Stage};
use crate::companion::tables;
use crate::database;
use crate::log::imported as log;
use crate::seal::rows::counted;
use crate::vault::of_log;

/// How far an import is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Begun {
    /// Events up to here are written.
    pub(super) position: u64,
    /// So many rows of the companion are.
    pub(super) rows: u64,
}

/// Begins, if there is nothing of the region yet. From then on no program serves; one that does, or began to at the same
/// moment, is seen afterwards, and then nothing was begun.
pub(super) async fn begin(import: &Import<'_>) -> Result<Begun, ImportError> {
    let (region, manifest) = (import.region.as_str(), import.export.manifest().digest());
    let companion = import.companion.map(|companion| companion.title.id);
    if let Some(companion) = import.companion
        && of_log::kept(import.pool).await?.is_some_and(|mark| mark != companion.key.mark)
    {
        return Err(ImportError::OtherVault);
    }
    let mut transaction = database::begin(import.pool).await?;
    let inserted = sqlx::query(
        "INSERT INTO imports (region, manifest, companion) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(region)
    .bind(manifest.as_slice())
    .bind(companion)
    .execute(&mut *transaction)
    .await?;
    let new = inserted.rows_affected() == 1;
    let begun = if new {
        is_empty(&mut transaction, import).await?;
        Begun::default()
    } else {
        going_on(&mut *transaction, region, (&manifest, companion)).await?
    };
    transaction.commit().await?;
    let waiting = |done, total| import.report(Stage::Waiting, done, total);
    let quiet = served::wait_until_nobody_serves(import.pool, &waiting).await;
    if quiet.is_err() {
        undo(import).await?;
    }
    quiet.map(|()| begun)
}

/// As if nothing had begun, where nothing was written yet: whoever serves can record in the region again.
async fn undo(import: &Import<'_>) -> Result<(), ImportError> {
    let mut transaction = database::begin(import.pool).await?;
    let undone = sqlx::query(
        "DELETE FROM imports WHERE region = $1 AND position = 0 AND companion_rows = 0
             AND NOT EXISTS (SELECT FROM seal_trees WHERE region = $1)",
    )
    .bind(import.region.as_str())
    .execute(&mut *transaction)
    .await?;
    if undone.rows_affected() == 1 {
        log::let_head_go(&mut transaction, &import.region).await?;
    }
    Ok(transaction.commit().await?)
}

/// There is nothing of the region that would be written twice.
async fn is_empty(connection: &mut PgConnection, import: &Import<'_>) -> Result<(), ImportError> {
    let region = import.region.as_str();
    let not_empty = |table| ImportError::NotEmpty { region: region.to_owned(), table };
    if !log::hold_head(&mut *connection, &import.region).await? {
        return Err(not_empty("events"));
    }
    let of_companion = tables().filter(|_| import.companion.is_some());
    for table in ["seal_trees", "commands"].into_iter().chain(of_companion) {
        let some = format!("SELECT EXISTS (SELECT FROM {table} WHERE region = $1)");
        if sqlx::query_scalar(&some).bind(region).fetch_one(&mut *connection).await? {
            return Err(not_empty(table));
        }
    }
    Ok(())
}

/// Where the same import was cut off.
async fn going_on(
    database: impl PgExecutor<'_>,
    region: &str,
    (manifest, companion): (&[u8; 32], Option<Uuid>),
) -> Result<Begun, ImportError> {
    let (of, with, position, rows, ended): (Vec<u8>, Option<Uuid>, i64, i64, bool) =
        sqlx::query_as(
            "SELECT manifest, companion, position, companion_rows, ended_at IS NOT NULL
         FROM imports WHERE region = $1",
        )
        .bind(region)
        .fetch_one(database)
        .await?;
    match (of == manifest && with == companion, ended) {
        (true, false) => Ok(Begun { position: counted(position), rows: counted(rows) }),
        (true, true) => Err(ImportError::ImportedBefore),
        (false, false) => Err(ImportError::OtherBegun(region.to_owned())),
        (false, true) => Err(ImportError::NotEmpty { region: region.to_owned(), table: "events" }),
    }
}
