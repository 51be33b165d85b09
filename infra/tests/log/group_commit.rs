//! Appends that are written together: each is answered for itself.
//!
//! A transaction beside them holds the head of the log, so that they gather in the order in which
//! they were sent; when it lets go, they are one batch.

use std::time::Duration;

use futures::future::join_all;
use loopbrug_domain::ids::{CommandId, Version};
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::CommandError;
use loopbrug_infra::database::begin;
use loopbrug_infra::log::{
    Append, AppendError, Appended, LogWriter, Recording, StreamVersion, Tip, new_event,
};
use sqlx::postgres::PgListener;
use sqlx::{PgPool, Postgres, Transaction};
use tokio::time::timeout;

use crate::crashes::waits_for_a_lock;
use crate::server::database;
use crate::story::{
    actor, attempt, commands_on, contact, day, event, new_command, open, region, request,
    trajectory,
};
use crate::waiting::wait_until;

#[tokio::test]
async fn appends_that_wait_are_written_in_one_transaction_and_told_of_once() {
    let database = database().await;
    let log = LogWriter::new(database.pool.clone());
    let mut listener = PgListener::connect_with(&database.pool).await.unwrap();
    listener.listen("loopbrug_log").await.unwrap();
    let answers = in_one_batch(&database.pool, &log, (1..=9).map(|n| append(n, &[1, 2]))).await;
    for (answer, last) in answers.into_iter().zip((3..).step_by(2)) {
        let appended = answer.expect("its own positions");
        assert_eq!((appended.first.0, appended.last.0), (last - 1, last));
    }
    assert_eq!(transactions(&database.pool).await, [1, 9], "the one before, and the batch");
    // One word for each commit, or one for several that follow each other closely.
    log.append(append(10, &[1])).await.unwrap();
    log.close().await;
    let (mut words, mut patience) = (0, Duration::from_mins(1));
    while let Ok(word) = timeout(patience, listener.recv()).await {
        assert_eq!(word.unwrap().payload(), region().as_str());
        words += 1;
        // Whether there are too many, and nobody waits for those that are not to come.
        patience = Duration::from_secs(1);
    }
    assert!((1..=3).contains(&words), "{words} words of three commits");
}

#[tokio::test]
async fn a_conflict_or_a_repeat_in_a_batch_fails_alone() {
    let database = database().await;
    let log = LogWriter::new(database.pool.clone());
    let before = append(1, &[1, 2]);
    let carried_out = before.recording.command;
    log.append(before).await.unwrap();
    let stale = append(1, &[2]);
    let beyond = append(1, &[9]);
    let repeated = by(carried_out, append(2, &[1]));
    let batch = [append(3, &[1]), stale, append(1, &[3]), repeated, beyond, append(4, &[1, 2])];
    let told = told(in_one_batch(&database.pool, &log, batch).await);
    assert_eq!(told, ["4", "conflict", "5", "repeated", "conflict", "7"]);
    assert_eq!(positions(&database.pool).await, (1..=7).collect::<Vec<_>>());
    assert_eq!(transactions(&database.pool).await, [1, 1, 3]);
}

#[tokio::test]
async fn of_two_in_a_batch_that_stand_against_each_other_the_first_wins() {
    let database = database().await;
    let log = LogWriter::new(database.pool.clone());
    let first = append(1, &[1]);
    let repeated = by(first.recording.command, append(2, &[1]));
    let refused = append(3, &[2]);
    // What was refused was not carried out, so under its id something else may be.
    let again = by(refused.recording.command, append(3, &[1]));
    let batch = [first, repeated, append(1, &[1]), refused, again, append(1, &[2])];
    let told = told(in_one_batch(&database.pool, &log, batch).await);
    assert_eq!(told, ["2", "repeated", "conflict", "conflict", "3", "4"]);
}

