//! From a command to events, or to the rule that it would break.

use std::sync::Arc;

use super::launch::RoundLaunched;
use super::ratification::EndDateSet;
use super::{Circumstance, Intent, Payload, Refusal, RoundEvent, SelectionRound};
use crate::catalogue::{Catalogue, Catalogues};
use crate::occasion::named;
use crate::procedure::Command;
use crate::stream::{Stream, aggregate};

/// Something to be recorded about a round.
pub type RoundCommand = Command<Intent>;

aggregate! {
    SelectionRound, "SelectionRound", RoundCommand => RoundEvent, Refusal,
    |round, command, catalogues: Arc<Catalogues>| decide(round, &command, catalogues)
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
    intent.check_fields(occasion.occurred_on, catalogue.as_ref().ok().copied())?;
    occasion.within_time(round.state().launched.as_ref().map(RoundLaunched::launched_on))?;
    let catalogue = catalogue?;
    let at = Circumstance::new(occasion, catalogue, round.timeline(catalogue));
    let what = intent.permitted(round.state(), &at)?;
    let end_date = match &what {
        Payload::MatchingReportRatified(ratified) => Some(EndDateSet::after(ratified.on, &at)),
        _ => None,
    };
    let payloads = [Some(what), end_date.map(Into::into)].into_iter().flatten();
    Ok(payloads.map(|what| at.event(what)).collect())
}

fn catalogue_for<'a>(
    round: &SelectionRound,
    intent: &Intent,
    catalogues: &'a Catalogues,
) -> Result<&'a Catalogue, Refusal> {
    match (intent, &round.state().launched) {
        (Intent::LaunchRound(launch), None) => {
            Ok(named(&launch.region, launch.catalogue, catalogues)?)
        }
        _ => round.catalogue(catalogues),
    }
}
