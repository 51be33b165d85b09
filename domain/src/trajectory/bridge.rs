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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BridgeFigureAssigned {
    /// The person.
    pub worker: WorkerId,
    /// For which organisation.
    pub organisation: KboNumber,
    /// Whether the client was introduced in person.
    pub warm_handover: bool,
}

/// The bridge figure stops.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
mod tests {
    use super::*;
    use crate::trajectory::consent::{AccessExpired, LegalBasisRecorded, SharingWithdrawn};
    use crate::trajectory::course::CourseRefusal;
    use crate::trajectory::intake::IntakeRefusal;
    use crate::trajectory::record_keeping::RecordKeepingRefusal;
    use crate::trajectory::story::{
        bridge_ended, bridge_figure, closed, corrected, day, legal_basis, opened, organisation,
        participant, story, unknown, voided,
    };
    use crate::trajectory::transfer::{TransferDeclined, TransferRequested};

    fn assigned() -> Intent {
        Intent::AssignBridgeFigure(bridge_figure(7))
    }

    #[test]
    fn a_participant_gets_a_bridge_figure() {
        participant().when(day(4), assigned()).then(vec![bridge_figure(7).into()]);
    }

    #[test]
    fn rule_1_a_bridge_figure_comes_after_the_intake() {
        story()
            .given(day(1), opened())
            .when(day(4), assigned())
            .then_refused(&IntakeRefusal::IntakeNotCompleted);
    }

    #[test]
    fn rule_3_a_client_has_one_bridge_figure_at_most() {
        participant()
            .given(day(4), bridge_figure(7))
            .when(day(5), Intent::AssignBridgeFigure(bridge_figure(8)))
            .then_refused(&BridgeRefusal::BridgeFigureStillOpen);
    }

    #[test]
    fn rule_3_when_one_has_stopped_another_may_begin() {
        participant()
            .given(day(4), bridge_figure(7))
            .given(day(5), bridge_ended())
            .when(day(5), Intent::AssignBridgeFigure(bridge_figure(8)))
            .then(vec![bridge_figure(8).into()]);
    }

    #[test]
    fn rule_3_one_assigned_late_may_not_overlap_with_one_of_a_later_day() {
        participant()
            .given(day(10), bridge_figure(7))
            .when(day(5), Intent::AssignBridgeFigure(bridge_figure(8)))
            .then_refused(&RecordKeepingRefusal::LaterEventContradicted {
                sequence: 4,
                why: Box::new(BridgeRefusal::BridgeFigureStillOpen.into()),
                more: vec![],
            });
    }

    /// The bridge figure of organisation 2.
    fn of_another() -> BridgeFigureAssigned {
        BridgeFigureAssigned { organisation: organisation(2), ..bridge_figure(7) }
    }

    fn granted() -> AccessGranted {
        AccessGranted { organisation: organisation(2) }
    }

    fn naming_it() -> LegalBasisRecorded {
        LegalBasisRecorded { organisations: vec![organisation(2)], ..legal_basis() }
    }

    fn expired() -> AccessExpired {
        AccessExpired { organisation: organisation(2) }
    }

    #[test]
    fn rule_3_a_bridge_figure_is_of_an_organisation_with_an_open_grant() {
        let organisation = organisation(2);
        participant()
            .when(day(5), Intent::AssignBridgeFigure(of_another()))
            .then_refused(&BridgeRefusal::BridgeFigureWithoutAccess { organisation });
        participant()
            .given(day(4), granted())
            .when(day(5), Intent::AssignBridgeFigure(of_another()))
            .then(vec![of_another().into()]);
        // It turns out that somebody who was let in since was the bridge figure before.
        participant()
            .given(day(8), granted())
            .today(day(9))
            .when(day(5), Intent::AssignBridgeFigure(of_another()))
            .then(vec![of_another().into()]);
    }

