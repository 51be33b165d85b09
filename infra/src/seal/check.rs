//! The log compared with its seal: events are read again, hashes and heads are computed again.

use std::fmt;

use loopbrug_domain::catalogue::Code;
use sqlx::PgPool;

use super::error::SealError;
use super::findings;
use super::hash::Hash;
use super::leaf::LogRow;
use super::log_rows::log_rows;
use super::note::Note;
use super::rows::{self, SealedTree, TreeHead, TreeKey, counted};
use super::tile::{TILE, Tile, TileId};
use super::tree::Frontier;

/// So many events are compared at once: those of some tiles.
const AT_ONCE: u64 = 16 * TILE as u64;
/// So many faults are named, at most.
const NAMED: usize = 100;

/// What was compared, and what is wrong.
#[derive(Debug, Default)]
pub struct Checked {
    /// How many events were compared with the last tree.
    pub events: u64,
    /// How many heads were computed again.
    pub heads: u64,
    /// The first faults, in order.
    pub faults: Vec<Fault>,
}

/// What is wrong with a log or its seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The event at this position is not the one that was sealed.
    Changed(u64),
    /// There is no event at this position, and there was one.
    Missing(u64),
    /// A hash of the tree at this position is not there.
    TileMissing(u64),
    /// A hash of the tree above this position is not the one that those below it make.
    TileChanged(u64),
    /// The root of the head of this size is not that of the tree.
    OtherRoot(u64),
    /// The checkpoint of this size is not what the head says, or its signature does not hold.
    NotSigned(u64),
}

/// The name of a fault, and what makes one of a place.
type Kind = (&'static str, fn(u64) -> Fault);

impl Fault {
    /// All of them, by the names that are stored, which never change.
    const KINDS: [Kind; 6] = [
        ("changed", Self::Changed),
        ("missing", Self::Missing),
        ("tile_missing", Self::TileMissing),
        ("tile_changed", Self::TileChanged),
        ("other_root", Self::OtherRoot),
        ("not_signed", Self::NotSigned),
    ];

    /// The name that is stored.
    #[must_use]
    pub fn name(&self) -> &'static str {
        let place = self.place();
        let is_it = |(_, made): &&Kind| made(place) == *self;
        Self::KINDS.iter().find(is_it).map_or("", |(name, _)| name)
    }

    /// The position, or the size of the head.
    #[must_use]
    pub fn place(&self) -> u64 {
        match *self {
            Self::Changed(at)
            | Self::Missing(at)
            | Self::TileMissing(at)
            | Self::TileChanged(at) => at,
            Self::OtherRoot(size) | Self::NotSigned(size) => size,
        }
    }

    /// What was stored; none where it is no name of a fault.
    pub(super) fn of(name: &str, place: u64) -> Option<Self> {
        let (_, made) = Self::KINDS.iter().find(|(known, _)| *known == name)?;
        Some(made(place))
    }

    /// What is wrong where nothing could be sealed for this reason.
    pub(super) fn behind(error: &SealError) -> Option<Self> {
        match error {
            SealError::Hole(position) => Some(Self::Missing(*position)),
            SealError::NotTheTreeThatWasSigned(size) => Some(Self::OtherRoot(*size)),
            _ => None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(at) => {
                write!(f, "the event at position {at} is not the one that was sealed")
            }
            Self::Missing(at) => write!(f, "the event at position {at} is gone"),
            Self::TileMissing(at) => write!(f, "the hash of position {at} is gone from the tree"),
            Self::TileChanged(at) => {
                write!(
                    f,
                    "a hash of the tree above position {at} is not the one that those below it make"
                )
            }
            Self::OtherRoot(size) => {
                write!(f, "the tree does not have the root that was signed at size {size}")
            }
            Self::NotSigned(size) => {
                write!(f, "the checkpoint at size {size} is not signed by the key of its tree")
            }
        }
    }
}

/// A log that is compared with the last tree of its seal, stretch by stretch.
pub(super) struct Comparing<'a> {
    pool: &'a PgPool,
    pub(super) tree: SealedTree,
    keys: Vec<TreeKey>,
    /// How many events the last head covers.
    pub(super) size: u64,
}

/// Compares the log of a region with its last tree, and that with all its heads. `report` is called with how many events
/// were compared, and of how many.
///
/// It finds what was changed in the log alone. Whoever changes the tree and signs anew is found by a checkpoint that
/// somebody kept elsewhere.
///
/// # Errors
/// Where the database does not answer, or nothing was sealed.
pub(super) async fn check(
    pool: &PgPool,
    region: &Code,
    report: impl Fn(u64, u64),
) -> Result<Checked, SealError> {
    let comparing = Comparing::of(pool, region).await?;
    let (mut checked, mut edge) = (Checked::default(), Frontier::default());
    while edge.size() < comparing.size && checked.faults.len() < NAMED {
        let grew = comparing.stretch(&mut edge, &mut checked).await?;
        report(edge.size(), comparing.size);
        if !grew {
            break;
        }
    }
    checked.faults.truncate(NAMED);
    findings::note(pool, region, &checked.faults).await?;
    Ok(checked)
}

