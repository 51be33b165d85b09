//! What is given on the command line, held to the rules that hold for everything from outside.

use anyhow::bail;
use chrono::NaiveDate;
use loopbrug_domain::text::{self, NotAllowed};
use loopbrug_domain::time::{FIRST_DAY, LAST_DAY, is_in_range};
use loopbrug_infra::views::StreamId;

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

/// A stream as the API writes it, or the bare id of a trajectory.
pub(super) fn stream(given: &str) -> anyhow::Result<StreamId> {
    let stream = match given.split_once(':').unwrap_or(("trajectory", given)) {
        ("trajectory", id) => id.parse().ok().map(StreamId::Trajectory),
        ("round", id) => id.parse().ok().map(StreamId::Round),
        ("proposal", id) => id.parse().ok().map(StreamId::Proposal),
        ("employer", id) => id.parse().ok().map(StreamId::Employer),
        _ => None,
    };
    let Some(stream) = stream else {
        bail!(
            "'{given}' is no id of a trajectory, a round, a proposal or an employer; write it as the API does, such as \
             trajectory:edfc4bad-aebe-5c48-bd5a-c2ae6d14d06c"
        );
    };
    Ok(stream)
}
