//! Whether the histories tell of everything that is counted: a comparison of zeros cannot fail.

use std::collections::BTreeSet;

use loopbrug_domain::trajectory::EVENT_TYPES;

use crate::asking;
use crate::history::{CATALOGUES, Dice, REGION, Region};
use crate::naive::REPORTS;

/// After how many histories everything has to have been met.
const SEEDS: u64 = 500;

/// Kinds of events that no report counts, except as records.
const COUNTED_BY_NONE: [&str; 11] = [
    "AccessExpired",
    "AccessGranted",
    "AccessOverridden",
    "EmployerCoached",
    "EmploymentVerified",
    "JobTargetSet",
    "LanguageLevelReached",
    "PracticeFloorEnded",
    "PracticeFloorStarted",
    "SharingWithdrawn",
    "StrengthIdentified",
];

/// Who has a bridge figure is guided: nobody of theirs has left.
const NEVER_ANY: [(&str, &str); 3] = [
    ("worker=*", "exit_overdue"),
    ("worker=*", "follow_ups_due"),
    ("worker=*", "follow_ups_overdue"),
];

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

#[test]
fn every_kind_of_event_and_every_column_of_every_family_of_rows_is_met() {
    let mut kinds: BTreeSet<_> = EVENT_TYPES.iter().map(|kind| kind.name).collect();
    for name in COUNTED_BY_NONE {
        assert!(kinds.remove(name), "{name}");
    }
    let catalogue = CATALOGUES.latest(REGION).unwrap();
    let mut columns: BTreeSet<_> = REPORTS
        .iter()
        .flat_map(|report| (report.columns)(catalogue).into_iter().map(|of| (report.name, of)))
        .collect();
    let mut unknown: BTreeSet<_> = REPORTS.iter().map(|report| report.name).collect();
    let (mut cells, mut counted) = (BTreeSet::new(), BTreeSet::new());

    for seed in 0..SEEDS {
        let mut dice = Dice::of(seed);
        let region = Region::random(&mut dice);
        for recorded in &region.log {
            kinds.remove(recorded.event.what.event_type().name);
        }
        let offers = asking::offers(&mut dice);
        for (question, version) in asking::questions(&mut dice, &region) {
            for report in &REPORTS {
                let figures = report.ask(&asking::world(&region, &offers, version), &question);
                for ((row, column), figure) in figures.cells {
                    assert!((report.columns)(catalogue).contains(&column), "{column}");
                    let families = (family_of_rows(&row), family_of_columns(&column).to_owned());
                    if figure != 0.0 {
                        columns.remove(&(report.name, column));
                        counted.insert((report.name, families.clone()));
                    }
                    cells.insert((report.name, families));
                }
                if figures.unknown > 0 {
                    unknown.remove(report.name);
                }
            }
        }
    }
    assert!(kinds.is_empty(), "never recorded: {kinds:?}");
    assert!(columns.is_empty(), "never counted: {columns:?}");
    assert!(unknown.is_empty(), "never unknown: {unknown:?}");
    let zero: Vec<_> = cells
        .difference(&counted)
        .filter(|(_, (row, column))| !NEVER_ANY.contains(&(row, column)))
        .collect();
    assert!(zero.is_empty(), "always zero: {zero:?}");
}
