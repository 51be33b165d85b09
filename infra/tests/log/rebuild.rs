//! A rebuild beside the rows that are read: nobody notices, whatever happens on the way.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use loopbrug_domain::ids::Position;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::database::connect;
use loopbrug_infra::live::Live;
use loopbrug_infra::projection::{
    Projection, ProjectionError, Runner, Stepped, rebuild, retry, verify,
};
use loopbrug_infra::views::Known;
use uuid::Uuid;

use crate::crashes::{run_alone, waits_for_an_advisory_lock, works};
use crate::image::reported;
use crate::processes::{Orders, start};
use crate::projection::{caught_up, random_commands, record_at_random, rows};
use crate::server::{database, database_for};
use crate::story::{
    catalogues, commands, contact, day, open_many, region, request, take_in, trajectory,
};

#[tokio::test(flavor = "multi_thread")]
async fn reports_stay_live_while_views_are_rebuilt_and_commands_keep_coming() {
    let database = database_for(40).await;
    let pool = &database.pool;
    let (live, views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    random_commands(pool, 5).await;

    let rebuilt = Arc::new(AtomicU64::new(0));
    let rebuilding = async {
        for _ in 0..4 {
            let done = rebuild(pool, &region(), Projection::Trajectories, &catalogues(), &|_| {})
                .await
                .unwrap();
            assert_eq!((done.events, done.rows), (done.events_in_log, done.streams_in_log));
            rebuilt.fetch_add(1, Ordering::Relaxed);
        }
    };
    let loading = async {
        while rebuilt.load(Ordering::Relaxed) < 4 {
            record_at_random(pool, 15).await;
        }
    };
    let asking = async {
        let (mut last, mut asked) = (Position::START, 0_u32);
        while rebuilt.load(Ordering::Relaxed) < 4 {
            let recorded = commands(pool).execute(request(1, day(4), contact(1))).await;
            let at_least = recorded.unwrap().position;
            let answered = reported(&views, Known::Now, Some(at_least)).await;
            let position = answered.as_of[0].1.position;
            assert!(position >= last.max(at_least), "a reader went back");
            assert!(answered.shown.figures[0][0].unwrap() > 0.0, "a reader saw nothing");
            (last, asked) = (position, asked + 1);
        }
        assert!(asked > 4, "{asked} reports");
    };
    tokio::join!(rebuilding, loading, asking);
    caught_up(pool).await;
    live.stop().await;

    let verified =
        verify(pool, &region(), Projection::Trajectories, &catalogues(), &|_, _| {}).await.unwrap();
    assert_eq!(verified.different, [].into());
    assert_eq!(verified.streams, 8);
    let generations: Vec<i32> =
        sqlx::query_scalar("SELECT DISTINCT generation FROM trajectory_overview")
            .fetch_all(pool)
            .await
            .unwrap();
    assert_eq!(generations, [5], "four rebuilds, and nothing left of those before");
}

/// Ten times as many as are written at once.
const MANY: u32 = 2_500;
/// So many are written when the rebuild is killed.
const WRITTEN: i64 = 1_500;
/// A lock that the test holds, and that a rebuild waits for in the middle.
const BARRIER: &str = "
    CREATE FUNCTION wait_for_barrier() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NEW; END $$";

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_that_is_killed_half_way_is_taken_up_where_it_was() {
    const ITSELF: &str = "rebuild::a_rebuild_that_is_killed_half_way_is_taken_up_where_it_was";
    if let Some(orders) = Orders::of_parent() {
        let pool = connect(orders.database).await.unwrap();
        let _ = rebuild(&pool, &region(), Projection::Trajectories, &catalogues(), &|_| {}).await;
        return;
    }
    let database = database_for(50).await;
    let pool = &database.pool;
    open_many(pool, 1..=MANY).await;
    let halfway: String = sqlx::query_scalar(
        "SELECT aggregate_id FROM events ORDER BY aggregate_id OFFSET 1500 LIMIT 1",
    )
    .fetch_one(pool)
    .await
    .unwrap();
    let trigger = format!(
        "CREATE TRIGGER barrier BEFORE INSERT ON trajectory_overview FOR EACH ROW
         WHEN (NEW.trajectory_id = '{halfway}') EXECUTE FUNCTION wait_for_barrier()"
    );
    for statement in [BARRIER, &trigger] {
        sqlx::query(statement).execute(pool).await.unwrap();
    }
    let mut barrier = pool.acquire().await.unwrap();
    sqlx::query("SELECT pg_advisory_lock(42)").execute(&mut *barrier).await.unwrap();

    let mut child = start(ITSELF, pool);
    waits_for_an_advisory_lock(pool).await;
    child.kill().await.unwrap();
    sqlx::query("SELECT pg_advisory_unlock(42)").execute(&mut *barrier).await.unwrap();
    let progress = "SELECT streams, events, (SELECT count(*) FROM trajectory_overview),
                           (SELECT max(xmin::text::bigint) FROM trajectory_overview)
                    FROM rebuilds";
    let left: (i64, i64, i64, i64) = sqlx::query_as(progress).fetch_one(pool).await.unwrap();
    assert_eq!((left.0, left.1, left.2), (WRITTEN, WRITTEN, WRITTEN));

    let rebuilt =
        rebuild(pool, &region(), Projection::Trajectories, &catalogues(), &|_| {}).await.unwrap();
    let all = u64::from(MANY);
    assert_eq!((rebuilt.streams, rebuilt.events, rebuilt.rows), (all, all, all));
    let still: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM trajectory_overview WHERE xmin::text::bigint <= $1",
    )
    .bind(left.3)
    .fetch_one(pool)
    .await
    .unwrap();
    assert_eq!(still, WRITTEN, "what was written before is still there");
    let verified =
        verify(pool, &region(), Projection::Trajectories, &catalogues(), &|_, _| {}).await.unwrap();
    assert_eq!((verified.streams, verified.different), (all, [].into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_takes_over_from_one_that_is_killed_in_the_middle_of_a_step() {
    const ITSELF: &str =
        "rebuild::another_process_takes_over_from_one_that_is_killed_in_the_middle_of_a_step";
    if let Some(orders) = Orders::of_parent() {
        let pool = connect(orders.database).await.unwrap();
        let runner =
            Runner::init(pool, region(), Projection::Trajectories, catalogues()).await.unwrap();
        return run_alone(runner).await;
    }
    let database = database_for(50).await;
    let pool = &database.pool;
    take_in(&commands(pool), 1).await;
    let trigger = "CREATE TRIGGER barrier BEFORE INSERT ON trajectory_facts FOR EACH ROW
                   EXECUTE FUNCTION wait_for_barrier()";
    for statement in [BARRIER, trigger] {
        sqlx::query(statement).execute(pool).await.unwrap();
    }
    let mut barrier = pool.acquire().await.unwrap();
    sqlx::query("SELECT pg_advisory_lock(42)").execute(&mut *barrier).await.unwrap();
    let mut child = start(ITSELF, pool);
    waits_for_an_advisory_lock(pool).await;
    let mut runner =
        Runner::init(pool.clone(), region(), Projection::Trajectories, catalogues()).await.unwrap();
    assert_eq!(runner.step().await.unwrap(), Stepped::Standby);

    child.kill().await.unwrap();
    sqlx::query("SELECT pg_advisory_unlock(42)").execute(&mut *barrier).await.unwrap();
    assert_eq!(works(&mut runner).await, Position(3));
    let written = rows(pool).await;
    rebuild(pool, &region(), Projection::Trajectories, &catalogues(), &|_| {}).await.unwrap();
    assert_eq!(rows(pool).await, written);
}

#[tokio::test]
async fn older_code_stands_by_beside_rows_of_newer_code() {
    let database = database().await;
    let pool = &database.pool;
    take_in(&commands(pool), 1).await;
    let mut runner =
        Runner::init(pool.clone(), region(), Projection::Trajectories, catalogues()).await.unwrap();
    runner.step().await.unwrap();
    sqlx::query("UPDATE projections SET version = version + 1").execute(pool).await.unwrap();
    take_in(&commands(pool), 2).await;
    let written = rows(pool).await;
    assert_eq!(runner.step().await.unwrap(), Stepped::Standby);
    assert_eq!(runner.rebuild_if_due().await.unwrap(), None);
    let rebuilt = rebuild(pool, &region(), Projection::Trajectories, &catalogues(), &|_| {}).await;
    assert!(matches!(rebuilt, Err(ProjectionError::Newer)), "{rebuilt:?}");
    let retried = retry(pool, &region(), Projection::Trajectories, &catalogues()).await;
    assert!(matches!(retried, Err(ProjectionError::Newer)), "{retried:?}");
    assert_eq!(rows(pool).await, written);
}

#[tokio::test]
async fn a_row_that_somebody_changed_is_found_by_counting_from_the_log() {
    let database = database().await;
    let pool = &database.pool;
    for n in 1..=4 {
        take_in(&commands(pool), n).await;
    }
    let projection = Projection::Trajectories;
    let mut runner = Runner::init(pool.clone(), region(), projection, catalogues()).await.unwrap();
    runner.step().await.unwrap();
    let verified = verify(pool, &region(), projection, &catalogues(), &|_, _| {}).await.unwrap();
    assert_eq!((verified.streams, verified.events, verified.different), (4, 12, [].into()));

    let nobody = Uuid::from_u128(9);
    let (first, second, third) = (trajectory(1), trajectory(2), trajectory(3));
    for meddling in [
        format!(
            "UPDATE trajectory_facts SET records = set_byte(records, 1, 0) WHERE trajectory_id = '{first}'"
        ),
        format!("DELETE FROM trajectory_overview WHERE trajectory_id = '{second}'"),
        format!("DELETE FROM trajectory_tasks WHERE trajectory_id = '{third}'"),
        format!(
            "INSERT INTO trajectory_tasks (region, generation, trajectory_id, task, about, since, visible_from)
             SELECT region, generation, '{nobody}', task, about, since, visible_from
             FROM trajectory_tasks LIMIT 1"
        ),
    ] {
        let changed = sqlx::query(&meddling).execute(pool).await.unwrap().rows_affected();
        assert!(changed > 0, "{meddling}");
    }
    let verified = verify(pool, &region(), projection, &catalogues(), &|_, _| {}).await.unwrap();
    let expected = [
        ("trajectory_facts", first.to_string()),
        ("trajectory_overview", second.to_string()),
        ("trajectory_tasks", third.to_string()),
        ("trajectory_tasks", nobody.to_string()),
    ];
    assert_eq!(verified.different, expected.into());
    rebuild(pool, &region(), projection, &catalogues(), &|_| {}).await.unwrap();
    let verified = verify(pool, &region(), projection, &catalogues(), &|_, _| {}).await.unwrap();
    assert_eq!(verified.different, [].into());
}
