//! The keys of an export, and which of them are believed.
//!
//! Whoever gives a key believes it, and those that follow it by its word, from tree to tree. Whoever gives none believes
//! those of the export, and `Verified::believed` says so.

use std::collections::HashSet;

use super::super::fault::ExportFault;
use super::super::reading::Export;
use super::signed::SignedHead;
use crate::seal::checkpoint::Checkpoint;
use crate::seal::key::followed_by;
use crate::seal::note::{Note, Signs, VerifierKey};
use crate::seal::{SealedTree, TreeKey};

/// The keys of an export.
pub(super) struct Keys<'a> {
    export: &'a Export,
    /// Those of a log that were given.
    given: Vec<&'a VerifierKey>,
    /// Those that are believed because of these.
    believed: HashSet<[u8; 32]>,
    /// Keys that follow another one without its word, by tree and number.
    pub(super) not_endorsed: Vec<(i32, i32)>,
}

impl<'a> Keys<'a> {
    /// Those of an export, beside those that were given.
    pub(super) fn of(export: &'a Export, given: &'a [VerifierKey]) -> Self {
        let given: Vec<_> = given.iter().filter(|key| key.signs() == Signs::Text).collect();
        let mut believed: HashSet<_> = given.iter().map(|key| *key.bytes()).collect();
        let mut not_endorsed = vec![];
        for (tree, keys) in export.trees() {
            let mut before: Option<&TreeKey> = None;
            for key in keys {
                let endorsed = before.is_none_or(|before| is_endorsed(before, key));
                if !endorsed {
                    not_endorsed.push((tree.tree, key.key));
                }
                if before
                    .is_some_and(|before| endorsed && believed.contains(before.verifier.bytes()))
                {
                    believed.insert(*key.verifier.bytes());
                }
                before = Some(key);
            }
        }
        Self { export, given, believed, not_endorsed }
    }

    /// The key that signs heads of a size.
    pub(super) fn at(&self, tree: &SealedTree, size: u64) -> Option<&'a TreeKey> {
        let (_, keys) = self.export.trees().iter().find(|(of, _)| of.tree == tree.tree)?;
        keys.iter().rfind(|key| key.after_size < size)
    }

    /// The checkpoint of the export is signed by a key that is believed.
    pub(super) fn signed(&self, head: &SignedHead) -> Result<(), ExportFault> {
        let tree = self.export.last_tree();
        let Some(key) = self.at(tree, head.checkpoint.size) else {
            return Err(ExportFault::Unsigned(head.head.clone()));
        };
        head.is_by(&key.verifier)?;
        if self.given.is_empty() || self.believed.contains(key.verifier.bytes()) {
            return Ok(());
        }
        let of_tree = |(tree, _): &&(i32, i32)| *tree == self.export.last_tree().tree;
        match self.not_endorsed.iter().rfind(of_tree) {
            Some((tree, key)) if self.knows_one_of(*tree) => {
                Err(ExportFault::NotEndorsed { tree: *tree, key: *key })
            }
            _ => {
                let why = format!("{} follows none of those that were given", key.verifier);
                Err(ExportFault::WrongKey { head: head.head.clone(), why })
            }
        }
    }

    /// All that are believed: those that were given and those that follow them, or else those of the export.
    pub(super) fn believed(&self) -> Vec<VerifierKey> {
        let of_trees = self.export.trees().iter().flat_map(|(_, keys)| keys);
        let is_believed =
            |key: &&TreeKey| self.given.is_empty() || self.believed.contains(key.verifier.bytes());
        let of_trees = of_trees.filter(is_believed).map(|key| &key.verifier);
        of_trees.chain(self.given.iter().copied()).cloned().collect()
    }

    fn knows_one_of(&self, tree: i32) -> bool {
        let keys = self.export.trees().iter().filter(|(of, _)| of.tree == tree);
        let mut keys = keys.flat_map(|(_, keys)| keys);
        keys.any(|key| self.believed.contains(key.verifier.bytes()))
    }

    /// A checkpoint that was kept is what was signed. It is not known whether it is, where its key is known to nobody any
    /// more: it is worth what whoever kept it knows of it, and the fault says which key that was.
    pub(super) fn signed_then(&self, kept: &SignedHead) -> Result<(), ExportFault> {
        let origin = &kept.checkpoint.origin;
        let of_trees = self.export.trees().iter().flat_map(|(_, keys)| keys);
        let known = of_trees.map(|key| &key.verifier).chain(self.given.iter().copied());
        let mut last = None;
        for key in known.filter(|key| key.name() == origin) {
            match kept.is_by(key) {
                Ok(()) => return Ok(()),
                Err(fault @ ExportFault::BadSignature(_)) => return Err(fault),
                Err(fault) => last = Some(fault),
            }
        }
        last.map_or(Ok(()), Err)
    }

    /// The key by which a head was verified, where none was given.
    pub(super) fn believed_unasked(&self, head: &Checkpoint) -> Option<String> {
        let key = self.at(self.export.last_tree(), head.size)?;
        self.given.is_empty().then(|| key.verifier.to_string())
    }
}

/// The key before signed that this one follows it.
fn is_endorsed(before: &TreeKey, key: &TreeKey) -> bool {
    let note = key.endorsement.as_ref().and_then(|note| note.parse::<Note>().ok());
    note.is_some_and(|note| {
        note.text == followed_by(&key.verifier, key.after_size)
            && note.signature(&before.verifier).is_some()
    })
}
