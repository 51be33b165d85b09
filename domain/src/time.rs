//! Days are days in Brussels; moments are UTC. This is the only place that turns one into the
//! other.

use chrono::{DateTime, Duration, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Europe::Brussels;

/// The day that it is in Brussels at `moment`.
#[must_use]
pub fn day_in_brussels(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&Brussels).date_naive()
}

/// The moment at which clocks in Brussels show this time. One that they show twice, or leave out,
/// when they change is read as the later.
#[must_use]
pub fn moment_in_brussels(local: NaiveDateTime) -> DateTime<Utc> {
    let moment = Brussels.from_local_datetime(&local);
    let later = moment
        .latest()
        .or_else(|| Brussels.from_local_datetime(&(local + Duration::hours(1))).latest());
    later.map_or_else(|| local.and_utc(), |moment| moment.with_timezone(&Utc))
}

/// Whether clocks in Brussels ever show this time: in the night that summer time begins they
/// leave out an hour.
#[must_use]
pub fn exists_in_brussels(local: NaiveDateTime) -> bool {
    !matches!(Brussels.from_local_datetime(&local), LocalResult::None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hour_that_summer_time_leaves_out_does_not_exist() {
        let exists = |text: &str| exists_in_brussels(text.parse().unwrap());
        assert!(!exists("2024-03-31T02:30:00"));
        assert!(exists("2024-03-31T03:30:00"));
        assert!(exists("2024-10-27T02:30:00"));
    }

    #[test]
    fn a_time_that_clocks_show_twice_or_leave_out_is_the_later_moment() {
        let moment = |text: &str| moment_in_brussels(text.parse().unwrap()).to_rfc3339();
        assert_eq!(moment("2024-07-01T12:00:00"), "2024-07-01T10:00:00+00:00");
        assert_eq!(moment("2024-10-27T02:30:00"), "2024-10-27T01:30:00+00:00");
        assert_eq!(moment("2024-03-31T02:30:00"), "2024-03-31T01:30:00+00:00");
    }

    #[test]
    fn late_in_the_evening_utc_it_is_already_tomorrow_in_brussels() {
        let moment = "2024-07-01T22:30:00Z".parse().unwrap();
        assert_eq!(day_in_brussels(moment), NaiveDate::from_ymd_opt(2024, 7, 2).unwrap());
    }
}
