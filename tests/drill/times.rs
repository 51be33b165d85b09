//! The real time, by which a program's own clock and its records are judged.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Brussels;

/// What time it is, by the clock of the machine.
#[expect(clippy::disallowed_methods, reason = "the drill judges clocks, and none is set for it")]
pub(crate) fn real_now() -> DateTime<Utc> {
    Utc::now()
}

/// The day that it is in Brussels.
pub(crate) fn real_today() -> NaiveDate {
    real_now().with_timezone(&Brussels).date_naive()
}
