//! Commands on a selection round and its proposals.
//!
//! They are few, look at several streams and may write to all of them: so every stream is read
//! anew, and the append stands only if none of those that were looked at has moved meanwhile.

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::content_hash::ContentHash;
use loopbrug_domain::ids::{CommandId, ProposalId, RoundId, Version};
use loopbrug_domain::matching::{self, draw_up, look_at_tie_breaks, ratify};
use loopbrug_domain::procedure::{Occasion, Refusal};
use loopbrug_domain::proposal::drafting::Scope;
use loopbrug_domain::proposal::{self, PartnershipProposal, ProposalCommand};
use loopbrug_domain::round::{self, RoundCommand, SelectionRound, TieBreak};
use loopbrug_domain::stream::Stream;
use serde_json::value::to_raw_value;

use super::changes::Changes;
use super::{ATTEMPTS, CommandError, Commands, Recorded, digest_of, expected, logged, told_before};
use crate::log::{Answer, Append, AppendError, Loaded};

/// Something that somebody asks to be recorded in a selection procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct ProcedureRequest<Intent> {
    /// Given by the caller, once per intended change.
    pub command: CommandId,
    /// The version of the round or proposal that the caller has seen; absent: any.
    pub expected_version: Option<Version>,
    /// Who asks.
    pub actor: Actor,
    /// The day it happened, in Brussels.
    pub occurred_on: NaiveDate,
    /// What to record.
    pub intent: Intent,
    /// What the caller literally asked: a repeat is the same when this is.
    pub asked: serde_json::Value,
}

/// What is asked of a round.
#[derive(Debug, Clone, PartialEq)]
pub enum RoundIntent {
    /// Something about the round itself.
    Record(round::Intent),
    /// To rank all its proposals.
    DrawUpReport(Vec<TieBreak>),
    /// To ratify the report with this hash, and with it every proposal in it.
    RatifyReport(ContentHash),
}

/// What is asked of a proposal.
#[derive(Debug, Clone, PartialEq)]
pub enum ProposalIntent {
    /// The actor's organisation begins its proposal for a round.
    Draft(RoundId, Scope),
    /// Something about a proposal that there is.
    Record(ProposalId, proposal::Intent),
}

impl ProposalIntent {
    /// What is asked, of whichever proposal.
    fn asked(&self) -> proposal::Intent {
        match self {
            Self::Draft(_, scope) => proposal::Intent::DraftProposal(scope.clone()),
            Self::Record(_, intent) => intent.clone(),
        }
    }
}

impl Commands {
    /// Carries out a command on a round, once.
    ///
    /// # Errors
    /// See [`CommandError`]; nothing was recorded then, in no stream.
    pub async fn on_round(
        &self,
        id: RoundId,
        request: ProcedureRequest<RoundIntent>,
    ) -> Result<Recorded<SelectionRound>, CommandError> {
        let mut done = Ok(None);
        for _ in 0..ATTEMPTS {
            done = self.attempt_on_round(id, &request).await;
            if !matches!(done, Ok(None)) {
                break;
            }
        }
        let done = match done {
            Err(rule) if rule.is_of_a_rule() => {
                Err(self.look_at_fields_on_round(id, &request).await.err().unwrap_or(rule))
            }
            done => done,
        };
        logged(done.and_then(|done| done.ok_or(CommandError::Busy)), id)
    }

    /// Carries out a command on a proposal, once.
    ///
    /// # Errors
    /// See [`CommandError`]; nothing was recorded then.
    pub async fn on_proposal(
        &self,
        request: ProcedureRequest<ProposalIntent>,
    ) -> Result<Recorded<PartnershipProposal>, CommandError> {
        let mut done = Ok(None);
        for _ in 0..ATTEMPTS {
            done = self.attempt_on_proposal(&request).await;
            if !matches!(done, Ok(None)) {
                break;
            }
        }
        let done = match done {
            Err(rule) if rule.is_of_a_rule() => {
                Err(self.look_at_fields_on_proposal(&request).await.err().unwrap_or(rule))
            }
            done => done,
        };
        let of = match &request.intent {
            ProposalIntent::Draft(round, _) => round.0,
            ProposalIntent::Record(proposal, _) => proposal.0,
        };
        logged(done.and_then(|done| done.ok_or(CommandError::Busy)), of)
    }

