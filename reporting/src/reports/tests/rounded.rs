//! What a reader of rounded figures is shown of a table, alone and beside what the reader sees as it is.

use super::parts::clients;
use super::*;
use crate::disclosure::{Thresholds, Treatment};
use loopbrug_domain::trajectory::story::organisation;

fn analysts(given: &Given) -> Thresholds {
    Thresholds::of_analysts(given.sources().catalogue.limits())
}

fn keys(given: &Given, kind: ReportKind, codes: Codes, treatment: Treatment) -> Vec<String> {
    let mut ask = given.ask(kind);
    ask.question.codes = codes;
    shown(&ask.table(), treatment).rows.iter().map(Row::key).collect()
}

#[test]
fn whoever_is_counted_the_rows_of_rounded_figures_are_those_of_the_catalogue() {
    let (some, nobody) = (clients(), given(vec![]));
    let rounded = Treatment::Rounded(analysts(&some));
    for kind in ReportKind::VARIANTS {
        for codes in [Codes::Own, Codes::Common] {
            let of = |given| keys(given, *kind, codes, rounded);
            assert_eq!(of(&some), of(&nobody), "{kind} in {codes:?} codes");
        }
    }
}

#[test]
fn rows_that_are_there_because_somebody_is_counted_are_shown_with_exact_figures_alone() {
    let given = clients();
    for (kind, begins) in [
        (ReportKind::Caseload, "organisation="),
        (ReportKind::Caseload, "worker="),
        (ReportKind::Quality, "organisation="),
        (ReportKind::Needs, "area=unheard_of"),
    ] {
        let is_shown = |treatment| {
            let keys = keys(&given, kind, Codes::Own, treatment);
            assert!(keys.contains(&"total".to_owned()), "{kind}");
            keys.iter().any(|key| key.starts_with(begins))
        };
        assert!(is_shown(Treatment::Exact), "{kind}");
        assert!(!is_shown(Treatment::Rounded(analysts(&given))), "{kind}");
    }
}

#[test]
fn what_is_shown_beside_own_figures_is_what_the_others_would_be_shown_as_alone() {
    let given = clients();
    let analysts = analysts(&given);
    let of = |n| Filter { organisation: Some(organisation(n)), ..Filter::default() };
    let mut compared = 0;
    for kind in ReportKind::VARIANTS {
        let ask = given.ask(*kind);
        let [own, alone] = [1, 2].map(|n| ask.clone().about(of(n)).table());
        let others = Filter { others_than: Some(organisation(1)), ..Filter::default() };
        let whole = shown_with_own(&ask.about(others).table(), &own, analysts);
        let alone = shown(&alone, Treatment::Rounded(analysts));
        assert_eq!(whole.rows, alone.rows, "{kind}");
        for (row, named) in whole.rows.iter().enumerate() {
            let own_row = own.row(&named.key()).unwrap();
            for (column, Column { code, formula, .. }) in own.columns.iter().enumerate() {
                let (whole, alone) = (whole.figures[row][column], alone.figures[row][column]);
                let expected = match formula {
                    Formula::Count(_) => {
                        alone.zip(own.figure(own_row, column)).map(|(others, own)| others + own)
                    }
                    Formula::Quantile(..) | Formula::Given(_) | Formula::Free { .. } => alone,
                    Formula::Share { .. } | Formula::Uncovered { .. } => continue,
                };
                assert_eq!(whole, expected, "{kind}: {} {code}", named.key());
                compared += usize::from(whole.is_some_and(|figure| figure > 0.0));
            }
        }
    }
    assert!(compared > 100, "{compared} figures");
}
