//! An import whose process is killed.

use std::path::PathBuf;
use std::time::Duration;

use loopbrug_infra::database::connect;
use loopbrug_infra::import::ImportError;
use sqlx::PgPool;

use super::{MANY, exported, exports, imports, rows_of};
use crate::export::files;
use crate::processes::{Orders, start};

/// The test below, by the name that the test harness knows it by.
const ITSELF: &str = "import::killed::an_import_that_is_killed_at_any_moment_goes_on_from_there";

async fn number(pool: &PgPool, sql: &str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_at_any_moment_goes_on_from_there() {
    if let Some(orders) = Orders::of_parent() {
        let pool = connect(orders.database).await.unwrap();
        let place: String =
            sqlx::query_scalar("SELECT place FROM source").fetch_one(&pool).await.unwrap();
        return imports(&pool, &PathBuf::from(place), None).await.map(drop).unwrap();
    }
    let (sealing, target) = exported(2 * MANY).await;
    let (pool, source) = (&target, sealing.place("out"));
    sqlx::query("CREATE TABLE source AS SELECT $1::text AS place")
        .bind(source.to_str())
        .execute(pool)
        .await
        .unwrap();
    let mut cut_off = 0;
    for moment in 0..10 {
        let mut importing = start(ITSELF, pool);
        let begun = async || number(pool, "SELECT count(*) FROM imports").await == 1;
        while !begun().await && importing.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(moment * 60)).await;
        importing.kill().await.unwrap();
        if number(pool, "SELECT count(*) FROM imports WHERE ended_at IS NOT NULL").await == 1 {
            break;
        }
        // What a transaction of it was at is gone before anything is compared.
        let alone = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE '%transaction%'";
        while number(pool, alone).await > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let written = "SELECT position FROM imports";
        let events = "SELECT coalesce(max(position), 0) FROM events";
        assert_eq!(number(pool, events).await, number(pool, written).await);
        assert_eq!(number(pool, "SELECT position FROM log_head").await, 0, "nobody sees it");
        cut_off += 1;
    }
    assert!(cut_off > 0, "it was always done before it was killed");
    match imports(pool, &source, None).await {
        Ok(_) | Err(ImportError::ImportedBefore) => {}
        Err(error) => panic!("{error}"),
    }
    exports(pool, &sealing.place("again")).await;
    assert!(files(&sealing.place("again")) == files(&source));
    for table in ["seal_tiles", "seal_heads"] {
        assert_eq!(rows_of(pool, table).await, rows_of(sealing.pool(), table).await, "{table}");
    }
}
