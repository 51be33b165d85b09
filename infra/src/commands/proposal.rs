//! Commands on a proposal. Each rests on the round that the proposal is for.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use cqrs_es::EventStore;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{ProposalId, RoundId};
use loopbrug_domain::policy::{Action, Denial, Sight, Subject, may, sight};
use loopbrug_domain::procedure::{ProcedureRefusal, Refusal};
use loopbrug_domain::proposal::drafting::DraftRefusal;
use loopbrug_domain::proposal::{Intent, PartnershipProposal, Procedure, ProposalCommand};
use loopbrug_domain::round::SelectionRound;
use loopbrug_domain::stream::Stream;
use serde::Serialize;

use super::kind::{Denied, Handled, Kind, Read, handle};
use super::{CommandError, Commands, Request};
use crate::log::{Loaded, Store};

/// Which proposal is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum AboutProposal {
    /// The one that the actor's organisation has, or begins, for a round.
    OwnFor(RoundId),
    /// The one with this id.
    Id(ProposalId),
}

impl fmt::Display for AboutProposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OwnFor(round) => round.fmt(f),
            Self::Id(proposal) => proposal.fmt(f),
        }
    }
}

/// What a proposal's rules look at beside it.
#[derive(Debug)]
pub struct Beside {
    /// The round that the proposal is for.
    round: Loaded<SelectionRound>,
    /// The proposal of the organisation of who asks, where it judges that of another.
    rival: Option<Loaded<PartnershipProposal>>,
}

impl Kind for PartnershipProposal {
    type About = AboutProposal;
    type Intent = Intent;
    type Beside = Beside;

    async fn read(
        commands: &Commands,
        request: &Request<Self>,
        store: &Store<'_, Self>,
        _: Option<Loaded<Self>>,
    ) -> Result<Read<Self>, CommandError> {
        let (proposal, round) = match request.about {
            AboutProposal::OwnFor(round) => (None, round),
            AboutProposal::Id(id) => {
                let proposal = store.load_aggregate(&id.to_string()).await?;
                let draft = &proposal.aggregate.state().draft;
                let draft = draft.as_ref().ok_or(Refusal::from(DraftRefusal::ProposalNotFound))?;
                let round = RoundId::of(&draft.region, &draft.round);
                (Some((id, proposal)), round)
            }
        };
        let round = commands.log.reader().load::<SelectionRound>(&round.to_string()).await?;
        let launched = round.aggregate.state().launched.as_ref();
        let launched = launched.ok_or(Refusal::from(ProcedureRefusal::RoundNotLaunched))?;
        let (id, loaded) = match proposal {
            Some(proposal) => proposal,
            None => {
                let organisation = request.actor.organisation;
                let id = ProposalId::of(&launched.region, &launched.round, organisation);
                (id, store.load_aggregate(&id.to_string()).await?)
            }
        };
        let own = ProposalId::of(&launched.region, &launched.round, request.actor.organisation);
        let judges = matches!(
            request.intent.action(request.actor.worker),
            Action::Assess | Action::Deliberate
        );
        let rival = if judges && own != id {
            Some(commands.log.reader().load(&own.to_string()).await?)
        } else {
            None
        };
        Ok(Read { id, loaded, beside: Beside { round, rival } })
    }

    fn permit(
        _: &Commands,
        read: &Read<Self>,
        request: &Request<Self>,
        region: &Code,
    ) -> Result<(), Denied> {
        let Request { actor, intent, .. } = request;
        let draft = read.loaded.aggregate.state().draft.as_ref();
        let of = draft.map_or(actor.organisation, |draft| draft.organisation);
        let is_named = matches!(request.about, AboutProposal::Id(_));
        if is_named && sight(actor, region, of) == Sight::Nothing {
            tracing::info!(id = %request.about, worker = %actor.worker, "not for who asks");
            let answer = Refusal::from(DraftRefusal::ProposalNotFound).into();
            return Err(Denied { denial: Denial::Proposal, answer });
        }
        Ok(may(actor, region, intent.action(actor.worker), Subject::Proposal(of))?)
    }

    fn region(read: &Read<Self>, _: &Intent) -> Result<Code, Refusal> {
        let launched = read.beside.round.aggregate.state().launched.as_ref();
        launched
            .map(|launched| launched.region.clone())
            .ok_or(ProcedureRefusal::RoundNotLaunched.into())
    }

    fn check_fields(
        commands: &Commands,
        request: &Request<Self>,
        read: Option<&Read<Self>>,
    ) -> Result<(), CommandError> {
        let catalogue =
            read.and_then(|read| read.beside.round.aggregate.catalogue(&commands.catalogues).ok());
        Ok(request.intent.check_fields(request.occurred_on, catalogue)?)
    }

    async fn carry_out(
        commands: &Commands,
        request: &Request<Self>,
        now: DateTime<Utc>,
        read: &mut Read<Self>,
        store: &mut Store<'_, Self>,
    ) -> Result<Handled<Self>, CommandError> {
        let Beside { round, rival } = &read.beside;
        store.rest_on(round);
        if let Some(rival) = rival {
            store.rest_on(rival);
        }
        let procedure = Procedure {
            round: Arc::clone(&round.aggregate),
            catalogues: Arc::clone(&commands.catalogues),
            rival: rival.as_ref().is_some_and(|rival| rival.aggregate.state().takes_part()),
        };
        let command =
            ProposalCommand { occasion: request.occasion(now), intent: request.intent.clone() };
        Ok(Handled::alone(handle(&mut read.loaded, command, &procedure).await?))
    }
}
