//! An organisation takes access without a grant, for a reason and for some days. No rule prevents it,
//! because an emergency cannot wait; everybody can see afterwards that it was done.

use super::Consent;
use crate::catalogue::list::AccessOverrideReason;
use crate::trajectory::prelude::*;

/// The organisation that records this has access until a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccessOverridden {
    /// Why.
    pub reason: Code<AccessOverrideReason>,
    /// The last day, in Brussels: not before the day of the event.
    pub until: NaiveDate,
}

/// Access that was taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccessOverride {
    /// By which organisation.
    pub organisation: KboNumber,
    /// The first day.
    pub on: NaiveDate,
    /// Why and until when.
    pub overridden: AccessOverridden,
}

impl Consent {
    /// Whether the organisation has access that it took.
    pub(super) fn is_overridden_by(&self, at: &Circumstance<'_>) -> bool {
        self.overrides.iter().any(|taken| {
            taken.organisation == at.organisation
                && (taken.on..=taken.overridden.until).contains(&at.on)
        })
    }
}

impl EventPayload<State> for AccessOverridden {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.coming_day("until", self.until);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.opened().map(|_| ())
    }

    fn apply(&self, state: &mut State, on: NaiveDate, organisation: KboNumber) {
        let taken = AccessOverride { organisation, on, overridden: self.clone() };
        state.consent.overrides.push(taken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::trajectory::Intent;
    use crate::trajectory::consent::ConsentRefusal;
    use crate::trajectory::opening::OpeningRefusal;
    use crate::trajectory::story::{
        Story, attempt, day, opened, organisation, participant, story, unknown,
    };

    fn overridden(until: i64) -> AccessOverridden {
        AccessOverridden { reason: Code::new("crisis"), until: day(until) }
    }

    fn attempted() -> Intent {
        Intent::RecordContactAttempt(attempt("phone", "reached"))
    }

    /// Organisation 2 took access on day 5, until day 8.
    fn taken() -> Story {
        participant().given_by(organisation(2), day(5), overridden(8)).by(organisation(2))
    }

    #[test]
    fn rule_6_an_organisation_without_a_grant_may_take_access() {
        participant()
            .by(organisation(2))
            .when(day(5), Intent::OverrideAccess(overridden(8)))
            .then(vec![overridden(8).into()]);
    }

    #[test]
    fn who_took_access_records_until_its_last_day() {
        for on in [5, 8] {
            taken().when(day(on), attempted()).then(vec![attempt("phone", "reached").into()]);
        }
        for on in [4, 9] {
            taken()
                .when(day(on), attempted())
                .then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(2) });
        }
    }

    #[test]
    fn access_that_one_organisation_took_is_not_for_another() {
        taken()
            .by(organisation(3))
            .when(day(6), attempted())
            .then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(3) });
    }

    #[test]
    fn each_time_that_access_was_taken_is_seen() {
        let state = taken().given_by(organisation(3), day(6), overridden(6)).state();
        let seen: Vec<_> =
            state.consent.overrides.iter().map(|taken| (taken.organisation, taken.on)).collect();
        assert_eq!(seen, [(organisation(2), day(5)), (organisation(3), day(6))]);
    }

    #[test]
    fn access_is_not_taken_for_days_gone_by() {
        participant()
            .by(organisation(2))
            .when(day(5), Intent::OverrideAccess(overridden(4)))
            .then_refused(&FieldFault::DayOutOfOrder { path: "until", day: day(4), limit: day(5) });
    }

    #[test]
    fn there_is_no_access_to_take_where_nothing_was_opened() {
        story()
            .when(day(5), Intent::OverrideAccess(overridden(8)))
            .then_refused(&OpeningRefusal::TrajectoryNotFound);
        story()
            .given(day(6), opened())
            .when(day(5), Intent::OverrideAccess(overridden(8)))
            .then_refused(&OpeningRefusal::OccurredBeforeOpening {
                occurred_on: day(5),
                opened_on: day(6),
            });
    }

    #[test]
    fn rule_13_the_reason_for_taking_access_is_a_code() {
        let odd = AccessOverridden { reason: Code::new("curiosity"), ..overridden(8) };
        participant()
            .by(organisation(2))
            .when(day(5), Intent::OverrideAccess(odd))
            .then_refused(&unknown("access_override_reason", "curiosity", "reason"));
    }
}
