//! A proof of one event, as it was handed to somebody, verified by a key or a checkpoint that they have.

use super::super::fault::{ExportFault, Head};
use super::events::Said;
use super::signed::SignedHead;
use super::{Against, KeptCheckpoint};
use crate::seal::checkpoint::Checkpoint;
use crate::seal::hash::Hash;
use crate::seal::leaf::SOURCE;
use crate::seal::note::Signs;
use crate::seal::proof::{Proof, includes};

/// A longer proof is none, in bytes: an event and the hashes of any tree are shorter.
pub const LONGEST_PROOF: u64 = 32 << 20;

/// Verifies a proof; gives its event and the head that covers it.
///
/// # Errors
/// Where it proves nothing, is of another log, or is signed by nobody who is believed.
pub fn verify_proof(text: &str, against: &Against) -> Result<(Vec<u8>, Checkpoint), ExportFault> {
    let proof: Proof = text.parse().map_err(|_| ExportFault::NoProof)?;
    let head = SignedHead::read(Head::Proof, &proof.checkpoint)?;
    let is_kept = kept(&head, &against.checkpoints)?;
    signed(&head, against, is_kept)?;
    let Checkpoint { origin, size, root, .. } = &head.checkpoint;
    let said = serde_json::from_slice::<Said<'_>>(&proof.leaf);
    let said = said.map_err(|_| ExportFault::NotAnEvent { line: 1 })?;
    let mut parts = origin.split('/').skip(1);
    if parts.next().is_none_or(|region| said.source != format!("{SOURCE}{region}")) {
        return Err(ExportFault::OtherRegion { line: 1, position: said.position });
    }
    let leaf = Hash::of_leaf(&proof.leaf);
    let is_there = proof.index.checked_add(1) == Some(said.position)
        && includes(*root, *size, proof.index, leaf, &proof.hashes);
    if is_there { Ok((proof.leaf, head.checkpoint)) } else { Err(ExportFault::NotProved) }
}

/// Whether its head is one that was kept. One of another log, or another one of the same size, is a fault; heads of other
/// sizes are nothing that a proof alone can be compared with.
fn kept(head: &SignedHead, kept: &[KeptCheckpoint]) -> Result<bool, ExportFault> {
    let mut is_kept = false;
    for kept in kept {
        let kept = SignedHead::read(Head::Kept(kept.name.clone()), &kept.note)?;
        let [one, other] = [&kept.checkpoint, &head.checkpoint];
        if one.origin != other.origin {
            return Err(ExportFault::OtherOrigin {
                head: head.head.clone(),
                origin: other.origin.clone(),
                expected: one.origin.clone(),
            });
        }
        if one.size == other.size && one != other {
            let (one, other) = (kept.head, head.head.clone());
            return Err(ExportFault::TwoHeads { one, other, size: kept.checkpoint.size });
        }
        is_kept |= one == other;
    }
    Ok(is_kept)
}

/// Its head is signed by a key that was given, or is one that was kept.
fn signed(head: &SignedHead, against: &Against, is_kept: bool) -> Result<(), ExportFault> {
    let keys = || against.keys.iter().filter(|key| key.signs() == Signs::Text);
    let origin = &head.checkpoint.origin;
    let mut found = None;
    for key in keys().filter(|key| key.name() == origin) {
        match head.is_by(key) {
            Ok(()) => return Ok(()),
            Err(fault) => found = Some(fault),
        }
    }
    match (found, keys().next()) {
        (Some(fault), _) => Err(fault),
        (None, Some(other)) => Err(ExportFault::OtherOrigin {
            head: head.head.clone(),
            origin: origin.clone(),
            expected: other.name().to_owned(),
        }),
        (None, None) if is_kept => Ok(()),
        (None, None) => {
            let why = "none was given by --key, and a proof does not bring its own".to_owned();
            Err(ExportFault::WrongKey { head: head.head.clone(), why })
        }
    }
}
