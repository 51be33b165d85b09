//! Desks: who has to do a task. Nobody gets one for whom they may not open, but for a request that they
//! are asked to answer.

use chrono::NaiveDate;

use super::Task;
use crate::catalogue::{Code, Limits};
use crate::ids::{KboNumber, WorkerId};
use crate::time::{days_after, months_after};
use crate::trajectory::State;

/// Who has to do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Desk {
    /// Whoever looks after the region of the trajectory.
    Region,
    /// An organisation.
    Organisation(KboNumber),
    /// A worker, for an organisation.
    Worker(KboNumber, WorkerId),
    /// An organisation as a partner of another region.
    Elsewhere(Code, KboNumber),
}

impl Desk {
    /// The organisation; none: it is the region's.
    #[must_use]
    pub fn organisation(&self) -> Option<KboNumber> {
        match self {
            Self::Region => None,
            Self::Organisation(organisation)
            | Self::Worker(organisation, _)
            | Self::Elsewhere(_, organisation) => Some(*organisation),
        }
    }

    /// The worker, where it is one's own.
    #[must_use]
    pub fn worker(&self) -> Option<WorkerId> {
        match self {
            Self::Worker(_, worker) => Some(*worker),
            _ => None,
        }
    }

    /// The other region.
    #[must_use]
    pub fn elsewhere(&self) -> Option<&Code> {
        match self {
            Self::Elsewhere(region, _) => Some(region),
            _ => None,
        }
    }
}

/// The desks of a trajectory.
#[derive(Debug)]
pub(super) struct Desks<'a> {
    state: &'a State,
    owner: KboNumber,
    limits: &'a Limits,
}

/// How long an organisation may open a trajectory, if it does nothing.
enum Access {
    None,
    Until(NaiveDate),
    Open,
}

impl<'a> Desks<'a> {
    pub(super) fn new(state: &'a State, owner: KboNumber, limits: &'a Limits) -> Self {
        Self { state, owner, limits }
    }

    /// The organisation that guides the client: the bridge figure's, or the owner.
    pub(super) fn guiding(&self) -> KboNumber {
        self.state.bridge.current.as_ref().map_or(self.owner, |figure| figure.organisation)
    }

    /// A task of an organisation, as long as it has access. Then it is the owner's.
    pub(super) fn of(
        &self,
        organisation: KboNumber,
        task: &Task,
    ) -> impl Iterator<Item = Task> + use<> {
        let at = |organisation| Task { desk: self.desk(organisation), ..task.clone() };
        let (own, owners) = match self.access(organisation) {
            Access::Open => (Some(at(organisation)), None),
            Access::Until(last) if task.from <= last => {
                let own = Task { last: Some(last), ..at(organisation) };
                (Some(own), Some(Task { from: days_after(last, 1), ..at(self.owner) }))
            }
            Access::Until(_) | Access::None => (None, Some(at(self.owner))),
        };
        own.into_iter().chain(owners)
    }

    /// What an organisation does for a client is for its bridge figure, if it has the one of the client.
    fn desk(&self, organisation: KboNumber) -> Desk {
        let figure = self.state.bridge.current.as_ref();
        figure
            .filter(|figure| figure.organisation == organisation)
            .map_or(Desk::Organisation(organisation), |figure| {
                Desk::Worker(organisation, figure.worker)
            })
    }

    /// Access that an organisation took in an emergency is for that, and makes no desk of it.
    fn access(&self, organisation: KboNumber) -> Access {
        let last = self.state.consent.grants.get(&organisation);
        match last {
            _ if organisation == self.owner => Access::Open,
            None => Access::None,
            Some(_) if self.state.referrals.await_at(organisation) => Access::Open,
            Some(last) => Access::Until(months_after(*last, self.limits.grant_expiry_months)),
        }
    }
}
