//! The directory of a region, and caseloads that are handed over.

use std::time::Duration;

use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::directory::{
    Change, ChangeKind, Contact, HandOver, OrganisationGiven, WorkerGiven,
};
use loopbrug_domain::ids::{CommandId, KboNumber, WorkerId};
use loopbrug_infra::access_record::AccessRecord;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::{CommandError, Commands, HandOverRequest};
use loopbrug_infra::directory::{Directory, DirectoryRequest};
use loopbrug_infra::live::Live;
use sqlx::PgPool;
use uuid::Uuid;

use crate::server::database;
use crate::story::{actor, bridge_figure, catalogues, commands, day, region, request, take_in};

const AN: WorkerId = WorkerId(Uuid::from_u128(7));
const BO: WorkerId = WorkerId(Uuid::from_u128(8));

fn directory(pool: &PgPool) -> Directory {
    let access = AccessRecord::new(pool.clone(), catalogues());
    Directory::new(pool.clone(), catalogues(), Clock::system(), access)
}

fn steward() -> Actor {
    Actor { roles: vec![Role::Steward].into(), ..actor() }
}

fn asked(command: u128, change: Change) -> DirectoryRequest {
    DirectoryRequest {
        command: CommandId(Uuid::from_u128(command)),
        expected_version: None,
        actor: steward(),
        region: region(),
        change,
    }
}

fn organisation(n: u32, name: &str) -> Change {
    let given = OrganisationGiven {
        name: name.to_owned(),
        roles: [Code::new("guide")].into(),
        services: [Code::new("debt_help")].into(),
        contact: Contact { phone: Some("055 00 00 00".to_owned()), ..Contact::default() },
        from: Some(day(1)),
        until: None,
    };
    Change::RecordOrganisation(KboNumber::of_stem(n), given)
}

