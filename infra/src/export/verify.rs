//! An export held against its tree, its heads, and what somebody kept: without a database, and without believing it.
//!
//! There is one pass. The hashes of the events are those of the tiles (`leaves`), and each event of the export has the
//! one that is there for it (`events`); out of them the tree is grown again, and compared with the other tiles
//! (`tree`). As it grows, its root is that of every head that the export has (`heads`) and of every checkpoint that
//! was kept (`kept`). What a signature is worth is said in `signed` and `keys`.
//!
//! Memory does not grow with the export. A proof of one event is verified without any ([`verify_proof`]).

mod events;
mod heads;
mod kept;
mod keys;
mod leaves;
mod proof;
mod signed;
mod tree;

use self::events::EventLines;
use self::heads::Heads;
use self::kept::Kept;
use self::keys::Keys;
pub use self::proof::{LONGEST_PROOF, verify_proof};
use self::signed::SignedHead;
use self::tree::{Walk, walk_older};
use super::CHECKPOINT;
use super::fault::{ExportFault, Head};
use super::reading::Export;
use crate::seal::checkpoint::Checkpoint;
use crate::seal::note::VerifierKey;

/// What an export is held against.
#[derive(Debug, Default)]
pub struct Against {
    /// Checkpoints that were kept.
    pub checkpoints: Vec<KeptCheckpoint>,
    /// Keys that are believed: of the log, and of witnesses.
    pub keys: Vec<VerifierKey>,
}

/// A checkpoint that somebody kept.
#[derive(Debug, Clone)]
pub struct KeptCheckpoint {
    /// What it is called in messages.
    pub name: String,
    /// The whole note.
    pub note: String,
}

/// What came of it. The export holds where there are no faults.
#[derive(Debug, Default)]
pub struct Verified {
    /// How many events were found to be those of the tree.
    pub events: u64,
    /// How many heads of the export were found to be those of its trees.
    pub heads: u64,
    /// How many checkpoints that were kept still hold.
    pub kept: usize,
    /// The key of the export that was believed, because none of the log was given.
    pub believed: Option<String>,
    /// Keys that follow another one without its word, each by tree and number: they were believed too.
    pub not_endorsed: Vec<(i32, i32)>,
    /// Witnesses that were given, each with the largest head that it cosigned.
    pub witnesses: Vec<(String, u64)>,
    /// Trees whose last heads cover what the log lost: which tree, the size of its last head that holds still, and that of
    /// its last one.
    pub lost: Vec<(i32, u64, u64)>,
    /// What is wrong, in the order in which to read it.
    pub faults: Vec<ExportFault>,
}

/// The keys of a log that are believed: those that were given, with those that follow them by their word, or else those of
/// the export.
pub(crate) fn believed(export: &Export, given: &[VerifierKey]) -> Vec<VerifierKey> {
    Keys::of(export, given).believed()
}

/// Verifies an export. `report` is called with how many events were looked at.
pub fn verify(export: &Export, against: &Against, report: impl FnMut(u64)) -> Verified {
    let mut verified = Verified::default();
    if let Err(fault) = verified.verify(export, against, report) {
        verified.faults.push(fault);
    }
    verified
}

impl Verified {
    /// The fault is one that leaves nothing to compare.
    fn verify(
        &mut self,
        export: &Export,
        against: &Against,
        mut report: impl FnMut(u64),
    ) -> Result<(), ExportFault> {
        let head = SignedHead::read(Head::Exported, &export.checkpoint()?)?;
        is_of_the_manifest(export, &head.checkpoint)?;
        let keys = Keys::of(export, &against.keys);
        let signed = keys.signed(&head);
        let checkpoint = (head.checkpoint.root, signed.is_ok());
        self.faults.extend(signed.err());
        let mut kept = Kept::of(export, &keys, &against.checkpoints);
        let of_kept = kept.heads().cloned().collect();
        let mut heads = Heads::of(export, &keys, &against.keys, of_kept)?;
        let mut events = EventLines::of(export)?;
        for trees in export.trees().windows(2) {
            let [(tree, _), (next, _)] = trees else { continue };
            self.lost.extend(walk_older(export, (tree, next), &mut heads)?);
        }
        let mut walk = Walk::of(export);
        let walked = walk.through(checkpoint, &mut events, &mut heads, &mut kept, &mut report);
        self.events = walk.events;
        self.faults.append(&mut walk.faults);
        self.faults.extend(walked.err());
        let (holding, faults) = kept.judged(&head);
        self.kept = holding;
        self.faults.extend(faults);
        self.heads = heads.held;
        self.faults.append(&mut heads.faults);
        self.believed = keys.believed_unasked(&head.checkpoint);
        self.not_endorsed.clone_from(&keys.not_endorsed);
        for (witness, size) in &heads.witnesses {
            let name = witness.name().to_owned();
            match size {
                Some(size) => self.witnesses.push((name, *size)),
                None => self.faults.push(ExportFault::NotCosigned(name)),
            }
        }
        for name in export.plain_files() {
            self.faults.extend(export.holds(name).err());
        }
        Ok(())
    }
}

/// The manifest and the checkpoint are of one export. Where they are not, it is the checkpoint that is of another log if
/// its file is the one that the manifest says, and else the manifest.
fn is_of_the_manifest(export: &Export, head: &Checkpoint) -> Result<(), ExportFault> {
    let through = export.manifest().through;
    let tree = export.last_tree();
    let said = tree.checkpoint(through, head.root);
    if *head == said {
        return Ok(());
    }
    let other = |why| Err(ExportFault::OtherManifest(why));
    if head.origin != said.origin {
        if export.holds(CHECKPOINT).is_ok() {
            return Err(ExportFault::OtherOrigin {
                head: Head::Exported,
                origin: head.origin.clone(),
                expected: said.origin,
            });
        }
        return other(format!(
            "its log is '{}', and the checkpoint is of '{}'",
            said.origin, head.origin
        ));
    }
    if head.size != through {
        return other(format!(
            "it ends at position {through}, and the checkpoint covers {}",
            head.size
        ));
    }
    other("its tree follows another one than the checkpoint says".to_owned())
}

#[cfg(test)]
mod tests;
