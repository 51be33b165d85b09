//! The seal of a region, to be read: checkpoints, tiles, proofs. And to be cosigned.

use loopbrug_domain::catalogue::Code;
use sqlx::PgPool;

use super::check::{Checked, check};
use super::checkpoint::Checkpoint;
use super::error::SealError;
use super::hash::Hash;
use super::log_rows::log_rows;
use super::note::{Note, Signs, VerifierKey};
use super::proof::{self, Proof};
use super::rows::{self, SealedTree, TreeHead, TreeKey, Which, number};
use super::tile::{Tile, TileId};
use crate::database::read;
use crate::page::{Page, Paged};

/// The seal of a region.
#[derive(Debug, Clone)]
pub struct Seal {
    pool: PgPool,
    region: Code,
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
        let log: Option<i64> = read(|| {
            sqlx::query_scalar("SELECT position FROM log_head WHERE region = $1")
                .bind(self.region.as_str())
                .fetch_optional(&self.pool)
        })
        .await?;
        let unsealed = rows::counted(log.unwrap_or_default()).saturating_sub(head.size);
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

    async fn find(&self, which: Which) -> Result<Option<TreeHead>, SealError> {
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

    /// The checkpoint of a head, with all who signed it.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn checkpoint(&self, head: &TreeHead) -> Result<String, SealError> {
        let mut checkpoint = head.note.clone();
        for (_, line) in rows::cosignatures(&self.pool, &self.region, head).await? {
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
        let lines = rows::cosignatures(&self.pool, &self.region, head).await?;
        Ok(lines.into_iter().map(|(witness, _)| witness).collect())
    }

    /// A tile of the tree that grows, with so many hashes; none where there are not that many.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn tile(&self, id: TileId, width: usize) -> Result<Option<Vec<u8>>, SealError> {
        let Some(tree) = self.trees().await?.into_iter().next() else { return Ok(None) };
        let found = rows::tiles(&self.pool, &tree, &[id]).await?.pop();
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

    pub(super) fn pool(&self) -> &PgPool {
        &self.pool
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

    /// Where an event is, by its id: it is looked for in the whole log of the region.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn position_of(&self, event: uuid::Uuid) -> Result<Option<u64>, SealError> {
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
