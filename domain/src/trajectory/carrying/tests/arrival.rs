//! Going on in another region (rule 11).

mod left_behind;

use super::{asks, carried, client};
use crate::catalogue::Code;
use crate::ids::TrajectoryId;
use crate::stream::Stream;
use crate::trajectory::barriers::BarrierResolved;
use crate::trajectory::consent::{AccessGranted, LegalBasisRecorded, SharingWithdrawn};
use crate::trajectory::housing::HousingCancelled;
use crate::trajectory::intake::IntakeCompleted;
use crate::trajectory::opening::TrajectoryOpened;
use crate::trajectory::story::{
    Story, attempt, barrier, closed, day, employment, housing_found, intake, job_cancelled,
    job_ended, job_started, legal_basis, opened, organisation, participant, persona, story,
};
use crate::trajectory::transfer::{
    LinkedTrajectory, TransferAccepted, TransferReceived, TransferRefusal, TransferRequested,
};
use crate::trajectory::{Intent, Phase, Refusal, Trajectory};

fn here() -> LinkedTrajectory {
    let region = opened().region;
    LinkedTrajectory { trajectory: TrajectoryId::of(&region, client(1)), region }
}

fn there() -> TrajectoryOpened {
    TrajectoryOpened {
        region: Code::new("meetjesland"),
        municipality: Code::new("99041"),
        transferred_from: Some(here()),
        ..opened()
    }
}

/// The client goes on in the other region on day 50, with organisation 2.
fn arrived(from: &Story) -> Trajectory {
    let open = Intent::OpenTrajectory(there());
    asks(2, day(50), open, &Trajectory::default(), &from.trajectory()).expect("an arrival").0
}

/// The client was known in the other region since day 2, to organisation 3.
fn known_there() -> Story {
    let known = TrajectoryOpened { transferred_from: None, ..there() };
    story().by(organisation(3)).given(day(2), known)
}

/// And organisation 2 has access to it since day 3.
fn shared_there() -> Story {
    known_there().given(day(3), AccessGranted { organisation: organisation(2) })
}

fn receive() -> Intent {
    Intent::ReceiveTransfer(TransferReceived { from: here() })
}

#[test]
fn rule_11_what_the_client_agreed_to_goes_along_and_nothing_else_does() {
    let from = participant()
        .given(day(4), attempt("phone", "reached"))
        .given(day(5), persona("mo"))
        .given(day(5), persona("nora"))
        .given(day(6), barrier("housing", 3))
        .given(day(7), barrier("administration_and_debt", 2))
        .given(day(8), BarrierResolved { area: Code::new("administration_and_debt") })
        .given(day(9), job_started(1, day(9)))
        .given(day(9), job_started(2, day(9)))
        .given(day(10), job_ended(1, day(10)))
        .given(day(11), housing_found(day(11)));
    let there = arrived(&from);
    let state = there.state();
    assert_eq!(state.phase(), Some(Phase::Active));
    assert_eq!(state.intake.as_ref().unwrap().on, day(3), "on the day that it was done");
    assert_eq!(state.profile.personas.iter().map(Code::as_str).collect::<Vec<_>>(), ["mo"]);
    assert_eq!(
        state.barriers.iter().map(|(area, _)| area.as_str()).collect::<Vec<_>>(),
        ["housing"]
    );
    let jobs: Vec<_> = state.work.jobs.iter().map(|job| job.start.employment).collect();
    assert_eq!(jobs, [employment(2)]);
    let home = state.housing.home_on(day(50)).expect("the home");
    assert_eq!((home.found_on, &home.municipality), (day(11), &None), "outside this region");
    assert_eq!(state.outreach.first_reached, None);
    assert_eq!(state.opening.as_ref().unwrap().owner, organisation(2));
    assert!(carried(&there).iter().all(|(on, _)| *on < day(50)));
}

