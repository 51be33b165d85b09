//! What stays behind is named.

use uuid::Uuid;

use super::{arrived, receive, shared_there};
use crate::catalogue::Code;
use crate::ids::{AppointmentId, Version};
use crate::stream::Stream;
use crate::trajectory::appointments::AppointmentPlanned;
use crate::trajectory::barriers::BarrierResolved;
use crate::trajectory::carrying::tests::asks;
use crate::trajectory::consent::SharingWithdrawn;
use crate::trajectory::laws::chance::CATALOGUES;
use crate::trajectory::story::{
    Story, attempt, barrier, day, goal_set, housing_found, organisation, participant, persona,
    referral_to,
};
use crate::trajectory::transfer::{TransferAccepted, TransferRequested, left_behind};
use crate::trajectory::{Intent, Trajectory};

/// What of `from` is not in `there`, as sequences and names.
fn left(from: &Story, there: &Trajectory) -> Vec<(Version, &'static str)> {
    let left = left_behind(&from.trajectory(), there, day(50), &CATALOGUES);
    left.into_iter().map(|one| (one.sequence, one.event.name)).collect()
}

/// On day 60.
fn appointment() -> AppointmentPlanned {
    AppointmentPlanned {
        appointment: AppointmentId(Uuid::from_u128(1)),
        at: day(60).and_hms_opt(9, 30, 0).expect("9:30 is a time of day"),
        organisation: organisation(1),
        purpose: Code::new("guidance"),
        accompanied: false,
    }
}

#[test]
fn rule_11_appointments_referrals_and_goals_stay_behind_and_are_named() {
    let from = participant()
        .given(day(4), attempt("phone", "reached"))
        .given(day(5), goal_set(1, "work"))
        .given(day(6), barrier("housing", 3))
        .given(day(7), appointment())
        .given(day(8), referral_to(3))
        .given(day(11), housing_found(day(11)));
    let named =
        [(4, "ContactAttempted"), (5, "GoalSet"), (7, "AppointmentPlanned"), (8, "ReferralSent")];
    assert_eq!(left(&from, &arrived(&from)), named);
}

#[test]
fn rule_11_what_only_follows_from_another_event_is_not_named_and_neither_is_the_transfer() {
    let from = participant().given(day(5), persona("mo")).given(day(7), referral_to(3));
    let there = arrived(&from);
    let request = TransferRequested {
        organisation: organisation(2),
        region: there.state().opening.as_ref().map(|opening| opening.region.clone()),
    };
    let gone = from.given(day(40), request).trajectory();
    let other = there.state().opening.as_ref().expect("opened").trajectory();
    let accept = Intent::AcceptTransfer(TransferAccepted { trajectory: Some(other) });
    let (gone, there) = asks(2, day(50), accept, &gone, &there).expect("accepted");
    let left = left_behind(&gone, &there, day(50), &CATALOGUES);
    let names: Vec<_> = left.iter().map(|one| (one.sequence, one.event.name)).collect();
    assert_eq!(names, [(5, "ReferralSent")]);
}

#[test]
fn rule_11_an_account_that_the_other_region_keeps_is_named_where_it_says_something_else() {
    let from = participant()
        .given(day(6), barrier("housing", 3))
        .given(day(8), BarrierResolved { area: Code::new("housing") })
        .given(day(9), barrier("dependency", 2));
    assert_eq!(left(&from, &arrived(&from)), [(4, "BarrierIdentified"), (5, "BarrierResolved")]);
    let known = shared_there().trajectory();
    let (there, _) = asks(2, day(50), receive(), &known, &from.trajectory()).expect("received");
    assert_eq!(left(&from, &there), [(4, "BarrierIdentified"), (5, "BarrierResolved")]);
}

#[test]
fn rule_11_without_an_agreement_all_of_it_stays_behind() {
    let from = participant().given(day(20), SharingWithdrawn { reason: None });
    let names: Vec<_> = left(&from, &arrived(&from)).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["LegalBasisRecorded", "IntakeCompleted", "SharingWithdrawn"]);
}

#[test]
fn rule_11_who_comes_back_left_behind_nothing_that_was_there_before() {
    let from = participant().given(day(6), barrier("housing", 3));
    let there = arrived(&from);
    let left = left_behind(&there, &from.trajectory(), day(50), &CATALOGUES);
    assert_eq!(left, [], "all of it came from there");
}
