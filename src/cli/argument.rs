//! What is given on the command line, held to the rules that hold for everything from outside.

use chrono::NaiveDate;
use loopbrug_domain::text::{self, NotAllowed};
use loopbrug_domain::time::{FIRST_DAY, LAST_DAY, is_in_range};

/// A text, as it is kept.
pub(super) fn text(given: &str) -> Result<String, NotAllowed> {
    text::composed(given).map(std::borrow::Cow::into_owned)
}

/// A day that there is.
pub(super) fn day(given: &str) -> Result<NaiveDate, String> {
    let day: NaiveDate = given.parse().map_err(|_| "a day is written as 2024-02-29".to_owned())?;
    let beyond = || format!("{day} is not between {FIRST_DAY} and {LAST_DAY}");
    if is_in_range(day) { Ok(day) } else { Err(beyond()) }
}
