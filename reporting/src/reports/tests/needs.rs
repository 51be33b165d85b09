//! Housing is the third problem area, housing guidance its only service. Mental health comes
//! fourth, with mental support.

use chrono::NaiveDate;

use super::*;
use crate::facts::Versions;
use crate::facts::procedure::{Assessments, Offered, ProposalFacts, Rebuttals};
use ReportKind::Needs;
use loopbrug_domain::ids::{KboNumber, ProposalId};
use loopbrug_domain::proposal::Stage;
use loopbrug_domain::round::Outcome;
use loopbrug_domain::trajectory::barriers::BarrierResolved;
use loopbrug_domain::trajectory::intake::IntakeCompleted;
use loopbrug_domain::trajectory::interventions::InterventionPlanned;
use loopbrug_domain::trajectory::story::{
    barrier, closed, intake, intervention_planned, intervention_started, legal_basis, opened,
    participant, story, voided,
};

const PEOPLE: [&str; 3] = ["in_need", "severe", "without_help"];
const HOUSING: &str = "area=housing";
const GUIDANCE: &str = "area=housing/service=housing_guidance";

fn offered(challenge: &str, service: &str, capacity: u32) -> Offered {
    let (challenge, service) = (Code::new(challenge), Code::new(service));
    Offered { challenge, service, capacity, budget: 1_000 * capacity }
}

fn decided(outcome: Outcome, outcome_on: NaiveDate, offers: Vec<Offered>) -> ProposalFacts {
    ProposalFacts {
        organisation: KboNumber::of_stem(2),
        round: Code::new("2023"),
        stage: Stage::Communicated,
        stage_for_applicant: Stage::Communicated,
        challenges: [].into(),
        services: [].into(),
        municipalities: [].into(),
        offers,
        received_at: None,
        content: None,
        grounds: [].into(),
        assessments: Assessments::default(),
        pitched_on: None,
        pitch_outside_window: false,
        judged_on: None,
        jury_outside_window: false,
        total: None,
        rank: None,
        outcome: Some(outcome),
        outcome_on: Some(outcome_on),
        communicated_on: None,
        communicated_overdue: false,
        rebuttals: Rebuttals::default(),
    }
}

/// Each proposal is known from position 50, 51, … on.
fn procedure(proposals: Vec<ProposalFacts>) -> ProcedureImage {
    let mut image = ProcedureImage::default();
    for (n, facts) in (0_u32..).zip(proposals) {
        let mut history = Versions::default();
        history.push(facts, Position(50 + n));
        image.put_proposal(ProposalId(Uuid::from_u128(n.into())), history);
    }
    image.reached(Position(1_000));
    image
}

/// One that offers `capacity` places of housing guidance from the first day on.
fn housing_guidance(capacity: u32) -> ProcedureImage {
    let offers = vec![offered("RU1", "housing_guidance", capacity)];
    procedure(vec![decided(Outcome::Approved, day(1), offers)])
}

fn held_back(severity: u32) -> Story {
    participant().given(day(4), barrier("housing", severity))
}

/// Held back by housing, and helped from day 20 on, after 15 days.
fn helped() -> Story {
    held_back(3).given(day(5), intervention_planned(1)).given(day(20), intervention_started(1))
}

fn resolved() -> BarrierResolved {
    BarrierResolved { area: Code::new("housing") }
}

#[test]
fn areas_come_in_the_order_of_importance_with_their_services() {
    let given = given(vec![]);
    let catalogue = given.sources().catalogue;
    let table = given.ask(Needs).table();
    let keys: Vec<_> = table.rows.iter().map(Row::key).collect();
    let areas: Vec<_> =
        keys.iter().filter(|key| key.starts_with("area=") && !key.contains('/')).collect();
    let mut ranked: Vec<_> = catalogue.problem_areas().iter().collect();
    ranked.sort_by_key(|area| area.rank);
    let expected: Vec<_> = ranked.iter().map(|area| format!("area={}", area.entry.code)).collect();
    assert_eq!(areas, expected.iter().collect::<Vec<_>>());
    assert_eq!((areas.len(), areas[2].as_str()), (12, HOUSING));
    let of_housing = keys.iter().filter(|key| key.starts_with("area=housing/service="));
    assert_eq!(of_housing.collect::<Vec<_>>(), [GUIDANCE]);
    assert!(!keys.iter().any(|key| key.starts_with("service=")), "nothing is in no area");
    assert_eq!(given.ask(Needs).figures("total", PEOPLE), [0, 0, 0]);
}

