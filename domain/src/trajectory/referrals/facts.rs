//! What can be recorded about a referral, and when.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Referral, ReferralStep};
use crate::catalogue::Code;
use crate::catalogue::list::{
    ClientDeclineReason, ProblemArea, ReferralDeclineReason, ReferralUrgency, ServiceType,
};
use crate::ids::{KboNumber, ReferralId};
use crate::refusal::refusals;
use crate::trajectory::{Circumstance, EventPayload, Fields, Refusal, State};

refusals! {
    /// Rules about referrals.
    ReferralRefusal {
        ReferralAlreadySent { referral: ReferralId }, "REFERRAL_ALREADY_SENT",
            "referral {referral} was sent before";
        ReferralNotSent { referral: ReferralId }, "REFERRAL_NOT_SENT",
            "referral {referral} has not been sent";
        ReferralToItself { organisation: KboNumber }, "REFERRAL_TO_ITSELF" at "to",
            "organisation {organisation} cannot refer a client to itself";
        /// Rule 5.
        ReferralSentToAnother { referral: ReferralId, to: KboNumber }, "REFERRAL_SENT_TO_ANOTHER",
            "referral {referral} was sent to organisation {to}, which alone may answer it";
        /// Who sent a referral takes it back.
        ReferralSentByAnother { referral: ReferralId, by: KboNumber }, "REFERRAL_SENT_BY_ANOTHER",
            "referral {referral} was sent by organisation {by}, which alone may withdraw it";
        /// Rule 5.
        ReferralNotWaiting { referral: ReferralId, step: ReferralStep }, "REFERRAL_NOT_WAITING",
            "referral {referral} is {step} and does not wait for an answer";
        /// The client has arrived, or was turned away.
        ReferralNotOpen { referral: ReferralId, step: ReferralStep }, "REFERRAL_NOT_OPEN",
            "referral {referral} is {step} and no longer open";
        /// Rule 5.
        ReferralNotAccepted { referral: ReferralId, step: ReferralStep }, "REFERRAL_NOT_ACCEPTED",
            "referral {referral} is {step}: a client first attends what was accepted";
        /// What was never attended is not done.
        ReferralNotAttended { referral: ReferralId, step: ReferralStep }, "REFERRAL_NOT_ATTENDED",
            "referral {referral} is {step}: only what was attended is done";
    }
}

/// A client is sent to another organisation, which gets access to answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferralSent {
    /// The referral.
    pub referral: ReferralId,
    /// To which organisation.
    pub to: KboNumber,
    /// What is asked for.
    pub service: Code<ServiceType>,
    /// How soon an answer is needed.
    pub urgency: Code<ReferralUrgency>,
    /// What it is about; at least one.
    pub areas: Vec<Code<ProblemArea>>,
}

/// The organisation has looked at it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferralSeen {
    /// The referral.
    pub referral: ReferralId,
}

/// The organisation has no place yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferralWaitlisted {
    /// The referral.
    pub referral: ReferralId,
    /// The day, in Brussels, on which a place is expected: not before the day of the event.
    pub expected_on: Option<NaiveDate>,
}

/// The organisation will help.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferralAccepted {
    /// The referral.
    pub referral: ReferralId,
}

/// The organisation will not help.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferralDeclined {
    /// The referral.
    pub referral: ReferralId,
    /// Why.
    pub reason: Code<ReferralDeclineReason>,
}

/// The client does not want it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferralDeclinedByClient {
    /// The referral.
    pub referral: ReferralId,
    /// Why.
    pub reason: Code<ClientDeclineReason>,
}

/// The client was there for the first time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferralFirstAttended {
    /// The referral.
    pub referral: ReferralId,
}

/// The help that was asked for was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferralDone {
    /// The referral.
    pub referral: ReferralId,
}

/// Who takes a referral back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawnBy {
    /// The organisation that sent it.
    Sender,
    /// It follows from the closing of the trajectory, whoever closes that.
    Closing,
}

/// It is taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferralWithdrawn {
    /// The referral.
    pub referral: ReferralId,
    /// By its sender or by the closing.
    pub by: WithdrawnBy,
}

/// Nobody answered in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferralExpired {
    /// The referral.
    pub referral: ReferralId,
}

impl ReferralWithdrawn {
    /// Rule 8: it ended because the trajectory did.
    pub(in crate::trajectory) fn follows_from_closing(&self) -> bool {
        self.by == WithdrawnBy::Closing
    }
}

