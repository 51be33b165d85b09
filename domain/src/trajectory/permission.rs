//! What the policy is asked about a trajectory: what a command is to it, which access an organisation has, and in
//! which region the question is put.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::consent::ConsentRefusal;
use super::opening::OpeningRefusal;
use super::tasks::Task;
use super::transfer::TransferRefusal;
use super::{Intent, Opening, Refusal, State};
use crate::actor::Actor;
use crate::catalogue::list::AccessPurpose;
use crate::catalogue::{Catalogue, Catalogues, Code};
use crate::ids::KboNumber;
use crate::occasion::OccasionRefusal;
use crate::policy::Subject::{Arriving, Personal, Trajectory};
use crate::policy::{Access, Action, Denial, VisibleTasks, may};
use crate::time::{day_in_brussels, days_after, start_of_day};

impl Intent {
    /// What the policy is asked for.
    #[must_use]
    pub fn action(&self) -> Action {
        match self {
            Self::RequestAccess(_) | Self::OverrideAccess(_) | Self::ReceiveTransfer(_) => {
                Action::Enter
            }
            Self::AcceptTransfer(_) | Self::DeclineTransfer(_) => Action::Answer,
            Self::MergeTrajectory(_) | Self::UnmergeTrajectory(_) | Self::AbsorbDuplicate(_) => {
                Action::Merge
            }
            Self::RequestErasure(_) => Action::AskErasure,
            Self::DecideErasure(_) | Self::RecordKeyDestroyed(_) => Action::Erase,
            _ => Action::Record,
        }
    }
}

impl Refusal {
    /// Whether somebody may have it for an answer who does not see the trajectory: it speaks of what they sent or asked before,
    /// and of nothing that is in it.
    #[must_use]
    pub fn is_about_who_asks(&self) -> bool {
        self.field_faults().next().is_some()
            || matches!(
                self,
                Self::Occasion(OccasionRefusal::OccurredInTheFuture { .. })
                    | Self::Opening(OpeningRefusal::TrajectoryAlreadyOpened)
                    | Self::Consent(
                        ConsentRefusal::AccessStillRequested { .. }
                            | ConsentRefusal::OverrideOver { .. }
                            | ConsentRefusal::OverrideTooLong { .. }
                    )
                    | Self::Transfer(TransferRefusal::NoAccessThere { .. })
            )
    }
}

/// Whom a trajectory is asked for, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// The server's moment: access ends by it.
    pub now: DateTime<Utc>,
    /// By their limits grants run out.
    pub catalogues: &'a Catalogues,
}

impl Asked<'_> {
    /// Whether who asks may do something about a trajectory that is in this state now: the one decision, for
    /// commands, for what is read, and for each item of a list.
    ///
    /// # Errors
    /// What the actor may not do. Before the opening nothing is there.
    pub fn may(&self, action: Action, state: &State) -> Result<(), Denial> {
        let opening = state.opening.as_ref().ok_or(Denial::Trajectory)?;
        let access = self.access(state);
        let denied = match may(self.actor, &opening.region, action, Trajectory(access)) {
            Ok(()) => return Ok(()),
            Err(denied) => denied,
        };
        // Rule 11: who is asked to go on with a client in another region decides there; what was taken in an
        // emergency reaches no other region.
        let organisation = self.actor.organisation;
        let into = state.asked_into(organisation).ok_or(denied)?;
        let catalogue = self.catalogue(opening).ok_or(denied)?;
        let ends = state.own_access_ends(organisation, catalogue);
        let lent = if ends.is_some_and(|ends| self.now < ends) { access } else { Access::Asked };
        may(self.actor, into, action, Arriving(lent)).map_err(|_| denied)
    }

    /// Whether who asks may have something to do with what is personal in a trajectory that is in this state now,
    /// without a word what for.
    ///
    /// # Errors
    /// What the actor may not do.
    pub fn may_have_personal(&self, action: Action, state: &State) -> Result<(), Denial> {
        self.may_have_personal_for(action, None, state)
    }

    /// The same for a purpose. While the processing is restricted what is personal is kept and not used, but for some
    /// purposes (GDPR, article 18(2)), which the catalogue names. To hand all out to the client is a right.
    ///
    /// # Errors
    /// What the actor may not do.
    pub fn may_have_personal_for(
        &self,
        action: Action,
        purpose: Option<&Code<AccessPurpose>>,
        state: &State,
    ) -> Result<(), Denial> {
        let opening = state.opening.as_ref().ok_or(Denial::Trajectory)?;
        may(self.actor, &opening.region, action, Personal(self.access(state)))?;
        let is_restricted = action == Action::Read && state.rights.restricted_since.is_some();
        let lists = self.catalogues.lists();
        let is_excepted = purpose.is_some_and(|purpose| lists.is_under_restriction(purpose));
        if is_restricted && !is_excepted { Err(Denial::Restricted) } else { Ok(()) }
    }

    /// Whether a task of a trajectory is shown to who asks, in the work list of a region. `home` is the region of the
    /// trajectory.
    ///
    /// # Errors
    /// It is for others.
    pub fn may_see_task(&self, task: &Task, home: &Code, region: &Code) -> Result<(), Denial> {
        let visible = VisibleTasks::to(self.actor, region);
        let of = task.desk.organisation();
        let shown = if home == region {
            // Without access any more, an organisation is not shown what it had to do either.
            let today = day_in_brussels(self.now);
            let is_own =
                of.is_some() && of == visible.own && task.last.is_none_or(|last| today <= last);
            visible.of_all || is_own || (visible.of_region && of.is_none())
        } else {
            task.desk.elsewhere() == Some(region) && (visible.of_all || of == visible.own)
        };
        if shown { Ok(()) } else { Err(Denial::Task) }
    }

    fn catalogue(&self, opening: &Opening) -> Option<&Catalogue> {
        let found = self.catalogues.named_or_latest(&opening.region, opening.catalogue);
        found.map(AsRef::as_ref)
    }

    fn access(&self, state: &State) -> Access {
        let catalogue = state.opening.as_ref().and_then(|opening| self.catalogue(opening));
        catalogue.map_or(Access::None, |catalogue| {
            state.access(self.actor.organisation, self.now, catalogue)
        })
    }
}

