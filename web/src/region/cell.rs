//! A figure in a table: written in its unit, and a link to who is behind it for those who may see that.

use loopbrug_infra::views::Reported;
use loopbrug_reporting::reports::Unit;
use maud::{Markup, html};

use super::view::View;
use crate::lang::Lang;
use crate::report::name_of;

/// The figures of a report.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'a> {
    pub(crate) lang: Lang,
    pub(crate) view: &'a View,
    pub(crate) of: &'a Reported,
}

/// A number in its unit.
pub(crate) fn in_unit(lang: Lang, unit: Unit, value: f64) -> String {
    match unit {
        Unit::Percent => lang.percent(value),
        Unit::Euro => lang.euro(value),
        Unit::People | Unit::Times | Unit::Days | Unit::Minutes | Unit::Points | Unit::Places => {
            lang.number(value)
        }
    }
}

impl Cells<'_> {
    /// The figure, where there is one.
    pub(crate) fn value(&self, row: &str, column: &str) -> Option<f64> {
        super::figures::figure(self.of, row, column)
    }

    /// The figure as it is written, with a link to its lineage.
    pub(crate) fn at(&self, row: &str, column: &str) -> Markup {
        let shown = &self.of.shown;
        let place = shown.row(row).zip(shown.column(column));
        let Some((at, of)) = place else { return html! { "–" } };
        self.by_place(at, of, row)
    }

    /// The same by the places of row and column.
    pub(crate) fn by_place(&self, row: usize, column: usize, key: &str) -> Markup {
        let shown = &self.of.shown;
        let Some(value) = shown.figures[row][column] else { return html! { "–" } };
        let column = &shown.columns[column];
        let written = in_unit(self.lang, column.unit, value);
        // Nobody is behind a zero.
        if !self.view.traceable || value == 0.0 {
            return html! { (written) };
        }
        let name = name_of(shown.report);
        let named = [("rapport", name), ("rij", key), ("kolom", column.code.as_str())];
        html! { a href=(self.view.lineage(&named)) { (written) } }
    }
}

/// How a cell of zero looks.
pub(super) fn faint(value: Option<f64>) -> Option<&'static str> {
    value.is_none_or(|value| value == 0.0).then_some("zero")
}
