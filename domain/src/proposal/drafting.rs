//! Drafting: what the proposal aims at, for as long as it is not submitted.

use std::collections::{BTreeMap, BTreeSet};

use super::offers::Offer;
use super::{Stage, State};
use crate::catalogue::list::{Challenge, Municipality, ServiceType};
use crate::content_hash::ContentHash;
use crate::ids::OfferId;
use crate::procedure::prelude::*;
use crate::procedure::timeline::SUBMISSION_DEADLINE;
use crate::proposal::submission::SubmissionRefusal;

refusals! {
    /// Rules about drafts.
    DraftRefusal {
        /// Nothing was recorded under this id.
        ProposalNotFound, "PROPOSAL_NOT_FOUND",
            "there is no such proposal";
        /// One proposal per organisation, region and round.
        ProposalAlreadyDrafted, "PROPOSAL_ALREADY_DRAFTED",
            "the organisation has a proposal for this region and round already";
        /// Only the organisation itself speaks for its proposal.
        ProposalOfAnother { organisation: KboNumber }, "PROPOSAL_OF_ANOTHER",
            "organisation {organisation} does not speak for this proposal";
        ProposalOfAnotherRound, "PROPOSAL_OF_ANOTHER_ROUND",
            "the proposal is not for this round";
        /// A submitted proposal is frozen by its hash.
        ProposalFrozen, "PROPOSAL_FROZEN",
            "the proposal was submitted and is frozen; withdraw it to change it";
    }
}

/// What a proposal aims at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Scope {
    /// The challenges that it answers.
    pub challenges: BTreeSet<Code<Challenge>>,
    /// The services that it delivers.
    pub services: BTreeSet<Code<ServiceType>>,
    /// Where.
    pub municipalities: BTreeSet<Code<Municipality>>,
}

/// An organisation started on its proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProposalDrafted {
    /// Whose proposal it is. One organisation: there are no consortia (Europa WSE FAQ).
    pub organisation: KboNumber,
    /// The region.
    pub region: Code,
    /// The round.
    pub round: Code,
    /// What it aims at.
    #[serde(flatten)]
    pub scope: Scope,
}

/// It aims at something else: the whole scope, as it is from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProposalRevised {
    /// What it aims at.
    #[serde(flatten)]
    pub scope: Scope,
}

/// The content of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Whose it is.
    pub organisation: KboNumber,
    /// The region.
    pub region: Code,
    /// The round.
    pub round: Code,
    /// What it aims at.
    pub scope: Scope,
    /// What it offers.
    pub offers: BTreeMap<OfferId, Offer>,
    /// It was taken back, and not taken up since.
    pub withdrawn: bool,
}

impl Draft {
    /// The hash of what would be, or was, submitted. Whether it was withdrawn is no content.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        let Self { organisation, region, round, scope, offers, .. } = self;
        ContentHash::of(&(organisation, region, round, scope, offers))
    }
}

impl Scope {
    fn look_at(&self, fields: &mut Fields<'_>) {
        fields.named("challenges", &self.challenges);
        fields.named("services", &self.services);
        fields.named("municipalities", &self.municipalities);
    }
}

impl State {
    /// The organisation itself asks.
    pub(super) fn by_applicant(&self, at: &Circumstance<'_>) -> Result<(), Refusal> {
        let organisation = at.actor.organisation;
        Refusal::unless(self.draft()?.organisation == organisation, || {
            DraftRefusal::ProposalOfAnother { organisation }
        })
    }

    /// The organisation changes its own draft. What it has withdrawn it may take up again until
    /// the deadline.
    pub(super) fn editable(&self, at: &Circumstance<'_>) -> Result<(), Refusal> {
        self.by_applicant(at)?;
        match self.stage() {
            Some(Stage::Draft) => Ok(()),
            Some(Stage::Withdrawn) => before_deadline(at),
            _ => Err(DraftRefusal::ProposalFrozen.into()),
        }
    }
}

/// The server's clock has not passed the deadline.
pub(super) fn before_deadline(at: &Circumstance<'_>) -> Result<(), Refusal> {
    match at.timeline.closes_at(SUBMISSION_DEADLINE) {
        Some(closed_at) if closed_at <= at.now => {
            Err(SubmissionRefusal::SubmissionDeadlinePassed { closed_at }.into())
        }
        _ => Ok(()),
    }
}

impl IntoPayload<State, ProposalDrafted> for Scope {
    fn fields(&self, fields: &mut Fields<'_>) {
        self.look_at(fields);
    }

    fn into_payload(self, _: &State, at: &Circumstance<'_>) -> ProposalDrafted {
        ProposalDrafted {
            organisation: at.actor.organisation,
            region: at.catalogue.region().clone(),
            round: at.catalogue.round().code.clone(),
            scope: self,
        }
    }
}

impl EventPayload<State> for ProposalDrafted {
    fn permitted(&self, _: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        let Self { organisation, region, round, scope } = self.clone();
        let offers = BTreeMap::new();
        state.draft = Some(Draft { organisation, region, round, scope, offers, withdrawn: false });
    }
}

impl EventPayload<State> for ProposalRevised {
    fn fields(&self, fields: &mut Fields<'_>) {
        self.scope.look_at(fields);
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.editable(at)
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        if let Some(draft) = &mut state.draft {
            draft.scope = self.scope.clone();
            draft.withdrawn = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::proposal::Intent;
    use crate::proposal::story::{drafted, scope, story, submitted};

    #[test]
    fn an_organisation_drafts_one_proposal_for_a_region_and_round() {
        let fact = ProposalDrafted {
            organisation: KboNumber::of_stem(2),
            region: Code::new("vlaamse-ardennen"),
            round: Code::new("2023"),
            scope: scope(),
        };
        story().when(Intent::DraftProposal(scope())).then(vec![fact.into()]);
        drafted()
            .when(Intent::DraftProposal(scope()))
            .then_refused(&DraftRefusal::ProposalAlreadyDrafted);
    }

    #[test]
    fn a_proposal_names_challenges_services_and_municipalities_of_the_catalogue() {
        let unknown = |list, code: &str, path: &'static str| FieldFault::UnknownCode {
            list,
            code: code.into(),
            path: path.into(),
        };
        let odd = Scope { challenges: [Code::new("RU3")].into(), ..scope() };
        story().when(Intent::DraftProposal(odd)).then_refused(&unknown(
            "challenge",
            "RU3",
            "challenges",
        ));
        let odd = Scope { municipalities: [].into(), ..scope() };
        drafted()
            .when(Intent::ReviseProposal(ProposalRevised { scope: odd }))
            .then_refused(&FieldFault::NothingNamed { path: "municipalities" });
    }

    #[test]
    fn a_submitted_proposal_is_frozen() {
        submitted()
            .when(Intent::ReviseProposal(ProposalRevised { scope: scope() }))
            .then_refused(&DraftRefusal::ProposalFrozen);
    }

    #[test]
    fn another_organisation_does_not_revise_it() {
        drafted()
            .by(9, 3)
            .when(Intent::ReviseProposal(ProposalRevised { scope: scope() }))
            .then_refused(&DraftRefusal::ProposalOfAnother { organisation: KboNumber::of_stem(3) });
    }
}
