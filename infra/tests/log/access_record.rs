//! The access record: nothing is answered that is not recorded, and its positions have no hole, whoever records and
//! however they end.

mod retention;

use std::collections::BTreeSet;
use std::time::Duration;

use futures::future::join_all;
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{TrajectoryId, WorkerId};
use loopbrug_infra::access_record::{Access, AccessFilter, AccessRecord, Outcome, What};
use loopbrug_infra::clock::Clock;
use loopbrug_infra::live::Live;
use loopbrug_infra::views::{Known, Page, StreamId, TrajectoryFilter, ViewError, Views};
use sqlx::{Connection, PgPool};
use uuid::Uuid;

use crate::processes::{Orders, start};
use crate::server::{database, database_for};
use crate::story::{actor, catalogues, commands, open, region, trajectory};

fn with(role: Role) -> Actor {
    Actor { roles: vec![role].into(), ..actor() }
}

async fn views(pool: &PgPool) -> (Live, Views) {
    Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap()
}

async fn one(pool: &PgPool, question: &str) -> i64 {
    sqlx::query_scalar(question).fetch_one(pool).await.unwrap()
}

/// Everything that was recorded of the region, the first first.
async fn recorded(pool: &PgPool) -> Vec<(i64, String, Option<String>, String, Vec<Uuid>)> {
    let all = "SELECT position, what, purpose, outcome, trajectories FROM access_record
               WHERE region = 'vlaamse-ardennen' ORDER BY position";
    // A connection of the pool may have been ended by the test itself.
    for _ in 0..10 {
        if let Ok(found) = sqlx::query_as(all).fetch_all(pool).await {
            return found;
        }
    }
    panic!("the access record cannot be read");
}

#[tokio::test]
async fn who_looks_at_a_trajectory_is_recorded_with_whose_it_is_and_what_for() {
    let database = database().await;
    let (commands, (_live, views)) = (commands(&database.pool), views(&database.pool).await);
    let opened = open(&commands, 1).await;
    let (caseworker, before) = (with(Role::Caseworker), Clock::system().now());
    let id = trajectory(1);

    views.trajectory(&caseworker, id, Known::Now).await.unwrap().unwrap();
    let complaint = views.for_purpose(Some(Code::new("complaint")));
    complaint.history(&caseworker, StreamId::Trajectory(id), &Page::first(5, None)).await.unwrap();
    let coordinator = with(Role::Coordinator);
    let (all, page) = (TrajectoryFilter::default(), Page::first(5, None));
    let position = Some(opened.position);
    views.trajectories(&coordinator, &region(), &all, &page, position).await.unwrap();
    let denied = views.trajectory(&with(Role::Monitor), id, Known::Now).await.unwrap();
    assert!(denied.is_none(), "it is answered as if nothing were there");

    let whose = vec![id.0];
    let expected = [
        (1, "trajectory", "guidance", "answered"),
        (2, "history", "complaint", "answered"),
        (3, "trajectories", "coordination", "answered"),
        (4, "trajectory", "statistics", "TRAJECTORY_NOT_VISIBLE"),
    ]
    .map(|(position, what, purpose, outcome)| {
        (position, what.to_owned(), Some(purpose.to_owned()), outcome.to_owned(), whose.clone())
    });
    assert_eq!(recorded(&database.pool).await, expected);
    let refused = "SELECT count(*) FROM access_record WHERE outcome = 'TRAJECTORY_NOT_VISIBLE'";
    assert_eq!(one(&database.pool, refused).await, 1);

    let found = views.access_record().of_trajectory(&region(), id).await.unwrap();
    assert_eq!(found.len(), 4);
    assert_eq!((found[0].worker, found[0].organisation), (actor().worker, actor().organisation));
    assert_eq!(found[0].roles, ["caseworker"]);
    assert!(found[0].recorded_at >= before && found[0].recorded_at <= Clock::system().now());
}

