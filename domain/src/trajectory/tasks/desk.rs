//! Desks: who has to do a task. Nobody gets one for whom they may not open, but for a transfer that they
//! are asked to answer.

use chrono::NaiveDate;

use super::Task;
use crate::catalogue::{Code, Limits};
use crate::ids::{KboNumber, WorkerId};
use crate::time::{days_after, is_in_range};
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

impl<'a> Desks<'a> {
    pub(super) fn new(state: &'a State, owner: KboNumber, limits: &'a Limits) -> Self {
        Self { state, owner, limits }
    }

    /// The organisation that guides the client: the bridge figure's, or the owner.
    pub(super) fn guiding(&self) -> KboNumber {
        self.state.bridge.current.as_ref().map_or(self.owner, |figure| figure.organisation)
    }

    /// A task of an organisation, as long as it has access. Access that it took in an emergency is for that,
    /// and makes no desk of it.
    pub(super) fn own(&self, organisation: KboNumber, task: &Task) -> Option<Task> {
        let last =
            self.state.access_until(organisation, self.limits).filter(|last| task.from <= *last)?;
        let last = (last < NaiveDate::MAX).then_some(last);
        Some(Task { desk: self.desk(organisation), last, ..task.clone() })
    }

    /// The same; without access, or after it, the task is the owner's.
    pub(super) fn of(
        &self,
        organisation: KboNumber,
        task: &Task,
    ) -> impl Iterator<Item = Task> + use<> {
        let own = self.own(organisation, task);
        let from = match &own {
            None => Some(task.from),
            Some(own) => own.last.map(|last| days_after(last, 1)).filter(|from| is_in_range(*from)),
        };
        let desk = self.desk(self.owner);
        let owners = from.map(|from| Task { desk, from, ..task.clone() });
        own.into_iter().chain(owners)
    }

    /// A task of the owner.
    pub(super) fn owners(&self, task: &Task) -> Task {
        Task { desk: self.desk(self.owner), ..task.clone() }
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
}
