//! Referrals: a client is sent to another organisation, and what came of it. Waiting is measured.

mod facts;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use facts::{
    ReferralAccepted, ReferralDeclined, ReferralDeclinedByClient, ReferralDone, ReferralExpired,
    ReferralFirstAttended, ReferralRefusal, ReferralSeen, ReferralSent, ReferralWaitlisted,
    ReferralWithdrawn, WithdrawnBy,
};

use super::Refusal;
use crate::catalogue::Code;
use crate::ids::{KboNumber, ReferralId};
use crate::word_enum::word_enum;

word_enum! {
    /// How far a referral has come. Later ones are further; each of the last five is an end.
    pub enum ReferralStep {
        /// Sent, and not yet looked at.
        Sent,
        /// Looked at.
        Seen,
        /// On a waiting list.
        Waitlisted,
        /// The organisation will help.
        Accepted,
        /// The client was there for the first time.
        FirstAttended,
        /// The help that was asked for was given.
        Done,
        /// The organisation will not help.
        Declined,
        /// The client does not want it.
        DeclinedByClient,
        /// Taken back.
        Withdrawn,
        /// Nobody answered in time.
        Expired,
    }
}

impl ReferralStep {
    /// The organisation that it was sent to has yet to say yes or no.
    #[must_use]
    pub fn waits(self) -> bool {
        matches!(self, Self::Sent | Self::Seen | Self::Waitlisted)
    }

    /// The client has neither arrived nor been turned away.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.waits() || self == Self::Accepted
    }
}

/// Referrals, in order of their sending.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Referrals(Vec<Referral>);

/// A referral and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    /// The organisation that sent it.
    pub by: KboNumber,
    /// How it was sent.
    pub sent: ReferralSent,
    /// The first day of each step that it came through.
    pub days: BTreeMap<ReferralStep, NaiveDate>,
    /// When the waiting is expected to be over.
    pub expected_on: Option<NaiveDate>,
    /// Why the organisation or the client declined.
    pub reason: Option<Code>,
}

impl Referral {
    /// How far it has come.
    #[must_use]
    pub fn step(&self) -> ReferralStep {
        self.days.last_key_value().map_or(ReferralStep::Sent, |(step, _)| *step)
    }

    /// Days from the sending to the first answer that helps the client on: a place, a waiting
    /// list or a no. To have looked at it is not yet one.
    #[must_use]
    pub fn days_until_answered(&self) -> Option<i64> {
        use ReferralStep::{Accepted, Declined, Waitlisted};
        self.days_between(&[ReferralStep::Sent], &[Waitlisted, Accepted, Declined])
    }

    /// Days from the sending to the first time that the client was there.
    #[must_use]
    pub fn days_until_first_attended(&self) -> Option<i64> {
        self.days_between(&[ReferralStep::Sent], &[ReferralStep::FirstAttended])
    }

    /// Days on the waiting list, once they are over.
    #[must_use]
    pub fn days_waitlisted(&self) -> Option<i64> {
        use ReferralStep::{Accepted, Declined, DeclinedByClient, Expired, Withdrawn};
        let over = [Accepted, Declined, DeclinedByClient, Withdrawn, Expired];
        self.days_between(&[ReferralStep::Waitlisted], &over)
    }

    fn days_between(&self, from: &[ReferralStep], to: &[ReferralStep]) -> Option<i64> {
        let first = |steps: &[ReferralStep]| {
            steps.iter().filter_map(|step| self.days.get(step)).min().copied()
        };
        Some((first(to)? - first(from)?).num_days())
    }

    fn reach(&mut self, step: ReferralStep, on: NaiveDate) {
        self.days.entry(step).or_insert(on);
    }
}

impl Referrals {
    /// Past and present, in order of their sending.
    pub fn iter(&self) -> impl Iterator<Item = &Referral> {
        self.0.iter()
    }

    /// Something is yet to come of a referral to this organisation.
    pub(super) fn await_at(&self, organisation: KboNumber) -> bool {
        self.open().any(|referral| referral.sent.to == organisation)
    }

    /// Rule 8: what closing the trajectory withdraws. A client who has arrived stays where they
    /// are.
    pub(super) fn withdrawn_at_closing(&self) -> impl Iterator<Item = ReferralWithdrawn> {
        self.open().map(|referral| ReferralWithdrawn {
            referral: referral.sent.referral,
            by: WithdrawnBy::Closing,
        })
    }

    /// What is open when the trajectory closes ends with it, also when the closing was recorded
    /// first.
    pub(super) fn close(&mut self, on: NaiveDate) {
        for referral in self.0.iter_mut().filter(|referral| referral.step().is_open()) {
            referral.reach(ReferralStep::Withdrawn, on);
        }
    }

    fn open(&self) -> impl Iterator<Item = &Referral> {
        self.0.iter().filter(|referral| referral.step().is_open())
    }

    fn sent(&self, referral: ReferralId) -> Result<&Referral, Refusal> {
        self.0
            .iter()
            .find(|known| known.sent.referral == referral)
            .ok_or(ReferralRefusal::ReferralNotSent { referral }.into())
    }

    fn get_mut(&mut self, referral: ReferralId) -> Option<&mut Referral> {
        self.0.iter_mut().find(|known| known.sent.referral == referral)
    }
}
