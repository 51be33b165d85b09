//! Rule 8: what becomes of referrals when the trajectory is closed.

use super::*;
use crate::trajectory::course::CourseRefusal;

#[test]
fn rule_8_closing_withdraws_what_is_open_whoever_sent_it() {
    let by_closing = |n| ReferralWithdrawn { referral: id(n), by: WithdrawnBy::Closing };
    sent_and(accepted())
        .given_by(organisation(2), day(9), ReferralSent { to: organisation(3), ..sent_as(2) })
        .given(day(9), sent_as(3))
        .given_by(organisation(2), day(9), ReferralDeclined { referral: id(3), ..declined("cost") })
        .when(day(10), Intent::CloseTrajectory(closed("work")))
        .then(vec![by_closing(1).into(), by_closing(2).into(), closed("work").into()]);
}

#[test]
fn rule_8_a_client_who_has_arrived_stays_after_the_closing() {
    let arrived = || sent_and(accepted()).given(day(12), attended());
    arrived()
        .when(day(20), Intent::CloseTrajectory(closed("other_service")))
        .then(vec![closed("other_service").into()]);
    arrived()
        .given(day(20), closed("other_service"))
        .by(organisation(2))
        .when(day(60), Intent::RecordReferralDone(done()))
        .then(vec![done().into()]);
    arrived()
        .given(day(20), closed("deceased"))
        .by(organisation(2))
        .when(day(60), Intent::RecordReferralDone(done()))
        .then_refused(&CourseRefusal::TrajectoryClosed);
}

#[test]
fn rule_8_what_turns_out_to_have_been_sent_before_the_closing_was_withdrawn_by_it() {
    let history = participant()
        .given(day(9), closed("work"))
        .given(day(5), sent_as(1))
        .given(day(20), reopened());
    assert_eq!(first(&history).step(), ReferralStep::Withdrawn);
}

#[test]
fn rule_8_what_turns_out_to_have_been_answered_before_the_closing_was_answered() {
    let history =
        || sent().given(day(9), withdrawn(WithdrawnBy::Closing)).given(day(9), closed("work"));
    history()
        .by(organisation(2))
        .today(day(12))
        .when(day(8), Intent::DeclineReferral(declined("cost")))
        .then(vec![declined("cost").into()]);
    let history = history().given_by(organisation(2), day(8), declined("cost"));
    assert_eq!(first(&history).step(), ReferralStep::Declined);
}