impl State {
    /// Rules 6 and 11: which access an organisation has at a moment.
    #[must_use]
    pub fn access(
        &self,
        organisation: KboNumber,
        at: DateTime<Utc>,
        catalogue: &Catalogue,
    ) -> Access {
        // In an emergency nobody looks for what was agreed.
        if self.consent.is_overridden_by(organisation, at) {
            return Access::Open { personal: true };
        }
        if self.has_access(organisation, day_in_brussels(at), catalogue.limits()) {
            // Until something is agreed, the client is known to whoever is getting to know them.
            let personal = self.consent.basis.as_ref().is_none_or(|basis| {
                basis.purposes.iter().any(|purpose| catalogue.is_personal(purpose.as_str()))
            });
            return Access::Open { personal };
        }
        if self.is_asked_to_take_over(organisation) { Access::Asked } else { Access::None }
    }

    /// The moment at which the access of an organisation ends, if nothing happens: for one without an end, the last
    /// of all moments. None where it has none and took none.
    #[must_use]
    pub fn access_ends(
        &self,
        organisation: KboNumber,
        catalogue: &Catalogue,
    ) -> Option<DateTime<Utc>> {
        let overrides = self.consent.overrides.iter();
        let taken = overrides.filter(|taken| taken.organisation == organisation);
        let taken = taken.map(|taken| taken.overridden.until).max();
        let ends = self.own_access_ends(organisation, catalogue).max(taken);
        ends.map(|ends| ends.min(start_of_day(NaiveDate::MAX)))
    }

    /// The same of the access that it did not take.
    #[must_use]
    pub fn own_access_ends(
        &self,
        organisation: KboNumber,
        catalogue: &Catalogue,
    ) -> Option<DateTime<Utc>> {
        let last = self.access_until(organisation, catalogue.limits());
        last.map(|last| start_of_day(days_after(last, 1)))
    }

    /// The organisations that may have access, each once: the owner, those with a grant, those that took it.
    #[must_use]
    pub fn that_may_have_access(&self) -> BTreeSet<KboNumber> {
        let owner = self.opening.iter().map(|opening| opening.owner);
        let granted = self.consent.grants.keys().copied();
        let taken = self.consent.overrides.iter().map(|taken| taken.organisation);
        owner.chain(granted).chain(taken).collect()
    }

    /// The other region into which an organisation is asked to take the trajectory over.
    #[must_use]
    pub fn asked_into(&self, organisation: KboNumber) -> Option<&Code> {
        let pending = self.transfer.pending.as_ref();
        pending.filter(|it| it.organisation == organisation)?.region.as_ref()
    }
}
