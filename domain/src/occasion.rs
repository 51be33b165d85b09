//! The day of an event, and its catalogue: rules of every aggregate.

use chrono::{DateTime, NaiveDate, Utc};

use crate::actor::Actor;
use crate::catalogue::{Catalogue, Catalogues, Code};
use crate::event::Event;
use crate::field::FieldFault;
use crate::refusal::refusals;
use crate::time::{day_in_brussels, is_in_range};

refusals! {
    /// When something is said to have happened, and under which catalogue.
    OccasionRefusal {
        CatalogueNotFound { region: Code, version: NaiveDate }, "CATALOGUE_NOT_FOUND",
            "there is no catalogue of region '{region}' dated {version}";
        /// Rule 4.
        OccurredInTheFuture { occurred_on: NaiveDate, today: NaiveDate }, "OCCURRED_IN_THE_FUTURE" at "occurredOn",
            "{occurred_on} has yet to come: today is {today}";
    }
}

/// Rule 4: nothing is recorded ahead of time.
pub(crate) fn not_ahead(occurred_on: NaiveDate, today: NaiveDate) -> Result<(), OccasionRefusal> {
    if occurred_on > today {
        return Err(OccasionRefusal::OccurredInTheFuture { occurred_on, today });
    }
    Ok(())
}

/// The same of a kind of aggregate without a journal, and that the day is one that can be recorded.
pub(crate) fn within_time<R: From<FieldFault> + From<OccasionRefusal>>(
    occurred_on: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), R> {
    if !is_in_range(occurred_on) {
        return Err(FieldFault::DayOutOfRange { path: "occurredOn", day: occurred_on }.into());
    }
    Ok(not_ahead(occurred_on, day_in_brussels(now))?)
}

/// The event of what is permitted, in a kind of aggregate without a journal.
pub(crate) fn recorded<P>(
    what: P,
    occurred_on: NaiveDate,
    now: DateTime<Utc>,
    actor: &Actor,
    catalogue: &Catalogue,
) -> Event<P> {
    let age = (day_in_brussels(now) - occurred_on).num_days();
    let late = age > i64::from(catalogue.limits().late_recording_days);
    let organisation = actor.organisation;
    Event { occurred_on, organisation, late, follows_from: None, origin: None, what }
}

/// The catalogue of a region and version.
pub(crate) fn named<'a>(
    region: &Code,
    version: NaiveDate,
    catalogues: &'a Catalogues,
) -> Result<&'a Catalogue, OccasionRefusal> {
    let found = catalogues.get(region.as_str(), version).map(AsRef::as_ref);
    found.ok_or_else(|| OccasionRefusal::CatalogueNotFound { region: region.clone(), version })
}
