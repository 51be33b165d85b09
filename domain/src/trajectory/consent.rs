//! Consent: on what ground data are kept, and who may see and record.

pub(super) mod access;
pub(super) mod access_override;
mod access_request;
mod basis;

pub use access_override::{AccessOverridden, AccessOverride};
pub use access_request::{AccessRefused, AccessRequest, AccessRequested};

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::catalogue::list::{LegalBasis, Purpose, WithdrawalReason};
use crate::time::clock_in_brussels;
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
        /// Rule 6.
        OwnAccessNotRestored, "OWN_ACCESS_NOT_RESTORED",
            "nobody restores the own access: ask the owner for it";
        /// Rule 6: an override gives recording, and nothing to hand on.
        NoAccessToGive { organisation: KboNumber }, "NO_ACCESS_TO_GIVE",
            "who has no grant lets nobody in: the owner can give organisation {organisation} access";
        /// Rule 6: the client withdrew it there, and has not agreed anew.
        WithdrawnHere, "WITHDRAWN_HERE",
            "the client withdrew the sharing there: an agreement is carried over no withdrawal; record there \
             what the client agreed to since";
        NotCoveredByBasis { organisation: KboNumber }, "NOT_COVERED_BY_BASIS",
            "the client withdrew the sharing: record a new legal basis that names organisation {organisation}";
        /// Rule 2.
        LegalBasisEnded { until: NaiveDate }, "LEGAL_BASIS_ENDED" at "occurredOn",
            "the legal basis held until {until}: record a new one first; closing, exit and follow-up need none";
        AccessStillRequested { organisation: KboNumber }, "ACCESS_STILL_REQUESTED",
            "organisation {organisation} asked for access already; the owner has yet to answer";
        /// To whoever does not see the trajectory, whatever it is that stands in the way.
        AccessNotPossible, "ACCESS_NOT_POSSIBLE",
            "you cannot be given or take access to this trajectory so: leave out the version that you expect; if that \
             does not help, ask the steward of the region";
        NoAccessRequested { organisation: KboNumber }, "NO_ACCESS_REQUESTED",
            "organisation {organisation} has not asked for access, or was answered";
        OnlyOwnerRefuses, "ONLY_OWNER_REFUSES",
            "only the organisation that owns the trajectory refuses access";
        /// Rule 6.
        OverrideTooLong { until: DateTime<Utc>, latest: DateTime<Utc> }, "OVERRIDE_TOO_LONG" at "until",
            "access cannot be taken for so long: until {} at the latest", clock_in_brussels(*latest);
        /// Rule 6.
        OverrideNotExtended { until: DateTime<Utc> }, "OVERRIDE_NOT_EXTENDED" at "until",
            "access was taken until {}: a correction makes that no longer; take it anew", clock_in_brussels(*until);
        /// Rule 6: everybody can see that it was done.
        OverrideStays, "OVERRIDE_STAYS" at "event",
            "that access was taken stays to be seen: it is not voided; its reason can be corrected";
        OverrideOver { until: DateTime<Utc> }, "OVERRIDE_OVER" at "until",
            "{} has passed: access is taken until a moment to come", clock_in_brussels(*until);
    }
}

/// The ground on which data are kept. The organisations that it names get access.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SharingWithdrawn {
    /// Why, if the client says so.
    pub reason: Option<Code<WithdrawalReason>>,
}

/// An organisation may see and record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccessGranted {
    /// The organisation.
    pub organisation: KboNumber,
}

/// An organisation's access ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// Those of them whose recordings do not keep the grant alive, because they asked for access or
    /// took it since: they had none any more.
    pub not_renewed: BTreeSet<KboNumber>,
    /// Those of them whose grant rests on a referral by an organisation that only took access: they may
    /// see and record, and let nobody in.
    pub in_emergency: BTreeSet<KboNumber>,
    /// The organisations whose access was ended, each with the day, until they get it again.
    pub ended: BTreeMap<KboNumber, NaiveDate>,
    /// Whether the client has withdrawn the sharing since.
    pub withdrawn: bool,
    /// Whether the client ever did: from then on a grant needs a basis that names the organisation.
    pub was_withdrawn: bool,
    /// Every time that an organisation took access without a grant, in order.
    pub overrides: Vec<AccessOverride>,
    /// Who asks for access and has not been answered.
    pub requests: BTreeMap<KboNumber, AccessRequest>,
}

