//! Tiles of C2SP `tlog-tiles`: 256 hashes of one level beside each other, eight levels apart.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use super::hash::Hash;
use super::tree::{self, Node};

/// How many hashes a full tile has.
pub const TILE: usize = 256;
/// How many levels of the tree a tile stands for.
pub(super) const HEIGHT: u8 = 8;
/// How many levels of tiles there may be: positions have 32 bits, and one level more than those is never full.
const LEVELS: u8 = 8;

/// Which tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TileId {
    /// Its level, from that of the leaves on.
    pub level: u8,
    /// Its place among those of its level.
    pub index: u64,
}

/// A tile with what is in it, from the left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Which one.
    pub id: TileId,
    /// Its hashes.
    pub hashes: Vec<Hash>,
}

impl TileId {
    /// The tile that has what a node is made of, and where in it.
    fn of(node: Node) -> (Self, Range<usize>) {
        let above = node.level % HEIGHT;
        let (first, count) = (node.index << above, 1_usize << above);
        let id = Self { level: node.level / HEIGHT, index: first / TILE as u64 };
        let start = usize::try_from(first % TILE as u64).unwrap_or_default();
        (id, start..start + count)
    }

    /// How many hashes of its level there are in a tree of a size.
    fn hashes(level: u8, size: u64) -> u64 {
        size.checked_shr(u32::from(level) * u32::from(HEIGHT)).unwrap_or(0)
    }

    /// The last tile of each level of a tree of a size, be there something in it yet or not, from the leaves up.
    pub(super) fn edge(size: u64) -> impl Iterator<Item = Self> {
        let levels = (0..LEVELS).take_while(move |level| Self::hashes(*level, size) > 0);
        levels.map(move |level| Self { level, index: Self::hashes(level, size) / TILE as u64 })
    }

    /// All tiles of a tree of a size that have something in them, level by level from the leaves up.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        let levels = (0..LEVELS).take_while(move |level| Self::hashes(*level, size) > 0);
        levels.flat_map(move |level| {
            let of_level = Self::hashes(level, size).div_ceil(TILE as u64);
            (0..of_level).map(move |index| Self { level, index })
        })
    }

    /// The tile of a level that is full by the last leaf of a tree of a size.
    pub(super) fn last_full(level: u8, size: u64) -> Self {
        let full = Self::hashes(level, size) / TILE as u64;
        Self { level, index: full.saturating_sub(1) }
    }

    /// How many hashes it has in a tree of a size.
    #[must_use]
    pub fn width(self, size: u64) -> usize {
        let before = self.index.saturating_mul(TILE as u64);
        let width = Self::hashes(self.level, size).saturating_sub(before);
        usize::try_from(width).unwrap_or(TILE).min(TILE)
    }

    /// The index of the first leaf below it.
    pub(super) fn first_leaf(self) -> u64 {
        let above = u32::from(self.level) * u32::from(HEIGHT);
        self.index.saturating_mul(TILE as u64).checked_shl(above).unwrap_or(u64::MAX)
    }

    /// Where it is below the address of a log, with so many hashes: `tile/0/x001/234.p/17`.
    #[must_use]
    pub fn path(self, width: usize) -> String {
        let mut path = format!("tile/{}/", self.level);
        let digits = format!("{:03}", self.index);
        // The number is cut into threes from its end; those before the last have an `x`.
        let digits = format!("{digits:0>width$}", width = digits.len().next_multiple_of(3));
        for at in (0..digits.len()).step_by(3) {
            let (last, part) = (at + 3 == digits.len(), &digits[at..at + 3]);
            let _ = if last { write!(path, "{part}") } else { write!(path, "x{part}/") };
        }
        if width < TILE {
            let _ = write!(path, ".p/{width}");
        }
        path
    }

    /// The tile at a path, and how many hashes are asked for; none where no tile is.
    #[must_use]
    pub fn at(path: &str) -> Option<(Self, usize)> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let (place, width) = match rest.split_once(".p/") {
            Some((place, width)) => (place, width.parse().ok()?),
            None => (rest, TILE),
        };
        let mut index = 0_u64;
        for part in place.split('/') {
            let digits = part.strip_prefix('x').unwrap_or(part);
            index = index.checked_mul(1_000)?.checked_add(digits.parse().ok()?)?;
        }
        let id = Self { level: level.parse().ok()?, index };
        // There is one way to write each.
        (width > 0 && id.path(width) == path).then_some((id, width))
    }
}

