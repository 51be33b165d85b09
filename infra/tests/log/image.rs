//! The image in memory says what the table says, now and as of every position before.

use chrono::NaiveDate;
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::ids::Position;
use loopbrug_domain::trajectory::Intent;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::database::begin;
use loopbrug_infra::live::Live;
use loopbrug_infra::projection::{Projection, Runner};
use loopbrug_infra::views::{Known, ReportRequest, Reported, ViewError, Views};
use loopbrug_reporting::reports::{Codes, Filter, Period, ReportKind};
use sqlx::PgPool;

use crate::projection::{caught_up, random_commands, written_by_other_code};
use crate::server::database;
use crate::story::{
    actor, bridge_figure, catalogues, closed, commands, contact, day, housing_found, housing_lost,
    job_started, persona, region, reopened, request, take_in,
};
use crate::waiting::wait_until;

#[tokio::test(flavor = "multi_thread")]
async fn an_image_that_followed_says_what_one_says_that_was_loaded() {
    let database = database().await;
    let pool = &database.pool;
    let (live, following) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    random_commands(pool, 60).await;
    caught_up(pool).await;
    let head = head(pool).await;
    let (fresh, loaded) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    assert_eq!(participants(&now(&following, head).await), Some(8.0));
    for as_of in 0..=head.0 {
        let as_of = Known::At(Position(as_of));
        assert_eq!(
            outcomes(&following, as_of, Some(head)).await,
            outcomes(&loaded, as_of, Some(head)).await,
            "as of {as_of:?}"
        );
    }
    live.stop().await;
    fresh.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn any_report_can_be_had_as_it_was_known_at_any_position() {
    let database = database().await;
    let pool = &database.pool;
    let (live, views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    let commands = commands(pool);
    take_in(&commands, 1).await;
    take_in(&commands, 2).await;
    let mut then = vec![(head(pool).await, now(&views, head(pool).await).await)];
    for (client, on, intent) in history() {
        let recorded = commands.execute(request(client, on, intent)).await.expect("possible");
        then.push((recorded.position, now(&views, recorded.position).await));
    }
    let (fresh, loaded) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    for (position, known) in &then {
        for views in [&views, &loaded] {
            assert_eq!(
                outcomes(views, Known::At(*position), None).await,
                *known,
                "as of {position}"
            );
        }
    }
    then.dedup_by(|one, other| one.1 == other.1);
    assert!(then.len() > 8, "the reports differ from position to position");
    live.stop().await;
    fresh.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_beyond_the_head_is_refused_at_once() {
    let database = database().await;
    let (live, views) =
        Live::start(database.pool.clone(), catalogues(), Clock::system()).await.unwrap();
    take_in(&commands(&database.pool), 1).await;
    let asked = views
        .reports(
            &accountant(),
            ReportKind::Outcomes,
            &request_of(Known::Now, Some(Position(4))),
            &[year()],
        )
        .await;
    assert!(
        matches!(asked, Err(ViewError::BeyondHead { asked: Position(4), head: Position(3) })),
        "{asked:?}"
    );
    live.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_takes_over_rows_that_were_rebuilt_for_another_version_of_the_code() {
    let database = database().await;
    let pool = &database.pool;
    take_in(&commands(pool), 1).await;
    Runner::init(pool.clone(), region(), Projection::Trajectories, catalogues())
        .await
        .unwrap()
        .step()
        .await
        .unwrap();
    written_by_other_code(pool).await;

    // Held, so that the image loads the rows of the other code before readers are moved on.
    let mut held = begin(pool).await.unwrap();
    sqlx::query("SELECT FROM projections FOR UPDATE").execute(&mut *held).await.unwrap();
    let (live, views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    assert_eq!(participants(&now(&views, Position(3)).await), Some(0.0));
    held.rollback().await.unwrap();

    wait_until("the image lets go of what the other code wrote", async || {
        participants(&now(&views, Position(3)).await) == Some(1.0)
    })
    .await;
    live.stop().await;
}

/// What becomes of two clients, told in no order of days, with things that turn out otherwise.
fn history() -> Vec<(u32, NaiveDate, Intent)> {
    vec![
        (1, day(9), housing_found(day(9))),
        (2, day(5), persona(0)),
        (1, day(40), housing_found(day(40))),
        (1, day(30), housing_lost(day(30))),
        (1, day(12), persona(1)),
        (2, day(20), job_started(1, day(19))),
        (1, day(4), bridge_figure()),
        (2, day(6), contact(10)),
        (2, day(60), closed()),
        (1, day(70), job_started(2, day(70))),
        (2, day(80), reopened()),
        (2, day(90), closed()),
    ]
}

/// Every figure, row by row.
#[derive(Debug, PartialEq)]
struct Outcomes {
    rows: Vec<String>,
    figures: Vec<Vec<Option<f64>>>,
    unknown: f64,
}

/// Somebody who sees figures as they are.
fn accountant() -> Actor {
    Actor { roles: vec![Role::Auditor].into(), ..actor() }
}

fn year() -> Period {
    Period::try_new(day(1), day(366)).unwrap()
}

fn request_of(known: Known, at_least: Option<Position>) -> ReportRequest {
    let (regions, filter) = (vec![region()], Filter::default());
    ReportRequest { regions, codes: Codes::Own, known, at_least, filter }
}

/// The outcomes of the year, as somebody who sees them exactly.
pub(crate) async fn reported(views: &Views, known: Known, at_least: Option<Position>) -> Reported {
    let request = request_of(known, at_least);
    let asked = views.reports(&accountant(), ReportKind::Outcomes, &request, &[year()]).await;
    asked.expect("a report").pop().expect("a table")
}

/// How many take part, of all.
pub(crate) fn participants_of(reported: &Reported) -> Option<f64> {
    reported.shown.figures[0][0]
}

async fn outcomes(views: &Views, known: Known, at_least: Option<Position>) -> Outcomes {
    let report = reported(views, known, at_least).await;
    let rows = report.shown.rows.iter().map(loopbrug_reporting::reports::Row::key).collect();
    Outcomes { rows, figures: report.shown.figures, unknown: report.shown.unknown }
}

/// How many take part, of all.
fn participants(outcomes: &Outcomes) -> Option<f64> {
    assert_eq!(outcomes.rows[0], "total");
    outcomes.figures[0][0]
}

/// What is known now, once the views have projected a position.
async fn now(views: &Views, at_least: Position) -> Outcomes {
    outcomes(views, Known::Now, Some(at_least)).await
}

async fn head(pool: &PgPool) -> Position {
    loopbrug_infra::log::LogReader::new(pool.clone()).head(&region()).await.unwrap()
}
