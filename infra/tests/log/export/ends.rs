//! Where an export ends: at a head that covers what is recorded, whoever signs it.

use std::time::Duration;

use loopbrug_infra::export::export;
use loopbrug_infra::export::heads::ExportedHead;
use loopbrug_infra::seal::SealError;
use loopbrug_infra::seal::note::VerifierKey;
use tokio::time::sleep;

use super::{Sealing, checkpoint, files, lines, lines_are_proved, whole};
use crate::older_database::Backup;
use crate::seal::sealer;
use crate::story::region;

#[tokio::test]
async fn what_is_recorded_after_the_head_is_not_in_the_export_and_is_counted() {
    let mut sealing = Sealing::begin().await;
    let head = sealing.grow(3).await;
    sealing.record(2).await;
    let place = sealing.place("out");
    let exported = export(sealing.pool(), &whole(), &head, &place, |_, _| ()).await.unwrap();
    assert_eq!((exported.manifest.events, exported.newer), (9, 6));
    // The tile has grown since.
    sealing.grow(1).await;
    let place = sealing.place("later");
    export(sealing.pool(), &whole(), &head, &place, |_, _| ()).await.unwrap();
    assert_eq!(files(&sealing.place("out")), files(&place));
    lines_are_proved(&place, "events.ndjson.zst");
}

#[tokio::test]
async fn a_log_without_events_is_not_exported() {
    let mut sealing = Sealing::begin().await;
    let refused = sealing.exports(&whole(), "out").await.unwrap_err();
    assert_eq!(refused.code(), Some("NOTHING_RECORDED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_lacks_the_key_waits_for_somebody_who_seals_and_makes_no_key() {
    let mut sealing = Sealing::begin().await;
    sealing.grow(1).await;
    sealing.record(1).await;
    let other = sealing.folder.path().join("other.key");
    let mut without = sealer(sealing.pool(), other.clone());
    let here = region();
    let (covered, ()) = tokio::join!(without.cover(&here, |_, _| ()), async {
        sleep(Duration::from_millis(500)).await;
        sealing.sealer.step(&here).await.unwrap();
    });
    assert_eq!(covered.unwrap().size, 6);
    assert!(!other.exists());
    sealing.record(1).await;
    let refused = without.cover(&here, |_, _| ()).await.unwrap_err();
    assert!(matches!(refused, SealError::OtherKey), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_of_a_log_that_came_back_older_has_both_trees() {
    let mut sealing = Sealing::begin().await;
    sealing.grow(1).await;
    let backup = Backup::of(&sealing.database).await;
    let lost = loop {
        // The connections that were lost are replaced.
        sealing.record_anew(1).await;
        if let Ok(head) = sealing.sealer.cover(&region(), |_, _| ()).await {
            break head;
        }
    };
    backup.restore().await;
    sealing.record_anew(2).await;
    let exported = loop {
        if let Ok(exported) = sealing.exports(&whole(), "out").await {
            break exported;
        }
    };
    let folder = sealing.place("out");
    let [first, second] = exported.manifest.trees.as_slice() else { panic!("{exported:?}") };
    let (note, head) = checkpoint(&folder);
    let follows = second.follows.clone().unwrap();
    assert!(
        follows.starts_with("follows ") && follows.contains(&lost.root.to_string()),
        "{follows}"
    );
    assert_eq!((&first.follows, first.tree, second.tree), (&None, 1, 2));
    assert_eq!(head.follows.unwrap().to_string(), follows);
    let key: VerifierKey = second.keys[0].verifier.parse().unwrap();
    assert!(note.signature(&key).is_some());
    let heads = lines(&folder, "heads.ndjson.zst");
    let trees: Vec<_> =
        heads.iter().map(|line| serde_json::from_str::<ExportedHead>(line).unwrap().tree).collect();
    assert_eq!(trees, [1, 2]);
    lines_are_proved(&folder, "events.ndjson.zst");
}
