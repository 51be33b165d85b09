//! The index of who is known: clients who cannot be indexed hold up nobody.

use std::time::Duration;

use crate::server::{database, vaulted};
use crate::story::{commands_with, open, region, trajectory};

#[tokio::test]
async fn a_hundred_clients_who_cannot_be_indexed_keep_nobody_else_out_of_the_index() {
    let (database, keys) = (database().await, vaulted().await);
    let (pool, vault) = (&database.pool, &keys.vault);
    let commands = commands_with(pool, vault.clone());
    open(&commands, 1).await;
    vault.index_later(&region(), trajectory(1)).await.unwrap();
    // Streams that nobody can read, of clients who wait for longer.
    sqlx::query(
        "INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata)
         SELECT 'ClientTrajectory', md5(n::text)::uuid::text, 1, 'TrajectoryOpened', '1', '{}', '{\"region\": \"vlaamse-ardennen\"}'
         FROM generate_series(1, 100) AS n",
    )
    .execute(pool)
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO to_index (region, trajectory, since)
         SELECT 'vlaamse-ardennen', md5(n::text)::uuid, now() - interval '2 hours'
         FROM generate_series(1, 100) AS n",
    )
    .execute(&keys.pool)
    .await
    .unwrap();
    sqlx::query("UPDATE to_index SET since = now() - interval '1 hour' WHERE trajectory = $1")
        .bind(trajectory(1).0)
        .execute(&keys.pool)
        .await
        .unwrap();
    let completing = tokio::spawn(commands.complete_index());
    let waits = "SELECT count(*) FROM to_index WHERE trajectory = $1";
    let waits = async || {
        let waits = sqlx::query_scalar::<_, i64>(waits).bind(trajectory(1).0);
        waits.fetch_one(&keys.pool).await.unwrap() > 0
    };
    for _ in 0..45 {
        if !waits().await {
            completing.abort();
            return;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    panic!("those who cannot be indexed are tried again and again");
}
