//! What the directory said before, and who changed it when.

use chrono::{DateTime, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::directory::{ChangeKind, Entry, Organisation, Worker};
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_domain::policy::{Action, Subject, may};
use sqlx::postgres::PgRow;
use sqlx::{Error, Row};
use uuid::Uuid;

use super::{Directory, rows};
use crate::database::read;
use crate::views::ViewError;
use crate::views::rows::parsed;

/// So many of the last changes are shown.
const STEPS: i64 = 100;

/// A change of an entry of a directory.
#[derive(Debug, Clone)]
pub struct DirectoryStep<T> {
    /// What the directory said after it.
    pub entry: Entry<T>,
    /// What was done.
    pub change: ChangeKind,
    /// Who changed it.
    pub worker: WorkerId,
    /// For which organisation.
    pub organisation: KboNumber,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

impl Directory {
    /// The last changes of an organisation, the newest first.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn organisation_history(
        &self,
        actor: &Actor,
        region: &Code,
        organisation: KboNumber,
    ) -> Result<Vec<DirectoryStep<Organisation>>, ViewError> {
        may(actor, region, Action::Read, Subject::Organisations)?;
        let id = organisation.to_string();
        let steps = async || {
            let steps = sqlx::query(
                "SELECT entry.*, change, c.worker AS by_worker, c.organisation AS by_organisation,
                        recorded_at
                 FROM directory_organisations AS entry JOIN directory_changes AS c USING (region, revision)
                 WHERE region = $1 AND entry.organisation = $2
                 ORDER BY entry.version DESC LIMIT $3",
            );
            steps.bind(region.as_str()).bind(&id).bind(STEPS).fetch_all(&self.pool).await
        };
        let steps = read(steps).await?;
        Ok(steps.iter().map(|row| step(row, rows::organisation)).collect::<Result<_, _>>()?)
    }

    /// The last changes of a worker, the newest first. An erased name is in none of them.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn worker_history(
        &self,
        actor: &Actor,
        region: &Code,
        worker: WorkerId,
    ) -> Result<Vec<DirectoryStep<Worker>>, ViewError> {
        self.may_see_workers(actor, region).await?;
        let steps = async || {
            let steps = sqlx::query(
                "SELECT entry.*, change, c.worker AS by_worker, c.organisation AS by_organisation,
                        recorded_at
                 FROM directory_workers AS entry JOIN directory_changes AS c USING (region, revision)
                 WHERE region = $1 AND entry.worker = $2
                 ORDER BY entry.version DESC LIMIT $3",
            );
            steps.bind(region.as_str()).bind(worker.0).bind(STEPS).fetch_all(&self.pool).await
        };
        let steps = read(steps).await?;
        Ok(steps.iter().map(|row| step(row, rows::worker)).collect::<Result<_, _>>()?)
    }
}

fn step<T>(
    row: &PgRow,
    entry: impl Fn(&PgRow) -> Result<Entry<T>, Error>,
) -> Result<DirectoryStep<T>, Error> {
    Ok(DirectoryStep {
        entry: entry(row)?,
        change: parsed(row, "change")?,
        worker: WorkerId(row.try_get::<Uuid, _>("by_worker")?),
        organisation: parsed(row, "by_organisation")?,
        recorded_at: row.try_get("recorded_at")?,
    })
}
