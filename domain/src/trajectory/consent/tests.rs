use chrono::Months;

use super::*;
use crate::field::FieldFault;
use crate::trajectory::Intent;
use crate::trajectory::story::{attempt, day, legal_basis, opened, organisation, story, unknown};

fn attempted() -> Intent {
    Intent::RecordContactAttempt(attempt("phone", "reached"))
}

#[test]
fn a_legal_basis_names_its_purposes() {
    let purposeless = LegalBasisRecorded { purposes: vec![], ..legal_basis() };
    story()
        .given(day(1), opened())
        .when(day(2), Intent::RecordLegalBasis(purposeless))
        .then_refused(&FieldFault::NothingNamed { path: "purposes" });
}

#[test]
fn a_legal_basis_names_its_grounds() {
    let groundless = LegalBasisRecorded { bases: vec![], ..legal_basis() };
    story()
        .given(day(1), opened())
        .when(day(2), Intent::RecordLegalBasis(groundless))
        .then_refused(&FieldFault::NothingNamed { path: "bases" });
}

#[test]
fn a_legal_basis_ends_after_it_begins() {
    let ended = LegalBasisRecorded { until: Some(day(1)), ..legal_basis() };
    story()
        .given(day(1), opened())
        .when(day(2), Intent::RecordLegalBasis(ended))
        .then_refused(&FieldFault::DayOutOfOrder { path: "until", day: day(1), limit: day(2) });
}

#[test]
fn rule_13_a_legal_basis_and_its_purposes_are_codes() {
    let whim = LegalBasisRecorded { bases: vec![Code::new("whim")], ..legal_basis() };
    story()
        .given(day(1), opened())
        .when(day(2), Intent::RecordLegalBasis(whim))
        .then_refused(&unknown("legal_basis", "whim", "bases"));
}

#[test]
fn rule_6_an_organisation_without_a_grant_may_not_record() {
    story()
        .given(day(1), opened())
        .by(organisation(2))
        .when(day(2), attempted())
        .then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(2) });
}

#[test]
fn rule_6_an_organisation_with_an_open_grant_records_beside_the_owner() {
    story()
        .given(day(1), opened())
        .given(day(2), AccessGranted { organisation: organisation(2) })
        .by(organisation(2))
        .when(day(3), attempted())
        .then(vec![attempt("phone", "reached").into()]);
}

#[test]
fn rule_6_the_legal_basis_grants_access_to_the_organisations_it_names() {
    story()
        .given(day(1), opened())
        .given(day(2), LegalBasisRecorded { organisations: vec![organisation(2)], ..legal_basis() })
        .by(organisation(2))
        .when(day(3), attempted())
        .then(vec![attempt("phone", "reached").into()]);
}

#[test]
fn rule_11_a_grant_expires_six_months_after_the_last_action() {
    let granted = || {
        story()
            .given(day(1), opened())
            .given(day(2), AccessGranted { organisation: organisation(2) })
            .by(organisation(2))
    };
    let last = day(2) + Months::new(6);
    granted().when(last, attempted()).then(vec![attempt("phone", "reached").into()]);
    granted()
        .when(last.succ_opt().unwrap(), attempted())
        .then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(2) });
}

#[test]
fn rule_11_each_action_keeps_the_grant_alive() {
    story()
        .given(day(1), opened())
        .given(day(2), AccessGranted { organisation: organisation(2) })
        .given_by(organisation(2), day(100), attempt("phone", "reached"))
        .by(organisation(2))
        .when(day(100) + Months::new(6), attempted())
        .then(vec![attempt("phone", "reached").into()]);
}

#[test]
fn an_open_grant_is_not_granted_again() {
    story()
        .given(day(1), opened())
        .given(day(2), AccessGranted { organisation: organisation(2) })
        .when(day(3), Intent::GrantAccess(AccessGranted { organisation: organisation(2) }))
        .then_refused(&ConsentRefusal::GrantStillOpen { organisation: organisation(2) });
}

#[test]
fn withdrawing_ends_the_access_of_all_but_the_owner() {
    let withdrawn = || {
        story()
            .given(day(1), opened())
            .given(day(2), legal_basis())
            .given(day(3), AccessGranted { organisation: organisation(2) })
            .given(day(4), SharingWithdrawn { reason: None })
    };
    withdrawn()
        .by(organisation(2))
        .when(day(5), attempted())
        .then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(2) });
    withdrawn().when(day(5), attempted()).then(vec![attempt("phone", "reached").into()]);
}

#[test]
fn what_is_not_shared_cannot_be_withdrawn() {
    story()
        .given(day(1), opened())
        .when(day(2), Intent::WithdrawSharing(SharingWithdrawn { reason: None }))
        .then_refused(&ConsentRefusal::NothingShared);
}

#[test]
fn the_owner_keeps_its_access() {
    story()
        .given(day(1), opened())
        .when(day(2), Intent::ExpireAccess(AccessExpired { organisation: organisation(1) }))
        .then_refused(&ConsentRefusal::OwnerKeepsAccess);
}

#[test]
fn an_expired_grant_no_longer_lets_record() {
    story()
        .given(day(1), opened())
        .given(day(2), AccessGranted { organisation: organisation(2) })
        .given(day(3), AccessExpired { organisation: organisation(2) })
        .by(organisation(2))
        .when(day(4), attempted())
        .then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(2) });
}
