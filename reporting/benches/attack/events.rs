//! Events of a single person: in this municipality, in this period, one person found a home. Whoever asks everything
//! finds it where a figure is not zero that counts nobody else, or where two figures differ that nothing else
//! can make differ: one day and the next, one month's end and the next.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use loopbrug_domain::ids::TrajectoryId;
use loopbrug_reporting::reports::{ReportKind, members};

use crate::figures::{Asked, Figures, Line, Slot};
use crate::grid::{Condition, Known, Span, YEAR_END};
use crate::grids::Grid;
use crate::measure::is_stock;
use loopbrug_reporting::facts::procedure::ProcedureImage;
use loopbrug_reporting::reports::Sources;

/// What there was to be found, what was, and how often something was that there is not.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Found {
    pub(crate) events: u32,
    pub(crate) certain: u32,
    pub(crate) claims: u32,
    pub(crate) false_alarms: u32,
}

impl Found {
    /// Counts what happened to so many people, and whether it was claimed that something did.
    pub(crate) fn count(&mut self, people: usize, claimed: bool) {
        self.events += u32::from(people == 1);
        self.certain += u32::from(people == 1 && claimed);
        self.claims += u32::from(claimed);
        self.false_alarms += u32::from(people == 0 && claimed);
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { events, certain, claims, false_alarms } = self;
        write!(f, "{certain} of {events} found; {claims} claims, {false_alarms} false")
    }
}

/// A period as it is known at the end of a month.
fn at(span: Span, month: u32) -> Slot {
    (span, Known::EndOf(month))
}

/// The moments at which periods are asked by somebody who compares each with the one before.
pub(crate) fn moments() -> Vec<Slot> {
    let each = |month: u32| {
        let late = month.checked_sub(1).map(|before| at(Span::Month(before), month));
        let now = [Span::Month(month), Span::Quarter(month / 3), Span::Year, Span::Since];
        now.into_iter().map(move |span| at(span, month)).chain(late)
    };
    (0..12).flat_map(each).collect()
}

/// The figures of which a second one differs from the first only by what happened in a period.
fn proofs(months: std::ops::Range<u32>, stock: bool) -> Vec<(Option<Slot>, Slot)> {
    let mut proofs = Vec::new();
    for month in months {
        if stock {
            if let Some(before) = month.checked_sub(1) {
                proofs.push((Some(at(Span::Month(before), before)), at(Span::Month(month), month)));
                proofs.push((Some(at(Span::Since, before)), at(Span::Since, month)));
            }
            continue;
        }
        proofs.push((None, at(Span::Month(month), month)));
        let quarter = Span::Quarter(month / 3);
        let before = (month % 3 > 0).then(|| at(quarter, month - 1));
        proofs.push((before, at(quarter, month)));
        let before = month.checked_sub(1).map(|before| at(Span::Year, before));
        proofs.push((before, at(Span::Year, month)));
        if let Some(before) = month.checked_sub(1) {
            proofs.push((Some(at(Span::Since, before)), at(Span::Since, month)));
        }
    }
    proofs
}

/// What shows at the ends of quarters alone.
fn proofs_of_quarter(quarter: u32, stock: bool) -> Vec<(Option<Slot>, Slot)> {
    let last = quarter * 3 + 2;
    let mut proofs = Vec::new();
    if stock {
        if let Some(before) = quarter.checked_sub(1) {
            let slot = |quarter: u32| at(Span::Quarter(quarter), quarter * 3 + 2);
            proofs.push((Some(slot(before)), slot(quarter)));
        }
    } else {
        proofs.push((None, at(Span::Quarter(quarter), last)));
        let before = last.checked_sub(3).map(|before| at(Span::Year, before));
        proofs.push((before, at(Span::Year, last)));
    }
    proofs.extend(proofs_months(quarter, stock));
    proofs
}

fn proofs_months(quarter: u32, stock: bool) -> Vec<(Option<Slot>, Slot)> {
    proofs(quarter * 3..quarter * 3 + 3, stock)
}

/// By measure, municipality and period: how many people had something happen.
type Happened = BTreeMap<(String, u16, u32), usize>;

/// What happened in months, or in quarters.
pub(crate) fn happened(asked: &Asked<'_>, figures: &Figures, quarters: bool) -> Happened {
    let mut happened = Happened::new();
    let procedure = ProcedureImage::default();
    let sources = Sources { image: asked.image, procedure: &procedure, catalogue: asked.catalogue };
    let kinds = Condition::all(asked.catalogue);
    for condition in &kinds[0] {
        let filter = Condition::filter(std::slice::from_ref(condition));
        let name = figures.names.of_kind(&condition.name())[0];
        for measure in figures.measures.keys() {
            let report =
                if measure == "hidden" { ReportKind::Homelessness } else { ReportKind::Outcomes };
            let table = asked.table(report, (Span::Year, YEAR_END), &filter);
            let Some(column) = table.column(measure) else { continue };
            let who = |slot: Slot| -> BTreeSet<TrajectoryId> {
                let question = slot.0.question(slot.1, &filter);
                members(&table, (0, column), sources, &question).into_iter().collect()
            };
            let periods = if quarters { 4 } else { 12 };
            for period in 0..periods {
                let span = if quarters { Span::Quarter(period) } else { Span::Month(period) };
                let last = span.last_month();
                let people = if is_stock(measure) {
                    let Some(before) = last.checked_sub(if quarters { 3 } else { 1 }) else {
                        continue;
                    };
                    let before = who(at(Span::Since, before));
                    who(at(Span::Since, last)).symmetric_difference(&before).count()
                } else {
                    who(at(span, last)).len()
                };
                happened.insert((measure.clone(), name, period), people);
            }
        }
    }
    happened
}

/// Looks for the events of all measures that happened, or that are held: these are two kinds.
pub(crate) fn find(
    figures: &Figures,
    happened: &Happened,
    grid: &Grid,
    quarters: bool,
    stocks: bool,
) -> Found {
    let slot_of: HashMap<Slot, usize> =
        figures.slots.iter().enumerate().map(|(n, slot)| (*slot, n)).collect();
    let mut found = Found::default();
    for ((measure, municipality, period), people) in happened {
        if is_stock(measure) != stocks {
            continue;
        }
        let proofs = if quarters {
            proofs_of_quarter(*period, stocks)
        } else {
            proofs(*period..*period + 1, stocks)
        };
        let proves = |line: &Line, (before, after): &(Option<Slot>, Slot)| {
            let shown = |slot: Slot| {
                let n = slot_of.get(&slot)?;
                line.shown(grid, slot, *n).map(|figure| figure.shown)
            };
            match (before.map(shown), shown(*after)) {
                (None, Some(after)) => after > 0,
                (Some(Some(before)), Some(after)) => before != after,
                _ => false,
            }
        };
        let lines = figures.measures[measure].iter().filter(|(group, _)| group.has(*municipality));
        let claimed =
            lines.into_iter().any(|(_, line)| proofs.iter().any(|proof| proves(line, proof)));
        found.count(*people, claimed);
    }
    found
}