impl<'a> Comparing<'a> {
    pub(super) async fn of(pool: &'a PgPool, region: &Code) -> Result<Self, SealError> {
        let not_yet = || SealError::NotSealedYet(region.to_string());
        let trees = rows::trees(pool, region).await?;
        let tree = trees.into_iter().next().ok_or_else(not_yet)?;
        let keys = rows::keys(pool, &tree).await?;
        let last = rows::head(pool, region, rows::Which::Last).await?;
        let size = last.ok_or_else(not_yet)?.size;
        Ok(Self { pool, tree, keys, size })
    }

    /// Where the stretch ends that begins after a size: with a tile, or with the last head.
    pub(super) fn end_of_stretch(&self, from: u64) -> u64 {
        (from + AT_ONCE).min(self.size)
    }

    /// Compares the next events after an edge of the tree, which grows by them. Whether it did: where the hash of one is
    /// gone, it stops there.
    pub(super) async fn stretch(
        &self,
        edge: &mut Frontier,
        checked: &mut Checked,
    ) -> Result<bool, SealError> {
        let (from, to) = (edge.size(), self.end_of_stretch(edge.size()));
        let sealed = self.leaves(from, to).await?;
        let mut heads =
            rows::heads_between(self.pool, &self.tree, from, to).await?.into_iter().peekable();
        let events = log_rows(self.pool, &self.tree.region, from, to).await?;
        // Whoever records shares the threads of the runtime, and hashing takes one for a while.
        let found = tokio::task::spawn_blocking(move || hashes(&events)).await;
        let found = found.map_err(std::io::Error::other).map_err(sqlx::Error::Io)??;
        let (mut found, mut tiles) = (found.into_iter().peekable(), vec![]);
        for (position, sealed) in (from + 1..=to).zip(sealed) {
            let event = found.next_if(|(at, _)| *at == position);
            match (event, sealed) {
                (None, _) => checked.faults.push(Fault::Missing(position)),
                (_, None) => checked.faults.push(Fault::TileMissing(position)),
                (Some((_, leaf)), Some(sealed)) if leaf != sealed => {
                    checked.faults.push(Fault::Changed(position));
                }
                _ => checked.events += 1,
            }
            // Heads are compared with the tree, so that one fault is not named again with every head.
            let Some(sealed) = sealed else { return Ok(false) };
            edge.push(sealed, &mut tiles);
            if let Some(head) = heads.next_if(|head| head.size == position) {
                checked.heads += 1;
                checked.faults.extend(fault_of(&self.tree, &self.keys, &head, edge.root()));
            }
        }
        tiles.extend(edge.tiles());
        checked.faults.extend(self.other_tiles(tiles).await?);
        Ok(true)
    }

    /// The tiles above the leaves that are not stored as they were computed.
    async fn other_tiles(&self, mut computed: Vec<Tile>) -> Result<Vec<Fault>, SealError> {
        computed.retain(|tile| tile.id.level > 0);
        let ids: Vec<_> = computed.iter().map(|tile| tile.id).collect();
        let stored = rows::tiles(self.pool, &self.tree, &ids).await?;
        let fault = |tile: &Tile| {
            let stored = stored.iter().find(|stored| stored.id == tile.id);
            let first = tile.id.first_leaf() + 1;
            match stored.map(|stored| stored.hashes.starts_with(&tile.hashes)) {
                None => Some(Fault::TileMissing(first)),
                Some(false) => Some(Fault::TileChanged(first)),
                Some(true) => None,
            }
        };
        Ok(computed.iter().filter_map(fault).collect())
    }

    /// The hashes of events as they were sealed.
    async fn leaves(&self, from: u64, to: u64) -> Result<Vec<Option<Hash>>, SealError> {
        let wide = TILE as u64;
        let ids: Vec<_> =
            (from / wide..to.div_ceil(wide)).map(|index| TileId { level: 0, index }).collect();
        let tiles = rows::tiles(self.pool, &self.tree, &ids).await?;
        let leaf = |index: u64| {
            let tile = tiles.iter().find(|tile| tile.id.index == index / wide)?;
            tile.hashes.get(usize::try_from(index % wide).ok()?).copied()
        };
        Ok((from..to).map(leaf).collect())
    }
}

/// The hashes of events, each with its position.
fn hashes(events: &[LogRow]) -> Result<Vec<(u64, Hash)>, SealError> {
    let hashed = |event: &LogRow| Ok((counted(event.position), Hash::of_leaf(&event.leaf()?)));
    events.iter().map(hashed).collect()
}

/// What is wrong with a head of a tree that has this root at its size.
fn fault_of(tree: &SealedTree, keys: &[TreeKey], head: &TreeHead, root: Hash) -> Option<Fault> {
    if head.root != root {
        return Some(Fault::OtherRoot(head.size));
    }
    let key = keys.iter().rfind(|key| key.after_size < head.size);
    let note: Option<Note> = head.note.parse().ok();
    let signed = note.zip(key).is_some_and(|(note, key)| {
        note.text == tree.checkpoint(head.size, root).to_string()
            && note.signature(&key.verifier).is_some()
    });
    (!signed).then_some(Fault::NotSigned(head.size))
}
