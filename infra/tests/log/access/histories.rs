//! Random histories of access, in two regions: opened, shared, withdrawn, taken over, taken in an emergency, merged.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::{Catalogues, Code, Source};
use loopbrug_domain::ids::{ClientId, KboNumber, ReferralId, TrajectoryId};
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::consent::{
    AccessExpired, AccessGranted, AccessOverridden, AccessRequested, LegalBasisRecorded,
    SharingWithdrawn,
};
use loopbrug_domain::trajectory::merge::{MergedInto, Unmerged};
use loopbrug_domain::trajectory::opening::TrajectoryOpened;
use loopbrug_domain::trajectory::referrals::ReferralSent;
use loopbrug_domain::trajectory::transfer::{
    TransferAccepted, TransferDeclined, TransferRequested,
};
use loopbrug_infra::access_record::AccessRecord;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::{CommandError, Commands, Recorded, Request};
use loopbrug_infra::log::LogWriter;
use loopbrug_infra::vault::Vault;
use sqlx::PgPool;
use uuid::Uuid;

use crate::dice::Dice;
use crate::story::{actor, contact, intake, new_command, opening, region};

/// So many clients in each region.
const CLIENTS: u32 = 30;
/// So much happens to them.
const STEPS: u32 = 1_500;

/// What the other region has in the place of the committed one.
const OTHER: [(&str, &str); 8] = [
    ("vlaamse-ardennen", "meetjesland"),
    ("RU1", "MJ1"),
    ("RU2", "MJ2"),
    ("\"nora\"", "\"noor\""),
    ("\"bart\"", "\"bert\""),
    ("\"41081\"", "\"99081\""),
    ("\"44052\"", "\"99052\""),
    ("\"450", "\"990"),
];

/// The committed catalogue, and one of another region.
pub(super) fn catalogues() -> Arc<Catalogues> {
    let mut sources = Catalogues::embedded_sources();
    let committed = sources.iter().find(|source| source.path.contains(region().as_str()));
    let text = committed.expect("a catalogue").text.clone();
    let text = OTHER.iter().fold(text, |text, (from, to)| text.replace(from, to));
    sources.push(Source { path: "regions/meetjesland/2023-08-11.toml".to_owned(), text });
    Arc::new(Catalogues::load(sources).expect("catalogues"))
}

pub(super) fn regions() -> [Code; 2] {
    [region(), Code::new("meetjesland")]
}

/// The moment at which the histories begin.
pub(super) fn begin_on() -> DateTime<Utc> {
    "2024-01-03T08:00:00Z".parse().expect("a moment")
}

fn organisation(dice: &mut Dice) -> KboNumber {
    KboNumber::of_stem(dice.between(1, 4))
}

fn client(region: usize, n: u32) -> ClientId {
    ClientId(Uuid::from_u128(u128::from(n) + 1_000 * (region as u128 + 1)))
}

/// An opening as of the story, of a client in a region.
fn opened(client: ClientId, region: &Code) -> TrajectoryOpened {
    let Intent::OpenTrajectory(opened) = opening(1) else { panic!("an opening") };
    let municipality = if *region == self::region() { "45041" } else { "99041" };
    TrajectoryOpened {
        client,
        region: region.clone(),
        municipality: Code::new(municipality),
        ..opened
    }
}

/// Records histories; most of what is tried is refused.
pub(super) async fn record(
    pool: &PgPool,
    catalogues: &Arc<Catalogues>,
    clock: &Clock,
    dice: &mut Dice,
) {
    let log = LogWriter::new(pool.clone());
    let access = AccessRecord::new(pool.clone(), Arc::clone(catalogues));
    let commands = Commands::new(log, Arc::clone(catalogues), clock.clone(), Vault::none(), access);
    for (place, region) in regions().iter().enumerate() {
        for n in 1..=CLIENTS {
            let opening = Intent::OpenTrajectory(opened(client(place, n), region));
            let by = organisation(dice);
            let about = TrajectoryId::of(region, client(place, n));
            carried_out(send(&commands, clock, (about, by), opening).await).expect("an opening");
        }
    }
    let mut recorded = 0;
    for _ in 0..STEPS {
        let hours = if dice.percent(3) { dice.between(24, 24 * 20) } else { dice.between(0, 2) };
        clock.set(clock.now() + Duration::hours(hours.into()));
        let place = dice.between(0, 1) as usize;
        let about = TrajectoryId::of(&regions()[place], client(place, dice.between(1, CLIENTS)));
        let by = organisation(dice);
        let intent = something(dice, clock.now(), place);
        let sent = match intent {
            Intent::AcceptTransfer(_) => {
                let request = request(clock, (about, by), intent);
                let there = |opening: loopbrug_infra::commands::TransferOpening| {
                    let from = Some(opening.from);
                    let opened = opened(opening.client, &opening.region);
                    Ok(TrajectoryOpened { transferred_from: from, ..opened })
                };
                commands.accept_transfer(request, there).await
            }
            intent => send(&commands, clock, (about, by), intent).await,
        };
        recorded += u32::from(carried_out(sent).is_some());
    }
    assert!(recorded > STEPS / 8, "{recorded}");
}

