//! How the keys are.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Vault, VaultError, in_time};

/// How many keys there are, and what is left to do about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultStatus {
    /// Keys of clients that can be used.
    pub keys: i64,
    /// Those that were destroyed.
    pub destroyed: i64,
    /// Those that the newest wrapping key has yet to wrap: a rotation was broken off.
    pub to_wrap: i64,
    /// Clients of whom it is known who they are.
    pub known: i64,
    /// Those of whom the index is behind.
    pub to_index: i64,
    /// The wrapping key of now.
    pub wrapping_key: Uuid,
    /// When a key was made last.
    pub last_made: Option<DateTime<Utc>>,
}

impl Vault {
    /// How the keys are.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn status(&self) -> Result<VaultStatus, VaultError> {
        let inner = self.inner()?;
        in_time(async {
            inner.master().await?;
            let found: (i64, i64, i64, i64, i64, Uuid, Option<DateTime<Utc>>) = sqlx::query_as(
                "SELECT count(wrapped_key) AS keys, count(destroyed_at) AS destroyed,
                        count(*) FILTER (WHERE wrapped_by <> current.key_id) AS to_wrap,
                        (SELECT count(DISTINCT (region, trajectory)) FROM known_clients) AS known,
                        (SELECT count(*) FROM to_index) AS to_index,
                        current.key_id AS wrapping_key, max(made_at) AS last_made
                 FROM (SELECT key_id FROM secrets WHERE name = 'wrapping') AS current
                      LEFT JOIN client_keys ON true
                 GROUP BY current.key_id",
            )
            .fetch_one(&inner.pool)
            .await?;
            let (keys, destroyed, to_wrap, known, to_index, wrapping_key, last_made) = found;
            Ok(VaultStatus { keys, destroyed, to_wrap, known, to_index, wrapping_key, last_made })
        })
        .await
    }
}