    /// What is wrong with the fields of a request that cannot be carried out anyway.
    ///
    /// # Errors
    /// See [`CommandError`]: the fields, or that the log does not answer.
    pub async fn look_at_fields_on_round(
        &self,
        id: RoundId,
        request: &ProcedureRequest<RoundIntent>,
    ) -> Result<(), CommandError> {
        let round = self.log.load::<SelectionRound>(&id.to_string()).await?;
        let (on, catalogue) = (request.occurred_on, self.catalogue_of(&round.aggregate));
        Ok(match &request.intent {
            RoundIntent::Record(intent @ round::Intent::LaunchRound(launch)) => {
                let named = self.catalogues.get(launch.region.as_str(), launch.catalogue);
                intent.look_at_fields(on, named.map(AsRef::as_ref))
            }
            RoundIntent::Record(intent) => intent.look_at_fields(on, catalogue),
            RoundIntent::DrawUpReport(ties) => look_at_tie_breaks(ties, on, catalogue),
            RoundIntent::RatifyReport(_) => look_at_tie_breaks(&[], on, catalogue),
        }?)
    }

    /// What is wrong with the fields of a request that cannot be carried out anyway.
    ///
    /// # Errors
    /// See [`CommandError`]: the fields, or that the log does not answer.
    pub async fn look_at_fields_on_proposal(
        &self,
        request: &ProcedureRequest<ProposalIntent>,
    ) -> Result<(), CommandError> {
        let round = match self.proposal_and_round(request).await {
            Ok((_, round)) => Some(round),
            Err(error) if error.code().is_some() => None,
            Err(error) => return Err(error),
        };
        let round = round.as_ref().and_then(|round| self.catalogue_of(&round.aggregate));
        Ok(request.intent.asked().look_at_fields(request.occurred_on, round)?)
    }

    /// The catalogue of a round, where it was launched.
    fn catalogue_of(&self, round: &SelectionRound) -> Option<&Catalogue> {
        round.catalogue(&self.catalogues).ok()
    }

    async fn attempt_on_round(
        &self,
        id: RoundId,
        request: &ProcedureRequest<RoundIntent>,
    ) -> Result<Option<Recorded<SelectionRound>>, CommandError> {
        let loaded = self.log.load::<SelectionRound>(&id.to_string()).await?;
        let region = region_of(&loaded.aggregate, &request.intent)?;
        let proposals = match &request.intent {
            RoundIntent::Record(_) => vec![],
            _ => self.log.load_all::<PartnershipProposal>(&region).await?,
        };
        // After everything was read: what was read may hold what the command did before.
        if let Some(before) = self.done_before(&region, request).await? {
            return Ok(Some(before));
        }
        expected(request.expected_version, loaded.version())?;
        let (round, now) = (&loaded.aggregate, self.clock.now());
        let occasion = request.occasion(now);
        let mut changes = Changes::default();
        changes.look_at(&loaded);
        for proposal in &proposals {
            changes.look_at(proposal);
        }
        let all: Vec<_> =
            proposals.iter().filter_map(|proposal| of_round(proposal, round)).collect();
        let catalogues = &self.catalogues;
        let recorded = match &request.intent {
            RoundIntent::Record(intent) => {
                let command = RoundCommand { occasion, intent: intent.clone() };
                let events = round::decide(round, &command, catalogues)?.into_iter();
                events.map(|event| matching::Recorded::Round(id, event)).collect()
            }
            RoundIntent::DrawUpReport(ties) => draw_up(round, &all, ties, &occasion, catalogues)?,
            RoundIntent::RatifyReport(hash) => ratify(round, &all, hash, &occasion, catalogues)?,
        };
        for recorded in recorded {
            match recorded {
                matching::Recorded::Round(id, event) => {
                    changes.add::<SelectionRound>(&id.to_string(), &event)?;
                }
                matching::Recorded::Proposal(id, event) => {
                    changes.add::<PartnershipProposal>(&id.to_string(), &event)?;
                }
            }
        }
        self.append_changes(&region, request, id, changes).await
    }