fn worker(id: WorkerId, name: &str) -> Change {
    let organisation = KboNumber::of_stem(1);
    let given =
        WorkerGiven { name: name.to_owned(), organisation, from: Some(day(1)), until: None };
    Change::RecordWorker(id, given)
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_several_processes_come_one_after_the_other_and_each_once() {
    let database = database().await;
    let (one, other) = (directory(&database.pool), directory(&database.pool));
    let mut changes = Vec::new();
    for n in 0..20 {
        let (on, n) = (if n % 2 == 0 { one.clone() } else { other.clone() }, n);
        changes.push(tokio::spawn(async move {
            on.change(&asked(n, organisation(2, &format!("Naam {n}")))).await.unwrap()
        }));
    }
    let mut versions = Vec::new();
    for change in changes {
        versions.push(change.await.unwrap().version);
    }
    versions.sort_unstable();
    assert_eq!(versions, (1..=20).collect::<Vec<_>>());
    let kbo = KboNumber::of_stem(2);
    let steps = one.organisation_history(&steward(), &region(), kbo).await.unwrap();
    assert_eq!(steps.len(), 20);
    let [last, .., first] = &steps[..] else { panic!("{steps:?}") };
    assert_eq!((first.entry.version, last.entry.version), (1, 20));
    assert_eq!((last.change, last.worker), (ChangeKind::OrganisationRecorded, steward().worker));
    assert_eq!(last.entry.what.services, [Code::new("debt_help")].into());

    // The same again is answered as the first time, something else under the same id is refused.
    let again = asked(3, organisation(2, "Naam 3"));
    assert_eq!(one.change(&again).await.unwrap(), other.change(&again).await.unwrap());
    let reused = one.change(&asked(3, organisation(2, "Anders"))).await;
    assert!(matches!(reused, Err(CommandError::CommandIdReused)), "{reused:?}");
    let seen = DirectoryRequest { expected_version: Some(19), ..asked(90, organisation(2, "X")) };
    let moved_on = one.change(&seen).await;
    assert!(matches!(moved_on, Err(CommandError::VersionConflict { actual: 20, .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_erased_is_in_no_table_any_more_and_no_other_process_shows_it() {
    let database = database().await;
    let (one, other) = (directory(&database.pool), directory(&database.pool));
    for (command, change) in [
        (1, organisation(1, "De Brug")),
        (2, worker(AN, "Zonnebloem")),
        (3, worker(AN, "Klaproos")),
    ] {
        one.change(&asked(command, change)).await.unwrap();
    }
    let name = async |on: &Directory| on.worker_name(&steward(), &region(), AN).await.unwrap();
    assert_eq!(name(&one).await.as_deref(), Some("Klaproos"));
    assert_eq!(name(&other).await.as_deref(), Some("Klaproos"));
    one.change(&asked(4, Change::EraseWorker(AN))).await.unwrap();
    assert_eq!(name(&one).await, None, "the process that erased it knows at once");
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(name(&other).await, None, "others know within a second");
    let steps = one.worker_history(&steward(), &region(), AN).await.unwrap();
    assert!(steps.iter().all(|step| step.entry.what.name.is_none()), "{steps:?}");
    assert_eq!(steps.len(), 3, "that there was somebody stays");
    let left: i64 = sqlx::query_scalar(
        "SELECT (SELECT count(*) FROM directory_workers WHERE name IS NOT NULL)
              + (SELECT count(*) FROM directory_changes WHERE digest IS NOT NULL AND change LIKE 'worker%'
                 AND change <> 'worker_erased')
              + (SELECT count(*) FROM events WHERE payload::text ~ 'Zonnebloem|Klaproos')",
    )
    .fetch_one(&database.pool)
    .await
    .unwrap();
    assert_eq!(left, 0);
    // What was asked before is answered, though nobody can say any more what it was.
    let again = one.change(&asked(2, worker(AN, "Zonnebloem"))).await.unwrap();
    assert_eq!((again.version, again.revision), (1, 2));
}

fn hand_over() -> HandOverRequest {
    let organisation = KboNumber::of_stem(1);
    let reason = Code::new("worker_left");
    let what = HandOver { from: AN, to: BO, organisation, reason, warm_handover: true };
    HandOverRequest {
        command: CommandId(Uuid::from_u128(500)),
        actor: actor(),
        region: region(),
        occurred_on: Some(day(10)),
        what,
    }
}

async fn guided(commands: &Commands, clients: u32) {
    for client in 1..=clients {
        take_in(commands, client).await;
        commands.execute(request(client, day(4), bridge_figure())).await.unwrap();
    }
}

/// How often each command of a hand-over was carried out in all.
async fn events(pool: &PgPool) -> (i64, i64) {
    sqlx::query_as(
        "SELECT count(*) FILTER (WHERE event_type = 'BridgeFigureEnded'),
                count(*) FILTER (WHERE event_type = 'BridgeFigureAssigned') FROM events",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caseload_that_was_cut_off_while_it_was_handed_over_is_completed_by_the_same_request() {
    let database = database().await;
    let pool = &database.pool;
    let (live, views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    let commands = commands(pool);
    guided(&commands, 12).await;
    // Whoever waits is gone after some milliseconds, and what runs is dropped wherever it is.
    for milliseconds in [5, 10, 20, 40] {
        let asked = hand_over();
        let cut_off = commands.hand_over(&views, &asked);
        let _ = tokio::time::timeout(Duration::from_millis(milliseconds), cut_off).await;
    }
    let done = commands.hand_over(&views, &hand_over()).await.unwrap();
    assert_eq!(done.trajectories.len(), 12);
    for (id, recorded) in &done.trajectories {
        assert!(recorded.is_ok(), "{id}: {recorded:?}");
    }
    assert_eq!(events(pool).await, (12, 24), "each once");
    let again = commands.hand_over(&views, &hand_over()).await.unwrap();
    let answers = |done: &loopbrug_infra::commands::HandedOver| -> Vec<_> {
        done.trajectories.iter().map(|(id, one)| (*id, one.as_ref().unwrap().position)).collect()
    };
    assert_eq!(answers(&again), answers(&done));
    let other = HandOver { warm_handover: false, ..hand_over().what };
    let reused = HandOverRequest { what: other, ..hand_over() };
    let reused = commands.hand_over(&views, &reused).await;
    assert!(matches!(reused, Err(CommandError::CommandIdReused)), "{reused:?}");
    live.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_most_a_hundred_trajectories_are_handed_over_at_once_and_the_rest_by_another_request() {
    let database = database().await;
    let pool = &database.pool;
    let (live, views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    let commands = commands(pool);
    guided(&commands, 102).await;
    let done = commands.hand_over(&views, &hand_over()).await.unwrap();
    assert_eq!((done.trajectories.len(), done.more), (100, true));
    let next = HandOverRequest { command: CommandId(Uuid::from_u128(501)), ..hand_over() };
    let rest = commands.hand_over(&views, &next).await.unwrap();
    assert_eq!((rest.trajectories.len(), rest.more), (2, false));
    assert!(rest.trajectories.iter().all(|(_, one)| one.is_ok()));
    live.stop().await;
}
