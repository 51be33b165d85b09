//! Events of a single person that became known late: in this municipality, in this quarter, one person had something
//! happen that one edition counts and the next does not, or the other way round. They are found where the two show
//! different figures.

use std::collections::{BTreeSet, HashMap};

use loopbrug_domain::ids::TrajectoryId;
use loopbrug_reporting::facts::procedure::ProcedureImage;
use loopbrug_reporting::reports::{ReportKind, Sources, members};

use crate::events::Found;
use crate::figures::{Asked, Figures, Slot, kept};
use crate::grid::{Condition, Span};
use crate::grids::Grid;
use crate::reader::Reader;

/// Looks for them between each moment at which the grid shows a quarter and the next.
pub(crate) fn find(asked: &Asked<'_>, grid: &Grid) -> Found {
    let reports = [ReportKind::Outcomes, ReportKind::Homelessness, ReportKind::Profile];
    let figures = Figures::ask(asked, grid, &reports, kept(grid), &[vec![]]);
    let quarters = figures.slots.iter().enumerate();
    let quarters = quarters.filter(|(_, (span, _))| matches!(span, Span::Quarter(_)));
    let quarters: Vec<(usize, Slot)> = quarters.map(|(n, slot)| (n, *slot)).collect();
    let mut found = Found::default();
    for municipality in &Condition::all(asked.catalogue)[0] {
        let name = figures.names.of_kind(&municipality.name())[0];
        for (measure, lines) in &figures.measures {
            let Some(people) = people(asked, measure, municipality, &quarters) else { continue };
            for pair in quarters.windows(2).filter(|pair| pair[0].1.0 == pair[1].1.0) {
                let [before, after] = [pair[0].0, pair[1].0];
                let late = people[&before].symmetric_difference(&people[&after]).count();
                let claimed = lines.iter().filter(|(group, _)| group.has(name)).any(|(_, line)| {
                    let shown = [before, after].map(|n| line.shown(grid, figures.slots[n], n));
                    matches!(shown, [Some(one), Some(other)] if Reader::Both.tells_apart(one, other))
                });
                found.count(late, claimed);
            }
        }
    }
    found
}

/// Who is counted, by the number of the slot; none where the measure is of another report.
fn people(
    asked: &Asked<'_>,
    measure: &str,
    municipality: &Condition,
    slots: &[(usize, Slot)],
) -> Option<HashMap<usize, BTreeSet<TrajectoryId>>> {
    let filter = Condition::filter(std::slice::from_ref(municipality));
    let table = asked.table(ReportKind::Outcomes, slots[0].1, &filter);
    let column = table.column(measure)?;
    let procedure = ProcedureImage::default();
    let sources = Sources { image: asked.image, procedure: &procedure, catalogue: asked.catalogue };
    let who = |slot: &Slot| {
        let question = slot.0.question(slot.1, &filter);
        members(&table, (0, column), sources, &question).into_iter().collect()
    };
    Some(slots.iter().map(|(n, slot)| (*n, who(slot))).collect())
}
