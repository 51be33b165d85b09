//! Transfer: another organisation takes over, here or in another region (S: "connectie te maken
//! met andere partnerschappen").

mod arrival;
mod left_behind;

pub(super) use arrival::arrive;
pub use left_behind::{LeftBehind, left_behind};

use super::Payload;
use super::course::{Closed, Closing, CourseRefusal, Reopened};
use super::merge::{Named, list};
use crate::catalogue::Catalogues;
use crate::catalogue::list::TransferDeclineReason;
use crate::ids::TrajectoryId;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about taking over.
    TransferRefusal {
        /// The trajectory in which it is said to go on was never opened in that region.
        NothingToGoOnIn { region: Code, other: TrajectoryId }, "NOTHING_TO_GO_ON_IN",
            "there is no trajectory {other} in region '{region}' to go on in";
        /// Whether the organisation exists, the directory of the region says: `OrganisationNotInDirectory`.
        RegionNotFound { region: Code }, "REGION_NOT_FOUND" at "region",
            "there is no region '{region}' in this programme: ask for one of those in `regions`";
        TransferOfAnotherClient, "TRANSFER_OF_ANOTHER_CLIENT",
            "that is not a trajectory of this client in another region";
        TransferStillRequested, "TRANSFER_STILL_REQUESTED",
            "a transfer was requested and not yet answered";
        TransferToOwner, "TRANSFER_TO_OWNER",
            "the organisation owns the trajectory already";
        /// Rule 11: nobody becomes the owner without a yes of somebody else.
        TransferToOneself, "TRANSFER_TO_ONESELF",
            "who is not the owner does not ask itself to take over: ask the owner to request the transfer";
        /// Rule 11.
        OwnerHandsOver { owner: KboNumber }, "OWNER_HANDS_OVER" at "event",
            "organisation {owner} owns the trajectory, which it alone can put right: ask it to, or to request \
             a transfer";
        NoTransferRequested, "NO_TRANSFER_REQUESTED",
            "no transfer was requested";
        TransferOfAnother, "TRANSFER_OF_ANOTHER",
            "another organisation was asked to take over";
        TransferGoesElsewhere, "TRANSFER_GOES_ELSEWHERE",
            "the transfer was not asked to go there";
        /// Rule 11: a transfer gives nobody access to what another organisation has there.
        NoAccessThere { region: Code, trajectory: TrajectoryId }, "NO_ACCESS_THERE",
            "the client has trajectory {trajectory} in region '{region}' already, to which you have no access: \
             ask for access there (requestAccess), and accept the transfer when you have it";
        /// Rule 11: whoever moves on takes along what was agreed to.
        TransferLosesRecords { lost: Vec<Named>, why: Box<Refusal> }, "TRANSFER_LOSES_RECORDS",
            "the trajectory there cannot take along {}, the first of them because: {why}; have what is wrong corrected \
             or voided, and accept the transfer then", list(lost);
        /// The client goes on in another region, whose log has a part of this: it cannot be voided here.
        TransferStands { trajectory: TrajectoryId }, "TRANSFER_STANDS" at "event",
            "the client goes on in trajectory {trajectory} of another region, and what was recorded there \
             stands: put this right by another transfer, from there to here";
    }
}

/// The closure reason of a trajectory that goes on in another region.
const TRANSFERRED: &str = "transferred";
/// The reason why a trajectory is reopened in which a client goes on who was in another region.
const RETURNED: &str = "returned";

/// Another organisation is asked to take over. It gets access, to decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TransferRequested {
    /// The organisation.
    pub organisation: KboNumber,
    /// The region where it would go on; absent: in this one.
    pub region: Option<Code>,
}

/// The organisation takes over. Only now does it own the trajectory (rule 11).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TransferAccepted {
    /// The trajectory in which it goes on, in another region; absent: in this one.
    pub trajectory: Option<TrajectoryId>,
}

/// The organisation does not take over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TransferDeclined {
    /// Why.
    pub reason: Code<TransferDeclineReason>,
}

