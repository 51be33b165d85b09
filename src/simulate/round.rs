//! The selection round that goes before the clients: who applies, what becomes of it, and when.
//!
//! The days are those of the region's catalogue. Who plays which part, what is offered and the
//! hours follow from the seed. Each step is decided by the rules, at the moment it is taken.

mod applying;
mod cast;
mod days;
mod deciding;
mod judging;
mod playing;
mod script;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Catalogues};
use loopbrug_domain::ids::{CommandId, Position, Version};
use loopbrug_domain::matching::StreamEvent;
use loopbrug_domain::proposal::PartnershipProposal;
use loopbrug_domain::round::SelectionRound;
use loopbrug_infra::log::{LogWriter, RecordedEvent, Tip, new_event};
use uuid::Uuid;

use days::RoundDays;
use playing::Playing;
use script::Script;

/// An event of the round, and when and by whom it was recorded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlayedEvent {
    pub(crate) at: DateTime<Utc>,
    pub(crate) actor: Actor,
    pub(crate) sequence: Version,
    pub(crate) event: StreamEvent,
}

/// A round as it was played.
#[derive(Debug)]
pub(crate) struct PlayedRound {
    pub(crate) events: Vec<PlayedEvent>,
    /// Proposals, those that were never handed in included.
    pub(crate) proposals: usize,
    /// Proposals that were approved, in the end.
    pub(crate) approved: usize,
    command: CommandId,
}

/// Plays the round of a catalogue. None where it is not over before the partnership begins, or
/// where its catalogue leaves no time for all that is to happen.
pub(crate) fn play(
    catalogue: &Catalogue,
    catalogues: &Arc<Catalogues>,
    partnership_from: NaiveDate,
    seed: u64,
) -> anyhow::Result<Option<PlayedRound>> {
    let days = RoundDays::of(catalogue).filter(|days| days.finalised_on < partnership_from);
    let Some(days) = days else { return Ok(None) };
    let mut playing = Playing::new(catalogues);
    for step in Script::of(catalogue, days, seed) {
        let at = step.at;
        playing.take(step).with_context(|| format!("the simulated round, at {at}"))?;
    }
    let (region, round) = (catalogue.region(), &catalogue.round().code);
    // Whatever clients come after it, it is the same round.
    let name = format!("loopbrug simulation, round {round} of {region}, seed {seed}");
    Ok(Some(PlayedRound {
        proposals: playing.proposals.len(),
        approved: playing.approved(),
        events: playing.events,
        command: CommandId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())),
    }))
}

impl PlayedRound {
    /// Writes the round: how many events were written, or none where the log begins otherwise.
    /// Behind anything else, a round would be recorded after its own deadlines.
    pub(crate) async fn write(
        &self,
        log: &LogWriter,
        catalogue: &Catalogue,
    ) -> anyhow::Result<Option<usize>> {
        let region = catalogue.region();
        if log.reader().carried_out(region, self.command).await?.is_some() {
            return Ok(Some(0));
        }
        if log.reader().head(region).await? != Position::START {
            return Ok(None);
        }
        let events = self.events.iter().map(recorded).collect::<Result<Vec<_>, _>>()?;
        let written = log.append_many(region, self.command, &events).await?;
        Ok(Some(if written.is_some() { events.len() } else { 0 }))
    }
}

fn recorded(played: &PlayedEvent) -> Result<RecordedEvent, serde_json::Error> {
    let event = match &played.event {
        StreamEvent::Round(id, event) => {
            new_event::<SelectionRound>(event, &id.to_string(), Tip::at(played.sequence - 1))?
        }
        StreamEvent::Proposal(id, event) => {
            new_event::<PartnershipProposal>(event, &id.to_string(), Tip::at(played.sequence - 1))?
        }
    };
    Ok(RecordedEvent { recorded_at: played.at, actor: played.actor.clone(), event })
}
