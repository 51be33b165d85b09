//! Checkpoints that somebody kept: each has to be the head of the log at its size, or what it covers is not there any more.

use super::super::fault::{ExportFault, Head};
use super::super::reading::Export;
use super::KeptCheckpoint;
use super::keys::Keys;
use super::signed::SignedHead;
use crate::seal::checkpoint::Followed;
use crate::seal::hash::Hash;

/// The checkpoints that were kept, from the smallest to the largest.
pub(super) struct Kept<'a> {
    export: &'a Export,
    heads: Vec<KeptHead>,
    /// How many of them were compared with the tree.
    compared: usize,
    /// Those that are no heads, or no heads of this log.
    faults: Vec<ExportFault>,
    /// Those that are signed by a key that nobody knows any more.
    unknown: Vec<ExportFault>,
}

struct KeptHead {
    signed: SignedHead,
    of: Tree,
    /// Whether it is that of the tree of the export; none where that is smaller.
    holds: Option<bool>,
}

/// Which tree a kept head is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tree {
    /// The one that the export has.
    Last,
    /// An older one of the region, from before the log came back older.
    Older,
    /// One of the region that the export does not know.
    Unknown,
}

impl<'a> Kept<'a> {
    /// Those for an export.
    pub(super) fn of(export: &'a Export, keys: &Keys<'_>, given: &[KeptCheckpoint]) -> Self {
        let (faults, unknown) = (vec![], vec![]);
        let mut kept = Self { export, heads: vec![], compared: 0, faults, unknown };
        for given in given {
            if let Err(fault) = kept.add(keys, given) {
                kept.faults.push(fault);
            }
        }
        kept.heads.sort_by_key(|head| head.signed.checkpoint.size);
        kept.compare(0, [Hash::of_nothing(); 2]);
        kept
    }

    fn add(&mut self, keys: &Keys<'_>, given: &KeptCheckpoint) -> Result<(), ExportFault> {
        let signed = SignedHead::read(Head::Kept(given.name.clone()), &given.note)?;
        let origin = signed.checkpoint.origin.clone();
        let last = self.export.last_tree();
        let known = self.export.trees().iter().any(|(tree, _)| tree.origin() == origin);
        let of = match origin {
            _ if origin == last.origin() => Tree::Last,
            _ if known || self.followed().any(|followed| followed.origin == origin) => Tree::Older,
            _ => Tree::Unknown,
        };
        if of == Tree::Unknown {
            self.faults.push(ExportFault::OtherOrigin {
                head: signed.head.clone(),
                origin: origin.clone(),
                expected: last.origin(),
            });
            let region = format!("loopbrug/{}/", last.region);
            if !origin.starts_with(&region) {
                return Ok(());
            }
        }
        match keys.signed_then(&signed) {
            Err(fault @ ExportFault::WrongKey { .. }) => self.unknown.push(fault),
            other => other?,
        }
        self.heads.push(KeptHead { signed, of, holds: None });
        Ok(())
    }

    /// The heads that trees of the export say that they follow.
    fn followed(&self) -> impl Iterator<Item = &Followed> {
        self.export.trees().iter().filter_map(|(tree, _)| tree.follows.as_ref())
    }

    /// Those that are compared.
    pub(super) fn heads(&self) -> impl Iterator<Item = &SignedHead> {
        self.heads.iter().map(|head| &head.signed)
    }

    /// The size of the next one that is to be compared.
    pub(super) fn next(&self) -> Option<u64> {
        self.heads.get(self.compared).map(|next| next.signed.checkpoint.size)
    }

    /// The tree may have these roots at this size.
    pub(super) fn compare(&mut self, size: u64, roots: [Hash; 2]) {
        while self.next() == Some(size) {
            let head = &mut self.heads[self.compared];
            head.holds = Some(roots.contains(&head.signed.checkpoint.root));
            self.compared += 1;
        }
    }

    /// How many hold, and what is wrong with the others.
    pub(super) fn judged(mut self, exported: &SignedHead) -> (usize, Vec<ExportFault>) {
        let mut faults = std::mem::take(&mut self.faults);
        faults.extend(self.forks(exported));
        let (mut after, mut held, mut rewritten) = (0, 0, false);
        for head in &self.heads {
            let checkpoint = &head.signed.checkpoint;
            let (size, place) = (checkpoint.size, head.signed.head.clone());
            if head.holds == Some(true) {
                (after, held) = (size, held + usize::from(head.of != Tree::Unknown));
                continue;
            }
            match (head.of, head.holds) {
                (Tree::Last, None) => {
                    let through = self.export.manifest().through;
                    faults.push(ExportFault::Older { head: place, size, through });
                }
                (Tree::Last | Tree::Unknown, Some(_)) if !rewritten => {
                    faults.push(ExportFault::Rewritten { head: place, after, up_to: size });
                    rewritten = true;
                }
                (Tree::Older, _) => {
                    let says_so = |followed: &Followed| {
                        followed.origin == checkpoint.origin && followed.size >= size
                    };
                    let admitted = self.followed().any(says_so);
                    faults.push(ExportFault::Lost { head: place, after, up_to: size, admitted });
                }
                _ => {}
            }
        }
        faults.append(&mut self.unknown);
        (held, faults)
    }

    /// Those that are another head of the same size than another one of them, or the checkpoint of the export.
    fn forks(&self, exported: &SignedHead) -> Vec<ExportFault> {
        let all: Vec<_> = [exported].into_iter().chain(self.heads()).collect();
        let mut forks = vec![];
        for (at, one) in all.iter().enumerate() {
            let fork = |other: &&&SignedHead| {
                let [one, other] = [&one.checkpoint, &other.checkpoint];
                one.origin == other.origin && one.size == other.size && one != other
            };
            if let Some(other) = all[at + 1..].iter().find(fork) {
                let (one, other) = (one.head.clone(), other.head.clone());
                forks.push(ExportFault::TwoHeads { one, other, size: all[at].checkpoint.size });
            }
        }
        forks
    }
}
