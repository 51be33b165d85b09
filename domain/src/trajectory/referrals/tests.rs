mod closing;

use crate::field::FieldFault;
use chrono::Months;
use uuid::Uuid;

use super::*;
use crate::trajectory::consent::{ConsentRefusal, SharingWithdrawn};
use crate::trajectory::course::CourseRefusal;
use crate::trajectory::intake::IntakeRefusal;
use crate::trajectory::referrals::ReferralRefusal;
use crate::trajectory::story::{
    Story, attempt, closed, day, opened, organisation, participant, reopened, story, unknown,
};
use crate::trajectory::{Intent, Payload};

fn id(n: u128) -> ReferralId {
    ReferralId(Uuid::from_u128(n))
}

fn sent_as(n: u128) -> ReferralSent {
    ReferralSent {
        referral: id(n),
        to: organisation(2),
        service: Code::new("debt_help"),
        urgency: Code::new("normal"),
        areas: vec![Code::new("administration_and_debt")],
    }
}

fn seen() -> ReferralSeen {
    ReferralSeen { referral: id(1) }
}

fn waitlisted(expected_on: Option<NaiveDate>) -> ReferralWaitlisted {
    ReferralWaitlisted { referral: id(1), expected_on }
}

fn accepted() -> ReferralAccepted {
    ReferralAccepted { referral: id(1) }
}

fn declined(reason: &str) -> ReferralDeclined {
    ReferralDeclined { referral: id(1), reason: Code::new(reason) }
}

fn declined_by_client(reason: &str) -> ReferralDeclinedByClient {
    ReferralDeclinedByClient { referral: id(1), reason: Code::new(reason) }
}

fn attended() -> ReferralFirstAttended {
    ReferralFirstAttended { referral: id(1) }
}

fn done() -> ReferralDone {
    ReferralDone { referral: id(1) }
}

fn withdrawn(by: WithdrawnBy) -> ReferralWithdrawn {
    ReferralWithdrawn { referral: id(1), by }
}

fn expired() -> ReferralExpired {
    ReferralExpired { referral: id(1) }
}

/// The answers of the organisation that it was sent to.
fn answers() -> [Intent; 4] {
    [
        Intent::RecordReferralSeen(seen()),
        Intent::WaitlistReferral(waitlisted(None)),
        Intent::AcceptReferral(accepted()),
        Intent::DeclineReferral(declined("no_capacity")),
    ]
}

/// Sent by the first organisation to the second on day 4.
fn sent() -> Story {
    participant().given(day(4), sent_as(1))
}

/// After what the second organisation recorded on day 9.
fn sent_and(what: impl Into<Payload>) -> Story {
    sent().given_by(organisation(2), day(9), what)
}

fn first(story: &Story) -> Referral {
    story.state().referrals.iter().next().unwrap().clone()
}

#[test]
fn a_client_is_referred_to_another_organisation() {
    participant().when(day(4), Intent::SendReferral(sent_as(1))).then(vec![sent_as(1).into()]);
    participant()
        .by(organisation(1))
        .when(day(4), Intent::SendReferral(ReferralSent { to: organisation(1), ..sent_as(1) }))
        .then_refused(&ReferralRefusal::ReferralToItself { organisation: organisation(1) });
}

#[test]
fn rule_1_a_client_is_referred_after_the_intake_and_while_the_trajectory_is_open() {
    story()
        .given(day(1), opened())
        .when(day(4), Intent::SendReferral(sent_as(1)))
        .then_refused(&IntakeRefusal::IntakeNotCompleted);
    participant()
        .given(day(9), closed("work"))
        .when(day(10), Intent::SendReferral(sent_as(1)))
        .then_refused(&CourseRefusal::TrajectoryClosed);
}

#[test]
fn a_referral_is_sent_once() {
    sent()
        .when(day(5), Intent::SendReferral(sent_as(1)))
        .then_refused(&ReferralRefusal::ReferralAlreadySent { referral: id(1) });
}

#[test]
fn a_referral_names_what_it_is_about() {
    let aimless = ReferralSent { areas: vec![], ..sent_as(1) };
    participant()
        .when(day(4), Intent::SendReferral(aimless))
        .then_refused(&FieldFault::NothingNamed { path: "areas" });
}

