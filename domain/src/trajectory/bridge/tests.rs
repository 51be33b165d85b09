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
        .then_refused(&BridgeRefusal::BridgeFigureWithoutAccess { organisation: organisation(2) });
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
    guided().given(day(6), bridge_ended()).when(day(7), Intent::CorrectEvent(unnamed)).recorded();
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
