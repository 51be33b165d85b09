//! Many at one stream.

use loopbrug_infra::commands::{CommandError, Recorded};

use crate::server::database;
use crate::story::{commands, contact, day, open, request};

const MANY: u32 = 40;

#[tokio::test(flavor = "multi_thread")]
async fn commands_that_expect_no_version_all_get_their_turn() {
    let database = database().await;
    let mut versions: Vec<_> = all_at_once(&database.pool, None)
        .await
        .into_iter()
        .map(|result| result.expect("its turn").version)
        .collect();
    versions.sort_unstable();
    assert_eq!(versions, (2..=MANY + 1).collect::<Vec<_>>());
    assert_eq!(sequences(&database.pool).await, (1..=i64::from(MANY) + 1).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_commands_that_expect_the_same_version_exactly_one_wins() {
    let database = database().await;
    let (won, lost): (Vec<_>, Vec<_>) =
        all_at_once(&database.pool, Some(1)).await.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    for result in lost {
        let error = result.expect_err("lost");
        assert!(
            matches!(error, CommandError::VersionConflict { expected: 1, actual: 2 }),
            "{error:?}"
        );
    }
    assert_eq!(sequences(&database.pool).await, [1, 2]);
}

async fn all_at_once(
    pool: &sqlx::PgPool,
    expected_version: Option<u32>,
) -> Vec<Result<Recorded, CommandError>> {
    let commands = commands(pool);
    open(&commands, 1).await;
    let sent: Vec<_> = (0..MANY)
        .map(|minutes| {
            let commands = commands.clone();
            let mut request = request(1, day(2), contact(minutes));
            request.expected_version = expected_version;
            tokio::spawn(async move { commands.execute(request).await })
        })
        .collect();
    let mut results = Vec::new();
    for one in sent {
        results.push(one.await.unwrap());
    }
    results
}

async fn sequences(pool: &sqlx::PgPool) -> Vec<i64> {
    sqlx::query_scalar("SELECT sequence FROM events ORDER BY position")
        .fetch_all(pool)
        .await
        .unwrap()
}
