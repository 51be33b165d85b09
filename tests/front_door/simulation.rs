//! A partnership of thousands of clients over two years: written once, and believed the same by
//! whoever folds it.

use crate::harness::{Database, FIGURES, REGION, Said, Server, figure, loopbrug, run, wait_until};

/// What the program says to this on a database; it may not fail.
pub(crate) async fn says(database: &Database, arguments: &str) -> Said {
    let mut command = loopbrug();
    command.args(arguments.split_whitespace()).env("DATABASE_URL", &database.url);
    let said = tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap();
    assert_eq!(said.code, Some(0), "{arguments}: {said:?}");
    said
}

/// The number before a word of what was said.
pub(crate) fn number(said: &Said, before: &str) -> u32 {
    let words: Vec<_> = said.stdout.split_whitespace().collect();
    let at = said.stdout.split_once(before).unwrap_or_else(|| panic!("{before}: {said:?}")).0;
    words[at.split_whitespace().count() - 1].parse().unwrap_or_else(|_| panic!("{said:?}"))
}

/// All rows of both views, once they hold all of the log.
async fn rows(database: &Database) -> [Vec<String>; 2] {
    wait_until("the views are at the head", async || database.views_are_at_the_head().await).await;
    [database.rows_of("trajectory_overview").await, database.rows_of("trajectory_facts").await]
}

/// The views do not change when they are built anew.
async fn a_rebuild_changes_nothing(database: &Database, clients: usize) {
    let live = rows(database).await;
    let said = says(database, "projections rebuild").await;
    assert!(
        said.stdout.starts_with(&format!("{REGION}, trajectories: {clients} streams")),
        "{said:?}"
    );
    let rebuilt = rows(database).await;
    for (live, rebuilt) in live.iter().zip(&rebuilt) {
        assert_eq!(live.len(), clients);
        let differ = live.iter().zip(rebuilt).find(|(live, rebuilt)| live != rebuilt);
        assert_eq!(differ, None);
        assert_eq!(rebuilt.len(), clients);
    }
}

#[tokio::test]
async fn a_partnership_of_thousands_is_written_once_and_a_rebuild_changes_nothing() {
    let database = Database::create().await;
    let simulate = "simulate --clients 5000 --from 2024-01-01 --to 2025-12-31";
    let said = says(&database, simulate).await;
    let events = number(&said, " events of 5000 clients");
    assert!(events > 100_000, "{said:?}");
    assert_eq!(number(&said, " of them new"), events, "{said:?}");
    assert!(number(&said, " events per second") > 0, "{said:?}");
    assert_eq!(database.head().await, events);

    let again = says(&database, simulate).await;
    assert_eq!(number(&again, " events of 5000 clients"), events, "{again:?}");
    assert_eq!(number(&again, " of them new"), 0, "{again:?}");
    assert_eq!(database.head().await, events);

    // A server catches up with what was written without it.
    let mut server = Server::on(database.clone()).await;
    let report = format!(", atLeast: {events}");
    wait_until("the views are at the head", async || database.views_are_at_the_head().await).await;
    let live = server.outcomes(&report, &format!("position {FIGURES}")).await;
    assert_eq!(live["position"], events);
    assert!(figure(&live, "total", "participants").as_u64().unwrap() > 2_000, "{live}");
    assert_eq!(server.stop().await.code(), Some(0));
    a_rebuild_changes_nothing(&database, 5_000).await;
}

#[tokio::test]
async fn what_is_written_while_a_server_follows_is_believed_as_if_it_was_read_at_once() {
    let server = Server::start().await;
    let database = server.database.clone();
    // One after the other, so that none of it is far behind.
    for (seed, clients) in [(1, 50), (2, 250), (3, 300)] {
        says(&database, &format!("simulate --clients {clients} --seed {seed}")).await;
        wait_until("the views are at the head", async || database.views_are_at_the_head().await)
            .await;
    }
    // Who was met on the last days may be recorded later, so not yet.
    let streams =
        "SELECT count(DISTINCT aggregate_id) FROM events WHERE aggregate_type = 'ClientTrajectory'";
    let clients = usize::try_from(database.number(streams).await.unwrap()).unwrap();
    assert!((595..=600).contains(&clients), "{clients}");
    a_rebuild_changes_nothing(&database, clients).await;
}
