//! Erasure: a person's right (GDPR, article 17), and what happens when data have been kept for long enough.
//!
//! The log never forgets, so what is destroyed is the key by which personal texts are read. It is asked for,
//! decided by the steward with a ground, carried out by the server, and recorded. Codes and days stay under a
//! random id: figures keep their counts.

use chrono::{DateTime, Months, Utc};

use crate::catalogue::list::ErasureGround;
use crate::catalogue::{Catalogue, Catalogues, Limits};
use crate::ids::TrajectoryId;
use crate::stream::Stream;
use crate::time::is_in_range;
use crate::trajectory::prelude::*;
use crate::trajectory::transfer::LinkedTrajectory;
use crate::trajectory::{Intent, Payload, Trajectory, TrajectoryCommand, TrajectoryEvent, decide};

refusals! {
    /// Rules about erasure.
    ErasureRefusal {
        /// Rule 12.
        Erased { on: NaiveDate }, "ERASED",
            "the erasure of this client's data was decided on {on}: nothing more is recorded";
        ErasureStillRequested { on: NaiveDate }, "ERASURE_STILL_REQUESTED",
            "erasure was asked for on {on}, and the steward has yet to decide";
        /// Nobody asked for it, and the data have not been kept for long enough.
        NoErasureRequested, "NO_ERASURE_REQUESTED",
            "nobody asked for the erasure of this client's data: record the request first";
        /// Retention runs from the end of the trajectory.
        RetentionNotOver { until: NaiveDate }, "RETENTION_NOT_OVER" at "ground",
            "these data are kept until {until}";
        /// A trajectory that has not ended has no retention.
        NothingRetained, "NOTHING_RETAINED" at "ground",
            "the trajectory has not ended, so no retention period has";
        /// Some grounds are for refusing, and the others for granting.
        GroundOfOtherDecision { ground: Code<ErasureGround>, granted: bool }, "GROUND_OF_OTHER_DECISION" at "ground",
            "'{ground}' is no ground for {} an erasure", if *granted { "granting" } else { "refusing" };
        /// Somebody would go on guiding a client of whom nothing can be known.
        ErasedWhileOpen, "ERASED_WHILE_OPEN",
            "the client is still guided here: close the trajectory first, with its reason";
        /// The other end of a merge: both are erased.
        OtherEndOpen { other: TrajectoryId }, "OTHER_END_OPEN",
            "trajectory {other} holds the same client, would be erased too, and is open: close it first";
        NoErasureDecided, "NO_ERASURE_DECIDED",
            "no erasure was granted: a key is destroyed only after that";
        KeyAlreadyDestroyed, "KEY_ALREADY_DESTROYED",
            "the key was destroyed before";
        /// Everybody can see that it was done.
        ErasureStays, "ERASURE_STAYS" at "event",
            "a decision on erasure stays as it was recorded: it is neither corrected nor voided";
        /// Nobody but the steward takes a request off the list.
        RequestStays, "REQUEST_STAYS" at "event",
            "what a client asked for is neither corrected nor voided: the steward decides on a request for erasure, \
             also on one that was withdrawn or was a mistake; a restriction is lifted";
    }
}

/// Somebody asked that the client's data are erased.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ErasureRequested {
    /// On what ground.
    pub ground: Code<ErasureGround>,
}

/// The steward decided on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ErasureDecided {
    /// Whether the data are erased.
    pub granted: bool,
    /// On what ground they are, or are not.
    pub ground: Code<ErasureGround>,
}

/// The client's key is gone, and with it everything that was sealed. The server records it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KeyDestroyed {
    /// The moment from which on no key is there.
    pub destroyed_at: DateTime<Utc>,
    /// Whether there was one: where nothing was ever sealed, there was none.
    pub had_key: bool,
}

