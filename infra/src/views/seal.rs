//! The seal of a region: hashes and signed heads for everybody, proofs for those who account for it.

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::policy::{Action, Subject, may};
use uuid::Uuid;

use super::{ViewError, Views};
use crate::seal::Seal;
use crate::seal::note::VerifierKey;
use crate::seal::tile::TileId;

impl Views {
    /// The seal of a region, for whoever accounts for it. None of it is about a person, so it is not recorded who looks.
    ///
    /// # Errors
    /// Where it is not for `actor`, or there is no such region.
    pub fn seal(&self, actor: &Actor, region: &Code) -> Result<Seal, ViewError> {
        may(actor, region, Action::Read, Subject::Seal)?;
        self.seal_of(region)
    }

    /// The checkpoint of the last head of a tree, with all who signed it: of the tree that grows where none is named.
    ///
    /// # Errors
    /// Where nothing was sealed, or no tree goes by that name; see [`ViewError`].
    pub async fn checkpoint(&self, region: &Code, tree: Option<Uuid>) -> Result<String, ViewError> {
        let seal = self.seal_of(region)?;
        let tree = seal.tree_of(tree).await?;
        Ok(seal.checkpoint(&seal.last_head(&tree).await?).await?)
    }

    /// A tile of such a tree with so many hashes; none where there are not that many.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn tile(
        &self,
        region: &Code,
        tree: Option<Uuid>,
        id: TileId,
        width: usize,
    ) -> Result<Option<Vec<u8>>, ViewError> {
        let seal = self.seal_of(region)?;
        let tree = seal.tree_of(tree).await?;
        Ok(seal.tile(&tree, id, width).await?)
    }

    /// Takes the cosignatures of a checkpoint, by these witnesses; gives how many. Whoever brings it: what counts is who
    /// signed.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn cosign(
        &self,
        region: &Code,
        note: &str,
        witnesses: &[VerifierKey],
    ) -> Result<usize, ViewError> {
        Ok(self.seal_of(region)?.cosign(note, witnesses).await?)
    }

    pub(super) fn seal_of(&self, region: &Code) -> Result<Seal, ViewError> {
        self.catalogue(region)?;
        Ok(Seal::new(self.pool.clone(), region.clone()))
    }
}
