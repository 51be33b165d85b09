//! Record-keeping: mistakes are corrected by further events, because the log is never changed.
//!
//! A correction or a voiding names the event by its sequence in the stream. The history keeps both;
//! the state, and with it every view, is folded as if the event had been correct from the beginning.

use super::{NotCurrent, Payload};
use crate::actor::Actor;
use crate::catalogue::list::CorrectionReason;
use crate::ids::Version;
use crate::schema::AnyFact;
use crate::sealed::SealedField;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about correcting and voiding events.
    RecordKeepingRefusal {
        /// The target was never recorded, was voided, or is itself a correction or a voiding.
        EventNotFound { target: Version, why: NotCurrent }, "EVENT_NOT_FOUND" at "event",
            "event {target} {why}";
        /// What a command added to its event is corrected with that event, never by itself.
        EventFollowsFromAnother { target: Version, cause: Version }, "EVENT_FOLLOWS_FROM_ANOTHER" at "event",
            "event {target} follows from event {cause}: put that right, and this is with it";
        /// A correction keeps the kind of its event.
        CorrectionChangesKind { recorded: &'static str, replacement: &'static str }, "CORRECTION_CHANGES_KIND",
            "the event is {recorded}, not {replacement}: send the mutation that records {recorded}, with \
             `corrects`; or void the event and record {replacement} anew";
        /// The opening says whose trajectory it is, and where.
        OpeningStays, "OPENING_STAYS",
            "the opening is never voided and keeps its client, region and catalogue";
        /// What was recorded for a later day would no longer be permitted: it has to be corrected first.
        LaterEventContradicted { sequence: Version, why: Box<Refusal>, more: Vec<Version> }, "LATER_EVENT_CONTRADICTED",
            "event {sequence} of a later day would no longer stand: {why}{}", nor(more);
    }
}

/// The other events that would no longer be permitted.
fn nor(more: &[Version]) -> String {
    let places: Vec<_> = more.iter().map(Version::to_string).collect();
    match places.as_slice() {
        [] => String::new(),
        [one] => format!("; nor would event {one}"),
        several => format!("; nor would events {}", several.join(", ")),
    }
}

/// An event was recorded wrongly; this is how it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventCorrected {
    /// The event's sequence in the stream, 1 for the first.
    pub target: Version,
    /// Why.
    pub reason: Code<CorrectionReason>,
    /// The day it happened, in Brussels, as it should have been recorded.
    pub occurred_on: NaiveDate,
    /// The version of the replacement's payload.
    pub version: String,
    /// What happened: of the same kind as the event.
    #[schemars(with = "AnyFact")]
    pub replacement: Box<Payload>,
    /// Whether the client's bridge figure corrects it. The server says so, not who asks.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_bridge_figure: bool,
}

/// An event should never have been recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventVoided {
    /// The event's sequence in the stream, 1 for the first.
    pub target: Version,
    /// Why.
    pub reason: Code<CorrectionReason>,
    /// Whether the client's bridge figure voids it. The server says so, not who asks.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_bridge_figure: bool,
}

impl EventCorrected {
    /// A correction of the event at `target`, to what happened on `occurred_on`.
    #[must_use]
    pub fn new(
        target: Version,
        reason: Code<CorrectionReason>,
        occurred_on: NaiveDate,
        replacement: Payload,
    ) -> Self {
        let version = replacement.event_type().version.to_owned();
        let replacement = Box::new(replacement);
        Self { target, reason, occurred_on, version, replacement, by_bridge_figure: false }
    }
}

impl EventVoided {
    /// The event at `target` should never have been recorded.
    #[must_use]
    pub fn new(target: Version, reason: Code<CorrectionReason>) -> Self {
        Self { target, reason, by_bridge_figure: false }
    }
}

/// Says of a correction or voiding whether the client's bridge figure of now makes it: what that person
/// puts right nobody is asked to confirm.
pub(super) fn signed(mut what: Payload, state: &State, actor: &Actor) -> Payload {
    let figure = state.bridge.current.as_ref();
    let is_figure = figure.is_some_and(|figure| {
        figure.worker == actor.worker && figure.organisation == actor.organisation
    });
    match &mut what {
        Payload::EventCorrected(correction) => correction.by_bridge_figure = is_figure,
        Payload::EventVoided(voiding) => voiding.by_bridge_figure = is_figure,
        _ => {}
    }
    what
}

// Neither changes the state by itself: the journal replaces or removes the target, and folds anew.
// Whether that is permitted depends on the other events, so `decide` checks it (see `adjustments`).

impl EventPayload<State> for EventCorrected {
    fn sealed_fields(&mut self) -> Vec<SealedField<'_>> {
        self.replacement.sealed_fields()
    }

    fn supersedes(&self) -> Option<Version> {
        Some(self.target)
    }

    fn permitted(&self, _: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply(&self, _: &mut State, _: NaiveDate, _: KboNumber) {}
}

impl EventPayload<State> for EventVoided {
    fn supersedes(&self) -> Option<Version> {
        Some(self.target)
    }

    fn permitted(&self, _: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply(&self, _: &mut State, _: NaiveDate, _: KboNumber) {}
}

#[cfg(test)]
mod tests;
