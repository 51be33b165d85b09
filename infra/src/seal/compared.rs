//! A checkpoint that somebody kept, compared with the seal of the log as it is now. Whether the log still is what was
//! sealed, is for [`Seal::check`].

use super::checkpoint::Checkpoint;
use super::error::SealError;
use super::note::Note;
use super::proof::{self, is_consistent};
use super::reader::Seal;
use super::rows::{self, TreeHead, Which};

/// What came of comparing a checkpoint.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What was kept.
    pub kept: Checkpoint,
    /// The last head of the log.
    pub now: TreeHead,
    /// What that says of the log.
    pub finding: KeptFinding,
}

/// What a checkpoint that was kept says of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptFinding {
    /// The tree of now begins with all that it covers, in its order: the seal only grew.
    Holds,
    /// It covers something that was changed, removed or put in another order.
    Rewritten,
    /// It covers more than is sealed now.
    Longer,
    /// It is of a tree from before the log came back older, and what it covers is not there any more as it was.
    Lost,
    /// It is of another log.
    OtherLog,
    /// This log did not sign it, or not as it reads.
    NotSigned,
}

impl Seal {
    /// Compares a checkpoint that somebody kept, of whatever tree of this log.
    ///
    /// # Errors
    /// Where it is no checkpoint, or nothing was sealed; see [`SealError`].
    pub async fn compare(&self, note: &str) -> Result<Compared, SealError> {
        let note: Note = note.parse().map_err(|_| SealError::NotACheckpoint)?;
        let kept: Checkpoint = note.text.parse().map_err(|_| SealError::NotACheckpoint)?;
        let now = self.head(Which::Last).await?;
        let finding = self.finding(&note, &kept, &now).await?;
        Ok(Compared { kept, now, finding })
    }

    async fn finding(
        &self,
        note: &Note,
        kept: &Checkpoint,
        now: &TreeHead,
    ) -> Result<KeptFinding, SealError> {
        let trees = self.trees().await?;
        let Some(of) = trees.iter().find(|tree| tree.origin() == kept.origin) else {
            return Ok(KeptFinding::OtherLog);
        };
        let keys = self.keys(of).await?;
        if !keys.iter().any(|key| note.signature(&key.verifier).is_some()) {
            return Ok(KeptFinding::NotSigned);
        }
        let is_of_last = of.tree == now.tree;
        let otherwise = |finding| if is_of_last { finding } else { KeptFinding::Lost };
        let Some(beside) = proof::consistency(kept.size, now.size) else {
            return Ok(otherwise(KeptFinding::Longer));
        };
        let last = self.tree(now.tree).await?;
        let hashes = rows::subtrees(&self.pool, &last, beside).await?;
        let holds = is_consistent((kept.size, kept.root), (now.size, now.root), &hashes);
        Ok(if holds { KeptFinding::Holds } else { otherwise(KeptFinding::Rewritten) })
    }
}