#[tokio::test]
async fn an_append_conflicts_when_a_stream_that_it_looked_at_has_moved_on() {
    let database = database().await;
    let log = LogWriter::new(database.pool.clone());
    log.append(append(1, &[1, 2])).await.unwrap();
    let outdated = log.append(looking_at(1, 1, append(2, &[1]))).await;
    assert!(matches!(outdated, Err(AppendError::Conflict)), "{outdated:?}");
    let unheard_of = log.append(looking_at(9, 1, append(2, &[1]))).await;
    assert!(matches!(unheard_of, Err(AppendError::Conflict)), "{unheard_of:?}");
    assert_eq!(log.append(looking_at(1, 2, append(2, &[1]))).await.unwrap().last.0, 3);
    assert_eq!(log.append(looking_at(9, 0, append(2, &[2]))).await.unwrap().last.0, 4);

    // Of two that each looked at what the other writes, one has to decide anew.
    let crossed = [looking_at(4, 0, append(3, &[1])), looking_at(3, 0, append(4, &[1]))];
    let told = told(in_one_batch(&database.pool, &log, crossed).await);
    assert_eq!(told, ["6", "conflict"]);
}

#[tokio::test]
async fn what_the_database_cannot_hold_fails_alone() {
    let database = database().await;
    let log = LogWriter::new(database.pool.clone());
    let mut impossible = append(2, &[1]);
    impossible.events[0].after.aggregate_id = "a\0b".to_owned();
    let batch = [append(1, &[1]), impossible, append(3, &[1])];
    assert_eq!(told(in_one_batch(&database.pool, &log, batch).await), ["2", "database", "3"]);
    assert_eq!(positions(&database.pool).await, [1, 2, 3]);
}

#[tokio::test]
async fn when_the_queue_is_full_commands_are_told_that_it_is_busy_and_those_in_it_are_written() {
    let database = database().await;
    let log = LogWriter::with_room(database.pool.clone(), 3);
    let commands = commands_on(&database.pool, log.clone(), Clock::system());
    open(&commands, 1).await;
    let head = hold_head(&database.pool).await;
    let under_way = tokio::spawn(append_by(log.clone(), append(2, &[1])));
    waits_for_a_lock(&database.pool).await;
    let waiting = join_all((3..=7).map(|n| log.append(append(n, &[1]))));
    let busy = async {
        let refused = commands.execute(request(1, day(2), contact(1))).await;
        head.rollback().await.unwrap();
        refused.expect_err("there is no room")
    };
    let (answers, refused) = tokio::join!(waiting, busy);
    assert!(matches!(refused, CommandError::Busy), "{refused:?}");
    assert_eq!(refused.code(), Some("BUSY"));
    under_way.await.unwrap().unwrap();
    assert_eq!(told(answers), ["3", "4", "5", "busy", "busy"]);
    commands.execute(request(1, day(2), contact(1))).await.expect("room again");
}

#[tokio::test]
async fn a_log_that_closes_writes_what_waits_and_takes_no_more() {
    let database = database().await;
    let log = LogWriter::new(database.pool.clone());
    log.append(append(1, &[1])).await.unwrap();
    let head = hold_head(&database.pool).await;
    let waiting: Vec<_> =
        (2..=30).map(|n| tokio::spawn(append_by(log.clone(), append(n, &[1])))).collect();
    waits_for_a_lock(&database.pool).await;
    let mut closing = std::pin::pin!(log.close());
    tokio::select! {
        () = &mut closing => panic!("closed before all was written"),
        () = tokio::time::sleep(std::time::Duration::from_millis(50)) => {}
    }
    let late = log.clone().append(append(31, &[1])).await;
    assert!(matches!(late, Err(AppendError::Closed)), "{late:?}");
    head.rollback().await.unwrap();
    closing.await;
    assert_eq!(positions(&database.pool).await, (1..=30).collect::<Vec<_>>());
    for one in waiting {
        one.await.unwrap().expect("an answer");
    }
    log.close().await;
}

#[tokio::test]
async fn a_log_that_is_dropped_still_writes_what_waits() {
    let database = database().await;
    let log = LogWriter::new(database.pool.clone());
    log.append(append(1, &[1])).await.unwrap();
    let head = hold_head(&database.pool).await;
    for n in 2..=5 {
        // Asked, and not waited for.
        let asked = log.append(append(n, &[1]));
        tokio::select! { biased; _ = asked => {}, () = std::future::ready(()) => {} }
    }
    drop(log);
    head.rollback().await.unwrap();
    let written = async || positions(&database.pool).await.len() == 5;
    wait_until("what waits is written", written).await;
}

