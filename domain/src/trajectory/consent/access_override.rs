//! An organisation takes access without a grant, for a reason and for some hours. No rule prevents it,
//! because an emergency cannot wait; everybody can see afterwards that it was done.

use chrono::{DateTime, Duration, Utc};

use super::{Consent, ConsentRefusal};
use crate::catalogue::list::AccessOverrideReason;
use crate::time::{day_in_brussels, days_after, start_of_day};
use crate::trajectory::prelude::*;
use crate::trajectory::{Intent, Payload};

/// The organisation that records this has access until a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccessOverridden {
    /// Why.
    pub reason: Code<AccessOverrideReason>,
    /// The moment at which it ends: yet to come, and within the catalogue's hours.
    pub until: DateTime<Utc>,
}

/// Access that was taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccessOverride {
    /// By which organisation.
    pub organisation: KboNumber,
    /// The day.
    pub on: NaiveDate,
    /// Why and until when.
    pub overridden: AccessOverridden,
}

impl Consent {
    /// Whether the organisation has access at a moment that it took.
    #[must_use]
    pub fn is_overridden_by(&self, organisation: KboNumber, at: DateTime<Utc>) -> bool {
        let mut overrides = self.overrides.iter();
        overrides.any(|taken| taken.organisation == organisation && at < taken.overridden.until)
    }
}

impl EventPayload<State> for AccessOverridden {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.day("until", day_in_brussels(self.until));
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.opened()?;
        let until = self.until;
        let organisation = at.organisation;
        Refusal::when(at.now.is_some() && state.has_grant(organisation, at), || {
            ConsentRefusal::GrantStillOpen { organisation }
        })?;
        // Looked at again, it was taken at some moment of its day.
        let end_of_day = || start_of_day(days_after(at.on, 1));
        let taken_at = at.now.map_or_else(end_of_day, |now| now.moment);
        Refusal::when(at.now.is_some() && until <= taken_at, || ConsentRefusal::OverrideOver {
            until,
        })?;
        let latest = taken_at + Duration::hours(at.catalogue.limits().override_hours.into());
        Refusal::when(until > latest, || ConsentRefusal::OverrideTooLong { until, latest })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, organisation: KboNumber) {
        // Nor does what is recorded by it keep a grant alive that ran out.
        state.consent.not_renewed.insert(organisation);
        let taken = AccessOverride { organisation, on, overridden: self.clone() };
        state.consent.overrides.push(taken);
    }
}

/// Rule 6: that access was taken is never voided, and a correction makes it no longer.
pub(in crate::trajectory) fn stays(recorded: &Payload, intent: &Intent) -> Result<(), Refusal> {
    let Payload::AccessOverridden(taken) = recorded else { return Ok(()) };
    match intent {
        Intent::VoidEvent(_) => Err(ConsentRefusal::OverrideStays.into()),
        Intent::CorrectEvent(correction) => match &*correction.replacement {
            Payload::AccessOverridden(corrected) if corrected.until > taken.until => {
                Err(ConsentRefusal::OverrideNotExtended { until: taken.until }.into())
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
