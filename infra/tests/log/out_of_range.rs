//! Days before there was a range of days: an event of such a day stops its stream until it is put
//! right through the front door, and then the stream goes on.

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::time::FIRST_DAY;
use loopbrug_domain::trajectory::consent::AccessOverridden;
use loopbrug_domain::trajectory::housing::HousingFound;
use loopbrug_domain::trajectory::record_keeping::{EventCorrected, EventVoided};
use loopbrug_domain::trajectory::{Intent, Payload};
use loopbrug_infra::clock::Clock;
use loopbrug_infra::live::Live;
use loopbrug_infra::projection::{Health, Projection, Retried, rebuild, retry, status, verify};
use loopbrug_infra::views::{Known, Views};
use sqlx::PgPool;

use crate::image::reported;
use crate::projection::{caught_up, rows};
use crate::server::database;
use crate::story::{
    catalogues, commands, contact, day, event, housing_found, region, request, take_in, trajectory,
};
use crate::waiting::wait_until;

const TRAJECTORIES: Projection = Projection::Trajectories;

/// Writes an event to the stream of client `n` as it could be recorded before there was a range.
pub(crate) async fn recorded_before(
    pool: &PgPool,
    n: u32,
    on: NaiveDate,
    what: impl Into<Payload>,
) {
    let what = what.into();
    let kind = what.event_type();
    sqlx::query(
        "INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                             payload, metadata)
         SELECT 'ClientTrajectory', $1, max(sequence) + 1, $2, $3, $4, '{}'
         FROM events WHERE aggregate_id = $1",
    )
    .bind(trajectory(n).to_string())
    .bind(kind.name)
    .bind(kind.version)
    .bind(serde_json::to_value(event(on, what)).unwrap())
    .execute(pool)
    .await
    .unwrap();
}

pub(crate) fn home(from: &str) -> HousingFound {
    match housing_found(from.parse().unwrap()) {
        Intent::RecordHousingFound(found) => found,
        other => panic!("{other:?}"),
    }
}

async fn letters(pool: &PgPool) -> Vec<(i64, String)> {
    sqlx::query_as("SELECT sequence, error FROM dead_letters").fetch_all(pool).await.unwrap()
}

async fn housed(views: &Views) -> Option<f64> {
    let shown = reported(views, Known::Now, None).await.shown;
    shown.figures[0][shown.column("housed").unwrap()]
}

async fn is_housed(views: &Views, figure: f64) {
    wait_until("the figure is right", async || housed(views).await == Some(figure)).await;
}

async fn is_well(pool: &PgPool) {
    assert_eq!(letters(pool).await, []);
    for now in status(pool).await.unwrap() {
        assert_eq!((now.dead_letters, now.status), (0, Health::Ok));
    }
    let verified = verify(pool, &region(), TRAJECTORIES, &catalogues(), &|_, _| {}).await.unwrap();
    assert_eq!(verified.different, [].into());
}

fn void(target: u32) -> Intent {
    Intent::VoidEvent(EventVoided::new(target, Code::new("did_not_happen")))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_whose_impossible_day_was_voided_goes_on_after_a_retry() {
    let database = database().await;
    let pool = &database.pool;
    let days = ["0000-02-29", "-262143-01-01", "1899-12-31", "-4712-01-01"];
    for n in (1..).take(days.len()) {
        take_in(&commands(pool), n).await;
    }
    let (live, views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    for (n, from) in (1..).zip(days) {
        recorded_before(pool, n, day(9), home(from)).await;
    }
    caught_up(pool).await;
    let told = letters(pool).await;
    assert_eq!(told.len(), days.len(), "{told:?}");
    assert!(told.iter().all(|(at, why)| *at == 4 && why.contains("1900-01-01")), "{told:?}");
    let stopped: i64 = status(pool).await.unwrap().iter().map(|now| now.dead_letters).sum();
    assert_eq!(stopped, 4);

    for n in (1..).take(days.len()) {
        commands(pool).execute(request(n, day(12), void(4))).await.unwrap();
        commands(pool).execute(request(n, day(13), contact(10))).await.unwrap();
    }
    caught_up(pool).await;
    let retried = retry(pool, &region(), TRAJECTORIES, &catalogues()).await.unwrap();
    assert_eq!(retried, Retried { healed: 4, stopped: 0 });
    is_well(pool).await;
    is_housed(&views, 0.0).await;
    commands(pool).execute(request(1, day(14), housing_found(day(10)))).await.unwrap();
    caught_up(pool).await;
    is_housed(&views, 1.0).await;
    live.stop().await;
    let written = rows(pool).await;
    rebuild(pool, &region(), TRAJECTORIES, &catalogues(), &|_| {}).await.unwrap();
    assert_eq!(rows(pool).await, written);
    is_well(pool).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_whose_impossible_day_was_corrected_goes_on_after_a_rebuild() {
    let database = database().await;
    let pool = &database.pool;
    take_in(&commands(pool), 1).await;
    take_in(&commands(pool), 2).await;
    recorded_before(pool, 1, day(9), home("0000-02-29")).await;
    recorded_before(pool, 2, day(9), home("-262143-01-01")).await;
    let rebuilt = rebuild(pool, &region(), TRAJECTORIES, &catalogues(), &|_| {}).await.unwrap();
    assert_eq!((rebuilt.rows, rebuilt.stopped), (2, 2));
    let told = letters(pool).await;
    assert!(told.iter().all(|(at, why)| *at == 4 && why.contains("1900-01-01")), "{told:?}");

    for n in 1..=2 {
        let right = home("2024-01-08").into();
        let reason = Code::new("wrong_date");
        let right = Intent::CorrectEvent(EventCorrected::new(4, reason, day(9), right));
        commands(pool).execute(request(n, day(12), right)).await.unwrap();
    }
    let rebuilt = rebuild(pool, &region(), TRAJECTORIES, &catalogues(), &|_| {}).await.unwrap();
    assert_eq!((rebuilt.rows, rebuilt.stopped), (2, 0));
    let (live, views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    caught_up(pool).await;
    is_well(pool).await;
    is_housed(&views, 2.0).await;
    live.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_that_can_be_written_stops_nothing_and_overflows_nothing() {
    let database = database().await;
    let pool = &database.pool;
    take_in(&commands(pool), 1).await;
    let (reason, until) = (Code::new("crisis"), DateTime::<Utc>::MAX_UTC);
    recorded_before(pool, 1, day(9), AccessOverridden { reason, until }).await;
    let (live, _) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    caught_up(pool).await;
    is_well(pool).await;
    // An override stays, so the stream goes on with it.
    commands(pool).execute(request(1, day(12), contact(5))).await.unwrap();
    caught_up(pool).await;
    is_well(pool).await;
    live.stop().await;
}

#[tokio::test]
async fn nothing_of_a_day_outside_the_range_is_recorded_any_more() {
    let database = database().await;
    let pool = &database.pool;
    take_in(&commands(pool), 1).await;
    for from in [NaiveDate::MIN, FIRST_DAY.pred_opt().unwrap()] {
        let refused = commands(pool).execute(request(1, day(9), housing_found(from))).await;
        assert_eq!(refused.unwrap_err().code(), Some("DAY_OUT_OF_RANGE"), "{from}");
    }
    // The first day is one, and another rule refuses it.
    let refused = commands(pool).execute(request(1, day(9), housing_found(FIRST_DAY))).await;
    assert_eq!(refused.unwrap_err().code(), Some("HOUSING_BEFORE_OPENING"));
}