/// The client comes from another region, where the organisation took the guidance over, and goes on in this
/// trajectory, which was there before. It is reopened if it was closed. Nobody gets access or owns it by that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TransferReceived {
    /// The trajectory that goes on in this one.
    pub from: LinkedTrajectory,
}

/// A trajectory of the same client in another region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LinkedTrajectory {
    /// The region.
    pub region: Code,
    /// The trajectory.
    pub trajectory: TrajectoryId,
}

/// The request that waits for its answer, and where the trajectory went on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    /// The request that waits.
    pub pending: Option<PendingTransfer>,
    /// Where it went on.
    pub went_on_in: Option<LinkedTrajectory>,
}

/// A request to take over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PendingTransfer {
    /// The day of the request.
    pub on: NaiveDate,
    /// Who is asked.
    pub organisation: KboNumber,
    /// Where it would go on; absent: in this region.
    pub region: Option<Code>,
    /// The organisation had access before it was asked, and keeps it when it declines.
    pub had_access: bool,
    /// The last day on which it had done something with its grant, if it had one: that is put back when it
    /// declines, so that a grant that ran out is not brought back by a request.
    pub last_action_on: Option<NaiveDate>,
}

/// A trajectory that goes on elsewhere is closed here, and one that goes on here is open.
pub(super) fn consequences(what: &Payload, state: &State) -> Vec<Payload> {
    match (what, state.course.closed()) {
        (what, None) if goes_elsewhere(what) => {
            vec![Closed { reason: Code::new(TRANSFERRED), rationale: None }.into()]
        }
        (Payload::TransferReceived(_), Some(_)) => {
            vec![Reopened { reason: Code::new(RETURNED) }.into()]
        }
        _ => vec![],
    }
}

/// The trajectory goes on in another region.
pub(super) fn goes_elsewhere(what: &Payload) -> bool {
    matches!(what, Payload::TransferAccepted(TransferAccepted { trajectory: Some(_) }))
}

impl Closed {
    /// As a trajectory is closed that goes on elsewhere.
    pub(super) fn follows_from_transfer(&self) -> bool {
        self.reason.as_str() == TRANSFERRED
    }
}

impl TransferRequested {
    /// Rule 11: a region exists once it has published a catalogue.
    pub(super) fn to_a_region_that_exists(&self, catalogues: &Catalogues) -> Result<(), Refusal> {
        let unknown = |region: &&Code| catalogues.latest(region.as_str()).is_none();
        match self.region.as_ref().filter(unknown) {
            Some(region) => Err(TransferRefusal::RegionNotFound { region: region.clone() }.into()),
            None => Ok(()),
        }
    }
}

/// Nobody goes on with a client who, as is known now, is not there any more, whatever day is spoken of.
fn not_closed_for_good(at: &Circumstance<'_>) -> Result<(), Refusal> {
    let closing = at.now.and_then(|now| now.state.course.closed());
    match closing.filter(|closing| !at.catalogue.reopens(closing.reason.as_str())) {
        Some(Closing { on, reason, .. }) => {
            let (reason, on) = (reason.clone(), *on);
            Err(CourseRefusal::ClosedForGood { reason, on, event: None }.into())
        }
        None => Ok(()),
    }
}

