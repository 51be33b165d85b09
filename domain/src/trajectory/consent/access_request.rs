//! An organisation without access asks for it. A grant answers, or the owner refuses.

use super::ConsentRefusal;
use crate::catalogue::list::{AccessRefusalReason, Purpose};
use crate::trajectory::prelude::*;

/// The organisation that records this asks for access.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccessRequested {
    /// What for.
    pub purpose: Code<Purpose>,
}

/// The owner does not give an organisation the access that it asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccessRefused {
    /// The organisation that asked.
    pub organisation: KboNumber,
    /// Why.
    pub reason: Code<AccessRefusalReason>,
}

/// A request that waits for its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccessRequest {
    /// The day that it was made.
    pub on: NaiveDate,
    /// What for.
    pub purpose: Code<Purpose>,
}

impl EventPayload<State> for AccessRequested {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.opened()?;
        let organisation = at.organisation;
        Refusal::when(at.now.is_some() && state.has_grant(organisation, at), || {
            ConsentRefusal::GrantStillOpen { organisation }
        })?;
        Refusal::when(state.consent.requests.contains_key(&organisation), || {
            ConsentRefusal::AccessStillRequested { organisation }
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, organisation: KboNumber) {
        // Who asks has no access: this does not keep a grant alive that ran out.
        state.consent.not_renewed.insert(organisation);
        let request = AccessRequest { on, purpose: self.purpose.clone() };
        state.consent.requests.insert(organisation, request);
    }
}

impl EventPayload<State> for AccessRefused {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        let organisation = self.organisation;
        Refusal::unless(state.consent.requests.contains_key(&organisation), || {
            ConsentRefusal::NoAccessRequested { organisation }
        })?;
        // Looked at again, somebody else may turn out to have owned the trajectory by then.
        Refusal::when(at.now.is_some() && !state.owned_by(at.organisation), || {
            ConsentRefusal::OnlyOwnerRefuses
        })
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.consent.requests.remove(&self.organisation);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::Intent;
    use crate::trajectory::consent::{AccessGranted, LegalBasisRecorded};
    use crate::trajectory::story::{
        Story, attempt, day, legal_basis, organisation, participant, unknown,
    };

    fn requested() -> AccessRequested {
        AccessRequested { purpose: Code::new("guidance") }
    }

    fn refused() -> AccessRefused {
        AccessRefused { organisation: organisation(2), reason: Code::new("client_objects") }
    }

    /// Organisation 2 asked for access on day 4; the owner speaks.
    fn asked() -> Story {
        participant().given_by(organisation(2), day(4), requested())
    }

    fn grant(n: u32) -> AccessGranted {
        AccessGranted { organisation: organisation(n) }
    }

    #[test]
    fn who_has_no_access_asks_for_it() {
        participant()
            .by(organisation(2))
            .when(day(4), Intent::RequestAccess(requested()))
            .then(vec![requested().into()]);
        let state = asked().state();
        let request = AccessRequest { on: day(4), purpose: Code::new("guidance") };
        assert_eq!(state.consent.requests, [(organisation(2), request)].into());
    }

    #[test]
    fn asking_gives_no_access() {
        asked()
            .by(organisation(2))
            .when(day(5), Intent::RecordContactAttempt(attempt("phone", "reached")))
            .then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(2) });
    }

    #[test]
    fn a_grant_and_a_basis_that_names_the_organisation_answer_its_request() {
        let named = LegalBasisRecorded { organisations: vec![organisation(2)], ..legal_basis() };
        let of_both = |story: Story| story.state().consent;
        for consent in
            [of_both(asked().given(day(5), grant(2))), of_both(asked().given(day(5), named))]
        {
            assert!(consent.requests.is_empty() && consent.grants.contains_key(&organisation(2)));
        }
        let other = asked().given(day(5), grant(3)).state();
        assert!(other.consent.requests.contains_key(&organisation(2)));
    }

    #[test]
    fn the_owner_refuses_for_a_reason_and_may_be_asked_again() {
        asked().when(day(5), Intent::RefuseAccess(refused())).then(vec![refused().into()]);
        let whim = AccessRefused { reason: Code::new("whim"), ..refused() };
        asked().when(day(5), Intent::RefuseAccess(whim)).then_refused(&unknown(
            "access_refusal_reason",
            "whim",
            "reason",
        ));
        asked()
            .given(day(5), refused())
            .by(organisation(2))
            .when(day(6), Intent::RequestAccess(requested()))
            .then(vec![requested().into()]);
    }

    #[test]
    fn only_the_owner_refuses() {
        asked()
            .given(day(4), grant(3))
            .by(organisation(3))
            .when(day(5), Intent::RefuseAccess(refused()))
            .then_refused(&ConsentRefusal::OnlyOwnerRefuses);
    }

    #[test]
    fn one_request_waits_at_a_time_and_without_one_there_is_nothing_to_refuse() {
        let organisation = organisation(2);
        asked()
            .by(organisation)
            .when(day(5), Intent::RequestAccess(requested()))
            .then_refused(&ConsentRefusal::AccessStillRequested { organisation });
        participant()
            .when(day(5), Intent::RefuseAccess(refused()))
            .then_refused(&ConsentRefusal::NoAccessRequested { organisation });
    }

    #[test]
    fn who_has_access_does_not_ask_for_it() {
        participant()
            .when(day(4), Intent::RequestAccess(requested()))
            .then_refused(&ConsentRefusal::GrantStillOpen { organisation: organisation(1) });
        participant()
            .given(day(3), grant(2))
            .by(organisation(2))
            .when(day(4), Intent::RequestAccess(requested()))
            .then_refused(&ConsentRefusal::GrantStillOpen { organisation: organisation(2) });
    }

    #[test]
    fn rule_13_the_purpose_of_a_request_is_a_code() {
        let odd = AccessRequested { purpose: Code::new("curiosity") };
        participant()
            .by(organisation(2))
            .when(day(4), Intent::RequestAccess(odd))
            .then_refused(&unknown("purpose", "curiosity", "purpose"));
    }
}
