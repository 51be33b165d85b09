//! The questions that a reader of rounded figures may ask.
//!
//! A figure that is rounded says little of one person, but the difference of two figures says whether
//! somebody is counted in one of them alone. So there are few questions, and everybody asks the same: over
//! calendar periods that are over, as of their end or of the end of a later quarter, with few filters.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::reports::{Filter, Period};
use loopbrug_domain::time::{
    FIRST_DAY, clock_in_brussels, day_in_brussels, days_after, days_before, moment_in_brussels,
};

/// Periods of one length, and what may be asked over them.
#[derive(Debug)]
struct Level {
    /// Of how many calendar months; none: since the beginning, up to the end of a year.
    months: Option<u32>,
    /// The most filters, each of one value.
    most_filters: usize,
    /// Whether all rows of the catalogue are shown, and not the row of all alone.
    by_row: bool,
}

const LEVELS: [Level; 4] = [
    Level { months: Some(1), most_filters: 0, by_row: false },
    Level { months: Some(3), most_filters: 0, by_row: true },
    Level { months: Some(12), most_filters: 1, by_row: true },
    Level { months: None, most_filters: 0, by_row: false },
];
/// The ends of these periods are moments as of which all that is over can be asked, in months.
const AS_OF: u32 = 3;
/// How many questions a refusal names.
const NAMED: usize = 2;

/// As of when somebody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The last moment that is on the grid.
    Last,
    /// A moment.
    Moment(DateTime<Utc>),
    /// A position of the log, which is never on the grid.
    Position,
}

/// What is asked, as far as the grid is concerned.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Over which days.
    pub period: Period,
    /// As of when.
    pub when: When,
    /// About whom.
    pub filter: &'a Filter,
}

/// A question that is on the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnTheGrid {
    /// Over which days.
    pub period: Period,
    /// As of when it is answered.
    pub moment: DateTime<Utc>,
    /// How many filters it may have.
    pub most_filters: usize,
    /// Whether all rows of the catalogue are shown, and not the row of all alone.
    pub by_row: bool,
}

impl Asked<'_> {
    /// The question, where it is on the grid.
    ///
    /// # Errors
    /// The nearest questions that are.
    pub fn on_the_grid(self, now: DateTime<Utc>) -> Result<OnTheGrid, OffTheGrid> {
        let Self { period, when, filter } = self;
        let level = LEVELS.iter().find(|level| level.around(period.to()) == period);
        let fits =
            |level: &&Level| filter.organisation.is_none() && filter.size() <= level.most_filters;
        let found = level.filter(fits).map(|level| level.question(period, when, now));
        found
            .filter(|found| when == When::Last || when == When::Moment(found.moment))
            .filter(|found| found.moment <= now)
            .ok_or_else(|| self.nearest(now))
    }

    fn nearest(self, now: DateTime<Utc>) -> OffTheGrid {
        let Self { period, when, filter } = self;
        let wanted = LEVELS.iter().map(|level| level.most_filters).max().unwrap_or(0);
        let wanted = wanted.min(filter.size());
        let levels = LEVELS.iter().filter(|level| level.most_filters >= wanted);
        let mut nearest: Vec<_> = levels
            .flat_map(|level| {
                let today = Period::around(day_in_brussels(now), level.calendar_months());
                let days = [period.from(), period.to(), days_before(today.from(), 1)];
                let over = days.map(|day| level.around(day)).into_iter();
                let over = over.filter(|period| end(*period) <= now);
                over.map(|period| level.question(period, when, now))
            })
            .collect();
        let apart = |question: &OnTheGrid| {
            let of = question.period;
            let [from, to] = [of.from() - period.from(), of.to() - period.to()];
            (from.abs() + to.abs(), of.from(), of.to())
        };
        nearest.sort_by_key(apart);
        nearest.dedup();
        nearest.truncate(NAMED);
        OffTheGrid { nearest }
    }
}

impl Level {
    /// How many months lie between the ends of two periods.
    fn calendar_months(&self) -> u32 {
        self.months.unwrap_or(12)
    }

    /// The period that a day is in.
    fn around(&self, day: NaiveDate) -> Period {
        let period = Period::around(day, self.calendar_months());
        match self.months {
            Some(_) => period,
            None => Period::try_new(FIRST_DAY, period.to()).unwrap_or(period),
        }
    }

    /// The question over a period, as of the moment on the grid that is the nearest.
    fn question(&self, period: Period, when: When, now: DateTime<Utc>) -> OnTheGrid {
        let last = quarter_begins(now).max(end(period));
        let moment = match when {
            When::Last | When::Position => last,
            When::Moment(moment) => {
                let before = quarter_begins(moment);
                let after = end(Period::around(day_in_brussels(moment), AS_OF));
                let near = [end(period), before, after, last].into_iter();
                let near = near.filter(|near| (end(period)..=last).contains(near));
                near.min_by_key(|near| (*near - moment).abs()).unwrap_or(last)
            }
        };
        OnTheGrid { period, moment, most_filters: self.most_filters, by_row: self.by_row }
    }
}

/// A question that is not on the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffTheGrid {
    /// The nearest that are.
    pub nearest: Vec<OnTheGrid>,
}

impl std::error::Error for OffTheGrid {}

impl fmt::Display for OffTheGrid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named =
            self.nearest.iter().map(|OnTheGrid { period, moment, most_filters, .. }| {
                let (from, to, moment) = (period.from(), period.to(), clock_in_brussels(*moment));
                format!("{from} to {to} as of {moment} with {most_filters} filters at most")
            });
        let named = named.collect::<Vec<_>>().join(", ");
        write!(
            f,
            "rounded figures are asked of calendar periods that are over, as of their end or of that of a \
             later quarter, with few filters and none by organisation; the nearest questions: {named}"
        )
    }
}

/// The end of a period: the first moment after it.
fn end(period: Period) -> DateTime<Utc> {
    midnight(days_after(period.to(), 1))
}

/// The first moment of the quarter, which is the end of the quarter before.
fn quarter_begins(moment: DateTime<Utc>) -> DateTime<Utc> {
    midnight(Period::around(day_in_brussels(moment), AS_OF).from())
}

/// The first moment of a day.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    moment_in_brussels(day.and_time(NaiveTime::MIN))
}

#[cfg(test)]
mod tests;
