//! The program itself compares the log with its seal, stretch by stretch, and what it finds stays.

use std::time::Duration;

use loopbrug_domain::catalogue::Code;
use loopbrug_infra::seal::{Fault, Integrity, Sealed};
use tokio::sync::watch;

use super::{Sealing, key_file, sealer};
use crate::story::region;

/// More events than are compared at once.
const MANY: u64 = 4_500;

impl Sealing {
    /// Writes so many events more, without the program.
    async fn write(&self, many: u64) {
        self.tamper(&format!(
            "INSERT INTO events
             SELECT aggregate_type, 'more-' || position + n, 0, event_type, event_version, payload, metadata,
                    \"timestamp\", region, position + n,
                    (lpad(to_hex(position + n), 12, '0') || '7' || substr(md5(n::text), 1, 19))::uuid,
                    occurred_on, recorded_at, command_id, actor
             FROM events, generate_series(1, {many}) AS n
             WHERE position = (SELECT position FROM log_head)"
        ))
        .await;
        self.tamper(&format!("UPDATE log_head SET position = position + {many}")).await;
    }

    /// The same, and has them sealed: some at a time, because a step that takes long loses its turn.
    async fn grow_by(&mut self, many: u64) {
        for _ in 0..many / 500 {
            self.write(500).await;
            let sealed = self.sealer.step(&region()).await.unwrap();
            assert!(matches!(sealed, Sealed::Signed { more: false, .. }), "{sealed:?}");
        }
    }

    /// Lets the program compare the whole log once, whatever it did before.
    async fn round(&self) {
        while self.compare().await.is_some() {
            let rounds = self.integrity().await.rounds.unwrap();
            if rounds.position == 0 {
                return;
            }
        }
    }

    async fn compare(&self) -> Option<(Code, Vec<Fault>)> {
        let compared = self.sealer.compare(Duration::ZERO).await.unwrap();
        compared.map(|(region, checked)| (region, checked.faults))
    }

    async fn integrity(&self) -> Integrity {
        self.seal().integrity().await.unwrap()
    }

    async fn found(&self) -> Vec<Fault> {
        self.integrity().await.faults.iter().map(|finding| finding.fault).collect()
    }
}

#[tokio::test]
async fn a_log_is_compared_round_and_round_and_what_was_changed_is_found_wherever_it_is() {
    let mut sealing = Sealing::begin().await;
    sealing.grow(1).await;
    assert!(sealing.integrity().await.rounds.is_none());
    sealing.grow_by(MANY).await;
    assert_eq!(sealing.compare().await, Some((region(), vec![])));
    let rounds = sealing.integrity().await.rounds.unwrap();
    assert!(rounds.completed.is_none() && rounds.position > 4_000, "{rounds:?}");
    sealing.round().await;
    let rounds = sealing.integrity().await.rounds.unwrap();
    assert_eq!((rounds.position, rounds.completed.unwrap().1), (0, MANY + 3));
    assert_eq!(sealing.found().await, []);
    for position in [2, 4_300] {
        let tamper = "UPDATE events SET occurred_on = occurred_on - 1 WHERE position";
        sealing.tamper(&format!("{tamper} = {position}")).await;
    }
    sealing.round().await;
    sealing.compare().await;
    let found = [Fault::Changed(2), Fault::Changed(4_300)];
    assert_eq!(sealing.found().await, found, "each once");
    // Put right again, and by another process: that it was so stays known.
    sealing
        .tamper("UPDATE events SET occurred_on = occurred_on + 1 WHERE position IN (2, 4300)")
        .await;
    sealing.sealer = sealer(sealing.pool(), key_file(&sealing.folder));
    sealing.round().await;
    assert_eq!(sealing.seal().check(|_, _| ()).await.unwrap().faults, []);
    let integrity = sealing.integrity().await;
    assert_eq!((sealing.found().await, integrity.fault_count), (found.to_vec(), 2));
    let refused = sqlx::query("DELETE FROM seal_faults").execute(sealing.pool()).await.unwrap_err();
    assert_eq!(refused.as_database_error().unwrap().code().as_deref(), Some("42501"));
}

