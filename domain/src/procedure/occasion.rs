//! When something is asked, and by whom.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::actor::Actor;
use crate::catalogue::{Catalogue, Catalogues, Code};
use crate::field::FieldFault;
use crate::time::{day_in_brussels, is_in_range};

/// When something is asked, when it is said to have happened, and who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occasion {
    /// The day it happened, in Brussels, as told by the person who records it.
    pub occurred_on: NaiveDate,
    /// The server's clock. Deadlines look at this alone.
    pub now: DateTime<Utc>,
    /// Who records it.
    pub actor: Actor,
}

impl Occasion {
    /// Nothing is recorded that has yet to happen, or that happened before the launch.
    pub(crate) fn within_time(&self, launched_on: Option<NaiveDate>) -> Result<(), Refusal> {
        let (occurred_on, today) = (self.occurred_on, day_in_brussels(self.now));
        if !is_in_range(occurred_on) {
            return Err(FieldFault::DayOutOfRange { path: "occurredOn", day: occurred_on }.into());
        }
        if occurred_on > today {
            return Err(Refusal::OccurredInTheFuture { occurred_on, today });
        }
        match launched_on {
            Some(launched_on) if occurred_on < launched_on => {
                Err(Refusal::OccurredBeforeLaunch { occurred_on, launched_on })
            }
            _ => Ok(()),
        }
    }
}

/// The catalogue of a region and version.
pub(crate) fn named<'a>(
    region: &Code,
    version: NaiveDate,
    catalogues: &'a Catalogues,
) -> Result<&'a Catalogue, Refusal> {
    catalogues
        .get(region.as_str(), version)
        .map(AsRef::as_ref)
        .ok_or_else(|| Refusal::CatalogueNotFound { region: region.clone(), version })
}