#[test]
fn rule_11_what_is_planned_goes_along_and_what_was_cancelled_does_not() {
    let from = participant()
        .given(day(9), housing_found(day(9)))
        .given(day(20), housing_found(day(40)))
        .given(day(21), HousingCancelled { reason: Code::new("money") })
        .given(day(22), housing_found(day(70)))
        .given(day(23), job_started(1, day(80)))
        .given(day(24), job_started(2, day(80)))
        .given(day(25), job_cancelled(1));
    let state = arrived(&from).state().clone();
    let homes: Vec<_> = state.housing.homes.iter().map(|home| home.from).collect();
    assert_eq!(homes, [day(9), day(70)]);
    let jobs: Vec<_> = state.work.jobs.iter().map(|job| job.start.employment).collect();
    assert_eq!(jobs, [employment(2)]);
}

#[test]
fn rule_11_without_an_agreement_that_holds_nothing_goes_along() {
    let withdrawn = participant().given(day(20), SharingWithdrawn { reason: None });
    assert_eq!(carried(&arrived(&withdrawn)), []);
    let lapsed = story()
        .given(day(1), opened())
        .given(day(2), LegalBasisRecorded { until: Some(day(30)), ..legal_basis() })
        .given(day(3), intake());
    assert_eq!(carried(&arrived(&lapsed)), []);
}

#[test]
fn rule_11_whoever_agreed_anew_takes_along_what_rests_on_the_agreement_of_before() {
    for until in [None, Some(day(30))] {
        let first = LegalBasisRecorded { until, ..legal_basis() };
        let anew = LegalBasisRecorded { organisations: vec![organisation(2)], ..legal_basis() };
        let from = story()
            .given(day(1), opened())
            .given(day(2), first)
            .given(day(3), intake())
            .given(day(6), barrier("housing", 3))
            .given(day(9), job_started(1, day(9)))
            .given(day(28), anew.clone());
        let state = arrived(&from).state().clone();
        assert_eq!(state.phase(), Some(Phase::Active));
        assert_eq!((state.barriers.iter().count(), state.work.jobs.len()), (1, 1));
        assert_eq!(state.consent.basis, Some(anew));
    }
}

#[test]
fn rule_11_what_the_other_region_would_lose_is_refused_with_the_list() {
    // Nobody of that region is guided without an intake.
    let of_a_full_time_worker = IntakeCompleted { full_time_worker: Some(true), ..intake() };
    let from = story()
        .given(day(1), opened())
        .given(day(2), legal_basis())
        .given(day(3), of_a_full_time_worker)
        .given(day(9), job_started(1, day(9)));
    let open = Intent::OpenTrajectory(there());
    let refused = asks(2, day(50), open, &Trajectory::default(), &from.trajectory());
    let Err(Refusal::Transfer(TransferRefusal::TransferLosesRecords { lost, why })) = refused
    else {
        panic!("{refused:?}");
    };
    assert_eq!(lost, [(3, "IntakeCompleted"), (4, "EmploymentStarted")]);
    assert_eq!(why.code(), "FULL_TIME_WORKER_AT_ENTRY");
}

#[test]
fn rule_11_a_closed_trajectory_there_is_reopened_and_keeps_its_owner() {
    let from = participant().given(day(6), barrier("housing", 3)).trajectory();
    let was = shared_there().given(day(5), closed("moved")).trajectory();
    let (there, _) = asks(2, day(50), receive(), &was, &from).unwrap();
    assert_eq!(there.state().phase(), Some(Phase::Active));
    assert_eq!(there.state().course.closings[0].reopened_on, Some(day(50)));
    let opening = there.state().opening.as_ref().unwrap();
    assert_eq!((opening.owner, &opening.transferred_from), (organisation(3), &Some(here())));
    assert!(there.state().barriers.iter().next().is_some(), "though it was closed on that day");
}