    #[test]
    fn rule_3_the_assignment_gives_access_where_the_legal_basis_names_the_organisation() {
        let named = || participant().given(day(4), naming_it()).given(day(5), expired());
        named()
            .when(day(6), Intent::AssignBridgeFigure(of_another()))
            .then_following(vec![(Some(7), granted().into()), (None, of_another().into())]);
        let assigned = named().asked(day(6), Intent::AssignBridgeFigure(of_another()));
        assert!(assigned.state().consent.grants.contains_key(&organisation(2)));
        let voided = assigned.asked(day(7), Intent::VoidEvent(voided(7)));
        assert!(!voided.state().consent.grants.contains_key(&organisation(2)), "nor is its grant");
        let over = LegalBasisRecorded { until: Some(day(10)), ..naming_it() };
        participant()
            .given(day(4), over)
            .given(day(5), expired())
            .given(day(9), legal_basis())
            .when(day(11), Intent::AssignBridgeFigure(of_another()))
            .then_refused(&BridgeRefusal::BridgeFigureWithoutAccess {
                organisation: organisation(2),
            });
    }

    #[test]
    fn rule_6_with_the_access_of_an_organisation_its_bridge_figure_ends() {
        let ended = || BridgeFigureEnded { reason: Code::new("access_ended") };
        let guided = || participant().given(day(4), naming_it()).given(day(5), of_another());
        let withdrawn = || SharingWithdrawn { reason: None };
        guided()
            .when(day(6), Intent::ExpireAccess(expired()))
            .then_following(vec![(Some(7), ended().into()), (None, expired().into())]);
        guided()
            .when(day(6), Intent::WithdrawSharing(withdrawn()))
            .then_following(vec![(Some(7), ended().into()), (None, withdrawn().into())]);
        let declined = || TransferDeclined { reason: Code::new("no_capacity") };
        participant()
            .given(day(4), TransferRequested { organisation: organisation(2), region: None })
            .given(day(5), of_another())
            .by(organisation(2))
            .when(day(6), Intent::DeclineTransfer(declined()))
            .then_following(vec![(Some(7), ended().into()), (None, declined().into())]);
        participant()
            .given(day(4), naming_it())
            .given(day(5), bridge_figure(7))
            .when(day(6), Intent::ExpireAccess(expired()))
            .then(vec![expired().into()]);
    }

    #[test]
    fn rule_3_a_correction_makes_nobody_without_access_the_bridge_figure() {
        let organisation = organisation(2);
        let corrected = || Intent::CorrectEvent(corrected(4, day(4), of_another()));
        participant()
            .given(day(4), bridge_figure(7))
            .when(day(6), corrected())
            .then_refused(&BridgeRefusal::BridgeFigureWithoutAccess { organisation });
        participant()
            .given(day(4), bridge_figure(7))
            .given(day(5), granted())
            .when(day(6), corrected())
            .recorded();
        // The one of before has to have had it as well.
        participant()
            .given(day(4), bridge_figure(7))
            .given(day(5), bridge_ended())
            .when(day(6), corrected())
            .then_refused(&BridgeRefusal::BridgeFigureWithoutAccess { organisation });
    }

    #[test]
    fn rule_3_neither_correcting_nor_voiding_takes_the_access_from_under_a_bridge_figure() {
        let refusal = BridgeRefusal::BridgeFigureLosesAccess { organisation: organisation(2) };
        let guided = || participant().given(day(4), naming_it()).given(day(5), of_another());
        let unnamed = corrected(4, day(4), legal_basis());
        guided().when(day(6), Intent::CorrectEvent(unnamed.clone())).then_refused(&refusal);
        guided().when(day(6), Intent::VoidEvent(voided(4))).then_refused(&refusal);
        guided()
            .given(day(6), bridge_ended())
            .when(day(7), Intent::CorrectEvent(unnamed))
            .recorded();
    }

    #[test]
    fn nobody_stops_who_did_not_begin() {
        participant()
            .when(day(4), Intent::EndBridgeFigure(bridge_ended()))
            .then_refused(&BridgeRefusal::NoBridgeFigure);
    }

    #[test]
    fn rule_13_the_reason_for_stopping_is_a_code() {
        participant()
            .given(day(4), bridge_figure(7))
            .when(day(5), Intent::EndBridgeFigure(BridgeFigureEnded { reason: Code::new("mood") }))
            .then_refused(&unknown("bridge_end_reason", "mood", "reason"));
    }

    #[test]
    fn a_closed_trajectory_gets_no_bridge_figure() {
        participant()
            .given(day(4), closed("work"))
            .when(day(5), assigned())
            .then_refused(&CourseRefusal::TrajectoryClosed);
    }
}
