//! What a proposal contributes.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::{AdmissibilityGround, Challenge, Municipality, ServiceType};
use loopbrug_domain::content_hash::ContentHash;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::procedure::Points;
use loopbrug_domain::proposal::offers::Offer;
use loopbrug_domain::proposal::{Stage, State};
use loopbrug_domain::round::Outcome;

/// A proposal in its present state. Days are days in Brussels, as they were recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalFacts {
    /// Whose it is.
    pub organisation: KboNumber,
    /// The code of its round.
    pub round: Code,
    /// Where it is on its way.
    pub stage: Stage,
    /// The same as the applicant sees it.
    #[serde(rename = "stage_as_told")]
    pub stage_for_applicant: Stage,
    /// The challenges that it answers.
    pub challenges: BTreeSet<Code<Challenge>>,
    /// The services that it delivers.
    pub services: BTreeSet<Code<ServiceType>>,
    /// Where it works.
    pub municipalities: BTreeSet<Code<Municipality>>,
    /// What it offers.
    pub offers: Vec<Offered>,
    /// When it was received, by the server's clock. Absent: it was not submitted, or withdrawn.
    pub received_at: Option<DateTime<Utc>>,
    /// The hash of what was submitted.
    pub content: Option<ContentHash>,
    /// Why it was not admitted; empty where it was, or where nothing was decided.
    pub grounds: BTreeSet<Code<AdmissibilityGround>>,
    /// Its written assessments.
    pub assessments: Assessments,
    /// The day of the pitch.
    pub pitched_on: Option<NaiveDate>,
    /// The pitch was on no day for pitches: a warning.
    pub pitch_outside_window: bool,
    /// The day on which the jury judged.
    pub judged_on: Option<NaiveDate>,
    /// The jury judged on no day for it: a warning.
    pub jury_outside_window: bool,
    /// The jury's weighted total.
    pub total: Option<Points>,
    /// The rank that was ratified. Absent: it has none, or nothing was ratified.
    pub rank: Option<u32>,
    /// What was decided: as communicated, or what an answer to a rebuttal made of it.
    pub outcome: Option<Outcome>,
    /// The day of that decision.
    pub outcome_on: Option<NaiveDate>,
    /// The day on which that was communicated to the organisation.
    #[serde(rename = "told_on")]
    pub communicated_on: Option<NaiveDate>,
    /// It was communicated after the end date, by the server's clock: a warning.
    #[serde(rename = "told_overdue")]
    pub communicated_overdue: bool,
    /// What it replied.
    pub rebuttals: Rebuttals,
}

/// An intervention that is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The challenge that it answers.
    pub challenge: Code<Challenge>,
    /// The service that it delivers.
    pub service: Code<ServiceType>,
    /// For how many clients at a time.
    pub capacity: u32,
    /// In whole euros.
    pub budget: u32,
}

/// Written assessments, counted. Those of assessors with a conflict of interest do not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessments {
    /// Assessors who were assigned, those with a conflict included.
    pub assigned: u32,
    /// Who declared a conflict, assessors and members of the jury alike.
    pub conflicts: u32,
    /// Assessments that are in.
    pub received: u32,
    /// Of them, those outside the window, by the server's clock: warnings.
    pub outside_window: u32,
    /// The first day of one.
    pub first_on: Option<NaiveDate>,
    /// The last day of one.
    pub last_on: Option<NaiveDate>,
    /// The mean of their totals, rounded down to a hundredth. Absent until all are in: scores
    /// stay hidden until then.
    pub mean: Option<Points>,
}

/// Rebuttals, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rebuttals {
    /// Received in time.
    pub in_time: u32,
    /// Received late.
    pub late: u32,
    /// Received in time and not answered.
    pub unanswered: u32,
    /// When the first was received, by the server's clock.
    pub first_at: Option<DateTime<Utc>>,
    /// When the last was received.
    pub last_at: Option<DateTime<Utc>>,
    /// The day of the last answer.
    pub answered_on: Option<NaiveDate>,
}

impl ProposalFacts {
    /// The facts of a proposal; none before it was drafted.
    #[must_use]
    pub fn of(state: &State) -> Option<Self> {
        let draft = state.draft.as_ref()?;
        let (days, pitch, jury) = (&state.days, &state.pitch.held, &state.jury);
        let scope = draft.scope.clone();
        Some(Self {
            organisation: draft.organisation,
            round: draft.round.clone(),
            stage: state.stage()?,
            stage_for_applicant: state.stage_for_applicant()?,
            challenges: scope.challenges,
            services: scope.services,
            municipalities: scope.municipalities,
            offers: draft.offers.values().map(Offered::of).collect(),
            received_at: state.submission.as_ref().map(|submission| submission.received_at),
            content: state.submission.as_ref().map(|submission| submission.content.clone()),
            grounds: state.admissibility.iter().flat_map(|a| a.grounds.clone()).collect(),
            assessments: Assessments::of(state),
            pitched_on: pitch.map(|(on, _)| on),
            pitch_outside_window: pitch.is_some_and(|(_, held)| held.outside_window),
            judged_on: days.judged,
            jury_outside_window: jury.as_ref().is_some_and(|jury| jury.outside_window),
            total: jury.as_ref().map(|jury| jury.total),
            rank: state.ratification.as_ref().and_then(|ratified| ratified.rank),
            outcome: state.outcome(),
            outcome_on: days.answered.or(days.communicated),
            communicated_on: days.communicated,
            communicated_overdue: state.decision.as_ref().is_some_and(|decision| decision.overdue),
            rebuttals: Rebuttals::of(state),
        })
    }
}

