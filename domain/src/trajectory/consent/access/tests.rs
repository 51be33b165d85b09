use uuid::Uuid;

use super::*;
use crate::ids::TrajectoryId;
use crate::trajectory::consent::{
    AccessExpired, AccessGranted, LegalBasisRecorded, SharingWithdrawn,
};
use crate::trajectory::course::ExitRecorded;
use crate::trajectory::merge::{DuplicateAbsorbed, MergedInto, Unmerged};
use crate::trajectory::story::{
    Story, attempt, closed, corrected, day, legal_basis, organisation, participant, referral_to,
    reopened, voided,
};

fn attempted() -> Intent {
    Intent::RecordContactAttempt(attempt("phone", "reached"))
}

fn grant(n: u32) -> AccessGranted {
    AccessGranted { organisation: organisation(n) }
}

fn expired(n: u32) -> AccessExpired {
    AccessExpired { organisation: organisation(n) }
}

fn no_grant(n: u32) -> ConsentRefusal {
    ConsentRefusal::NoOpenGrant { organisation: organisation(n) }
}

/// Organisation 2 had access from day 4 to day 6, and speaks on day 20.
fn had_access() -> Story {
    participant()
        .given(day(4), grant(2))
        .given(day(6), expired(2))
        .by(organisation(2))
        .today(day(20))
}

/// The client withdrew the sharing on day 5, after organisation 2 had access.
fn withdrawn() -> Story {
    participant().given(day(4), grant(2)).given(day(5), SharingWithdrawn { reason: None })
}

fn naming(n: u32) -> LegalBasisRecorded {
    LegalBasisRecorded { organisations: vec![organisation(n)], ..legal_basis() }
}

#[test]
fn rule_6_commands_about_access_and_voiding_are_judged_today_whatever_day_they_say() {
    for intent in [
        Intent::GrantAccess(grant(3)),
        Intent::ExpireAccess(expired(3)),
        Intent::WithdrawSharing(SharingWithdrawn { reason: None }),
        Intent::RecordLegalBasis(naming(3)),
        Intent::VoidEvent(voided(3)),
        Intent::CorrectEvent(corrected(2, day(2), legal_basis())),
    ] {
        had_access().when(day(5), intent).then_refused(&no_grant(2));
    }
    // Nor does it record what happened while it had access: the end binds from the next request on.
    had_access().when(day(5), attempted()).then_refused(&no_grant(2));
    had_access().when(day(6), attempted()).then_refused(&no_grant(2));
}

#[test]
fn rule_6_what_lets_somebody_in_or_joins_two_trajectories_is_for_who_has_access_today() {
    let request = TransferRequested { organisation: organisation(3), region: None };
    let other = TrajectoryId(Uuid::from_u128(9));
    for intent in [
        Intent::RequestTransfer(request.clone()),
        Intent::RequestTransfer(TransferRequested { organisation: organisation(2), ..request }),
        Intent::SendReferral(referral_to(3)),
        Intent::MergeTrajectory(MergedInto { other, take_over: true }),
        Intent::UnmergeTrajectory(Unmerged {}),
        Intent::AbsorbDuplicate(DuplicateAbsorbed { other }),
    ] {
        had_access().when(day(5), intent).then_refused(&no_grant(2));
    }
}

#[test]
fn rule_6_nobody_restores_the_own_access_by_voiding_or_correcting_its_end() {
    for end in [
        Intent::VoidEvent(voided(5)),
        Intent::CorrectEvent(corrected(5, day(6), expired(3))),
        Intent::VoidEvent(voided(4)),
    ] {
        had_access().when(day(5), end).then_refused(&no_grant(2));
    }
    let restored = had_access().by(organisation(1)).asked(day(5), Intent::VoidEvent(voided(5)));
    restored.by(organisation(2)).when(day(20), attempted()).recorded();
}

