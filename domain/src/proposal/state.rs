//! The state of a proposal: one part a theme.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::admissibility::AdmissibilityDecided;
use super::assessment::{AssessmentRefusal, Assessors};
use super::decision::DecisionCommunicated;
use super::drafting::Draft;
use super::jury::JuryDeliberated;
use super::pitch::PitchState;
use super::ratification::ProposalRatified;
use super::rebuttal::{RebuttalAnswered, ReceivedRebuttal};
use super::submission::ProposalSubmitted;
use super::{Payload, ProposalEvent, Refusal, Stage};
use crate::ids::{ProposalId, Version, WorkerId};
use crate::proposal::drafting::DraftRefusal;
use crate::round::Outcome;
use crate::stream::Stream;

/// The state of a proposal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The content. Absent before anything was drafted.
    pub draft: Option<Draft>,
    /// The last submission, unless it was withdrawn.
    pub submission: Option<ProposalSubmitted>,
    /// Whether it was admitted.
    pub admissibility: Option<AdmissibilityDecided>,
    /// Who assesses, and what they wrote.
    pub assessors: Assessors,
    /// Who declared a conflict of interest, assessors and jury members alike.
    pub conflicts: BTreeSet<WorkerId>,
    /// The pitch.
    pub pitch: PitchState,
    /// What the jury found.
    pub jury: Option<JuryDeliberated>,
    /// What was ratified.
    pub ratification: Option<ProposalRatified>,
    /// The decision that was communicated.
    pub decision: Option<DecisionCommunicated>,
    /// What it replied, in time or late.
    pub rebuttals: Vec<ReceivedRebuttal>,
    /// The last answer.
    pub answer: Option<RebuttalAnswered>,
    /// It is over.
    pub finalised: bool,
    /// The days of the steps whose events carry no day of their own.
    pub days: Days,
    /// The last day on which anything happened.
    pub last_on: Option<NaiveDate>,
}

/// Days in Brussels, as they were given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// The jury judged.
    pub judged: Option<NaiveDate>,
    /// The decision was communicated.
    #[serde(rename = "told")]
    pub communicated: Option<NaiveDate>,
    /// A rebuttal was answered, for the last time.
    pub answered: Option<NaiveDate>,
}

impl State {
    /// The content, without which nothing else happens.
    pub(crate) fn draft(&self) -> Result<&Draft, Refusal> {
        self.draft.as_ref().ok_or(DraftRefusal::ProposalNotFound.into())
    }

    /// Somebody has declared no conflict of interest, and may assess and judge.
    pub(crate) fn without_conflict(&self, worker: WorkerId) -> Result<(), Refusal> {
        Refusal::when(self.conflicts.contains(&worker), || AssessmentRefusal::ConflictDeclared {
            worker,
        })
    }

    /// Whether it takes part in the round: it was begun, and not taken back.
    #[must_use]
    pub fn takes_part(&self) -> bool {
        !matches!(self.stage(), None | Some(Stage::Withdrawn))
    }

    /// What was decided: the decision, or what an answer to a rebuttal made of it.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        let answered = self.answer.as_ref().map(|answer| answer.outcome);
        answered.or(self.decision.as_ref().map(|decision| decision.outcome))
    }
}

/// One organisation's proposal: its state after the last event recorded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PartnershipProposal {
    version: Version,
    state: State,
}

impl PartnershipProposal {
    /// Where the proposal is. None before it was drafted.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        self.state.stage()
    }

    /// The id that follows from its region, round and organisation. None before it was drafted.
    #[must_use]
    pub fn id(&self) -> Option<ProposalId> {
        let draft = self.state.draft.as_ref()?;
        Some(ProposalId::of(&draft.region, &draft.round, draft.organisation))
    }
}

impl Stream for PartnershipProposal {
    const FOLD: i32 = 2;
    type Id = ProposalId;
    type Payload = Payload;
    type State = State;

    fn version(&self) -> Version {
        self.version
    }

    fn state(&self) -> &State {
        &self.state
    }
}

impl PartnershipProposal {
    /// Adds an event to the history.
    pub(super) fn add(&mut self, event: ProposalEvent) {
        let ProposalEvent { occurred_on, organisation, what, .. } = event;
        self.version += 1;
        what.apply(&mut self.state, occurred_on, organisation);
        self.state.last_on = self.state.last_on.max(Some(occurred_on));
    }
}