#[tokio::test]
async fn the_steward_and_the_auditor_read_who_looked_and_that_is_recorded_too() {
    let database = database().await;
    let (commands, (_live, views)) = (commands(&database.pool), views(&database.pool).await);
    open(&commands, 1).await;
    let other = Actor { worker: WorkerId(Uuid::from_u128(9)), ..with(Role::Caseworker) };
    for who in [&with(Role::Caseworker), &other, &other] {
        views.trajectory(who, trajectory(1), Known::Now).await.unwrap();
    }
    let page = |filter: AccessFilter, role| {
        let (views, who) = (views.clone(), with(role));
        async move { views.accesses(&who, &region(), &filter, &Page::first(2, None)).await }
    };
    let of_other = AccessFilter { worker: Some(other.worker), ..AccessFilter::default() };
    let found = page(of_other, Role::Steward).await.unwrap();
    let positions: Vec<_> = found.items.iter().map(|one| one.position.0).collect();
    assert_eq!(positions, [3, 2], "the last first");
    let of_nobody = AccessFilter { trajectory: Some(trajectory(2)), ..AccessFilter::default() };
    assert!(page(of_nobody, Role::Auditor).await.unwrap().items.is_empty());
    let tomorrow = Clock::system().now().date_naive() + chrono::Duration::days(2);
    let later = AccessFilter { from: Some(tomorrow), ..AccessFilter::default() };
    assert!(page(later, Role::Auditor).await.unwrap().items.is_empty());
    for role in [Role::Caseworker, Role::Coordinator, Role::Analyst, Role::Monitor] {
        let denied = page(AccessFilter::default(), role).await;
        assert!(matches!(denied, Err(ViewError::Denied(_))), "{role}: {denied:?}");
    }
    let looked: Vec<_> = recorded(&database.pool).await.into_iter().skip(3).collect();
    let outcomes: Vec<_> =
        looked.iter().map(|(_, what, _, outcome, _)| (&**what, &**outcome)).collect();
    let refused = ("access_record", "ACCESS_RECORD_NOT_VISIBLE");
    let read = ("access_record", "answered");
    assert_eq!(outcomes, [read, read, read, refused, refused, refused, refused]);
    assert_eq!(looked[1].4, [trajectory(2).0], "whose record was looked at");
}

/// Looks at many trajectories at once, so many times each; those are given that were answered.
async fn look(record: &AccessRecord, readers: u32, times: u32) -> Vec<TrajectoryId> {
    let reader = |number: u32| async move {
        let mut answered = vec![];
        for time in 0..times {
            let id = TrajectoryId(Uuid::from_u128(
                u128::from(std::process::id()) << 64 | u128::from(number) << 32 | u128::from(time),
            ));
            let (who, region) = (with(Role::Caseworker), region());
            let access = Access::by(&who, What::Trajectory);
            let access = Access { region: Some(&region), trajectories: &[id], ..access };
            record.note(access).await.unwrap();
            answered.push(id);
        }
        answered
    };
    join_all((0..readers).map(reader)).await.concat()
}

const TWO_PROCESSES: &str =
    "access_record::positions_are_dense_and_visible_in_order_whoever_records_and_is_killed";

#[tokio::test(flavor = "multi_thread")]
async fn positions_are_dense_and_visible_in_order_whoever_records_and_is_killed() {
    if let Some(Orders { database }) = Orders::of_parent() {
        let pool = loopbrug_infra::database::connect(database).await.unwrap();
        look(&AccessRecord::new(pool, catalogues()), 64, 100_000).await;
        return;
    }
    let database = database_for(60).await;
    let pool = &database.pool;
    let mut victims = [start(TWO_PROCESSES, pool), start(TWO_PROCESSES, pool)];
    let record = AccessRecord::new(pool.clone(), catalogues());
    let follow = async {
        let mut seen = 0;
        loop {
            let next = "SELECT position FROM access_record
                        WHERE region = 'vlaamse-ardennen' AND position > $1 ORDER BY position";
            let next: Vec<i64> = sqlx::query_scalar(next).bind(seen).fetch_all(pool).await.unwrap();
            for position in next {
                assert_eq!(position, seen + 1, "a position became visible before the one before");
                seen = position;
            }
        }
    };
    let looked = async {
        let mut answered = look(&record, 64, 30).await;
        // They record all the while; one ends in the middle of whatever it does.
        while one(pool, "SELECT coalesce(max(position), 0) FROM access_record").await < 8_000 {
            answered.extend(look(&record, 64, 1).await);
        }
        victims[0].kill().await.unwrap();
        answered.extend(look(&record, 64, 10).await);
        victims[1].kill().await.unwrap();
        answered
    };
    let answered = tokio::select! {
        answered = looked => answered,
        () = follow => unreachable!("it has no end"),
    };
    // What the victims sent last may still be on its way to the end of its transaction.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let whole = "SELECT max(position) - count(*) FROM access_record";
    assert_eq!(one(pool, whole).await, 0, "a hole");
    let head = "SELECT (SELECT position FROM access_head) - max(position) FROM access_record";
    assert_eq!(one(pool, head).await, 0, "the head is not at the last position");
    let backwards = "SELECT count(*) FROM (
        SELECT recorded_at < lag(recorded_at) OVER (ORDER BY position) AS back FROM access_record
    ) AS one WHERE back";
    assert_eq!(one(pool, backwards).await, 0, "a moment before the one before");
    let found: Vec<Uuid> = sqlx::query_scalar("SELECT unnest(trajectories) FROM access_record")
        .fetch_all(pool)
        .await
        .unwrap();
    let found: BTreeSet<_> = found.into_iter().collect();
    assert!(answered.iter().all(|id| found.contains(&id.0)), "an answered read is not recorded");
    let shared = "SELECT count(*) FROM (
        SELECT FROM access_record GROUP BY xmin HAVING count(*) >= 16) AS batch";
    assert!(one(pool, shared).await >= 20, "reads did not share commits");
}

