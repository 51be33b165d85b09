//! A stream that cannot be projected stops alone, until what was wrong is gone.

use loopbrug_domain::ids::Position;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::live::Live;
use loopbrug_infra::projection::{
    Health, Projection, Retried, Runner, Stepped, rebuild, retry, status, verify,
};
use loopbrug_infra::views::{Known, Views};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::image::reported;
use crate::projection::{caught_up, rows};
use crate::server::database;
use crate::story::{
    catalogues, commands, contact, day, event, housing_found, open, persona, region, request,
    take_in, trajectory,
};

const TRAJECTORIES: Projection = Projection::Trajectories;
/// As long as it is there, nobody may have found a home.
const NO_HOMES: &str = "ALTER TABLE trajectory_facts
    ADD CONSTRAINT no_homes CHECK (NOT 'housed' = ANY (string_to_array(measures, E'\\n')))";

/// Writes to a stream as a plain postgres-es writer does.
pub(crate) async fn insert(pool: &PgPool, n: u32, payload: Value) {
    sqlx::query(
        "INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                             payload, metadata)
         SELECT 'ClientTrajectory', $1, max(sequence) + 1, 'ContactAttempted', '1', $2, '{}'
         FROM events WHERE aggregate_id = $1",
    )
    .bind(trajectory(n).to_string())
    .bind(payload)
    .execute(pool)
    .await
    .unwrap();
}

/// Sequence, tries and error of every letter.
async fn letters(pool: &PgPool) -> Vec<(String, i64, i32, String)> {
    sqlx::query_as("SELECT aggregate_id, sequence, tries, error FROM dead_letters ORDER BY 1")
        .fetch_all(pool)
        .await
        .unwrap()
}

async fn versions(pool: &PgPool) -> Vec<i64> {
    sqlx::query_scalar(
        "SELECT o.version FROM trajectory_overview AS o
         JOIN events AS e ON e.aggregate_id = o.trajectory_id::text AND e.sequence = 1
         ORDER BY e.position",
    )
    .fetch_all(pool)
    .await
    .unwrap()
}

async fn runner(pool: &PgPool) -> Runner {
    Runner::init(pool.clone(), region(), TRAJECTORIES, catalogues()).await.unwrap()
}

