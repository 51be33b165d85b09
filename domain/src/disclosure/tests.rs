//! A report through both treatments, as the resolvers will pass it.

use uuid::Uuid;

use super::perturbation::{Cell, Secret, precision, shown};
use super::suppression::{Axis, Table, suppress};
use super::{Asker, QuestionKind, Thresholds, Treatment, treatment};
use crate::catalogue::{Catalogue, Catalogues, Code};
use crate::facts::image::Image;
use crate::facts::{Facts, FactsHistory, Measure};
use crate::ids::{Position, TrajectoryId};
use crate::reports::outcomes::{Counts, Outcomes, outcomes};
use crate::reports::{Filter, Period, Question};
use crate::trajectory::profile::{ChallengeLinked, LinkedBy};
use crate::trajectory::story::{Story, bridge_figure, closed, day, participant, persona};

const MEASURES: [Measure; 3] = [Measure::Participant, Measure::BridgeAssigned, Measure::Closed];

fn of_challenge(persona_code: &str) -> Story {
    let challenge = ChallengeLinked { challenge: Code::new("RU1"), by: LinkedBy::Persona };
    participant().given(day(4), persona(persona_code)).given(day(4), challenge)
}

/// Twelve noras, of whom one has no bridge figure and two stopped; nine mos, all with one; and
/// two who are both.
fn stories() -> Vec<Story> {
    let with_bridge = |story: Story| story.given(day(5), bridge_figure(7));
    let stopped = |story: Story| story.given(day(9), closed("moved"));
    let mut stories: Vec<_> = (0..9).map(|_| with_bridge(of_challenge("nora"))).collect();
    stories.push(of_challenge("nora"));
    stories.extend((0..2).map(|_| stopped(with_bridge(of_challenge("nora")))));
    stories.extend((0..9).map(|_| with_bridge(of_challenge("mo"))));
    stories.extend((0..2).map(|_| with_bridge(of_challenge("nora")).given(day(6), persona("mo"))));
    stories
}

fn report(stories: Vec<Story>, catalogue: &Catalogue) -> Outcomes {
    let mut image = Image::default();
    for (n, story) in stories.into_iter().enumerate() {
        let mut history = FactsHistory::default();
        history.learn(Facts::of(&story.state()).unwrap(), Position(1));
        image.put(TrajectoryId(Uuid::from_u128(n as u128)), &history).unwrap();
    }
    image.reached(Position(1));
    let period = Period::try_new(day(1), day(366)).unwrap();
    let question = Question { period, as_of: Position(1), filter: Filter::default() };
    outcomes(&image, catalogue, &question)
}

/// The rows of a challenge, and last the distinct participants of the challenge.
fn rows(report: &Outcomes) -> Vec<&Counts> {
    let first = report.challenges[0].challenge.as_ref();
    let rows = report.rows.iter().filter(|row| row.challenge.as_ref() == first);
    rows.map(|row| &row.counts).chain([&report.challenges[0].counts]).collect()
}

fn figures(report: &Outcomes) -> Vec<u32> {
    rows(report).iter().flat_map(|row| MEASURES.map(|measure| row.of(measure))).collect()
}

#[test]
fn outcomes_of_a_fixed_period_are_published_without_the_few_who_stopped() {
    let catalogues = Catalogues::embedded();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    let report = report(stories(), catalogue);
    let count = rows(&report).len();

    // From the first day on, everybody who is counted at all has become a participant.
    // The last of the rows holds those without a persona, who are in no other.
    let (none, distinct) = (count - 2, count - 1);
    let rows = Axis::of(count).within(none, distinct);
    let with_persona = rows.rest();
    let rows = rows.cover(with_persona, &(0..none).collect::<Vec<_>>());
    let measures = Axis::of(3).within(1, 0).within(2, 0);
    let table = Table::try_new(rows, measures, &figures(&report)).unwrap();

    let treatment = treatment(Asker::Public, QuestionKind::Fixed, catalogue.limits());
    assert_eq!(treatment, Treatment::Suppressed(Thresholds::of_public(catalogue.limits())));
    let analysts = suppress(&table, Thresholds::of_analysts(catalogue.limits()));
    assert_eq!(analysts.figure(distinct, 2), None, "two stopped");
    let told = (analysts.figure(distinct, 0), analysts.figure(distinct, 1));
    assert!(told.0.is_none() || told.1.is_none(), "one of 23 has no bridge figure");
    assert!(analysts.withheld() < analysts.figures().len(), "something is shown");
}

#[test]
fn outcomes_of_a_free_question_are_rounded_by_who_is_counted() {
    let catalogues = Catalogues::embedded();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    let exact = figures(&report(stories(), catalogue));

    // A scan adds up keys where it adds up people; here each person is a report of one.
    let secret = Secret::new([1; 32]);
    let mut cells = vec![Cell::default(); exact.len()];
    for (n, story) in stories().into_iter().enumerate() {
        let key = secret.record_key(TrajectoryId(Uuid::from_u128(n as u128)));
        let alone = figures(&report(vec![story], catalogue));
        cells
            .iter_mut()
            .zip(alone)
            .filter(|(_, one)| *one == 1)
            .for_each(|(cell, _)| cell.add(key));
    }
    let counts: Vec<u32> = cells.iter().map(|cell| cell.count).collect();
    assert_eq!(counts, exact);

    let analysts = Thresholds::of_analysts(catalogue.limits());
    let stated = precision(analysts);
    let shown: Vec<u32> = cells.iter().map(|cell| shown(*cell, analysts)).collect();
    for (shown, exact) in shown.iter().zip(&exact) {
        assert!(shown % stated.step == 0 && shown.abs_diff(*exact) <= stated.spread);
    }
    assert_ne!(shown, exact);
}
