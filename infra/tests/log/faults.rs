//! What stands between program and database fails, or another program stops in the middle: the others go
//! on, it heals by itself, and nobody is told anything untrue.

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::CommandError;
use loopbrug_infra::database::connect;
use loopbrug_infra::live::Live;
use loopbrug_infra::log::LogWriter;
use loopbrug_infra::views::Known;
use sqlx::PgPool;
use tokio::time::timeout;

use crate::group_commit::{append, looking_at};
use crate::image::{participants_of, reported};
use crate::proxy::{Fate, Proxy};
use crate::server::database_for;
use crate::story::{catalogues, commands, commands_by, contact, day, open, request, take_in};
use crate::waiting::wait_until;

/// What is promised: it is well again within this.
const HEALED_WITHIN: Duration = Duration::from_secs(10);

async fn events(pool: &PgPool) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM events").fetch_one(pool).await.unwrap()
}

#[tokio::test]
async fn what_is_acknowledged_is_on_disk_whatever_the_server_does_by_default() {
    let database = database_for(30).await;
    let pool = &database.pool;
    let name = pool.connect_options().get_database().unwrap().to_owned();
    sqlx::raw_sql(&format!("ALTER DATABASE {name} SET synchronous_commit = off"))
        .execute(pool)
        .await
        .unwrap();
    sqlx::raw_sql(
        "CREATE TABLE seen (setting text);
         CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             INSERT INTO seen VALUES (current_setting('synchronous_commit'));
             RETURN NEW;
         END $$;
         CREATE TRIGGER see AFTER INSERT ON commands FOR EACH ROW EXECUTE FUNCTION see();",
    )
    .execute(pool)
    .await
    .unwrap();
    let pool = connect((*pool.connect_options()).clone()).await.unwrap();
    open(&commands(&pool), 1).await;
    let log = LogWriter::new(pool.clone());
    log.append(looking_at(1, 1, append(2, &[1]))).await.unwrap();
    let seen: Vec<String> =
        sqlx::query_scalar("SELECT setting FROM seen").fetch_all(&pool).await.unwrap();
    assert_eq!(seen, ["on", "on"], "by the quick way and by the careful one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_stops_while_it_holds_the_head_does_not_hold_up_the_region() {
    let database = database_for(40).await;
    let pool = &database.pool;
    let proxy = Proxy::before(pool).await;
    let stopped = LogWriter::new(connect(proxy.options(pool)).await.unwrap());
    let others = commands(pool);
    open(&others, 1).await;
    stopped.append(append(2, &[1])).await.unwrap();
    proxy.trap("SELECT FROM log_head", Fate::Swallowed);
    let in_vain =
        tokio::spawn(async move { stopped.append(looking_at(1, 1, append(3, &[1]))).await });
    wait_until("it holds the head", async || !proxy.is_set()).await;
    let began = Instant::now();
    let recorded = loop {
        match timeout(HEALED_WITHIN, others.execute(request(1, day(2), contact(10)))).await.unwrap()
        {
            Ok(recorded) => break recorded,
            Err(CommandError::Busy) => {}
            Err(error) => panic!("{error:?}"),
        }
    };
    assert_eq!(recorded.version, 2);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    // The one that was cut off comes back by another connection, and looks before it writes.
    let answer = timeout(Duration::from_secs(20), in_vain).await.unwrap().unwrap();
    assert!(answer.is_err(), "what it looked at has moved on: {answer:?}");
    assert_eq!(events(pool).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appender_whose_connection_swallows_all_heals_by_itself() {
    let database = database_for(40).await;
    let pool = &database.pool;
    let proxy = Proxy::before(pool).await;
    let proxied = connect(proxy.options(pool)).await.unwrap();
    let commands = commands(&proxied);
    open(&commands, 1).await;
    // Its words still get through, and no answer comes back: it is recorded, and nobody knows.
    proxy.trap("ContactAttempted", Fate::Swallowed);
    for minutes in 1..=2 {
        if minutes == 2 {
            proxy.swallow();
        }
        let began = Instant::now();
        let recorded = commands.execute(request(1, day(2), contact(minutes))).await.unwrap();
        assert_eq!(recorded.version, 1 + minutes);
        assert!(began.elapsed() < HEALED_WITHIN, "{:?}", began.elapsed());
    }
    assert_eq!(events(pool).await, 3, "each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_slow_is_not_taken_for_one_that_is_gone() {
    let database = database_for(40).await;
    let pool = &database.pool;
    // What a sequence has counted stays counted, whatever becomes of the transaction.
    sqlx::raw_sql(
        "CREATE SEQUENCE tries;
         CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             PERFORM nextval('tries'), pg_sleep(2);
             RETURN NEW;
         END $$;
         CREATE TRIGGER slow AFTER INSERT ON commands FOR EACH ROW EXECUTE FUNCTION be_slow();",
    )
    .execute(pool)
    .await
    .unwrap();
    assert_eq!(open(&commands(pool), 1).await.version, 1);
    let tries: i64 =
        sqlx::query_scalar("SELECT nextval('tries') - 1").fetch_one(pool).await.unwrap();
    assert_eq!(tries, 1, "it was waited for, and not sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_all_of_whose_connections_swallow_all_heals_by_itself() {
    let database = database_for(40).await;
    let pool = &database.pool;
    let proxy = Proxy::before(pool).await;
    let proxied = connect(proxy.options(pool)).await.unwrap();
    let clock = Clock::of(&proxied).await.unwrap();
    let commands = commands_by(&proxied, clock.clone());
    let (live, views) = Live::start(proxied.clone(), catalogues(), clock).await.unwrap();
    take_in(&commands, 1).await;
    let counted = |position| {
        let views = views.clone();
        async move { participants_of(&reported(&views, Known::Now, Some(position)).await) }
    };
    assert_eq!(counted(loopbrug_domain::ids::Position(3)).await, Some(1.0));
    for n in 2..=3 {
        proxy.swallow();
        let began = Instant::now();
        take_in(&commands, n).await;
        let position = loopbrug_domain::ids::Position(3 * n);
        let count = timeout(HEALED_WITHIN, counted(position)).await.unwrap();
        assert_eq!(count, Some(f64::from(n)));
        assert!(began.elapsed() < HEALED_WITHIN, "{:?}", began.elapsed());
    }
    live.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_a_commit_is_not_answered_and_the_database_stays_away_nobody_is_told_that_nothing_was_recorded()
 {
    let database = database_for(40).await;
    let pool = &database.pool;
    let proxy = Proxy::before(pool).await;
    let commands = commands(&connect(proxy.options(pool)).await.unwrap());
    open(&commands, 1).await;
    proxy.trap("ContactAttempted", Fate::CutOff);
    let asked = request(1, day(2), contact(1));
    let answer = commands.execute(asked.clone()).await.unwrap_err();
    assert_eq!(answer.code(), Some("OUTCOME_UNKNOWN"), "{answer}");
    assert!(answer.to_string().contains("same"), "{answer}");
    assert_eq!(events(pool).await, 2, "it was recorded");
    proxy.open();
    let again = commands.execute(asked).await.unwrap();
    assert_eq!((again.version, again.position.0), (2, 2));
    assert_eq!(events(pool).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_certainly_not_sent_is_not_in_doubt() {
    let database = database_for(40).await;
    let pool = &database.pool;
    let proxy = Proxy::before(pool).await;
    let commands = commands(&connect(proxy.options(pool)).await.unwrap());
    open(&commands, 1).await;
    proxy.trap("ContactAttempted", Fate::CutOff);
    commands.execute(request(1, day(2), contact(1))).await.unwrap_err();
    // Nobody gets in any more: this one is refused before anything of it was sent.
    let answer = commands.execute(request(1, day(2), contact(2))).await.unwrap_err();
    assert_eq!(answer.code(), Some("UNAVAILABLE"), "{answer}");
    proxy.open();
}

/// Moves the clock of a database, for whoever connects from now on: what it is asked for first is ours.
async fn move_clock(pool: &PgPool, by: TimeDelta) {
    let name = pool.connect_options().get_database().unwrap().to_owned();
    let moved = format!(
        "CREATE SCHEMA moved;
         CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
             $$ SELECT pg_catalog.clock_timestamp() + make_interval(secs => {}) $$;
         ALTER DATABASE {name} SET search_path = moved, pg_catalog, public",
        by.num_seconds()
    );
    sqlx::raw_sql(&moved).execute(pool).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn days_deadlines_and_times_of_recording_are_those_of_the_database() {
    let database = database_for(40).await;
    let by = TimeDelta::days(30);
    move_clock(&database.pool, by).await;
    let pool = connect((*database.pool.connect_options()).clone()).await.unwrap();
    let clock = Clock::of(&pool).await.unwrap();
    assert!((clock.machine_is_ahead_by() + by).abs() < TimeDelta::seconds(5));
    let commands = commands_by(&pool, clock.clone());
    open(&commands, 1).await;
    // In thirty days by this machine's clock, and today by the one that counts.
    let today = commands.today();
    assert_eq!(today, loopbrug_domain::time::day_in_brussels(clock.now()));
    commands.execute(request(1, today, contact(10))).await.unwrap();
    let log = LogWriter::new(pool.clone());
    log.append(looking_at(1, 2, append(2, &[1]))).await.unwrap();
    let recorded: Vec<chrono::DateTime<Utc>> =
        sqlx::query_scalar("SELECT recorded_at FROM events ORDER BY position")
            .fetch_all(&pool)
            .await
            .unwrap();
    assert_eq!(recorded.len(), 3);
    for at in recorded {
        assert!((clock.now() - at).abs() < TimeDelta::seconds(60), "{at}");
    }
}