#[test]
fn rule_11_who_is_guided_there_already_is_guided_by_both() {
    let from = participant().trajectory();
    let (there, _) = asks(2, day(50), receive(), &shared_there().trajectory(), &from).unwrap();
    assert_eq!(there.state().opening.as_ref().unwrap().owner, organisation(3));
    assert!(there.state().consent.grants.contains_key(&organisation(2)));
    assert!(there.state().intake.is_some());
}

#[test]
fn rule_11_a_transfer_gives_nobody_access_to_what_another_organisation_has_there() {
    let refused = TransferRefusal::NoAccessThere {
        region: there().region,
        trajectory: TrajectoryId::of(&there().region, client(1)),
    };
    let named = LegalBasisRecorded { organisations: vec![organisation(2)], ..legal_basis() };
    let withdrawn = || {
        known_there().given(day(3), named.clone()).given(day(4), SharingWithdrawn { reason: None })
    };
    for there in [known_there(), withdrawn(), withdrawn().given(day(5), closed("moved"))] {
        let from = participant().given(day(4), named.clone()).trajectory();
        let came = asks(2, day(50), receive(), &there.trajectory(), &from);
        assert_eq!(came, Err(refused.clone().into()));
    }
}

#[test]
fn rule_6_an_agreement_that_goes_along_lets_nobody_in_and_undoes_no_withdrawal() {
    let three = vec![organisation(2), organisation(5)];
    let named = LegalBasisRecorded { organisations: three, ..legal_basis() };
    let from = participant().given(day(4), named.clone());
    let there = arrived(&from);
    assert!(there.state().consent.basis.is_some());
    assert!(there.state().consent.grants.is_empty(), "those who were named there");
    let withdrawn =
        known_there().given(day(3), named).given(day(4), SharingWithdrawn { reason: None });
    let (there, _) = asks(3, day(50), receive(), &withdrawn.trajectory(), &from.trajectory())
        .expect("the owner there");
    assert!(there.state().consent.withdrawn && there.state().consent.grants.is_empty());
}

#[test]
fn rule_11_nothing_arrives_twice() {
    let from = participant().given(day(11), housing_found(day(11))).trajectory();
    let (there, _) = asks(2, day(50), receive(), &shared_there().trajectory(), &from).unwrap();
    let (again, _) = asks(2, day(51), receive(), &there, &from).unwrap();
    assert_eq!(carried(&again), carried(&there));
}

#[test]
fn rule_11_only_a_trajectory_of_the_same_client_arrives() {
    let from =
        LinkedTrajectory { trajectory: TrajectoryId::of(&here().region, client(2)), ..here() };
    let receive = Intent::ReceiveTransfer(TransferReceived { from });
    let refused = asks(2, day(50), receive, &known_there().trajectory(), &Trajectory::default());
    assert_eq!(refused, Err(TransferRefusal::TransferOfAnotherClient.into()));
}

#[test]
fn rule_11_a_trajectory_goes_on_only_in_one_that_is_there() {
    let refused = asks(
        2,
        day(50),
        Intent::OpenTrajectory(there()),
        &Trajectory::default(),
        &Trajectory::default(),
    );
    let nothing = |region, other| TransferRefusal::NothingToGoOnIn { region, other };
    assert_eq!(refused, Err(nothing(here().region, here().trajectory).into()));
    let region = there().region;
    let request = TransferRequested { organisation: organisation(2), region: Some(region.clone()) };
    let asked = participant().given(day(4), request).trajectory();
    let other = TrajectoryId::of(&region, client(1));
    let accept = || Intent::AcceptTransfer(TransferAccepted { trajectory: Some(other) });
    let refused = asks(2, day(5), accept(), &asked, &Trajectory::default());
    assert_eq!(refused, Err(nothing(region, other).into()));
    let (gone, _) = asks(2, day(5), accept(), &asked, &known_there().trajectory()).unwrap();
    assert_eq!(gone.state().phase(), Some(Phase::Ended));
}
