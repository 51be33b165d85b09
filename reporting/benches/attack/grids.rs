//! The grids that are compared: which of all questions may be asked, and what of the answers is shown.

use crate::figures::{Figure, Line, Slot};
use crate::grid::Span;

/// A grid: for each length of a period, how many filters it takes at most; none where it is not asked at all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    pub(crate) name: &'static str,
    month: Option<usize>,
    quarter: Option<usize>,
    year: Option<usize>,
    since: Option<usize>,
    /// Whether a month has the row of all alone.
    months_of_all: bool,
    /// Whether a period may be asked before it is over, and as of the end of any month.
    to_date: bool,
}

/// Everything that calendar, month ends and two filters give.
pub(crate) const WHOLE: Grid = Grid {
    name: "whole",
    month: Some(2),
    quarter: Some(2),
    year: Some(2),
    since: Some(2),
    months_of_all: false,
    to_date: true,
};

/// Periods that are over, as of their own end or that of a later quarter.
const OVER: Grid = Grid { name: "over", to_date: false, ..WHOLE };
/// And of months the row of all alone.
const MONTHS: Grid = Grid { name: "months of all", month: Some(0), months_of_all: true, ..OVER };
const ONE: Grid =
    Grid { name: "one filter", quarter: Some(1), year: Some(1), since: Some(1), ..MONTHS };
/// And quarters without a filter.
pub(crate) const NONE: Grid = Grid { name: "quarters without", quarter: Some(0), ..ONE };
/// The one that is built: no months, quarters without a filter, years with one.
pub(crate) const TAKEN: Grid = Grid { name: "taken", month: None, since: None, ..NONE };
const YEARS: Grid = Grid { name: "years alone", quarter: None, ..TAKEN };
const NO_FILTER: Grid = Grid { name: "no filter", year: Some(0), ..TAKEN };

/// Those that are compared, the widest first.
pub(crate) const ALL: [Grid; 8] = [WHOLE, OVER, MONTHS, ONE, NONE, TAKEN, YEARS, NO_FILTER];

impl Grid {
    /// Whether a question with so many filters is on it.
    pub(crate) fn asks(&self, (span, as_of): Slot, filters: usize) -> bool {
        let most = match span {
            Span::Month(_) => self.month,
            Span::Quarter(_) => self.quarter,
            Span::Year => self.year,
            Span::Since => self.since,
        };
        let last = span.last_month();
        let over = as_of == last || as_of > last && as_of % 3 == 2;
        (self.to_date || over) && most.is_some_and(|most| filters <= most)
    }

    /// Whether a figure is shown.
    pub(crate) fn shows(&self, slot: Slot, had: Had) -> bool {
        let row = !self.months_of_all || !matches!(slot.0, Span::Month(_)) || had.of_all;
        row && self.asks(slot, had.filters)
    }
}

/// How a figure is had.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Had {
    /// With how few filters.
    pub(crate) filters: usize,
    /// Whether it is in the row of all, without any filter.
    pub(crate) of_all: bool,
}

impl Line {
    /// What is shown of it at a slot.
    pub(crate) fn shown(&self, grid: &Grid, slot: Slot, n: usize) -> Option<Figure> {
        self.figures[n].filter(|_| grid.shows(slot, self.had))
    }
}