/// Rule 5: a referral that waits is answered, and only by the organisation that it was sent to.
fn answered(state: &State, referral: ReferralId, at: &Circumstance<'_>) -> Result<(), Refusal> {
    state.not_ended()?;
    let to = state.referrals.sent(referral)?.sent.to;
    Refusal::when(to != at.organisation, || ReferralRefusal::ReferralSentToAnother {
        referral,
        to,
    })?;
    waits(state, referral)
}

fn waits(state: &State, referral: ReferralId) -> Result<(), Refusal> {
    let step = state.referrals.sent(referral)?.step();
    Refusal::unless(step.waits(), || ReferralRefusal::ReferralNotWaiting { referral, step })
}

fn open(state: &State, referral: ReferralId) -> Result<&Referral, Refusal> {
    let known = state.referrals.sent(referral)?;
    let step = known.step();
    if step.is_open() {
        Ok(known)
    } else {
        Err(ReferralRefusal::ReferralNotOpen { referral, step }.into())
    }
}

impl EventPayload<State> for ReferralSent {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.named("areas", &self.areas);
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        let referral = self.referral;
        Refusal::when(state.referrals.sent(referral).is_ok(), || {
            ReferralRefusal::ReferralAlreadySent { referral }
        })?;
        Refusal::when(self.to == at.organisation, || ReferralRefusal::ReferralToItself {
            organisation: self.to,
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, organisation: KboNumber) {
        state.let_in(self.to, on);
        state.referrals.0.push(Referral {
            by: organisation,
            sent: self.clone(),
            days: BTreeMap::from([(ReferralStep::Sent, on)]),
            expected_on: None,
            reason: None,
        });
    }
}

impl EventPayload<State> for ReferralSeen {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        answered(state, self.referral, at)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.referrals.reach(self.referral, ReferralStep::Seen, on);
    }
}

impl EventPayload<State> for ReferralWaitlisted {
    fn fields(&self, fields: &mut Fields<'_>) {
        if let Some(day) = self.expected_on {
            fields.coming_day("expectedOn", day);
        }
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        answered(state, self.referral, at)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(referral) = state.referrals.get_mut(self.referral) {
            referral.reach(ReferralStep::Waitlisted, on);
            referral.expected_on = self.expected_on;
        }
    }
}

impl EventPayload<State> for ReferralAccepted {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        answered(state, self.referral, at)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.referrals.reach(self.referral, ReferralStep::Accepted, on);
    }
}

impl EventPayload<State> for ReferralDeclined {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        answered(state, self.referral, at)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(referral) = state.referrals.get_mut(self.referral) {
            referral.reach(ReferralStep::Declined, on);
            referral.reason = Some(self.reason.clone().into());
        }
    }
}

impl EventPayload<State> for ReferralDeclinedByClient {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        open(state, self.referral).map(|_| ())
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(referral) = state.referrals.get_mut(self.referral) {
            referral.reach(ReferralStep::DeclinedByClient, on);
            referral.reason = Some(self.reason.clone().into());
        }
    }
}

// Whoever goes along with the client sees that they arrived as well as the organisation does:
// the first attendance and the end may be recorded by anybody with access.

impl EventPayload<State> for ReferralFirstAttended {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.not_ended()?;
        let referral = self.referral;
        match state.referrals.sent(referral)?.step() {
            ReferralStep::Accepted => Ok(()),
            step => Err(ReferralRefusal::ReferralNotAccepted { referral, step }.into()),
        }
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.referrals.reach(self.referral, ReferralStep::FirstAttended, on);
    }
}

impl EventPayload<State> for ReferralDone {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.not_ended()?;
        let referral = self.referral;
        // Help that was given began on a day, and the waiting ended on it: it is asked for.
        match state.referrals.sent(referral)?.step() {
            ReferralStep::FirstAttended => Ok(()),
            step => Err(ReferralRefusal::ReferralNotAttended { referral, step }.into()),
        }
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.referrals.reach(self.referral, ReferralStep::Done, on);
    }
}

impl EventPayload<State> for ReferralWithdrawn {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        let by = open(state, self.referral)?.by;
        Refusal::when(self.by == WithdrawnBy::Sender && by != at.organisation, || {
            ReferralRefusal::ReferralSentByAnother { referral: self.referral, by }
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let referral = state.referrals.get_mut(self.referral);
        // What the closing withdraws may turn out to have been answered before.
        if let Some(referral) = referral.filter(|referral| referral.step().is_open()) {
            referral.reach(ReferralStep::Withdrawn, on);
        }
    }
}

impl EventPayload<State> for ReferralExpired {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.not_ended()?;
        waits(state, self.referral)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.referrals.reach(self.referral, ReferralStep::Expired, on);
    }
}
