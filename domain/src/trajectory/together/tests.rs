use super::*;
use crate::catalogue::Code;
use crate::field::FieldFault;
use crate::ids::WorkerId;
use crate::time::start_of_day;
use crate::trajectory::Payload;
use crate::trajectory::barriers::BarrierRefusal;
use crate::trajectory::intake::IntakeRefusal;
use crate::trajectory::opening::OpeningRefusal;
use crate::trajectory::profile::{ChallengeLinked, LinkedBy};
use crate::trajectory::story::{
    Story, attempt, barrier, bridge_ended, bridge_figure, closed, day, goal_set, housing_found,
    intake, intervention_planned, intervention_started, job_started, legal_basis, opened,
    organisation, participant, persona, story, unknown as no_code, voided,
};

fn parts(of: Vec<(i64, Intent)>) -> Vec<Part> {
    let part = |(place, (on, intent)): (usize, (i64, Intent))| Part {
        command: CommandId::default().within("").part(place),
        path: format!("records.{place}"),
        occurred_on: day(on),
        intent,
    };
    of.into_iter().enumerate().map(part).collect()
}

/// What comes of several things that the owner records on day 30, in the order in which it is recorded.
fn together(
    given: &Story,
    of: Vec<(i64, Intent)>,
) -> (Trajectory, Result<Vec<Vec<TrajectoryEvent>>, RefusedTogether>) {
    let mut trajectory = given.trajectory();
    let actor = Actor {
        worker: WorkerId::default(),
        organisation: organisation(1),
        roles: crate::actor::Roles::default(),
    };
    let (now, catalogues) = (start_of_day(day(30)), Catalogues::embedded());
    let result = decide_together(&mut trajectory, &parts(of), &actor, now, &catalogues);
    let events = |parts: Vec<DecidedPart>| parts.into_iter().map(|(_, events)| events).collect();
    (trajectory, result.map(events))
}

fn refused(given: &Story, of: Vec<(i64, Intent)>) -> Vec<(String, Refusal)> {
    let refused = together(given, of).1.expect_err("refused");
    refused.iter().map(|part| (part.path.clone(), part.refusal.clone())).collect()
}

fn at(place: usize, refusal: impl Into<Refusal>) -> (String, Refusal) {
    (format!("records.{place}"), refusal.into())
}

fn called() -> Intent {
    Intent::RecordContactAttempt(attempt("phone", "reached"))
}

/// An enrolment: met on day 1, consent on day 2, intake and what it showed on day 3.
fn enrolment() -> Vec<(i64, Intent)> {
    vec![
        (1, Intent::OpenTrajectory(opened())),
        (2, Intent::RecordLegalBasis(legal_basis())),
        (3, Intent::CompleteIntake(intake())),
        (3, Intent::LinkPersona(persona("nora"))),
        (3, Intent::IdentifyBarrier(barrier("housing", 4))),
        (3, Intent::SetGoal(goal_set(1, "work"))),
    ]
}

#[test]
fn each_part_is_decided_on_what_the_parts_before_it_lead_to() {
    let (after, events) = together(
        &participant(),
        vec![
            (4, Intent::PlanIntervention(intervention_planned(1))),
            (5, Intent::StartIntervention(intervention_started(1))),
        ],
    );
    let days = |part: &Vec<TrajectoryEvent>| part.iter().map(|e| e.occurred_on).collect::<Vec<_>>();
    let each: Vec<_> = events.expect("recorded").iter().map(days).collect();
    assert_eq!(each, [vec![day(4)], vec![day(5)]], "each on its own day");
    assert_eq!(after.version(), 5);
}

/// What two things come to that are listed in both orders.
#[track_caller]
fn either_way(given: &Story, one: (i64, Intent), other: (i64, Intent)) -> Vec<Payload> {
    let of = |parts| {
        let (after, events) = together(given, parts);
        let what = events.expect("recorded").concat().into_iter().map(|event| event.what);
        (after, what.collect::<Vec<_>>())
    };
    let in_order = of(vec![one.clone(), other.clone()]);
    assert_eq!(of(vec![other, one]), in_order, "whichever of the two is listed first");
    in_order.1
}

