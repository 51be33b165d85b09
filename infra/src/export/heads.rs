//! The heads of a region as an export has them: everything that the database says of each.

use loopbrug_domain::catalogue::Code;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use sqlx::{PgExecutor, Row};
use uuid::Uuid;

use super::error::ExportError;
use crate::seal::hash::Hash;
use crate::seal::rows::counted;
use crate::seal::{SealError, TreeHead};

/// So many are read at once.
const AT_ONCE: i64 = 1_000;

/// A head as a line of an export, in the canonical form of RFC 8785. Times are in UTC, as RFC 3339 without more decimals
/// than they take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedHead {
    /// The tree that it is of, by its number.
    pub tree: i32,
    /// Its number among the heads of the tree, from 1 on.
    pub number: i64,
    /// How many events it covers.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
    /// The id of the last of these events.
    pub eventid: Uuid,
    /// When that was recorded.
    pub recordedat: String,
    /// When the head was signed.
    pub signedat: String,
    /// The key, by its number among those of the tree.
    pub key: i32,
    /// The checkpoint as it was signed, without cosignatures.
    pub note: String,
    /// Who else signed it, in the order in which that was handed in.
    pub cosignatures: Vec<ExportedCosignature>,
}

/// The cosignature of a witness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedCosignature {
    /// The key of the witness.
    pub witness: String,
    /// The line that it signed.
    pub signature: String,
    /// When it was handed in.
    pub takenat: String,
}

impl ExportedHead {
    /// The checkpoint with all who signed it.
    #[must_use]
    pub fn checkpoint(&self) -> String {
        let lines = self.cosignatures.iter().map(|by| format!("{}\n", by.signature));
        [self.note.clone()].into_iter().chain(lines).collect()
    }
}

/// The next heads of a region after a tree and a number of it, up to a head.
pub(super) async fn heads(
    database: impl PgExecutor<'_>,
    region: &Code,
    after: (i32, i64),
    last: &TreeHead,
) -> Result<Vec<ExportedHead>, ExportError> {
    let rows = sqlx::query(
        "SELECT tree, number, size, root, event_id, key, note,
                (to_jsonb(recorded_at AT TIME ZONE 'UTC') #>> '{}') || 'Z' AS recorded_at,
                (to_jsonb(signed_at AT TIME ZONE 'UTC') #>> '{}') || 'Z' AS signed_at,
                coalesce((
                    SELECT json_agg(json_build_object(
                               'witness', witness, 'signature', signature,
                               'takenat', (to_jsonb(taken_at AT TIME ZONE 'UTC') #>> '{}') || 'Z')
                           ORDER BY taken_at, witness)
                    FROM seal_cosignatures AS by
                    WHERE by.region = head.region AND by.tree = head.tree AND by.size = head.size
                ), '[]') AS cosignatures
         FROM seal_heads AS head
         WHERE region = $1 AND (tree, number) > ($2, $3) AND (tree, number) <= ($4, $5)
         ORDER BY tree, number LIMIT $6",
    )
    .bind(region.as_str())
    .bind(after.0)
    .bind(after.1)
    .bind(last.tree)
    .bind(last.number)
    .bind(AT_ONCE)
    .fetch_all(database)
    .await?;
    let head = |row: &sqlx::postgres::PgRow| {
        let root: &[u8] = row.try_get("root")?;
        let Json(cosignatures) = row.try_get("cosignatures")?;
        Ok(ExportedHead {
            tree: row.try_get("tree")?,
            number: row.try_get("number")?,
            size: counted(row.try_get("size")?),
            root: Hash::try_from(root).map_err(|_| SealError::Unreadable)?,
            eventid: row.try_get("event_id")?,
            recordedat: row.try_get("recorded_at")?,
            signedat: row.try_get("signed_at")?,
            key: row.try_get("key")?,
            note: row.try_get("note")?,
            cosignatures,
        })
    };
    rows.iter().map(head).collect()
}
