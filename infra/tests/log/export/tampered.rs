//! What somebody with every right in the database changes is found in an export that was made afterwards, by whoever kept
//! a checkpoint from before.

use std::path::Path;

use loopbrug_infra::export::fault::{Event, ExportFault, Head};
use loopbrug_infra::export::reading::Export;
use loopbrug_infra::export::verify::{Against, KeptCheckpoint, Verified, verify};
use loopbrug_infra::export::{Extent, export};
use loopbrug_infra::seal::note::VerifierKey;
use loopbrug_infra::seal::{TreeHead, Which};

use super::whole;
use crate::seal::{Sealing, key_file, sealer};
use crate::story::region;

/// What an auditor has from before.
pub(super) struct Auditor {
    pub(super) key: VerifierKey,
    pub(super) kept: Vec<KeptCheckpoint>,
}

impl Auditor {
    /// Begins with the key of the log.
    pub(super) async fn begin(sealing: &Sealing) -> Self {
        let tree = sealing.seal().trees().await.unwrap().remove(0);
        let key = sealing.seal().keys(&tree).await.unwrap().remove(0).verifier;
        Self { key, kept: vec![] }
    }

    /// Keeps a head.
    pub(super) fn keep(&mut self, head: &TreeHead) {
        let (name, note) = (head.size.to_string(), head.note.clone());
        self.kept.push(KeptCheckpoint { name, note });
    }

    /// Verifies an export by all that is kept, and by the key or without it.
    pub(super) fn verifies(&self, folder: &Path, by_key: bool) -> Verified {
        let keys = if by_key { vec![self.key.clone()] } else { vec![] };
        let against = Against { checkpoints: self.kept.clone(), keys };
        verify(&Export::open(folder).unwrap(), &against, |_| ())
    }
}

/// A log of nine events, of which each third is the last one of a head that an auditor kept.
async fn kept() -> (Sealing, Auditor) {
    let mut sealing = Sealing::begin().await;
    let heads = [sealing.grow(1).await, sealing.grow(1).await, sealing.grow(1).await];
    let mut auditor = Auditor::begin(&sealing).await;
    for head in &heads {
        auditor.keep(head);
    }
    for statement in [
        "CREATE TABLE log_before AS TABLE events",
        // Whoever may do everything may do this too.
        "ALTER TABLE events DROP CONSTRAINT events_position",
    ] {
        sealing.tamper(statement).await;
    }
    (sealing, auditor)
}

impl Sealing {
    /// Exports the log as it is now, and verifies that.
    async fn verified(&mut self, auditor: &Auditor, name: &str, by_key: bool) -> Verified {
        self.exports(&whole(), name).await.unwrap();
        auditor.verifies(&self.place(name), by_key)
    }
}

#[tokio::test]
async fn whatever_is_changed_in_the_log_is_found_in_an_export_with_its_first_position() {
    let (mut sealing, auditor) = kept().await;
    assert_eq!(sealing.verified(&auditor, "untouched", true).await.faults, []);
    let changed = |at| ExportFault::EventChanged { line: at, position: at };
    let missing = |at| ExportFault::EventMissing { line: at, event: Event::AtPosition(at) };
    let last = ExportFault::EventsTruncated { line: 9, event: Event::AtPosition(9) };
    let insert = "INSERT INTO events
         SELECT aggregate_type, 'new', sequence, event_type, event_version, payload, metadata,
             \"timestamp\", region, 4, gen_random_uuid(), occurred_on, recorded_at, command_id, actor
         FROM events WHERE position = 2";
    let tamperings = [
        (&["UPDATE events SET payload = '{\"a\":1}' WHERE position = 5"][..], changed(5)),
        (
            &[
                "UPDATE events SET recorded_at = recorded_at + interval '1 microsecond' WHERE position = 1",
            ],
            changed(1),
        ),
        (&["UPDATE events SET occurred_on = occurred_on - 1 WHERE position = 9"], changed(9)),
        (&["UPDATE events SET actor = '{}' WHERE position = 4"], changed(4)),
        (&["UPDATE events SET actor = NULL WHERE position > 6"], changed(7)),
        (&["DELETE FROM events WHERE position = 1"], missing(1)),
        (&["DELETE FROM events WHERE position = 5"], missing(5)),
        (&["DELETE FROM events WHERE position = 9"], last.clone()),
        // The hole is closed.
        (
            &[
                "DELETE FROM events WHERE position = 5",
                "UPDATE events SET position = position - 1 WHERE position > 5",
            ],
            changed(5),
        ),
        (&["UPDATE events SET position = 7 - position WHERE position IN (3, 4)"], changed(3)),
        (&["UPDATE events SET position = position + 1 WHERE position >= 4", insert], changed(4)),
        (&["UPDATE events SET payload = '{}', event_id = gen_random_uuid()"], changed(1)),
    ];
    for (n, (statements, found)) in tamperings.into_iter().enumerate() {
        for statement in statements {
            sealing.tamper(statement).await;
        }
        let verified = sealing.verified(&auditor, &n.to_string(), true).await;
        assert_eq!(verified.faults[0], found, "{statements:?}");
        // Where a hole was closed, the last position is not there any more.
        let shorter = found != last && statements[0].starts_with("DELETE") && statements.len() > 1;
        assert_eq!(verified.faults[1..], if shorter { vec![last.clone()] } else { vec![] });
        assert_eq!(verified.kept, 3, "the tree is as it was");
        for statement in ["DELETE FROM events", "INSERT INTO events SELECT * FROM log_before"] {
            sealing.tamper(statement).await;
        }
    }
}

