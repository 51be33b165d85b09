//! Merging and unmerging (rule 14).

use super::{asks, carried, client, id, met};
use uuid::Uuid;

use crate::catalogue::Code;
use crate::ids::{AppointmentId, ReferralId};
use crate::stream::Stream;
use crate::time::start_of_day;
use crate::trajectory::appointments::AppointmentPlanned;
use crate::trajectory::barriers::{BarrierReassessed, BarrierResolved};
use crate::trajectory::bridge::{BridgeFigureAssigned, BridgeRefusal};
use crate::trajectory::consent::{
    AccessExpired, AccessGranted, AccessOverridden, AccessRequested, ConsentRefusal,
    LegalBasisRecorded, SharingWithdrawn,
};
use crate::trajectory::housing::{HousingCancelled, HousingRefusal};
use crate::trajectory::intake::IntakeCompleted;
use crate::trajectory::merge::{MergeRefusal, MergedInto, Unmerged};
use crate::trajectory::opening::TrajectoryOpened;
use crate::trajectory::record_keeping::RecordKeepingRefusal;
use crate::trajectory::referrals::ReferralSent;
use crate::trajectory::story::{
    Story, attempt, barrier, bridge_figure, closed, corrected, day, housing_found, housing_lost,
    intake, job_cancelled, job_started, legal_basis, opened, organisation, persona, story, voided,
};
use crate::trajectory::transfer::TransferRequested;
use crate::trajectory::{Intent, Phase, Refusal, Trajectory};

fn merge(take_over: bool) -> Intent {
    Intent::MergeTrajectory(MergedInto { other: id(2), take_over })
}

/// Client 1 turns out to be client 2.
fn merged(one: &Story, two: &Story) -> Result<(Trajectory, Trajectory), Refusal> {
    asks(1, day(50), merge(true), &one.trajectory(), &two.trajectory())
}

fn unmerge() -> Intent {
    Intent::UnmergeTrajectory(Unmerged {})
}

/// Somebody who takes part since day 6, with a barrier and a home.
fn duplicate() -> Story {
    met(1, day(4))
        .given(day(5), legal_basis())
        .given(day(6), intake())
        .given(day(7), barrier("housing", 3))
        .given(day(8), persona("mo"))
        .given(day(9), housing_found(day(9)))
}

#[test]
fn rule_14_a_merge_that_would_lose_something_is_refused_with_the_list() {
    let (one, two) = (duplicate().trajectory(), met(2, day(2)).trajectory());
    let lacking = [
        "LegalBasisRecorded",
        "IntakeCompleted",
        "BarrierIdentified",
        "PersonaLinked",
        "HousingFound",
    ];
    let lacking: Vec<_> = (2..).zip(lacking).collect();
    let refused = MergeRefusal::MergeLosesRecords { other: id(2), lacking };
    assert_eq!(asks(1, day(50), merge(false), &one, &two), Err(refused.clone().into()));
    assert!(refused.to_string().contains("event 3 (IntakeCompleted)"), "{refused}");
}

#[test]
fn rule_14_a_duplicate_that_holds_nothing_of_its_own_is_merged_as_it_is() {
    let same = |n| met(n, day(2)).given(day(3), legal_basis()).given(day(4), intake()).trajectory();
    let (one, two) = asks(1, day(50), merge(false), &same(1), &same(2)).expect("nothing is lost");
    assert_eq!(one.state().merged_into, Some(id(2)));
    assert_eq!(two.state().merged_from.iter().collect::<Vec<_>>(), [&id(1)]);
    assert_eq!(carried(&two), []);
}

#[test]
fn rule_14_what_is_taken_over_keeps_its_days_and_names_its_origin() {
    let (one, two) = (duplicate(), met(2, day(8)).given(day(20), attempt("phone", "reached")));
    let (one, two) = merged(&one, &two).expect("all of it fits");
    assert_eq!(one.state().phase(), Some(Phase::Merged));
    assert_eq!(two.state().phase(), Some(Phase::Active), "the survivor had no intake");
    let days: Vec<_> = carried(&two).into_iter().map(|(on, _)| on).collect();
    assert!([5, 6, 7, 8, 9].iter().all(|n| days.contains(&day(*n))), "{days:?}");
    let entry = two.entries().iter().find(|entry| entry.event.occurred_on == day(9)).unwrap();
    let origin = entry.event.origin.as_ref().unwrap();
    assert_eq!((origin.trajectory, origin.sequence), (id(1), 6));
    let (state, was) = (two.state(), one.state());
    assert_eq!(state.intake, was.intake, "with an entry day before the survivor was opened");
    assert_eq!((&state.barriers, &state.housing), (&was.barriers, &was.housing));
    assert_eq!(state.profile.personas, was.profile.personas);
    assert!(!state.profile.challenges.is_empty(), "a persona brings its challenges along");
    assert_eq!(state.outreach.first_reached, Some(day(20)));
    assert_eq!(state.opening.as_ref().unwrap().on, day(8));
}

