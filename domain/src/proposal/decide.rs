//! From a command to events, or to the rule that it would break.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Circumstance, Happening, Intent, PartnershipProposal, ProposalEvent, Refusal};
use crate::catalogue::Catalogues;
use crate::procedure::Occasion;
use crate::procedure::timeline::LAUNCH;
use crate::round::SelectionRound;
use crate::stream::Stream;

/// Something to be recorded about a proposal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposalCommand {
    /// When, and by whom.
    pub occasion: Occasion,
    /// What to record.
    pub intent: Intent,
}

/// What a proposal's rules look at beside it.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// The round that the proposal is for, as it stands.
    pub round: Arc<SelectionRound>,
    /// All catalogues.
    pub catalogues: Arc<Catalogues>,
}

/// The events that `command` leads to. `round` is the one that the proposal is for.
///
/// # Errors
/// All faults of its fields, or else the first rule that the command would break. Nothing is to be recorded then.
pub fn decide(
    proposal: &PartnershipProposal,
    command: &ProposalCommand,
    round: &SelectionRound,
    catalogues: &Catalogues,
) -> Result<Vec<ProposalEvent>, Refusal> {
    let ProposalCommand { occasion, intent } = command;
    let launch = round.state().launched()?;
    let catalogue = round.catalogue(catalogues)?;
    let at = Circumstance::new(occasion, catalogue, round.timeline(catalogue));
    intent.look_at_fields(at.on, Some(catalogue))?;
    if at.timeline.opens_at(LAUNCH).is_some_and(|opens| at.now < opens) {
        return Err(Refusal::RoundNotLaunched);
    }
    occasion.within_time(Some(launch.launched_on()))?;
    match (&proposal.state().draft, intent) {
        (None, Intent::DraftProposal(_)) => {}
        (Some(_), Intent::DraftProposal(_)) => return Err(Refusal::ProposalAlreadyDrafted),
        (None, _) => return Err(Refusal::ProposalNotFound),
        (Some(draft), _) if (&draft.region, &draft.round) != (&launch.region, &launch.round) => {
            return Err(Refusal::ProposalOfAnotherRound);
        }
        (Some(_), _) => {}
    }
    Ok(vec![event(intent.told(proposal.state(), &at), proposal, &at)?])
}

/// The event of a fact that is permitted.
pub(crate) fn event(
    what: Happening,
    proposal: &PartnershipProposal,
    at: &Circumstance<'_>,
) -> Result<ProposalEvent, Refusal> {
    what.permitted(proposal.state(), at)?;
    Ok(ProposalEvent {
        occurred_on: at.on,
        organisation: at.actor.organisation,
        late: at.is_late(),
        what,
    })
}
