use uuid::Uuid;

use super::*;
use crate::ids::ReferralId;
use crate::trajectory::bridge::BridgeFigureAssigned;
use crate::trajectory::consent::{
    AccessExpired, AccessGranted, AccessRequested, LegalBasisRecorded,
};
use crate::trajectory::opening::OpeningRefusal;
use crate::trajectory::referrals::ReferralSent;
use crate::trajectory::story::{
    Story, attempt, bridge_figure, corrected, day, legal_basis, opened, organisation, participant,
    referral_to, story, unknown, voided,
};
use crate::trajectory::transfer::TransferRequested;
use crate::trajectory::{Intent, Payload};

/// Access is taken at the beginning of day 5.
const HOURS: i64 = 72;

fn hour(n: i64) -> DateTime<Utc> {
    start_of_day(day(5)) + Duration::hours(n)
}

fn overridden(hours: i64) -> AccessOverridden {
    AccessOverridden { reason: Code::new("crisis"), until: hour(hours) }
}

fn attempted() -> Intent {
    Intent::RecordContactAttempt(attempt("phone", "reached"))
}

/// Organisation 2 took access on day 5, for some hours, and speaks.
fn taken(hours: i64) -> Story {
    participant().given_by(organisation(2), day(5), overridden(hours)).by(organisation(2))
}

fn no_grant(n: u32) -> ConsentRefusal {
    ConsentRefusal::NoOpenGrant { organisation: organisation(n) }
}

#[test]
fn rule_6_an_organisation_without_a_grant_may_take_access() {
    participant()
        .by(organisation(2))
        .when(day(5), Intent::OverrideAccess(overridden(3)))
        .then(vec![overridden(3).into()]);
}

#[test]
fn rule_6_access_that_was_taken_ends_at_its_moment_whatever_day_is_recorded() {
    let recorded = || vec![Payload::from(attempt("phone", "reached"))];
    let a_minute_before = hour(20) - Duration::minutes(1);
    // An emergency at night is written down the day after, and began the day before.
    for on in [day(4), day(5)] {
        taken(20).at(a_minute_before).when(on, attempted()).then(recorded());
        taken(20).at(hour(20)).when(on, attempted()).then_refused(&no_grant(2));
    }
}

#[test]
fn rule_6_access_is_taken_for_the_hours_of_the_catalogue_at_most() {
    let take = |hours| {
        participant().by(organisation(2)).when(day(5), Intent::OverrideAccess(overridden(hours)))
    };
    take(HOURS).then(vec![overridden(HOURS).into()]);
    let (until, latest) = (hour(HOURS + 1), hour(HOURS));
    take(HOURS + 1).then_refused(&ConsentRefusal::OverrideTooLong { until, latest });
}

#[test]
fn access_is_not_taken_until_a_moment_gone_by() {
    participant()
        .by(organisation(2))
        .when(day(5), Intent::OverrideAccess(overridden(0)))
        .then_refused(&ConsentRefusal::OverrideOver { until: hour(0) });
}

#[test]
fn rule_6_access_is_taken_today_whatever_day_the_command_says() {
    let taken = participant().by(organisation(2)).today(day(5));
    let events = taken.when(day(4), Intent::OverrideAccess(overridden(3))).recorded();
    assert_eq!(events[0].occurred_on, day(5));
}

#[test]
fn access_that_one_organisation_took_is_not_for_another() {
    taken(20).by(organisation(3)).when(day(5), attempted()).then_refused(&no_grant(3));
}

#[test]
fn each_time_that_access_was_taken_is_seen() {
    let state = taken(20).given_by(organisation(3), day(6), overridden(30)).state();
    let seen: Vec<_> =
        state.consent.overrides.iter().map(|taken| (taken.organisation, taken.on)).collect();
    assert_eq!(seen, [(organisation(2), day(5)), (organisation(3), day(6))]);
}

#[test]
fn there_is_no_access_to_take_where_nothing_was_opened() {
    story()
        .when(day(5), Intent::OverrideAccess(overridden(3)))
        .then_refused(&OpeningRefusal::TrajectoryNotFound);
    let before = OpeningRefusal::OccurredBeforeOpening { occurred_on: day(5), opened_on: day(6) };
    story()
        .given(day(6), opened())
        .when(day(5), Intent::OverrideAccess(overridden(3)))
        .then_refused(&before);
}

#[test]
fn rule_13_the_reason_for_taking_access_is_a_code() {
    let odd = AccessOverridden { reason: Code::new("curiosity"), ..overridden(3) };
    participant()
        .by(organisation(2))
        .when(day(5), Intent::OverrideAccess(odd))
        .then_refused(&unknown("access_override_reason", "curiosity", "reason"));
}

#[test]
fn rule_6_an_override_gives_recording_and_nothing_for_oneself() {
    let own = organisation(2);
    let basis = LegalBasisRecorded { organisations: vec![own], ..legal_basis() };
    for intent in [
        Intent::GrantAccess(AccessGranted { organisation: own }),
        Intent::RecordLegalBasis(basis.clone()),
        Intent::CorrectEvent(corrected(2, day(2), basis)),
    ] {
        taken(20).when(day(5), intent).then_refused(&ConsentRefusal::OwnAccessNotRestored);
    }
}

#[test]
fn rule_6_nobody_voids_the_end_of_the_own_access_by_an_override() {
    participant()
        .given(day(3), AccessGranted { organisation: organisation(2) })
        .given(day(4), AccessExpired { organisation: organisation(2) })
        .given_by(organisation(2), day(5), overridden(20))
        .by(organisation(2))
        .when(day(5), Intent::VoidEvent(voided(5)))
        .then_refused(&ConsentRefusal::OwnAccessNotRestored);
}