#[tokio::test]
async fn an_event_that_cannot_be_read_stops_its_stream_and_no_other() {
    let database = database().await;
    let pool = &database.pool;
    for n in 1..=3 {
        open(&commands(pool), n).await;
    }
    let mut runner = runner(pool).await;
    runner.step().await.unwrap();
    commands(pool).execute(request(1, day(2), contact(10))).await.unwrap();
    let typed = json!({ "occurred_on": "2024-01-02", "organisation": "secret of a client" });
    insert(pool, 1, typed).await;
    insert(pool, 1, serde_json::to_value(event(day(2), crate::story::attempt(5))).unwrap()).await;
    commands(pool).execute(request(2, day(2), contact(10))).await.unwrap();
    assert_eq!(runner.step().await.unwrap(), Stepped::Worked(Position(7)));
    assert_eq!(versions(pool).await, [2, 2, 1], "up to the event, and all of the others");

    // What comes later waits behind it, and the others go on.
    insert(pool, 1, serde_json::to_value(event(day(2), crate::story::attempt(6))).unwrap()).await;
    commands(pool).execute(request(3, day(2), contact(10))).await.unwrap();
    assert_eq!(runner.step().await.unwrap(), Stepped::Worked(Position(9)));
    assert_eq!(versions(pool).await, [2, 2, 2]);
    let now = &status(pool).await.unwrap()[0];
    assert_eq!((now.lag, now.dead_letters, now.status), (0, 1, Health::DeadLetters));
    let reason = "trajectories of vlaamse-ardennen: 1 streams stand still";
    assert_eq!(now.reason().unwrap(), reason);
    let told = letters(pool).await;
    assert_eq!(told.len(), 1);
    assert_eq!((&*told[0].0, told[0].1, told[0].2), (&*trajectory(1).to_string(), 3, 1));
    assert!(!told[0].3.contains("secret"), "{told:?}");

    // Nothing has changed, so neither trying again nor a rebuild does any good, or any harm.
    let verified = verify(pool, &region(), TRAJECTORIES, &catalogues(), &|_, _| {}).await.unwrap();
    assert_eq!(verified.different, [].into());
    let written = rows(pool).await;
    let retried = retry(pool, &region(), TRAJECTORIES, &catalogues()).await.unwrap();
    assert_eq!(retried, Retried { healed: 0, stopped: 1 });
    assert_eq!(letters(pool).await[0].2, 2, "tries");
    let rebuilt = rebuild(pool, &region(), TRAJECTORIES, &catalogues(), &|_| {}).await.unwrap();
    assert_eq!((rebuilt.rows, rebuilt.stopped, rebuilt.events), (3, 1, 9));
    assert_eq!(rows(pool).await, written);
    assert_eq!(letters(pool).await[0].1, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_whose_rows_are_refused_is_healed_when_they_are_no_longer() {
    let database = database().await;
    let pool = &database.pool;
    for n in 1..=8 {
        take_in(&commands(pool), n).await;
    }
    let (live, views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    caught_up(pool).await;
    sqlx::query(NO_HOMES).execute(pool).await.unwrap();
    for n in 1..=8 {
        commands(pool).execute(request(n, day(9), contact(10))).await.unwrap();
        if n == 3 || n == 6 {
            commands(pool).execute(request(n, day(9), housing_found(day(9)))).await.unwrap();
        }
        commands(pool).execute(request(n, day(10), persona(1))).await.unwrap();
    }
    caught_up(pool).await;
    let stopped: Vec<_> = letters(pool).await.into_iter().map(|letter| letter.1).collect();
    assert_eq!(stopped, [5, 5], "before the home was found");
    let whole: Vec<_> = versions(pool).await;
    assert_eq!([whole[2], whole[5]], [4, 4]);
    assert!(whole.iter().filter(|version| **version >= 5).count() == 6, "{whole:?}");
    assert!(letters(pool).await[0].3.contains("no_homes"), "{:?}", letters(pool).await);
    assert_eq!(housed(&views).await, Some(0.0));

    sqlx::query("ALTER TABLE trajectory_facts DROP CONSTRAINT no_homes")
        .execute(pool)
        .await
        .unwrap();
    let retried = retry(pool, &region(), TRAJECTORIES, &catalogues()).await.unwrap();
    assert_eq!(retried, Retried { healed: 2, stopped: 0 });
    assert_eq!(letters(pool).await, []);
    // Nothing moved the checkpoint, and yet whoever reads is told.
    for tries in 0.. {
        if housed(&views).await == Some(2.0) {
            break;
        }
        assert!(tries < 1000, "the image does not notice");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    commands(pool).execute(request(3, day(11), contact(10))).await.unwrap();
    caught_up(pool).await;
    live.stop().await;
    let written = rows(pool).await;
    rebuild(pool, &region(), TRAJECTORIES, &catalogues(), &|_| {}).await.unwrap();
    assert_eq!(rows(pool).await, written);
}

#[tokio::test]
async fn a_rebuild_writes_all_rows_but_those_that_are_refused() {
    let database = database().await;
    let pool = &database.pool;
    for n in 1..=20 {
        take_in(&commands(pool), n).await;
        if n % 7 == 0 {
            commands(pool).execute(request(n, day(9), housing_found(day(9)))).await.unwrap();
        }
    }
    sqlx::query(NO_HOMES).execute(pool).await.unwrap();
    let rebuilt = rebuild(pool, &region(), TRAJECTORIES, &catalogues(), &|_| {}).await.unwrap();
    assert_eq!((rebuilt.streams, rebuilt.rows, rebuilt.stopped, rebuilt.events), (20, 20, 2, 62));
    let stopped: Vec<_> = letters(pool).await.into_iter().map(|letter| letter.1).collect();
    assert_eq!(stopped, [4, 4]);
    assert_eq!(versions(pool).await, [3; 20]);
    let verified = verify(pool, &region(), TRAJECTORIES, &catalogues(), &|_, _| {}).await.unwrap();
    assert_eq!(verified.different, [].into());

    sqlx::query("ALTER TABLE trajectory_facts DROP CONSTRAINT no_homes")
        .execute(pool)
        .await
        .unwrap();
    let rebuilt = rebuild(pool, &region(), TRAJECTORIES, &catalogues(), &|_| {}).await.unwrap();
    assert_eq!((rebuilt.rows, rebuilt.stopped), (20, 0));
    assert_eq!(letters(pool).await, []);
}

#[tokio::test]
async fn a_stream_that_does_not_tell_what_it_is_about_stands_still_at_its_beginning() {
    let database = database().await;
    let pool = &database.pool;
    open(&commands(pool), 1).await;
    sqlx::query(
        "INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                             payload, metadata)
         VALUES ('ClientTrajectory', $1, 1, 'ContactAttempted', '1', $2, $3)",
    )
    .bind(trajectory(2).to_string())
    .bind(serde_json::to_value(event(day(2), crate::story::attempt(5))).unwrap())
    .bind(json!({ "region": region() }))
    .execute(pool)
    .await
    .unwrap();
    assert_eq!(runner(pool).await.step().await.unwrap(), Stepped::Worked(Position(2)));
    assert_eq!(versions(pool).await, [1]);
    assert_eq!(letters(pool).await[0].1, 1);
    let rebuilt = rebuild(pool, &region(), TRAJECTORIES, &catalogues(), &|_| {}).await.unwrap();
    assert_eq!((rebuilt.rows, rebuilt.stopped, rebuilt.streams_in_log), (1, 1, 2));
}

#[tokio::test]
async fn a_projection_is_well_as_long_as_somebody_is_there() {
    let database = database().await;
    let pool = &database.pool;
    take_in(&commands(pool), 1).await;
    let mut runner = runner(pool).await;
    let now = async || status(pool).await.unwrap()[0].clone();
    let beat = async |ago: &str| {
        let stale = format!("UPDATE projections SET heartbeat = now() - interval '{ago}'");
        sqlx::query(&stale).execute(pool).await.unwrap();
    };
    assert_eq!((now().await.lag, now().await.status), (3, Health::Ok), "a little behind");
    runner.step().await.unwrap();
    beat("1 minute").await;
    assert_eq!(now().await.status, Health::Stalled);
    assert!(now().await.reason().unwrap().contains("nobody has worked on it for 60 seconds"));
    // Idle, but there.
    assert_eq!(runner.step().await.unwrap(), Stepped::Idle);
    assert_eq!(now().await.status, Health::Ok);
    assert!(now().await.heartbeat_age < 5.0);
    beat("1 second").await;
    assert_eq!(runner.step().await.unwrap(), Stepped::Idle);
    assert!(now().await.heartbeat_age >= 1.0, "not more often than it has to be");
}

async fn housed(views: &Views) -> Option<f64> {
    let shown = reported(views, Known::Now, None).await.shown;
    shown.figures[0][shown.column("housed").unwrap()]
}
