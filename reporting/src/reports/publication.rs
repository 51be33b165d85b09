//! Tables that are published as they are, and how their figures hang together: what is withheld
//! holds only against who knows these relations, so all that hold by definition are stated.

use super::table::{Grouping, Row, Table, Unit};
use super::{Formula, ReportKind};
use crate::disclosure::suppression::{Axis, Table as Full};

/// What of a table is published.
#[derive(Debug)]
pub struct Publication {
    /// The columns, by their places in the table.
    pub columns: Vec<usize>,
    /// The figures of those columns.
    pub full: Full,
}

/// Whether a report is published.
#[must_use]
pub fn is_published(report: ReportKind) -> bool {
    use ReportKind::{Esf, Homelessness, Outcomes, Profile};
    matches!(report, Outcomes | Esf | Profile | Homelessness)
}

impl Publication {
    /// Of a table; none of one that is not published, or whose figures do not hang together.
    #[must_use]
    pub fn of(table: &Table) -> Option<Self> {
        if !is_published(table.report) {
            return None;
        }
        let columns: Vec<usize> = (0..table.columns.len()).filter(|n| is_told(table, *n)).collect();
        let place = |code: &str| columns.iter().position(|n| table.columns[*n].code == code);
        let (rows, of_columns) = match table.report {
            ReportKind::Outcomes => (by_persona(table)?, outcomes(table, &columns)?),
            ReportKind::Esf => {
                (by_gender(&table.rows, 0, Axis::of(table.rows.len()))?, esf(&columns, place)?)
            }
            ReportKind::Profile => (by_municipality_and_gender(table)?, profile(&columns, place)?),
            _ => (by_municipality(table)?, homelessness(table, &columns, place)?),
        };
        let figures = (0..table.rows.len()).flat_map(|row| {
            columns.iter().map(move |column| match table.columns[*column].formula {
                Formula::Count(n) => table.counts[row][n].count(),
                _ => 0,
            })
        });
        let figures: Vec<u32> = figures.collect();
        let full = Full::try_new(rows, of_columns, &figures).ok()?;
        Some(Self { columns, full })
    }
}

/// Only people are published. How many results are unknown hangs together with what is known of the
/// same people at entry in ways that a table does not state.
fn is_told(table: &Table, column: usize) -> bool {
    let column = &table.columns[column];
    column.unit == Unit::People
        && matches!(column.formula, Formula::Count(_))
        && !(column.code.starts_with("EECR") && column.code.ends_with(".unknown"))
}

fn is_last(row: &Row, grouping: Grouping, of: usize) -> bool {
    row.group.len() == of && row.group.last().is_some_and(|(last, _)| *last == grouping)
}

/// The rows directly under one of these.
fn under(rows: &[Row], above: &Row, grouping: Grouping) -> Vec<usize> {
    let of = above.group.len() + 1;
    let is_under = |row: &Row| is_last(row, grouping, of) && row.group[..of - 1] == above.group[..];
    (0..rows.len()).filter(|n| is_under(&rows[*n])).collect()
}

/// Those without are a group of their own; those with one or several overlap.
fn with_or_without(rows: &[Row], above: usize, grouping: Grouping, axis: Axis) -> Option<Axis> {
    let under = under(rows, &rows[above], grouping);
    let without = |place: &usize| rows[*place].group.last().is_some_and(|(_, code)| code.is_none());
    let (without, with): (Vec<_>, Vec<_>) = under.into_iter().partition(without);
    let axis = axis.within(*without.first()?, above);
    let some = axis.rest();
    Some(axis.cover(some, &with))
}

fn by_persona(table: &Table) -> Option<Axis> {
    let rows = &table.rows;
    let mut axis = with_or_without(rows, 0, Grouping::Challenge, Axis::of(rows.len()))?;
    for (place, row) in rows.iter().enumerate() {
        let challenge = is_last(row, Grouping::Challenge, 1) && row.group[0].1.is_some();
        if challenge {
            axis = with_or_without(rows, place, Grouping::Persona, axis)?;
        }
    }
    Some(axis)
}

fn by_gender(rows: &[Row], above: usize, axis: Axis) -> Option<Axis> {
    let genders = under(rows, &rows[above], Grouping::Gender);
    (!genders.is_empty()).then(|| axis.sum(above, &genders))
}

fn by_municipality(table: &Table) -> Option<Axis> {
    let rows = &table.rows;
    let municipalities = under(rows, &rows[0], Grouping::Municipality);
    (!municipalities.is_empty()).then(|| Axis::of(rows.len()).sum(0, &municipalities))
}

