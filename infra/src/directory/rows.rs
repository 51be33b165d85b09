//! The rows of a directory.

use std::collections::BTreeSet;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::directory::{
    Changed, Contact, Days, Directory as Entries, Entry, Organisation, Worker,
};
use loopbrug_domain::ids::{KboNumber, Version, WorkerId};
use sqlx::postgres::PgRow;
use sqlx::{Error, PgConnection, PgExecutor, Row};

use crate::views::rows::{codes, parsed};

/// The last change of a directory; 0 where there is none.
pub(super) async fn revision(database: impl PgExecutor<'_>, region: &Code) -> Result<i64, Error> {
    let revision = sqlx::query_scalar("SELECT revision FROM directory_heads WHERE region = $1")
        .bind(region.as_str())
        .fetch_optional(database)
        .await?;
    Ok(revision.unwrap_or_default())
}

/// All that a directory says.
pub(super) async fn all(database: &mut PgConnection, region: &Code) -> Result<Entries, Error> {
    let organisations = sqlx::query(
        "SELECT DISTINCT ON (organisation) * FROM directory_organisations WHERE region = $1
         ORDER BY organisation, version DESC",
    );
    let organisations = organisations.bind(region.as_str()).fetch_all(&mut *database).await?;
    let workers = sqlx::query(
        "SELECT DISTINCT ON (worker) * FROM directory_workers WHERE region = $1
         ORDER BY worker, version DESC",
    );
    let workers = workers.bind(region.as_str()).fetch_all(&mut *database).await?;
    Ok(Entries {
        organisations: organisations
            .iter()
            .map(|row| Ok((parsed(row, "organisation")?, organisation(row)?)))
            .collect::<Result<_, Error>>()?,
        workers: workers
            .iter()
            .map(|row| Ok((WorkerId(row.try_get("worker")?), worker(row)?)))
            .collect::<Result<_, Error>>()?,
    })
}

/// What a row says of an organisation.
pub(super) fn organisation(row: &PgRow) -> Result<Entry<Organisation>, Error> {
    let what = Organisation {
        name: row.try_get("name")?,
        roles: codes(row, "roles")?.into_iter().collect(),
        services: codes(row, "services")?.into_iter().collect(),
        contact: Contact {
            phone: row.try_get("phone")?,
            mail: row.try_get("mail")?,
            website: row.try_get("website")?,
        },
        days: days(row)?,
    };
    Ok(Entry { version: version(row)?, what })
}

/// What a row says of a worker.
pub(super) fn worker(row: &PgRow) -> Result<Entry<Worker>, Error> {
    let (name, organisation) = (row.try_get("name")?, parsed::<KboNumber>(row, "organisation")?);
    Ok(Entry { version: version(row)?, what: Worker { name, organisation, days: days(row)? } })
}

fn days(row: &PgRow) -> Result<Days, Error> {
    Ok(Days { from: row.try_get("valid_from")?, until: row.try_get("valid_until")? })
}

pub(super) fn version(row: &PgRow) -> Result<Version, Error> {
    Ok(row.try_get::<i32, _>("version")?.cast_unsigned())
}

/// Writes what the directory says after a change.
pub(super) async fn insert(
    database: &mut PgConnection,
    region: &Code,
    revision: i64,
    changed: &Changed,
) -> Result<(), Error> {
    let insert = match changed {
        Changed::Organisation(id, Entry { version, what }) => {
            let Organisation { name, roles, services, contact, days } = what;
            sqlx::query(
                "INSERT INTO directory_organisations
                     (region, revision, organisation, version, name, valid_from, valid_until,
                      roles, services, phone, mail, website)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            )
            .bind(region.as_str())
            .bind(revision)
            .bind(id.to_string())
            .bind(version.cast_signed())
            .bind(name)
            .bind(days.from)
            .bind(days.until)
            .bind(texts(roles))
            .bind(texts(services))
            .bind(&contact.phone)
            .bind(&contact.mail)
            .bind(&contact.website)
        }
        Changed::Worker(id, Entry { version, what }) => sqlx::query(
            "INSERT INTO directory_workers
                 (region, revision, worker, version, name, valid_from, valid_until, organisation)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(region.as_str())
        .bind(revision)
        .bind(id.0)
        .bind(version.cast_signed())
        .bind(&what.name)
        .bind(what.days.from)
        .bind(what.days.until)
        .bind(what.organisation.to_string()),
    };
    insert.execute(database).await?;
    Ok(())
}

/// Erases the name of a worker from all versions, and the hashes of what was asked with it, by which
/// somebody who guesses names could find it again.
pub(super) async fn erase(
    database: &mut PgConnection,
    region: &Code,
    worker: WorkerId,
) -> Result<(), Error> {
    for erase in [
        "UPDATE directory_changes SET digest = NULL
         FROM directory_workers AS w
         WHERE w.region = $1 AND w.worker = $2 AND directory_changes.region = $1
           AND directory_changes.revision = w.revision",
        "UPDATE directory_workers SET name = NULL WHERE region = $1 AND worker = $2",
    ] {
        sqlx::query(erase).bind(region.as_str()).bind(worker.0).execute(&mut *database).await?;
    }
    Ok(())
}

fn texts<L>(codes: &BTreeSet<Code<L>>) -> Vec<&str> {
    codes.iter().map(Code::as_str).collect()
}