impl EventPayload<State> for TransferRequested {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        not_closed_for_good(at)?;
        state.open()?;
        let opening = state.opened()?;
        Refusal::when(state.transfer.pending.is_some(), || {
            TransferRefusal::TransferStillRequested
        })?;
        let elsewhere = self.region.as_ref().is_some_and(|region| *region != opening.region);
        Refusal::when(self.organisation == opening.owner && !elsewhere, || {
            TransferRefusal::TransferToOwner
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let home = state.opening.as_ref().map(|opening| &opening.region);
        let region = self.region.clone().filter(|region| Some(region) != home);
        let organisation = self.organisation;
        let last_action_on = state.consent.grants.get_mut(&organisation).map(|last| {
            // It may have run out, and whoever is asked has to see what to decide.
            std::mem::replace(last, on)
        });
        let had_access = state.owned_by(organisation) || last_action_on.is_some();
        if !had_access {
            state.consent.grant(organisation, on);
        }
        state.transfer.pending =
            Some(PendingTransfer { on, organisation, region, had_access, last_action_on });
    }
}

/// Only the organisation that was asked answers.
fn asked(state: &State, organisation: KboNumber) -> Result<&PendingTransfer, Refusal> {
    match &state.transfer.pending {
        None => Err(TransferRefusal::NoTransferRequested.into()),
        Some(pending) if pending.organisation == organisation => Ok(pending),
        Some(_) => Err(TransferRefusal::TransferOfAnother.into()),
    }
}

impl EventPayload<State> for TransferAccepted {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        let pending = asked(state, at.organisation)?;
        not_closed_for_good(at)?;
        let expected = match (&pending.region, &state.opening) {
            (Some(region), Some(opening)) => Some(TrajectoryId::of(region, opening.client)),
            _ => None,
        };
        Refusal::unless(self.trajectory == expected, || TransferRefusal::TransferGoesElsewhere)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, organisation: KboNumber) {
        let Some(pending) = state.transfer.pending.take() else { return };
        match (self.trajectory, pending.region) {
            (Some(trajectory), Some(region)) => {
                state.transfer.went_on_in = Some(LinkedTrajectory { region, trajectory });
                if let Some(closing) = state.course.closed_mut() {
                    closing.moved_on = true;
                }
            }
            _ => state.change_owner(organisation, on),
        }
    }
}

impl State {
    /// Rule 11: the organisation was asked to take over, and has not answered.
    pub(super) fn is_asked_to_take_over(&self, organisation: KboNumber) -> bool {
        self.transfer.pending.as_ref().is_some_and(|it| it.organisation == organisation)
    }

    /// Rule 11: only by its answer, or by what the owner puts right, does an organisation become the owner, and
    /// only the owner asks itself to take over (in another region).
    pub(super) fn handed_over_by(&self, by: KboNumber, after: &State) -> Result<(), Refusal> {
        let Some(owner) = self.opening.as_ref().map(|opening| opening.owner) else { return Ok(()) };
        Refusal::unless(owner == by || after.owned_by(owner), || {
            TransferRefusal::OwnerHandsOver { owner }
        })?;
        let asks_itself = after.is_asked_to_take_over(by) && !self.is_asked_to_take_over(by);
        Refusal::when(owner != by && asks_itself, || TransferRefusal::TransferToOneself)
    }

    /// Rules 6 and 11: the new owner owns, the old one still records; after a withdrawal only where a legal
    /// basis names it.
    fn change_owner(&mut self, organisation: KboNumber, on: NaiveDate) {
        if let Some(opening) = &mut self.opening {
            let before = std::mem::replace(&mut opening.owner, organisation);
            self.consent.grant(organisation, on);
            self.consent.grants.remove(&organisation);
            if self.consent.covers(before, on).is_ok() {
                self.consent.grant(before, on);
            } else {
                self.consent.ended.insert(before, on);
            }
        }
    }
}

impl EventPayload<State> for TransferDeclined {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        asked(state, at.organisation).map(|_| ())
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let Some(pending) = state.transfer.pending.take() else { return };
        if !pending.had_access {
            state.consent.end(pending.organisation, on);
        }
        let last = state.consent.grants.get_mut(&pending.organisation);
        if let (Some(last), Some(before)) = (last, pending.last_action_on)
            && *last == pending.on
        {
            *last = before;
        }
    }
}

impl EventPayload<State> for TransferReceived {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        let (opening, LinkedTrajectory { region, trajectory }) = (state.opened()?, &self.from);
        let of_the_client = *trajectory == TrajectoryId::of(region, opening.client);
        Refusal::unless(of_the_client && *region != opening.region, || {
            TransferRefusal::TransferOfAnotherClient
        })?;
        let limits = at.catalogue.limits();
        let stranger = at.now.is_some_and(|now| !now.has_access(at.organisation, limits));
        Refusal::when(stranger, || TransferRefusal::NoAccessThere {
            region: opening.region.clone(),
            trajectory: opening.trajectory(),
        })
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        if let Some(opening) = &mut state.opening {
            opening.transferred_from = Some(self.from.clone());
        }
    }
}

#[cfg(test)]
mod tests;
