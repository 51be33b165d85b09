//! Proofs of RFC 6962: that a leaf is in a tree, and that a tree is what an older one grew to.
//!
//! What they are made of is said as subtrees, each by its leaves; the hashes come from [`Tiles`](super::tile::Tiles). They
//! are verified as RFC 9162 says, which is another algorithm than the one that makes them.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::hash::Hash;

/// The subtrees that prove that a leaf is in a tree of a size: from the leaf's neighbour up. None where it is not.
#[must_use]
pub fn inclusion(index: u64, size: u64) -> Option<Vec<Range<u64>>> {
    if index >= size {
        return None;
    }
    let (mut subtree, mut beside) = (0..size, vec![]);
    while let Some(split) = split(&subtree) {
        let (into, other) = if index < split {
            (subtree.start..split, split..subtree.end)
        } else {
            (split..subtree.end, subtree.start..split)
        };
        beside.push(other);
        subtree = into;
    }
    beside.reverse();
    Some(beside)
}

/// The subtrees that prove that a tree of size `to` is what one of size `from` grew to. None where `from` is larger.
#[must_use]
pub fn consistency(from: u64, to: u64) -> Option<Vec<Range<u64>>> {
    if from > to {
        return None;
    }
    let (mut subtree, mut beside) = (0..to, vec![]);
    if from == 0 || from == to {
        return Some(beside);
    }
    while subtree.end != from
        && let Some(split) = split(&subtree)
    {
        if from <= split {
            beside.push(split..subtree.end);
            subtree.end = split;
        } else {
            beside.push(subtree.start..split);
            subtree.start = split;
        }
    }
    // Whoever verifies has the root of the older tree, which is this one where it is complete.
    if subtree.start > 0 {
        beside.push(subtree);
    }
    beside.reverse();
    Some(beside)
}

/// Where the left half of a subtree ends; none of a leaf.
fn split(subtree: &Range<u64>) -> Option<u64> {
    let size = subtree.end - subtree.start;
    (size > 1).then(|| subtree.start + size.next_power_of_two() / 2)
}

/// Whether a proof proves that a leaf is in a tree.
#[must_use]
pub fn includes(root: Hash, size: u64, index: u64, leaf: Hash, proof: &[Hash]) -> bool {
    if index >= size {
        return false;
    }
    let mut at = Climb { node: index, last: size - 1 };
    let mut hash = leaf;
    for beside in proof {
        if at.last == 0 {
            return false;
        }
        hash = if at.is_right() {
            at.skip_lefts();
            Hash::of_node(*beside, hash)
        } else {
            Hash::of_node(hash, *beside)
        };
        at.up();
    }
    at.last == 0 && hash == root
}

/// Whether a proof proves that one tree, given by size and root, is what another grew to.
#[must_use]
pub fn is_consistent((from, old): (u64, Hash), (to, new): (u64, Hash), proof: &[Hash]) -> bool {
    if from == 0 || from >= to {
        let empty = from != 0 || old == Hash::of_nothing();
        return proof.is_empty() && empty && (from < to || (from == to && old == new));
    }
    let mut proof = proof.iter().copied();
    let Some(first) = (if from.is_power_of_two() { Some(old) } else { proof.next() }) else {
        return false;
    };
    let mut at = Climb { node: from - 1, last: to - 1 };
    while at.node & 1 == 1 {
        at.up();
    }
    let (mut left, mut all) = (first, first);
    for beside in proof {
        if at.last == 0 {
            return false;
        }
        if at.is_right() {
            at.skip_lefts();
            (left, all) = (Hash::of_node(beside, left), Hash::of_node(beside, all));
        } else {
            all = Hash::of_node(all, beside);
        }
        at.up();
    }
    at.last == 0 && left == old && all == new
}

/// A way up: the node that it is at, and the last one of that level.
struct Climb {
    node: u64,
    last: u64,
}

impl Climb {
    fn is_right(&self) -> bool {
        self.node & 1 == 1 || self.node == self.last
    }

    /// Where the last node has nothing beside it, it is that of the level above too.
    fn skip_lefts(&mut self) {
        while self.node & 1 == 0 && self.node != 0 {
            self.up();
        }
    }

    fn up(&mut self) {
        self.node >>= 1;
        self.last >>= 1;
    }
}

/// What the first line of a proof on paper is.
const FORMAT: &str = "c2sp.org/tlog-proof@v1";

/// A proof that can be handed on: a C2SP `tlog-proof`. The leaf itself is the extra of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The leaf.
    pub leaf: Vec<u8>,
    /// Its index: one less than its position.
    pub index: u64,
    /// The hashes beside it.
    pub hashes: Vec<Hash>,
    /// The checkpoint of the tree, with its signatures.
    pub checkpoint: String,
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { leaf, index, hashes, checkpoint } = self;
        writeln!(f, "{FORMAT}\nextra {}\nindex {index}", BASE64.encode(leaf))?;
        hashes.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{checkpoint}")
    }
}

/// A text that is no proof of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a c2sp.org/tlog-proof@v1 with the leaf as its extra")]
pub struct NoProof;

impl FromStr for Proof {
    type Err = NoProof;

    fn from_str(text: &str) -> Result<Self, NoProof> {
        let (proof, checkpoint) = text.split_once("\n\n").ok_or(NoProof)?;
        let mut lines = proof.lines();
        if lines.next() != Some(FORMAT) {
            return Err(NoProof);
        }
        let mut named = |name| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        let leaf = named("extra").and_then(|extra| BASE64.decode(extra).ok());
        let index = named("index").and_then(|index| index.parse().ok());
        let hashes: Result<_, _> = lines.map(str::parse).collect();
        Ok(Self {
            leaf: leaf.ok_or(NoProof)?,
            index: index.ok_or(NoProof)?,
            hashes: hashes.map_err(|_| NoProof)?,
            checkpoint: checkpoint.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests;