#[test]
fn rule_6_who_only_took_access_lets_nobody_else_in() {
    let refusal = ConsentRefusal::NoAccessToGive { organisation: organisation(3) };
    let named = LegalBasisRecorded { organisations: vec![organisation(3)], ..legal_basis() };
    let figure = BridgeFigureAssigned { organisation: organisation(3), ..bridge_figure(7) };
    for intent in [
        Intent::GrantAccess(AccessGranted { organisation: organisation(3) }),
        Intent::RecordLegalBasis(named),
    ] {
        taken(20).when(day(5), intent).then_refused(&refusal);
    }
    participant()
        .given(day(3), LegalBasisRecorded { organisations: vec![organisation(3)], ..legal_basis() })
        .given(day(4), AccessExpired { organisation: organisation(3) })
        .given_by(organisation(2), day(5), overridden(20))
        .by(organisation(2))
        .when(day(5), Intent::AssignBridgeFigure(figure))
        .then_refused(&refusal);
}

#[test]
fn in_an_emergency_a_client_is_sent_to_somebody_who_helps() {
    taken(20).when(day(5), Intent::SendReferral(referral_to(3))).then(vec![referral_to(3).into()]);
}

#[test]
fn rule_6_who_was_let_in_in_an_emergency_records_and_lets_nobody_in() {
    let grant = |n| Intent::GrantAccess(AccessGranted { organisation: organisation(n) });
    let helping =
        || taken(20).asked(day(5), Intent::SendReferral(referral_to(3))).by(organisation(3));
    helping().when(day(6), attempted()).recorded();
    for n in [2, 4] {
        let refusal = ConsentRefusal::NoAccessToGive { organisation: organisation(n) };
        helping().when(day(6), grant(n)).then_refused(&refusal);
        helping()
            .when(
                day(6),
                Intent::SendReferral(ReferralSent {
                    referral: ReferralId(Uuid::nil()),
                    ..referral_to(n)
                }),
            )
            .then_refused(&refusal);
    }
    helping().when(day(6), grant(3)).then_refused(&ConsentRefusal::OwnAccessNotRestored);
    // Until the owner gives it a grant.
    helping()
        .by(organisation(1))
        .asked(day(6), grant(3))
        .by(organisation(3))
        .when(day(7), grant(4))
        .recorded();
}

#[test]
fn rule_6_an_emergency_brings_nobody_back_whose_access_ended_or_who_took_it() {
    let refusal = ConsentRefusal::NoAccessToGive { organisation: organisation(3) };
    let grant = AccessGranted { organisation: organisation(3) };
    let expired = AccessExpired { organisation: organisation(3) };
    for before in [
        participant().given(day(3), grant).given(day(4), expired),
        participant().given_by(organisation(3), day(5), overridden(1)),
    ] {
        before
            .given_by(organisation(2), day(5), overridden(20))
            .by(organisation(2))
            .when(day(5), Intent::SendReferral(referral_to(3)))
            .then_refused(&refusal);
    }
}

#[test]
fn rule_11_who_only_took_access_asks_nobody_to_take_over() {
    let request = TransferRequested { organisation: organisation(3), region: None };
    participant()
        .given(day(3), AccessGranted { organisation: organisation(3) })
        .given_by(organisation(2), day(5), overridden(20))
        .by(organisation(2))
        .when(day(5), Intent::RequestTransfer(request))
        .then_refused(&ConsentRefusal::NoAccessToGive { organisation: organisation(3) });
}

#[test]
fn who_has_access_does_not_take_it() {
    let take = || Intent::OverrideAccess(overridden(3));
    let refusal = |n| ConsentRefusal::GrantStillOpen { organisation: organisation(n) };
    participant().when(day(5), take()).then_refused(&refusal(1));
    participant()
        .given(day(3), AccessGranted { organisation: organisation(2) })
        .by(organisation(2))
        .when(day(5), take())
        .then_refused(&refusal(2));
}

#[test]
fn rule_6_a_correction_makes_access_that_was_taken_no_longer() {
    let correct = |hours| Intent::CorrectEvent(corrected(4, day(5), overridden(hours)));
    taken(20)
        .when(day(5), correct(21))
        .then_refused(&ConsentRefusal::OverrideNotExtended { until: hour(20) });
    taken(20)
        .asked(day(5), correct(10))
        .when(day(5), correct(20))
        .then_refused(&ConsentRefusal::OverrideNotExtended { until: hour(10) });
}

#[test]
fn rule_6_that_access_was_taken_stays_to_be_seen() {
    taken(20)
        .when(day(5), Intent::VoidEvent(voided(4)))
        .then_refused(&ConsentRefusal::OverrideStays);
}

#[test]
fn rule_11_neither_asking_for_access_nor_taking_it_keeps_a_grant_alive_that_ran_out() {
    let lapsed = || participant().given(day(3), AccessGranted { organisation: organisation(2) });
    let asked = AccessRequested { purpose: Code::new("guidance") };
    let take = AccessOverridden { reason: Code::new("crisis"), until: start_of_day(day(301)) };
    for story in [
        lapsed().by(organisation(2)).asked(day(300), Intent::RequestAccess(asked)),
        lapsed()
            .by(organisation(2))
            .asked(day(300), Intent::OverrideAccess(take))
            .asked(day(300), attempted()),
    ] {
        story.when(day(301), attempted()).then_refused(&no_grant(2));
    }
}