#[test]
fn rule_14_what_was_corrected_is_carried_as_corrected_and_what_was_voided_is_not() {
    let one = duplicate()
        .given(day(30), corrected(6, day(10), housing_found(day(10))))
        .given(day(31), voided(4));
    let (_, two) = merged(&one, &met(2, day(2))).unwrap();
    assert!(two.state().barriers.iter().next().is_none());
    assert_eq!(two.state().housing.homes[0].found_on, day(10));
}

#[test]
fn rule_14_the_survivor_keeps_its_own_account_that_says_as_much() {
    let two = taking_part().given(day(5), barrier("housing", 5)).given(day(20), persona("mo"));
    let (_, two) = merged(&duplicate(), &two).unwrap();
    assert_eq!(two.state().intake.as_ref().unwrap().on, day(4));
    assert_eq!(two.state().barriers.iter().next().unwrap().1.identified_on, day(5));
    assert_eq!(two.state().phase(), Some(Phase::Active), "the survivor goes on");
    assert!(two.state().housing.home_on(day(50)).is_some(), "what it lacked it has");
}

/// Client 2, who takes part since day 4.
fn taking_part() -> Story {
    met(2, day(2)).given(day(3), legal_basis()).given(day(4), intake())
}

fn refused(one: &Story, two: &Story, take_over: bool) -> Refusal {
    asks(1, day(50), merge(take_over), &one.trajectory(), &two.trajectory()).expect_err("refused")
}

/// The events that a refusal lists.
fn listed(refusal: Refusal) -> Vec<&'static str> {
    let Refusal::Merge(
        MergeRefusal::MergeLosesRecords { lacking: named, .. }
        | MergeRefusal::MergeContradicts { contradicted: named, .. },
    ) = refusal
    else {
        panic!("{refusal}");
    };
    named.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn rule_14_what_the_account_of_a_duplicate_says_beyond_that_of_the_survivor_is_listed_and_joined() {
    let two = taking_part().given(day(5), barrier("housing", 5));
    let area = || Code::new("housing");
    let reassessed = BarrierReassessed { area: area(), severity: 2, suspected: false };
    let one = duplicate()
        .given(day(10), reassessed)
        .given(day(11), BarrierResolved { area: area() })
        .given(day(12), bridge_figure(7))
        .given(day(40), closed("work"));
    let beyond = [
        "PersonaLinked",
        "HousingFound",
        "BarrierReassessed",
        "BarrierResolved",
        "BridgeFigureAssigned",
        "Closed",
    ];
    assert_eq!(listed(refused(&one, &two, false)), beyond);
    let (_, two) = merged(&one, &two).unwrap();
    let (state, was) = (two.state(), one.state());
    assert_eq!(state.barriers.iter().next().unwrap().1.resolved_on(), Some(day(11)));
    assert_eq!(state.bridge.first_on, was.bridge.first_on);
    assert_eq!(state.phase(), Some(Phase::FollowUp));
}

#[test]
fn rule_14_a_course_that_cannot_be_joined_is_refused_with_the_list() {
    for reason in ["work", "deceased"] {
        let (one, two) = (
            duplicate().given(day(12), bridge_figure(7)).given(day(40), closed(reason)),
            taking_part().given(day(11), bridge_figure(8)).given(day(45), housing_found(day(45))),
        );
        assert_eq!(listed(refused(&one, &two, true)), ["BridgeFigureAssigned"; 1]);
        let two = taking_part().given(day(45), persona("nora"));
        assert_eq!(listed(refused(&one, &two, false)).last(), Some(&"Closed"));
        assert_eq!(listed(refused(&one, &two, true)), ["Closed"]);
    }
}

#[test]
fn rule_14_a_client_who_died_has_died_in_the_survivor() {
    let one = duplicate().given(day(40), closed("deceased"));
    let (_, two) = merged(&one, &taking_part()).unwrap();
    assert_eq!(two.state().course.closed().unwrap().reason, Code::new("deceased"));
}

