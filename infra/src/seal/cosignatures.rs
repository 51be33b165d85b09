//! What others sign of a head: it travels with the checkpoint.

use loopbrug_domain::catalogue::Code;
use sqlx::PgExecutor;

use super::checkpoint::Checkpoint;
use super::error::SealError;
use super::hash::Hash;
use super::note::{Note, Signs, VerifierKey};
use super::reader::Seal;
use super::rows::{TreeHead, number};

impl Seal {
    /// The checkpoint of a head, with all who signed it.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn checkpoint(&self, head: &TreeHead) -> Result<String, SealError> {
        let mut checkpoint = head.note.clone();
        for (_, line) in cosignatures(&self.pool, &self.region, head).await? {
            checkpoint += &line;
            checkpoint.push('\n');
        }
        Ok(checkpoint)
    }

    /// The witnesses that cosigned a head, each by its key.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn witnesses(&self, head: &TreeHead) -> Result<Vec<String>, SealError> {
        let lines = cosignatures(&self.pool, &self.region, head).await?;
        Ok(lines.into_iter().map(|(witness, _)| witness).collect())
    }

    /// Takes the cosignatures of a checkpoint that was issued here, by witnesses that are known; gives how many.
    ///
    /// # Errors
    /// Where it was not issued here, or no such witness cosigned it.
    pub async fn cosign(&self, note: &str, witnesses: &[VerifierKey]) -> Result<usize, SealError> {
        let note: Note = note.parse().map_err(|_| SealError::NotACheckpoint)?;
        let checkpoint: Checkpoint = note.text.parse().map_err(|_| SealError::NotACheckpoint)?;
        let trees = self.trees().await?;
        let tree = trees.iter().find(|tree| tree.origin() == checkpoint.origin);
        let tree = tree.ok_or(SealError::NotACheckpoint)?;
        let issued: Option<Vec<u8>> = sqlx::query_scalar(
            "SELECT root FROM seal_heads WHERE region = $1 AND tree = $2 AND size = $3",
        )
        .bind(self.region.as_str())
        .bind(tree.tree)
        .bind(number(checkpoint.size))
        .fetch_optional(&self.pool)
        .await?;
        let issued = issued.and_then(|root| Hash::try_from(root.as_slice()).ok());
        if issued.map(|root| tree.checkpoint(checkpoint.size, root)) != Some(checkpoint.clone()) {
            return Err(SealError::NotACheckpoint);
        }
        let cosigned = witnesses.iter().filter(|witness| witness.signs() == Signs::Cosignature);
        let cosigned = cosigned.filter_map(|witness| Some((witness, note.signature(witness)?)));
        let mut taken = 0;
        for (witness, signature) in cosigned {
            sqlx::query(
                "INSERT INTO seal_cosignatures (region, tree, size, witness, signature)
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            )
            .bind(self.region.as_str())
            .bind(tree.tree)
            .bind(number(checkpoint.size))
            .bind(witness.to_string())
            .bind(signature.to_string())
            .execute(&self.pool)
            .await?;
            taken += 1;
        }
        if taken == 0 { Err(SealError::NoWitness) } else { Ok(taken) }
    }
}

/// The lines of those who cosigned a head.
async fn cosignatures(
    database: impl PgExecutor<'_>,
    region: &Code,
    head: &TreeHead,
) -> Result<Vec<(String, String)>, SealError> {
    Ok(sqlx::query_as(
        "SELECT witness, signature FROM seal_cosignatures
         WHERE region = $1 AND tree = $2 AND size = $3 ORDER BY taken_at, witness",
    )
    .bind(region.as_str())
    .bind(head.tree)
    .bind(number(head.size))
    .fetch_all(database)
    .await?)
}
