//! Transfer: another organisation takes over, here or in another region (S: "connectie te maken
//! met andere partnerschappen").

mod arrival;

pub(super) use arrival::arrive;

use super::Payload;
use super::course::{Closed, Closing, CourseRefusal, Reopened};
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TransferRequested {
    /// The organisation.
    pub organisation: KboNumber,
    /// The region where it would go on; absent: in this one.
    pub region: Option<Code>,
}

/// The organisation takes over. Only now does it own the trajectory (rule 11).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TransferAccepted {
    /// The trajectory in which it goes on, in another region; absent: in this one.
    pub trajectory: Option<TrajectoryId>,
}

/// The organisation does not take over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TransferDeclined {
    /// Why.
    pub reason: Code<TransferDeclineReason>,
}

/// The client comes from another region, where the organisation took the guidance over, and goes on in this
/// trajectory, which was there before. It is reopened if it was closed. Nobody gets access or owns it by that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TransferReceived {
    /// The trajectory that goes on in this one.
    pub from: LinkedTrajectory,
}

/// A trajectory of the same client in another region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
            vec![Closed { reason: Code::new(TRANSFERRED) }.into()]
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
mod tests {
    use super::*;
    use crate::trajectory::bridge::BridgeFigureEnded;
    use crate::trajectory::consent::{AccessGranted, ConsentRefusal, SharingWithdrawn};
    use crate::trajectory::course::CourseRefusal;
    use crate::trajectory::story::{
        Story, attempt, bridge_figure, closed, corrected, day, opened, organisation, participant,
        unknown, voided,
    };
    use crate::trajectory::{Intent, Phase};

    fn to(n: u32) -> TransferRequested {
        TransferRequested { organisation: organisation(n), region: None }
    }

    fn to_meetjesland() -> TransferRequested {
        let region = Some(Code::new("meetjesland"));
        TransferRequested { organisation: organisation(2), region }
    }

    const HERE: TransferAccepted = TransferAccepted { trajectory: None };

    fn there() -> TransferAccepted {
        let trajectory = TrajectoryId::of(&Code::new("meetjesland"), opened().client);
        TransferAccepted { trajectory: Some(trajectory) }
    }

    #[test]
    fn rule_11_a_transfer_moves_ownership_only_when_accepted() {
        let asked = participant().given(day(4), to(2));
        assert_eq!(asked.state().opening.unwrap().owner, organisation(1));
        let accepted = asked.given_by(organisation(2), day(5), HERE);
        assert_eq!(accepted.state().opening.unwrap().owner, organisation(2));
    }

    #[test]
    fn rule_6_after_a_transfer_the_former_owner_still_records() {
        participant()
            .given(day(4), to(2))
            .given_by(organisation(2), day(5), HERE)
            .when(day(6), Intent::RecordContactAttempt(attempt("phone", "reached")))
            .then(vec![attempt("phone", "reached").into()]);
    }

    #[test]
    fn only_the_organisation_that_was_asked_answers() {
        participant()
            .given(day(4), to(2))
            .when(day(5), Intent::AcceptTransfer(HERE))
            .then_refused(&TransferRefusal::TransferOfAnother);
        participant()
            .when(day(5), Intent::AcceptTransfer(HERE))
            .then_refused(&TransferRefusal::NoTransferRequested);
    }

