//! Connections that are lost while others wait for an answer.

use sqlx::{ConnectOptions, PgPool};

use crate::server::database;
use crate::story::{commands, contact, day, open, request};

/// Ends every other connection to the database.
pub(crate) async fn end_all_others(pool: &PgPool) {
    let mut connection = pool.connect_options().connect().await.unwrap();
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    sqlx::query(end).execute(&mut connection).await.unwrap();
}

#[tokio::test]
async fn a_command_does_not_notice_that_its_connection_was_lost_before() {
    let database = database().await;
    let commands = commands(&database.pool);
    open(&commands, 1).await;
    for n in 2..=6 {
        end_all_others(&database.pool).await;
        let recorded = commands.execute(request(1, day(2), contact(n))).await.unwrap();
        assert_eq!(recorded.version, n);
    }
}

#[tokio::test]
async fn commands_whose_commit_was_never_answered_are_recorded_once_and_told() {
    let database = database().await;
    let commands = commands(&database.pool);
    for n in 1..=8 {
        open(&commands, n).await;
    }
    // Whoever holds the head makes a batch wait in the middle of its statement.
    for round in 0..4 {
        let mut holder = database.pool.connect_options().connect().await.unwrap();
        let hold = "BEGIN; SELECT FROM log_head FOR UPDATE";
        sqlx::raw_sql(hold).execute(&mut holder).await.unwrap();
        let at_once = (1..=8).map(|n| commands.execute(request(n, day(2), contact(round + 1))));
        let ending = async {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            end_all_others(&database.pool).await;
            drop(holder);
        };
        let (told, ()) = tokio::join!(futures::future::join_all(at_once), ending);
        for told in told {
            assert_eq!(told.unwrap().version, round + 2);
        }
    }
    let mut connection = database.pool.connect_options().connect().await.unwrap();
    let events = "SELECT count(*), max(position) FROM events";
    let events: (i64, i64) = sqlx::query_as(events).fetch_one(&mut connection).await.unwrap();
    assert_eq!(events, (8 * 5, 8 * 5));
}