#[test]
fn rule_5_the_organisation_that_it_was_sent_to_answers() {
    for intent in answers() {
        let expected = vec![intent.clone().into()];
        sent().by(organisation(2)).when(day(5), intent.clone()).then(expected.clone());
        sent_and(seen()).by(organisation(2)).when(day(10), intent.clone()).then(expected.clone());
        sent_and(waitlisted(None)).by(organisation(2)).when(day(10), intent).then(expected);
    }
}

#[test]
fn rule_5_no_other_organisation_answers_not_even_the_owner() {
    for intent in answers() {
        sent().when(day(5), intent).then_refused(&ReferralRefusal::ReferralSentToAnother {
            referral: id(1),
            to: organisation(2),
        });
    }
}

#[test]
fn rule_5_what_was_answered_or_has_ended_is_not_answered_again() {
    let ends: [(Payload, ReferralStep); 5] = [
        (accepted().into(), ReferralStep::Accepted),
        (declined("cost").into(), ReferralStep::Declined),
        (declined_by_client("distrust").into(), ReferralStep::DeclinedByClient),
        (withdrawn(WithdrawnBy::Sender).into(), ReferralStep::Withdrawn),
        (expired().into(), ReferralStep::Expired),
    ];
    for (end, step) in ends {
        for intent in answers() {
            sent_and(end.clone())
                .by(organisation(2))
                .when(day(10), intent)
                .then_refused(&ReferralRefusal::ReferralNotWaiting { referral: id(1), step });
        }
    }
}

#[test]
fn what_was_not_sent_is_not_answered() {
    let history = participant().given(day(4), ReferralSent { referral: id(2), ..sent_as(2) });
    history
        .by(organisation(2))
        .when(day(5), Intent::AcceptReferral(accepted()))
        .then_refused(&ReferralRefusal::ReferralNotSent { referral: id(1) });
}

#[test]
fn rule_5_a_client_first_attends_what_was_accepted() {
    sent_and(accepted())
        .when(day(12), Intent::RecordReferralFirstAttended(attended()))
        .then(vec![attended().into()]);
    sent_and(waitlisted(None))
        .when(day(12), Intent::RecordReferralFirstAttended(attended()))
        .then_refused(&ReferralRefusal::ReferralNotAccepted {
            referral: id(1),
            step: ReferralStep::Waitlisted,
        });
}

#[test]
fn only_what_was_attended_is_done() {
    sent_and(accepted())
        .given(day(12), attended())
        .when(day(60), Intent::RecordReferralDone(done()))
        .then(vec![done().into()]);
    sent_and(accepted()).when(day(60), Intent::RecordReferralDone(done())).then_refused(
        &ReferralRefusal::ReferralNotAttended { referral: id(1), step: ReferralStep::Accepted },
    );
}

#[test]
fn a_client_declines_as_long_as_the_referral_is_open() {
    let decline = || Intent::RecordReferralDeclinedByClient(declined_by_client("distrust"));
    let expected = vec![declined_by_client("distrust").into()];
    sent().when(day(5), decline()).then(expected.clone());
    sent_and(waitlisted(None)).when(day(10), decline()).then(expected.clone());
    sent_and(accepted()).when(day(10), decline()).then(expected);
    sent_and(accepted()).given(day(12), attended()).when(day(13), decline()).then_refused(
        &ReferralRefusal::ReferralNotOpen { referral: id(1), step: ReferralStep::FirstAttended },
    );
}

#[test]
fn only_the_organisation_that_sent_it_withdraws_a_referral() {
    let withdraw = || Intent::WithdrawReferral(withdrawn(WithdrawnBy::Sender));
    sent().when(day(5), withdraw()).then(vec![withdrawn(WithdrawnBy::Sender).into()]);
    sent().by(organisation(2)).when(day(5), withdraw()).then_refused(
        &ReferralRefusal::ReferralSentByAnother { referral: id(1), by: organisation(1) },
    );
    sent_and(declined("cost")).when(day(10), withdraw()).then_refused(
        &ReferralRefusal::ReferralNotOpen { referral: id(1), step: ReferralStep::Declined },
    );
}

