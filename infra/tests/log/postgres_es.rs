//! Plain postgres-es programs read our log, and write to it like everybody else.

use std::collections::HashMap;

use ::postgres_es::{PostgresCqrs, PostgresEventRepository, postgres_cqrs};
use cqrs_es::persist::PersistedEventStore;
use cqrs_es::{AggregateContext, AggregateError, EventStore};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::time::start_of_day;
use loopbrug_domain::trajectory::{Intent, Trajectory, TrajectoryCommand};
use loopbrug_infra::log::LogReader;
use sqlx::PgPool;

use crate::server::database;
use crate::story::{
    actor, attempt, catalogues, commands, contact, day, event, open, opening, region, request,
    trajectory,
};

type Plain = PostgresCqrs<Trajectory>;

fn plain(pool: &PgPool) -> Plain {
    postgres_cqrs(pool.clone(), vec![], catalogues())
}

async fn write_plainly(
    plain: &Plain,
    client: u32,
    intent: Intent,
    region: Option<&str>,
) -> Result<(), AggregateError<loopbrug_domain::trajectory::Refusal>> {
    let command = TrajectoryCommand {
        occurred_on: day(2),
        now: start_of_day(day(9)),
        actor: actor(),
        intent,
    };
    let metadata = region.map(|region| ("region".to_owned(), region.to_owned()));
    let metadata: HashMap<_, _> = metadata.into_iter().collect();
    plain.execute_with_metadata(&trajectory(client).to_string(), command, metadata).await
}

#[tokio::test]
async fn a_plain_writer_is_numbered_like_everybody_else() {
    let database = database().await;
    let (commands, plain) = (commands(&database.pool), plain(&database.pool));
    open(&commands, 1).await;
    write_plainly(&plain, 2, opening(2), Some("vlaamse-ardennen")).await.unwrap();
    // An existing stream tells the region by itself.
    write_plainly(&plain, 1, contact(10), None).await.unwrap();
    commands.execute(request(2, day(3), contact(11))).await.unwrap();
    write_plainly(&plain, 1, contact(12), Some("vlaamse-ardennen")).await.unwrap();

    let rows: Vec<(i64, String, i64, String, chrono::NaiveDate)> = sqlx::query_as(
        "SELECT position, aggregate_id, sequence, region, occurred_on FROM events
         ORDER BY position",
    )
    .fetch_all(&database.pool)
    .await
    .unwrap();
    let expected = [(1, 1, 1, 1), (2, 2, 1, 2), (3, 1, 2, 2), (4, 2, 2, 3), (5, 1, 3, 2)].map(
        |(position, client, sequence, on)| {
            (position, trajectory(client).to_string(), sequence, region().to_string(), day(on))
        },
    );
    assert_eq!(rows, expected);
    assert_eq!(LogReader::new(database.pool.clone()).head(&region()).await.unwrap().0, 5);
}

#[tokio::test]
async fn a_plain_writer_that_names_no_region_for_a_new_stream_is_refused() {
    let database = database().await;
    let error = write_plainly(&plain(&database.pool), 1, opening(1), None).await;
    let error = error.expect_err("no region");
    assert!(format!("{error:?}").contains("give it in the metadata"), "{error:?}");
    assert_eq!(LogReader::new(database.pool.clone()).head(&region()).await.unwrap().0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_writers_and_ours_at_once_leave_no_hole_and_no_double() {
    let database = database().await;
    let pool = &database.pool;
    let commands = commands(pool);
    open(&commands, 0).await;
    let mut writers = tokio::task::JoinSet::new();
    for n in 1..=6 {
        let (plain, commands) = (plain(pool), commands.clone());
        writers.spawn(async move {
            let region = region();
            let opened = write_plainly(&plain, n, opening(n), Some(region.as_str())).await;
            opened.expect("an opening");
            for minutes in 0..15 {
                // All of them at one stream, where a plain writer meets conflicts.
                while let Err(error) = write_plainly(&plain, 0, contact(minutes), None).await {
                    assert!(matches!(error, AggregateError::AggregateConflict), "{error:?}");
                }
                commands.execute(request(n, day(3), contact(minutes))).await.expect("ours");
            }
        });
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }
    let count = 1 + 6 + 6 * 15 * 2;
    let positions: Vec<i64> = sqlx::query_scalar("SELECT position FROM events ORDER BY position")
        .fetch_all(pool)
        .await
        .unwrap();
    assert_eq!(positions, (1..=count).collect::<Vec<_>>());
    let last: i64 =
        sqlx::query_scalar("SELECT position FROM log_head").fetch_one(pool).await.unwrap();
    assert_eq!(last, count);
}

#[tokio::test]
async fn a_plain_reader_reads_our_streams() {
    let database = database().await;
    let commands = commands(&database.pool);
    open(&commands, 1).await;
    commands.execute(request(1, day(2), contact(10))).await.unwrap();
    let log = LogReader::new(database.pool.clone());
    let ours = log.load::<Trajectory>(&trajectory(1).to_string()).await.unwrap();

    let repository = PostgresEventRepository::new(database.pool.clone());
    let store = PersistedEventStore::<_, Trajectory>::new_event_store(repository);
    let id = trajectory(1).to_string();
    let events = store.load_events(&id).await.unwrap();
    assert_eq!(events.iter().map(|e| e.sequence).collect::<Vec<_>>(), [1, 2]);
    let mut theirs = store.load_aggregate(&id).await.unwrap();
    assert_eq!(theirs.aggregate(), &*ours.aggregate);
}

#[tokio::test]
async fn a_store_of_cqrs_es_on_our_repository_writes_plainly_and_reads_the_streams_of_its_region() {
    let database = database().await;
    open(&commands(&database.pool), 1).await;
    let (log, id) = (LogReader::new(database.pool.clone()), trajectory(1).to_string());
    let store =
        PersistedEventStore::<_, Trajectory>::new_snapshot_store(log.streams::<Trajectory>(), 1);
    let begun = store.load_aggregate(&id).await.unwrap();
    let metadata = HashMap::from([("why".to_owned(), "a test".to_owned())]);
    store.commit(vec![event(day(2), attempt(10))], begun, metadata).await.unwrap();

    let read = store.load_events(&id).await.unwrap();
    let after: Vec<_> = read.iter().map(|e| (e.sequence, e.metadata.contains_key("why"))).collect();
    assert_eq!(after, [(1, false), (2, true)]);
    assert!(read.iter().all(|e| e.metadata["region"] == region().as_str()));
    let mut theirs = store.load_aggregate(&id).await.unwrap();
    let ours = log.load_in::<Trajectory>(&region(), &id).await.unwrap();
    assert_eq!(theirs.aggregate(), &*ours.aggregate);
    assert_eq!(log.load_in::<Trajectory>(&Code::new("elsewhere"), &id).await.unwrap().version(), 0);
}
