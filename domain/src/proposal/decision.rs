//! The decision: communicated after the ratification, and final when no rebuttal can come any more.

use super::{Stage, State};
use crate::catalogue::list::DecisionChannel;
use crate::procedure::prelude::*;
use crate::procedure::timeline::{END_DATE, REBUTTAL};
use crate::proposal::rebuttal::RebuttalRefusal;
use crate::round::Outcome;

refusals! {
    /// Rules about the decision.
    DecisionRefusal {
        NotYetRatified, "NOT_YET_RATIFIED",
            "the matching report has not been ratified";
        DecisionDiffersFromReport, "DECISION_DIFFERS_FROM_REPORT" at "outcome",
            "the decision differs from the ratified report";
        /// There is no decision to reply to, or to close.
        DecisionNotCommunicated, "DECISION_NOT_COMMUNICATED",
            "no decision has been communicated";
        ProposalAlreadyFinal, "PROPOSAL_ALREADY_FINAL",
            "the proposal is final";
    }
}

/// The decision is to be communicated to the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What was decided. As ratified.
    pub outcome: Outcome,
    /// Why. About the proposal, never about a client.
    pub motivation: String,
    /// How it is communicated.
    pub channel: Code<DecisionChannel>,
}

/// The decision was communicated to the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionCommunicated {
    /// What was decided.
    pub outcome: Outcome,
    /// Why.
    pub motivation: String,
    /// How it was communicated.
    pub channel: Code<DecisionChannel>,
    /// By the server's clock it was after the end date: a warning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overdue: bool,
}

/// Nothing more can come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProposalFinalised {}

impl IntoPayload<State, DecisionCommunicated> for Decision {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.written("motivation", &self.motivation, TEXT_MAX);
    }

    fn into_payload(self, _: &State, at: &Circumstance<'_>) -> DecisionCommunicated {
        let Self { outcome, motivation, channel } = self;
        let overdue = at.timeline.has_closed(END_DATE, at.now);
        DecisionCommunicated { outcome, motivation, channel, overdue }
    }
}

impl EventPayload<State> for DecisionCommunicated {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        let ratified = state.ratification.as_ref().ok_or(DecisionRefusal::NotYetRatified)?;
        state.at_one_of(&[Stage::Ratified])?;
        Refusal::when(self.outcome != ratified.outcome, || {
            DecisionRefusal::DecisionDiffersFromReport
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.decision = Some(self.clone());
        state.days.communicated = Some(on);
    }
}

impl EventPayload<State> for ProposalFinalised {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        match state.stage() {
            Some(Stage::Final) => return Err(DecisionRefusal::ProposalAlreadyFinal.into()),
            Some(Stage::Rebutted) => return Err(RebuttalRefusal::RebuttalNotAnswered.into()),
            Some(Stage::Communicated | Stage::Answered) => {}
            _ => return Err(DecisionRefusal::DecisionNotCommunicated.into()),
        }
        match at.timeline.closes_at(REBUTTAL) {
            Some(closes_at) if at.now < closes_at => {
                Err(RebuttalRefusal::RebuttalStillOpen { closes_at }.into())
            }
            _ => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.finalised = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::story::{communicated, decision, judged, ratified, rebut};
    use crate::proposal::{Intent, StageRefusal};
    use crate::round::story::utc;

    const FINALISE: Intent = Intent::FinaliseProposal(ProposalFinalised {});

    #[test]
    fn no_decision_is_communicated_before_the_ratification() {
        judged()
            .when(Intent::CommunicateDecision(decision()))
            .then_refused(&DecisionRefusal::NotYetRatified);
    }

    #[test]
    fn a_decision_is_due_by_the_end_date_and_after_it_overdue() {
        for (local, overdue) in [("2023-10-23T23:59:59", false), ("2023-10-24T00:00:00", true)] {
            let Decision { outcome, motivation, channel } = decision();
            ratified()
                .at(local)
                .when(Intent::CommunicateDecision(decision()))
                .then(vec![DecisionCommunicated { outcome, motivation, channel, overdue }.into()]);
        }
    }

    #[test]
    fn what_is_communicated_is_what_was_ratified_and_once() {
        let other = Decision { outcome: Outcome::Rejected, ..decision() };
        ratified()
            .when(Intent::CommunicateDecision(other))
            .then_refused(&DecisionRefusal::DecisionDiffersFromReport);
        communicated()
            .when(Intent::CommunicateDecision(decision()))
            .then_refused(&StageRefusal::StepOutOfOrder { stage: Stage::Communicated });
    }

    #[test]
    fn a_proposal_is_final_when_no_rebuttal_can_come_and_all_are_answered() {
        let closes_at = utc("2023-11-07T00:00:00");
        communicated()
            .at("2023-11-06T23:59:59")
            .when(FINALISE)
            .then_refused(&RebuttalRefusal::RebuttalStillOpen { closes_at });
        let story = communicated().at("2023-11-07T00:00:00").then_take(FINALISE);
        assert_eq!(story.state().stage(), Some(Stage::Final));
        story.when(FINALISE).then_refused(&DecisionRefusal::ProposalAlreadyFinal);
        communicated()
            .at("2023-11-01T09:00:00")
            .then_take(rebut())
            .at("2023-11-07T00:00:00")
            .when(FINALISE)
            .then_refused(&RebuttalRefusal::RebuttalNotAnswered);
        ratified().when(FINALISE).then_refused(&DecisionRefusal::DecisionNotCommunicated);
    }
}