impl Consent {
    /// The last day on which the legal basis holds; none: there is no basis, or it has no end.
    #[must_use]
    pub fn basis_until(&self) -> Option<NaiveDate> {
        self.basis.as_ref().and_then(|basis| basis.until)
    }

    /// A basis that holds on a day names the organisation, and the sharing was not withdrawn since.
    pub(super) fn is_named(&self, organisation: KboNumber, on: NaiveDate) -> bool {
        !self.withdrawn
            && self.basis.as_ref().is_some_and(|basis| {
                basis.organisations.contains(&organisation)
                    && basis.until.is_none_or(|until| on <= until)
            })
    }

    /// Whether an organisation may be let in: a client who once withdrew the sharing has to have agreed
    /// to it anew.
    pub(super) fn covers(&self, organisation: KboNumber, on: NaiveDate) -> Result<(), Refusal> {
        Refusal::unless(!self.was_withdrawn || self.is_named(organisation, on), || {
            ConsentRefusal::NotCoveredByBasis { organisation }
        })
    }

    /// An organisation gets a grant. That answers its request.
    pub(super) fn grant(&mut self, organisation: KboNumber, on: NaiveDate) {
        self.grants.insert(organisation, on);
        self.not_renewed.remove(&organisation);
        self.in_emergency.remove(&organisation);
        self.ended.remove(&organisation);
        self.requests.remove(&organisation);
    }

    /// The grant of an organisation ends.
    pub(super) fn end(&mut self, organisation: KboNumber, on: NaiveDate) {
        if self.grants.remove(&organisation).is_some() {
            self.ended.insert(organisation, on);
        }
    }

    /// The organisation never had a grant, and never took access.
    fn never_let_in(&self, organisation: KboNumber) -> bool {
        !self.grants.contains_key(&organisation)
            && !self.ended.contains_key(&organisation)
            && !self.overrides.iter().any(|taken| taken.organisation == organisation)
    }

    /// What the client agreed to that still holds on a day.
    pub(super) fn agreed_on(&self, day: NaiveDate) -> Option<&LegalBasisRecorded> {
        let basis = self.basis.as_ref().filter(|_| !self.withdrawn)?;
        basis.until.is_none_or(|until| until >= day).then_some(basis)
    }
}

impl State {
    /// An organisation gets a grant, or has the one that it has renewed. The owner needs none.
    pub(super) fn let_in(&mut self, organisation: KboNumber, on: NaiveDate) {
        if !self.owned_by(organisation) {
            self.consent.grant(organisation, on);
        }
    }

    /// A referral lets an organisation in. Where the sender only has what it took or was lent in an emergency,
    /// that cannot be handed on.
    pub(super) fn let_in_by_referral(&mut self, to: KboNumber, on: NaiveDate, by: KboNumber) {
        let Consent { grants, not_renewed, in_emergency, .. } = &self.consent;
        let had_grant = grants.contains_key(&to);
        let gives = self.owned_by(by)
            || (grants.contains_key(&by)
                && !not_renewed.contains(&by)
                && !in_emergency.contains(&by));
        if gives || !had_grant {
            self.let_in(to, on);
        }
        if !gives && !had_grant && !self.owned_by(to) {
            self.consent.in_emergency.insert(to);
        }
    }

    /// Every recording is an action: it keeps the organisation's grant alive (rule 11).
    pub(super) fn note_action(&mut self, organisation: KboNumber, on: NaiveDate) {
        if let Some(last) = self.consent.grants.get_mut(&organisation)
            && !self.consent.not_renewed.contains(&organisation)
        {
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

    /// Also after a closing: a reopening needs a basis that holds.
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.opened().map(|_| ())
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

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let grants = std::mem::take(&mut state.consent.grants);
        state.consent.ended.extend(grants.into_keys().map(|organisation| (organisation, on)));
        state.consent.withdrawn = true;
        state.consent.was_withdrawn = true;
    }
}

impl EventPayload<State> for AccessGranted {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.opened()?;
        let organisation = self.organisation;
        state.consent.covers(organisation, at.on)?;
        // Looked at again, a grant beside another one is no contradiction: it renews it. And one that was given
        // in an emergency becomes one like any other.
        let is_lent = state.consent.in_emergency.contains(&organisation);
        Refusal::when(at.now.is_some() && !is_lent && state.has_grant(organisation, at), || {
            ConsentRefusal::GrantStillOpen { organisation }
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.let_in(self.organisation, on);
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

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.consent.end(self.organisation, on);
    }
}

#[cfg(test)]
mod tests;
