//! A log that is half imported: nobody sees it, and nothing is appended to it.

use loopbrug_infra::clock::Clock;
use loopbrug_infra::import::{ImportError, Imported, Stage, unfinished};
use loopbrug_infra::live::Live;
use loopbrug_infra::log::LogReader;
use loopbrug_infra::seal::Sealed;

use super::{MANY, exported, exports, imports, is_cut_off};
use crate::export::{files, whole};
use crate::seal::sealer;
use crate::story::{catalogues, commands, day, opening, region, request};

#[tokio::test]
async fn of_a_half_imported_log_no_follower_sees_anything_and_nobody_appends_to_it() {
    let (mut sealing, target) = exported(MANY).await;
    let (pool, source) = (&target, sealing.place("out"));
    is_cut_off(pool, &source, None, Stage::Events).await;
    assert_eq!(unfinished(pool).await.unwrap(), [region()]);
    let written: i64 =
        sqlx::query_scalar("SELECT position FROM imports").fetch_one(pool).await.unwrap();
    assert_eq!(written, 4_096);

    assert_eq!(LogReader::new(pool.clone()).head(&region()).await.unwrap().0, 0);
    let folder = tempfile::tempdir().unwrap();
    let sealed = sealer(pool, folder.path().join("seal.key")).step(&region()).await;
    assert!(!matches!(sealed, Ok(Sealed::Signed { .. })), "{sealed:?}");
    let new = request(900, day(1), opening(900));
    commands(pool).execute(new).await.unwrap_err();
    // Nor does whoever knows nothing of our log.
    let plain = "INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata)
                 VALUES ('case', 'a', 1, 'Opened', '1', '{}', '{\"region\": \"vlaamse-ardennen\"}')";
    let refused = sqlx::query(plain).execute(pool).await.unwrap_err();
    assert_eq!(refused.as_database_error().unwrap().constraint(), Some("log_head_importing"));

    // It goes on where it was, from the same export alone.
    sealing.grow(1).await;
    sealing.exports(&whole(), "newer").await.unwrap();
    let other = imports(pool, &sealing.place("newer"), None).await.unwrap_err();
    assert_eq!(other.code(), Some("OTHER_IMPORT_BEGUN"), "{other}");
    let imported = imports(pool, &source, None).await.unwrap();
    let events = u64::from(MANY);
    assert_eq!(imported, Imported { events, before: 4_096, rows: 0 });
    assert!(unfinished(pool).await.unwrap().is_empty());
    exports(pool, &sealing.place("again")).await;
    assert!(files(&sealing.place("again")) == files(&source));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_program_serves_nothing_is_imported_and_nothing_stays_of_the_attempt() {
    let (sealing, target) = exported(6).await;
    let (pool, source) = (&target, sealing.place("out"));
    let (live, _views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    let refused = imports(pool, &source, None).await.unwrap_err();
    assert!(matches!(refused, ImportError::Served), "{refused}");
    assert!(unfinished(pool).await.unwrap().is_empty());
    let importing: bool = sqlx::query_scalar("SELECT bool_or(importing) FROM log_head")
        .fetch_one(pool)
        .await
        .unwrap();
    assert!(!importing);
    live.stop().await;
    imports(pool, &source, None).await.unwrap();
}
