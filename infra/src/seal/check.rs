//! The log compared with its seal: every event is read again, every head is computed again.

use std::fmt;

use loopbrug_domain::catalogue::Code;
use sqlx::PgPool;

use super::error::SealError;
use super::hash::Hash;
use super::leaf::LogRow;
use super::log_rows::log_rows;
use super::note::Note;
use super::rows::{self, SealedTree, TreeHead, TreeKey, counted};
use super::tile::{TILE, TileId};
use super::tree::Frontier;
use crate::page::Page;

/// So many events are read at once: those of some tiles.
const AT_ONCE: u64 = 16 * TILE as u64;
/// So many heads are read at once.
const HEADS: u32 = 500;
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The event at this position is not the one that was sealed.
    Changed(u64),
    /// There is no event at this position, and there was one.
    Missing(u64),
    /// A hash of the tree at this position is not there.
    TileMissing(u64),
    /// The root of the head of this size is not that of the tree.
    OtherRoot(u64),
    /// The checkpoint of this size is not what the head says, or its signature does not hold.
    NotSigned(u64),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(at) => {
                write!(f, "the event at position {at} is not the one that was sealed")
            }
            Self::Missing(at) => write!(f, "the event at position {at} is gone"),
            Self::TileMissing(at) => write!(f, "the hash of position {at} is gone from the tree"),
            Self::OtherRoot(size) => {
                write!(f, "the tree does not have the root that was signed at size {size}")
            }
            Self::NotSigned(size) => {
                write!(f, "the checkpoint at size {size} is not signed by the key of its tree")
            }
        }
    }
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
    let trees = rows::trees(pool, region).await?;
    let not_yet = || SealError::NotSealedYet(region.to_string());
    let tree = trees.first().ok_or_else(not_yet)?;
    let keys = rows::keys(pool, tree).await?;
    let of = rows::head(pool, region, rows::Which::Last).await?.ok_or_else(not_yet)?.size;
    let (mut checked, mut frontier, mut heads) = (Checked::default(), Frontier::default(), vec![]);
    while frontier.size() < of && checked.faults.len() < NAMED {
        let (from, to) = (frontier.size(), (frontier.size() + AT_ONCE).min(of));
        let sealed = leaves(pool, tree, from, to).await?;
        let events = log_rows(pool, region, from, to).await?;
        let mut events = events.iter().peekable();
        for (position, sealed) in (from + 1..=to).zip(sealed) {
            let event = events.next_if(|event| counted(event.position) == position);
            let leaf = event.map(LogRow::leaf).transpose()?;
            match (leaf, sealed) {
                (None, _) => checked.faults.push(Fault::Missing(position)),
                (_, None) => checked.faults.push(Fault::TileMissing(position)),
                (Some(leaf), Some(sealed)) if Hash::of_leaf(&leaf) != sealed => {
                    checked.faults.push(Fault::Changed(position));
                }
                _ => checked.events += 1,
            }
            // Heads are compared with the tree, so that one fault is not told again with every head.
            let Some(sealed) = sealed else { return Ok(checked) };
            frontier.push(sealed, &mut vec![]);
            if heads.is_empty() {
                let done = Some(rows::number(checked.heads));
                let next = Page { after: None, before: done, size: HEADS, from_end: true };
                heads = rows::heads(pool, tree, &next).await?.items;
            }
            if let Some(head) = heads.pop_if(|head| head.size <= frontier.size()) {
                checked.heads += 1;
                checked.faults.extend(fault_of(tree, &keys, &head, frontier.root()));
            }
        }
        report(to, of);
    }
    checked.faults.truncate(NAMED);
    Ok(checked)
}

/// The hashes of events as they were sealed.
async fn leaves(
    pool: &PgPool,
    tree: &SealedTree,
    from: u64,
    to: u64,
) -> Result<Vec<Option<Hash>>, SealError> {
    let wide = TILE as u64;
    let ids: Vec<_> =
        (from / wide..to.div_ceil(wide)).map(|index| TileId { level: 0, index }).collect();
    let tiles = rows::tiles(pool, tree, &ids).await?;
    let leaf = |index: u64| {
        let tile = tiles.iter().find(|tile| tile.id.index == index / wide)?;
        tile.hashes.get(usize::try_from(index % wide).ok()?).copied()
    };
    Ok((from..to).map(leaf).collect())
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
