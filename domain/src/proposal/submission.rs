//! Submitting, until the deadline by the server's clock, and withdrawing.

use chrono::{DateTime, Utc};

use super::drafting::{Draft, before_deadline};
use super::{Stage, State};
use crate::content_hash::ContentHash;
use crate::field::FieldFault;
use crate::procedure::prelude::*;
use crate::proposal::drafting::DraftRefusal;
use crate::proposal::offers::OfferRefusal;
use crate::time::last_minute;

refusals! {
    /// Rules about handing in.
    SubmissionRefusal {
        /// The server's clock says that it is too late.
        SubmissionDeadlinePassed { closed_at: DateTime<Utc> }, "SUBMISSION_DEADLINE_PASSED",
            "the deadline for proposals was {}; it has passed", last_minute(*closed_at);
    }
}

/// The proposal is handed in as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {}

/// The proposal was handed in. From here on it is frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProposalSubmitted {
    /// The server's clock.
    pub received_at: DateTime<Utc>,
    /// The hash of the content.
    pub content: ContentHash,
}

/// The proposal was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProposalWithdrawn {}

impl IntoPayload<State, ProposalSubmitted> for Submission {
    fn into_payload(self, state: &State, at: &Circumstance<'_>) -> ProposalSubmitted {
        let content = state.draft.as_ref().map_or_else(|| ContentHash::of(&()), Draft::hash);
        ProposalSubmitted { received_at: at.now, content }
    }
}

impl EventPayload<State> for ProposalSubmitted {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.by_applicant(at)?;
        Refusal::unless(matches!(state.stage(), Some(Stage::Draft | Stage::Withdrawn)), || {
            DraftRefusal::ProposalFrozen
        })?;
        before_deadline(at)?;
        is_complete(state.draft()?)
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        if let Some(draft) = &mut state.draft {
            draft.withdrawn = false;
        }
        state.submission = Some(self.clone());
    }
}

/// It offers something, and nothing that it does not name.
fn is_complete(draft: &Draft) -> Result<(), Refusal> {
    Refusal::when(draft.offers.is_empty(), || FieldFault::NothingNamed { path: "interventions" })?;
    let Draft { scope, offers, .. } = draft;
    for (&offer, proposed) in offers {
        let outside = |code| Err(OfferRefusal::InterventionOutsideProposal { offer, code }.into());
        if !scope.challenges.contains(&proposed.challenge) {
            return outside(proposed.challenge.clone().into());
        }
        if !scope.services.contains(&proposed.service) {
            return outside(proposed.service.clone().into());
        }
    }
    Ok(())
}

impl EventPayload<State> for ProposalWithdrawn {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.by_applicant(at)?;
        state.at_one_of(&[
            Stage::Draft,
            Stage::Submitted,
            Stage::Admissible,
            Stage::Assessed,
            Stage::Invited,
            Stage::Pitched,
            Stage::Judged,
        ])
    }

    /// Nothing stays but the content, since what is submitted again is looked at anew, and who declared a
    /// conflict of interest, who still has it then.
    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        let draft = state.draft.take().map(|draft| Draft { withdrawn: true, ..draft });
        let conflicts = std::mem::take(&mut state.conflicts);
        *state = State { draft, conflicts, last_on: state.last_on, ..State::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Code;
    use crate::ids::KboNumber;
    use crate::procedure::ProcedureRefusal;
    use crate::proposal::Intent;
    use crate::proposal::offers::Offer;
    use crate::proposal::story::{drafted, offer, offered, submit, submitted};
    use crate::round::story::utc;

    const WITHDRAW: Intent = Intent::WithdrawProposal(ProposalWithdrawn {});

    #[test]
    fn what_is_submitted_is_received_by_the_servers_clock_and_frozen_by_its_hash() {
        let story = offered().at("2023-09-22T21:00:00");
        let content = story.state().draft.unwrap().hash();
        let received_at = utc("2023-09-22T21:00:00");
        story.when(submit()).then(vec![ProposalSubmitted { received_at, content }.into()]);
    }

    #[test]
    fn the_deadline_lasts_the_whole_minute() {
        offered().at("2023-09-22T23:59:59").when(submit()).then_each(&["ProposalSubmitted"]);
        let closed_at = utc("2023-09-23T00:00:00");
        offered()
            .at("2023-09-23T00:00:00")
            .when(submit())
            .then_refused(&SubmissionRefusal::SubmissionDeadlinePassed { closed_at });
    }

    #[test]
    fn the_day_of_an_event_does_not_turn_the_clock_back() {
        let closed_at = utc("2023-09-23T00:00:00");
        offered()
            .at("2023-09-23T08:00:00")
            .occurred_on("2023-09-22")
            .when(submit())
            .then_refused(&SubmissionRefusal::SubmissionDeadlinePassed { closed_at });
    }

    #[test]
    fn nothing_is_submitted_before_the_launch() {
        offered()
            .before_the_launch()
            .when(submit())
            .then_refused(&ProcedureRefusal::RoundNotLaunched);
    }

    #[test]
    fn a_proposal_is_withdrawn_and_submitted_again_before_the_deadline() {
        let story = submitted().at("2023-09-20T09:00:00").then_take(WITHDRAW);
        assert_eq!(story.state().stage(), Some(Stage::Withdrawn));
        let story = story.then_take(Intent::ProposeIntervention(offer(2)));
        assert_eq!(story.state().stage(), Some(Stage::Draft));
        let story = story.at("2023-09-22T23:59:00").then_take(submit());
        let state = story.state();
        assert_eq!(state.stage(), Some(Stage::Submitted));
        assert_eq!(state.submission.unwrap().content, state.draft.unwrap().hash());

        let closed_at = utc("2023-09-23T00:00:00");
        submitted()
            .at("2023-09-23T09:00:00")
            .then_take(WITHDRAW)
            .when(submit())
            .then_refused(&SubmissionRefusal::SubmissionDeadlinePassed { closed_at });
    }

    #[test]
    fn a_proposal_is_submitted_once_and_by_its_organisation() {
        submitted().when(submit()).then_refused(&DraftRefusal::ProposalFrozen);
        let organisation = KboNumber::of_stem(3);
        for intent in [submit(), WITHDRAW] {
            offered()
                .by(9, 3)
                .when(intent)
                .then_refused(&DraftRefusal::ProposalOfAnother { organisation });
        }
    }

    #[test]
    fn a_proposal_offers_something_within_what_it_names() {
        drafted().when(submit()).then_refused(&FieldFault::NothingNamed { path: "interventions" });
        let mut odd = offer(1);
        odd.offer = Offer { challenge: Code::new("RU2"), ..odd.offer };
        drafted().then_take(Intent::ProposeIntervention(odd)).when(submit()).then_refused(
            &OfferRefusal::InterventionOutsideProposal {
                offer: offer(1).id,
                code: Code::new("RU2"),
            },
        );
    }
}
