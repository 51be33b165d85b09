//! What might be told next of a client. Most of it could be so; what could not is refused.

use chrono::{Days, Months, NaiveDate};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{AppointmentId, KboNumber, WorkerId};
use loopbrug_domain::trajectory::appointments::{AppointmentKept, AppointmentPlanned};
use loopbrug_domain::trajectory::bridge::{BridgeFigureAssigned, BridgeFigureEnded};
use loopbrug_domain::trajectory::consent::LegalBasisRecorded;
use loopbrug_domain::trajectory::household::{ChildrenOfAge, HouseholdRecorded};
use loopbrug_domain::trajectory::intake::IntakeCompleted;
use loopbrug_domain::trajectory::moves::{ContactLanguageChanged, ResidenceChanged};
use loopbrug_domain::trajectory::opening::{CatalogueAdopted, TrajectoryOpened};
use loopbrug_domain::trajectory::outreach::ContactAttempted;
use loopbrug_domain::trajectory::profile::{
    ChallengeLinked, ChallengeUnlinked, FindingLinked, FindingUnlinked, LinkedBy, PersonaLinked,
    PersonaUnlinked,
};
use loopbrug_domain::trajectory::{Intent, Phase, State, Trajectory};
use uuid::Uuid;

use super::{
    Asked, Dice, REGION, client as client_id, correction, later, others, personal, services, work,
};
use super::{organisation, versions};
use loopbrug_domain::stream::Stream;

/// An intent, and who tells it where that is not for chance to say.
pub(super) type Tale = (Option<KboNumber>, Intent);

/// What is told in one go: one thing mostly.
pub(super) fn scene(
    dice: &mut Dice,
    trajectory: &Trajectory,
    client: u32,
    today: NaiveDate,
) -> Vec<Asked> {
    let days_ago = match dice.between(1, 100) {
        1..=60 => 0,
        61..=82 => dice.between(1, 6),
        83..=94 => dice.between(7, 30),
        _ => dice.between(31, 150),
    };
    let state = trajectory.state();
    let unopened = state.phase().is_none();
    let occurred_on = today - Days::new(u64::from(if unopened { days_ago / 3 } else { days_ago }));
    let tales = if state.phase().is_some() && dice.percent(personal::likely(state)) {
        vec![(None, personal::tale(dice, state, occurred_on))]
    } else if state.phase().is_some() && dice.percent(6) {
        correction::put_right(dice, trajectory)
    } else {
        tales(dice, state, client, occurred_on)
    };
    let ask = |(by, intent): Tale| Asked {
        client,
        today,
        occurred_on,
        organisation: by.unwrap_or_else(|| somebody(dice, state)),
        intent,
    };
    tales.into_iter().map(ask).collect()
}

/// The owner most of the time.
fn somebody(dice: &mut Dice, state: &State) -> KboNumber {
    match &state.opening {
        Some(opening) if dice.percent(70) => opening.owner,
        _ => organisation(dice.between(1, 4)),
    }
}

fn tales(dice: &mut Dice, state: &State, client: u32, on: NaiveDate) -> Vec<Tale> {
    let one = |intent| vec![(None, intent)];
    match state.phase() {
        None => one(open(dice, client)),
        Some(Phase::Outreach | Phase::Intake) => match dice.between(1, 100) {
            1..=30 => one(attempt(dice)),
            31..=40 => appointment(dice, state, on),
            41..=60 => one(legal_basis(dice)),
            61..=82 => one(Intent::CompleteIntake(intake(dice, on))),
            83..=90 => one(profile(dice, state, on)),
            91..=96 => later::course(dice, state, on),
            _ => one(adopt()),
        },
        Some(Phase::Active | Phase::OnHold) => match dice.between(1, 100) {
            1..=11 => one(attempt(dice)),
            12..=17 => appointment(dice, state, on),
            18..=19 => one(legal_basis(dice)),
            20..=25 => one(profile(dice, state, on)),
            26..=31 => one(bridge(dice, state)),
            32..=68 => services::tales(dice, state),
            69..=83 => one(work::tale(dice, state, on)),
            84..=85 => one(adopt()),
            86..=91 => vec![others::tale(dice, state, on)],
            _ => later::course(dice, state, on),
        },
        Some(Phase::FollowUp | Phase::Ended | Phase::Merged) => match dice.between(1, 100) {
            1..=70 => later::course(dice, state, on),
            71..=90 => one(work::tale(dice, state, on)),
            _ => services::tales(dice, state),
        },
    }
}

fn open(dice: &mut Dice, client: u32) -> Intent {
    Intent::OpenTrajectory(TrajectoryOpened {
        client: client_id(client),
        region: Code::new(REGION),
        catalogue: versions()[usize::from(dice.percent(20))],
        source: dice.code(),
        municipality: dice.code(),
        contact_language: dice.code(),
        interpreter: false,
        transferred_from: None,
    })
}

fn adopt() -> Intent {
    Intent::AdoptCatalogue(CatalogueAdopted { catalogue: versions()[1] })
}

pub(super) fn attempt(dice: &mut Dice) -> Intent {
    Intent::RecordContactAttempt(ContactAttempted {
        mode: dice.code(),
        place: None,
        outcome: Code::new(if dice.percent(30) { "reached" } else { "not_reached" }),
        minutes: dice.between(0, 20),
    })
}

