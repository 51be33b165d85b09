//! Days and moments that a question names: within the one range of days that there is.

use async_graphql::{Context, Error, ErrorExtensions};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::field::FieldFault;
use loopbrug_domain::time::{day_in_brussels, is_in_range};
use loopbrug_infra::commands::Commands;

use crate::error::coded;

/// A day of the argument at `path`.
pub(crate) fn in_range(day: NaiveDate, path: &'static str) -> Result<NaiveDate, Error> {
    if is_in_range(day) {
        return Ok(day);
    }
    let fault = FieldFault::DayOutOfRange { path, day };
    Err(coded(fault.code(), &fault).extend_with(|_, extensions| extensions.set("path", path)))
}

/// The day that is asked about as `on`, or the one that it is in Brussels.
pub(crate) fn on_or_today(ctx: &Context<'_>, on: Option<NaiveDate>) -> Result<NaiveDate, Error> {
    match on {
        Some(on) => in_range(on, "on"),
        None => Ok(ctx.data::<Commands>()?.today()),
    }
}

/// A moment of the argument at `path`.
pub(crate) fn moment_in_range(
    moment: DateTime<Utc>,
    path: &'static str,
) -> Result<DateTime<Utc>, Error> {
    in_range(day_in_brussels(moment), path).map(|_| moment)
}
