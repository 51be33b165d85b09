//! Consent: on what ground data are kept, and who may see and record.

mod access_override;

pub use access_override::{AccessOverridden, AccessOverride};

use std::collections::BTreeMap;

use crate::catalogue::list::{LegalBasis, Purpose, WithdrawalReason};
use crate::time::months_after;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about who may see and record.
    ConsentRefusal {
        /// Rule 6.
        NoOpenGrant { organisation: KboNumber }, "NO_OPEN_GRANT",
            "organisation {organisation} has no open grant on that day; ask the owner for access";
        GrantStillOpen { organisation: KboNumber }, "GRANT_STILL_OPEN",
            "organisation {organisation} has an open grant already";
        OwnerKeepsAccess, "OWNER_KEEPS_ACCESS",
            "the organisation that owns the trajectory keeps its access";
        NothingShared, "NOTHING_SHARED",
            "no legal basis was recorded, or sharing was withdrawn already";
    }
}

/// The ground on which data are kept. The organisations that it names get access.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LegalBasisRecorded {
    /// The grounds: one of GDPR article 6, and where health data are kept
    /// one of article 9; at least one.
    pub bases: Vec<Code<LegalBasis>>,
    /// What the data are kept for; at least one.
    pub purposes: Vec<Code<Purpose>>,
    /// With whom they are shared.
    pub organisations: Vec<KboNumber>,
    /// The last day on which it holds; absent: until withdrawn.
    pub until: Option<NaiveDate>,
}

/// The client no longer wants data to be shared. All but the owner lose their access.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharingWithdrawn {
    /// Why, if the client says so.
    pub reason: Option<Code<WithdrawalReason>>,
}

/// An organisation may see and record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccessGranted {
    /// The organisation.
    pub organisation: KboNumber,
}

/// An organisation's access ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccessExpired {
    /// The organisation.
    pub organisation: KboNumber,
}

/// Legal basis and grants.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Consent {
    /// The ground that was recorded last.
    pub basis: Option<LegalBasisRecorded>,
    /// The organisations with a grant, each with the last day on which it did something.
    /// The owner is not among them: it needs none.
    pub grants: BTreeMap<KboNumber, NaiveDate>,
    /// Whether the client has withdrawn the sharing since.
    pub withdrawn: bool,
    /// Every time that an organisation took access without a grant, in order.
    pub overrides: Vec<AccessOverride>,
}

impl Consent {
    /// Rule 6: an organisation with an open grant may record.
    pub(super) fn has_grant(&self, organisation: KboNumber, at: &Circumstance<'_>) -> bool {
        let months = at.catalogue.limits().grant_expiry_months;
        self.grants.get(&organisation).is_some_and(|last| at.on <= months_after(*last, months))
    }

    /// What the client agreed to that still holds on a day.
    pub(super) fn agreed_on(&self, day: NaiveDate) -> Option<&LegalBasisRecorded> {
        let basis = self.basis.as_ref().filter(|_| !self.withdrawn)?;
        basis.until.is_none_or(|until| until >= day).then_some(basis)
    }
}

impl State {
    /// Rules 6 and 11: the owner may record, and whoever has an open grant.
    pub(super) fn may_record(&self, at: &Circumstance<'_>) -> Result<(), Refusal> {
        let organisation = at.organisation;
        let granted = self.consent.has_grant(organisation, at)
            || self.consent.is_overridden_by(at)
            || self.is_awaited(organisation);
        Refusal::unless(self.owned_by(organisation) || granted, || ConsentRefusal::NoOpenGrant {
            organisation,
        })
    }

    /// Rule 11: the action of an organisation with an open referral has not ended. A waiting list
    /// may be longer than a grant lasts.
    fn is_awaited(&self, organisation: KboNumber) -> bool {
        self.consent.grants.contains_key(&organisation) && self.referrals.await_at(organisation)
    }

    /// An organisation gets a grant, or has the one that it has renewed. The owner needs none.
    pub(super) fn let_in(&mut self, organisation: KboNumber, on: NaiveDate) {
        if !self.owned_by(organisation) {
            self.consent.grants.insert(organisation, on);
        }
    }

    /// Every recording is an action: it keeps the organisation's grant alive (rule 11).
    pub(super) fn note_action(&mut self, organisation: KboNumber, on: NaiveDate) {
        if let Some(last) = self.consent.grants.get_mut(&organisation) {
            *last = on;
        }
    }

    pub(super) fn owned_by(&self, organisation: KboNumber) -> bool {
        self.opening.as_ref().is_some_and(|opening| opening.owner == organisation)
    }
}

impl EventPayload<State> for LegalBasisRecorded {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.named("bases", &self.bases);
        fields.named("purposes", &self.purposes);
        if let Some(until) = self.until {
            fields.coming_day("until", until);
        }
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.open()
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        for organisation in &self.organisations {
            state.let_in(*organisation, on);
        }
        state.consent.withdrawn = false;
        state.consent.basis = Some(self.clone());
    }
}

impl EventPayload<State> for SharingWithdrawn {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Refusal::when(state.consent.basis.is_none() || state.consent.withdrawn, || {
            ConsentRefusal::NothingShared
        })
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.consent.grants.clear();
        state.consent.withdrawn = true;
    }
}

impl EventPayload<State> for AccessGranted {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.opened()?;
        let organisation = self.organisation;
        Refusal::when(
            state.owned_by(organisation) || state.consent.has_grant(organisation, at),
            || ConsentRefusal::GrantStillOpen { organisation },
        )
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.consent.grants.insert(self.organisation, on);
    }
}

impl EventPayload<State> for AccessExpired {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        let organisation = self.organisation;
        if state.owned_by(organisation) {
            Err(ConsentRefusal::OwnerKeepsAccess.into())
        } else if state.consent.grants.contains_key(&organisation) {
            Ok(())
        } else {
            Err(ConsentRefusal::NoOpenGrant { organisation }.into())
        }
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.consent.grants.remove(&self.organisation);
    }
}

#[cfg(test)]
mod tests;
