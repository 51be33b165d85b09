//! Given, when, then: how the rules of a proposal are written in tests.
//!
//! Organisation 2 applies; organisation 1 is the partnership's own. Times are local, in Brussels.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::admissibility::AdmissibilityDecided;
use super::assessment::{Assessment, AssessorAssigned};
use super::decision::Decision;
use super::drafting::Scope;
use super::jury::Deliberation;
use super::offers::{InterventionProposed, Offer};
use super::pitch::{Invitation, Pitch};
use super::ratification::ProposalRatified;
use super::rebuttal::Rebuttal;
use super::submission::Submission;
use super::{
    Intent, PartnershipProposal, Payload, ProposalCommand, ProposalEvent, Refusal, State, decide,
};
use crate::actor::Actor;
use crate::catalogue::list::ServiceType;
use crate::catalogue::{Code, List};
use crate::content_hash::ContentHash;
use crate::ids::{KboNumber, OfferId, WorkerId};
use crate::procedure::{Occasion, Scores};
use crate::round::Outcome as Advice;
use crate::round::SelectionRound;
use crate::round::story::{actor, catalogues, day, launched, utc};
use crate::stream::{Aggregate, Stream};
use crate::time::day_in_brussels;

fn codes<L: List>(codes: &[&str]) -> std::collections::BTreeSet<Code<L>> {
    codes.iter().map(|code| Code::new(*code)).collect()
}

/// A service that the catalogue asks for.
fn service() -> Code<ServiceType> {
    let catalogue = catalogues().latest("vlaamse-ardennen").unwrap();
    catalogue.problem_areas()[0].services[0].entry.code.clone()
}

pub fn scope() -> Scope {
    Scope {
        challenges: codes(&["RU1"]),
        services: [service()].into(),
        municipalities: codes(&["45041", "45035"]),
    }
}

pub fn offer(n: u128) -> InterventionProposed {
    InterventionProposed {
        id: OfferId(Uuid::from_u128(n)),
        offer: Offer {
            challenge: Code::new("RU1"),
            service: service(),
            approach: "aanklampend, aan huis".to_owned(),
            capacity: 40,
            budget: 120_000,
        },
    }
}

/// The same score on every criterion, so the total is a hundred times as much.
pub fn scores(score: u32) -> Scores {
    let criteria = ["fit", "approach", "anchoring", "expertise", "budget"];
    Scores(criteria.iter().map(|code| (Code::new(*code), score)).collect())
}

pub fn admissible() -> AdmissibilityDecided {
    AdmissibilityDecided { ok: true, grounds: codes(&[]) }
}

pub fn inadmissible() -> AdmissibilityDecided {
    AdmissibilityDecided { ok: false, grounds: codes(&["incomplete"]) }
}

pub fn assessment(score: u32) -> Assessment {
    Assessment { scores: scores(score), motivation: "helder en haalbaar".to_owned() }
}

pub fn deliberation(score: u32) -> Deliberation {
    Deliberation {
        scores: scores(score),
        advice: Advice::Approved,
        motivation: "overtuigend".to_owned(),
        dissent: None,
        members: [].into(),
    }
}

pub fn decision() -> Decision {
    Decision {
        outcome: Advice::Approved,
        motivation: "overtuigend".to_owned(),
        channel: Code::new("email"),
    }
}

pub fn submit() -> Intent {
    Intent::SubmitProposal(Submission {})
}

pub fn rebut() -> Intent {
    Intent::ReceiveRebuttal(Rebuttal { text: "wij menen".to_owned() })
}

/// A proposal, its round, what time it is and who asks.
pub struct Story {
    proposal: PartnershipProposal,
    round: SelectionRound,
    now: DateTime<Utc>,
    occurred_on: Option<NaiveDate>,
    by: Actor,
    rival: bool,
}

/// The round of the addendum is launched; organisation 2 speaks.
pub fn story() -> Story {
    Story {
        proposal: PartnershipProposal::default(),
        round: launched().round(),
        now: utc("2023-09-01T09:00:00"),
        occurred_on: None,
        by: actor(2, 2),
        rival: false,
    }
}

pub fn drafted() -> Story {
    story().then_take(Intent::DraftProposal(scope()))
}

pub fn offered() -> Story {
    drafted().then_take(Intent::ProposeIntervention(offer(1)))
}

pub fn submitted() -> Story {
    offered().at("2023-09-15T09:00:00").then_take(submit())
}

/// From here on somebody of the partnership speaks.
pub fn admitted() -> Story {
    submitted()
        .at("2023-09-24T09:00:00")
        .by(1, 1)
        .then_take(Intent::DecideAdmissibility(admissible()))
}

