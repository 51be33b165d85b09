//! What came of a mutation, as it is answered: one shape for all kinds of aggregates.

use async_graphql::{ComplexObject, Context, Error, ID, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::employer::RegionEmployer;
use loopbrug_domain::ids::Version;
use loopbrug_domain::proposal::PartnershipProposal;
use loopbrug_domain::round::SelectionRound;
use loopbrug_domain::trajectory::Trajectory as ClientTrajectory;
use loopbrug_infra::commands::{Kind, Recorded};
use loopbrug_infra::views::Views;

use crate::error::{UserError, unanswered};
use crate::types::{Employer, KnownClient, OpenWork, Proposal, Round, Shows, Trajectory};

/// What is answered about a command on one kind of aggregate: what was recorded, or why nothing was.
pub(super) trait Payload:
    From<Recorded<Self::Of>> + From<Vec<UserError>> + Send + 'static
{
    /// The kind of aggregate.
    type Of: Kind;
}

macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident of $kind:ty { $(#[$version:meta])* version })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Default, SimpleObject)]
        #[graphql(complex)]
        pub(crate) struct $name {
            #[graphql(skip)]
            recorded: Option<Recorded<$kind>>,
            $(#[$version])*
            version: Option<u32>,
            /// The position of the change in the region's log: ask with `atLeast` to see it.
            position: Option<u32>,
            /// Why nothing was recorded; empty when it was.
            errors: Vec<UserError>,
        }

        impl Payload for $name {
            type Of = $kind;
        }

        impl From<Recorded<$kind>> for $name {
            fn from(recorded: Recorded<$kind>) -> Self {
                let version = Some(recorded.version).filter(|_| !recorded.is_unseen);
                let position = Some(recorded.position.0);
                Self { recorded: Some(recorded), version, position, errors: vec![] }
            }
        }

        impl From<Vec<UserError>> for $name {
            fn from(errors: Vec<UserError>) -> Self {
                Self { errors, ..Self::default() }
            }
        }
    )*};
}

payloads! {
    /// What came of a mutation: the trajectory and the position, or errors and nothing recorded.
    TrajectoryPayload of ClientTrajectory {
        /// The version of the trajectory after this change. Null to whoever does not see it.
        version
    }

    /// What came of a mutation on a round.
    RoundPayload of SelectionRound {
        /// The version of the round after this change.
        version
    }

    /// What came of a mutation on a proposal.
    ProposalPayload of PartnershipProposal {
        /// The version of the proposal after this change.
        version
    }

    /// What came of a mutation on an employer.
    EmployerPayload of RegionEmployer {
        /// The version of the employer after this change.
        version
    }
}

#[ComplexObject]
impl EmployerPayload {
    /// The employer as this change left it; where the change was made before, as it is now.
    async fn employer(&self, ctx: &Context<'_>) -> Result<Option<Employer>, Error> {
        let Some(recorded) = &self.recorded else { return Ok(None) };
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let left = views.employer_left(actor, recorded).await.map_err(unanswered(ctx))?;
        Ok(left.map(|left| Employer::of(&left, &left.catalogue)))
    }
}

/// An event that stays behind in the trajectory that a client left for one in another region.
#[derive(Debug, SimpleObject)]
struct LeftBehind {
    /// Its place in the trajectory that the client left.
    event: Version,
    /// What kind of event it is.
    #[graphql(name = "type")]
    event_type: &'static str,
    /// The day it happened, in Brussels.
    occurred_on: NaiveDate,
}

/// An event that said the same, a moment before and under another command id.
#[derive(Debug, SimpleObject)]
struct PossibleRepeat {
    /// Its place in the trajectory: void it, or this one, if both record the same.
    event: Version,
    /// Its place in the region's log.
    position: u32,
    /// The command that led to it.
    command_id: Option<ID>,
}

#[ComplexObject]
impl TrajectoryPayload {
    /// Set where the same was recorded within the last minute (`possible_repeat_seconds` of the catalogue), about the
    /// same day and by the same organisation, under another command id. Both are recorded.
    async fn possible_repeat_of(&self) -> Option<PossibleRepeat> {
        let earlier = self.recorded.as_ref()?.possible_repeat_of?;
        let command_id = earlier.command.map(|command| ID(command.to_string()));
        Some(PossibleRepeat { event: earlier.event, position: earlier.position.0, command_id })
    }

    /// The trajectory as this change left it; where the change was made before, as it is now.
    async fn trajectory(&self, ctx: &Context<'_>) -> Result<Option<Trajectory>, Error> {
        let Some(recorded) = &self.recorded else { return Ok(None) };
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let left = views.trajectory_left(actor, recorded).await.map_err(unanswered(ctx))?;
        Ok(left.and_then(|left| Trajectory::of(&left, views.catalogues())))
    }

    /// Others like this client, by number or by name and birth date: that they are known, and with which organisation.
    /// Asked after `recordIdentity` or an opening, before the guidance begins twice.
    #[graphql(complexity = "20 + child_complexity")]
    async fn known_clients(&self, ctx: &Context<'_>) -> Result<Vec<KnownClient>, Error> {
        let Some(recorded) = &self.recorded else { return Ok(vec![]) };
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let found = views.known_besides(actor, recorded.id).await.map_err(unanswered(ctx))?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// What a transfer to another region leaves in this trajectory, where it is still to be read: each event about the
    /// client that the one there neither has nor says as well, such as appointments, referrals and goals. Empty where
    /// nothing went on elsewhere, and to whoever does not see both.
    async fn left_behind(&self, ctx: &Context<'_>) -> Result<Vec<LeftBehind>, Error> {
        let Some(recorded) = &self.recorded else { return Ok(vec![]) };
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let left = views.left_behind(actor, recorded).await.map_err(unanswered(ctx))?;
        let shown = left.into_iter().map(|one| LeftBehind {
            event: one.sequence,
            event_type: one.event.name,
            occurred_on: one.occurred_on,
        });
        Ok(shown.collect())
    }

    /// What organisations left open whose access has ended, with this change or before: somebody with
    /// access has to see to it.
    async fn open_work(&self, ctx: &Context<'_>) -> Result<Vec<OpenWork>, Error> {
        match self.trajectory(ctx).await? {
            Some(trajectory) => trajectory.open_work(ctx).await,
            None => Ok(vec![]),
        }
    }
}

#[ComplexObject]
impl RoundPayload {
    /// The round as this change left it; where the change was made before, as it is now.
    async fn round(&self, ctx: &Context<'_>) -> Result<Option<Round>, Error> {
        let Some(recorded) = &self.recorded else { return Ok(None) };
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        Ok(views.round_left(actor, recorded).await.map_err(unanswered(ctx))?.map(Round))
    }
}

#[ComplexObject]
impl ProposalPayload {
    /// The proposal as this change left it; where the change was made before, as it is now.
    async fn proposal(&self, ctx: &Context<'_>) -> Result<Option<Proposal>, Error> {
        let Some(recorded) = &self.recorded else { return Ok(None) };
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        Ok(views
            .proposal_left(actor, recorded)
            .await
            .map_err(unanswered(ctx))?
            .map(|left| Proposal::of(&left, &left.catalogue)))
    }
}
