//! Quarters, and when they are published.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc};
use loopbrug_domain::time::{is_in_range, moment_in_brussels};
use loopbrug_reporting::reports::Period;

/// A quarter is published so many days after it is over: most of what happened in it has been
/// recorded by then, and exits have their window of 28 days.
const DELAY: Days = Days::new(42);

/// A quarter of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarter {
    year: i32,
    number: u32,
    period: Period,
    published_on: NaiveDate,
}

impl Quarter {
    /// The quarter (1 to 4) of a year; none where there is no such quarter.
    #[must_use]
    pub fn new(year: i32, number: u32) -> Option<Self> {
        let place = number.checked_sub(1).filter(|place| *place < 4)?;
        let from = NaiveDate::from_ymd_opt(year, place * 3 + 1, 1)?;
        let next = from.checked_add_months(Months::new(3)).filter(|_| is_in_range(from))?;
        let period = Period::try_new(from, next.pred_opt()?).ok()?;
        Some(Self { year, number, period, published_on: next.checked_add_days(DELAY)? })
    }

    /// The quarter of a day.
    pub(crate) fn of(day: NaiveDate) -> Option<Self> {
        Self::new(day.year(), day.month0() / 3 + 1)
    }

    /// The quarter after this one; none where days end.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::of(self.period.to().succ_opt()?)
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.year
    }

    /// Which of the year it is, from 1 to 4.
    #[must_use]
    pub fn number(self) -> u32 {
        self.number
    }

    /// Its days.
    #[must_use]
    pub fn period(self) -> Period {
        self.period
    }

    /// The day on which it is published.
    #[must_use]
    pub fn published_on(self) -> NaiveDate {
        self.published_on
    }

    /// The first moment of that day in Brussels.
    pub(crate) fn published_at(self) -> DateTime<Utc> {
        moment_in_brussels(self.published_on.and_time(NaiveTime::MIN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_quarter_is_published_six_weeks_after_it_is_over() {
        let quarter = Quarter::new(2023, 4).unwrap();
        let (from, to) = (quarter.period().from(), quarter.period().to());
        assert_eq!((from, to), (day("2023-10-01"), day("2023-12-31")));
        assert_eq!(quarter.published_on(), day("2024-02-12"));
        assert_eq!(quarter.published_at().to_rfc3339(), "2024-02-11T23:00:00+00:00");
    }

    #[test]
    fn quarters_follow_each_other_without_a_gap() {
        let mut quarter = Quarter::of(day("2023-08-11")).unwrap();
        assert_eq!((quarter.year(), quarter.number()), (2023, 3));
        for _ in 0..9 {
            let next = quarter.next().unwrap();
            assert_eq!(quarter.period().to().succ_opt(), Some(next.period().from()));
            quarter = next;
        }
        assert_eq!((quarter.year(), quarter.number()), (2025, 4));
        assert_eq!((Quarter::new(2023, 0), Quarter::new(2023, 5)), (None, None));
        assert_eq!(Quarter::new(1899, 4), None);
    }
}