#[test]
fn parts_are_decided_in_order_of_their_days_however_they_are_listed() {
    let start = Intent::StartIntervention(intervention_started(1));
    let plan = Intent::PlanIntervention(intervention_planned(1));
    either_way(&participant(), (4, plan), (5, start));
    let met = story().given(day(1), opened());
    either_way(
        &met,
        (2, Intent::RecordLegalBasis(legal_basis())),
        (3, Intent::CompleteIntake(intake())),
    );
    let goal = |n| Intent::SetGoal(goal_set(n, "work"));
    assert_eq!(
        either_way(&participant(), (4, goal(1)), (9, goal(2))),
        [goal_set(1, "work").into(), goal_set(2, "work").into()]
    );
}

#[test]
fn nothing_is_corrected_that_one_command_records() {
    let assign = |worker| Intent::AssignBridgeFigure(bridge_figure(worker));
    let end = Intent::EndBridgeFigure(bridge_ended());
    let events = either_way(&participant(), (4, assign(1)), (9, end));
    let names: Vec<_> = events.iter().map(|what| what.event_type().name).collect();
    assert_eq!(names, ["BridgeFigureAssigned", "BridgeFigureEnded"]);
    // Both are of one challenge, which the earlier one brings along.
    let link = |code| Intent::LinkPersona(persona(code));
    let events = either_way(&participant(), (4, link("nora")), (9, link("mo")));
    let names: Vec<_> = events.iter().map(|what| what.event_type().name).collect();
    assert_eq!(names, ["PersonaLinked", "ChallengeLinked", "PersonaLinked"]);
}

#[test]
fn of_two_that_cannot_both_be_the_one_of_the_later_day_is_refused() {
    let again = BarrierRefusal::BarrierAlreadyIdentified { area: Code::new("housing") };
    let identify = |on| (on, Intent::IdentifyBarrier(barrier("housing", 4)));
    assert_eq!(
        refused(&participant(), vec![identify(20), identify(10)]),
        [at(0, again.clone())],
        "and none that nobody can see yet is said to be contradicted"
    );
    assert_eq!(refused(&participant(), vec![identify(10), identify(20)]), [at(1, again.clone())]);
    assert_eq!(refused(&participant(), vec![identify(10), identify(10)]), [at(1, again)]);
}

#[test]
fn what_bears_on_access_or_on_what_was_recorded_stays_where_it_is_listed() {
    let void = || (30, Intent::VoidEvent(voided(4)));
    let identify = || (9, Intent::IdentifyBarrier(barrier("housing", 4)));
    let held_back = participant().given(day(4), barrier("housing", 2));
    assert!(together(&held_back, vec![void(), identify()]).1.is_ok());
    let again = BarrierRefusal::BarrierAlreadyIdentified { area: Code::new("housing") };
    assert_eq!(refused(&held_back, vec![identify(), void()]), [at(0, again)]);
}

#[test]
fn an_opening_comes_first_whatever_its_day() {
    let mut late = enrolment();
    late[0].0 = 3;
    late[3].0 = 4;
    let refusal = OpeningRefusal::OccurredBeforeOpening { occurred_on: day(2), opened_on: day(3) };
    assert_eq!(refused(&story(), late), [at(1, refusal)]);
    let mut listed_last = enrolment();
    listed_last.rotate_left(1);
    assert!(together(&story(), listed_last).1.is_ok());
}

#[test]
fn rule_15_a_part_follows_from_no_other_part_but_its_consequences_follow_from_it() {
    let (_, events) = together(&story(), enrolment());
    let follows: Vec<_> =
        events.expect("recorded").concat().into_iter().map(|e| e.follows_from).collect();
    assert_eq!(follows, [None, None, None, None, Some(4), None, None]);
}

#[test]
fn rule_15_a_part_is_put_right_by_itself() {
    let (mut after, events) = together(&story(), enrolment());
    let challenge =
        ChallengeLinked { challenge: Code::new("RU1"), by: LinkedBy::Hand, rationale: None };
    let linked = Payload::from(challenge).event_type();
    assert_eq!(events.expect("recorded")[3][1].what.event_type(), linked);
    let (actor, void) = (organisation(1), Intent::VoidEvent(voided(6)));
    let actor = Actor {
        worker: WorkerId::default(),
        organisation: actor,
        roles: crate::actor::Roles::default(),
    };
    let now = start_of_day(day(30));
    let voiding = TrajectoryCommand { occurred_on: day(30), now, actor, intent: void };
    let events = decide(&after, &voiding, &Catalogues::embedded()).expect("voided");
    assert_eq!(events.len(), 1, "nothing else was adjusted");
    for event in events {
        after.apply(event);
    }
    assert_eq!(after.state().barriers, crate::trajectory::barriers::Barriers::default());
    assert!(after.state().intake.is_some());
    assert_eq!(after.entries().len(), 6, "all others are there");
}

