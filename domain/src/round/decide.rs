//! From a command to events, or to the rule that it would break.

use serde::{Deserialize, Serialize};

use super::launch::RoundLaunched;
use super::{Circumstance, Happening, Intent, Refusal, RoundEvent, SelectionRound};
use crate::catalogue::{Catalogue, Catalogues};
use crate::procedure::{Occasion, named};
use crate::stream::Stream;

/// Something to be recorded about a round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoundCommand {
    /// When, and by whom.
    pub occasion: Occasion,
    /// What to record.
    pub intent: Intent,
}

/// The events that `command` leads to.
///
/// # Errors
/// All faults of its fields, or else the first rule that the command would break. Nothing is to be recorded then.
pub fn decide(
    round: &SelectionRound,
    command: &RoundCommand,
    catalogues: &Catalogues,
) -> Result<Vec<RoundEvent>, Refusal> {
    let RoundCommand { occasion, intent } = command;
    let catalogue = catalogue_for(round, intent, catalogues);
    intent.look_at_fields(occasion.occurred_on, catalogue.as_ref().ok().copied())?;
    occasion.within_time(round.state().launched.as_ref().map(RoundLaunched::launched_on))?;
    let catalogue = catalogue?;
    let at = Circumstance::new(occasion, catalogue, round.timeline(catalogue));
    Ok(vec![event(intent.told(round.state(), &at), round, &at)?])
}

fn catalogue_for<'a>(
    round: &SelectionRound,
    intent: &Intent,
    catalogues: &'a Catalogues,
) -> Result<&'a Catalogue, Refusal> {
    match (intent, &round.state().launched) {
        (Intent::LaunchRound(launch), None) => named(&launch.region, launch.catalogue, catalogues),
        _ => round.catalogue(catalogues),
    }
}

/// The event of a fact that is permitted.
pub(crate) fn event(
    what: Happening,
    round: &SelectionRound,
    at: &Circumstance<'_>,
) -> Result<RoundEvent, Refusal> {
    what.permitted(round.state(), at)?;
    Ok(RoundEvent {
        occurred_on: at.on,
        organisation: at.actor.organisation,
        late: at.is_late(),
        what,
    })
}