/// What was recorded; none where a rule was against it. Nothing else may go wrong.
fn carried_out(sent: Result<Recorded, CommandError>) -> Option<Recorded> {
    sent.map_err(|error| assert!(error.code().is_some(), "{error}")).ok()
}

/// Something that may change who has access.
fn something(dice: &mut Dice, now: DateTime<Utc>, place: usize) -> Intent {
    let organisation = organisation(dice);
    let purpose = if dice.percent(70) { "guidance" } else { "statistics" };
    match dice.between(1, 15) {
        1 | 2 => Intent::RecordLegalBasis(LegalBasisRecorded {
            bases: vec![Code::new("consent")],
            purposes: vec![Code::new(purpose)],
            organisations: if dice.percent(50) { vec![organisation] } else { vec![] },
            until: None,
        }),
        3 | 4 => Intent::GrantAccess(AccessGranted { organisation }),
        5 => Intent::ExpireAccess(AccessExpired { organisation }),
        6 if dice.percent(30) => Intent::WithdrawSharing(SharingWithdrawn { reason: None }),
        6 | 7 => Intent::OverrideAccess(AccessOverridden {
            reason: Code::new("crisis"),
            until: now + Duration::hours(dice.between(1, 72).into()),
        }),
        8 => Intent::RequestAccess(AccessRequested { purpose: Code::new("guidance") }),
        9 | 10 => {
            let elsewhere = dice.percent(50).then(|| regions()[1 - place].clone());
            Intent::RequestTransfer(TransferRequested { organisation, region: elsewhere })
        }
        11 if dice.percent(60) => Intent::AcceptTransfer(TransferAccepted { trajectory: None }),
        11 => Intent::DeclineTransfer(TransferDeclined { reason: Code::new("no_capacity") }),
        12 => {
            let Intent::CompleteIntake(intake) = intake() else { panic!("an intake") };
            let entry_on = day_in_brussels(now);
            let intake =
                loopbrug_domain::trajectory::intake::IntakeCompleted { entry_on, ..intake };
            Intent::CompleteIntake(intake)
        }
        13 => Intent::SendReferral(ReferralSent {
            referral: ReferralId(Uuid::from_u128(dice.between(1, 1_000_000).into())),
            to: organisation,
            service: Code::new("debt_help"),
            urgency: Code::new("normal"),
            areas: vec![Code::new("administration_and_debt")],
        }),
        14 if dice.percent(50) => {
            let other = client(place, dice.between(1, CLIENTS));
            let other = TrajectoryId::of(&regions()[place], other);
            Intent::MergeTrajectory(MergedInto { other, take_over: true })
        }
        14 => Intent::UnmergeTrajectory(Unmerged {}),
        _ => contact(dice.between(1, 60)),
    }
}

fn request(clock: &Clock, (about, by): (TrajectoryId, KboNumber), intent: Intent) -> Request {
    let roles = Role::ALL.to_vec().into();
    Request {
        command: new_command(),
        about,
        expected_version: None,
        actor: Actor { organisation: by, roles, ..actor() },
        occurred_on: day_in_brussels(clock.now()),
        intent: intent.into(),
        asked: None,
    }
}

async fn send(
    commands: &Commands,
    clock: &Clock,
    who: (TrajectoryId, KboNumber),
    intent: Intent,
) -> Result<Recorded, CommandError> {
    commands.execute(request(clock, who, intent)).await
}
