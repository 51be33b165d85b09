//! Receipts: what they wait for, and streams that cannot be projected.

use std::time::Duration;

use loopbrug_infra::clock::Clock;
use loopbrug_infra::live::Live;
use loopbrug_infra::projection::status;
use loopbrug_infra::receipt::reproduce::{Given, Held, reproduce};
use loopbrug_infra::seal::SealError;
use loopbrug_infra::seal::key::SealKeyFile;
use loopbrug_infra::views::{Known, ViewError};

use crate::dead_letters::insert;
use crate::export::whole;
use crate::image::reported;
use crate::out_of_range::{home, recorded_before};
use crate::projection::caught_up;
use crate::seal::{Sealing, key_file};
use crate::story::{catalogues, day, housing_found, request};

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_projected_counts_out_of_an_export_as_it_does_in_the_views() {
    let mut sealing = Sealing::begin().await;
    sealing.record(5).await;
    let pool = sealing.pool().clone();
    for n in 1..=3 {
        sealing.commands.execute(request(n, day(5), housing_found(day(5)))).await.unwrap();
    }
    // One has a day that no row can have, another an event that cannot be read: each counts as before that.
    recorded_before(&pool, 1, day(9), home("0000-02-29")).await;
    insert(&pool, 2, serde_json::json!({ "occurred_on": "2024-01-09" })).await;
    recorded_before(&pool, 4, day(9), home("-4712-01-01")).await;
    let (live, views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    caught_up(&pool).await;
    let stopped: i64 = status(&pool).await.unwrap().iter().map(|now| now.dead_letters).sum();
    assert_eq!(stopped, 3);

    let head = sealing.seal().covering(1, Duration::ZERO).await;
    assert!(matches!(head, Err(SealError::NotCoveredYet(1))), "{head:?}");
    let shown = reported(&views, Known::Now, None).await;
    let refused = views.receipt(&shown).await.unwrap_err();
    assert!(matches!(refused, ViewError::Seal(SealError::NoKeyHere)), "{refused}");
    assert_eq!(refused.code(), Some("DOES_NOT_SIGN"));
    let views = views.with_seal_key(SealKeyFile::at(key_file(&sealing.folder)));
    let refused = views.receipt(&shown).await.unwrap_err();
    assert_eq!(refused.code(), Some("NOT_SEALED_YET"), "{refused}");

    // What is asked for before it is sealed is answered when it is.
    let (signed, sealed) = tokio::join!(views.receipt(&shown), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        sealing.exports(&whole(), "export").await
    });
    sealed.unwrap();
    let (receipt, exports) = (signed.unwrap(), [sealing.place("export")]);
    let given = Given { receipt: &receipt, secret: None, exports: &exports, keys: &[] };
    let reproduced = reproduce(given, &|_, _| ()).unwrap();
    assert_eq!(reproduced.findings, []);
    assert_eq!(reproduced.quarantined.len(), 3, "{reproduced:?}");
    assert!(matches!(reproduced.held, Held::Exact { figures } if figures > 100));
    let housed = shown.shown.figures[0][shown.shown.column("housed").unwrap()];
    assert_eq!(housed, Some(3.0));
    live.stop().await;
}
