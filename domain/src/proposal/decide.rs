//! From a command to events, or to the rule that it would break.

use std::sync::Arc;

use super::{Circumstance, Intent, PartnershipProposal, ProposalEvent, Refusal};
use crate::catalogue::Catalogues;
use crate::procedure::timeline::LAUNCH;
use crate::procedure::{Command, ProcedureRefusal};
use crate::proposal::drafting::DraftRefusal;
use crate::round::SelectionRound;
use crate::stream::{Stream, aggregate};

/// Something to be recorded about a proposal.
pub type ProposalCommand = Command<Intent>;

/// What a proposal's rules look at beside it.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// The round that the proposal is for.
    pub round: Arc<SelectionRound>,
    /// All catalogues.
    pub catalogues: Arc<Catalogues>,
    /// The organisation of who asks has a proposal of its own in the round, beside this one.
    pub rival: bool,
}

aggregate! {
    PartnershipProposal, "PartnershipProposal", ProposalCommand => ProposalEvent, Refusal,
    |proposal, command, beside: Procedure| {
        decide(proposal, &command, &beside.round, &beside.catalogues, beside.rival)
    }
}

/// The events that `command` leads to. `round` is the one that the proposal is for; `rival` says whether the
/// organisation of who asks has another proposal in it.
///
/// # Errors
/// All faults of its fields, or else the first rule that the command would break. Nothing is to be recorded then.
pub fn decide(
    proposal: &PartnershipProposal,
    command: &ProposalCommand,
    round: &SelectionRound,
    catalogues: &Catalogues,
    rival: bool,
) -> Result<Vec<ProposalEvent>, Refusal> {
    let ProposalCommand { occasion, intent } = command;
    let catalogue = round.catalogue(catalogues);
    intent.check_fields(occasion.occurred_on, catalogue.as_ref().ok().copied())?;
    let (launch, catalogue) = (round.state().launched()?, catalogue?);
    let timeline = round.timeline(catalogue);
    let at = Circumstance { rival, ..Circumstance::new(occasion, catalogue, timeline) };
    Refusal::when(at.timeline.opens_at(LAUNCH).is_some_and(|opens| at.now < opens), || {
        ProcedureRefusal::RoundNotLaunched
    })?;
    occasion.within_time(Some(launch.launched_on()))?;
    match (&proposal.state().draft, intent) {
        (None, Intent::DraftProposal(_)) => {}
        (Some(_), Intent::DraftProposal(_)) => {
            return Err(DraftRefusal::ProposalAlreadyDrafted.into());
        }
        (None, _) => return Err(DraftRefusal::ProposalNotFound.into()),
        (Some(draft), _) if (&draft.region, &draft.round) != (&launch.region, &launch.round) => {
            return Err(DraftRefusal::ProposalOfAnotherRound.into());
        }
        (Some(_), _) => {}
    }
    Ok(vec![at.event(intent.permitted(proposal.state(), &at)?)])
}