/// What the person asked for who the trajectory is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rights {
    /// The day since which nothing is done with the data.
    pub restricted_since: Option<NaiveDate>,
    /// The request for erasure that waits for a decision.
    pub erasure_requested: Option<ErasureRequest>,
    /// Decisions on erasure, in order; the last may be a granted one.
    pub erasure_decisions: Vec<ErasureDecision>,
    /// The moment from which on the client's key is gone.
    pub key_destroyed_at: Option<DateTime<Utc>>,
}

/// A request for erasure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErasureRequest {
    /// The day.
    pub on: NaiveDate,
    /// On what ground.
    pub ground: Code<ErasureGround>,
}

/// A decision on erasure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErasureDecision {
    /// The day.
    pub on: NaiveDate,
    /// Whether the data are erased.
    pub granted: bool,
    /// On what ground.
    pub ground: Code<ErasureGround>,
}

impl Rights {
    /// The day on which erasure was granted.
    #[must_use]
    pub fn erased_on(&self) -> Option<NaiveDate> {
        self.erasure_decisions.iter().find(|decision| decision.granted).map(|decision| decision.on)
    }

    /// Erasure was granted, and the key is still there as far as the log knows.
    #[must_use]
    pub fn key_to_destroy(&self) -> bool {
        self.erased_on().is_some() && self.key_destroyed_at.is_none()
    }
}

/// What is recorded of a person's rights: no action for the client, which would keep an organisation's access
/// alive, and not carried to another trajectory.
#[must_use]
pub fn is_of_rights(what: &Payload) -> bool {
    matches!(
        what,
        Payload::ProcessingRestricted(_)
            | Payload::RestrictionLifted(_)
            | Payload::ErasureRequested(_)
            | Payload::ErasureDecided(_)
            | Payload::KeyDestroyed(_)
    )
}

impl Intent {
    /// Rule 12: what is still recorded after that. It says nothing of the client, and ends what would stay open.
    fn is_technical(&self) -> bool {
        matches!(
            self,
            Self::RecordKeyDestroyed(_)
                | Self::ExpireAccess(_)
                | Self::ExpireReferral(_)
                | Self::EndFollowUp(_)
        )
    }
}

/// Whether it says that the client is erased.
pub(super) fn grants_erasure(what: &Payload) -> bool {
    matches!(what, Payload::ErasureDecided(ErasureDecided { granted: true, .. }))
}

/// What is recorded on another end of a merge when erasure is granted on one: the same.
///
/// # Errors
/// Somebody would go on guiding, there, a client of whom nothing can be known; or the data have to be kept there.
pub(super) fn at_other_end(
    trajectory: &Trajectory,
    id: TrajectoryId,
    command: &TrajectoryCommand,
    catalogues: &Catalogues,
) -> Result<Vec<TrajectoryEvent>, Refusal> {
    let state = trajectory.state();
    if state.rights.erased_on().is_some() {
        return Ok(vec![]);
    }
    let is_open = state.may_be_erased().is_err();
    Refusal::when(is_open, || ErasureRefusal::OtherEndOpen { other: id })?;
    // It may have been opened after the day that was spoken of.
    let command = TrajectoryCommand { occurred_on: command.today(), ..command.clone() };
    decide(trajectory, &command, catalogues)
}

/// What was decided on erasure stays, and so does what the client asked for: the steward sees each request, and what
/// became of it.
pub(super) fn stays(what: &Payload) -> Result<(), Refusal> {
    let decided = matches!(what, Payload::ErasureDecided(_) | Payload::KeyDestroyed(_));
    Refusal::when(decided, || ErasureRefusal::ErasureStays)?;
    Refusal::when(is_of_rights(what), || ErasureRefusal::RequestStays)
}

impl State {
    /// Rule 12.
    pub(super) fn not_erased(&self, intent: &Intent) -> Result<(), Refusal> {
        match self.rights.erased_on().filter(|_| !intent.is_technical()) {
            Some(on) => Err(ErasureRefusal::Erased { on }.into()),
            None => Ok(()),
        }
    }