#[test]
fn a_client_with_two_barriers_stands_in_two_areas_and_once_in_the_total() {
    let both = held_back(4).given(day(4), barrier("mental_health", 2));
    let given = given(vec![both, held_back(2)]);
    let ask = given.ask(Needs);
    assert_eq!(ask.figures(HOUSING, PEOPLE), [2, 1, 2]);
    assert_eq!(ask.figures("area=mental_health", PEOPLE), [1, 0, 1]);
    assert_eq!(ask.figures("total", PEOPLE), [2, 1, 2]);
}

#[test]
fn needs_are_told_by_challenge_and_without_one() {
    let both = held_back(3).given(day(4), challenge("RU1")).given(day(4), challenge("RU2"));
    let one = held_back(5).given(day(4), challenge("RU1"));
    let given = given(vec![both, one, held_back(1)]);
    let in_need = |row| given.ask(Needs).figures(row, ["in_need"])[0];
    let rows = ["area=housing/challenge=RU1", "area=housing/challenge=RU2"];
    assert_eq!(rows.map(in_need), [2, 1]);
    assert_eq!(["area=housing/challenge=-", HOUSING].map(in_need), [1, 3]);
}

#[test]
fn a_need_lasts_until_it_is_resolved_or_the_guidance_stops() {
    let given = given(vec![
        held_back(3).given(day(30), resolved()),
        held_back(3).given(day(40), closed("moved")),
    ]);
    let in_need = |to| given.ask(Needs).over(1, to).figures(HOUSING, ["in_need"])[0];
    assert_eq!([3, 4, 29, 30, 39, 40].map(in_need), [0, 2, 2, 1, 1, 0]);
}

#[test]
fn approved_proposals_supply_and_others_do_not() {
    let offers = || vec![offered("RU1", "housing_guidance", 10)];
    let more = vec![offered("RU2", "housing_guidance", 5), offered("RU2", "mental_support", 3)];
    let given = given(vec![]).with(procedure(vec![
        decided(Outcome::Approved, day(1), offers()),
        decided(Outcome::Approved, day(10), more),
        decided(Outcome::Reserve, day(1), offers()),
        decided(Outcome::Rejected, day(1), offers()),
    ]));
    let ask = given.ask(Needs);
    assert_eq!(ask.figures(GUIDANCE, ["offers", "capacity", "budget"]), [2, 15, 15_000]);
    assert_eq!(ask.figures("area=mental_health", ["free"]), [3]);
    // On day 9 the second was not recorded yet; at position 49 nobody knew of the first.
    let then = |to, position| {
        given.ask(Needs).over(1, to).known_at(position).figures(GUIDANCE, ["capacity"])[0]
    };
    assert_eq!((then(9, 1_000), then(10, 1_000), then(10, 50), then(10, 49)), (10, 15, 10, 0));
    let on_day_9 = given.ask(Needs).on_day(9);
    assert_eq!(on_day_9.figures(GUIDANCE, ["capacity"]), [10], "the period ends in the future");
}

#[test]
fn what_is_used_is_told_with_the_days_that_were_waited() {
    let other = held_back(3).given(day(5), intervention_planned(2));
    let other = other.given(day(10), intervention_started(2)).given(day(60), closed("moved"));
    let given = given(vec![helped(), other]).with(housing_guidance(10));
    let usage = |ask: Ask<'_>| {
        (
            ask.figures(GUIDANCE, ["started", "running", "attended"]),
            ask.figure(GUIDANCE, "waiting.median"),
        )
    };
    assert_eq!(usage(given.ask(Needs)), ([2, 1, 0], Some(10.0)));
    assert_eq!(usage(given.ask(Needs).over(15, 30)), ([1, 2, 0], Some(15.0)));
}