impl Tile {
    /// The hash of a node that is made of what is in it.
    pub(super) fn node(&self, node: Node) -> Option<Hash> {
        let (id, place) = TileId::of(node);
        let hashes = self.hashes.get(place).filter(|_| id == self.id)?;
        Some(tree::complete(hashes))
    }

    /// What is in it, as it is served.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.hashes.iter().flat_map(|hash| hash.0).collect()
    }

    /// The hashes that are served as bytes; none where that is no number of whole ones.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Vec<Hash>> {
        let (hashes, rest) = bytes.as_chunks();
        rest.is_empty().then(|| hashes.iter().map(|hash| Hash(*hash)).collect())
    }
}

/// Some tiles of a tree.
#[derive(Debug, Clone, Default)]
pub struct Tiles(BTreeMap<TileId, Tile>);

impl Tiles {
    /// Which tiles have what subtrees are made of.
    pub fn needed(subtrees: &[Range<u64>]) -> Vec<TileId> {
        let nodes = subtrees.iter().cloned().flat_map(tree::nodes);
        let mut tiles: Vec<_> = nodes.map(|node| TileId::of(node).0).collect();
        tiles.sort_unstable();
        tiles.dedup();
        tiles
    }

    /// The hash of a subtree; none where a tile is not among these.
    #[must_use]
    pub fn hash(&self, subtree: Range<u64>) -> Option<Hash> {
        let node = |node| self.0.get(&TileId::of(node).0)?.node(node);
        let nodes: Option<Vec<_>> = tree::nodes(subtree).map(node).collect();
        tree::joined(nodes?.into_iter())
    }
}

impl FromIterator<Tile> for Tiles {
    fn from_iter<T: IntoIterator<Item = Tile>>(tiles: T) -> Self {
        Self(tiles.into_iter().map(|tile| (tile.id, tile)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_has_one_path() {
        let tile = |level, index| TileId { level, index };
        for (id, width, path) in [
            (tile(0, 0), 256, "tile/0/000"),
            (tile(0, 0), 17, "tile/0/000.p/17"),
            (tile(1, 234), 1, "tile/1/234.p/1"),
            (tile(0, 1_234_067), 256, "tile/0/x001/x234/067"),
            (tile(2, 1_000), 255, "tile/2/x001/000.p/255"),
        ] {
            assert_eq!(id.path(width), path);
            assert_eq!(TileId::at(path), Some((id, width)));
        }
        for path in [
            "",
            "tile",
            "tile/0",
            "tile/0/0",
            "tile/00/000",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/x000/001",
            "tile/0/001/000",
            "tile/0/x001",
            "tile/0/000.p/01",
            "tile/+1/000",
            "tile/0/000/",
            "tile/entries/000",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(TileId::at(path), None, "{path}");
        }
    }

    #[test]
    fn a_tree_has_the_tiles_of_the_standards_example() {
        let widths = |level, index| TileId { level, index }.width(70_000);
        assert_eq!([widths(0, 272), widths(0, 273), widths(0, 274)], [256, 112, 0]);
        assert_eq!([widths(1, 0), widths(1, 1), widths(2, 0), widths(3, 0)], [256, 17, 1, 0]);
        let edge: Vec<_> = TileId::edge(256).map(|id| (id.level, id.index)).collect();
        assert_eq!(edge, [(0, 1), (1, 0)]);
    }
}
