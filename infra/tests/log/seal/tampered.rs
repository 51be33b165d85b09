//! What somebody with every right in the database changes.

use loopbrug_infra::seal::Fault;

use super::{Sealing, key_file, sealer};
use crate::story::region;

async fn faults(sealing: &Sealing) -> Vec<Fault> {
    sealing.seal().check(|_, _| ()).await.unwrap().faults
}

#[tokio::test]
async fn every_change_of_an_event_comes_to_light_with_its_position() {
    for (statement, position) in [
        ("payload = '{\"client\":\"somebody else\"}'", 4),
        ("recorded_at = recorded_at + interval '1 microsecond'", 1),
        ("recorded_at = 'infinity'", 2),
        ("\"timestamp\" = '-infinity'", 2),
        ("occurred_on = occurred_on - 1", 5),
        ("actor = '{}'", 6),
        ("actor = NULL", 6),
        ("command_id = gen_random_uuid()", 3),
        ("metadata = '{\"a\":1}'", 3),
        ("event_version = '77'", 2),
        ("event_id = gen_random_uuid()", 2),
        ("sequence = 77", 4),
    ] {
        let mut sealing = Sealing::begin().await;
        sealing.grow(2).await;
        assert_eq!(faults(&sealing).await, []);
        sealing.tamper(&format!("UPDATE events SET {statement} WHERE position = {position}")).await;
        assert_eq!(faults(&sealing).await, [Fault::Changed(position)], "{statement}");
    }
}

#[tokio::test]
async fn events_that_are_removed_swapped_or_put_in_between_come_to_light() {
    let gone = |at: u64| vec![Fault::Missing(at)];
    for (statement, found) in [
        ("DELETE FROM events WHERE position = 1", gone(1)),
        ("DELETE FROM events WHERE position = 4", gone(4)),
        ("DELETE FROM events WHERE position = 6", gone(6)),
        (
            "UPDATE events SET position = 7 - position WHERE position IN (3, 4)",
            vec![Fault::Changed(3), Fault::Changed(4)],
        ),
    ] {
        let mut sealing = Sealing::begin().await;
        sealing.grow(2).await;
        sealing.tamper("ALTER TABLE events DROP CONSTRAINT events_position").await;
        sealing.tamper(statement).await;
        assert_eq!(faults(&sealing).await, found, "{statement}");
    }
    let mut sealing = Sealing::begin().await;
    sealing.grow(2).await;
    for statement in [
        "ALTER TABLE events DROP CONSTRAINT events_position",
        "UPDATE events SET position = position + 1 WHERE position >= 3",
        "INSERT INTO events SELECT aggregate_type, 'new', sequence, event_type, event_version, payload, metadata,
             \"timestamp\", region, 3, gen_random_uuid(), occurred_on, recorded_at, command_id, actor
         FROM events WHERE position = 2",
        "UPDATE log_head SET position = 7",
    ] {
        sealing.tamper(statement).await;
    }
    let all_after: Vec<_> = (3..=6).map(Fault::Changed).collect();
    assert_eq!(faults(&sealing).await, all_after);
}

#[tokio::test]
async fn a_tree_or_a_head_that_was_changed_comes_to_light_and_is_not_signed_again() {
    for (statement, found) in [
        (
            "UPDATE seal_tiles SET hashes = set_byte(hashes, 0, 255 - get_byte(hashes, 0)) WHERE level = 0",
            vec![Fault::Changed(1), Fault::OtherRoot(3), Fault::OtherRoot(6)],
        ),
        (
            "UPDATE seal_heads SET root = set_byte(root, 0, 255 - get_byte(root, 0)) WHERE number = 2",
            vec![Fault::OtherRoot(6)],
        ),
        (
            "UPDATE seal_heads SET note = replace(note, '3', '4') WHERE number = 1",
            vec![Fault::NotSigned(3)],
        ),
        ("DELETE FROM seal_tiles", vec![Fault::TileMissing(1)]),
    ] {
        let mut sealing = Sealing::begin().await;
        sealing.grow(1).await;
        sealing.grow(1).await;
        sealing.tamper(statement).await;
        assert_eq!(faults(&sealing).await, found, "{statement}");
        let changes_the_tree =
            found.contains(&Fault::OtherRoot(6)) || statement.starts_with("DELETE");
        sealing.record(1).await;
        let mut anew = sealer(sealing.pool(), key_file(&sealing.folder));
        assert_eq!(anew.step(&region()).await.is_err(), changes_the_tree, "{statement}");
    }
}
