//! The heads that an export has: each is signed, follows the one before, and has the root of the tree at its size.

use super::super::HEADS;
use super::super::fault::{ExportFault, Head, Place};
use super::super::heads::{ExportedCosignature, ExportedHead};
use super::super::reading::{Export, Lines};
use super::events::ReadEvent;
use super::keys::Keys;
use super::signed::SignedHead;
use crate::seal::hash::Hash;
use crate::seal::note::{Note, Signature, Signs, VerifierKey};
use crate::seal::{SealedTree, canonical};

/// So many faults of heads are named, at most.
const NAMED: usize = 100;

/// The heads of an export, in order.
pub(super) struct Heads<'a> {
    export: &'a Export,
    keys: &'a Keys<'a>,
    /// Heads that were kept: where there is another one of the same size, the log was forked.
    kept: Vec<SignedHead>,
    lines: Lines,
    ended: bool,
    next: Option<ReadHead>,
    before: Option<ReadHead>,
    /// How many hold.
    pub(super) held: u64,
    /// The witnesses that were given, each with the largest size that it cosigned.
    pub(super) witnesses: Vec<(VerifierKey, Option<u64>)>,
    /// What is wrong with them.
    pub(super) faults: Vec<ExportFault>,
}

/// A head, whose signatures were looked at.
#[derive(Clone)]
pub(super) struct ReadHead {
    pub(super) line: u64,
    pub(super) head: ExportedHead,
    /// It is what a key of the tree signed.
    pub(super) signed: bool,
}

impl<'a> Heads<'a> {
    /// Those of an export.
    pub(super) fn of(
        export: &'a Export,
        keys: &'a Keys<'a>,
        given: &[VerifierKey],
        kept: Vec<SignedHead>,
    ) -> Result<Self, ExportFault> {
        let witnesses = given.iter().filter(|key| key.signs() == Signs::Cosignature);
        Ok(Self {
            export,
            keys,
            kept,
            lines: export.heads()?,
            ended: false,
            next: None,
            before: None,
            held: 0,
            witnesses: witnesses.map(|key| (key.clone(), None)).collect(),
            faults: vec![],
        })
    }

    /// The next head, if it is of this tree and not larger.
    pub(super) fn next_up_to(&mut self, tree: &SealedTree, size: u64) -> Option<ReadHead> {
        if self.next.is_none() && !self.ended {
            match self.read() {
                Ok(next) => self.next = next,
                Err(fault) => self.fault(fault),
            }
            self.ended = self.next.is_none();
        }
        self.next.take_if(|next| next.head.tree == tree.tree && next.head.size <= size)
    }

    /// A head is compared with the roots that the tree may have at its size, and with the event that it names as its last
    /// one; gives whether it holds.
    pub(super) fn compare(
        &mut self,
        head: &ReadHead,
        roots: [Hash; 2],
        last: Option<&ReadEvent>,
    ) -> bool {
        let ReadHead { line, head, signed } = head;
        if let Some(last) = last
            && *signed
            && (head.eventid != last.id || head.recordedat != last.time)
        {
            let why = "its last event is another one".to_owned();
            self.fault(ExportFault::HeadMalformed { line: *line, why });
        }
        let holds = roots.contains(&head.root);
        self.held += u64::from(holds && *signed);
        // Of a head that nobody signed it was said already, and it proves nothing.
        holds || !*signed
    }

    /// There is none left, and the last one is that of the checkpoint.
    pub(super) fn end(&mut self, tree: &SealedTree) {
        let through = self.export.manifest().through;
        if self.next_up_to(tree, u64::MAX).is_some() {
            let line = self.before.as_ref().map_or(1, |before| before.line);
            let why = "it covers more than the checkpoint does".to_owned();
            self.fault(ExportFault::HeadMalformed { line, why });
        } else if self.faults.is_empty() {
            let last = self.before.as_ref();
            let is_last =
                |last: &ReadHead| (last.head.tree, last.head.size) == (tree.tree, through);
            if !last.is_some_and(is_last) {
                let file = self.export.manifest().compressed(HEADS);
                let line = Some(last.map_or(1, |last| last.line + 1));
                self.fault(ExportFault::Truncated(Place { file, line }));
            }
        }
    }

    pub(super) fn fault(&mut self, fault: ExportFault) {
        if self.faults.len() < NAMED {
            self.faults.push(fault);
        }
    }