#[test]
fn rule_14_guidance_that_goes_on_is_not_merged_into_one_that_has_ended() {
    let two = taking_part().given(day(20), closed("moved"));
    for take_over in [false, true] {
        let ended = MergeRefusal::SurvivorClosed { other: id(2) };
        assert_eq!(refused(&duplicate(), &two, take_over), ended.into());
    }
}

#[test]
fn rule_10_of_two_entries_the_first_counts_whichever_of_the_two_goes_on() {
    let early = IntakeCompleted { entry_on: day(4), ..intake() };
    let one = met(1, day(4)).given(day(5), legal_basis()).given(day(6), early.clone());
    let late = IntakeCompleted { entry_on: day(30), ..intake() };
    let two = met(2, day(30)).given(day(30), legal_basis()).given(day(30), late);
    assert_eq!(listed(refused(&one, &two, false)), ["IntakeCompleted"]);
    let (one_after, two_after) = merged(&one, &two).unwrap();
    assert_eq!(two_after.state().intake.as_ref().unwrap().entry, early);
    let (_, back) = asks(1, day(60), unmerge(), &one_after, &two_after).unwrap();
    assert_eq!(back.state().intake, two.state().intake);
    let into_one = Intent::MergeTrajectory(MergedInto { other: id(1), take_over: false });
    let (_, one) = asks(1, day(50), into_one, &two.trajectory(), &one.trajectory())
        .expect("the later entry says nothing more");
    assert_eq!(one.state().intake.as_ref().unwrap().entry, early);
}

/// An agreement that names these organisations.
fn agreed_with(organisations: &[u32]) -> LegalBasisRecorded {
    let organisations = organisations.iter().map(|n| organisation(*n)).collect();
    LegalBasisRecorded { organisations, ..legal_basis() }
}

#[test]
fn rule_6_a_merge_in_an_emergency_gives_nobody_access_and_undoes_no_withdrawal() {
    let overridden = AccessOverridden { reason: Code::new("crisis"), until: start_of_day(day(51)) };
    let opened = TrajectoryOpened { client: client(1), ..opened() };
    let one = story().by(organisation(2)).given(day(49), opened);
    let one = one.given(day(49), agreed_with(&[2, 3]));
    let withdrawn = met(2, day(2))
        .given(day(3), agreed_with(&[2]))
        .given(day(9), SharingWithdrawn { reason: None });
    let two = withdrawn.given_by(organisation(2), day(50), overridden.clone());
    let contradicted = MergeRefusal::MergeContradicts {
        other: id(2),
        contradicted: vec![(2, "LegalBasisRecorded")],
        why: Box::new(ConsentRefusal::WithdrawnHere.into()),
    };
    assert_eq!(merge_by_two(&one, &two), Err(contradicted.into()));
    // Without an agreement there, that of the duplicate is kept as a record, and lets nobody in.
    let two = met(2, day(2)).given_by(organisation(2), day(50), overridden);
    let (_, two) = merge_by_two(&one, &two).expect("a merge");
    assert!(two.state().consent.basis.is_some());
    assert!(two.state().consent.grants.is_empty());
}

fn merge_by_two(one: &Story, two: &Story) -> Result<(Trajectory, Trajectory), Refusal> {
    asks(2, day(50), merge(true), &one.trajectory(), &two.trajectory())
}

#[test]
fn rule_6_what_others_did_for_a_duplicate_gives_them_no_access_to_the_survivor() {
    let sent = ReferralSent {
        referral: ReferralId(Uuid::from_u128(1)),
        to: organisation(3),
        service: Code::new("housing_guidance"),
        urgency: Code::new("normal"),
        areas: vec![Code::new("housing")],
    };
    let one = duplicate().given(day(20), sent).given_by(
        organisation(3),
        day(48),
        attempt("phone", "reached"),
    );
    let (_, two) = merged(&one, &met(2, day(2))).unwrap();
    assert_eq!(two.state().referrals.iter().count(), 1);
    assert!(two.state().consent.grants.is_empty());
    // Nor is a grant kept alive that ran out.
    let grant = AccessGranted { organisation: organisation(3) };
    let one = met(1, day(1)).given_by(organisation(3), day(248), attempt("phone", "reached"));
    let two = met(2, day(2)).given(day(3), grant);
    let (_, two) =
        asks(1, day(250), merge(true), &one.trajectory(), &two.trajectory()).expect("a merge");
    assert_eq!(two.state().consent.grants[&organisation(3)], day(3));
}

