//! Positions and times go together, so that a moment names a position.

use chrono::{DateTime, Utc};
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::log::{LogWriter, RecordedEvent, Tip, new_event};
use sqlx::PgPool;

use crate::server::database;
use crate::story::{
    actor, attempt, commands_by, contact, day, event, new_command, open, region, request,
    trajectory,
};

#[tokio::test]
async fn recorded_at_never_decreases_though_the_process_clock_goes_back() {
    let database = database().await;
    let pool = &database.pool;
    let noon = moment("2024-06-01T12:00:00Z");
    let clock = Clock::set_to(noon);
    let commands = commands_by(pool, clock.clone());
    open(&commands, 1).await;
    for minutes in [-60, 1, -30, 2, -1] {
        clock.set(noon + chrono::Duration::minutes(minutes));
        commands.execute(request(1, day(2), contact(10))).await.unwrap();
    }
    let minutes: Vec<_> =
        times(pool).await.into_iter().map(|at| (at - noon).num_minutes()).collect();
    assert_eq!(minutes, [0, 0, 1, 1, 2, 2]);
    let of_commands: Vec<DateTime<Utc>> =
        sqlx::query_scalar("SELECT recorded_at FROM commands ORDER BY first_position")
            .fetch_all(pool)
            .await
            .unwrap();
    assert_eq!(of_commands, times(pool).await, "a command is as old as its events");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_of_long_ago_is_not_recorded_before_what_others_recorded_meanwhile() {
    let database = database().await;
    let pool = &database.pool;
    let commands = commands_by(pool, Clock::system());
    open(&commands, 1).await;
    open(&commands, 2).await;
    let ours = tokio::spawn(async move {
        for minutes in 0..100 {
            commands.execute(request(1, day(2), contact(minutes))).await.expect("a command");
        }
    });
    let log = LogWriter::new(pool.clone());
    let recorded_at = moment("2024-06-01T12:00:00Z");
    for sequence in 2..102 {
        let event = event(day(2), attempt(10));
        let event =
            new_event::<Trajectory>(&event, &trajectory(2).to_string(), Tip::at(sequence - 1))
                .unwrap();
        let recorded = RecordedEvent { recorded_at, actor: actor(), event };
        log.append_many(&region(), new_command(), &[recorded]).await.expect("a bulk");
    }
    ours.await.unwrap();
    let times = times(pool).await;
    assert_eq!(times.len(), 202);
    assert!(times.is_sorted());
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn times(pool: &PgPool) -> Vec<DateTime<Utc>> {
    sqlx::query_scalar("SELECT recorded_at FROM events ORDER BY position")
        .fetch_all(pool)
        .await
        .unwrap()
}
