//! Whether the log of a region is whole, as far as this program can say it.

use async_graphql::{Context, Enum, Error, Object, SimpleObject};
use chrono::{DateTime, Utc};
use loopbrug_infra::seal::{Fault, Finding, Integrity, Rounds, Seal, SealedTree};

use super::seal::{SealKeyView, TreeHeadView, counted, refused};

/// What is asked of the integrity of a log.
pub(crate) struct IntegrityView {
    pub(crate) seal: Seal,
    pub(crate) integrity: Integrity,
}

/// Whether the log of a region is whole, as far as this program can say it. Who runs the program could make it say
/// anything: what proves it to somebody else is a checkpoint that they keep, and an export.
#[Object(name = "Integrity")]
impl IntegrityView {
    /// How many events the log has.
    async fn events(&self) -> u32 {
        counted(self.integrity.events)
    }

    /// The last head, with the witnesses that cosigned it. Null where nothing was sealed yet.
    async fn last_head(&self) -> Option<TreeHeadView> {
        Some(TreeHeadView::of(&self.seal, self.integrity.last_head.clone()?))
    }

    /// How many events no head covers yet: the tail of which nothing can be proved.
    async fn unsealed(&self) -> u32 {
        counted(self.integrity.unsealed)
    }

    /// How many seconds ago the first of those was recorded; 0 where there is none. A few are usual; minutes mean that
    /// nobody seals.
    async fn unsealed_seconds(&self) -> f64 {
        self.integrity.unsealed_seconds.unwrap_or_default()
    }

    /// The trees of the log, the one that grows first. There are several only where the log came back older than it was
    /// sealed.
    async fn trees(&self) -> Vec<SealedTreeView> {
        let of = |tree: &SealedTree| SealedTreeView { seal: self.seal.clone(), tree: tree.clone() };
        self.integrity.trees.iter().map(of).collect()
    }

    /// How far this program has compared the log with the seal by itself, from time to time, round and round. Null
    /// where it has not begun.
    async fn comparison(&self) -> Option<SealComparison> {
        self.integrity.rounds.clone().map(Into::into)
    }

    /// How many faults were found ever, by this program itself and by `loopbrug audit check`.
    async fn fault_count(&self) -> u32 {
        counted(self.integrity.fault_count)
    }

    /// The first hundred of them, by their place. A fault stays in this list, also where what was found is put right
    /// again.
    async fn faults(&self) -> Vec<SealFault> {
        let trees = &self.integrity.trees;
        self.integrity.faults.iter().map(|finding| SealFault::of(finding, trees)).collect()
    }
}

/// A tree of a log.
pub(crate) struct SealedTreeView {
    seal: Seal,
    tree: SealedTree,
}

/// A tree of hashes over a log, whose heads are signed.
#[Object(name = "SealedTree")]
impl SealedTreeView {
    /// By which name it is known: the first line of its checkpoints.
    async fn origin(&self) -> String {
        self.tree.origin()
    }

    /// Where its checkpoint and its tiles are, below the address of the server: for ever, whatever tree grows.
    async fn path(&self) -> String {
        format!("/seal/{}/{}", self.tree.region, self.tree.id)
    }

    /// When it was begun (UTC).
    async fn began_at(&self) -> Option<DateTime<Utc>> {
        self.tree.began_at
    }

    /// The last head of the tree before this one, as its checkpoints name it: the log came back older than that. Null for
    /// the first tree.
    async fn follows(&self) -> Option<String> {
        self.tree.follows.as_ref().map(ToString::to_string)
    }

    /// Its last head.
    #[graphql(complexity = "5 + child_complexity")]
    async fn last_head(&self, ctx: &Context<'_>) -> Result<TreeHeadView, Error> {
        let head = self.seal.last_head(&self.tree).await;
        Ok(TreeHeadView::of(&self.seal, head.map_err(|error| refused(ctx, error))?))
    }

    /// The keys by which its checkpoints are verified, the first one first.
    #[graphql(complexity = "5 + child_complexity")]
    async fn keys(&self, ctx: &Context<'_>) -> Result<Vec<SealKeyView>, Error> {
        let keys = self.seal.keys(&self.tree).await.map_err(|error| refused(ctx, error))?;
        Ok(keys.into_iter().map(SealKeyView::of).collect())
    }
}

/// How far this program has compared a log with its seal.
#[derive(SimpleObject)]
pub(crate) struct SealComparison {
    /// Up to which position, in the round that is under way.
    position: u32,
    /// When a stretch was compared last (UTC).
    looked_at: DateTime<Utc>,
    /// When the last round was complete (UTC); null before the end of the first one.
    completed_at: Option<DateTime<Utc>>,
    /// How many events that was.
    completed_size: Option<u32>,
}

impl From<Rounds> for SealComparison {
    fn from(Rounds { position, looked_at, completed }: Rounds) -> Self {
        let (completed_at, completed_size) = completed.unzip();
        let (position, completed_size) = (counted(position), completed_size.map(counted));
        Self { position, looked_at, completed_at, completed_size }
    }
}

/// What kind of fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum SealFaultKind {
    /// The event at this position is not the one that was sealed.
    Changed,
    /// There is no event at this position, and there was one.
    Missing,
    /// A hash of the tree at this position is gone.
    TileMissing,
    /// A hash of the tree above this position is not the one that those below it make.
    TileChanged,
    /// The root of the head of this size is not that of the tree.
    OtherRoot,
    /// The checkpoint of this size is not what the head says, or its signature does not hold.
    NotSigned,
}

/// Something that is not as it was sealed.
#[derive(SimpleObject)]
pub(crate) struct SealFault {
    /// What kind of fault it is.
    kind: SealFaultKind,
    /// Where: a position of the log, or the size of a head.
    place: u32,
    /// In words.
    message: String,
    /// The origin of the tree that it was compared with.
    origin: Option<String>,
    /// When it was found first (UTC).
    found_at: DateTime<Utc>,
}

impl SealFault {
    fn of(finding: &Finding, trees: &[SealedTree]) -> Self {
        let Finding { tree, fault, found_at } = *finding;
        let kind = match fault {
            Fault::Changed(_) => SealFaultKind::Changed,
            Fault::Missing(_) => SealFaultKind::Missing,
            Fault::TileMissing(_) => SealFaultKind::TileMissing,
            Fault::TileChanged(_) => SealFaultKind::TileChanged,
            Fault::OtherRoot(_) => SealFaultKind::OtherRoot,
            Fault::NotSigned(_) => SealFaultKind::NotSigned,
        };
        let origin = trees.iter().find(|of| of.tree == tree).map(SealedTree::origin);
        let (place, message) = (counted(fault.place()), fault.to_string());
        Self { kind, place, message, origin, found_at }
    }
}
