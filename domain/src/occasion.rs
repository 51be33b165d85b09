//! The day of an event, and its catalogue: rules of every aggregate.

use chrono::NaiveDate;

use crate::catalogue::{Catalogue, Catalogues, Code};
use crate::refusal::refusals;

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

/// The catalogue of a region and version.
pub(crate) fn named<'a>(
    region: &Code,
    version: NaiveDate,
    catalogues: &'a Catalogues,
) -> Result<&'a Catalogue, OccasionRefusal> {
    let found = catalogues.get(region.as_str(), version).map(AsRef::as_ref);
    found.ok_or_else(|| OccasionRefusal::CatalogueNotFound { region: region.clone(), version })
}