#[test]
fn uncovered_is_who_has_neither_help_nor_a_free_place() {
    // Five in need, one of them helped. That one takes a place.
    let found = |capacity| {
        let stories = vec![held_back(3), held_back(3), held_back(3), held_back(3), helped()];
        let given = given(stories).with(housing_guidance(capacity));
        given.ask(Needs).figures(HOUSING, ["without_help", "free", "uncovered"])
    };
    assert_eq!(found(3), [4, 2, 2]);
    assert_eq!(found(1), [4, 0, 4]);
    assert_eq!(found(40), [4, 39, 0]);
}

#[test]
fn help_of_another_area_does_not_cover_a_need() {
    let help =
        InterventionPlanned { service: Code::new("mental_support"), ..intervention_planned(1) };
    let story = held_back(3).given(day(5), help).given(day(6), intervention_started(1));
    let given = given(vec![story]);
    let ask = given.ask(Needs);
    assert_eq!(ask.figures(HOUSING, ["without_help"]), [1]);
    assert_eq!(ask.figures("area=mental_health/service=mental_support", ["running"]), [1]);
}

#[test]
fn a_filter_is_about_clients_and_leaves_the_supply_as_it_is() {
    let elsewhere = helped().given(day(4), challenge("RU2"));
    let stories = vec![held_back(3).given(day(4), challenge("RU1")), elsewhere];
    let given = given(stories).with(housing_guidance(1));
    let filter = |code| Filter { challenge: Some(Code::new(code)), ..Filter::default() };
    let asked = |filter| {
        let ask = given.ask(Needs).about(filter);
        let [in_need, free, uncovered] = ask.figures(HOUSING, ["in_need", "free", "uncovered"]);
        let [running] = ask.figures(GUIDANCE, ["running"]);
        (in_need, running, free, uncovered)
    };
    assert_eq!(asked(filter("RU1")), (1, 0, 0, 1), "the one place is taken by somebody else");
    assert_eq!(asked(filter("RU2")), (1, 1, 0, 0));
    assert_eq!(asked(Filter::default()), (2, 1, 0, 1));
}

#[test]
fn who_cannot_be_judged_is_told_apart() {
    let nameless = story()
        .given(day(1), opened())
        .given(day(2), legal_basis())
        .given(day(3), IntakeCompleted { gender: None, ..intake() })
        .given(day(4), barrier("housing", 3));
    let given = given(vec![nameless, held_back(3)]);
    let filter = Filter { gender: Some(Code::new("woman")), ..Filter::default() };
    let ask = given.ask(Needs).about(filter);
    assert_eq!((ask.figures("total", ["in_need"]), ask.table().unknown()), ([1], 1));
}

#[test]
fn the_report_can_be_had_as_it_was_known() {
    // The fifth event takes the fourth, the barrier, back.
    let stories = vec![held_back(5).given(day(50), voided(4))];
    let given = given_after(100, stories).with(housing_guidance(1));
    let known = |position| {
        let ask = given.ask(Needs).known_at(position);
        (ask.figures("total", ["in_need"])[0], ask.figures(HOUSING, ["free"])[0])
    };
    assert_eq!([49, 50, 103, 104, 105].map(known), [(0, 0), (0, 1), (0, 1), (1, 1), (0, 1)]);
}

#[test]
fn a_service_or_area_that_the_catalogue_does_not_have_is_told_and_not_lost() {
    let help = InterventionPlanned { service: Code::new("new_help"), ..intervention_planned(1) };
    let story = participant()
        .given(day(4), barrier("new_area", 3))
        .given(day(5), help)
        .given(day(6), intervention_started(1));
    let offers = vec![offered("RU1", "other_help", 4)];
    let procedure = procedure(vec![decided(Outcome::Approved, day(1), offers)]);
    let given = given(vec![story]).with(procedure);
    let ask = given.ask(Needs);
    assert_eq!(ask.figures("area=new_area", ["in_need"]), [1]);
    let use_of = |service| ask.figures(service, ["capacity", "running"]);
    assert_eq!(use_of("service=other_help"), [4, 0]);
    assert_eq!(use_of("service=new_help"), [0, 1]);
    let keys: Vec<_> = ask.table().rows.iter().map(Row::key).collect();
    let mut last = keys[keys.len() - 3..].to_vec();
    last.sort_unstable();
    assert_eq!(last, ["area=new_area", "service=new_help", "service=other_help"]);
}
