//! Days are days in Brussels; moments are UTC. This is the only place that turns one into the
//! other.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Brussels;

/// The day that it is in Brussels at `moment`.
#[must_use]
pub fn day_in_brussels(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&Brussels).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_in_the_evening_utc_it_is_already_tomorrow_in_brussels() {
        let moment = "2024-07-01T22:30:00Z".parse().unwrap();
        assert_eq!(day_in_brussels(moment), NaiveDate::from_ymd_opt(2024, 7, 2).unwrap());
    }
}
