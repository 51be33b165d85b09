//! Housing is the third problem area, housing guidance its only service. Mental health comes
//! fourth, with mental support.

use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::catalogue::Catalogues;
use crate::facts::procedure::{Assessments, Offered, ProposalFacts, Rebuttals};
use crate::facts::{Beliefs, Facts, FactsHistory};
use crate::ids::{KboNumber, Position, ProposalId, TrajectoryId};
use crate::proposal::Stage;
use crate::reports::{Filter, Period};
use crate::round::Outcome;
use crate::stream::Stream;
use crate::trajectory::Trajectory;
use crate::trajectory::barriers::BarrierResolved;
use crate::trajectory::interventions::InterventionPlanned;
use crate::trajectory::profile::{ChallengeLinked, LinkedBy};
use crate::trajectory::story::{
    Story, barrier, closed, day, intervention_planned, intervention_started, participant, voided,
};

/// An image of these stories, the positions running on from one to the next, from 101.
fn image(stories: Vec<Story>) -> Image {
    let mut image = Image::default();
    let mut position = Position(100);
    for (n, story) in stories.into_iter().enumerate() {
        let mut trajectory = Trajectory::default();
        let mut history = FactsHistory::default();
        for event in story.into_events() {
            position = Position(position.0 + 1);
            trajectory.learn(event);
            history.learn(Facts::of(trajectory.state()).unwrap(), position);
        }
        image.put(TrajectoryId(Uuid::from_u128(n as u128)), &history).unwrap();
    }
    image.reached(position);
    image
}

fn offered(challenge: &str, service: &str, capacity: u32) -> Offered {
    let (challenge, service) = (Code::new(challenge), Code::new(service));
    Offered { challenge, service, capacity, budget: 1_000 * capacity }
}

fn decided(outcome: Outcome, outcome_on: NaiveDate, offers: Vec<Offered>) -> ProposalFacts {
    ProposalFacts {
        organisation: KboNumber::of_stem(2),
        round: Code::new("2023"),
        stage: Stage::Communicated,
        stage_as_told: Stage::Communicated,
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
        told_on: None,
        told_overdue: false,
        rebuttals: Rebuttals::default(),
    }
}

/// Each proposal is known from position 50, 51, … on.
fn procedure(proposals: Vec<ProposalFacts>) -> ProcedureImage {
    let mut image = ProcedureImage::default();
    for (n, facts) in (0_u32..).zip(proposals) {
        let mut history = Beliefs::default();
        history.learn(facts, Position(50 + n));
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

fn ask(
    image: &Image,
    procedure: &ProcedureImage,
    (from, to): (i64, i64),
    as_of: Position,
    filter: Filter,
) -> NeedsAgainstSupply {
    let catalogues = Catalogues::embedded();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    let period = Period::try_new(day(from), day(to)).unwrap();
    needs_against_supply(image, procedure, catalogue, &Question { period, as_of, filter })
}

fn year(image: &Image, procedure: &ProcedureImage) -> NeedsAgainstSupply {
    ask(image, procedure, (1, 366), Position(1_000), Filter::default())
}

fn area<'a>(report: &'a NeedsAgainstSupply, code: &str) -> &'a AreaRow {
    report.areas.iter().find(|row| row.area == *code).unwrap()
}

fn needs(clients: u32, severe: u32, without_help: u32) -> Needs {
    Needs { clients, severe, without_help }
}

fn challenge(code: &str) -> ChallengeLinked {
    ChallengeLinked { challenge: Code::new(code), by: LinkedBy::Persona }
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
    let report = year(&Image::default(), &ProcedureImage::default());
    let ranks: Vec<_> = report.areas.iter().filter_map(|row| row.rank).collect();
    assert_eq!(ranks, (1..=12).collect::<Vec<_>>());
    assert_eq!((report.areas[2].area.as_str(), report.areas[2].services.len()), ("housing", 1));
    assert_eq!((report.unmapped.len(), report.total), (0, Needs::default()));
}

#[test]
fn a_client_with_two_barriers_stands_in_two_areas_and_once_in_the_total() {
    let both = held_back(4).given(day(4), barrier("mental_health", 2));
    let report = year(&image(vec![both, held_back(2)]), &ProcedureImage::default());
    assert_eq!(area(&report, "housing").needs, needs(2, 1, 2));
    assert_eq!(area(&report, "mental_health").needs, needs(1, 0, 1));
    assert_eq!(report.total, needs(2, 1, 2));
}

#[test]
fn needs_are_told_by_challenge_and_without_one() {
    let both = held_back(3).given(day(4), challenge("RU1")).given(day(4), challenge("RU2"));
    let one = held_back(5).given(day(4), challenge("RU1"));
    let report = year(&image(vec![both, one, held_back(1)]), &ProcedureImage::default());
    let found: Vec<_> = area(&report, "housing")
        .by_challenge
        .iter()
        .map(|(code, needs)| (code.as_ref().map_or("", Code::as_str), needs.clients))
        .collect();
    assert_eq!(found, [("RU1", 2), ("RU2", 1), ("", 1)]);
    assert_eq!(area(&report, "housing").needs.clients, 3);
}

#[test]
fn a_need_lasts_until_it_is_resolved_or_the_guidance_stops() {
    let image = image(vec![
        held_back(3).given(day(30), resolved()),
        held_back(3).given(day(40), closed("moved")),
    ]);
    let clients = |to| {
        let report = ask(&image, &procedure(vec![]), (1, to), Position(1_000), Filter::default());
        area(&report, "housing").needs.clients
    };
    assert_eq!([3, 4, 29, 30, 39, 40].map(clients), [0, 2, 2, 1, 1, 0]);
}