#[test]
fn a_rule_that_one_part_breaks_refuses_all_and_names_the_part() {
    let home = Intent::RecordHousingFound(housing_found(day(4)));
    let early = Intent::RecordContactAttempt(attempt("phone", "reached"));
    let before = OpeningRefusal::OccurredBeforeOpening { occurred_on: day(-1), opened_on: day(1) };
    assert_eq!(
        refused(&participant(), vec![(4, home.clone()), (-1, early), (4, called())]),
        [at(1, before)]
    );
    let start = Intent::StartEmployment(job_started(1, day(4)));
    let met = story().given(day(1), opened());
    assert_eq!(
        refused(&met, vec![(4, called()), (4, start), (4, home)]),
        [at(1, IntakeRefusal::IntakeNotCompleted)],
        "and only the first: later ones may only miss what it would have led to"
    );
}

#[test]
fn the_faults_of_the_fields_of_all_parts_are_named_at_once_and_before_any_rule() {
    let whim = || Intent::RecordContactAttempt(attempt("whim", "reached"));
    let severe = Intent::IdentifyBarrier(barrier("housing", 9));
    let later = Intent::RecordHousingFound(housing_found(day(99)));
    let whim_fault = no_code("contact_mode", "whim", "mode");
    let range = FieldFault::OutOfRange { path: "severity", value: 9, min: 1, max: 5 };
    let found = refused(&participant(), vec![(99, later), (4, whim()), (4, severe), (4, called())]);
    assert_eq!(found, [at(1, whim_fault.clone()), at(2, range)]);

    let mut broken = enrolment();
    broken.push((3, whim()));
    assert_eq!(refused(&story(), broken.clone()), [at(6, whim_fault.clone())]);
    let mut nowhere = opened();
    nowhere.municipality = Code::new("99999");
    broken[0].1 = Intent::OpenTrajectory(nowhere);
    let elsewhere = no_code("municipality", "99999", "municipality");
    assert_eq!(
        refused(&story(), broken),
        [at(0, elsewhere), at(6, whim_fault)],
        "codes are held to the catalogue of the opening, whatever else is wrong with it"
    );
}

#[test]
fn a_client_who_has_a_trajectory_in_the_region_goes_on_in_that_one() {
    let met = story().given(day(1), opened());
    let (after, events) = together(&met, enrolment());
    assert!(events.expect("recorded")[0].is_empty());
    assert_eq!((after.version(), after.state().phase()), (7, Some(Phase::Active)));
    assert_eq!(
        refused(&participant(), enrolment()),
        [at(2, IntakeRefusal::IntakeAlreadyCompleted)],
        "what is there already is not recorded a second time"
    );
    assert_eq!(
        refused(&met, vec![(2, Intent::OpenTrajectory(opened()))]),
        [at(0, OpeningRefusal::TrajectoryAlreadyOpened)],
        "nothing else was to be recorded"
    );
}

#[test]
fn nobody_is_enrolled_in_a_trajectory_that_has_ended() {
    let ended = story().given(day(1), opened()).given(day(2), closed("moved"));
    assert_eq!(refused(&ended, enrolment()), [at(0, TogetherRefusal::TrajectoryEnded)]);
}

#[test]
fn a_command_has_one_part_at_least_and_fifty_at_most() {
    let calls = |n| vec![(4, called()); n];
    let whole = |rule: TogetherRefusal| vec![(String::new(), rule.into())];
    assert!(together(&participant(), calls(50)).1.is_ok());
    let too_many = TogetherRefusal::TooManyParts { parts: 51 };
    assert_eq!(refused(&participant(), calls(51)), whole(too_many));
    assert_eq!(refused(&participant(), vec![]), whole(TogetherRefusal::NothingToRecord));
}
