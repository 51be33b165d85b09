//! Merging and unmerging (rule 14).

mod access;
mod accounts;
mod unmerging;

use super::{asks, carried, id, met};
use uuid::Uuid;

use crate::catalogue::Code;
use crate::ids::AppointmentId;
use crate::stream::Stream;
use crate::trajectory::appointments::AppointmentPlanned;
use crate::trajectory::barriers::{BarrierReassessed, BarrierResolved};
use crate::trajectory::consent::{AccessRequested, SharingWithdrawn};
use crate::trajectory::housing::{HousingCancelled, HousingRefusal};
use crate::trajectory::intake::IntakeCompleted;
use crate::trajectory::merge::{MergeRefusal, MergedInto, Unmerged};
use crate::trajectory::opening::TrajectoryOpened;
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
    let reassessed = BarrierReassessed {
        area: area(),
        severity: 2,
        suspected: false,
        details: vec![],
        resolved_details: vec![],
    };
    let one = duplicate()
        .given(day(10), reassessed)
        .given(day(11), BarrierResolved { area: area() })
        .given(day(12), bridge_figure(7))
        .given(day(40), closed("work"));
    let beyond = [
        "BarrierIdentified",
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
        // After `deceased` nobody finds a home.
        let contradicted = ["BridgeFigureAssigned", "Closed"];
        let contradicted = &contradicted[..=usize::from(reason == "deceased")];
        assert_eq!(listed(refused(&one, &two, true)), contradicted);
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