#[test]
fn rule_6_a_withdrawn_sharing_is_withdrawn_in_the_survivor() {
    let one = met(1, day(4))
        .given(day(5), legal_basis())
        .given(day(30), SharingWithdrawn { reason: None });
    let two = met(2, day(2)).given(day(3), agreed_with(&[3]));
    assert_eq!(listed(refused(&one, &two, false)), ["SharingWithdrawn"]);
    let (_, two) = merged(&one, &two).unwrap();
    assert!(two.state().consent.withdrawn && two.state().consent.grants.is_empty());
    // A client who agreed anew since has said the last word.
    let anew = met(2, day(2)).given(day(31), agreed_with(&[3])).trajectory();
    let (_, two) = asks(1, day(50), merge(false), &one.trajectory(), &anew).expect("nothing more");
    assert!(!two.state().consent.withdrawn);
}

#[test]
fn rule_3_a_bridge_figure_is_carried_only_where_the_organisation_has_access() {
    let figure = BridgeFigureAssigned { organisation: organisation(2), ..bridge_figure(7) };
    let one = duplicate()
        .given(day(10), AccessGranted { organisation: organisation(2) })
        .given(day(12), figure);
    let why = BridgeRefusal::BridgeFigureWithoutAccess { organisation: organisation(2) };
    let contradicted = MergeRefusal::MergeContradicts {
        other: id(2),
        contradicted: vec![(8, "BridgeFigureAssigned")],
        why: Box::new(why.into()),
    };
    // Even where an agreement there names it, the merge lets nobody in.
    let named = met(2, day(2)).given(day(3), agreed_with(&[2]));
    let ended = named.given(day(9), AccessExpired { organisation: organisation(2) });
    for two in [taking_part(), ended] {
        assert_eq!(refused(&one, &two, true), contradicted.clone().into());
    }
    let shared = taking_part().given(day(5), AccessGranted { organisation: organisation(2) });
    let (_, two) = merged(&one, &shared).unwrap();
    assert_eq!(two.state().bridge.current.as_ref().unwrap().organisation, organisation(2));
}

#[test]
fn rule_14_who_was_asked_something_answers_before_the_merge() {
    let request = TransferRequested { organisation: organisation(4), region: None };
    let asked = AccessRequested { purpose: Code::new("guidance") };
    for (one, first) in [
        (
            met(1, day(4)).given(day(9), request),
            MergeRefusal::TransferAnsweredFirst { organisation: organisation(4) },
        ),
        (
            met(1, day(4)).given_by(organisation(5), day(9), asked),
            MergeRefusal::AccessAnsweredFirst { organisation: organisation(5) },
        ),
    ] {
        assert_eq!(refused(&one, &taking_part(), true), first.into());
    }
}

#[test]
fn rule_14_what_was_planned_before_the_survivor_was_opened_is_held_to_its_own_day() {
    let planned = AppointmentPlanned {
        appointment: AppointmentId(Uuid::from_u128(1)),
        at: day(10).and_hms_opt(9, 30, 0).unwrap(),
        organisation: organisation(1),
        purpose: Code::new("intake"),
        accompanied: false,
    };
    let one = met(1, day(4)).given(day(5), planned);
    let (_, two) = merged(&one, &met(2, day(30))).unwrap();
    assert_eq!(two.state().appointments.all.len(), 1);
}

#[test]
fn rule_6_an_unmerging_is_recorded_in_both_by_who_may_record_in_both_and_corrects_nobody() {
    let grant = AccessGranted { organisation: organisation(2) };
    let met_by_two = attempt("phone", "reached");
    let one =
        met(1, day(4)).given(day(5), grant.clone()).given_by(organisation(2), day(20), met_by_two);
    let two = met(2, day(2)).given(day(3), grant);
    let (one, two) = merged(&one, &two).unwrap();
    let (_, back) = asks(1, day(60), unmerge(), &one, &two).unwrap();
    assert_eq!(back.corrections().count(), 0, "nobody is asked to confirm it");
    let ended = Intent::ExpireAccess(AccessExpired { organisation: organisation(2) });
    let (two, _) = asks(1, day(55), ended, &two, &one).unwrap();
    let refused = ConsentRefusal::NoOpenGrant { organisation: organisation(2) };
    assert_eq!(asks(2, day(60), unmerge(), &one, &two), Err(refused.into()));
}