#[test]
fn a_referral_that_waits_in_vain_expires_whoever_tells() {
    for teller in [1, 2] {
        sent()
            .by(organisation(teller))
            .when(day(40), Intent::ExpireReferral(expired()))
            .then(vec![expired().into()]);
    }
    sent_and(accepted()).when(day(40), Intent::ExpireReferral(expired())).then_refused(
        &ReferralRefusal::ReferralNotWaiting { referral: id(1), step: ReferralStep::Accepted },
    );
}

#[test]
fn a_place_is_expected_on_a_day_that_may_have_yet_to_come_but_not_in_the_past() {
    let wait = |on| Intent::WaitlistReferral(waitlisted(Some(day(on))));
    sent().by(organisation(2)).when(day(5), wait(90)).then(vec![waitlisted(Some(day(90))).into()]);
    sent().by(organisation(2)).when(day(5), wait(4)).then_refused(&FieldFault::DayOutOfOrder {
        path: "expectedOn",
        day: day(4),
        limit: day(5),
    });
}

#[test]
fn rule_6_a_referral_lets_the_organisation_that_it_was_sent_to_record() {
    let attempted = || Intent::RecordContactAttempt(attempt("phone", "reached"));
    let refusal = ConsentRefusal::NoOpenGrant { organisation: organisation(2) };
    participant().by(organisation(2)).when(day(5), attempted()).then_refused(&refusal);
    sent()
        .by(organisation(2))
        .when(day(5), attempted())
        .then(vec![attempt("phone", "reached").into()]);
    sent()
        .given(day(5), SharingWithdrawn { reason: None })
        .by(organisation(2))
        .when(day(6), Intent::AcceptReferral(accepted()))
        .then_refused(&refusal);
}

#[test]
fn rule_11_a_grant_outlasts_six_months_on_a_waiting_list() {
    let on = day(9) + Months::new(7);
    sent_and(waitlisted(None))
        .by(organisation(2))
        .when(on, Intent::AcceptReferral(accepted()))
        .then(vec![accepted().into()]);
    sent_and(declined("cost"))
        .by(organisation(2))
        .when(on, Intent::RecordContactAttempt(attempt("phone", "reached")))
        .then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(2) });
}

#[test]
fn waiting_is_measured_from_the_sending() {
    let history = sent_and(seen()).given_by(organisation(2), day(14), waitlisted(None)).given_by(
        organisation(2),
        day(20),
        waitlisted(Some(day(40))),
    );
    let waiting = first(&history);
    assert_eq!(waiting.step(), ReferralStep::Waitlisted);
    assert_eq!(waiting.days_until_answered(), Some(10));
    assert_eq!((waiting.days_waitlisted(), waiting.expected_on), (None, Some(day(40))));
    let helped =
        first(&history.given_by(organisation(2), day(44), accepted()).given(day(54), attended()));
    assert_eq!(helped.days_until_answered(), Some(10));
    assert_eq!(helped.days_waitlisted(), Some(30));
    assert_eq!(helped.days_until_first_attended(), Some(50));
}

#[test]
fn to_have_looked_at_it_is_not_yet_an_answer_and_undoes_none() {
    assert_eq!(first(&sent_and(seen())).days_until_answered(), None);
    let history = sent_and(waitlisted(None)).given_by(organisation(2), day(10), seen());
    assert_eq!(first(&history).step(), ReferralStep::Waitlisted);
}

#[test]
fn rule_13_referrals_are_told_in_codes() {
    let odd = |change: fn(&mut ReferralSent)| {
        let mut sent = sent_as(1);
        change(&mut sent);
        participant().when(day(4), Intent::SendReferral(sent))
    };
    odd(|sent| sent.service = Code::new("magic")).then_refused(&unknown(
        "service_type",
        "magic",
        "service",
    ));
    odd(|sent| sent.urgency = Code::new("yesterday")).then_refused(&unknown(
        "referral_urgency",
        "yesterday",
        "urgency",
    ));
    odd(|sent| sent.areas = vec![Code::new("weather")]).then_refused(&unknown(
        "problem_area",
        "weather",
        "areas",
    ));
    sent()
        .by(organisation(2))
        .when(day(5), Intent::DeclineReferral(declined("mood")))
        .then_refused(&unknown("referral_decline_reason", "mood", "reason"));
    sent()
        .when(day(5), Intent::RecordReferralDeclinedByClient(declined_by_client("mood")))
        .then_refused(&unknown("client_decline_reason", "mood", "reason"));
}
