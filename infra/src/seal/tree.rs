//! The tree of RFC 6962: its nodes, and how it grows without what it grew from.

use std::ops::Range;

use super::hash::Hash;
use super::tile::{HEIGHT, TILE, Tile, TileId};

/// A node whose subtree is complete: it has 2^level leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// How far it is above the leaves.
    pub level: u8,
    /// Its place among those of its level.
    pub index: u64,
}

/// The complete nodes that make up some leaves, from the left. The leaves are those of a subtree as RFC 6962 has them,
/// of which the last may be incomplete.
pub fn nodes(mut leaves: Range<u64>) -> impl Iterator<Item = Node> {
    std::iter::from_fn(move || {
        let level = (leaves.end - leaves.start).checked_ilog2()?;
        let node = Node { level: u8::try_from(level).ok()?, index: leaves.start >> level };
        leaves.start += 1 << level;
        Some(node)
    })
}

/// The hash of a subtree of which these are the complete nodes, from the left; none of nothing.
pub fn joined(nodes: impl DoubleEndedIterator<Item = Hash>) -> Option<Hash> {
    nodes.rev().reduce(|right, left| Hash::of_node(left, right))
}

/// The right edge of a tree: all that it takes to let it grow, and to say its root. It is as small for a million leaves
/// as for a thousand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// The last tile of each level, which is not full.
    partial: Vec<Vec<Hash>>,
    /// The complete subtrees that it is made of, from the left.
    complete: Vec<Hash>,
}

impl Frontier {
    /// The right edge of a tree of a size, out of its tiles: those that are not full. None where one is not there.
    pub fn restore(size: u64, tile: impl Fn(TileId) -> Option<Vec<Hash>>) -> Option<Self> {
        let mut partial = vec![];
        for id in TileId::edge(size) {
            let width = id.width(size);
            let hashes = if width == 0 { Some(vec![]) } else { tile(id) };
            partial.push(hashes?.get(..width)?.to_vec());
        }
        let mut restored = Self { size, partial, complete: vec![] };
        let tiles: Vec<_> = restored.tiles().collect();
        let at = |node| tiles.iter().find_map(|tile| tile.node(node));
        restored.complete = nodes(0..size).map(at).collect::<Option<_>>()?;
        Some(restored)
    }

    /// How many leaves the tree has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf; the tiles that are full with it are added to `full`.
    pub fn push(&mut self, leaf: Hash, full: &mut Vec<Tile>) {
        let (mut hash, mut level) = (leaf, 0);
        loop {
            if level % HEIGHT == 0 {
                self.push_above(level / HEIGHT, hash, full);
            }
            // What was complete and as large beside it is half of what is complete now.
            let beside = if self.size >> level & 1 == 1 { self.complete.pop() } else { None };
            let Some(left) = beside else { break };
            hash = Hash::of_node(left, hash);
            level += 1;
        }
        self.complete.push(hash);
        self.size += 1;
    }

    /// Adds a hash to the last tile of a level.
    fn push_above(&mut self, level: u8, hash: Hash, full: &mut Vec<Tile>) {
        let at = usize::from(level);
        if self.partial.len() == at {
            self.partial.push(Vec::with_capacity(TILE));
        }
        let hashes = &mut self.partial[at];
        hashes.push(hash);
        if hashes.len() == TILE {
            let hashes = std::mem::replace(hashes, Vec::with_capacity(TILE));
            full.push(Tile { id: TileId::last_full(level, self.size + 1), hashes });
        }
    }

    /// The tiles of the edge that have something in them.
    pub fn tiles(&self) -> impl Iterator<Item = Tile> {
        let edge = TileId::edge(self.size).zip(&self.partial);
        let some = edge.filter(|(_, hashes)| !hashes.is_empty());
        some.map(|(id, hashes)| Tile { id, hashes: hashes.clone() })
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        joined(self.complete.iter().copied()).unwrap_or_else(Hash::of_nothing)
    }
}

/// The hash of a complete subtree with these at its bottom.
pub(super) fn complete(hashes: &[Hash]) -> Hash {
    match hashes {
        [hash] => *hash,
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            Hash::of_node(complete(left), complete(right))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|n| Hash::of_leaf(&n.to_be_bytes())).collect()
    }

    /// The definition of RFC 6962, word for word.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Hash::of_nothing(),
            [one] => *one,
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                let (left, right) = leaves.split_at(split);
                Hash::of_node(by_definition(left), by_definition(right))
            }
        }
    }

    #[test]
    fn the_root_of_every_size_is_that_of_the_definition() {
        let leaves = leaves(1_030);
        let mut frontier = Frontier::default();
        assert_eq!(frontier.root(), by_definition(&[]));
        for (at, leaf) in leaves.iter().enumerate() {
            frontier.push(*leaf, &mut vec![]);
            assert_eq!(frontier.root(), by_definition(&leaves[..=at]), "{}", at + 1);
        }
    }

    /// Puts a tree of some size down, takes it up from its tiles, and lets both grow.
    fn restored_grows_alike(size: u64, more: u64) {
        let leaves = leaves(size + more);
        let (before, after) = leaves.split_at(usize::try_from(size).unwrap());
        let (mut frontier, mut tiles) = (Frontier::default(), vec![]);
        for leaf in before {
            frontier.push(*leaf, &mut tiles);
        }
        tiles.extend(frontier.tiles());
        let tile = |id| tiles.iter().find(|tile| tile.id == id).map(|tile| tile.hashes.clone());
        let mut restored = Frontier::restore(size, tile).unwrap();
        assert_eq!(restored, frontier);
        for leaf in after {
            restored.push(*leaf, &mut vec![]);
        }
        assert_eq!(restored.root(), by_definition(&leaves));
    }

    #[test]
    fn a_tree_of_three_levels_of_tiles_is_restored_from_its_tiles() {
        restored_grows_alike(65_536, 300);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn a_tree_is_restored_from_its_tiles(size in 1_u64..1_500, more in 0_u64..600) {
            restored_grows_alike(size, more);
        }
    }
}
