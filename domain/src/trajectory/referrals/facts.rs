//! What can be recorded about a referral, and when.

use std::collections::BTreeMap;

use super::{Referral, ReferralStep};
use crate::catalogue::list::{
    ClientDeclineReason, ProblemArea, ReferralDeclineReason, ReferralUrgency, ServiceType,
};
use crate::ids::ReferralId;
use crate::trajectory::prelude::*;

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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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

/// The organisation has no place yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReferralWaitlisted {
    /// The referral.
    pub referral: ReferralId,
    /// The day, in Brussels, on which a place is expected: not before the day of the event.
    pub expected_on: Option<NaiveDate>,
}

/// Who takes a referral back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawnBy {
    /// The organisation that sent it.
    Sender,
    /// It follows from the closing of the trajectory, whoever closes that.
    Closing,
}

/// It is taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReferralWithdrawn {
    /// The referral.
    pub referral: ReferralId,
    /// By its sender or by the closing.
    pub by: WithdrawnBy,
}

impl ReferralWithdrawn {
    /// Rule 8: it ended because the trajectory did.
    pub(in crate::trajectory) fn follows_from_closing(&self) -> bool {
        self.by == WithdrawnBy::Closing
    }
}

/// Payloads that take a referral to its next step: each with the reason that it gives, if it does, the
/// step and the rule.
macro_rules! steps {
    ($($(#[$doc:meta])* $payload:ident $({ reason: $reason:ty })? => $step:ident if $permitted:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub struct $payload {
            /// The referral.
            pub referral: ReferralId,
            $(
                /// Why.
                pub reason: Code<$reason>,
            )?
        }

        impl EventPayload<State> for $payload {
            fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
                $permitted(state, self.referral, at)
            }

            fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
                if let Some(referral) = state.referrals.get_mut(self.referral) {
                    referral.reach(ReferralStep::$step, on);
                    $( referral.reason = Some(Code::<$reason>::into_list(self.reason.clone())); )?
                }
            }
        }
    )*};
}

steps! {
    /// The organisation has looked at it.
    ReferralSeen => Seen if answered;
    /// The organisation will help.
    ReferralAccepted => Accepted if answered;
    /// The organisation will not help.
    ReferralDeclined { reason: ReferralDeclineReason } => Declined if answered;
    /// The client does not want it.
    ReferralDeclinedByClient { reason: ClientDeclineReason } => DeclinedByClient if open;
    /// The client was there for the first time.
    ReferralFirstAttended => FirstAttended if accepted;
    /// The help that was asked for was given.
    ReferralDone => Done if attended;
    /// Nobody answered in time.
    ReferralExpired => Expired if unanswered;
}

/// Rule 5: a referral that waits is answered, and only by the organisation that it was sent to.
fn answered(state: &State, referral: ReferralId, at: &Circumstance<'_>) -> Result<(), Refusal> {
    state.not_ended()?;
    let to = state.referrals.sent(referral)?.sent.to;
    let another = || ReferralRefusal::ReferralSentToAnother { referral, to };
    Refusal::unless(to == at.organisation, another)?;
    unanswered(state, referral, at)
}

fn unanswered(state: &State, referral: ReferralId, _: &Circumstance<'_>) -> Result<(), Refusal> {
    state.not_ended()?;
    let step = state.referrals.sent(referral)?.step();
    Refusal::unless(step.waits(), || ReferralRefusal::ReferralNotWaiting { referral, step })
}

fn open(state: &State, referral: ReferralId, _: &Circumstance<'_>) -> Result<(), Refusal> {
    let step = state.referrals.sent(referral)?.step();
    Refusal::unless(step.is_open(), || ReferralRefusal::ReferralNotOpen { referral, step })
}

// The first attendance and the end may be recorded by any organisation with access, because a worker
// who goes along with the client sees them as well.

fn accepted(state: &State, referral: ReferralId, _: &Circumstance<'_>) -> Result<(), Refusal> {
    state.not_ended()?;
    let step = state.referrals.sent(referral)?.step();
    let not_accepted = || ReferralRefusal::ReferralNotAccepted { referral, step };
    Refusal::unless(step == ReferralStep::Accepted, not_accepted)
}

/// Help that was given began on a day, and the waiting ended on it: that day is asked for first.
fn attended(state: &State, referral: ReferralId, _: &Circumstance<'_>) -> Result<(), Refusal> {
    state.not_ended()?;
    let step = state.referrals.sent(referral)?.step();
    let not_attended = || ReferralRefusal::ReferralNotAttended { referral, step };
    Refusal::unless(step == ReferralStep::FirstAttended, not_attended)
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
        state.let_in_by_referral(self.to, on, organisation);
        state.referrals.0.push(Referral {
            by: organisation,
            sent: self.clone(),
            days: BTreeMap::from([(ReferralStep::Sent, on)]),
            expected_on: None,
            reason: None,
        });
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

impl EventPayload<State> for ReferralWithdrawn {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        open(state, self.referral, at)?;
        let by = state.referrals.sent(self.referral)?.by;
        Refusal::when(self.by == WithdrawnBy::Sender && by != at.organisation, || {
            ReferralRefusal::ReferralSentByAnother { referral: self.referral, by }
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let referral = state.referrals.get_mut(self.referral);
        // A closing may be recorded before an earlier answer: then the referral has ended already.
        if let Some(referral) = referral.filter(|referral| referral.step().is_open()) {
            referral.reach(ReferralStep::Withdrawn, on);
        }
    }
}
