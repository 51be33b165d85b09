//! Who answers a referral, and who pursues it.

use super::{
    About, Payload, REFERRAL, TaskKind, closed, day, desks, expired, granted, nobody, of, on,
    organisation, participant, referred, sent,
};
use crate::catalogue::Code;
use crate::trajectory::consent::SharingWithdrawn;
use crate::trajectory::referrals::{
    ReferralAccepted, ReferralDeclined, ReferralFirstAttended, ReferralWaitlisted,
};

#[test]
fn rule_5_a_referral_waits_for_the_organisation_that_it_was_sent_to_and_for_no_other() {
    let kind = TaskKind::AnswerReferral;
    desks(&referred(), kind, [9, 10, 400], [nobody(), of(2), of(2)]);
    let task = on(&referred(), kind, day(10)).remove(0);
    assert_eq!((task.about, task.since), (About::Referral(REFERRAL), day(10)));
    assert_eq!(task.until, Some(day(40)), "by the catalogue's limit");
    assert_eq!([40, 41].map(|n| task.is_overdue_on(day(n))), [false, true]);
}

#[test]
fn rule_5_an_organisation_whose_access_ended_has_no_referral_to_answer_and_the_owner_sees_to_it() {
    let withdrawn = SharingWithdrawn { reason: None };
    for without in [referred().given(day(12), expired(2)), referred().given(day(12), withdrawn)] {
        desks(&without, TaskKind::AnswerReferral, [12, 13], [nobody(), nobody()]);
        desks(&without, TaskKind::TakeOverOpenWork, [12, 13], [of(1), of(1)]);
    }
}

#[test]
fn rule_5_a_referral_that_was_answered_waits_no_longer() {
    let answers: [Payload; 2] = [
        ReferralAccepted { referral: REFERRAL }.into(),
        ReferralDeclined { referral: REFERRAL, reason: Code::new("no_capacity") }.into(),
    ];
    for answer in answers {
        let answered = referred().given_by(organisation(2), day(12), answer);
        desks(&answered, TaskKind::AnswerReferral, [12, 50], [nobody(), nobody()]);
    }
    desks(&referred().given(day(12), closed("moved")), TaskKind::AnswerReferral, [12], [nobody()]);
}

#[test]
fn on_a_waiting_list_a_referral_is_to_be_answered_when_a_place_is_expected() {
    let waitlisted = ReferralWaitlisted { referral: REFERRAL, expected_on: Some(day(90)) };
    let waits = referred().given_by(organisation(2), day(12), waitlisted);
    let task = on(&waits, TaskKind::AnswerReferral, day(41)).remove(0);
    assert_eq!((vec![task.desk], task.until), (of(2), Some(day(90))));
}

#[test]
fn who_sent_a_referral_pursues_it_when_it_is_open_for_longer_than_the_limit() {
    let kind = TaskKind::PursueReferral;
    desks(&referred(), kind, [40, 41], [nobody(), of(1)]);
    let accepted = ReferralAccepted { referral: REFERRAL };
    let accepted = referred().given_by(organisation(2), day(12), accepted);
    desks(&accepted, kind, [40, 41], [nobody(), of(1)]);
    let attended = ReferralFirstAttended { referral: REFERRAL };
    desks(&accepted.given(day(50), attended), kind, [50], [nobody()]);
}

#[test]
fn a_referral_of_an_organisation_without_access_is_pursued_by_the_owner() {
    let referred = participant()
        .given(day(4), granted(3))
        .given_by(organisation(3), day(10), sent(2))
        .given(day(20), expired(3));
    desks(&referred, TaskKind::PursueReferral, [41], [of(1)]);
}