#[test]
fn rule_14_an_agreement_that_was_withdrawn_is_carried_as_withdrawn() {
    let one = duplicate().given(day(30), SharingWithdrawn { reason: None });
    let (_, two) = merged(&one, &met(2, day(2))).unwrap();
    assert!(two.state().consent.withdrawn && two.state().consent.grants.is_empty());
}

#[test]
fn rule_14_what_the_survivor_contradicts_is_refused_with_the_list() {
    let two = met(2, day(2)).given(day(3), legal_basis()).given(day(4), intake());
    let two = two.given(day(8), housing_found(day(8))).given(day(30), housing_lost(day(30)));
    let refused = MergeRefusal::MergeContradicts {
        other: id(2),
        contradicted: vec![(6, "HousingFound")],
        why: Box::new(HousingRefusal::HomeOfAnother.into()),
    };
    assert_eq!(merged(&duplicate(), &two), Err(refused.into()));
}

#[test]
fn rule_14_what_is_planned_is_planned_in_the_survivor() {
    let one = duplicate()
        .given(day(20), housing_found(day(60)))
        .given(day(20), job_started(1, day(70)))
        .given(day(21), job_started(2, day(70)))
        .given(day(22), job_cancelled(2));
    let (_, two) = merged(&one, &met(2, day(30))).unwrap();
    let state = two.state();
    assert_eq!(state.housing.planned_on(day(50)).map(|home| home.from), Some(day(60)));
    assert_eq!(state.work, one.state().work, "with what was cancelled before the survivor was met");
    let loses = Intent::RecordHousingLost(housing_lost(day(51)));
    let (two, _) = asks(1, day(51), loses, &two, &met(1, day(4)).trajectory()).unwrap();
    let lost: Vec<_> = two.state().housing.homes.iter().map(|home| home.lost.is_some()).collect();
    assert_eq!(lost, [true, false], "not the one that is planned");
}

#[test]
fn rule_14_what_was_said_of_a_planned_home_stays_with_it() {
    let cancelled = || HousingCancelled { reason: Code::new("money") };
    let met_with_a_lease = |n| {
        met(n, day(2))
            .given(day(3), legal_basis())
            .given(day(4), intake())
            .given(day(20), housing_found(day(60)))
    };
    let one = duplicate();
    let two = met_with_a_lease(2).given(day(25), cancelled());
    let (_, both) =
        merged(&one, &two).expect("the home of the duplicate has nothing to do with it");
    assert_eq!(both.state().housing.homes.len(), 1);
    let planned = HousingRefusal::HousingStillPlanned { from: day(60) };
    let refused = merged(&met_with_a_lease(1).given(day(21), cancelled()), &met_with_a_lease(2));
    let why = Box::new(HousingRefusal::HomeOfAnother.into());
    let contradicted = vec![(5, "HousingCancelled")];
    assert_eq!(
        refused,
        Err(MergeRefusal::MergeContradicts { other: id(2), contradicted, why }.into())
    );
    let another = duplicate().given(day(21), housing_found(day(61)));
    let why = Box::new(planned.into());
    let contradicted = vec![(7, "HousingFound")];
    assert_eq!(
        merged(&another, &met_with_a_lease(2)),
        Err(MergeRefusal::MergeContradicts { other: id(2), contradicted, why }.into())
    );
}

#[test]
fn rule_14_unmerging_puts_both_back() {
    let (one, two) = (duplicate(), met(2, day(8)).given(day(20), attempt("phone", "reached")));
    let (merged_one, merged_two) = merged(&one, &two).unwrap();
    let (back_one, back_two) = asks(1, day(60), unmerge(), &merged_one, &merged_two).unwrap();
    assert_eq!(back_one.state().phase(), Some(Phase::Active));
    assert_eq!(back_two.state(), two.trajectory().state());
    // And once more, all of it.
    let again = asks(1, day(61), merge(true), &back_one, &back_two).unwrap();
    assert_eq!(again.1.state().intake, merged_two.state().intake);
}

#[test]
fn rule_14_what_was_carried_is_corrected_in_the_survivor_and_goes_with_the_unmerging() {
    let (one, two) = merged(&duplicate(), &met(2, day(2))).unwrap();
    let entry = two.entries().iter().find(|entry| entry.event.occurred_on == day(9)).unwrap();
    let right = corrected(entry.sequence, day(12), housing_found(day(12)));
    let (two, _) = asks(1, day(51), Intent::CorrectEvent(right), &two, &one).unwrap();
    assert_eq!(two.state().housing.homes[0].found_on, day(12));
    let (_, back) = asks(1, day(60), unmerge(), &one, &two).unwrap();
    assert_eq!(back.state(), met(2, day(2)).trajectory().state());
}

