mod changed;
mod forked;
mod mutated;
mod proved;
mod signatures;

use super::super::heads::{ExportedCosignature, ExportedHead};
use super::super::made::{Made, made, row};
use super::super::manifest::Compression;
use super::*;
use crate::seal::SealedTree;
use crate::seal::key::SealKey;
use crate::seal::witness::Witness;
use loopbrug_domain::catalogue::Code;

impl Made {
    /// An export of 700 events with three heads.
    fn plain() -> Self {
        made(700, &[3, 300], Compression::Zstd)
    }

    /// What comes of it, held against these.
    fn verified(&self, against: &Against) -> Verified {
        match Export::open(self.path()) {
            Ok(export) => verify(&export, against, |_| ()),
            Err(fault) => Verified { faults: vec![fault], ..Verified::default() },
        }
    }

    fn faults(&self) -> Vec<ExportFault> {
        self.verified(&Against::default()).faults
    }

    /// The one fault that there is.
    fn fault(&self) -> ExportFault {
        let faults = self.faults();
        let [fault] = faults.as_slice() else { panic!("{faults:?}") };
        fault.clone()
    }

    /// The key of the log, as it was given to an auditor.
    fn key(&self) -> VerifierKey {
        self.key.verifier(&self.tree.origin()).unwrap()
    }

    /// Changes an early event and seals all anew, with the same key; gives the heads from before.
    fn fork(&mut self) -> Vec<ExportedHead> {
        let heads = std::mem::take(&mut self.heads);
        self.rows[1].payload = "{}".to_owned();
        self.write();
        heads
    }

    /// Its heads, as somebody kept them.
    fn kept(&self) -> Vec<KeptCheckpoint> {
        kept(&self.heads)
    }
}

fn kept(heads: &[ExportedHead]) -> Vec<KeptCheckpoint> {
    let kept = |head: &ExportedHead| KeptCheckpoint {
        name: head.size.to_string(),
        note: head.note.clone(),
    };
    heads.iter().map(kept).collect()
}

fn against(checkpoints: &[KeptCheckpoint], keys: &[&VerifierKey]) -> Against {
    let keys = keys.iter().copied().cloned().collect();
    Against { checkpoints: checkpoints.to_vec(), keys }
}

#[test]
fn an_export_of_any_size_holds_against_its_key_and_every_checkpoint_that_was_kept() {
    for (size, heads) in [
        (1, &[][..]),
        (2, &[1]),
        (255, &[254]),
        (256, &[255]),
        (257, &[1, 255, 256]),
        (700, &[3, 300]),
    ] {
        for compression in [Compression::Gzip, Compression::Zstd] {
            let made = made(size, heads, compression);
            let verified = made.verified(&against(&made.kept(), &[&made.key()]));
            assert_eq!(verified.faults, [], "{size}");
            assert_eq!((verified.events, verified.believed), (size, None));
            assert_eq!((verified.heads, verified.kept), (heads.len() as u64 + 1, heads.len() + 1));
        }
    }
}

#[test]
fn without_a_key_that_of_the_export_is_believed_and_named() {
    let made = Made::plain();
    let verified = made.verified(&Against::default());
    assert_eq!((verified.faults, verified.believed), (vec![], Some(made.key().to_string())));
}

#[test]
fn a_part_of_a_log_holds_by_the_tiles_of_the_whole_tree() {
    for (after, stream, events) in
        [(1, None, 699), (256, None, 444), (699, None, 1), (0, Some(100), 3), (299, Some(100), 1)]
    {
        let mut made = Made::plain();
        let stream = stream.map(|stream| uuid::Uuid::from_u128(stream).to_string());
        made.leave_out(after, stream.as_deref());
        let verified = made.verified(&against(&made.kept(), &[&made.key()]));
        assert_eq!((verified.faults, verified.events, verified.kept), (vec![], events, 3));
    }
}

#[test]
fn every_fault_has_a_number_of_its_own_and_is_explained() {
    let page = include_str!("../../../../docs/AUDIT.md");
    let mut numbers = std::collections::BTreeSet::new();
    for (code, number) in super::super::fault::CODES {
        assert!(numbers.insert(number));
        assert!(
            page.contains(&format!("| {number} | `{code}` |")),
            "{code} is not in docs/AUDIT.md"
        );
    }
    assert_eq!(ExportFault::NoManifest.exit_code(), 10);
}

#[test]
fn the_cosignature_of_a_witness_counts_if_its_key_is_given_and_one_without_any_is_named() {
    let mut made = Made::plain();
    let witness = Witness::of_seed(1);
    let key = witness.key("witness.example/1").parse().unwrap();
    let note = made.heads[1].note.split_once("\n\n").unwrap().0.to_owned() + "\n";
    let cosigned = |text: &str| ExportedCosignature {
        witness: witness.key("witness.example/1"),
        signature: witness.cosigns("witness.example/1", 7, text),
        takenat: "2024-01-05T12:00:09Z".to_owned(),
    };
    made.put_heads(|heads| heads[1].cosignatures.push(cosigned(&note)));
    let verified = made.verified(&against(&[], &[&made.key(), &key]));
    assert_eq!(verified.faults, []);
    assert_eq!(verified.witnesses, [("witness.example/1".to_owned(), 300)]);
    // Whose head it is nobody has to believe, but the key is given as that of a witness alone.
    assert!(made.verified(&against(&[], &[&key])).believed.is_some());

    made.put_heads(|heads| heads[1].cosignatures.push(cosigned("another text\n")));
    assert_eq!(made.fault(), ExportFault::BadSignature(Head::Line(2)));
    made.put_heads(|_| ());
    let found = made.verified(&against(&[], &[&key])).faults;
    assert_eq!(found, [ExportFault::NotCosigned("witness.example/1".to_owned())]);
}
