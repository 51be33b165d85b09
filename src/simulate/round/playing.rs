//! The round as it goes: each step is decided on what was recorded before.

use std::collections::BTreeMap;
use std::sync::Arc;

use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::ids::{ProposalId, RoundId};
use loopbrug_domain::matching::{self, StreamEvent, draw_up, ratify};
use loopbrug_domain::procedure::{Occasion, Refusal};
use loopbrug_domain::proposal::submission::SubmissionRefusal;
use loopbrug_domain::proposal::{self, PartnershipProposal, ProposalCommand};
use loopbrug_domain::round::ratification::RatificationRefusal;
use loopbrug_domain::round::{self, Outcome, RoundCommand, SelectionRound};
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::time::day_in_brussels;

use super::PlayedEvent;
use super::script::{Ask, Step};

/// The streams of a round, as far as it was played, and their events.
#[derive(Debug)]
pub(super) struct Playing {
    catalogues: Arc<Catalogues>,
    pub(super) round: SelectionRound,
    pub(super) proposals: BTreeMap<ProposalId, PartnershipProposal>,
    pub(super) events: Vec<PlayedEvent>,
    /// Proposals that came after the deadline, and left nothing.
    pub(super) too_late: u32,
}

impl Playing {
    pub(super) fn new(catalogues: &Arc<Catalogues>) -> Self {
        Self {
            catalogues: Arc::clone(catalogues),
            round: SelectionRound::default(),
            proposals: BTreeMap::new(),
            events: vec![],
            too_late: 0,
        }
    }

    /// How many proposals were approved, in the end.
    pub(super) fn approved(&self) -> usize {
        let outcomes = self.proposals.values().map(|proposal| proposal.state().outcome());
        outcomes.filter(|outcome| *outcome == Some(Outcome::Approved)).count()
    }

    /// Takes a step of the script.
    ///
    /// # Errors
    /// The rule that would be broken. Some submit too late on purpose, and meet the deadline.
    pub(super) fn take(&mut self, step: Step) -> Result<(), Refusal> {
        let Step { at, actor, ask } = step;
        let occasion = Occasion { occurred_on: day_in_brussels(at), now: at, actor };
        let events = match self.decide(ask, &occasion) {
            Err(Refusal::Submission(SubmissionRefusal::SubmissionDeadlinePassed { .. })) => {
                self.too_late += 1;
                return Ok(());
            }
            decided => decided?,
        };
        for event in events {
            let sequence = match &event {
                StreamEvent::Round(_, event) => {
                    self.round.apply(event.clone());
                    self.round.version()
                }
                StreamEvent::Proposal(id, event) => {
                    let proposal = self.proposals.entry(*id).or_default();
                    proposal.apply(event.clone());
                    proposal.version()
                }
            };
            self.events.push(PlayedEvent { at, actor: occasion.actor.clone(), sequence, event });
        }
        Ok(())
    }

    fn decide(&self, ask: Ask, occasion: &Occasion) -> Result<Vec<StreamEvent>, Refusal> {
        let (round, catalogues) = (&self.round, &self.catalogues);
        match ask {
            Ask::Launch(launch) => {
                let id = RoundId::of(&launch.region, &launch.round);
                let intent = round::Intent::LaunchRound(launch);
                let command = RoundCommand { occasion: occasion.clone(), intent };
                let events = round::decide(round, &command, catalogues)?;
                Ok(events.into_iter().map(|event| StreamEvent::Round(id, event)).collect())
            }
            Ask::Of(id, intent) => {
                let unknown = PartnershipProposal::default();
                let known = self.proposals.get(&id).unwrap_or(&unknown);
                let command = ProposalCommand { occasion: occasion.clone(), intent };
                // Who judges is of an organisation that applies for nothing.
                let events = proposal::decide(known, &command, round, catalogues, false)?;
                Ok(events.into_iter().map(|event| StreamEvent::Proposal(id, event)).collect())
            }
            Ask::DrawUp(ties) => {
                let all = self.all();
                let asked = draw_up(round, &all, &ties, occasion, catalogues)?;
                matching::decide(asked, round, &all, catalogues)
            }
            Ask::Ratify => {
                let report =
                    round.state().report.as_ref().ok_or(RatificationRefusal::NoMatchingReport)?;
                let all = self.all();
                let asked = ratify(round, &all, &report.hash, occasion, catalogues)?;
                matching::decide(asked, round, &all, catalogues)
            }
        }
    }

    fn all(&self) -> Vec<(ProposalId, &PartnershipProposal)> {
        self.proposals.iter().map(|(id, proposal)| (*id, proposal)).collect()
    }
}