impl Offered {
    fn of(offer: &Offer) -> Self {
        let Offer { challenge, service, capacity, budget, .. } = offer.clone();
        Self { challenge, service, capacity, budget }
    }
}

impl Assessments {
    fn of(state: &State) -> Self {
        let assessors = &state.assessors;
        let conflicts = if state.takes_part() { state.conflicts.len() } else { 0 };
        let conflicts = u32::try_from(conflicts).unwrap_or(u32::MAX);
        let mut counted = Self { conflicts, ..Self::default() };
        let mut sum = 0;
        for assessor in assessors.iter() {
            counted.assigned += 1;
            if assessor.conflict {
                continue;
            }
            let Some(assessment) = &assessor.assessment else { continue };
            counted.received += 1;
            counted.outside_window += u32::from(assessment.outside_window);
            let on = assessor.assessed_on;
            counted.first_on = counted.first_on.into_iter().chain(on).min();
            counted.last_on = counted.last_on.max(on);
            sum += assessment.total.0;
        }
        let mean = sum.checked_div(counted.received).map(Points);
        counted.mean = mean.filter(|_| assessors.all_in());
        counted
    }
}

impl Rebuttals {
    fn of(state: &State) -> Self {
        let mut counted = Self { answered_on: state.days.answered, ..Self::default() };
        for rebuttal in &state.rebuttals {
            let received_at = Some(rebuttal.fact.received_at);
            counted.first_at = counted.first_at.or(received_at);
            counted.last_at = received_at;
            if rebuttal.fact.late {
                counted.late += 1;
            } else {
                counted.in_time += 1;
                counted.unanswered += u32::from(!rebuttal.answered);
            }
        }
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopbrug_domain::ids::WorkerId;
    use loopbrug_domain::proposal::Intent;
    use loopbrug_domain::proposal::assessment::AssessorAssigned;
    use loopbrug_domain::proposal::story::{
        admitted, assessed, assessment, communicated, rebut, submitted,
    };
    use loopbrug_domain::proposal::submission::ProposalWithdrawn;
    use uuid::Uuid;

    fn assign(n: u128, conflict: bool) -> Intent {
        let assessor = WorkerId(Uuid::from_u128(n));
        Intent::AssignAssessor(AssessorAssigned { assessor, conflict })
    }

    #[test]
    fn nothing_is_known_before_a_draft() {
        assert_eq!(ProposalFacts::of(&State::default()), None);
    }

    #[test]
    fn a_mean_is_known_only_when_all_assessments_are_in() {
        let story = admitted()
            .then_take(assign(11, false))
            .then_take(assign(12, false))
            .then_take(assign(13, true))
            .at("2023-09-28T09:00:00")
            .by(11, 1)
            .then_take(Intent::RecordWrittenAssessment(assessment(70)));
        let one = ProposalFacts::of(&story.state()).unwrap().assessments;
        assert_eq!((one.assigned, one.conflicts, one.received, one.mean), (3, 1, 1, None));
        let story = story
            .at("2023-10-07T00:00:00")
            .by(12, 1)
            .then_take(Intent::RecordWrittenAssessment(assessment(81)));
        let all = ProposalFacts::of(&story.state()).unwrap().assessments;
        assert_eq!((all.received, all.outside_window, all.mean), (2, 1, Some(Points(7550))));
        let days = (all.first_on.unwrap().to_string(), all.last_on.unwrap().to_string());
        assert_eq!(days, ("2023-09-28".to_owned(), "2023-10-07".to_owned()));
    }

    #[test]
    fn what_is_withdrawn_keeps_its_content_and_nothing_else() {
        let withdrawn = Intent::WithdrawProposal(ProposalWithdrawn {});
        let before = ProposalFacts::of(&submitted().state()).unwrap();
        let facts = ProposalFacts::of(&assessed().by(2, 2).then_take(withdrawn).state()).unwrap();
        assert_eq!((facts.stage, facts.received_at), (Stage::Withdrawn, None));
        assert_eq!(facts.assessments, Assessments::default());
        assert_eq!(facts.offers, before.offers);
    }

    #[test]
    fn rebuttals_are_counted_by_whether_they_came_in_time() {
        let story = communicated()
            .at("2023-11-06T23:59:00")
            .then_take(rebut())
            .at("2023-11-07T00:00:00")
            .then_take(rebut());
        let rebuttals = ProposalFacts::of(&story.state()).unwrap().rebuttals;
        assert_eq!((rebuttals.in_time, rebuttals.late, rebuttals.unanswered), (1, 1, 1));
        assert!(rebuttals.first_at < rebuttals.last_at);
    }
}