pub fn assessed() -> Story {
    let assessor = WorkerId(Uuid::from_u128(11));
    admitted()
        .then_take(Intent::AssignAssessor(AssessorAssigned { assessor, conflict: false }))
        .at("2023-09-28T09:00:00")
        .by(11, 1)
        .then_take(Intent::RecordWrittenAssessment(assessment(70)))
        .by(1, 1)
}

pub fn invited() -> Story {
    let slot = utc("2023-10-11T14:00:00");
    assessed()
        .at("2023-10-09T09:00:00")
        .then_take(Intent::InviteToPitch(Invitation { slot }))
        .at("2023-10-11T14:30:00")
}

pub fn pitched() -> Story {
    invited().then_take(Intent::RecordPitch(Pitch {}))
}

pub fn judged() -> Story {
    pitched().then_take(Intent::RecordDeliberation(deliberation(70)))
}

/// Ratified on the last day that the end date leaves.
pub fn ratified() -> Story {
    let mut story = judged().at("2023-10-23T09:00:00");
    let report = ContentHash::of(&"a report");
    let fact = ProposalRatified { report, outcome: Advice::Approved, rank: Some(1) };
    story.learn(fact.into());
    story
}

/// The organisation knows, and speaks again.
pub fn communicated() -> Story {
    ratified().then_take(Intent::CommunicateDecision(decision())).by(2, 2)
}

impl Story {
    fn learn(&mut self, what: Payload) {
        let event = event(day_in_brussels(self.now), self.by.organisation, what);
        self.proposal.apply(event);
    }

    pub fn at(self, local: &str) -> Self {
        self.at_moment(utc(local))
    }

    pub fn at_moment(self, now: DateTime<Utc>) -> Self {
        Self { now, occurred_on: None, ..self }
    }

    pub fn occurred_on(self, on: &str) -> Self {
        Self { occurred_on: Some(day(on)), ..self }
    }

    pub fn by(self, worker: u128, organisation: u32) -> Self {
        Self { by: actor(worker, organisation), rival: false, ..self }
    }

    /// The organisation of who speaks has a proposal of its own in the round.
    pub fn with_a_rival(self) -> Self {
        Self { rival: true, ..self }
    }

    /// As if the round had never been launched.
    pub fn before_the_launch(self) -> Self {
        Self { round: SelectionRound::default(), ..self }
    }

    pub fn state(&self) -> State {
        self.proposal.state().clone()
    }

    pub fn proposal(&self) -> &PartnershipProposal {
        &self.proposal
    }

    fn decide(&self, intent: Intent) -> Result<Vec<ProposalEvent>, Refusal> {
        let occurred_on = self.occurred_on.unwrap_or_else(|| day_in_brussels(self.now));
        let occasion = Occasion { occurred_on, now: self.now, actor: self.by.clone() };
        let command = ProposalCommand { occasion, intent };
        decide(&self.proposal, &command, &self.round, catalogues(), self.rival)
    }

    /// What was asked is done, and the story goes on.
    #[track_caller]
    pub fn then_take(mut self, intent: Intent) -> Self {
        for event in self.decide(intent).unwrap() {
            self.proposal.apply(event);
        }
        self
    }

    pub fn when(&self, intent: Intent) -> Outcome {
        let result = self.decide(intent);
        let on = self.occurred_on.unwrap_or_else(|| day_in_brussels(self.now));
        Outcome { on, by: self.by.organisation, result }
    }
}

/// What came of it.
pub struct Outcome {
    on: NaiveDate,
    by: KboNumber,
    pub result: Result<Vec<ProposalEvent>, Refusal>,
}

impl Outcome {
    #[track_caller]
    pub fn then(self, payloads: Vec<Payload>) {
        let (on, by) = (self.on, self.by);
        let expected: Vec<_> = payloads.into_iter().map(|what| event(on, by, what)).collect();
        assert_eq!(self.result, Ok(expected));
    }

    #[track_caller]
    pub fn then_each(self, names: &[&str]) {
        let events = self.result.unwrap();
        let found: Vec<_> = events.iter().map(|event| event.what.event_type().name).collect();
        assert_eq!(found, names);
    }

    #[track_caller]
    pub fn then_refused(self, refusal: &(impl Clone + Into<Refusal>)) {
        assert_eq!(self.result, Err(refusal.clone().into()));
    }
}

fn event(occurred_on: NaiveDate, organisation: KboNumber, what: Payload) -> ProposalEvent {
    ProposalEvent { occurred_on, organisation, late: false, follows_from: None, origin: None, what }
}
