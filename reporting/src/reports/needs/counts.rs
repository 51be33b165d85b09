//! What the report counts in a row, the columns that show it, and what clients hold.

use strum::VariantArray;

use crate::disclosure::perturbation::Quantile;
use crate::facts::Measure;
use crate::reports::table::{Column, Formula, Unit};

pub(super) const IN_NEED: usize = 0;
pub(super) const SEVERE: usize = 1;
pub(super) const WITHOUT_HELP: usize = 2;
pub(super) const STARTED: usize = 3;
pub(super) const RUNNING: usize = 4;
pub(super) const ATTENDED: usize = 5;
pub(super) const WAITED: usize = 6;
pub(super) const OFFERS: usize = 7;
pub(super) const CAPACITY: usize = 8;
pub(super) const BUDGET: usize = 9;
/// The places of an area, and the interventions of everybody that take them.
pub(super) const PLACES: usize = 10;
pub(super) const TAKEN: usize = 11;

/// What is held at the end of the period, by the places of the layout.
#[derive(Debug, Clone, Copy, VariantArray)]
pub(super) enum Stock {
    /// By area: barriers.
    Open,
    /// By area: severe ones.
    Severe,
    /// By service: interventions.
    Running,
}

impl Stock {
    pub(super) const COUNT: usize = Self::VARIANTS.len();

    pub(super) const fn measure(self) -> Measure {
        match self {
            Self::Open => Measure::OpenBarrier,
            Self::Severe => Measure::SevereBarrier,
            Self::Running => Measure::InterventionRunning,
        }
    }
}

/// The columns. People in need come first, in the order of their counts.
pub(super) fn columns() -> Vec<Column> {
    let waiting = Formula::Quantile(Quantile::Median, WAITED);
    let (given, taken) = (PLACES, TAKEN);
    let uncovered = Formula::Uncovered { counted: WITHOUT_HELP, given, taken };
    vec![
        Column::count("in_need", Unit::People, IN_NEED),
        Column::count("severe", Unit::People, SEVERE),
        Column::count("without_help", Unit::People, WITHOUT_HELP),
        Column::count("started", Unit::Times, STARTED),
        Column::count("running", Unit::Times, RUNNING),
        Column::count("attended", Unit::Times, ATTENDED),
        Column::new("waiting.median", Unit::Days, waiting),
        Column::new("offers", Unit::Times, Formula::Given(OFFERS)),
        Column::new("capacity", Unit::Places, Formula::Given(CAPACITY)),
        Column::new("budget", Unit::Euro, Formula::Given(BUDGET)),
        Column::new("free", Unit::Places, Formula::Free { given, taken }),
        Column::new("uncovered", Unit::People, uncovered),
    ]
}
