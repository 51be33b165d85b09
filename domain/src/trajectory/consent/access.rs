//! Who may record: by which day that is judged, and what nobody gives themselves.

use super::ConsentRefusal;
use crate::actor::Actor;
use crate::catalogue::{Catalogue, Limits};
use crate::policy::{Access, Action, Subject, may};
use crate::stream::{Aggregate, Stream};
use crate::time::{day_in_brussels, months_after};
use crate::trajectory::prelude::*;
use crate::trajectory::transfer::TransferRequested;
use crate::trajectory::{Intent, Now, Trajectory, TrajectoryEvent, bridge};

impl Intent {
    /// Rule 6: what changes access, or what was recorded, happens today, whatever day the command says.
    /// Nobody could see or record anything by a grant before it was given, and who has lost access would
    /// otherwise give it back by speaking of a day on which there still was some.
    pub(in crate::trajectory) fn acts_today(&self) -> bool {
        matches!(
            self,
            Self::WithdrawSharing(_)
                | Self::GrantAccess(_)
                | Self::ExpireAccess(_)
                | Self::OverrideAccess(_)
                | Self::RequestAccess(_)
                | Self::RefuseAccess(_)
                | Self::VoidEvent(_)
                | Self::RestrictProcessing(_)
                | Self::LiftRestriction(_)
                | Self::RequestErasure(_)
                | Self::DecideErasure(_)
                | Self::RecordKeyDestroyed(_)
        )
    }

    /// It changes who has access, or what was recorded. So what is listed after it in one command rests on it, whatever
    /// day that speaks of.
    pub(in crate::trajectory) fn bears_on_what_comes_after(&self) -> bool {
        self.acts_today() || self.may_hand_over() || matches!(self, Self::DeclineTransfer(_))
    }

    /// It may change who owns the trajectory, or who is asked to.
    fn may_hand_over(&self) -> bool {
        matches!(self, Self::RequestTransfer(_) | Self::CorrectEvent(_) | Self::VoidEvent(_))
    }

    /// It is for those who have no access. Rule 11: who was asked to take over answers, and brings the client
    /// along to another region, whatever access it has.
    fn needs_no_access(&self, then: &State, organisation: KboNumber) -> bool {
        match self {
            Self::OverrideAccess(_) | Self::RequestAccess(_) | Self::ReceiveTransfer(_) => true,
            // Where nobody is asked, that is what the answer is refused for.
            Self::AcceptTransfer(_) | Self::DeclineTransfer(_) => {
                then.transfer.pending.is_none() || then.is_asked_to_take_over(organisation)
            }
            _ => false,
        }
    }
}

impl State {
    /// The last day on which an organisation has access, if nothing happens: for the owner, and while a
    /// referral to it is open, the last of all days. None where it has none.
    #[must_use]
    pub fn access_until(&self, organisation: KboNumber, limits: &Limits) -> Option<NaiveDate> {
        if self.owned_by(organisation) {
            return Some(NaiveDate::MAX);
        }
        let last = self.consent.grants.get(&organisation)?;
        // Rule 11: the action of an organisation with an open referral has not ended. A waiting list may be
        // longer than a grant lasts.
        let is_awaited = self.referrals.await_at(organisation);
        Some(if is_awaited {
            NaiveDate::MAX
        } else {
            months_after(*last, limits.grant_expiry_months)
        })
    }

    /// Rules 6 and 11: whether an organisation has access of its own on a day: the owner, and whoever has an
    /// open grant. Access that it took is not its own.
    #[must_use]
    pub fn has_access(&self, organisation: KboNumber, on: NaiveDate, limits: &Limits) -> bool {
        self.access_until(organisation, limits).is_some_and(|until| on <= until)
    }

    /// The same, on the day of a circumstance.
    pub(in crate::trajectory) fn has_grant(
        &self,
        organisation: KboNumber,
        at: &Circumstance<'_>,
    ) -> bool {
        self.has_access(organisation, at.on, at.catalogue.limits())
    }

    /// Whether an organisation may let others in: it has access of its own that does not rest on a referral
    /// in an emergency.
    fn may_let_in(&self, organisation: KboNumber, on: NaiveDate, limits: &Limits) -> bool {
        self.has_access(organisation, on, limits)
            && !self.consent.in_emergency.contains(&organisation)
    }

    /// All that have access of their own on a day.
    fn with_access(&self, on: NaiveDate, limits: &Limits) -> Vec<KboNumber> {
        let owner = self.opening.iter().map(|opening| opening.owner);
        let all = owner.chain(self.consent.grants.keys().copied());
        all.filter(|organisation| self.has_access(*organisation, on, limits)).collect()
    }
}