/// The range of positions in which the log was rewritten, as far as kept checkpoints know.
fn range(verified: &Verified) -> Option<(u64, u64)> {
    verified.faults.iter().find_map(|fault| match fault {
        ExportFault::Rewritten { head: Head::Kept(_), after, up_to } => Some((*after, *up_to)),
        _ => None,
    })
}

fn codes(verified: &Verified) -> Vec<&'static str> {
    verified.faults.iter().map(ExportFault::code).collect()
}

/// Forgets what was sealed, but for the name of the tree, and seals what is there now by a key.
async fn seal_anew(sealing: &mut Sealing, key: &str) {
    for statement in ["DELETE FROM seal_heads", "DELETE FROM seal_tiles", "DELETE FROM seal_keys"] {
        sealing.tamper(statement).await;
    }
    let key_file = sealing.folder.path().join(key);
    std::fs::create_dir_all(key_file.parent().unwrap()).unwrap();
    if key == "same/seal.key" {
        // Without the heads that are kept beside it.
        std::fs::copy(self::key_file(&sealing.folder), &key_file).unwrap();
    }
    sealing.sealer = sealer(sealing.pool(), key_file);
    sealing.sealer.step(&region()).await.unwrap();
}

const REWRITE_FIFTH: &str = "UPDATE events SET payload = '{\"a\":1}' WHERE position = 5";
const REWRITE_ALL: &str = "UPDATE events SET payload = '{\"a\":1}', actor = '{}'";

#[tokio::test]
async fn a_log_rewritten_with_its_tree_and_signed_by_the_same_key_is_found_by_kept_checkpoints() {
    let (mut sealing, auditor) = kept().await;
    sealing.tamper(REWRITE_FIFTH).await;
    seal_anew(&mut sealing, "same/seal.key").await;
    let verified = sealing.verified(&auditor, "fifth", true).await;
    // The smallest statement that is true: the first head still holds, the second one does not.
    assert_eq!((range(&verified), verified.kept), (Some((3, 6)), 1));
    assert_eq!(codes(&verified), ["TWO_HEADS", "REWRITTEN"], "the last kept one has the same size");
    let no_auditor = Auditor { kept: vec![], ..auditor };
    let unknown = no_auditor.verifies(&sealing.place("fifth"), true);
    assert_eq!(unknown.faults, [], "nobody can know it who kept nothing");
}

#[tokio::test]
async fn a_log_rewritten_from_its_first_event_and_signed_by_another_key_is_found_by_key_or_checkpoint()
 {
    let (mut sealing, auditor) = kept().await;
    sealing.tamper(REWRITE_ALL).await;
    seal_anew(&mut sealing, "other/seal.key").await;
    let verified = sealing.verified(&auditor, "same tree", true).await;
    assert_eq!((codes(&verified)[0], range(&verified)), ("WRONG_KEY", Some((0, 3))));
    let verified = auditor.verifies(&sealing.place("same tree"), false);
    assert_eq!((range(&verified), verified.kept), (Some((0, 3)), 0));
    let nothing = Auditor { kept: vec![], ..auditor };
    assert_eq!(codes(&nothing.verifies(&sealing.place("same tree"), true)), ["WRONG_KEY"]);
}

