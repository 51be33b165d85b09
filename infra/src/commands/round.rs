//! Commands on a selection round. Some look at all its proposals and write to them as well.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use cqrs_es::EventStore;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::content_hash::ContentHash;
use loopbrug_domain::ids::{ProposalId, RoundId};
use loopbrug_domain::matching::{StreamCommand, check_tie_breaks, draw_up, ratify};
use loopbrug_domain::policy::{Action, Subject, may};
use loopbrug_domain::procedure::{Occasion, ProcedureRefusal, Refusal};
use loopbrug_domain::proposal::drafting::DraftRefusal;
use loopbrug_domain::proposal::{PartnershipProposal, Procedure};
use loopbrug_domain::round::{Intent, RoundCommand, SelectionRound, TieBreak};
use loopbrug_domain::stream::Stream;
use serde::Serialize;

use super::kind::{Denied, Handled, Kind, Read, handle};
use super::{CommandError, Commands, Request};
use crate::log::{Loaded, Store};

/// What is asked of a round.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum RoundIntent {
    /// Something about the round itself.
    Record(Intent),
    /// To rank all its proposals.
    DrawUpReport(Vec<TieBreak>),
    /// To ratify the report with this hash, and with it every proposal in it.
    RatifyReport(ContentHash),
}

impl Kind for SelectionRound {
    type About = RoundId;
    type Intent = RoundIntent;
    /// All proposals of the region, where the round's report is concerned.
    type Beside = Vec<Loaded<PartnershipProposal>>;

    async fn read(
        commands: &Commands,
        request: &Request<Self>,
        store: &Store<'_, Self>,
        _: Option<Loaded<Self>>,
    ) -> Result<Read<Self>, CommandError> {
        let id = request.about;
        let loaded = store.load_aggregate(&id.to_string()).await?;
        let beside = match (&request.intent, &loaded.aggregate.state().launched) {
            (RoundIntent::Record(_), _) | (_, None) => vec![],
            (_, Some(launched)) => commands.log.reader().load_all(&launched.region).await?,
        };
        Ok(Read { id, loaded, beside })
    }

    fn permit(
        _: &Commands,
        _: &Read<Self>,
        request: &Request<Self>,
        region: &Code,
    ) -> Result<(), Denied> {
        Ok(may(&request.actor, region, Action::Record, Subject::Round)?)
    }

    fn region(read: &Read<Self>, intent: &RoundIntent) -> Result<Code, Refusal> {
        match (&read.loaded.aggregate.state().launched, intent) {
            (Some(launched), _) => Ok(launched.region.clone()),
            (None, RoundIntent::Record(Intent::LaunchRound(launch))) => Ok(launch.region.clone()),
            (None, _) => Err(ProcedureRefusal::RoundNotLaunched.into()),
        }
    }

    fn check_fields(
        commands: &Commands,
        request: &Request<Self>,
        read: Option<&Read<Self>>,
    ) -> Result<(), CommandError> {
        let (on, catalogues) = (request.occurred_on, &commands.catalogues);
        let catalogue = read.and_then(|read| read.loaded.aggregate.catalogue(catalogues).ok());
        let checked = match &request.intent {
            RoundIntent::Record(intent @ Intent::LaunchRound(launch)) => {
                let named = catalogues.get(launch.region.as_str(), launch.catalogue);
                intent.check_fields(on, named.map(AsRef::as_ref))
            }
            RoundIntent::Record(intent) => intent.check_fields(on, catalogue),
            RoundIntent::DrawUpReport(ties) => check_tie_breaks(ties, on, catalogue),
            RoundIntent::RatifyReport(_) => check_tie_breaks(&[], on, catalogue),
        };
        Ok(checked?)
    }

    async fn carry_out(
        commands: &Commands,
        request: &Request<Self>,
        now: DateTime<Utc>,
        read: &mut Read<Self>,
        store: &mut Store<'_, Self>,
    ) -> Result<Handled<Self>, CommandError> {
        let (round, catalogues) = (Arc::clone(&read.loaded.aggregate), &commands.catalogues);
        let occasion = request.occasion(now);
        let all = of_round(&read.beside, &round);
        let asked = match &request.intent {
            RoundIntent::Record(intent) => {
                let command = RoundCommand { occasion, intent: intent.clone() };
                vec![StreamCommand::Round(read.id, command)]
            }
            RoundIntent::DrawUpReport(ties) => draw_up(&round, &all, ties, &occasion, catalogues)?,
            RoundIntent::RatifyReport(hash) => ratify(&round, &all, hash, &occasion, catalogues)?,
        };
        read.beside.iter().for_each(|proposal| store.rest_on(proposal));
        let mut events = Vec::new();
        for asked in asked {
            match asked {
                StreamCommand::Round(_, command) => {
                    events.extend(handle(&mut read.loaded, command, catalogues).await?);
                }
                StreamCommand::Proposal(id, command) => {
                    let mut all = read.beside.iter_mut();
                    let proposal = all.find(|one| one.aggregate.id() == Some(id));
                    let proposal = proposal.ok_or(Refusal::from(DraftRefusal::ProposalNotFound))?;
                    let (round, catalogues) = (Arc::clone(&round), Arc::clone(catalogues));
                    let procedure = Procedure { round, catalogues, rival: false };
                    let events = handle(proposal, command, &procedure).await?;
                    store.append_beside(&events, proposal)?;
                }
            }
        }
        Ok(Handled::alone(events))
    }
}

impl<K: Kind> Request<K> {
    pub(super) fn occasion(&self, now: DateTime<Utc>) -> Occasion {
        Occasion { occurred_on: self.occurred_on, now, actor: self.actor.clone() }
    }
}

/// The proposals that are for this round.
fn of_round<'a>(
    proposals: &'a [Loaded<PartnershipProposal>],
    round: &SelectionRound,
) -> Vec<(ProposalId, &'a PartnershipProposal)> {
    let launched = round.state().launched.as_ref().map(|launched| &launched.round);
    let of_round = proposals.iter().filter_map(|loaded| {
        let draft = loaded.aggregate.state().draft.as_ref()?;
        (Some(&draft.round) == launched).then_some((loaded.aggregate.id()?, &*loaded.aggregate))
    });
    of_round.collect()
}
