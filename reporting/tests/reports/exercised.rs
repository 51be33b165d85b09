//! Whether the histories tell of everything that is counted: a comparison of zeros cannot fail.

use std::collections::BTreeSet;

use loopbrug_domain::trajectory::EVENT_TYPES;

use crate::history::{CATALOGUES, REGION, Region};
use crate::naive::{Figures, REPORTS, Report};

/// Who has a bridge figure is guided: nobody of theirs has left. Who is of unknown gender has no complete
/// record.
const NEVER_ANY: [(&str, &str); 4] = [
    ("gender=-", "EECO01.complete"),
    ("worker=*", "exit_overdue"),
    ("worker=*", "follow_ups_due"),
    ("worker=*", "follow_ups_overdue"),
];

/// What was met in histories and figures.
#[derive(Default)]
pub(crate) struct Met {
    kinds: BTreeSet<&'static str>,
    /// By report and column.
    columns: BTreeSet<(&'static str, String)>,
    /// By report, family of rows and family of columns: those that there are.
    cells: BTreeSet<(&'static str, String, String)>,
    /// Of them, those that were not zero once.
    counted: BTreeSet<(&'static str, String, String)>,
    /// Reports in which somebody was unknown.
    unknown: BTreeSet<&'static str>,
}

/// `challenge=*/persona=-` of `challenge=RU1/persona=-`.
fn family_of_rows(row: &str) -> String {
    let part = |part: &str| match part.split_once('=') {
        Some((_, "-")) | None => part.to_owned(),
        Some((dimension, _)) => format!("{dimension}=*"),
    };
    row.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn family_of_columns(column: &str) -> &str {
    if column.starts_with("closed.") { "closed.*" } else { column }
}

impl Met {
    pub(crate) fn meet(&mut self, region: &Region) {
        let kinds = region.log.iter().map(|recorded| recorded.event.what.event_type().name);
        self.kinds.extend(kinds);
    }

    pub(crate) fn read(&mut self, report: &Report, figures: &Figures) {
        for ((row, column), figure) in &figures.cells {
            let cell = (report.name, family_of_rows(row), family_of_columns(column).to_owned());
            if *figure != 0.0 {
                self.columns.insert((report.name, column.clone()));
                self.counted.insert(cell.clone());
            }
            self.cells.insert(cell);
        }
        if figures.unknown > 0 {
            self.unknown.insert(report.name);
        }
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.kinds.extend(other.kinds);
        self.columns.extend(other.columns);
        self.cells.extend(other.cells);
        self.counted.extend(other.counted);
        self.unknown.extend(other.unknown);
    }

    /// Every kind of event, every column of every report, and each in every family of rows that
    /// has it.
    pub(crate) fn assert_everything(&self) {
        let kinds: BTreeSet<_> = EVENT_TYPES.iter().map(|kind| kind.name).collect();
        let missed: Vec<_> = kinds.difference(&self.kinds).collect();
        assert!(missed.is_empty(), "never recorded: {missed:?}");

        let catalogue = CATALOGUES.latest(REGION).unwrap();
        let all = |report: &Report| {
            let name = report.name;
            (report.columns)(catalogue).into_iter().map(move |column| (name, column))
        };
        let columns: BTreeSet<_> = REPORTS.iter().flat_map(all).collect();
        let missed: Vec<_> = self.columns.symmetric_difference(&columns).collect();
        assert!(missed.is_empty(), "never counted, or not a column: {missed:?}");

        let zero = self.cells.difference(&self.counted);
        let zero: Vec<_> =
            zero.filter(|(_, row, column)| !NEVER_ANY.contains(&(row, column))).collect();
        assert!(zero.is_empty(), "always zero: {zero:?}");
        assert_eq!(self.unknown.len(), REPORTS.len(), "somebody is unknown in {:?}", self.unknown);
    }
}