    async fn attempt_on_proposal(
        &self,
        request: &ProcedureRequest<ProposalIntent>,
    ) -> Result<Option<Recorded<PartnershipProposal>>, CommandError> {
        let (id, round) = self.proposal_and_round(request).await?;
        let loaded = self.log.load::<PartnershipProposal>(&id.to_string()).await?;
        let launched = round.aggregate.state().launched.as_ref();
        let region = &launched.ok_or(Refusal::RoundNotLaunched)?.region;
        if let Some(before) = self.done_before(region, request).await? {
            return Ok(Some(before));
        }
        expected(request.expected_version, loaded.version())?;
        let now = self.clock.now();
        let intent = request.intent.asked();
        let command = ProposalCommand { occasion: request.occasion(now), intent };
        let (known, catalogues) = (&loaded.aggregate, &self.catalogues);
        let mut changes = Changes::default();
        changes.look_at(&round);
        changes.look_at(&loaded);
        for event in proposal::decide(known, &command, &round.aggregate, catalogues)? {
            changes.add::<PartnershipProposal>(&loaded.aggregate_id, &event)?;
        }
        self.append_changes(region, request, id, changes).await
    }

    /// Which proposal is meant, and the round that it is for.
    async fn proposal_and_round(
        &self,
        request: &ProcedureRequest<ProposalIntent>,
    ) -> Result<(ProposalId, Loaded<SelectionRound>), CommandError> {
        match &request.intent {
            ProposalIntent::Draft(round, _) => {
                let round = self.log.load::<SelectionRound>(&round.to_string()).await?;
                let launched = round.aggregate.state().launched.as_ref();
                let launched = launched.ok_or(Refusal::RoundNotLaunched)?;
                let organisation = request.actor.organisation;
                Ok((ProposalId::of(&launched.region, &launched.round, organisation), round))
            }
            ProposalIntent::Record(id, _) => {
                let proposal = self.log.load::<PartnershipProposal>(&id.to_string()).await?;
                let draft = &proposal.aggregate.state().draft;
                let draft = draft.as_ref().ok_or(Refusal::ProposalNotFound)?;
                let round = RoundId::of(&draft.region, &draft.round);
                Ok((*id, self.log.load::<SelectionRound>(&round.to_string()).await?))
            }
        }
    }

    /// What the same command was told before, if it was carried out.
    async fn done_before<Intent, A: Stream>(
        &self,
        region: &Code,
        request: &ProcedureRequest<Intent>,
    ) -> Result<Option<Recorded<A>>, CommandError> {
        let before = self.carried_out(region, request.command).await?;
        before.map(|before| told_before(&before, request.digest()?)).transpose()
    }

    /// None where a stream has moved on since it was looked at.
    async fn append_changes<Intent, A: Stream>(
        &self,
        region: &Code,
        request: &ProcedureRequest<Intent>,
        id: A::Id,
        changes: Changes,
    ) -> Result<Option<Recorded<A>>, CommandError> {
        let aggregate_id = id.to_string();
        let version = changes.version(&aggregate_id);
        let answer = Answer { aggregate_id, version };
        let append = Append {
            region: region.clone(),
            command: request.command,
            digest: request.digest()?,
            answer: to_raw_value(&answer)?,
            actor: request.actor.clone(),
            recorded_at: self.clock.set_moment(),
            reads: changes.looked_at,
            events: changes.events,
        };
        match self.log.append(append).await {
            Ok(appended) => Ok(Some(Recorded { id, version, position: appended.last, state: None })),
            // A repeat that came first is found when this is tried again.
            Err(AppendError::Conflict | AppendError::CommandRepeated) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

impl<Intent> ProcedureRequest<Intent> {
    fn occasion(&self, now: DateTime<Utc>) -> Occasion {
        Occasion { occurred_on: self.occurred_on, now, actor: self.actor.clone() }
    }

    fn digest(&self) -> Result<[u8; 32], CommandError> {
        digest_of(&(&self.asked, &self.actor))
    }
}

/// The launch names its region; everything later belongs to that one.
fn region_of(round: &SelectionRound, intent: &RoundIntent) -> Result<Code, Refusal> {
    match (&round.state().launched, intent) {
        (Some(launched), _) => Ok(launched.region.clone()),
        (None, RoundIntent::Record(round::Intent::LaunchRound(launch))) => {
            Ok(launch.region.clone())
        }
        (None, _) => Err(Refusal::RoundNotLaunched),
    }
}

/// The proposal, if it is one of this round.
fn of_round<'a>(
    loaded: &'a Loaded<PartnershipProposal>,
    round: &SelectionRound,
) -> Option<(ProposalId, &'a PartnershipProposal)> {
    let launched = round.state().launched.as_ref()?;
    let draft = loaded.aggregate.state().draft.as_ref()?;
    (draft.round == launched.round).then_some((loaded.aggregate.id()?, &loaded.aggregate))
}
