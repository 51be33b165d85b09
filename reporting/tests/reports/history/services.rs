//! Barriers, goals, interventions and referrals that chance tells of.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::{BarrierDetail, ProblemArea, ServiceType};
use loopbrug_domain::ids::{GoalId, InterventionId, ReferralId};
use loopbrug_domain::trajectory::barriers::{
    BarrierIdentified, BarrierReassessed, BarrierRecurred, BarrierResolved,
};
use loopbrug_domain::trajectory::direction::{GoalRated, GoalSet};
use loopbrug_domain::trajectory::interventions::{
    InterventionCompleted, InterventionPlanned, InterventionStarted, InterventionStopped,
    SessionRecorded,
};
use loopbrug_domain::trajectory::referrals::{
    ReferralAccepted, ReferralDeclined, ReferralDeclinedByClient, ReferralDone, ReferralExpired,
    ReferralFirstAttended, ReferralSeen, ReferralSent, ReferralStep, ReferralWaitlisted,
    ReferralWithdrawn, WithdrawnBy,
};
use loopbrug_domain::trajectory::{Intent, State};
use uuid::Uuid;

use super::chance::Tale;
use super::{CATALOGUES, Dice, REGION, organisation};

pub(super) fn tales(dice: &mut Dice, state: &State) -> Vec<Tale> {
    match dice.between(1, 100) {
        1..=25 => vec![(None, barrier(dice, state))],
        26..=40 => vec![(None, goal(dice, state))],
        41..=70 => interventions(dice, state),
        _ => referrals(dice, state),
    }
}

/// One that takes in the last area now and then, which newer catalogues do not have.
fn area(dice: &mut Dice) -> Code<ProblemArea> {
    if dice.percent(15) { Code::new("childcare") } else { dice.code() }
}

/// Some details of several areas.
const DETAILS: [&str; 7] = [
    "low_self_image",
    "distrust_of_services",
    "alcohol",
    "drugs",
    "sofa_surfing",
    "too_dear",
    "no_childcare",
];

/// None, one or two of them that are of an area.
fn details(dice: &mut Dice, area: &Code<ProblemArea>) -> Vec<Code<BarrierDetail>> {
    let catalogue = CATALOGUES.get(REGION, super::versions()[0]).unwrap();
    let of_area = |detail: &&str| catalogue.is_detail_of(detail, area.as_str());
    let known: Vec<_> = DETAILS.into_iter().filter(of_area).collect();
    (0..dice.between(0, 2))
        .filter_map(|_| dice.one_of(&known).map(|code| Code::new(*code)))
        .collect()
}

fn barrier(dice: &mut Dice, state: &State) -> Intent {
    let known: Vec<_> = state.barriers.iter().collect();
    let severity = dice.between(1, 5);
    match dice.one_of(&known) {
        Some((area, barrier)) if dice.percent(70) => {
            let (area, suspected) = ((*area).clone(), false);
            if barrier.resolved_on().is_some() {
                let details = details(dice, &area);
                Intent::RecordBarrierRecurrence(BarrierRecurred { area, severity, details })
            } else if dice.percent(35) {
                Intent::ResolveBarrier(BarrierResolved { area })
            } else {
                let now: Vec<_> =
                    barrier.details_now().iter().map(|(now, _)| (*now).clone()).collect();
                let over = dice.one_of(&now).filter(|_| dice.percent(40)).cloned();
                let resolved_details: Vec<_> = over.into_iter().collect();
                let mut details = details(dice, &area);
                details.retain(|detail| !resolved_details.contains(detail));
                Intent::ReassessBarrier(BarrierReassessed {
                    area,
                    severity,
                    suspected,
                    details,
                    resolved_details,
                })
            }
        }
        _ => {
            let area = area(dice);
            let (detail, details) = (details(dice, &area).pop(), details(dice, &area));
            Intent::IdentifyBarrier(BarrierIdentified {
                area,
                severity,
                suspected: true,
                detail,
                details,
            })
        }
    }
}

