//! The key file and the database of the keys belong together: proofs in the database say which file is meant.

use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::VaultError;
use super::cipher::Key;
use super::key_file::{KeyFile, MasterKeys};
use crate::database::begin;

/// What a proof is a keyed hash of.
const PROVED: &[u8] = b"loopbrug vault proof";

/// Under which whoever begins, or exchanges keys, is alone; drawn once.
pub(super) const LOCK: i64 = 0x6c6f_6f70_7661_756c;

/// Whether the database is that of the log, as far as its tables say: by whatever name it is reached, a backup of the
/// log would hold the keys.
pub(super) async fn is_of_the_log(pool: &PgPool) -> Result<bool, sqlx::Error> {
    let found = "SELECT to_regclass('events') IS NOT NULL AND to_regclass('log_head') IS NOT NULL";
    sqlx::query_scalar(found).fetch_one(pool).await
}

/// The keys of the file, which are those of the database. Where neither has any, both begin.
pub(super) async fn matching(pool: &PgPool, file: &KeyFile) -> Result<MasterKeys, VaultError> {
    if !has_begun(pool).await? {
        begin_with(pool, file).await?;
    }
    let keys = file.read()?.ok_or_else(|| {
        let why =
            "it is not there, and the keys in the database cannot be used without it: put it back";
        file.refused(why.to_owned())
    })?;
    let proofs: Vec<(String, Uuid, Vec<u8>)> =
        sqlx::query_as("SELECT name, key_id, proof FROM secrets").fetch_all(pool).await?;
    for (name, id, proof) in proofs {
        let key = if name == "index" { Some(&keys.index) } else { keys.wrapping(id) };
        if key.is_none_or(|key| key.mac(PROVED).as_slice() != proof) {
            let why = "it is the key file of another vault, or of before its keys were rotated: put the right \
                       one there, or name it in LOOPBRUG_VAULT_KEY_FILE";
            return Err(file.refused(why.to_owned()));
        }
    }
    Ok(keys)
}

pub(super) async fn has_begun(database: impl PgExecutor<'_>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM secrets)").fetch_one(database).await
}

/// Writes down which file belongs to a database that has no keys yet, and makes that where there is none. Of several
/// processes at once one does so: the keys of another would be in no file.
async fn begin_with(pool: &PgPool, file: &KeyFile) -> Result<(), VaultError> {
    let mut alone = begin(pool).await?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *alone).await?;
    if has_begun(&mut *alone).await? {
        return Ok(());
    }
    let keys = match file.read()? {
        Some(keys) => keys,
        None => file.make()?,
    };
    let Some((id, wrapping)) = keys.wrapping.last() else { return Ok(()) };
    sqlx::query(
        "INSERT INTO secrets (name, key_id, proof) VALUES ('index', $1, $2), ('wrapping', $3, $4)",
    )
    .bind(Uuid::nil())
    .bind(keys.index.mac(PROVED).as_slice())
    .bind(id)
    .bind(wrapping.mac(PROVED).as_slice())
    .execute(&mut *alone)
    .await?;
    Ok(alone.commit().await?)
}

/// Has a wrapping key wrap what is new. Whoever makes a key meanwhile is waited for.
pub(super) async fn begin_to_wrap_by(
    pool: &PgPool,
    (id, key): &(Uuid, Key),
) -> Result<(), VaultError> {
    sqlx::query("UPDATE secrets SET key_id = $1, proof = $2 WHERE name = 'wrapping'")
        .bind(id)
        .bind(key.mac(PROVED).as_slice())
        .execute(pool)
        .await?;
    Ok(())
}
