//! Imports: the log of a region as an export has it, written into a system that has none.
//!
//! Events, positions, ids and times are those of the export, and so are the tree and its heads: exported again they give
//! the same bytes. What is no event comes from the companion ([`crate::companion`]); views are built from the log by the
//! ordinary rebuild.
//!
//! First the whole export is verified, so that nothing is written of one that has a fault. Then events are written batch by
//! batch, each with its part of the tree and the position that was reached, in one transaction: whoever is killed goes on
//! from there. Until the end the head of the region stays at 0, so that no follower sees a part of the log, and nothing is
//! appended; and no program serves ([`unfinished`]).

mod beginning;
mod companion;
mod error;
mod events;
mod heads;
mod served;

use loopbrug_domain::catalogue::Code;
use sqlx::{PgConnection, PgExecutor, PgPool};

use self::beginning::{Begun, begin};
pub use self::error::ImportError;
use crate::catalogues;
use crate::companion::Companion;
use crate::database;
use crate::export::reading::Export;
use crate::export::verify::{Against, verify};
use crate::log::imported as log;
use crate::seal::imported as seal;
use crate::seal::rows::number;
use crate::vault::of_log;

/// What an import is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Verifying the export; in events.
    Verifying,
    /// Waiting to see that no program serves from this database.
    Waiting,
    /// Writing events.
    Events,
    /// Writing heads.
    Heads,
    /// Writing what the companion has; in rows.
    Companion,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What it is at.
    pub stage: Stage,
    /// How much of that is done.
    pub done: u64,
    /// How much there is.
    pub total: u64,
}

/// What was imported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many events there are.
    pub events: u64,
    /// How many of them were there already, from before a kill.
    pub before: u64,
    /// How many rows of the companion there are.
    pub rows: u64,
}

/// What is imported, where to, and how far it is.
struct Import<'a> {
    pool: &'a PgPool,
    region: Code,
    export: &'a Export,
    companion: Option<&'a Companion>,
    report: &'a (dyn Fn(Progress) + Send + Sync),
}

/// Imports an export of a whole region that holds against what somebody kept, with its companion or without one.
///
/// # Errors
/// See [`ImportError`]. Where anything was written before, the same import may be tried again.
pub async fn import(
    pool: &PgPool,
    export: &Export,
    against: &Against,
    companion: Option<&Companion>,
    report: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Imported, ImportError> {
    let manifest = export.manifest();
    if !manifest.is_of_a_whole_region() || manifest.events == 0 {
        return Err(ImportError::OfAPart);
    }
    let region = Code::new(manifest.region.as_str());
    let import = Import { pool, region, export, companion, report };
    let verified =
        verify(export, against, |done| import.report(Stage::Verifying, done, manifest.events));
    if let Some(fault) = verified.faults.into_iter().next() {
        return Err(fault.into());
    }
    let mut tried = database::begin(pool).await?;
    catalogues::add(&mut tried, &import.region, &import.catalogues()?).await?;
    tried.rollback().await?;
    import.run().await
}

impl Import<'_> {
    async fn run(&self) -> Result<Imported, ImportError> {
        let Begun { position, rows } = begin(self).await?;
        self.write_beginning().await?;
        self.write_events(position).await?;
        self.write_heads().await?;
        let rows = self.write_companion(rows).await?;
        self.end().await?;
        Ok(Imported { events: self.export.manifest().through, before: position, rows })
    }

    fn report(&self, stage: Stage, done: u64, total: u64) {
        (self.report)(Progress { stage, done, total });
    }

    /// The versions of the reference data: each the name of its file, and its text.
    fn catalogues(&self) -> Result<Vec<(String, String)>, ImportError> {
        let named = self.export.catalogues().map(|name| {
            let text = self.export.catalogue(name)?;
            Ok((name.to_owned(), text))
        });
        named.collect()
    }

    /// Reference data, trees and keys, and whose vault it is: what is small, and may be written once more.
    async fn write_beginning(&self) -> Result<(), ImportError> {
        if let Some(companion) = self.companion {
            let bound = of_log::bind(self.pool, &companion.key.mark).await;
            bound.map_err(|_| ImportError::OtherVault)?;
        }
        let mut transaction = database::begin(self.pool).await?;
        catalogues::add(&mut transaction, &self.region, &self.catalogues()?).await?;
        seal::write_trees(&mut transaction, self.export.trees()).await?;
        Ok(transaction.commit().await?)
    }

    /// Notes in a column of `imports` what the transaction writes, if nobody else has written it. It does not wait for
    /// the disk: what a crash takes of it, rows and note together, is written again.
    async fn note(
        &self,
        connection: &mut PgConnection,
        column: &'static str,
        from: u64,
        to: u64,
    ) -> Result<(), ImportError> {
        let noted = sqlx::query(&format!(
            "UPDATE imports SET {column} = $3 WHERE region = $1 AND {column} = $2 AND ended_at IS NULL
             RETURNING set_config('synchronous_commit', 'off', true)"
        ))
        .bind(self.region.as_str())
        .bind(number(from))
        .bind(number(to))
        .fetch_optional(connection)
        .await?;
        noted.map(drop).ok_or(ImportError::AnotherAtWork)
    }

    /// Has all be seen at once.
    async fn end(&self) -> Result<(), ImportError> {
        let mut transaction = database::begin(self.pool).await?;
        let ended = sqlx::query(
            "UPDATE imports SET ended_at = clock_timestamp()
             WHERE region = $1 AND position = $2 AND ended_at IS NULL",
        )
        .bind(self.region.as_str())
        .bind(number(self.export.manifest().through))
        .execute(&mut *transaction)
        .await?;
        if ended.rows_affected() == 0 {
            return Err(ImportError::AnotherAtWork);
        }
        log::move_head(&mut transaction, &self.region, number(self.export.manifest().through))
            .await?;
        Ok(transaction.commit().await?)
    }
}

/// The regions whose import was not finished: nothing is to be served from such a database, nor recorded in it.
///
/// # Errors
/// When the database does not answer.
pub async fn unfinished(database: impl PgExecutor<'_>) -> Result<Vec<Code>, sqlx::Error> {
    let regions: Vec<String> =
        sqlx::query_scalar("SELECT region FROM imports WHERE ended_at IS NULL ORDER BY region")
            .fetch_all(database)
            .await?;
    Ok(regions.into_iter().map(Code::new).collect())
}