#[test]
fn rule_14_what_rests_on_something_that_was_carried_comes_before_the_unmerging() {
    let (one, two) = merged(&duplicate(), &met(2, day(2))).unwrap();
    let lost = Intent::RecordHousingLost(housing_lost(day(55)));
    let (two, _) = asks(1, day(55), lost, &two, &one).unwrap();
    let refused = asks(1, day(60), unmerge(), &one, &two).expect_err("the loss rests on the home");
    let Refusal::Merge(MergeRefusal::UnmergeContradicts { other, why }) = &refused else {
        panic!("{refused}");
    };
    let contradicted = matches!(
        **why,
        Refusal::RecordKeeping(RecordKeepingRefusal::LaterEventContradicted { .. })
    );
    assert!(contradicted && *other == id(2), "{refused}");
}

#[test]
fn rule_14_neither_end_of_a_merge_is_corrected_or_voided_alone() {
    let (one, two) = merged(&duplicate(), &met(2, day(2))).unwrap();
    let void = |n| Intent::VoidEvent(voided(n));
    let refused = |intent, one: &Trajectory, other: &Trajectory| {
        asks(1, day(51), intent, one, other).expect_err("both ends or none")
    };
    assert_eq!(refused(void(2), &two, &one), MergeRefusal::MergeStays.into());
    let same = MergedInto { other: id(3), take_over: false };
    let right = Intent::CorrectEvent(corrected(7, day(50), same));
    assert_eq!(refused(right, &one, &two), MergeRefusal::TrajectoryMerged { into: id(2) }.into());
    assert_eq!(refused(void(4), &one, &two), MergeRefusal::TrajectoryMerged { into: id(2) }.into());
    let (one, two) = asks(1, day(60), unmerge(), &one, &two).unwrap();
    assert_eq!(refused(void(8), &one, &two), MergeRefusal::MergeStays.into());
}

#[test]
fn rule_14_nobody_is_unmerged_from_one_that_was_merged_itself() {
    let (one, two) = merged(&duplicate(), &met(2, day(2))).unwrap();
    let on = MergedInto { other: id(3), take_over: true };
    let three = met(3, day(2)).trajectory();
    let (two, three) = asks(1, day(51), Intent::MergeTrajectory(on), &two, &three).unwrap();
    assert!(three.state().intake.is_some(), "what was carried is carried on");
    let refused = MergeRefusal::SurvivorMerged { other: id(2), into: id(3) };
    assert_eq!(asks(1, day(60), unmerge(), &one, &two), Err(refused.into()));
    let (two, three) = asks(1, day(61), unmerge(), &two, &three).unwrap();
    assert!(three.state().intake.is_none());
    let (one, two) = asks(1, day(62), unmerge(), &one, &two).unwrap();
    assert_eq!(one.state().merged_into, None);
    assert!(two.state().merged_from.is_empty() && two.state().intake.is_none());
}

#[test]
fn rule_14_a_trajectory_is_merged_into_one_that_is_there_and_goes_on_itself() {
    let one = met(1, day(1)).trajectory();
    let nothing = || Err(MergeRefusal::NothingToMergeInto { other: id(2) }.into());
    assert_eq!(asks(1, day(50), merge(false), &one, &Trajectory::default()), nothing());
    let merged_itself = met(2, day(1)).given(day(4), MergedInto { other: id(1), take_over: false });
    assert_eq!(asks(1, day(50), merge(false), &one, &merged_itself.trajectory()), nothing());
    let opened = TrajectoryOpened { region: Code::new("meetjesland"), ..opened() };
    let elsewhere = story().given(day(1), opened).trajectory();
    assert_eq!(asks(1, day(50), merge(false), &one, &elsewhere), nothing());
}

#[test]
fn rule_6_a_merge_is_recorded_in_both_by_who_may_record_in_both() {
    let one = met(1, day(1)).trajectory();
    let of_another = story().by(organisation(2));
    let two = of_another.given(day(1), TrajectoryOpened { client: client(2), ..opened() });
    let refused = ConsentRefusal::NoOpenGrant { organisation: organisation(1) };
    assert_eq!(asks(1, day(50), merge(false), &one, &two.trajectory()), Err(refused.into()));
}