#[test]
fn rule_6_what_is_changed_of_access_binds_from_now() {
    let again = || had_access().by(organisation(1)).asked(day(5), Intent::GrantAccess(grant(2)));
    assert_eq!(again().into_events()[5].occurred_on, day(20));
    // Who has access today also records what happened before.
    again().by(organisation(2)).when(day(8), attempted()).recorded();
    let ended = again().asked(day(7), Intent::ExpireAccess(expired(2)));
    ended.by(organisation(2)).when(day(20), attempted()).then_refused(&no_grant(2));
    let ended = again().asked(day(7), Intent::WithdrawSharing(SharingWithdrawn { reason: None }));
    ended.by(organisation(2)).when(day(20), attempted()).then_refused(&no_grant(2));
}

#[test]
fn rule_11_by_a_grant_that_ran_out_nothing_is_recorded_late() {
    participant()
        .given(day(4), grant(2))
        .by(organisation(2))
        .today(day(300))
        .when(day(150), attempted())
        .then_refused(&no_grant(2));
}

#[test]
fn after_a_withdrawal_a_grant_needs_a_new_basis_that_names_the_organisation() {
    let not_covered = |n| ConsentRefusal::NotCoveredByBasis { organisation: organisation(n) };
    let give = |n| Intent::GrantAccess(grant(n));
    withdrawn().when(day(6), give(2)).then_refused(&not_covered(2));
    withdrawn().given(day(6), naming(3)).when(day(7), give(2)).then_refused(&not_covered(2));
    // A basis of before the withdrawal, recorded late, is none of after it.
    withdrawn()
        .today(day(7))
        .asked(day(4), Intent::RecordLegalBasis(naming(2)))
        .when(day(7), give(2))
        .then_refused(&not_covered(2));
    withdrawn()
        .given(day(6), naming(2))
        .given(day(7), expired(2))
        .when(day(8), give(2))
        .then(vec![grant(2).into()]);
}

#[test]
fn after_a_withdrawal_a_transfer_request_lets_nobody_in_either() {
    let request = TransferRequested { organisation: organisation(2), region: None };
    withdrawn()
        .when(day(6), Intent::RequestTransfer(request))
        .then_refused(&ConsentRefusal::NotCoveredByBasis { organisation: organisation(2) });
}

#[test]
fn rule_2_nothing_is_recorded_of_after_the_end_of_the_basis_but_how_it_ended() {
    let based = || {
        let basis = LegalBasisRecorded { until: Some(day(10)), ..legal_basis() };
        participant().given(day(3), basis).today(day(30))
    };
    let ended = ConsentRefusal::LegalBasisEnded { until: day(10) };
    based().when(day(11), attempted()).then_refused(&ended);
    based().when(day(10), attempted()).recorded();
    let moved = corrected(5, day(11), attempt("phone", "reached"));
    based()
        .given(day(9), attempt("phone", "reached"))
        .when(day(30), Intent::CorrectEvent(moved))
        .then_refused(&ended);

    let close = || based().asked(day(12), Intent::CloseTrajectory(closed("moved")));
    let exit = ExitRecorded {
        as_of: day(14),
        job_seeking: None,
        in_training: None,
        qualification: None,
        employed: None,
        housing: None,
    };
    close().when(day(14), Intent::RecordExit(exit)).recorded();
    close().when(day(15), Intent::ReopenTrajectory(reopened())).then_refused(&ended);
    close()
        .asked(day(15), Intent::RecordLegalBasis(legal_basis()))
        .when(day(15), Intent::ReopenTrajectory(reopened()))
        .recorded();
    based()
        .asked(day(11), Intent::RecordLegalBasis(legal_basis()))
        .when(day(12), attempted())
        .recorded();
}

#[test]
fn the_state_says_until_when_the_basis_holds() {
    let basis = LegalBasisRecorded { until: Some(day(10)), ..legal_basis() };
    assert_eq!(participant().given(day(3), basis).state().consent.basis_until(), Some(day(10)));
    assert_eq!(participant().state().consent.basis_until(), None);
}
