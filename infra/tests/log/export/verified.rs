//! Exports of real logs hold, whatever became of the log meanwhile in an honest way.

use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::notes::NoteAdded;
use loopbrug_infra::export::Extent;
use loopbrug_infra::export::fault::{ExportFault, Head};
use loopbrug_infra::export::manifest::Compression;
use loopbrug_infra::export::reading::Export;
use loopbrug_infra::export::verify::{Against, verify};
use loopbrug_infra::seal::key::SealKeyFile;
use loopbrug_infra::seal::note::{Note, VerifierKey};
use loopbrug_infra::seal::rotate_key;
use loopbrug_infra::views::StreamId;

use super::tampered::Auditor;
use super::whole;
use crate::older_database::Backup;
use crate::seal::{Sealing, key_file};
use crate::server::vaulted;
use crate::story::{commands_with, day, region, request, trajectory};
use crate::witness::Witness;

#[tokio::test]
async fn every_kind_of_export_holds_by_the_first_key_and_all_that_was_kept() {
    let mut sealing = Sealing::begin().await;
    let first = sealing.grow(90).await;
    let mut auditor = Auditor::begin(&sealing).await;
    auditor.keep(&first);
    let file = SealKeyFile::at(key_file(&sealing.folder));
    rotate_key(sealing.pool(), &[region()], &file, false).await.unwrap();
    let second = sealing.grow(5).await;
    auditor.keep(&second);
    let witness = Witness::of_seed(1);
    let text = second.note.parse::<Note>().unwrap().text;
    let line = witness.cosigns("witness.example/1", 1_700_000_000, &text);
    let known: VerifierKey = witness.key("witness.example/1").parse().unwrap();
    let cosigned = format!("{}{line}\n", second.note);
    sealing.seal().cosign(&cosigned, std::slice::from_ref(&known)).await.unwrap();
    sealing.grow(7).await;
    let stream = StreamId::Trajectory(trajectory(7));
    let pool = sealing.pool().clone();
    let of_stream = Extent::of_stream(&pool, stream, 0, Compression::Zstd).await.unwrap();
    for (extent, events) in [
        (whole(), 306),
        (Extent { compression: Compression::Gzip, ..whole() }, 306),
        (Extent { after: 300, ..whole() }, 6),
        (of_stream.clone(), 3),
        (Extent { after: 20, ..of_stream }, 1),
    ] {
        let name = format!("{extent:?}");
        sealing.exports(&extent, &name).await.unwrap();
        let verified = auditor.verifies(&sealing.place(&name), true);
        assert_eq!((verified.faults, verified.events), (vec![], events), "{name}");
        assert_eq!((verified.heads, verified.kept), (3, 2), "{name}");
        let against = Against { keys: vec![known.clone()], ..Against::default() };
        let verified = verify(&Export::open(&sealing.place(&name)).unwrap(), &against, |_| ());
        assert_eq!(verified.witnesses, [("witness.example/1".to_owned(), second.size)]);
    }
}

#[tokio::test]
async fn after_the_erasure_of_a_client_exports_from_before_and_after_hold() {
    let (mut sealing, keys) = (Sealing::begin().await, vaulted().await);
    sealing.commands = commands_with(sealing.pool(), keys.another());
    sealing.grow(2).await;
    let note =
        Intent::AddNote(NoteAdded { note: SealedText::typed("Iets persoonlijks".to_owned()) });
    sealing.commands.execute(request(1, day(4), note)).await.unwrap();
    let head = sealing.grow(1).await;
    let mut auditor = Auditor::begin(&sealing).await;
    auditor.keep(&head);
    sealing.exports(&whole(), "before").await.unwrap();
    keys.another().destroy(&region(), trajectory(1)).await.unwrap();
    sealing.grow(1).await;
    sealing.exports(&whole(), "after").await.unwrap();
    for (name, events) in [("before", 10), ("after", 13)] {
        let verified = auditor.verifies(&sealing.place(name), true);
        assert_eq!((verified.faults, verified.events), (vec![], events), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_log_that_came_back_older_an_export_holds_and_a_checkpoint_of_what_was_lost_does_not()
{
    let mut sealing = Sealing::begin().await;
    let kept = sealing.grow(1).await;
    let mut auditor = Auditor::begin(&sealing).await;
    auditor.keep(&kept);
    let backup = Backup::of(&sealing.database).await;
    sealing.record_anew(1).await;
    let lost = sealing.sealer.cover(&region(), |_, _| ()).await.unwrap();
    backup.restore().await;
    sealing.record_anew(2).await;
    sealing.exports(&whole(), "out").await.unwrap();
    let verified = auditor.verifies(&sealing.place("out"), true);
    assert_eq!((verified.faults, verified.kept), (vec![], 1), "the same key signs the new tree");
    auditor.keep(&lost);
    let verified = auditor.verifies(&sealing.place("out"), true);
    let (head, up_to) = (Head::Kept(lost.size.to_string()), lost.size);
    assert_eq!(verified.faults, [ExportFault::Lost { head, after: 3, up_to, admitted: true }]);
}
