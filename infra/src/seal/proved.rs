//! An event that is held against a head, with all that somebody needs to do it again.

use super::error::SealError;
use super::hash::Hash;
use super::note::{Note, VerifierKey};
use super::proof::{Proof, includes};
use super::reader::Seal;
use super::rows::{TreeHead, Which};

/// What came of holding an event against a head.
#[derive(Debug, Clone)]
pub struct Proved {
    /// The head.
    pub head: TreeHead,
    /// The key by which it is signed; none where none of this log's keys signed it.
    pub key: Option<VerifierKey>,
    /// The hash of the event as the log has it now; none where it has none at that position.
    pub leaf: Option<Hash>,
    /// The proof, with the event itself; none where there is no event.
    pub proof: Option<Proof>,
    /// The hashes beside the way from the event up to the root.
    pub hashes: Vec<Hash>,
    /// The index of the event: one less than its position.
    pub index: u64,
}

impl Proved {
    /// Whether the event is the one that was sealed at its position, under a head that this log signed.
    #[must_use]
    pub fn holds(&self) -> bool {
        let TreeHead { root, size, .. } = self.head;
        let is_there = |leaf| includes(root, size, self.index, leaf, &self.hashes);
        self.key.is_some() && self.leaf.is_some_and(is_there)
    }
}

impl Seal {
    /// Holds the event at a position against a head.
    ///
    /// # Errors
    /// Where the head does not cover it; see [`SealError`].
    pub async fn proved(&self, position: u64, which: Which) -> Result<Proved, SealError> {
        let head = self.head(which).await?;
        let proof = match self.prove(position, &head).await {
            Ok(proof) => Some(proof),
            Err(SealError::Hole(_)) => None,
            Err(error) => return Err(error),
        };
        let hashes = match &proof {
            Some(proof) => proof.hashes.clone(),
            None => self.inclusion(position, &head).await?,
        };
        let leaf = proof.as_ref().map(|proof| Hash::of_leaf(&proof.leaf));
        let key = self.signer(&head).await?;
        Ok(Proved { head, key, leaf, proof, hashes, index: position.saturating_sub(1) })
    }

    /// The key by which the checkpoint of a head is signed.
    async fn signer(&self, head: &TreeHead) -> Result<Option<VerifierKey>, SealError> {
        let tree = self.tree(head.tree).await?;
        let Ok(note) = head.note.parse::<Note>() else { return Ok(None) };
        // What was signed has to be what the head says.
        if note.text != tree.checkpoint(head.size, head.root).to_string() {
            return Ok(None);
        }
        let keys = self.keys(&tree).await?.into_iter().map(|key| key.verifier);
        Ok(keys.into_iter().find(|key| note.signature(key).is_some()))
    }
}