#[tokio::test]
async fn what_cannot_be_recorded_is_not_answered() {
    let database = database().await;
    let (commands, (_live, views)) = (commands(&database.pool), views(&database.pool).await);
    open(&commands, 1).await;
    let caseworker = with(Role::Caseworker);
    // Somebody holds the head for longer than anybody waits.
    let mut holder =
        sqlx::PgConnection::connect_with(&database.pool.connect_options()).await.unwrap();
    let hold =
        "INSERT INTO access_head (region) VALUES ('vlaamse-ardennen') ON CONFLICT DO NOTHING;
                BEGIN; SELECT FROM access_head FOR UPDATE";
    sqlx::raw_sql(hold).execute(&mut holder).await.unwrap();
    let (all, page) = (TrajectoryFilter::default(), Page::first(5, None));
    let (one, history, list, denied) = tokio::join!(
        async { views.trajectory(&caseworker, trajectory(1), Known::Now).await.map(drop) },
        async {
            let of = StreamId::Trajectory(trajectory(1));
            views.history(&caseworker, of, &Page::first(5, None)).await.map(drop)
        },
        async { views.trajectories(&caseworker, &region(), &all, &page, None).await.map(drop) },
        async {
            let (filter, steward) = (AccessFilter::default(), with(Role::Monitor));
            views.accesses(&steward, &region(), &filter, &Page::first(5, None)).await.map(drop)
        },
    );
    for refused in [one, history, list, denied] {
        let error = refused.unwrap_err();
        assert_eq!(error.code(), Some("ACCESS_NOT_RECORDED"), "{error}");
    }
    sqlx::raw_sql("ROLLBACK").execute(&mut holder).await.unwrap();
    assert!(recorded(&database.pool).await.is_empty());
    views.trajectory(&caseworker, trajectory(1), Known::Now).await.unwrap().unwrap();
    assert_eq!(recorded(&database.pool).await.len(), 1);
}

#[tokio::test]
async fn who_looks_does_not_notice_that_a_connection_was_lost_before() {
    let database = database().await;
    let record = AccessRecord::new(database.pool.clone(), catalogues());
    for _ in 0..5 {
        look(&record, 3, 2).await;
        crate::lost_connection::end_all_others(&database.pool).await;
    }
    assert_eq!(recorded(&database.pool).await.len(), 30);
}

#[tokio::test]
async fn a_region_that_does_not_exist_has_no_record_of_its_own() {
    let database = database().await;
    let record = AccessRecord::new(database.pool.clone(), catalogues());
    let who = with(Role::Monitor);
    for number in 0..20 {
        let invented = Code::new(format!("invented-{number}"));
        let outcome = Outcome::Nothing;
        let access = Access { region: Some(&invented), outcome, ..Access::by(&who, What::Command) };
        record.note(access).await.unwrap();
    }
    assert_eq!(one(&database.pool, "SELECT count(*) FROM access_head").await, 1);
    assert_eq!(one(&database.pool, "SELECT count(*) FROM access_record").await, 20);
}