/// An append of events at these places of stream `n`, by a command of its own.
pub(crate) fn append(n: u32, sequences: &[Version]) -> Append {
    let event = |sequence: &Version| {
        let event = event(day(2), attempt(*sequence));
        new_event::<Trajectory>(&event, &trajectory(n).to_string(), Tip::at(*sequence - 1))
    };
    Append {
        region: region(),
        recording: Recording {
            command: new_command(),
            digest: [0; 32],
            actor: actor(),
            recorded_at: None,
        },
        answer: serde_json::value::to_raw_value("an answer").unwrap(),
        reads: vec![],
        events: sequences.iter().map(event).collect::<Result<_, _>>().unwrap(),
    }
}

fn by(command: CommandId, append: Append) -> Append {
    let recording = Recording { command, ..append.recording.clone() };
    Append { recording, ..append }
}

pub(crate) fn looking_at(n: u32, version: Version, append: Append) -> Append {
    let aggregate_type = append.events[0].after.aggregate_type;
    let read = StreamVersion {
        aggregate_type,
        aggregate_id: trajectory(n).to_string(),
        tip: Tip::at(version),
    };
    Append { reads: vec![read], ..append }
}

type Answer = Result<Appended, AppendError>;

async fn append_by(log: LogWriter, append: Append) -> Answer {
    log.append(append).await
}

/// Sends appends, in order, that become one batch: an append to a stream of its own is under way
/// while they gather.
async fn in_one_batch(
    pool: &PgPool,
    log: &LogWriter,
    appends: impl IntoIterator<Item = Append>,
) -> Vec<Answer> {
    // A region that was never written to has no head to hold.
    sqlx::query("INSERT INTO log_head (region) VALUES ($1) ON CONFLICT DO NOTHING")
        .bind(region().as_str())
        .execute(pool)
        .await
        .unwrap();
    let head = hold_head(pool).await;
    let under_way = tokio::spawn(append_by(log.clone(), append(1_000, &[1])));
    waits_for_a_lock(pool).await;
    let answers = join_all(appends.into_iter().map(|append| log.append(append)));
    let release = async { head.rollback().await.unwrap() };
    let (answers, ()) = tokio::join!(answers, release);
    under_way.await.unwrap().expect("the one under way");
    answers
}

async fn hold_head(pool: &PgPool) -> Transaction<'static, Postgres> {
    let mut transaction = begin(pool).await.unwrap();
    let locked = sqlx::query("SELECT FROM log_head WHERE region = $1 FOR UPDATE")
        .bind(region().as_str())
        .fetch_all(&mut *transaction)
        .await;
    assert_eq!(locked.unwrap().len(), 1);
    transaction
}

/// In short: the last position, or what stood against it.
fn told(answers: Vec<Answer>) -> Vec<String> {
    let short = |answer| match answer {
        Ok(Appended { last, .. }) => last.to_string(),
        Err(AppendError::Conflict) => "conflict".to_owned(),
        Err(AppendError::CommandRepeated) => "repeated".to_owned(),
        Err(AppendError::Busy) => "busy".to_owned(),
        Err(AppendError::Database(_)) => "database".to_owned(),
        Err(other) => panic!("{other:?}"),
    };
    answers.into_iter().map(short).collect()
}

/// How many commands each transaction carried out, in order.
async fn transactions(pool: &PgPool) -> Vec<i64> {
    sqlx::query_scalar("SELECT count(*) FROM commands GROUP BY xmin ORDER BY min(first_position)")
        .fetch_all(pool)
        .await
        .unwrap()
}

async fn positions(pool: &PgPool) -> Vec<i64> {
    sqlx::query_scalar("SELECT position FROM events ORDER BY position")
        .fetch_all(pool)
        .await
        .unwrap()
}
