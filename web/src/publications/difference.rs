//! What one edition of a report says otherwise than another: figure by figure, since nobody finds that by looking at two
//! tables.

use std::collections::HashMap;

use loopbrug_infra::views::Reported;
use loopbrug_reporting::reports::{Shown, Unit};
use maud::{Markup, html};

use crate::lang::Lang;
use crate::region::in_unit;
use crate::report::{NamesByCode, column_name, row_name};

/// So many are shown; all of them are in the files of both editions.
const MOST: usize = 200;

/// A figure that two editions show otherwise: the places of row and column in the one, with both values.
#[derive(Debug, PartialEq)]
struct Changed {
    row: usize,
    column: usize,
    before: Option<f64>,
    now: Option<f64>,
}

/// All figures of `now` that `before` shows otherwise, in the order of the table.
fn changed(now: &Shown, before: &Shown) -> Vec<Changed> {
    let rows: HashMap<_, _> =
        before.rows.iter().enumerate().map(|(n, row)| (row.key(), n)).collect();
    let columns: Vec<_> = now.columns.iter().map(|column| before.column(&column.code)).collect();
    let mut found = vec![];
    for (row, figures) in now.figures.iter().enumerate() {
        let there = rows.get(&now.rows[row].key());
        for (column, now) in figures.iter().enumerate() {
            let before = there.zip(columns[column]).and_then(|(row, of)| before.figures[*row][of]);
            if before != *now {
                found.push(Changed { row, column, before, now: *now });
            }
        }
    }
    found
}

/// The panel that says it.
pub(super) fn panel(lang: Lang, now: &Reported, before: &Reported) -> Markup {
    let number = |of: &Reported| of.edition.as_ref().map_or(0, |edition| edition.number);
    let (of, with) = (number(now), number(before));
    let found = changed(&now.shown, &before.shown);
    let title = lang.with("difference-of", [("n", of.into()), ("other", with.into())]);
    html! {
        section.panel id="verschil" aria-labelledby="difference" {
            h2 id="difference" { (title) }
            @if found.is_empty() { p { (lang.say("no-difference")) } } @else {
                p.under { (lang.with("difference-many", [("n", found.len().into())])) }
                div.scroll tabindex="0" role="group" aria-label=(title) {
                    table {
                        thead {
                            tr {
                                th scope="col" { (lang.say("row")) }
                                th scope="col" { (lang.say("published-figure")) }
                                th.number scope="col" { (lang.with("edition-n", [("n", with.into())])) }
                                th.number scope="col" { (lang.with("edition-n", [("n", of.into())])) }
                            }
                        }
                        tbody { @for one in found.iter().take(MOST) { (row(lang, now, one)) } }
                    }
                }
                @if found.len() > MOST { p.small { (lang.with("difference-more", [("n", (found.len() - MOST).into())])) } }
            }
        }
    }
}

fn row(lang: Lang, now: &Reported, one: &Changed) -> Markup {
    let column = &now.shown.columns[one.column];
    let written = |unit: Unit, value: Option<f64>| {
        value.map_or_else(|| "–".to_owned(), |value| in_unit(lang, unit, value))
    };
    html! {
        tr {
            th scope="row" { (row_name(lang, &now.catalogue, &now.shown.rows[one.row], &NamesByCode::new())) }
            td { (column_name(lang, &now.catalogue, &column.code)) }
            td.number { del { (written(column.unit, one.before)) } }
            td.number { ins { (written(column.unit, one.now)) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use loopbrug_reporting::reports::{Grouping, Precise, ReportKind, Row, ShownColumn};

    use super::*;

    fn shown(columns: &[&str], rows: &[(&str, &[f64])]) -> Shown {
        let column = |code: &&str| ShownColumn { code: (*code).to_owned(), unit: Unit::People };
        let row = |(gender, _): &(&str, &[f64])| Row {
            group: vec![(Grouping::Gender, Some(loopbrug_domain::catalogue::Code::new(*gender)))],
        };
        let figures = rows.iter().map(|(_, figures)| figures.iter().copied().map(Some).collect());
        Shown {
            report: ReportKind::Esf,
            precise: Precise::Exact,
            columns: columns.iter().map(column).collect(),
            rows: rows.iter().map(row).collect(),
            figures: figures.collect(),
            withheld: vec![],
            unknown: 0.0,
        }
    }

    #[test]
    fn a_figure_is_compared_with_that_of_the_same_row_and_column() {
        let before = shown(&["a", "b"], &[("woman", &[5.0, 10.0]), ("man", &[0.0, 5.0])]);
        let now = shown(
            &["b", "a"],
            &[("man", &[5.0, 5.0]), ("woman", &[10.0, 5.0]), ("x", &[0.0, 0.0])],
        );
        let of = |row, column, before, now| Changed { row, column, before, now };
        assert_eq!(
            changed(&now, &before),
            [of(0, 1, Some(0.0), Some(5.0)), of(2, 0, None, Some(0.0)), of(2, 1, None, Some(0.0)),]
        );
        assert_eq!(changed(&now, &now), []);
    }
}