#[tokio::test]
async fn a_log_rewritten_under_a_new_name_is_of_another_log_and_what_it_changed_is_named() {
    let (mut sealing, auditor) = kept().await;
    for statement in [REWRITE_FIFTH, "DELETE FROM seal_trees"] {
        sealing.tamper(statement).await;
    }
    seal_anew(&mut sealing, "other/seal.key").await;
    let verified = sealing.verified(&auditor, "new tree", false).await;
    assert_eq!((codes(&verified)[0], range(&verified)), ("OTHER_ORIGIN", Some((3, 6))));
}

#[tokio::test]
async fn a_log_rewritten_with_its_tiles_contradicts_the_heads_that_were_signed() {
    let (mut sealing, auditor) = kept().await;
    sealing.tamper(REWRITE_FIFTH).await;
    sealing.tamper("CREATE TABLE heads_before AS TABLE seal_heads").await;
    sealing.tamper("CREATE TABLE keys_before AS TABLE seal_keys").await;
    seal_anew(&mut sealing, "other/seal.key").await;
    for statement in [
        "DELETE FROM seal_heads",
        "DELETE FROM seal_keys",
        "INSERT INTO seal_keys SELECT * FROM keys_before",
        "INSERT INTO seal_heads (region, tree, number, size, before_size, root, event_id, recorded_at, signed_at, key, note)
         SELECT region, tree, number, size, before_size, root, event_id, recorded_at, signed_at, key, note
         FROM heads_before",
    ] {
        sealing.tamper(statement).await;
    }
    let nothing = Auditor { kept: vec![], key: auditor.key.clone() };
    let verified = sealing.verified(&nothing, "tiles", true).await;
    let rewritten = ExportFault::Rewritten { head: Head::Line(2), after: 3, up_to: 6 };
    assert_eq!(verified.faults, [rewritten]);
    let verified = auditor.verifies(&sealing.place("tiles"), true);
    assert_eq!((range(&verified), verified.kept), (Some((3, 6)), 1));
}

#[tokio::test]
async fn where_the_sealer_noticed_and_began_a_new_tree_the_kept_checkpoints_tell_what_was_lost() {
    let (mut sealing, auditor) = kept().await;
    for statement in [
        "UPDATE events SET position = position + 1 WHERE position >= 5",
        "INSERT INTO events
         SELECT aggregate_type, 'new', sequence, event_type, event_version, payload, metadata,
             \"timestamp\", region, 5, gen_random_uuid(), occurred_on, recorded_at, command_id, actor
         FROM events WHERE position = 2",
        "UPDATE log_head SET position = 10",
    ] {
        sealing.tamper(statement).await;
    }
    let verified = sealing.verified(&auditor, "noticed", true).await;
    assert_eq!(sealing.seal().head(Which::Last).await.unwrap().tree, 2);
    let lost = |name: &str, up_to| ExportFault::Lost {
        head: Head::Kept(name.to_owned()),
        after: 3,
        up_to,
        admitted: true,
    };
    assert_eq!(verified.faults, [lost("6", 6), lost("9", 9)]);
    assert_eq!((verified.kept, verified.lost), (1, vec![(1, 3, 9)]));
}

#[tokio::test]
async fn a_withheld_end_is_found_by_whoever_kept_a_checkpoint_of_it() {
    let (mut sealing, auditor) = kept().await;
    let first = sealing.seal().head(Which::Number(2)).await.unwrap();
    let folder = sealing.place("withheld");
    let written = export(sealing.pool(), &whole(), &first, &folder, |_, _| ()).await.unwrap();
    assert_eq!(written.newer, 3);
    let verified = auditor.verifies(&folder, true);
    let head = Head::Kept("9".to_owned());
    assert_eq!(verified.faults, [ExportFault::Older { head, size: 9, through: 6 }]);
    let extent = Extent { after: 4, ..whole() };
    sealing.exports(&extent, "part").await.unwrap();
    let verified = auditor.verifies(&sealing.place("part"), true);
    assert_eq!((verified.faults, verified.events, verified.kept), (vec![], 5, 3));
}
