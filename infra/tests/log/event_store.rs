//! The contract of cqrs-es with its event stores.

use std::collections::HashMap;

use cqrs_es::{AggregateContext, AggregateError, EventStore};
use loopbrug_domain::ids::CommandId;

use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{Payload, Trajectory, TrajectoryEvent};
use loopbrug_infra::log::{Loaded, LogWriter, REGION, Recording, Store, Tip};

use crate::server::database;
use crate::story::{actor, attempt, day, event, new_command, opening, region, trajectory};

fn store(log: &LogWriter, command: CommandId) -> Store<'_, Trajectory> {
    let (actor, recorded_at) = (actor(), None);
    log.recording(Recording { command, digest: [0; 32], actor, recorded_at })
}

/// Where it is recorded.
fn here() -> HashMap<String, String> {
    HashMap::from([(REGION.to_owned(), region().to_string())])
}

fn beginning() -> Vec<TrajectoryEvent> {
    let opened: Payload = opening(1).into();
    vec![event(day(1), opened), event(day(2), attempt(10))]
}

#[tokio::test]
async fn what_was_committed_is_loaded_and_an_unknown_stream_is_empty() {
    let database = database().await;
    let log = LogWriter::new(database.pool.clone());
    let id = trajectory(1).to_string();
    let first = store(&log, new_command());

    let mut nothing = first.load_aggregate(&id).await.unwrap();
    assert_eq!((nothing.version(), nothing.aggregate().version()), (0, 0));
    assert!(first.load_events(&id).await.unwrap().is_empty());

    let mut metadata = here();
    metadata.insert("why".to_owned(), "a test".to_owned());
    let committed = first.commit(beginning(), nothing, metadata.clone()).await.unwrap();
    let numbered: Vec<_> = committed.iter().map(|e| (e.sequence, e.payload.clone())).collect();
    assert_eq!(numbered, (1..).zip(beginning()).collect::<Vec<_>>());
    assert!(committed.iter().all(|e| e.aggregate_id == id && e.metadata == metadata));

    let loaded = first.load_events(&id).await.unwrap();
    let loaded: Vec<_> = loaded.into_iter().map(|e| (e.sequence, e.payload)).collect();
    assert_eq!(loaded, numbered);
    let mut aggregate = first.load_aggregate(&id).await.unwrap();
    assert_eq!(aggregate.version(), 2);
    assert_eq!(aggregate.aggregate().state().outreach.attempts, 1);
}

#[tokio::test]
async fn of_several_events_that_conflict_none_is_committed() {
    let database = database().await;
    let log = LogWriter::new(database.pool.clone());
    let id = trajectory(1).to_string();
    let first = store(&log, new_command());
    let begun = first.load_aggregate(&id).await.unwrap();
    first.commit(beginning(), begun, here()).await.unwrap();

    // From version 1 only the first of the two stands in the way of what is there.
    let second = store(&log, new_command());
    for stale in 0..2 {
        let tip = Tip::at(stale);
        let context = Loaded::<Trajectory> { aggregate_id: id.clone(), tip, ..Loaded::default() };
        let late = vec![event(day(3), attempt(11)), event(day(3), attempt(12))];
        let error = second.commit(late, context, here()).await.expect_err("stale");
        assert!(matches!(error, AggregateError::AggregateConflict), "{error:?}");
    }
    assert_eq!(second.load_events(&id).await.unwrap().len(), 2);
    assert_eq!(log.reader().head(&region()).await.unwrap().0, 2, "a conflict takes no position");
}

#[tokio::test]
async fn a_command_commits_once() {
    let database = database().await;
    let log = LogWriter::new(database.pool.clone());
    let id = trajectory(1).to_string();
    let store = store(&log, new_command());
    let begun = store.load_aggregate(&id).await.unwrap();
    store.commit(beginning(), begun, here()).await.unwrap();
    let again = store.load_aggregate(&id).await.unwrap();
    let more = vec![event(day(3), attempt(11))];
    let error = store.commit(more, again, here()).await.expect_err("the same command");
    assert!(error.to_string().contains("was carried out before"), "{error:?}");
    assert_eq!(log.reader().head(&region()).await.unwrap().0, 2);
}