impl Now<'_> {
    /// The day that it is.
    pub(in crate::trajectory) fn today(&self) -> NaiveDate {
        day_in_brussels(self.moment)
    }

    /// Whether an organisation has access of its own today.
    pub(in crate::trajectory) fn has_access(
        &self,
        organisation: KboNumber,
        limits: &Limits,
    ) -> bool {
        self.state.has_access(organisation, self.today(), limits)
    }
}

/// Rules 6 and 11: who has access now may record, whatever day is spoken of: much is written down late, but the end
/// of access binds from the next request on. Access that was taken ends at its moment.
///
/// Merging and erasing are the steward's, whatever access the organisation has: nothing of the client is read.
///
/// `then` is the state on that day.
pub(in crate::trajectory) fn may_record(
    then: &State,
    (intent, actor): (&Intent, &Actor),
    catalogue: &Catalogue,
    now: Now<'_>,
) -> Result<(), Refusal> {
    let organisation = actor.organisation;
    let is_the_stewards = || {
        let (action, subject) = (intent.action(), Subject::Trajectory(Access::None));
        matches!(action, Action::Merge | Action::AskErasure | Action::Erase)
            && may(actor, catalogue.region(), action, subject).is_ok()
    };
    let may = then.opening.is_none()
        || intent.needs_no_access(then, organisation)
        || now.has_access(organisation, catalogue.limits())
        || now.state.consent.is_overridden_by(organisation, now.moment)
        || is_the_stewards();
    Refusal::unless(may, || ConsentRefusal::NoOpenGrant { organisation })
}

/// Rule 6: nobody restores the own access, be it by a grant, a legal basis, a correction, a voiding or late
/// records. Nor does who has none, or only took it, let others in, who could let them in again. In an
/// emergency a client is sent to somebody who helps: that organisation lets nobody in, and is none that had
/// or took access before.
///
/// And after a withdrawal nobody is let in without a basis that names them, in whatever way.
pub(in crate::trajectory) fn access_was_theirs_to_give(
    trajectory: &Trajectory,
    events: &[TrajectoryEvent],
    intent: &Intent,
    at: &Circumstance<'_>,
    now: Now<'_>,
) -> Result<(), Refusal> {
    let (by, limits, today) = (at.organisation, at.catalogue.limits(), now.today());
    let may_let_in = now.state.may_let_in(by, today, limits);
    // Who takes over was asked to.
    let takes_over = matches!(intent, Intent::AcceptTransfer(_) | Intent::ReceiveTransfer(_));
    if now.state.opening.is_none() || takes_over {
        return Ok(());
    }
    if may_let_in && !now.state.consent.was_withdrawn && !intent.may_hand_over() {
        return Ok(());
    }
    let mut after = trajectory.clone();
    events.iter().cloned().for_each(|event| after.apply(event));
    let then = after.state();
    if let Intent::RequestTransfer(TransferRequested { organisation, .. }) = *intent {
        Refusal::unless(may_let_in, || ConsentRefusal::NoAccessToGive { organisation })?;
    }
    let is_new = |organisation: &KboNumber| {
        !now.has_access(*organisation, limits)
            || (then.may_let_in(*organisation, today, limits)
                && !now.state.may_let_in(*organisation, today, limits))
    };
    let in_emergency = matches!(intent, Intent::SendReferral(_))
        && now.state.consent.is_overridden_by(by, now.moment);
    for organisation in then.with_access(today, limits).into_iter().filter(is_new) {
        if organisation == by {
            return Err(ConsentRefusal::OwnAccessNotRestored.into());
        }
        let helps = in_emergency && now.state.consent.never_let_in(organisation);
        Refusal::unless(may_let_in || helps, || ConsentRefusal::NoAccessToGive { organisation })?;
        // The owner needs no grant: a voiding may have put the one of before in its place.
        if !then.owned_by(organisation) {
            then.consent.covers(organisation, today)?;
        }
    }
    now.state.handed_over_by(by, then)?;
    if intent.may_hand_over() {
        bridge::keeps_access(trajectory, &after, intent, today, limits)?;
    }
    Ok(())
}

/// Rule 6: what is carried from one trajectory to another lets nobody in.
pub(in crate::trajectory) fn nobody_gets_access(
    before: &State,
    after: &State,
    today: NaiveDate,
    limits: &Limits,
) -> Result<(), Refusal> {
    let mut all = after.with_access(today, limits).into_iter();
    match all.find(|organisation| !before.has_access(*organisation, today, limits)) {
        Some(organisation) => Err(ConsentRefusal::NoAccessToGive { organisation }.into()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
