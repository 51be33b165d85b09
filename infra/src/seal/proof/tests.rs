use std::ops::Range;

use proptest::prelude::*;

use super::super::tile::{Tile, Tiles};
use super::super::tree::Frontier;
use super::*;

/// A tree of some leaves, as tiles.
struct Tree {
    leaves: Vec<Hash>,
    tiles: Tiles,
}

impl Tree {
    fn of(size: u64) -> Self {
        let leaves: Vec<_> = (0..size).map(|n| Hash::of_leaf(&n.to_le_bytes())).collect();
        let (mut frontier, mut tiles): (_, Vec<Tile>) = (Frontier::default(), vec![]);
        for leaf in &leaves {
            frontier.push(*leaf, &mut tiles);
        }
        tiles.extend(frontier.tiles());
        Self { leaves, tiles: tiles.into_iter().collect() }
    }

    fn hashes(&self, subtrees: Vec<Range<u64>>) -> Vec<Hash> {
        subtrees.into_iter().map(|subtree| self.tiles.hash(subtree).unwrap()).collect()
    }

    fn root(&self, size: u64) -> Hash {
        self.tiles.hash(0..size).unwrap_or_else(Hash::of_nothing)
    }

    fn inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
        self.hashes(inclusion(index, size).unwrap())
    }

    fn consistency(&self, from: u64, to: u64) -> Vec<Hash> {
        self.hashes(consistency(from, to).unwrap())
    }

    fn leaf(&self, index: u64) -> Hash {
        self.leaves[usize::try_from(index).unwrap()]
    }
}

#[test]
fn every_entry_of_every_small_tree_is_proved_to_be_in_it_and_nowhere_else() {
    let tree = Tree::of(70);
    for size in 1..=70 {
        for index in 0..size {
            let (root, leaf) = (tree.root(size), tree.leaf(index));
            let proof = tree.inclusion(index, size);
            assert!(includes(root, size, index, leaf, &proof), "{index} of {size}");
            for other in (0..size).filter(|other| *other != index) {
                assert!(!includes(root, size, other, leaf, &proof), "{index} at {other}");
            }
            assert!(!includes(tree.root(size - 1), size, index, leaf, &proof));
        }
        assert_eq!(inclusion(size, size), None);
    }
}

#[test]
fn every_small_tree_is_proved_to_have_grown_from_every_smaller_one() {
    let tree = Tree::of(70);
    for to in 0..=70 {
        for from in 0..=to {
            let (old, new) = ((from, tree.root(from)), (to, tree.root(to)));
            let proof = tree.consistency(from, to);
            assert!(is_consistent(old, new, &proof), "{from} to {to}");
            assert!(from == to || !is_consistent(new, old, &proof), "{to} back to {from}");
            if from > 0 {
                let other = (from, Hash::of_node(old.1, old.1));
                assert!(!is_consistent(other, new, &proof), "{from} to {to}");
                assert!(!is_consistent(old, (to, other.1), &proof), "{from} to {to}");
            }
        }
        assert_eq!(consistency(to + 1, to), None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_proof_with_one_bit_changed_or_one_hash_less_or_more_proves_nothing(
        size in 2_u64..3_000, index in any::<prop::sample::Index>(), bit in 0_usize..256,
        at in any::<prop::sample::Index>(),
    ) {
        let tree = Tree::of(size);
        let index = index.index(usize::try_from(size).unwrap()) as u64;
        let proof = tree.inclusion(index, size);
        let proves = |proof: &[Hash]| includes(tree.root(size), size, index, tree.leaf(index), proof);
        prop_assert!(proves(&proof));
        let mut changed = proof.clone();
        changed[at.index(proof.len())].0[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!proves(&changed));
        prop_assert!(!proves(&proof[1..]));
        prop_assert!(!proves(&[proof.as_slice(), &proof[..1]].concat()));
        let from = index.max(1);
        let (old, new) = ((from, tree.root(from)), (size, tree.root(size)));
        let proof = tree.consistency(from, size);
        prop_assert!(is_consistent(old, new, &proof));
        let mut changed = proof.clone();
        changed[at.index(proof.len())].0[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!is_consistent(old, new, &changed));
        prop_assert!(!is_consistent(old, new, &proof[1..]));
        prop_assert!(!is_consistent(old, new, &[proof.as_slice(), &proof[..1]].concat()));
    }
}

#[test]
fn a_proof_reads_as_it_was_written() {
    let tree = Tree::of(9);
    let proof = Proof {
        leaf: b"{}".to_vec(),
        index: 3,
        hashes: tree.inclusion(3, 9),
        checkpoint: "a\n9\nx\n\n\u{2014} a b\n".to_owned(),
    };
    assert_eq!(proof.to_string().parse(), Ok(proof));
    assert_eq!("c2sp.org/tlog-proof@v1\nindex 3\n\na\n".parse::<Proof>(), Err(NoProof));
}
