//! Pauses, closings and what comes after them; transfers and merges.

use chrono::{Days, Months, NaiveDate};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::trajectory::course::{Closed, ExitRecorded, Paused, Reopened, Resumed};
use loopbrug_domain::trajectory::follow_up::{FollowUpEnded, FollowUpUnreachable, FollowedUp};
use loopbrug_domain::trajectory::merge::{DuplicateAbsorbed, MergedInto, Unmerged};
use loopbrug_domain::trajectory::outreach::ContactAttempted;
use loopbrug_domain::trajectory::transfer::{
    LinkedTrajectory, TransferAccepted, TransferDeclined, TransferReceived, TransferRequested,
};
use loopbrug_domain::trajectory::{Intent, Phase, State};

use super::chance::Tale;
use super::{Dice, ELSEWHERE, organisation, trajectory};

pub(super) fn course(dice: &mut Dice, state: &State, on: NaiveDate) -> Vec<Tale> {
    let one = |intent| vec![(None, intent)];
    match state.phase() {
        Some(Phase::Merged) if dice.percent(30) => one(Intent::UnmergeTrajectory(Unmerged {})),
        // Few are closed for long enough, so those are followed up mostly.
        Some(Phase::FollowUp) if month_of(state, on).is_some() && dice.percent(70) => {
            one(at_its_time(follow_up(dice), state, on))
        }
        Some(Phase::FollowUp | Phase::Ended | Phase::Merged) => match dice.between(1, 100) {
            1..=25 => one(exit(dice, state)),
            26..=79 => one(at_its_time(follow_up(dice), state, on)),
            80..=85 => one(unreachable(dice)),
            86..=88 => one(Intent::EndFollowUp(FollowUpEnded {})),
            89..=91 => arrival(state).map_or_else(Vec::new, one),
            92..=97 => one(Intent::ReopenTrajectory(Reopened { reason: dice.code() })),
            _ => one(merge(dice)),
        },
        _ => match dice.between(1, 100) {
            1..=30 => one(Intent::CloseTrajectory(closed(dice))),
            31..=40 => lost_contact(),
            41..=60 => one(Intent::PauseTrajectory(Paused { reason: dice.code() })),
            61..=75 => one(Intent::ResumeTrajectory(Resumed {})),
            76..=96 => transfer(dice, state),
            _ => one(merge(dice)),
        },
    }
}

pub(super) fn closed(dice: &mut Dice) -> Closed {
    Closed { reason: dice.any_code(), rationale: None }
}

fn lost_contact() -> Vec<Tale> {
    let attempt = |mode| {
        Intent::RecordContactAttempt(ContactAttempted {
            mode: Code::new(mode),
            place: None,
            outcome: Code::new("not_reached"),
            minutes: 1,
        })
    };
    let modes = ["phone", "street", "phone", "letter", "phone"];
    let closed =
        Intent::CloseTrajectory(Closed { reason: Code::new("lost_contact"), rationale: None });
    modes.into_iter().map(attempt).chain([closed]).map(|intent| (None, intent)).collect()
}

pub(super) fn exit(dice: &mut Dice, state: &State) -> Intent {
    let closed_on = state.course.closings.last().map(|closing| closing.on);
    let closed_on = closed_on.unwrap_or_default();
    let as_of = dice.before(closed_on + Days::new(30), 30).min(closed_on + Months::new(1));
    let as_of = if dice.percent(50) { closed_on } else { as_of };
    Intent::RecordExit(ExitRecorded {
        job_seeking: dice.told(),
        in_training: dice.told(),
        qualification: dice.told(),
        employed: dice.told(),
        housing: dice.code_if_known().filter(|_| dice.percent(50)),
        as_of,
    })
}

pub(super) fn follow_up(dice: &mut Dice) -> Intent {
    Intent::RecordFollowUp(FollowedUp {
        month: *dice.one_of(&[3, 6, 6, 6, 6, 6, 12]).unwrap(),
        reached: true,
        method: dice.code(),
        labour: Some(dice.any_code()).filter(|_| dice.percent(80)),
        contract: None,
        fte_percent: None,
        improved: dice.percent(80).then(|| dice.percent(75)),
        housing: dice.code_if_known().filter(|_| dice.percent(50)),
    })
}

/// The month that is followed up on that day, where there is one.
fn month_of(state: &State, on: NaiveDate) -> Option<u32> {
    let closed_on = state.course.closed().map(|closing| closing.on)?;
    let near = |month: &u32| ((closed_on + Months::new(*month)) - on).num_days().abs() < 16;
    [3, 6, 12].into_iter().find(near)
}

/// Of that month.
fn at_its_time(intent: Intent, state: &State, on: NaiveDate) -> Intent {
    match (intent, month_of(state, on)) {
        (Intent::RecordFollowUp(found), Some(month)) => {
            Intent::RecordFollowUp(FollowedUp { month, ..found })
        }
        (intent, _) => intent,
    }
}

fn unreachable(dice: &mut Dice) -> Intent {
    let month = *dice.one_of(&[3, 6, 12]).unwrap();
    Intent::RecordFollowUpUnreachable(FollowUpUnreachable { month, attempts: 2 })
}

/// The client comes back from the other region.
fn arrival(state: &State) -> Option<Intent> {
    let (region, client) = (Code::new(ELSEWHERE), state.opening.as_ref()?.client);
    let from = LinkedTrajectory { trajectory: TrajectoryId::of(&region, client), region };
    Some(Intent::ReceiveTransfer(TransferReceived { from }))
}

fn transfer(dice: &mut Dice, state: &State) -> Vec<Tale> {
    let elsewhere = Code::new(ELSEWHERE);
    match &state.transfer.pending {
        None => {
            let region = dice.percent(25).then(|| elsewhere.clone());
            let organisation = organisation(dice.between(1, 4));
            vec![(None, Intent::RequestTransfer(TransferRequested { organisation, region }))]
        }
        Some(pending) if dice.percent(75) => {
            let client = state.opening.as_ref().map(|opening| opening.client);
            let trajectory = pending
                .region
                .as_ref()
                .and_then(|region| client.map(|client| TrajectoryId::of(region, client)));
            let accepted = TransferAccepted { trajectory };
            vec![(Some(pending.organisation), Intent::AcceptTransfer(accepted))]
        }
        Some(pending) => {
            let reason = dice.code();
            let declined = Intent::DeclineTransfer(TransferDeclined { reason });
            vec![(Some(pending.organisation), declined)]
        }
    }
}

fn merge(dice: &mut Dice) -> Intent {
    let other = trajectory(dice.between(0, 7));
    if dice.percent(30) {
        return Intent::AbsorbDuplicate(DuplicateAbsorbed { other });
    }
    Intent::MergeTrajectory(MergedInto { other, take_over: false })
}
