//! Publishing that is killed in the middle leaves nothing, and is done again by whoever is there.

use std::future::pending;

use chrono::{DateTime, Utc};
use loopbrug_infra::clock::Clock;
use loopbrug_infra::database::{begin, connect};
use loopbrug_infra::live::Live;
use sqlx::PgPool;

use crate::processes::{Orders, start};
use crate::server::database_for;
use crate::story::{catalogues, commands_by, take_in};
use crate::waiting::{wait_for, wait_until};

/// The test below, by the name that the test harness knows it by.
const ITSELF: &str =
    "publications::a_publisher_that_is_killed_leaves_nothing_and_another_begins_anew";

fn moment(text: &str) -> Clock {
    Clock::set_to(text.parse::<DateTime<Utc>>().unwrap())
}

/// The day on which the first quarter of 2024 is due.
fn due() -> Clock {
    moment("2024-05-13T08:00:00Z")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publisher_that_is_killed_leaves_nothing_and_another_begins_anew() {
    if let Some(orders) = Orders::of_parent() {
        let pool = connect(orders.database).await.unwrap();
        let _live = Live::start(pool, catalogues(), due()).await.unwrap();
        return pending().await;
    }
    let database = database_for(60).await;
    let pool = &database.pool;
    let commands = commands_by(pool, moment("2024-03-01T08:00:00Z"));
    for client in 1..=3 {
        take_in(&commands, client).await;
    }

    // Somebody holds the row of one of its reports, so that it stops after it wrote others.
    let mut held = begin(pool).await.unwrap();
    sqlx::query(
        "INSERT INTO publications (region, year, quarter, edition, report, position, day,
             catalogue, disclosure_k, public_k, method, analysts, public, made_at)
         VALUES ('vlaamse-ardennen', 2024, 1, 1, 'profile', 0, '2024-05-13', '2023-08-11', 5, 10, '',
             '{}', '{}', now())",
    )
    .execute(&mut *held)
    .await
    .unwrap();
    let mut victim = start(ITSELF, pool);
    let backend = waits_for_whom_we_hold(pool).await;
    victim.kill().await.unwrap();
    held.rollback().await.unwrap();
    wait_until("its backend is gone", async || !is_there(pool, backend).await).await;
    assert_eq!(made(pool).await, 0, "nothing of it was kept");

    let (one, _) = Live::start(pool.clone(), catalogues(), due()).await.unwrap();
    let (other, _) = Live::start(pool.clone(), catalogues(), due()).await.unwrap();
    wait_until("somebody publishes", async || made(pool).await > 0).await;
    one.stop().await;
    other.stop().await;
    assert_eq!(made(pool).await, 12, "each report once");
}

/// The backend of the publisher, once it waits for the row that is held.
async fn waits_for_whom_we_hold(pool: &PgPool) -> i32 {
    let waiting = "SELECT pid FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'
                         AND query LIKE 'INSERT INTO publications%'";
    wait_for("somebody publishes", async || {
        sqlx::query_scalar(waiting).fetch_optional(pool).await.unwrap()
    })
    .await
}

async fn made(pool: &PgPool) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM publications").fetch_one(pool).await.unwrap()
}

async fn is_there(pool: &PgPool, backend: i32) -> bool {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1)")
        .bind(backend)
        .fetch_one(pool)
        .await
        .unwrap()
}