fn goal(dice: &mut Dice, state: &State) -> Intent {
    let set: Vec<_> = state.direction.goals.iter().map(|goal| goal.goal).collect();
    match dice.one_of(&set) {
        Some(goal) if dice.percent(75) => {
            Intent::RateGoal(GoalRated { goal: *goal, rating: dice.between(0, 10) })
        }
        _ => Intent::SetGoal(GoalSet {
            goal: GoalId(Uuid::from_u128(set.len() as u128 + 1)),
            domain: dice.code(),
            own_words: None,
        }),
    }
}

fn service(dice: &mut Dice) -> Code<ServiceType> {
    if dice.percent(15) { Code::new("special_childcare") } else { dice.code() }
}

fn interventions(dice: &mut Dice, state: &State) -> Vec<Tale> {
    let all: Vec<_> = state.interventions.iter().collect();
    let open: Vec<_> = all.iter().filter(|one| one.end.is_none()).collect();
    let one = |intent| vec![(None, intent)];
    let Some(known) = dice.one_of(&open).filter(|_| dice.percent(60)) else {
        let intervention = InterventionId(Uuid::from_u128(all.len() as u128 + 1));
        let plan = Intent::PlanIntervention(InterventionPlanned {
            intervention,
            service: service(dice),
            provider: organisation(dice.between(1, 4)),
            barriers: vec![],
            goals: vec![],
            mode: dice.code(),
            language: None,
        });
        let start = Intent::StartIntervention(InterventionStarted { intervention });
        return [Some(plan), dice.percent(40).then_some(start)]
            .into_iter()
            .flatten()
            .map(|intent| (None, intent))
            .collect();
    };
    let intervention = known.plan.intervention;
    if known.started_on.is_none() && dice.percent(80) {
        return one(Intent::StartIntervention(InterventionStarted { intervention }));
    }
    match dice.between(1, 4) {
        1 => {
            one(Intent::StopIntervention(InterventionStopped { intervention, reason: dice.code() }))
        }
        2 => one(Intent::RecordSession(SessionRecorded {
            intervention,
            minutes: dice.between(0, 90),
            attended: dice.percent(60),
        })),
        _ => one(Intent::CompleteIntervention(InterventionCompleted {
            intervention,
            result: dice.code(),
        })),
    }
}

fn referrals(dice: &mut Dice, state: &State) -> Vec<Tale> {
    let all: Vec<_> = state.referrals.iter().collect();
    let one = |by, intent| vec![(by, intent)];
    let Some(known) = dice.one_of(&all).filter(|_| dice.percent(70)) else {
        let (from, to) = (dice.between(1, 4), dice.between(1, 4));
        let sent = ReferralSent {
            referral: ReferralId(Uuid::from_u128(all.len() as u128 + 1)),
            to: organisation(to),
            service: service(dice),
            urgency: dice.code(),
            areas: vec![dice.code()],
        };
        return one(Some(organisation(from)), Intent::SendReferral(sent));
    };
    let (referral, to) = (known.sent.referral, Some(known.sent.to));
    match (known.step(), dice.between(1, 12)) {
        (_, 1) => {
            let reason = dice.code();
            let declined = ReferralDeclinedByClient { referral, reason };
            one(None, Intent::RecordReferralDeclinedByClient(declined))
        }
        (_, 2) => {
            let withdrawn = ReferralWithdrawn { referral, by: WithdrawnBy::Sender };
            one(Some(known.by), Intent::WithdrawReferral(withdrawn))
        }
        (_, 3) => one(None, Intent::ExpireReferral(ReferralExpired { referral })),
        (_, 4) => one(to, Intent::RecordReferralSeen(ReferralSeen { referral })),
        (ReferralStep::Accepted, _) => {
            one(None, Intent::RecordReferralFirstAttended(ReferralFirstAttended { referral }))
        }
        (ReferralStep::FirstAttended, _) => {
            one(None, Intent::RecordReferralDone(ReferralDone { referral }))
        }
        (_, 5) => {
            let waitlisted = ReferralWaitlisted { referral, expected_on: None };
            one(to, Intent::WaitlistReferral(waitlisted))
        }
        (_, 6 | 7) => {
            let reason = dice.code();
            one(to, Intent::DeclineReferral(ReferralDeclined { referral, reason }))
        }
        _ => one(to, Intent::AcceptReferral(ReferralAccepted { referral })),
    }
}