#[test]
fn approved_proposals_supply_and_others_do_not() {
    let offers = || vec![offered("RU1", "housing_guidance", 10)];
    let more = vec![offered("RU2", "housing_guidance", 5), offered("RU2", "mental_support", 3)];
    let procedure = procedure(vec![
        decided(Outcome::Approved, day(1), offers()),
        decided(Outcome::Approved, day(10), more),
        decided(Outcome::Reserve, day(1), offers()),
        decided(Outcome::Rejected, day(1), offers()),
    ]);
    let report = year(&Image::default(), &procedure);
    let row = &area(&report, "housing").services[0];
    assert_eq!(row.supply, Supply { offers: 2, capacity: 15, budget: 15_000 });
    let capacities: Vec<_> = row.by_challenge.iter().map(|(_, supply)| supply.capacity).collect();
    assert_eq!(capacities, [10, 5]);
    assert_eq!(area(&report, "mental_health").free, 3);
    // On day 9 the second had not been told yet; at position 49 nobody knew of the first.
    let then = |to, as_of| {
        let report =
            ask(&Image::default(), &procedure, (1, to), Position(as_of), Filter::default());
        area(&report, "housing").services[0].supply.capacity
    };
    assert_eq!((then(9, 1_000), then(10, 1_000), then(10, 50), then(10, 49)), (10, 15, 10, 0));
}

#[test]
fn what_is_used_is_told_with_the_days_that_were_waited() {
    let other = held_back(3).given(day(5), intervention_planned(2));
    let other = other.given(day(10), intervention_started(2)).given(day(60), closed("moved"));
    let image = image(vec![helped(), other]);
    let report = year(&image, &housing_guidance(10));
    let usage = area(&report, "housing").services[0].usage;
    let expected = Usage { started: 2, running: 1, attended: 0, waiting_days: Some(10.0) };
    assert_eq!(usage, expected);
    let report = ask(&image, &housing_guidance(10), (15, 30), Position(1_000), Filter::default());
    let usage = area(&report, "housing").services[0].usage;
    let expected = Usage { started: 1, running: 2, attended: 0, waiting_days: Some(15.0) };
    assert_eq!(usage, expected);
}

#[test]
fn uncovered_is_who_has_neither_help_nor_a_free_place() {
    let image = image(vec![held_back(3), held_back(3), held_back(3), held_back(3), helped()]);
    // Five in need, one of them helped. That one takes a place.
    let found = |capacity| {
        let report = year(&image, &housing_guidance(capacity));
        let row = area(&report, "housing");
        (row.needs.without_help, row.free, row.uncovered)
    };
    assert_eq!(found(3), (4, 2, 2));
    assert_eq!(found(1), (4, 0, 4));
    assert_eq!(found(40), (4, 39, 0));
}

#[test]
fn help_of_another_area_does_not_cover_a_need() {
    let help =
        InterventionPlanned { service: Code::new("mental_support"), ..intervention_planned(1) };
    let story = held_back(3).given(day(5), help).given(day(6), intervention_started(1));
    let report = year(&image(vec![story]), &ProcedureImage::default());
    assert_eq!(area(&report, "housing").needs.without_help, 1);
    assert_eq!(area(&report, "mental_health").services[0].usage.running, 1);
}

#[test]
fn a_filter_is_about_clients_and_leaves_the_supply_as_it_is() {
    let elsewhere = helped().given(day(4), challenge("RU2"));
    let image = image(vec![held_back(3).given(day(4), challenge("RU1")), elsewhere]);
    let filter = |code| Filter { challenge: Some(Code::new(code)), ..Filter::default() };
    let asked = |filter| {
        let report = ask(&image, &housing_guidance(1), (1, 366), Position(1_000), filter);
        let row = area(&report, "housing");
        (row.needs.clients, row.services[0].usage.running, row.free, row.uncovered)
    };
    assert_eq!(asked(filter("RU1")), (1, 0, 0, 1), "the one place is taken by somebody else");
    assert_eq!(asked(filter("RU2")), (1, 1, 0, 0));
    assert_eq!(asked(Filter::default()), (2, 1, 0, 1));
}

#[test]
fn who_cannot_be_judged_is_told_apart() {
    use crate::trajectory::intake::IntakeCompleted;
    use crate::trajectory::story::{intake, legal_basis, opened, story};
    let nameless = story()
        .given(day(1), opened())
        .given(day(2), legal_basis())
        .given(day(3), IntakeCompleted { gender: None, ..intake() })
        .given(day(4), barrier("housing", 3));
    let image = image(vec![nameless, held_back(3)]);
    let filter = Filter { gender: Some(Code::new("woman")), ..Filter::default() };
    let report = ask(&image, &procedure(vec![]), (1, 366), Position(1_000), filter);
    assert_eq!((report.total.clients, report.unknown), (1, 1));
}

#[test]
fn the_report_can_be_had_as_it_was_known() {
    // The fifth event takes the fourth, the barrier, back.
    let image = image(vec![held_back(5).given(day(50), voided(4))]);
    let known = |position| {
        let filter = Filter::default();
        let report = ask(&image, &housing_guidance(1), (1, 366), Position(position), filter);
        (report.total.clients, area(&report, "housing").free)
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
    let report = year(&image(vec![story]), &procedure);
    let last = report.areas.last().unwrap();
    assert_eq!((last.area.as_str(), last.rank, last.needs.clients), ("new_area", None, 1));
    let unmapped: Vec<_> = report
        .unmapped
        .iter()
        .map(|row| (row.service.as_str(), row.supply.capacity, row.usage.running))
        .collect();
    assert_eq!(unmapped, [("other_help", 4, 0), ("new_help", 0, 1)]);
}
