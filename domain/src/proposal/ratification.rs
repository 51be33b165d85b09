//! What the ratification of the matching report means for one proposal of it.

use super::{Stage, State};
use crate::content_hash::ContentHash;
use crate::procedure::prelude::*;
use crate::round::Outcome;

/// The report that the proposal is in was ratified. This is never a command by itself: see
/// [`ratify`](crate::matching::ratify).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProposalRatified {
    /// The hash of the report.
    pub report: ContentHash,
    /// What it decides.
    pub outcome: Outcome,
    /// The rank, where the proposal has one.
    pub rank: Option<u32>,
}

impl EventPayload<State> for ProposalRatified {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.at_one_of(&[Stage::Judged, Stage::Inadmissible, Stage::NotInvited])
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.ratification = Some(self.clone());
    }
}
