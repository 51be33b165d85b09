//! What follows from the policy for what is shown: how much of a proposal, which items of a list, figures made
//! ready for whom.

use super::Action::{Read, ReadInFull};
use super::Subject::{Arriving, Figures, Proposal, Proposals, Task, Tasks, Trajectory};
use super::{Access, Denial, may};
use crate::actor::Actor;
use crate::catalogue::Code;
use crate::ids::KboNumber;

/// How much of a proposal somebody sees. What that is, is said in
/// [`visibility`](crate::proposal::visibility).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Not even that it is there.
    Nothing,
    /// What an applicant sees of its own.
    Own,
    /// All that the procedure keeps, but hidden scores.
    Procedure,
}

/// How much somebody sees of the proposal of an organisation in a region.
#[must_use]
pub fn sight(actor: &Actor, region: &Code, of: KboNumber) -> Sight {
    if may(actor, region, ReadInFull, Proposal(of)).is_ok() {
        Sight::Procedure
    } else if may(actor, region, Read, Proposal(of)).is_ok() {
        Sight::Own
    } else {
        Sight::Nothing
    }
}

/// Which proposals of a region a list shows to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisibleProposals {
    /// Those of this organisation, as the applicant knows them.
    pub own: KboNumber,
    /// Those of all others too, as the procedure keeps them.
    pub others: bool,
    /// None at all, neither the own.
    pub none: bool,
}

impl VisibleProposals {
    /// Those that a list shows to this actor.
    #[must_use]
    pub fn to(actor: &Actor, region: &Code) -> Self {
        let own = actor.organisation;
        Self {
            own,
            others: may(actor, region, Read, Proposals).is_ok(),
            none: may(actor, region, Read, Proposal(own)).is_err(),
        }
    }
}

/// Which trajectories of a region a list shows to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisibleTrajectories {
    /// All of them.
    All,
    /// Those that an organisation has access to; without a role in the region only as far as it is asked to take
    /// them over into one of these regions.
    Of {
        /// The organisation.
        organisation: KboNumber,
        /// The regions, where it is restricted to them.
        asked_in: Option<Vec<Code>>,
    },
}

impl VisibleTrajectories {
    /// Those that a list shows to this actor.
    #[must_use]
    pub fn to(actor: &Actor, region: &Code) -> Self {
        let open = Access::Open { personal: false };
        let organisation = actor.organisation;
        if may(actor, region, Read, Trajectory(Access::None)).is_ok() {
            return Self::All;
        }
        if may(actor, region, Read, Trajectory(open)).is_ok() {
            return Self::Of { organisation, asked_in: None };
        }
        let regions = actor.roles.iter().filter_map(|held| held.region.as_ref());
        let into = regions.filter(|into| may(actor, into, Read, Arriving(open)).is_ok());
        Self::Of { organisation, asked_in: Some(into.cloned().collect()) }
    }
}

/// Which tasks a work list shows to somebody, be they about trajectories of the region or, where an organisation of it
/// is asked something, of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisibleTasks {
    /// Those of all organisations.
    pub of_all: bool,
    /// Those of the region's own desk.
    pub of_region: bool,
    /// Those of this organisation.
    pub own: Option<KboNumber>,
}

impl VisibleTasks {
    /// Those that a work list shows to this actor.
    #[must_use]
    pub fn to(actor: &Actor, region: &Code) -> Self {
        let own = actor.organisation;
        let reads = |subject| may(actor, region, Read, subject).is_ok();
        Self {
            of_all: reads(Tasks),
            of_region: reads(Task(None)),
            own: Some(own).filter(|own| reads(Task(Some(*own)))),
        }
    }
}

/// For whom figures are made ready: the less, the further down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Those who hold the cases or account for them: figures as they are.
    Accountable,
    /// Those with another role in the partnership.
    Analysts,
    /// Everybody else.
    Public,
}

/// For whom the answer to a question is made ready, which is about the cases of one organisation or about
/// those of all. A publication is about all. Of several regions it is the one who is shown least.
#[must_use]
pub fn audience<'a>(
    actor: &Actor,
    regions: impl IntoIterator<Item = &'a Code>,
    about: Option<KboNumber>,
) -> Audience {
    let each = regions.into_iter().map(|region| {
        if may(actor, region, ReadInFull, Figures(about)).is_ok() {
            Audience::Accountable
        } else if actor.roles.within(region).next().is_none() {
            Audience::Public
        } else {
            Audience::Analysts
        }
    });
    each.max().unwrap_or(Audience::Public)
}

/// Whether somebody may ask a question about these regions.
///
/// # Errors
/// In one of them the actor reads no figures.
pub fn may_ask(actor: &Actor, regions: &[Code], about: Option<KboNumber>) -> Result<(), Denial> {
    regions.iter().try_for_each(|region| may(actor, region, Read, Figures(about)))
}

/// The organisation whose part in the answer to a question somebody sees as it is, where that is not all of it.
#[must_use]
pub fn own_part(actor: &Actor, regions: &[Code], about: Option<KboNumber>) -> Option<KboNumber> {
    let sees = |of| audience(actor, regions, of) == Audience::Accountable;
    let own = Some(actor.organisation);
    own.filter(|_| about.is_none() && !sees(None) && sees(own))
}
