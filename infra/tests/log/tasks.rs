//! The rows of tasks, and the list that is read from them: for the desk that must act.

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{AppointmentId, KboNumber, ReferralId, WorkerId};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::appointments::{AppointmentKept, AppointmentPlanned};
use loopbrug_domain::trajectory::consent::{AccessExpired, LegalBasisRecorded};
use loopbrug_domain::trajectory::referrals::{ReferralAccepted, ReferralSent};
use loopbrug_domain::trajectory::transfer::TransferRequested;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::{Commands, Request};
use loopbrug_infra::live::Live;
use loopbrug_infra::projection::{Projection, verify};
use loopbrug_infra::views::{Page, Views, WorkFilter};
use sqlx::PgPool;
use uuid::Uuid;

use crate::projection::caught_up;
use crate::server::database;
use crate::story::{
    actor, bridge_figure, catalogues, commands, day, legal_basis, region, request, take_in,
    trajectory,
};

const REFERRAL: ReferralId = ReferralId(Uuid::from_u128(5));
const APPOINTMENT: AppointmentId = AppointmentId(Uuid::from_u128(6));

fn organisation(n: u32) -> KboNumber {
    KboNumber::of_stem(n)
}

fn by(n: u32, request: Request) -> Request {
    let actor = Actor { organisation: organisation(n), ..request.actor };
    Request { actor, ..request }
}

async fn record(commands: &Commands, client: u32, on: i64, intent: Intent) {
    commands.execute(request(client, day(on), intent)).await.expect("recorded");
}

/// Client 1 is guided by organisation 1, referred to organisation 2 on day 10 and expected on day 20.
/// Organisation 2 is asked to take client 2 over on day 11. It has access to client 3, who is
/// expected there on day 21.
async fn asked(commands: &Commands) {
    for client in 1..=3 {
        take_in(commands, client).await;
    }
    record(commands, 1, 4, bridge_figure()).await;
    let sent = ReferralSent {
        referral: REFERRAL,
        to: organisation(2),
        service: Code::new("debt_help"),
        urgency: Code::new("normal"),
        areas: vec![Code::new("administration_and_debt")],
    };
    record(commands, 1, 10, Intent::SendReferral(sent)).await;
    record(commands, 1, 10, Intent::PlanAppointment(planned(1, 20))).await;
    let transfer = TransferRequested { organisation: organisation(2), region: None };
    record(commands, 2, 11, Intent::RequestTransfer(transfer)).await;
    let Intent::RecordLegalBasis(basis) = legal_basis() else { panic!("a legal basis") };
    let shared = LegalBasisRecorded { organisations: vec![organisation(2)], ..basis };
    record(commands, 3, 4, Intent::RecordLegalBasis(shared)).await;
    record(commands, 3, 10, Intent::PlanAppointment(planned(2, 21))).await;
}

fn planned(with: u32, on: i64) -> AppointmentPlanned {
    AppointmentPlanned {
        appointment: APPOINTMENT,
        at: day(on).and_hms_opt(9, 30, 0).expect("a time"),
        organisation: organisation(with),
        purpose: Code::new("guidance"),
        accompanied: false,
    }
}

/// What is to be done on a day, in the order of the list, for each client.
async fn work(views: &Views, pool: &PgPool, filter: WorkFilter, today: NaiveDate) -> Vec<String> {
    caught_up(pool).await;
    let (actor, region, page) = (actor(), region(), Page::first(50, None));
    let found =
        views.work_list(&actor, &region, &filter, today, &page, None).await.expect("a list");
    let client = |id| (1..=3).find(|n| trajectory(*n) == id).expect("a client");
    let items = found.items.iter();
    items.map(|item| format!("{} {}", item.task.kind, client(item.trajectory))).collect()
}

fn of(n: u32) -> WorkFilter {
    WorkFilter { organisation: Some(organisation(n)), ..WorkFilter::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_desk_has_what_it_must_do_and_nobody_for_whom_he_may_not_open() {
    let database = database().await;
    let pool = &database.pool;
    let (live, views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    let commands = commands(pool);
    asked(&commands).await;

    let worker = WorkFilter { worker: Some(WorkerId(Uuid::from_u128(7))), ..WorkFilter::default() };
    assert_eq!(work(&views, pool, worker.clone(), day(12)).await, [""; 0]);
    let on_day_12 = ["answer_referral 1", "answer_transfer 2"];
    assert_eq!(work(&views, pool, of(2), day(12)).await, on_day_12);
    assert_eq!(work(&views, pool, of(1), day(12)).await, [""; 0]);
    assert_eq!(work(&views, pool, WorkFilter::default(), day(12)).await, on_day_12);

    // What is overdue first, then by the last day, then what has none.
    let of_2 = ["keep_appointment 3", "answer_referral 1", "answer_transfer 2"];
    assert_eq!(work(&views, pool, of(2), day(21)).await, of_2);
    assert_eq!(
        work(&views, pool, worker.clone(), day(21)).await,
        ["keep_appointment 1", "make_contact 1"]
    );
    let owners = work(&views, pool, of(1), day(21)).await;
    assert_eq!(owners[0], "keep_appointment 1", "{owners:?}");
    assert!(!owners.iter().any(|item| of_2.contains(&item.as_str())), "{owners:?}");
    let region = WorkFilter { of_region: true, ..WorkFilter::default() };
    assert_eq!(work(&views, pool, region, day(21)).await, [""; 0]);

    // Answered, kept, and without access any longer.
    let accepted = Intent::AcceptReferral(ReferralAccepted { referral: REFERRAL });
    commands.execute(by(2, request(1, day(12), accepted))).await.unwrap();
    let kept = AppointmentKept { appointment: APPOINTMENT, outcome: Code::new("attended") };
    record(&commands, 1, 20, Intent::RecordAppointmentKept(kept)).await;
    let expired = AccessExpired { organisation: organisation(2) };
    record(&commands, 3, 12, Intent::ExpireAccess(expired)).await;
    assert_eq!(work(&views, pool, of(2), day(21)).await, ["answer_transfer 2"]);
    assert_eq!(work(&views, pool, worker, day(21)).await, [""; 0]);
    assert_eq!(work(&views, pool, of(1), day(21)).await[0], "keep_appointment 3");

    let projection = Projection::Trajectories;
    let region = crate::story::region();
    let verified = verify(pool, &region, projection, &catalogues(), &|_, _| {}).await.unwrap();
    assert_eq!(verified.different, [].into());
    live.stop().await;
}
