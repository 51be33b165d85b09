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
    let shared = || participant().given(day(3), AccessGranted { organisation: organisation(2) });
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
    let handed_over = || participant().given(day(4), to(2)).given_by(organisation(2), day(5), HERE);
    handed_over()
        .when(day(6), Intent::VoidEvent(voided(5)))
        .then_refused(&TransferRefusal::OwnerHandsOver { owner: organisation(2) });
    let given_back = handed_over().by(organisation(2)).asked(day(6), Intent::VoidEvent(voided(5)));
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
