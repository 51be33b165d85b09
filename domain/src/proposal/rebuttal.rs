//! The rebuttal (*weerwoord*): until the end date + 14 days. A late one is kept, and marked.

use chrono::{DateTime, Utc};

use super::{Stage, State};
use crate::procedure::prelude::*;
use crate::procedure::timeline::REBUTTAL;
use crate::proposal::decision::DecisionRefusal;
use crate::round::Outcome;
use crate::time::last_minute;

refusals! {
    /// Rules about rebuttals.
    RebuttalRefusal {
        NoRebuttalOpen, "NO_REBUTTAL_OPEN",
            "there is no rebuttal without an answer";
        /// A rebuttal in time is answered before the proposal is final.
        RebuttalNotAnswered, "REBUTTAL_NOT_ANSWERED",
            "a rebuttal waits for its answer";
        /// A proposal is not final as long as a rebuttal may come.
        RebuttalStillOpen { closes_at: DateTime<Utc> }, "REBUTTAL_STILL_OPEN",
            "rebuttals can be given until {}", last_minute(*closes_at);
    }
}

/// The organisation replies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rebuttal {
    /// What it holds against the decision. About the proposal, never about a client.
    pub text: String,
}

/// The organisation has replied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RebuttalReceived {
    /// The server's clock.
    pub received_at: DateTime<Utc>,
    /// It came after the last minute. Nobody has to answer it.
    pub late: bool,
    /// What it holds against the decision.
    pub text: String,
}

/// Everything that the organisation replied so far was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RebuttalAnswered {
    /// What is decided now; often what was decided before.
    pub outcome: Outcome,
    /// Why. About the proposal, never about a client.
    pub motivation: String,
}

/// A rebuttal, and whether it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedRebuttal {
    /// As received.
    pub fact: RebuttalReceived,
    /// Answered.
    pub answered: bool,
}

impl IntoPayload<State, RebuttalReceived> for Rebuttal {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.written("text", &self.text, TEXT_MAX);
    }

    fn into_payload(self, _: &State, at: &Circumstance<'_>) -> RebuttalReceived {
        let late = at.timeline.has_closed(REBUTTAL, at.now);
        RebuttalReceived { received_at: at.now, late, text: self.text }
    }
}

impl EventPayload<State> for RebuttalReceived {
    /// From the decision on a rebuttal is always kept, even when the proposal is final.
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.by_applicant(at)?;
        Refusal::when(state.decision.is_none(), || DecisionRefusal::DecisionNotCommunicated)
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.rebuttals.push(ReceivedRebuttal { fact: self.clone(), answered: false });
    }
}

impl EventPayload<State> for RebuttalAnswered {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.written("motivation", &self.motivation, TEXT_MAX);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Refusal::when(state.stage() == Some(Stage::Final), || {
            DecisionRefusal::ProposalAlreadyFinal
        })?;
        Refusal::when(state.rebuttals.iter().all(|rebuttal| rebuttal.answered), || {
            RebuttalRefusal::NoRebuttalOpen
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        for rebuttal in &mut state.rebuttals {
            rebuttal.answered = true;
        }
        state.answer = Some(self.clone());
        state.days.answered = Some(on);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::ids::KboNumber;
    use crate::proposal::Intent;
    use crate::proposal::decision::ProposalFinalised;
    use crate::proposal::drafting::DraftRefusal;
    use crate::proposal::story::{communicated, ratified, rebut};
    use crate::round::story::utc;

    fn answer(outcome: Outcome) -> Intent {
        let motivation = "na herlezing".to_owned();
        Intent::AnswerRebuttal(RebuttalAnswered { outcome, motivation })
    }

    #[test]
    fn a_rebuttal_is_in_time_until_the_last_minute_and_late_after_it() {
        for (local, late) in [
            ("2023-11-06T23:58:59", false),
            ("2023-11-06T23:59:00", false),
            ("2023-11-06T23:59:59", false),
            ("2023-11-07T00:00:00", true),
        ] {
            let fact =
                RebuttalReceived { received_at: utc(local), late, text: "wij menen".to_owned() };
            communicated().at(local).when(rebut()).then(vec![fact.into()]);
        }
    }

    #[test]
    fn a_late_rebuttal_is_kept_even_when_the_proposal_is_final() {
        let story = communicated()
            .at("2023-11-07T09:00:00")
            .then_take(Intent::FinaliseProposal(ProposalFinalised {}))
            .then_take(rebut());
        let state = story.state();
        assert!(state.rebuttals[0].fact.late);
        assert_eq!(state.stage(), Some(Stage::Final));
    }

    #[test]
    fn a_rebuttal_in_time_is_answered_and_may_change_the_decision() {
        let story = communicated().at("2023-11-06T23:59:00").then_take(rebut());
        assert_eq!(story.state().stage(), Some(Stage::Rebutted));
        let story = story.at("2023-11-10T09:00:00").then_take(answer(Outcome::Reserve));
        assert_eq!(story.state().stage(), Some(Stage::Answered));
        assert_eq!(story.state().outcome(), Some(Outcome::Reserve));
        story.when(answer(Outcome::Approved)).then_refused(&RebuttalRefusal::NoRebuttalOpen);
    }

    #[test]
    fn a_rebuttal_replies_to_a_decision_and_is_the_organisations_own() {
        ratified().by(2, 2).when(rebut()).then_refused(&DecisionRefusal::DecisionNotCommunicated);
        communicated()
            .by(9, 3)
            .when(rebut())
            .then_refused(&DraftRefusal::ProposalOfAnother { organisation: KboNumber::of_stem(3) });
        communicated()
            .when(Intent::ReceiveRebuttal(Rebuttal { text: String::new() }))
            .then_refused(&FieldFault::NothingWritten { path: "text" });
    }
}