#[tokio::test]
async fn a_hash_above_the_leaves_that_was_changed_comes_to_light() {
    let mut sealing = Sealing::begin().await;
    sealing.grow(1).await;
    sealing.grow_by(MANY).await;
    let change = "UPDATE seal_tiles SET hashes = set_byte(hashes, 0, 255 - get_byte(hashes, 0))";
    sealing.tamper(&format!("{change} WHERE level = 1")).await;
    let changed = Fault::TileChanged(1);
    assert!(sealing.seal().check(|_, _| ()).await.unwrap().faults.contains(&changed));
    sealing.round().await;
    assert!(sealing.found().await.contains(&changed));
    sealing.tamper("DELETE FROM seal_tiles WHERE level = 0 AND index = 5").await;
    sealing.round().await;
    let found = sealing.found().await;
    assert!(found.contains(&Fault::TileMissing(5 * 256 + 1)), "{found:?}");
    let rounds = sealing.integrity().await.rounds.unwrap();
    assert_eq!(rounds.completed.unwrap().1, MANY + 3, "it goes on behind what is gone");
}

#[tokio::test]
async fn two_processes_do_not_compare_the_same_again_before_it_is_time() {
    let mut sealing = Sealing::begin().await;
    let pause = Duration::from_mins(1);
    let other = sealer(sealing.pool(), key_file(&sealing.folder));
    assert!(sealing.sealer.compare(pause).await.unwrap().is_none(), "nothing was sealed yet");
    sealing.grow(1).await;
    assert!(sealing.sealer.compare(pause).await.unwrap().is_some());
    assert!(other.compare(pause).await.unwrap().is_none());
    assert!(other.compare(Duration::ZERO).await.unwrap().is_some());
}

#[tokio::test]
async fn what_keeps_the_log_from_being_sealed_is_found_too_and_the_tail_grows_older() {
    let mut sealing = Sealing::begin().await;
    sealing.grow(1).await;
    let sealed = sealing.integrity().await;
    assert_eq!((sealed.events, sealed.unsealed, sealed.unsealed_seconds), (3, 0, None));
    sealing.record(1).await;
    let tail = sealing.integrity().await;
    assert_eq!((tail.events, tail.unsealed), (6, 3));
    assert!(tail.unsealed_seconds.unwrap() < 60.0);
    sealing
        .tamper(
            "UPDATE events SET recorded_at = recorded_at - interval '1 hour' WHERE position = 4",
        )
        .await;
    let seconds = sealing.integrity().await.unsealed_seconds.unwrap();
    assert!((3_600.0..3_660.0).contains(&seconds), "{seconds}");
    sealing.tamper("DELETE FROM events WHERE position = 5").await;
    let stop = watch::Sender::new(false);
    let running = sealer(sealing.pool(), key_file(&sealing.folder)).run(stop.subscribe());
    let running = tokio::spawn(running);
    while sealing.found().await.is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.send_replace(true);
    running.await.unwrap();
    assert_eq!(sealing.found().await, [Fault::Missing(5)]);
}

#[tokio::test]
async fn an_event_is_found_by_its_id_without_reading_the_whole_log() {
    let mut sealing = Sealing::begin().await;
    sealing.record(1).await;
    sealing.write(60_000).await;
    // Some are of other writers, whose ids say nothing about time.
    sealing
        .tamper("UPDATE events SET event_id = gen_random_uuid() WHERE position % 5000 = 77")
        .await;
    sealing.tamper("SELECT brin_summarize_new_values('events_ids')").await;
    sealing.tamper("ANALYZE events").await;
    let of = async |position: i64| -> uuid::Uuid {
        let id = sqlx::query_scalar("SELECT event_id FROM events WHERE position = $1");
        id.bind(position).fetch_one(sealing.pool()).await.unwrap()
    };
    for position in [2_u64, 5_077, 30_000, 60_003] {
        let id = of(i64::try_from(position).unwrap()).await;
        assert_eq!(sealing.seal().position_of(id).await.unwrap(), Some(position));
    }
    assert_eq!(sealing.seal().position_of(uuid::Uuid::nil()).await.unwrap(), None);
    let pages: i32 = sqlx::query_scalar("SELECT relpages FROM pg_class WHERE relname = 'events'")
        .fetch_one(sealing.pool())
        .await
        .unwrap();
    let plan: serde_json::Value = sqlx::query_scalar(
        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
         SELECT position FROM events WHERE region = $1 AND event_id = $2",
    )
    .bind(region().as_str())
    .bind(of(30_000).await)
    .fetch_one(sealing.pool())
    .await
    .unwrap();
    let plan = &plan[0]["Plan"];
    let read = ["Shared Hit Blocks", "Shared Read Blocks"].map(|of| plan[of].as_i64().unwrap());
    let read: i64 = read.iter().sum();
    assert!(read * 4 < i64::from(pages), "{read} of {pages}: {plan}");
}
