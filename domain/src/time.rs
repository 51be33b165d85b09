//! Days are days in Brussels; moments are UTC. This is the only place that turns one into the
//! other.

use std::fmt::Display;

use chrono::{
    DateTime, Days, Duration, LocalResult, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeZone,
    Utc,
};
use chrono_tz::Europe::Brussels;

/// The first day that anything can be recorded of (rule 4). Every client of today was born after it.
pub const FIRST_DAY: NaiveDate = day(1900, 1, 1);
/// The last day that anything can be recorded of: what lies after it is a slip of the pen.
pub const LAST_DAY: NaiveDate = day(2199, 12, 31);

/// No time is reckoned with before this one, nor after the next. Both are far outside the range, so
/// that what is outside stays so, and far inside what can be reckoned with, so that no sum overflows.
const EARLIEST: NaiveDateTime = day(1000, 1, 1).and_time(NaiveTime::MIN);
const LATEST: NaiveDateTime = day(3000, 1, 1).and_time(NaiveTime::MIN);

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => panic!("there is such a day"),
    }
}

/// Whether a day is one that something can be recorded of: the one rule for all days that come from
/// outside, be it in a command, a question, a catalogue or on the command line.
#[must_use]
pub fn is_in_range(day: NaiveDate) -> bool {
    (FIRST_DAY..=LAST_DAY).contains(&day)
}

/// The day so many days after another. What would be later than all days is the last of them.
#[must_use]
pub fn days_after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

/// The day so many days before another. What would be earlier than all days is the first of them.
#[must_use]
pub fn days_before(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MIN)
}

/// The same day of a month so many months later, or the last day of that month.
#[must_use]
pub fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// The day that it is in Brussels at `moment`. One that is far outside the range of days is read as
/// another that is.
#[must_use]
pub fn day_in_brussels(moment: DateTime<Utc>) -> NaiveDate {
    let moment = moment.clamp(EARLIEST.and_utc(), LATEST.and_utc());
    moment.with_timezone(&Brussels).date_naive()
}

/// What clocks in Brussels show at `moment`. One that is far outside the range of days is read as another that is.
#[must_use]
pub fn time_in_brussels(moment: DateTime<Utc>) -> NaiveDateTime {
    let moment = moment.clamp(EARLIEST.and_utc(), LATEST.and_utc());
    moment.with_timezone(&Brussels).naive_local()
}

/// The moment at which clocks in Brussels show this time. One that they show twice, or leave out,
/// when they change is read as the later.
#[must_use]
pub fn moment_in_brussels(local: NaiveDateTime) -> DateTime<Utc> {
    let local = local.clamp(EARLIEST, LATEST);
    let moment = Brussels.from_local_datetime(&local);
    let later = moment
        .latest()
        .or_else(|| Brussels.from_local_datetime(&(local + Duration::hours(1))).latest());
    later.map_or_else(|| local.and_utc(), |moment| moment.with_timezone(&Utc))
}

/// The moment at which a day begins in Brussels.
#[must_use]
pub fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    moment_in_brussels(day.and_time(NaiveTime::MIN))
}

/// A moment as clocks in Brussels show it: `2023-09-22 23:59 (Brussels)`.
#[must_use]
pub fn clock_in_brussels(moment: DateTime<Utc>) -> impl Display {
    let moment = moment.clamp(EARLIEST.and_utc(), LATEST.and_utc());
    moment.with_timezone(&Brussels).format("%Y-%m-%d %H:%M (Brussels)")
}

/// The last minute of what is over from a moment on, as clocks in Brussels show it: people say that
/// a deadline is at 23:59, not that it has passed at 22:00 UTC.
#[must_use]
pub fn last_minute(over_from: DateTime<Utc>) -> impl Display {
    clock_in_brussels(over_from.clamp(EARLIEST.and_utc(), LATEST.and_utc()) - Duration::minutes(1))
}

/// How often clocks in Brussels show this time: never in the hour that they leave out when summer time
/// begins, twice in the one that they repeat when it ends, and once otherwise.
#[must_use]
pub fn times_in_brussels(local: NaiveDateTime) -> u32 {
    match Brussels.from_local_datetime(&local) {
        LocalResult::None => 0,
        LocalResult::Single(_) => 1,
        LocalResult::Ambiguous(..) => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hour_that_summer_time_leaves_out_does_not_exist_and_one_in_autumn_exists_twice() {
        let times = |text: &str| times_in_brussels(text.parse().unwrap());
        assert_eq!(times("2024-03-31T02:30:00"), 0);
        assert_eq!(times("2024-03-31T03:30:00"), 1);
        assert_eq!(times("2024-10-27T02:30:00"), 2);
    }

    #[test]
    fn a_time_that_clocks_show_twice_or_leave_out_is_the_later_moment() {
        let moment = |text: &str| moment_in_brussels(text.parse().unwrap()).to_rfc3339();
        assert_eq!(moment("2024-07-01T12:00:00"), "2024-07-01T10:00:00+00:00");
        assert_eq!(moment("2024-10-27T02:30:00"), "2024-10-27T01:30:00+00:00");
        assert_eq!(moment("2024-03-31T02:30:00"), "2024-03-31T01:30:00+00:00");
    }

    #[test]
    fn a_deadline_is_shown_by_its_last_minute_in_brussels() {
        let closes_at = "2023-09-22T22:00:00Z".parse().unwrap();
        assert_eq!(last_minute(closes_at).to_string(), "2023-09-22 23:59 (Brussels)");
        assert_eq!(clock_in_brussels(closes_at).to_string(), "2023-09-23 00:00 (Brussels)");
    }

    #[test]
    fn no_day_and_no_moment_is_too_far_to_be_reckoned_with() {
        assert!(is_in_range(FIRST_DAY) && is_in_range(LAST_DAY));
        for far in [NaiveDate::MIN, days_before(FIRST_DAY, 1), days_after(LAST_DAY, 1)] {
            assert!(!is_in_range(far), "{far}");
        }
        for far in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            assert!(!is_in_range(day_in_brussels(far)), "{far}");
            let local = moment_in_brussels(far.naive_utc());
            assert!(!is_in_range(day_in_brussels(local)), "{local}");
        }
        assert_eq!(days_after(NaiveDate::MAX, 1), NaiveDate::MAX);
        assert_eq!(days_before(NaiveDate::MIN, 1), NaiveDate::MIN);
        assert_eq!(months_after(NaiveDate::MAX, 6), NaiveDate::MAX);
    }

    #[test]
    fn late_in_the_evening_utc_it_is_already_tomorrow_in_brussels() {
        let moment = "2024-07-01T22:30:00Z".parse().unwrap();
        assert_eq!(day_in_brussels(moment), NaiveDate::from_ymd_opt(2024, 7, 2).unwrap());
    }
}
