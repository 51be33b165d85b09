//! Bridge figure: one trusted person for a client (S: "één vertrouwenspersoon").

use super::consent::AccessGranted;
use super::transfer::{PendingTransfer, TransferAccepted};
use super::{Intent, Payload, Trajectory};
use crate::catalogue::Limits;
use crate::catalogue::list::BridgeEndReason;
use crate::ids::WorkerId;
use crate::stream::Stream;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about the bridge figure.
    BridgeRefusal {
        /// Rule 3.
        BridgeFigureStillOpen, "BRIDGE_FIGURE_STILL_OPEN",
            "the client has a bridge figure; end that first";
        /// Rule 3.
        NoBridgeFigure, "NO_BRIDGE_FIGURE",
            "the client has no bridge figure";
        /// A caseload is handed over as it was found: what was decided since about a client holds.
        BridgeFigureIsAnother, "BRIDGE_FIGURE_IS_ANOTHER",
            "somebody else is the client's bridge figure by now, so this trajectory is not handed over";
        /// Rule 3: who may not open the trajectory cannot guide the client.
        BridgeFigureWithoutAccess { organisation: KboNumber }, "BRIDGE_FIGURE_WITHOUT_ACCESS" at "organisation",
            "organisation {organisation} has no access, and the legal basis does not name it: grant it access, \
             or record a legal basis that names it";
        /// Rule 3.
        BridgeFigureLosesAccess { organisation: KboNumber }, "BRIDGE_FIGURE_LOSES_ACCESS" at "event",
            "organisation {organisation} of the client's bridge figure would have no access any more: end the \
             bridge figure first, or correct it as well";
    }
}

/// The reason of a bridge figure who stops because the organisation's access ends.
const ACCESS_ENDED: &str = "access_ended";

/// A client gets a bridge figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BridgeFigureAssigned {
    /// The person.
    pub worker: WorkerId,
    /// For which organisation.
    pub organisation: KboNumber,
    /// Whether the client was introduced in person.
    pub warm_handover: bool,
}

/// The bridge figure stops.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BridgeFigureEnded {
    /// Why.
    pub reason: Code<BridgeEndReason>,
}

/// Bridge figures, past and present.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Bridge {
    /// The one of now.
    pub current: Option<BridgeFigure>,
    /// The day that the first was assigned.
    pub first_on: Option<NaiveDate>,
    /// The day that the last one stopped.
    pub ended_on: Option<NaiveDate>,
    /// The last one, where the organisation's access ended: until there is another, and while the
    /// trajectory is open.
    pub lost: Option<BridgeFigure>,
}

impl Bridge {
    /// The one of now, if there is one, stops.
    pub(super) fn end(&mut self, on: NaiveDate) -> Option<BridgeFigure> {
        self.lost = None;
        self.ended_on = self.current.as_ref().map(|_| on).or(self.ended_on);
        self.current.take()
    }
}

/// A bridge figure and the first day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BridgeFigure {
    /// The person.
    pub worker: WorkerId,
    /// For which organisation.
    pub organisation: KboNumber,
    /// The first day.
    pub since: NaiveDate,
}

/// Rule 3: an organisation without access gets it with the assignment of its bridge figure, where the legal
/// basis names it.
pub(super) fn lets_in(what: &Payload, state: &State, at: &Circumstance<'_>) -> Option<Payload> {
    let Payload::BridgeFigureAssigned(BridgeFigureAssigned { organisation, .. }) = *what else {
        return None;
    };
    // What is carried from another trajectory lets nobody in.
    let named = at.carried_from.is_none()
        && state.consent.is_named(organisation, at.on)
        && !state.has_grant(organisation, at);
    named.then(|| AccessGranted { organisation }.into())
}

/// Rule 3: with the access of an organisation its bridge figure ends. Who may not open the trajectory any more
/// cannot be the client's person of trust, and as long as somebody is named nobody would look for another.
/// Interventions, appointments and referrals do not end with it: somebody else may carry them through.
pub(super) fn ended_by(what: &Payload, state: &State, on: NaiveDate) -> Option<Payload> {
    let of = state.bridge.current.as_ref()?.organisation;
    let ends = match what {
        Payload::AccessExpired(expired) => expired.organisation == of,
        Payload::SharingWithdrawn(_) => !state.owned_by(of),
        Payload::TransferAccepted(TransferAccepted { trajectory: None }) => {
            state.owned_by(of) && state.consent.covers(of, on).is_err()
        }
        Payload::TransferDeclined(_) => {
            let gave_access =
                |pending: &PendingTransfer| !pending.had_access && pending.organisation == of;
            state.transfer.pending.as_ref().is_some_and(gave_access)
        }
        _ => false,
    };
    ends.then(|| BridgeFigureEnded { reason: Code::new(ACCESS_ENDED) }.into())
}

/// Rule 3: a correction or voiding leaves no bridge figure of an organisation without access, neither by making
/// it one nor by taking away the access on which it rests.
pub(super) fn keeps_access(
    before: &Trajectory,
    after: &Trajectory,
    intent: &Intent,
    today: NaiveDate,
    limits: &Limits,
) -> Result<(), Refusal> {
    let has_access = |trajectory: &Trajectory, organisation, on| {
        trajectory.state().has_access(organisation, today, limits)
            || trajectory.state_on(on).has_access(organisation, on, limits)
    };
    if let Intent::CorrectEvent(correction) = intent
        && let Payload::BridgeFigureAssigned(ref corrected) = *correction.replacement
    {
        let organisation = corrected.organisation;
        let same = matches!(
            &before.current(correction.target)?.event.what,
            Payload::BridgeFigureAssigned(recorded) if recorded.organisation == organisation
        );
        Refusal::unless(same || has_access(after, organisation, correction.occurred_on), || {
            BridgeRefusal::BridgeFigureWithoutAccess { organisation }
        })?;
    }
    let Some(figure) = &after.state().bridge.current else { return Ok(()) };
    let (organisation, since) = (figure.organisation, figure.since);
    let was_without = before.state().bridge.current.as_ref() == Some(figure)
        && !has_access(before, organisation, since);
    Refusal::unless(was_without || has_access(after, organisation, since), || {
        BridgeRefusal::BridgeFigureLosesAccess { organisation }
    })
}

impl EventPayload<State> for BridgeFigureAssigned {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        Refusal::when(state.bridge.current.is_some(), || BridgeRefusal::BridgeFigureStillOpen)?;
        let organisation = self.organisation;
        // Whoever was let in since may turn out to have been the bridge figure before.
        let without_access = at.now.is_some_and(|now| {
            let limits = at.catalogue.limits();
            !state.has_grant(organisation, at) && !now.has_access(organisation, limits)
        });
        Refusal::when(without_access, || BridgeRefusal::BridgeFigureWithoutAccess { organisation })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.bridge.first_on.get_or_insert(on);
        state.bridge.lost = None;
        state.bridge.current =
            Some(BridgeFigure { worker: self.worker, organisation: self.organisation, since: on });
    }
}

impl EventPayload<State> for BridgeFigureEnded {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        match state.bridge.current {
            Some(_) => Ok(()),
            None => Err(BridgeRefusal::NoBridgeFigure.into()),
        }
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let stopped = state.bridge.end(on);
        state.bridge.lost = stopped.filter(|_| self.reason.as_str() == ACCESS_ENDED);
    }
}

#[cfg(test)]
mod tests;