/// One is planned, or something is told of one.
fn appointment(dice: &mut Dice, state: &State, on: NaiveDate) -> Vec<Tale> {
    let planned: Vec<_> = state.appointments.all.iter().map(|one| one.plan.appointment).collect();
    let kept = |dice: &mut Dice, appointment| {
        let outcome = dice.code();
        (None, Intent::RecordAppointmentKept(AppointmentKept { appointment, outcome }))
    };
    let plan = |dice: &mut Dice| AppointmentPlanned {
        appointment: AppointmentId(Uuid::from_u128(planned.len() as u128 + 1)),
        at: dice.before(on + Days::new(8), 8).and_hms_opt(12, 0, 0).unwrap(),
        organisation: organisation(1),
        purpose: dice.code(),
        accompanied: dice.percent(40),
    };
    match dice.one_of(&planned) {
        Some(appointment) if dice.percent(50) => vec![kept(dice, *appointment)],
        _ => {
            let plan = AppointmentPlanned { at: on.and_hms_opt(9, 0, 0).unwrap(), ..plan(dice) };
            let appointment = plan.appointment;
            let kept = dice.percent(60).then(|| kept(dice, appointment));
            let planned = (None, Intent::PlanAppointment(plan));
            std::iter::once(planned).chain(kept).collect()
        }
    }
}

fn legal_basis(dice: &mut Dice) -> Intent {
    Intent::RecordLegalBasis(LegalBasisRecorded {
        bases: vec![dice.code()],
        purposes: vec![dice.code()],
        organisations: (1..=4).map(organisation).collect(),
        until: None,
    })
}

pub(super) fn intake(dice: &mut Dice, on: NaiveDate) -> IntakeCompleted {
    let entry_on = dice.before(on, 90);
    let unemployed = dice.percent(80);
    IntakeCompleted {
        entry_on,
        labour_status: Some(dice.any_code()).filter(|_| dice.percent(80)),
        unemployed_since: unemployed.then(|| unemployed_since(dice, entry_on)),
        full_time_worker: None,
        gender: dice.code_if_known(),
        age: dice.percent(80).then(|| dice.between(14, 70)),
        age_on: None,
        isced: dice.code_if_known(),
        nationality_group: dice.code_if_known(),
        foreign_background: dice.told(),
        housing: dice.code_if_known(),
        household: None,
        income_sources: None,
        digital_access: None,
        disability: dice.told(),
        minority: dice.told(),
    }
}

/// Of those who are long unemployed many became so half a year or a year ago to the day.
fn unemployed_since(dice: &mut Dice, entry_on: NaiveDate) -> NaiveDate {
    if dice.percent(50) {
        dice.before(entry_on, 800)
    } else {
        let months = *dice.one_of(&[6, 12]).unwrap();
        entry_on - Months::new(months) - Days::new(1) + Days::new(u64::from(dice.between(0, 2)))
    }
}

fn household(dice: &mut Dice) -> HouseholdRecorded {
    let children = (0..dice.between(0, 1)).map(|_| ChildrenOfAge {
        age_group: dice.code(),
        number: dice.between(1, 3),
        care_needed: dice.percent(50).then(|| dice.code()).into_iter().collect(),
    });
    let children: Vec<_> = children.collect();
    let any = !children.is_empty();
    let (suspected_disability, alone) = (any && dice.percent(30), any && dice.percent(50));
    HouseholdRecorded { children, suspected_disability, alone }
}

fn profile(dice: &mut Dice, state: &State, on: NaiveDate) -> Intent {
    let personas: Vec<_> = state.profile.personas.iter().cloned().collect();
    let challenges: Vec<_> = state.profile.challenges.keys().cloned().collect();
    let findings: Vec<_> = state.profile.findings_now().cloned().collect();
    match dice.between(1, 20) {
        11 if !findings.is_empty() => {
            let finding = dice.one_of(&findings).unwrap().clone();
            Intent::UnlinkFinding(FindingUnlinked { finding })
        }
        11..=14 => Intent::LinkFinding(FindingLinked { finding: dice.code(), rationale: None }),
        15..=16 => Intent::RecordHousehold(household(dice)),
        17..=18 => Intent::ChangeContactLanguage(ContactLanguageChanged {
            language: dice.code(),
            interpreter: dice.percent(30),
        }),
        19..=20 => Intent::ChangeResidence(ResidenceChanged {
            municipality: dice.percent(80).then(|| dice.code()),
            from: dice.before(on, 40),
        }),
        1..=2 if !personas.is_empty() => {
            let persona = dice.one_of(&personas).unwrap().clone();
            Intent::UnlinkPersona(PersonaUnlinked { persona })
        }
        3 if !challenges.is_empty() => {
            let challenge = dice.one_of(&challenges).unwrap().clone();
            Intent::UnlinkChallenge(ChallengeUnlinked { challenge })
        }
        1..=4 => {
            let challenge = dice.code();
            Intent::LinkChallenge(ChallengeLinked {
                challenge,
                by: LinkedBy::Hand,
                rationale: None,
            })
        }
        _ => Intent::LinkPersona(PersonaLinked { persona: dice.code(), rationale: None }),
    }
}

fn bridge(dice: &mut Dice, state: &State) -> Intent {
    if state.bridge.current.is_some() && dice.percent(80) {
        Intent::EndBridgeFigure(BridgeFigureEnded { reason: dice.code() })
    } else {
        Intent::AssignBridgeFigure(BridgeFigureAssigned {
            worker: WorkerId(Uuid::from_u128(u128::from(dice.between(1, 4)))),
            organisation: organisation(1),
            warm_handover: true,
        })
    }
}