    fn read(&mut self) -> Result<Option<ReadHead>, ExportFault> {
        let Some(line) = self.lines.read()? else { return Ok(None) };
        let (line, bytes) = (line.number, line.bytes);
        let malformed = |why: &str| ExportFault::HeadMalformed { line, why: why.to_owned() };
        let head: ExportedHead =
            serde_json::from_slice(bytes).map_err(|error| malformed(&error.to_string()))?;
        // Another form could say something twice, and be read in two ways.
        if canonical::bytes(&head).ok().as_deref() != Some(bytes) {
            return Err(malformed("it is not in the form of RFC 8785"));
        }
        let mut trees = self.export.trees().iter();
        let (tree, _) = trees
            .find(|(tree, _)| tree.tree == head.tree)
            .ok_or_else(|| malformed("of no tree"))?;
        let signed = self.signatures(tree, line, &head);
        let read = ReadHead { line, head, signed };
        let head = &read.head;
        match self.before.take().map(|before| (before.head.tree == head.tree, before)) {
            None if (head.tree, head.number) != (1, 1) => {
                return Err(malformed("the first one is not the first of the first tree"));
            }
            Some((false, before)) if (head.tree, head.number) != (before.head.tree + 1, 1) => {
                return Err(malformed("it is not the first one of the next tree"));
            }
            Some((true, before)) if head.number != before.head.number.saturating_add(1) => {
                return Err(malformed("its number is not the next one"));
            }
            Some((true, before))
                if head.size == before.head.size && head.root != before.head.root =>
            {
                let [one, other] = [before.line, line].map(Head::Line);
                return Err(ExportFault::TwoHeads { one, other, size: head.size });
            }
            Some((true, before)) if head.size <= before.head.size => {
                return Err(malformed("it does not cover more than the one before it"));
            }
            _ if head.size == 0 => return Err(malformed("it covers nothing")),
            _ => {}
        }
        // The last one is the checkpoint, which is compared by itself.
        let last = (self.export.last_tree().tree, self.export.manifest().through);
        if read.signed && (head.tree, head.size) != last {
            let forked = |kept: &&SignedHead| {
                let of = &kept.checkpoint;
                of.origin == tree.origin() && of.size == head.size && of.root != head.root
            };
            if let Some(kept) = self.kept.iter().find(forked) {
                let (one, other, size) = (kept.head.clone(), Head::Line(line), head.size);
                self.fault(ExportFault::TwoHeads { one, other, size });
            }
        }
        self.before = Some(read.clone());
        Ok(Some(read))
    }

    /// Whether a head is what a key of its tree signed.
    fn signatures(&mut self, tree: &SealedTree, line: u64, head: &ExportedHead) -> bool {
        let signed = self.signed(tree, line, head);
        let is_signed = signed.is_ok();
        match signed {
            Ok(note) => {
                for by in &head.cosignatures {
                    self.cosignature(line, head.size, &note, by);
                }
            }
            Err(fault) => self.fault(fault),
        }
        is_signed
    }

    fn signed(
        &self,
        tree: &SealedTree,
        line: u64,
        head: &ExportedHead,
    ) -> Result<Note, ExportFault> {
        let signed = SignedHead::read(Head::Line(line), &head.note)?;
        if signed.checkpoint != tree.checkpoint(head.size, head.root) {
            return Err(ExportFault::BadSignature(Head::Line(line)));
        }
        let key = self.keys.at(tree, head.size).filter(|key| key.key == head.key);
        let Some(key) = key else {
            let why = format!("key {} does not sign heads of size {}", head.key, head.size);
            return Err(ExportFault::WrongKey { head: Head::Line(line), why });
        };
        signed.is_by(&key.verifier)?;
        Ok(signed.note)
    }

    fn cosignature(&mut self, line: u64, size: u64, note: &Note, by: &ExportedCosignature) {
        let read = (by.witness.parse::<VerifierKey>(), by.signature.parse::<Signature>());
        let (Ok(witness), Ok(signature)) = read else {
            let why = "a cosignature is none".to_owned();
            return self.fault(ExportFault::HeadMalformed { line, why });
        };
        if witness.signs() != Signs::Cosignature || !witness.verifies(&note.text, &signature) {
            return self.fault(ExportFault::BadSignature(Head::Line(line)));
        }
        if let Some((_, largest)) = self.witnesses.iter_mut().find(|(given, _)| *given == witness) {
            *largest = (*largest).max(Some(size));
        }
    }
}