fn by_municipality_and_gender(table: &Table) -> Option<Axis> {
    let municipalities = under(&table.rows, &table.rows[0], Grouping::Municipality);
    let axis = by_municipality(table)?;
    municipalities.into_iter().try_fold(axis, |axis, place| by_gender(&table.rows, place, axis))
}

fn outcomes(table: &Table, columns: &[usize]) -> Option<Axis> {
    let code = |n: &usize| table.columns[columns[*n]].code.as_str();
    let reasons = (0..columns.len()).filter(|n| code(n).starts_with("closed.")).collect::<Vec<_>>();
    let closed = (0..columns.len()).find(|n| code(n) == "closed")?;
    let place = |scope: &str| (0..columns.len()).find(|n| code(n) == scope);
    // Who takes part by the end and was first reached in the period has entered since: the entry
    // day reaches too.
    let axis = Axis::of(columns.len()).within(place("reached")?, place("participants")?);
    Some(axis.sum(closed, &reasons))
}

fn homelessness(
    table: &Table,
    columns: &[usize],
    place: impl Fn(&str) -> Option<usize>,
) -> Option<Axis> {
    let code = |n: &usize| table.columns[columns[*n]].code.as_str();
    let situations = (0..columns.len()).filter(|n| code(n).starts_with("ethos_"));
    let axis = Axis::of(columns.len()).sum(place("hidden")?, &situations.collect::<Vec<_>>());
    Some(axis.within(place("lost_within_6")?, place("lost_within_12")?))
}

fn profile(columns: &[usize], place: impl Fn(&str) -> Option<usize>) -> Option<Axis> {
    let ages = ["under18", "from18_to29", "from30_to54", "from55", "age_unknown"];
    let ages: Vec<usize> = ages.into_iter().map(&place).collect::<Option<_>>()?;
    let (participants, inactive) = (place("participants")?, place("inactive")?);
    let parts = [place("inactive_foreign_background")?, place("inactive_background_unknown")?];
    let axis = Axis::of(columns.len()).sum(participants, &ages).within(inactive, participants);
    Some(axis.disjoint(inactive, &parts))
}

fn esf(columns: &[usize], place: impl Fn(&str) -> Option<usize>) -> Option<Axis> {
    let all = |codes: &[&str]| codes.iter().map(|code| place(code)).collect::<Option<Vec<_>>>();
    let everybody = place("EECO01")?;
    let mut axis = Axis::of(columns.len())
        .sum(everybody, &all(&["EECO02", "EECO04", "EECO05", "EECO02.unknown"])?)
        .sum(everybody, &all(&["EECO09", "EECO10", "EECO11", "EECO09.unknown"])?)
        .disjoint(everybody, &all(&["EECO06", "EECO07", "EECO08", "EECO06.unknown"])?);
    // Where one is unknown, so are the others of its kind.
    for (one, others) in [
        ("EECO02.unknown", &["EECO04.unknown", "EECO05.unknown"]),
        ("EECO06.unknown", &["EECO07.unknown", "EECO08.unknown"]),
        ("EECO09.unknown", &["EECO10.unknown", "EECO11.unknown"]),
    ] {
        for other in others {
            axis = axis.sum(place(other)?, &[place(one)?]);
        }
    }
    // Of the unemployed some are so for long, and of some it is not known.
    axis = axis.within(place("EECO02.unknown")?, place("EECO03.unknown")?);
    let since_unknown = axis.rest();
    axis = axis.disjoint(place("EECO02")?, &[place("EECO03")?, since_unknown]);
    for code in ["EECO12", "EECO13", "EECO14", "EECO15", "EECO16"] {
        let unknown = place(&format!("{code}.unknown"))?;
        axis = axis.disjoint(everybody, &[place(code)?, unknown]);
    }
    axis = axis.within(place("EECO17")?, everybody);
    // All who left are asked about two of the results.
    let left = place("EECR02.of")?;
    axis = axis.sum(place("EECR03.of")?, &[left]);
    // Who is inactive is not employed.
    axis = axis.within(place("EECR04.of")?, left);
    axis = axis.within(place("EECR01.of")?, place("EECR04.of")?);
    for n in 1..=6 {
        axis = axis.within(place(&format!("EECR0{n}"))?, place(&format!("EECR0{n}.of"))?);
    }
    Some(axis)
}