    /// The last day on which the data are kept, where nothing more happens. None while the trajectory is open.
    #[must_use]
    pub fn retained_until(&self, limits: &Limits) -> Option<NaiveDate> {
        let closing = self.course.closed()?;
        let last_follow_up = closing.follow_ups.last().map(|one| one.on);
        let ended = [closing.follow_up_ended_on, last_follow_up].into_iter().flatten();
        let ended_on = ended.fold(closing.on, NaiveDate::max);
        let months = Months::new(limits.retention_years.saturating_mul(12));
        ended_on.checked_add_months(months).filter(|until| is_in_range(*until))
    }

    /// The trajectories of the client in other regions, as far as it went on from one to the other: who is erased
    /// here is not erased there.
    #[must_use]
    pub fn held_elsewhere(&self) -> Vec<&LinkedTrajectory> {
        let came_from = self.opening.as_ref().and_then(|opening| opening.transferred_from.as_ref());
        came_from.into_iter().chain(&self.transfer.went_on_in).collect()
    }

    /// Nobody guides the client here any more.
    ///
    /// # Errors
    /// Somebody does.
    pub fn may_be_erased(&self) -> Result<(), Refusal> {
        let is_over = self.merged_into.is_some() || self.course.closed().is_some();
        Refusal::unless(is_over, || ErasureRefusal::ErasedWhileOpen)
    }
}

fn fits(ground: &Code<ErasureGround>, granted: bool, catalogue: &Catalogue) -> Result<(), Refusal> {
    let refuses = catalogue.refuses_erasure(ground.as_str());
    Refusal::when(refuses == granted, || ErasureRefusal::GroundOfOtherDecision {
        ground: ground.clone(),
        granted,
    })
}

impl EventPayload<State> for ErasureRequested {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.opened()?;
        fits(&self.ground, true, at.catalogue)?;
        match &state.rights.erasure_requested {
            Some(request) => Err(ErasureRefusal::ErasureStillRequested { on: request.on }.into()),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.rights.erasure_requested = Some(ErasureRequest { on, ground: self.ground.clone() });
    }
}

/// The ground on which data are erased that have been kept for long enough.
const RETENTION_ENDED: &str = "retention_ended";

impl EventPayload<State> for ErasureDecided {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.opened()?;
        fits(&self.ground, self.granted, at.catalogue)?;
        // Looked at again, the decision stays.
        let Some(now) = at.now else { return Ok(()) };
        let now = (now.state, now.today());
        if self.granted {
            now.0.may_be_erased()?;
        }
        if self.granted && self.ground.as_str() == RETENTION_ENDED && now.0.merged_into.is_none() {
            let until = now.0.retained_until(at.catalogue.limits());
            let until = until.ok_or(ErasureRefusal::NothingRetained)?;
            return Refusal::when(now.1 <= until, || ErasureRefusal::RetentionNotOver { until });
        }
        // The other end of a merge is erased with the one that was asked about.
        let is_of_a_merge = now.0.merged_into.is_some() || !now.0.merged_from.is_empty();
        let asked = now.0.rights.erasure_requested.is_some() || (self.granted && is_of_a_merge);
        Refusal::unless(asked, || ErasureRefusal::NoErasureRequested)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.rights.erasure_requested = None;
        let (granted, ground) = (self.granted, self.ground.clone());
        state.rights.erasure_decisions.push(ErasureDecision { on, granted, ground });
    }
}

impl EventPayload<State> for KeyDestroyed {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        let rights = &state.rights;
        Refusal::unless(rights.erased_on().is_some(), || ErasureRefusal::NoErasureDecided)?;
        Refusal::when(rights.key_destroyed_at.is_some(), || ErasureRefusal::KeyAlreadyDestroyed)
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.rights.key_destroyed_at = Some(self.destroyed_at);
    }
}

#[cfg(test)]
mod tests;
