//! Changes of a directory, one after the other and each once.

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::directory::{Change, Changed, DirectoryRefusal, Refusal};
use loopbrug_domain::ids::{CommandId, Version};
use loopbrug_domain::policy::{Action, Subject, may};
use loopbrug_domain::time::day_in_brussels;
use sha2::{Digest, Sha256};
use sqlx::{Error, PgConnection, Row};
use std::time::Duration;

use super::{Directory, rows};
use crate::access_record::{Access, What};
use crate::commands::CommandError;
use crate::database::{begin, in_time};

/// A change is written within this, or nobody knows what became of it.
const WRITTEN_WITHIN: Duration = Duration::from_secs(5);

/// A change that somebody asks for.
#[derive(Debug, Clone)]
pub struct DirectoryRequest {
    /// Given by the caller, once per intended change.
    pub command: CommandId,
    /// The version of the entry that the caller has seen, 0 for none; absent: any.
    pub expected_version: Option<Version>,
    /// Who asks.
    pub actor: Actor,
    /// The region.
    pub region: Code,
    /// What to change.
    pub change: Change,
}

/// A directory was changed, now or before by the same command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectoryChanged {
    /// The version of the entry after it.
    pub version: Version,
    /// The place of the change in the history of the directory.
    pub revision: u32,
}

impl Directory {
    /// Changes the directory, once: repeated, it gets the answer that it got the first time.
    ///
    /// # Errors
    /// See [`CommandError`]: it says whether nothing was changed.
    pub async fn change(
        &self,
        request: &DirectoryRequest,
    ) -> Result<DirectoryChanged, CommandError> {
        let subject = match request.change {
            Change::RecordOrganisation(..) | Change::EndOrganisation(..) => Subject::Organisations,
            Change::RecordWorker(..) | Change::EndWorker(..) | Change::EraseWorker(_) => {
                Subject::Workers
            }
        };
        let region = &request.region;
        let access = Access { region: Some(region), ..Access::by(&request.actor, What::Command) };
        let decided = may(&request.actor, region, Action::Record, subject);
        self.access.decided::<CommandError>(access, decided).await?;
        let digest: [u8; 32] = Sha256::digest(serde_json::to_vec(&(
            &request.region,
            &request.change,
            &request.actor,
        ))?)
        .into();
        // In a task of its own, so that whoever gives up waiting leaves no half of it.
        let (this, request) = (self.clone(), request.clone());
        let written = async move {
            let mut transaction = begin(&this.pool).await?;
            let outcome = this.in_transaction(&mut transaction, &request, digest).await?;
            transaction.commit().await?;
            // Whoever asks now is answered from the database.
            if let (Some(kept), Ok(_)) = (this.kept.get(&request.region), &outcome) {
                kept.lock().await.looked = None;
            }
            Ok(outcome)
        };
        match tokio::spawn(in_time(WRITTEN_WITHIN, written)).await {
            Ok(written) => written.map_err(CommandError::of_table)?,
            Err(_) => Err(CommandError::OutcomeUnknown),
        }
    }

    /// The outcome, of which nothing is kept where it is a refusal.
    async fn in_transaction(
        &self,
        database: &mut PgConnection,
        request: &DirectoryRequest,
        digest: [u8; 32],
    ) -> Result<Result<DirectoryChanged, CommandError>, Error> {
        let DirectoryRequest { command, expected_version, actor, region, change } = request;
        let Ok(catalogue) = self.catalogue(region) else {
            let region = region.clone();
            return Ok(Err(Refusal::from(DirectoryRefusal::NoSuchRegion { region }).into()));
        };
        let before = lock(database, region).await?;
        if let Some(answer) = answered_before(database, region, *command, digest).await? {
            return Ok(answer);
        }
        let entries = rows::all(database, region).await?;
        let actual = entries.version_of(change);
        if let Some(expected) = expected_version.filter(|expected| *expected != actual) {
            return Ok(Err(CommandError::VersionConflict { expected, actual }));
        }
        let now = self.clock.now();
        let changed = match entries.decide(change, day_in_brussels(now), catalogue) {
            Ok(changed) => changed,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let (revision, version) = (before + 1, changed.version());
        sqlx::query("UPDATE directory_heads SET revision = $2 WHERE region = $1")
            .bind(region.as_str())
            .bind(revision)
            .execute(&mut *database)
            .await?;
        sqlx::query(
            "INSERT INTO directory_changes
                 (region, revision, command_id, digest, change, version, worker, organisation,
                  recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(region.as_str())
        .bind(revision)
        .bind(command.0)
        .bind(digest)
        .bind(change.kind().to_string())
        .bind(version.cast_signed())
        .bind(actor.worker.0)
        .bind(actor.organisation.to_string())
        .bind(now)
        .execute(&mut *database)
        .await?;
        rows::insert(database, region, revision, &changed).await?;
        if let (Change::EraseWorker(_), Changed::Worker(worker, _)) = (change, &changed) {
            rows::erase(database, region, *worker).await?;
        }
        let revision = u32::try_from(revision).unwrap_or(u32::MAX);
        Ok(Ok(DirectoryChanged { version, revision }))
    }
}

/// Locks the head of a directory until the end of the transaction, and gives its last change.
async fn lock(database: &mut PgConnection, region: &Code) -> Result<i64, Error> {
    sqlx::query("SELECT set_config('idle_in_transaction_session_timeout', '2s', true)")
        .execute(&mut *database)
        .await?;
    sqlx::query_scalar(
        "INSERT INTO directory_heads AS h (region, revision) VALUES ($1, 0)
         ON CONFLICT (region) DO UPDATE SET revision = h.revision RETURNING revision",
    )
    .bind(region.as_str())
    .fetch_one(database)
    .await
}

/// The answer that the same command got before. Of what was erased nobody can say any more whether it was the same.
async fn answered_before(
    database: &mut PgConnection,
    region: &Code,
    command: CommandId,
    digest: [u8; 32],
) -> Result<Option<Result<DirectoryChanged, CommandError>>, Error> {
    let found = sqlx::query(
        "SELECT revision, version, digest FROM directory_changes WHERE region = $1 AND command_id = $2",
    );
    let found = found.bind(region.as_str()).bind(command.0).fetch_optional(database).await?;
    let Some(row) = found else { return Ok(None) };
    let before: Option<Vec<u8>> = row.try_get("digest")?;
    if before.is_some_and(|before| before != digest) {
        return Ok(Some(Err(CommandError::CommandIdReused)));
    }
    let revision = u32::try_from(row.try_get::<i64, _>("revision")?).unwrap_or(u32::MAX);
    Ok(Some(Ok(DirectoryChanged { version: rows::version(&row)?, revision })))
}
