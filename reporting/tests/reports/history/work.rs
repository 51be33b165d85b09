//! Work, learning, homes and milestones that chance tells of.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::Isced;
use loopbrug_domain::catalogue::{Attributes, Code};
use loopbrug_domain::ids::{EmploymentId, TrainingId};
use loopbrug_domain::trajectory::housing::{
    HousingCancelled, HousingFound, HousingLost, HousingObserved, ReferenceAddressGranted,
    ReferenceAddressRefused, ReferenceAddressRequested,
};
use loopbrug_domain::trajectory::learning::{QualificationGained, TrainingEnded, TrainingStarted};
use loopbrug_domain::trajectory::milestones::{MilestoneReached, RelapseRecorded};
use loopbrug_domain::trajectory::work::{EmploymentCancelled, EmploymentEnded, EmploymentStarted};
use loopbrug_domain::trajectory::{Intent, State};
use uuid::Uuid;

use super::{CATALOGUES, Dice, REGION};

pub(super) fn tale(dice: &mut Dice, state: &State, on: NaiveDate) -> Intent {
    match dice.between(1, 100) {
        1..=30 => job(dice, state, on),
        31..=45 => training(dice, state),
        46..=52 => {
            let level = level(dice);
            Intent::RecordQualificationGained(QualificationGained { level })
        }
        53..=60 => milestone(dice),
        61..=66 => {
            let area = dice.code();
            Intent::RecordRelapse(RelapseRecorded { area })
        }
        67..=84 => home(dice, state, on),
        85..=92 => address(dice, state),
        _ => {
            let ethos = dice.one_of(&["5", "6", "7", "1", "0"]).unwrap();
            Intent::ObserveHousing(HousingObserved { ethos: Code::new(*ethos), since: None })
        }
    }
}

fn job(dice: &mut Dice, state: &State, on: NaiveDate) -> Intent {
    let jobs = &state.work.jobs;
    let lasting: Vec<_> = jobs.iter().filter(|job| job.end.is_none()).collect();
    let planned = lasting.iter().find(|job| job.is_planned(on));
    if let Some(job) = planned.filter(|_| dice.percent(40)) {
        let (employment, reason) = (job.start.employment, dice.code());
        return Intent::CancelEmployment(EmploymentCancelled { employment, reason });
    }
    match dice.one_of(&lasting) {
        Some(job) if dice.percent(50) => Intent::EndEmployment(EmploymentEnded {
            employment: job.start.employment,
            reason: dice.code(),
            on: dice.before(on, 20),
        }),
        _ => Intent::StartEmployment(EmploymentStarted {
            employment: EmploymentId(Uuid::from_u128(
                (jobs.len() + state.work.cancelled.len()) as u128 + 1,
            )),
            contract: dice.code(),
            fte_percent: 50,
            adapted: false,
            from: begins(dice, state, on),
            employer: None,
            adaptations: dice.few_codes(),
            support: dice.few_codes(),
        }),
    }
}

/// A first day, not before there was a trajectory.
fn begins(dice: &mut Dice, state: &State, on: NaiveDate) -> NaiveDate {
    let opened_on = state.opening.as_ref().map(|opening| opening.on);
    opened_on.into_iter().chain([dice.first_day(on)]).max().unwrap_or(on)
}

fn training(dice: &mut Dice, state: &State) -> Intent {
    let trainings = &state.learning.trainings;
    let lasting: Vec<_> = trainings.iter().filter(|one| one.end.is_none()).collect();
    match dice.one_of(&lasting) {
        Some(one) if dice.percent(50) => {
            let qualified = dice.percent(50);
            let result = if qualified { Code::new("qualified") } else { dice.code() };
            let level = qualified.then(|| level(dice)).filter(|_| dice.percent(60));
            let training = one.start.training;
            Intent::EndTraining(TrainingEnded { training, result, level })
        }
        _ => Intent::StartTraining(TrainingStarted {
            training: TrainingId(Uuid::from_u128(trainings.len() as u128 + 1)),
            kind: dice.code(),
        }),
    }
}

/// One of a few, so that it is often that of another.
fn level(dice: &mut Dice) -> Code<Isced> {
    Code::new(*dice.one_of(&["2", "3"]).unwrap())
}

fn milestone(dice: &mut Dice) -> Intent {
    let milestone = dice.code();
    let catalogue = CATALOGUES.latest(REGION).unwrap();
    let entry = catalogue.entry_of(&milestone).unwrap();
    let proof = match &entry.attributes {
        Attributes::Milestone { evidence } => evidence.first().cloned(),
        _ => None,
    };
    let evidence = proof.unwrap_or_else(|| dice.code());
    Intent::RecordMilestoneReached(MilestoneReached { milestone, evidence })
}

fn home(dice: &mut Dice, state: &State, on: NaiveDate) -> Intent {
    if state.housing.to_cancel_on(on).is_some() && dice.percent(40) {
        Intent::CancelHousing(HousingCancelled { reason: dice.code() })
    } else if state.housing.home_on(on).is_some() && dice.percent(60) {
        Intent::RecordHousingLost(HousingLost { on: dice.before(on, 20), reason: dice.code() })
    } else {
        Intent::RecordHousingFound(HousingFound {
            tenure: dice.code(),
            municipality: None,
            from: begins(dice, state, on),
            affordable: None,
            adequate_size: None,
        })
    }
}

fn address(dice: &mut Dice, state: &State) -> Intent {
    match (state.housing.address_requested_on, dice.percent(50)) {
        (None, _) => Intent::RequestReferenceAddress(ReferenceAddressRequested {}),
        (Some(_), true) => Intent::GrantReferenceAddress(ReferenceAddressGranted {}),
        (Some(_), false) => {
            Intent::RefuseReferenceAddress(ReferenceAddressRefused { reason: dice.code() })
        }
    }
}
