//! An export whose process is killed.

use std::path::PathBuf;
use std::time::Duration;

use loopbrug_infra::export::export;
use loopbrug_infra::seal::{Seal, Which};
use sqlx::PgPool;

use super::{Sealing, files, whole};
use crate::processes::{Orders, start};
use crate::story::region;

/// The test below, by the name that the test harness knows it by.
const ITSELF: &str =
    "export::killed::an_export_that_is_killed_at_any_moment_is_none_until_it_is_made_anew";

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_is_killed_at_any_moment_is_none_until_it_is_made_anew() {
    if let Some(orders) = Orders::of_parent() {
        let pool = PgPool::connect_with(orders.database).await.unwrap();
        let place: String =
            sqlx::query_scalar("SELECT place FROM target").fetch_one(&pool).await.unwrap();
        let head = Seal::new(pool.clone(), region()).head(Which::Last).await.unwrap();
        let exported = export(&pool, &whole(), &head, &PathBuf::from(place), |_, _| ()).await;
        return exported.map(drop).unwrap();
    }
    let mut sealing = Sealing::begin().await;
    sealing.grow(1_500).await;
    sealing.exports(&whole(), "undisturbed").await.unwrap();
    let place = sealing.place("killed");
    sqlx::query("CREATE TABLE target AS SELECT $1::text AS place")
        .bind(place.to_str())
        .execute(sealing.pool())
        .await
        .unwrap();
    let mut unfinished = 0;
    for moment in 0..8 {
        let mut exporting = start(ITSELF, sealing.pool());
        let begun = place.join("events.ndjson.zst");
        while !begun.exists() && exporting.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(moment * 40)).await;
        exporting.kill().await.unwrap();
        if place.join("manifest.json").exists() {
            break;
        }
        assert!(place.join("manifest.json.unfinished").exists());
        unfinished += 1;
    }
    assert!(unfinished > 0, "it was always done before it was killed");
    if !place.join("manifest.json").exists() {
        sealing.exports(&whole(), "killed").await.unwrap();
    }
    assert!(files(&place) == files(&sealing.place("undisturbed")));
}
