//! The grids that are compared: which of all questions may be asked, and what of the answers is shown.

use crate::figures::{Figure, Line, Slot};
use crate::grid::{Known, Span};

/// How periods of one length are asked: with so many filters at most, and with all rows or with that of all alone.
#[derive(Debug, Clone, Copy)]
struct Asks {
    filters: usize,
    rows: bool,
}

/// All rows, with so many filters at most.
const fn rows(filters: usize) -> Asks {
    Asks { filters, rows: true }
}

/// The row of all alone, without a filter.
const OF_ALL: Option<Asks> = Some(Asks { filters: 0, rows: false });

/// A grid: how each length of a period is asked; none where it is not asked at all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    pub(crate) name: &'static str,
    month: Option<Asks>,
    quarter: Option<Asks>,
    year: Option<Asks>,
    since: Option<Asks>,
    /// Whether a period may be asked before it is over, and as of the end of any month.
    to_date: bool,
    /// Whether quarters are published six weeks after their end, as they are known then, and quarters before
    /// them again.
    published: bool,
}

/// Everything that calendar, month ends and two filters give.
pub(crate) const WHOLE: Grid = Grid {
    name: "whole",
    month: Some(rows(2)),
    quarter: Some(rows(2)),
    year: Some(rows(2)),
    since: Some(rows(2)),
    to_date: true,
    published: false,
};

/// Periods that are over, as of their own end or that of a later quarter.
const OVER: Grid = Grid { name: "over", to_date: false, ..WHOLE };
/// And of months the row of all alone.
const MONTHS: Grid = Grid { name: "months of all", month: OF_ALL, ..OVER };
const ONE: Grid = Grid {
    name: "one filter",
    quarter: Some(rows(1)),
    year: Some(rows(1)),
    since: Some(rows(1)),
    ..MONTHS
};
/// And quarters without a filter.
const NONE: Grid = Grid { name: "quarters without", quarter: Some(rows(0)), ..ONE };
/// The one that is built: of the beginning until now, too, the row of all alone.
pub(crate) const TAKEN: Grid = Grid { name: "taken", since: OF_ALL, ..NONE };
/// And what is published.
pub(crate) const PUBLISHED: Grid = Grid { name: "taken, published", published: true, ..TAKEN };
pub(crate) const NO_MONTHS: Grid = Grid { name: "no months", month: None, ..TAKEN };
pub(crate) const NO_SINCE: Grid = Grid { name: "quarters and years", since: None, ..NO_MONTHS };
pub(crate) const YEARS: Grid = Grid { name: "years alone", quarter: None, ..NO_SINCE };

/// And of quarters the row of all alone.
pub(crate) const QUARTERS_OF_ALL: Grid =
    Grid { name: "quarters of all, years", quarter: OF_ALL, ..NO_SINCE };
/// No filter anywhere.
pub(crate) const NO_FILTERS: Grid = Grid { name: "no filters", year: Some(rows(0)), ..TAKEN };
pub(crate) const YEARS_WITHOUT: Grid =
    Grid { name: "years alone, without", year: Some(rows(0)), ..YEARS };

/// Those that are compared, the widest first.
pub(crate) const ALL: [Grid; 9] =
    [WHOLE, OVER, MONTHS, ONE, NONE, TAKEN, NO_MONTHS, NO_SINCE, YEARS];

impl Grid {
    fn of(&self, span: Span) -> Option<Asks> {
        match span {
            Span::Month(_) => self.month,
            Span::Quarter(_) => self.quarter,
            Span::Year => self.year,
            Span::Since => self.since,
        }
    }

    /// With how many filters one asks at most.
    pub(crate) fn most_filters(&self) -> usize {
        let all = [self.month, self.quarter, self.year, self.since].into_iter().flatten();
        all.map(|asks| asks.filters).max().unwrap_or(0)
    }

    /// Whether a question with so many filters is on it.
    pub(crate) fn asks(&self, (span, known): Slot, filters: usize) -> bool {
        let last = span.last_month();
        match known {
            Known::Published(quarter) => {
                let is_over = matches!(span, Span::Quarter(of) if of <= quarter);
                self.published && is_over && filters == 0
            }
            Known::EndOf(month) => {
                let over = month == last || month > last && month % 3 == 2;
                (self.to_date || over) && self.of(span).is_some_and(|asks| filters <= asks.filters)
            }
        }
    }

    /// Whether a figure is shown.
    pub(crate) fn shows(&self, slot: Slot, had: Had) -> bool {
        let row = had.of_all || self.of(slot.0).is_some_and(|asks| asks.rows);
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
