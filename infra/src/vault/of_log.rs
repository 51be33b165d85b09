//! Which vault has the keys of a log: the log keeps a mark of it. With another vault every client would seem to be
//! erased, an erasure would destroy nothing, and what is sealed meanwhile could not be opened later.

use sqlx::PgPool;

use super::VaultError;
use super::cipher;
use super::key_file::MasterKeys;

/// What only the index key gives, and says nothing of it. That key is the same for as long as there is the vault.
pub(super) fn mark(keys: &MasterKeys) -> [u8; 32] {
    keys.index.mac(&cipher::place([b"vault of the log".as_slice()]))
}

/// The mark of the vault of a log; none where it never had one.
pub(crate) async fn kept(log: &PgPool) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("SELECT mark FROM vault_of_log").fetch_optional(log).await
}

/// Writes the mark of a vault into a log that has none, and compares it.
pub(crate) async fn bind(log: &PgPool, mark: &[u8; 32]) -> Result<(), VaultError> {
    sqlx::query("INSERT INTO vault_of_log (mark) VALUES ($1) ON CONFLICT DO NOTHING")
        .bind(mark.as_slice())
        .execute(log)
        .await?;
    let kept = kept(log).await?;
    if kept.is_some_and(|kept| kept == mark) { Ok(()) } else { Err(VaultError::OfAnotherLog) }
}
