//! Proofs of one event.

use super::*;
use crate::seal::hash::Hash;
use crate::seal::proof::{Proof, inclusion};
use crate::seal::tile::{TileId, Tiles};

/// The proof of the event at a position by the last head.
fn proof(made: &Made, position: u64) -> Proof {
    let export = Export::open(made.path()).unwrap();
    let tiles: Tiles = TileId::all(700).map(|id| export.tile(id).unwrap()).collect();
    let hash = |of| tiles.hash(of).unwrap();
    let hashes: Vec<Hash> = inclusion(position - 1, 700).unwrap().into_iter().map(hash).collect();
    let leaf = row(position).leaf().unwrap();
    Proof { leaf, index: position - 1, hashes, checkpoint: export.checkpoint().unwrap() }
}

fn code(proof: &Proof, against: &Against) -> &'static str {
    verify_proof(&proof.to_string(), against).unwrap_err().code()
}

#[test]
fn an_event_is_proved_to_whoever_has_the_key_or_the_very_checkpoint() {
    let made = Made::plain();
    let proof = proof(&made, 300);
    for against in [against(&[], &[&made.key()]), against(&made.kept(), &[])] {
        let (leaf, head) = verify_proof(&proof.to_string(), &against).unwrap();
        assert_eq!((leaf, head.size), (row(300).leaf().unwrap(), 700));
    }
    assert_eq!(code(&proof, &Against::default()), "WRONG_KEY");
    assert_eq!(code(&proof, &against(&made.kept()[..1], &[])), "WRONG_KEY");
}

#[test]
fn a_right_proof_of_another_region_is_none_of_this_one() {
    let made = Made::plain();
    let elsewhere = made.key.verifier("loopbrug/meetjesland/1").unwrap();
    let text = made.heads[2].checkpoint();
    let kept_elsewhere = KeptCheckpoint {
        name: "kept".to_owned(),
        note: text.replace("vlaamse-ardennen", "meetjesland"),
    };
    let right = proof(&made, 300);
    assert_eq!(code(&right, &against(&[], &[&elsewhere])), "OTHER_ORIGIN");
    assert_eq!(code(&right, &against(&[kept_elsewhere], &[&made.key()])), "OTHER_ORIGIN");
    // Its event in a tree of another name.
    let origin = made.tree.origin().replace("vlaamse-ardennen", "meetjesland");
    let body = made.heads[2].note.split_once("\n\n").unwrap().0.to_owned() + "\n";
    let body = body.replace(&made.tree.origin(), &origin);
    let checkpoint = made.key.sign(&origin, body).unwrap().to_string();
    let of_its_key = against(&[], &[&made.key.verifier(&origin).unwrap()]);
    assert_eq!(code(&Proof { checkpoint, ..right }, &of_its_key), "OTHER_REGION");
}

#[test]
fn a_proof_that_was_changed_proves_nothing() {
    let mut made = Made::plain();
    let (right, by_key) = (proof(&made, 300), against(&[], &[&made.key()]));
    assert_eq!(verify_proof("", &by_key).unwrap_err(), ExportFault::NoProof);
    let other = Proof { leaf: row(301).leaf().unwrap(), ..right.clone() };
    assert_eq!(code(&other, &by_key), "NOT_PROVED");
    let other = Proof { index: 300, leaf: row(301).leaf().unwrap(), ..right.clone() };
    assert_eq!(code(&other, &by_key), "NOT_PROVED");
    let other = Proof { hashes: vec![], ..right.clone() };
    assert_eq!(code(&other, &by_key), "NOT_PROVED");
    let other = Proof { leaf: b"{}".to_vec(), ..right.clone() };
    assert_eq!(code(&other, &by_key), "NOT_AN_EVENT");
    let other =
        Proof { checkpoint: right.checkpoint.replace("\n700\n", "\n699\n"), ..right.clone() };
    assert_eq!(code(&other, &by_key), "BAD_SIGNATURE");
    made.fork();
    assert_eq!(code(&right, &against(&made.kept()[2..], &[&made.key()])), "TWO_HEADS");
}
