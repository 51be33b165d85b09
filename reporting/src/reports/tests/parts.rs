//! The image is counted part by part.

use std::ops::Range;

use super::*;
use crate::disclosure::{Thresholds, Treatment};
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::trajectory::story::{
    attempt, barrier, bridge_figure, closed, housing_found, intake, intervention_planned,
    intervention_started, legal_basis, opened, organisation, persona, story,
};

/// Clients of two organisations and several bridge figures, with barriers of an area that the catalogue does
/// not have.
pub(super) fn clients() -> Given {
    let client = |n: i64| {
        let number = u128::try_from(n).unwrap();
        let owner = organisation(if n % 3 == 0 { 2 } else { 1 });
        let story = story()
            .by(owner)
            .given(day(1), opened())
            .given(day(2), legal_basis())
            .given(day(3), intake())
            .given(day(4), bridge_figure(number % 3))
            .given(day(5 + n), barrier(if n % 4 == 0 { "unheard_of" } else { "housing" }, 4))
            .given(day(6 + n), intervention_planned(number))
            .given(day(7 + 2 * n), intervention_started(number))
            .given(day(30 + n), attempt("phone", "not_reached"));
        let story = if n % 2 == 0 { story.given(day(31), persona("nora")) } else { story };
        let story = (0..n % 3)
            .fold(story, |story, m| story.given(day(40 + n + m), housing_found(day(40 + n + m))));
        if n % 5 == 0 { story.given(day(90), closed("moved")) } else { story }
    };
    given((1..24).map(client).collect())
}

/// Row by row: its name, and its figures as they are shown after a treatment.
fn figures(table: &Table, treatment: Treatment) -> Vec<(String, Vec<Option<f64>>)> {
    let shown = shown(table, treatment);
    shown.rows.iter().map(Row::key).zip(shown.figures).collect()
}

fn treatments(catalogue: &Catalogue) -> [Treatment; 2] {
    [Treatment::Exact, Treatment::Rounded(Thresholds::of_analysts(catalogue.limits()))]
}

#[test]
fn a_table_is_the_same_whatever_parts_it_is_counted_in() {
    let given = clients();
    let sources = given.sources();
    let of_women = Filter { gender: Some(Code::new("woman")), ..Filter::default() };
    for kind in ReportKind::VARIANTS {
        for ask in [given.ask(*kind), given.ask(*kind).about(of_women.clone())] {
            let counted = |parts: Vec<Range<usize>>| {
                let period = [ask.question.period];
                let mut tables = answer_in_parts(*kind, sources, &ask.question, &period, parts);
                let table = tables.pop().unwrap();
                let of = treatments(sources.catalogue).map(|treatment| figures(&table, treatment));
                (of, table.unknown())
            };
            let whole = counted(std::iter::once(0..23).collect());
            assert_eq!(counted(vec![0..1, 1..9, 9..9, 9..23]), whole, "{kind}");
            assert_eq!(counted((0..23).map(|n| n..n + 1).collect()), whole, "{kind}");
        }
    }
}

#[test]
fn every_trajectory_is_in_one_part() {
    for slots in [0, 1, 2_047, 2_048, 2_049, 100_000, 100_001] {
        let parts = scan::parts(slots);
        assert!(!parts.is_empty());
        assert!(parts.into_iter().flatten().eq(0..slots), "{slots}");
    }
}

#[test]
fn over_several_periods_at_once_each_table_is_that_of_its_period() {
    let given = clients();
    let sources = given.sources();
    let periods = [(1, 366), (1, 10), (5, 5), (11, 40), (300, 400)];
    let periods = periods.map(|(from, to)| Period::try_new(day(from), day(to)).unwrap());
    for kind in ReportKind::VARIANTS {
        let question = given.ask(*kind).question;
        let together = answer_over(*kind, sources, &question, &periods);
        for (period, table) in periods.iter().zip(&together) {
            let alone = answer(*kind, sources, &Question { period: *period, ..question.clone() });
            for treatment in treatments(sources.catalogue) {
                assert_eq!(figures(table, treatment), figures(&alone, treatment), "{kind}");
            }
            assert_eq!(table.unknown(), alone.unknown());
        }
        assert_eq!(together.len(), periods.len());
    }
}
