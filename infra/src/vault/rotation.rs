//! Exchanging the wrapping key. All keys are wrapped by a new one and the old one is destroyed, so that whoever
//! has an older copy of the key database has nothing: what it holds is wrapped by a key that is gone. No key of
//! a client changes, so no event does.

use sqlx::PgPool;

use super::VaultError;
use super::client_keys::{wrap_anew, wrapped_by_others};
use super::key_file::{KeyFile, MasterKeys};
use super::secrets::{LOCK, begin_to_wrap_by, matching};
use crate::database::begin;

/// So many keys are wrapped in one statement.
const AT_ONCE: i64 = 500;

/// Exchanges the wrapping key; gives how many keys were wrapped. After a kill it goes on where it was: the file
/// has both keys until all is done.
pub(super) async fn rotate(pool: &PgPool, file: &KeyFile) -> Result<u64, VaultError> {
    // Held until the end, or until this process or its connection ends.
    let mut alone = begin(pool).await?;
    let is_alone: bool = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock($1)")
        .bind(LOCK)
        .fetch_one(&mut *alone)
        .await?;
    if !is_alone {
        let why = "somebody else exchanges its wrapping key at this moment: wait for that";
        return Err(file.refused(why.to_owned()));
    }
    let mut keys = matching(pool, file).await?;
    if keys.wrapping.len() == 1 {
        keys.add()?;
        file.replace(&keys)?;
    }
    let Some(newest) = keys.wrapping.last().cloned() else { return Ok(0) };
    // From here on no key is made under the old one: whoever has only that reads the file again.
    begin_to_wrap_by(pool, &newest).await?;
    let mut wrapped = 0;
    loop {
        let rows = wrapped_by_others(pool, newest.0, AT_ONCE).await?;
        if rows.is_empty() {
            break;
        }
        wrap_anew(pool, &rows, &keys).await?;
        wrapped += rows.len() as u64;
    }
    // Whoever lost the lock may not destroy what another one is at.
    sqlx::query("SELECT").execute(&mut *alone).await?;
    file.replace(&MasterKeys { index: keys.index, wrapping: vec![newest] })?;
    alone.rollback().await?;
    Ok(wrapped)
}
