//! The seal of a region, to be read: heads, tiles, proofs.

use loopbrug_domain::catalogue::Code;
use sqlx::PgPool;
use uuid::Uuid;

use super::check::{Checked, check};
use super::error::SealError;
use super::hash::Hash;
use super::log_rows::log_rows;
use super::proof::{self, Proof};
use super::rows::{self, SealedTree, TreeHead, TreeKey, Which};
use super::tile::{Tile, TileId};
use crate::page::{Page, Paged};

/// The seal of a region.
#[derive(Debug, Clone)]
pub struct Seal {
    pub(super) pool: PgPool,
    pub(super) region: Code,
}

/// How far the seal of a region is.
#[derive(Debug, Clone)]
pub struct SealStatus {
    /// The tree that grows.
    pub tree: SealedTree,
    /// Its last head.
    pub head: TreeHead,
    /// How many events the head does not cover yet.
    pub unsealed: u64,
}

/// That a tree is what an older one grew to.
#[derive(Debug, Clone)]
pub struct Grew {
    /// The root of the older one.
    pub from: Hash,
    /// That of the newer one.
    pub to: Hash,
    /// The hashes that prove it.
    pub hashes: Vec<Hash>,
}

impl Seal {
    /// That in this database.
    #[must_use]
    pub fn new(pool: PgPool, region: Code) -> Self {
        Self { pool, region }
    }

    /// How far the seal of a region is; none where nothing was sealed.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn status(&self) -> Result<Option<SealStatus>, SealError> {
        let Some(tree) = self.trees().await?.into_iter().next() else { return Ok(None) };
        let Some(head) = self.find(Which::Last).await? else { return Ok(None) };
        let (events, _) = self.tail(head.size).await?;
        let unsealed = events.saturating_sub(head.size);
        Ok(Some(SealStatus { tree, head, unsealed }))
    }

    /// The trees of a region, the one that grows first.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn trees(&self) -> Result<Vec<SealedTree>, SealError> {
        rows::trees(&self.pool, &self.region).await
    }

    /// A head of a region.
    ///
    /// # Errors
    /// Where there is no such head; see [`SealError`].
    pub async fn head(&self, which: Which) -> Result<TreeHead, SealError> {
        match self.find(which).await? {
            Some(head) => Ok(head),
            None if which == Which::Last => Err(SealError::NotSealedYet(self.region.to_string())),
            None => Err(SealError::NoSuchHead),
        }
    }

    pub(super) async fn find(&self, which: Which) -> Result<Option<TreeHead>, SealError> {
        rows::head(&self.pool, &self.region, which).await
    }

    /// A page of the heads of a tree by number, the last one first.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn heads(
        &self,
        tree: &SealedTree,
        page: &Page<i64>,
    ) -> Result<Paged<TreeHead>, SealError> {
        rows::heads(&self.pool, tree, page).await
    }

    /// The keys by which heads of a tree are verified, the first one first.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn keys(&self, tree: &SealedTree) -> Result<Vec<TreeKey>, SealError> {
        rows::keys(&self.pool, tree).await
    }

    /// The tree that goes by an id; without one the tree that grows.
    ///
    /// # Errors
    /// Where there is no such tree; see [`SealError`].
    pub async fn tree_of(&self, id: Option<Uuid>) -> Result<SealedTree, SealError> {
        let mut trees = self.trees().await?.into_iter();
        match id {
            None => trees.next().ok_or_else(|| SealError::NotSealedYet(self.region.to_string())),
            Some(id) => trees.find(|tree| tree.id == id).ok_or(SealError::NoSuchTree),
        }
    }

    /// The last head of a tree.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn last_head(&self, tree: &SealedTree) -> Result<TreeHead, SealError> {
        let last = self.heads(tree, &Page::first(1, None)).await?.items.pop();
        last.ok_or(SealError::NoSuchHead)
    }

    /// A tile of a tree, with so many hashes; none where there are not that many.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn tile(
        &self,
        tree: &SealedTree,
        id: TileId,
        width: usize,
    ) -> Result<Option<Vec<u8>>, SealError> {
        let found = rows::tiles(&self.pool, tree, &[id]).await?.pop();
        let tile = found.filter(|tile| tile.hashes.len() >= width);
        Ok(tile.map(|Tile { id, mut hashes }| {
            hashes.truncate(width);
            Tile { id, hashes }.bytes()
        }))
    }

    /// The hashes that prove that the event at a position is in the tree of a head.
    ///
    /// # Errors
    /// Where the head does not cover it; see [`SealError`].
    pub async fn inclusion(&self, position: u64, head: &TreeHead) -> Result<Vec<Hash>, SealError> {
        let size = head.size;
        let beside = position.checked_sub(1).and_then(|index| proof::inclusion(index, size));
        let beside = beside.ok_or(SealError::NotCovered { position, size })?;
        rows::subtrees(&self.pool, &self.tree(head.tree).await?, beside).await
    }

    pub(super) async fn tree(&self, tree: i32) -> Result<SealedTree, SealError> {
        let trees = self.trees().await?;
        trees.into_iter().find(|of| of.tree == tree).ok_or(SealError::NoSuchHead)
    }

    /// The same as a text to hand on, with the event itself.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn prove(&self, position: u64, head: &TreeHead) -> Result<Proof, SealError> {
        let hashes = self.inclusion(position, head).await?;
        let index = position.saturating_sub(1);
        let found = log_rows(&self.pool, &self.region, index, position).await?;
        let leaf = found.first().ok_or(SealError::Hole(position))?.leaf()?;
        let checkpoint = self.checkpoint(head).await?;
        Ok(Proof { leaf, index, hashes, checkpoint })
    }

    /// Where an event is, by its id. Only the pages of the log are read that may have it (`events_ids` in
    /// `migrations/0022_integrity.sql`), and those that were written last.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn position_of(&self, event: Uuid) -> Result<Option<u64>, SealError> {
        let position: Option<i64> =
            sqlx::query_scalar("SELECT position FROM events WHERE region = $1 AND event_id = $2")
                .bind(self.region.as_str())
                .bind(event)
                .fetch_optional(&self.pool)
                .await?;
        Ok(position.map(rows::counted))
    }

    /// That the tree that grows had one size and grew to another one; both were sizes of heads.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn consistency(&self, from: u64, to: u64) -> Result<Grew, SealError> {
        let beside = proof::consistency(from, to).ok_or(SealError::Shrinking { from, to })?;
        let sizes = [from, to].map(Which::Covering);
        let [old, new] = [self.head(sizes[0]).await?, self.head(sizes[1]).await?];
        if (old.size, new.size) != (from, to) {
            return Err(SealError::NoSuchHead);
        }
        let tree = self.tree(new.tree).await?;
        let hashes = rows::subtrees(&self.pool, &tree, beside).await?;
        Ok(Grew { from: old.root, to: new.root, hashes })
    }

    /// Compares the log of a region with its seal. `report` is called with how many events were compared, and of how many.
    ///
    /// # Errors
    /// Where the database does not answer, or nothing was sealed.
    pub async fn check(&self, report: impl Fn(u64, u64)) -> Result<Checked, SealError> {
        check(&self.pool, &self.region, report).await
    }
}