    #[test]
    fn who_declines_loses_the_access_that_the_request_gave() {
        let declined = TransferDeclined { reason: Code::new("no_capacity") };
        participant()
            .given(day(4), to(2))
            .given_by(organisation(2), day(5), declined.clone())
            .by(organisation(2))
            .when(day(6), Intent::RecordContactAttempt(attempt("phone", "reached")))
            .then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(2) });
        participant()
            .given(day(4), to(2))
            .by(organisation(2))
            .when(day(5), Intent::DeclineTransfer(declined.clone()))
            .then(vec![declined.into()]);
    }

    #[test]
    fn a_transfer_that_was_answered_is_not_answered_again() {
        let declined = TransferDeclined { reason: Code::new("no_capacity") };
        participant()
            .given(day(4), to(2))
            .given_by(organisation(2), day(5), declined.clone())
            .by(organisation(2))
            .when(day(6), Intent::DeclineTransfer(declined))
            .then_refused(&TransferRefusal::NoTransferRequested);
    }

    #[test]
    fn rule_11_a_grant_that_ran_out_is_not_brought_back_by_being_asked() {
        let declined = TransferDeclined { reason: Code::new("no_capacity") };
        let attempted = || Intent::RecordContactAttempt(attempt("phone", "reached"));
        let asked = participant()
            .given(day(4), AccessGranted { organisation: organisation(2) })
            .asked(day(300), Intent::RequestTransfer(to(2)))
            .by(organisation(2));
        asked.again().when(day(301), attempted()).recorded();
        asked
            .asked(day(301), Intent::DeclineTransfer(declined))
            .when(day(302), attempted())
            .then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(2) });
    }

    #[test]
    fn rule_11_who_is_not_the_owner_does_not_ask_itself_to_take_over() {
        let shared =
            || participant().given(day(3), AccessGranted { organisation: organisation(2) });
        shared()
            .by(organisation(2))
            .when(day(5), Intent::RequestTransfer(to(2)))
            .then_refused(&TransferRefusal::TransferToOneself);
        shared()
            .given(day(4), to(3))
            .by(organisation(2))
            .when(day(5), Intent::CorrectEvent(corrected(5, day(4), to(2))))
            .then_refused(&TransferRefusal::TransferToOneself);
        shared().by(organisation(2)).when(day(5), Intent::RequestTransfer(to(3))).recorded();
    }

    #[test]
    fn rule_11_who_owned_the_trajectory_does_not_take_it_back_by_a_voiding() {
        let handed_over =
            || participant().given(day(4), to(2)).given_by(organisation(2), day(5), HERE);
        handed_over()
            .when(day(6), Intent::VoidEvent(voided(5)))
            .then_refused(&TransferRefusal::OwnerHandsOver { owner: organisation(2) });
        let given_back =
            handed_over().by(organisation(2)).asked(day(6), Intent::VoidEvent(voided(5)));
        assert_eq!(given_back.state().opening.unwrap().owner, organisation(1));
    }

    #[test]
    fn rule_6_after_a_withdrawal_the_former_owner_needs_a_basis_that_names_it() {
        let withdrawn = || {
            participant()
                .given(day(4), bridge_figure(7))
                .given(day(4), to(2))
                .given(day(5), SharingWithdrawn { reason: None })
                .by(organisation(2))
        };
        let ended = BridgeFigureEnded { reason: Code::new("access_ended") };
        withdrawn()
            .when(day(6), Intent::AcceptTransfer(HERE))
            .then_following(vec![(Some(8), ended.into()), (None, HERE.into())]);
        withdrawn()
            .asked(day(6), Intent::AcceptTransfer(HERE))
            .by(organisation(1))
            .when(day(7), Intent::RecordContactAttempt(attempt("phone", "reached")))
            .then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(1) });
    }

    #[test]
    fn declining_needs_a_reason_from_the_catalogue() {
        let declined = TransferDeclined { reason: Code::new("whim") };
        participant()
            .given(day(4), to(2))
            .by(organisation(2))
            .when(day(5), Intent::DeclineTransfer(declined))
            .then_refused(&unknown("transfer_decline_reason", "whim", "reason"));
    }

    #[test]
    fn one_request_waits_at_a_time_and_never_goes_to_the_owner() {
        participant()
            .given(day(4), to(2))
            .when(day(5), Intent::RequestTransfer(to(3)))
            .then_refused(&TransferRefusal::TransferStillRequested);
        participant()
            .when(day(5), Intent::RequestTransfer(to(1)))
            .then_refused(&TransferRefusal::TransferToOwner);
    }

    #[test]
    fn accepted_in_another_region_it_goes_on_there_and_is_closed_here() {
        participant()
            .given(day(4), to_meetjesland())
            .by(organisation(2))
            .when(day(5), Intent::AcceptTransfer(there()))
            .then(vec![there().into(), closed("transferred").into()]);
        let gone = participant()
            .given(day(4), to_meetjesland())
            .given_by(organisation(2), day(5), there())
            .given_by(organisation(2), day(5), closed("transferred"));
        let linked = gone.state().transfer.went_on_in.unwrap();
        assert_eq!(Some(linked.trajectory), there().trajectory);
        assert_eq!(gone.state().phase(), Some(Phase::Ended), "who moved on is followed up there");
    }

    #[test]
    fn rule_11_who_moved_on_has_not_left_the_programme() {
        let exit = |story: Story| story.state().course.closings[0].leaves_something_to_follow();
        let asked = participant().given(day(4), to_meetjesland());
        assert!(exit(asked.given(day(5), closed("transferred"))), "closed by hand");
        let asked = participant().given(day(4), to_meetjesland()).by(organisation(2));
        let gone = asked.asked(day(5), Intent::AcceptTransfer(there()));
        assert!(!exit(gone));
        let closed_before =
            participant().given(day(4), to_meetjesland()).given(day(5), closed("moved"));
        let gone = closed_before.by(organisation(2)).asked(day(6), Intent::AcceptTransfer(there()));
        assert!(!exit(gone), "it was closed before it was taken over");
    }

    #[test]
    fn rule_11_whoever_was_asked_answers_whatever_became_of_its_access() {
        let lapsed = day(4) + chrono::Duration::days(250);
        let withdrawn = SharingWithdrawn { reason: None };
        for (story, on) in [
            (participant().given(day(4), to(2)), lapsed),
            (participant().given(day(4), to(2)).given(day(5), withdrawn), day(6)),
            (participant().given(day(4), to(2)).given(day(5), closed("moved")), day(6)),
        ] {
            let asked = story.by(organisation(2));
            let declined = TransferDeclined { reason: Code::new("no_capacity") };
            asked.again().when(on, Intent::AcceptTransfer(HERE)).then(vec![HERE.into()]);
            asked.when(on, Intent::DeclineTransfer(declined.clone())).then(vec![declined.into()]);
        }
        // That is no access to anything else, and nobody else's answer.
        participant()
            .given(day(4), to(2))
            .by(organisation(2))
            .when(lapsed, Intent::RecordContactAttempt(attempt("phone", "reached")))
            .then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(2) });
        participant()
            .given(day(4), to(2))
            .by(organisation(3))
            .when(day(5), Intent::AcceptTransfer(HERE))
            .then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(3) });
    }

    #[test]
    fn rule_11_a_transfer_goes_to_a_region_that_exists() {
        let region = Code::new("meetjesland");
        participant()
            .when(day(4), Intent::RequestTransfer(to_meetjesland()))
            .then_refused(&TransferRefusal::RegionNotFound { region });
    }

    #[test]
    fn a_transfer_is_accepted_where_it_was_asked_to_go() {
        participant()
            .given(day(4), to_meetjesland())
            .by(organisation(2))
            .when(day(5), Intent::AcceptTransfer(HERE))
            .then_refused(&TransferRefusal::TransferGoesElsewhere);
        participant()
            .given(day(4), to(2))
            .by(organisation(2))
            .when(day(5), Intent::AcceptTransfer(there()))
            .then_refused(&TransferRefusal::TransferGoesElsewhere);
    }

    #[test]
    fn rule_11_nobody_goes_on_with_a_client_who_died_whatever_day_is_spoken_of() {
        let refused = |event| CourseRefusal::ClosedForGood {
            reason: Code::new("deceased"),
            on: day(9),
            event: Some(event),
        };
        participant()
            .given(day(9), closed("deceased"))
            .today(day(20))
            .when(day(8), Intent::RequestTransfer(to(2)))
            .then_refused(&refused(4));
        for (request, acceptance) in [(to(2), HERE), (to_meetjesland(), there())] {
            participant()
                .given(day(4), request)
                .given(day(9), closed("deceased"))
                .by(organisation(2))
                .today(day(20))
                .when(day(8), Intent::AcceptTransfer(acceptance))
                .then_refused(&refused(5));
        }
    }

    #[test]
    fn a_closed_trajectory_is_not_transferred() {
        participant()
            .given(day(4), closed("moved"))
            .when(day(5), Intent::RequestTransfer(to(2)))
            .then_refused(&CourseRefusal::TrajectoryClosed);
    }
}
