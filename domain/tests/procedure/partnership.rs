//! A round and its proposals, kept in memory. Times are local, in Brussels.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Europe::Brussels;
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::list::ServiceType;
use loopbrug_domain::catalogue::{Catalogues, Code, List};
use loopbrug_domain::ids::{KboNumber, OfferId, ProposalId, RoundId, WorkerId};
use loopbrug_domain::matching::{self, StreamEvent, draw_up, ratify};
use loopbrug_domain::procedure::{Occasion, Refusal, Scores};
use loopbrug_domain::proposal::admissibility::AdmissibilityDecided;
use loopbrug_domain::proposal::assessment::{Assessment, AssessorAssigned};
use loopbrug_domain::proposal::decision::Decision;
use loopbrug_domain::proposal::drafting::Scope;
use loopbrug_domain::proposal::jury::Deliberation;
use loopbrug_domain::proposal::offers::{InterventionProposed, Offer};
use loopbrug_domain::proposal::pitch::{Invitation, Pitch};
use loopbrug_domain::proposal::rebuttal::Rebuttal;
use loopbrug_domain::proposal::submission::Submission;
use loopbrug_domain::proposal::{self, PartnershipProposal, ProposalCommand, Stage};
use loopbrug_domain::round::amendment::Amendment;
use loopbrug_domain::round::launch::Launch;
use loopbrug_domain::round::ratification::RatificationRefusal;
use loopbrug_domain::round::{self, Outcome, RoundCommand, SelectionRound, TieBreak};
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::time::day_in_brussels;
use uuid::Uuid;

pub(crate) const OWN: u32 = 1;

pub(crate) fn catalogues() -> &'static Catalogues {
    static CATALOGUES: LazyLock<Catalogues> = LazyLock::new(Catalogues::embedded);
    &CATALOGUES
}

pub(crate) fn utc(local: &str) -> DateTime<Utc> {
    let local: NaiveDateTime = local.parse().unwrap();
    Brussels.from_local_datetime(&local).unwrap().with_timezone(&Utc)
}

pub(crate) fn worker(n: u128) -> WorkerId {
    WorkerId(Uuid::from_u128(n))
}

pub(crate) fn round_id() -> RoundId {
    RoundId::of(&Code::new("vlaamse-ardennen"), &Code::new("2023"))
}

pub(crate) fn proposal_of(organisation: u32) -> ProposalId {
    let (region, round) = (Code::new("vlaamse-ardennen"), Code::new("2023"));
    ProposalId::of(&region, &round, KboNumber::of_stem(organisation))
}

fn codes<L: List>(codes: &[&str]) -> BTreeSet<Code<L>> {
    codes.iter().map(|code| Code::new(*code)).collect()
}

fn service() -> Code<ServiceType> {
    let catalogue = catalogues().latest("vlaamse-ardennen").unwrap();
    catalogue.problem_areas()[0].services[0].entry.code.clone()
}

pub(crate) fn scope() -> Scope {
    let services = [service()].into();
    Scope { challenges: codes(&["RU1"]), services, municipalities: codes(&["45041"]) }
}

pub(crate) fn offer(n: u128) -> proposal::Intent {
    let approach = "aanklampend, aan huis".to_owned();
    let (challenge, capacity, budget) = (Code::new("RU1"), 25, 80_000);
    let offer = Offer { challenge, service: service(), approach, capacity, budget };
    proposal::Intent::ProposeIntervention(InterventionProposed {
        id: OfferId(Uuid::from_u128(n)),
        offer,
    })
}

pub(crate) fn scores(score: u32) -> Scores {
    let criteria = ["fit", "approach", "anchoring", "expertise", "budget"];
    Scores(criteria.iter().map(|code| (Code::new(*code), score)).collect())
}

pub(crate) const SUBMIT: proposal::Intent = proposal::Intent::SubmitProposal(Submission {});

pub(crate) fn admit(ok: bool) -> proposal::Intent {
    let grounds = if ok { codes(&[]) } else { codes(&["outside_call"]) };
    proposal::Intent::DecideAdmissibility(AdmissibilityDecided { ok, grounds })
}

pub(crate) fn assign(n: u128, conflict: bool) -> proposal::Intent {
    proposal::Intent::AssignAssessor(AssessorAssigned { assessor: worker(n), conflict })
}

pub(crate) fn assess(score: u32) -> proposal::Intent {
    let motivation = "helder".to_owned();
    let scores = scores(score);
    proposal::Intent::RecordWrittenAssessment(Assessment { scores, motivation })
}

pub(crate) fn invite(slot: &str) -> proposal::Intent {
    proposal::Intent::InviteToPitch(Invitation { slot: utc(slot) })
}

pub(crate) const PITCH: proposal::Intent = proposal::Intent::RecordPitch(Pitch {});

pub(crate) fn judge(score: u32, advice: Outcome) -> proposal::Intent {
    let (scores, motivation) = (scores(score), "overtuigend".to_owned());
    let (dissent, members) = (None, [].into());
    let deliberation = Deliberation { scores, advice, motivation, dissent, members };
    proposal::Intent::RecordDeliberation(deliberation)
}

pub(crate) fn communicate(outcome: Outcome) -> proposal::Intent {
    let (motivation, channel) = ("zoals bekrachtigd".to_owned(), Code::new("email"));
    proposal::Intent::CommunicateDecision(Decision { outcome, motivation, channel })
}

pub(crate) fn rebut() -> proposal::Intent {
    proposal::Intent::ReceiveRebuttal(Rebuttal { text: "wij menen".to_owned() })
}

/// The round, the proposals by the number of their organisation, and all that was recorded, in order.
#[derive(Clone, Default)]
pub(crate) struct Partnership {
    pub(crate) round: SelectionRound,
    pub(crate) proposals: BTreeMap<u32, PartnershipProposal>,
    pub(crate) log: Vec<StreamEvent>,
}

impl Partnership {
    /// The round of the addendum, launched on its day.
    pub(crate) fn launched() -> Self {
        let mut partnership = Self::default();
        partnership.launch("2023-08-11T09:00:00").unwrap();
        partnership
    }

    pub(crate) fn occasion(now: DateTime<Utc>, worker_id: u128, organisation: u32) -> Occasion {
        let organisation = KboNumber::of_stem(organisation);
        let actor =
            Actor { worker: worker(worker_id), organisation, roles: vec![Role::Assessor].into() };
        Occasion { occurred_on: day_in_brussels(now), now, actor }
    }

    fn round_takes(&mut self, now: DateTime<Utc>, intent: round::Intent) -> Result<(), Refusal> {
        let command = RoundCommand { occasion: Self::occasion(now, 1, OWN), intent };
        for event in round::decide(&self.round, &command, catalogues())? {
            self.learn(StreamEvent::Round(round_id(), event));
        }
        Ok(())
    }

    pub(crate) fn launch(&mut self, local: &str) -> Result<(), Refusal> {
        let (region, round) = (Code::new("vlaamse-ardennen"), Code::new("2023"));
        let launch = Launch { region, round, catalogue: "2023-08-11".parse().unwrap() };
        self.round_takes(utc(local), round::Intent::LaunchRound(launch))
    }

    pub(crate) fn amend(
        &mut self,
        now: DateTime<Utc>,
        item: &str,
        new: chrono::NaiveDate,
    ) -> Result<(), Refusal> {
        let (item, reason) = (Code::new(item), Code::new("other"));
        self.round_takes(now, round::Intent::AmendTimeline(Amendment { item, new, reason }))
    }

    /// Somebody of organisation `by` asks something about the proposal of organisation `of`.
    pub(crate) fn ask(
        &mut self,
        now: DateTime<Utc>,
        (worker, by): (u128, u32),
        of: u32,
        intent: proposal::Intent,
    ) -> Result<Stage, Refusal> {
        let known = self.proposals.entry(of).or_default();
        let command = ProposalCommand { occasion: Self::occasion(now, worker, by), intent };
        for event in proposal::decide(known, &command, &self.round, catalogues(), false)? {
            self.learn(StreamEvent::Proposal(proposal_of(of), event));
        }
        Ok(self.stage(of))
    }

    /// The applicant asks.
    pub(crate) fn applies(
        &mut self,
        local: &str,
        of: u32,
        intent: proposal::Intent,
    ) -> Result<Stage, Refusal> {
        self.ask(utc(local), (u128::from(of), of), of, intent)
    }

    /// A worker of the partnership asks.
    pub(crate) fn works(
        &mut self,
        local: &str,
        worker: u128,
        of: u32,
        intent: proposal::Intent,
    ) -> Result<Stage, Refusal> {
        self.ask(utc(local), (worker, OWN), of, intent)
    }

    fn all(&self) -> Vec<(ProposalId, &PartnershipProposal)> {
        self.proposals.iter().map(|(of, proposal)| (proposal_of(*of), proposal)).collect()
    }

    fn learn(&mut self, recorded: StreamEvent) {
        match &recorded {
            StreamEvent::Round(_, event) => self.round.apply(event.clone()),
            StreamEvent::Proposal(id, event) => {
                let mut all = self.proposals.iter_mut();
                let (_, proposal) = all.find(|(of, _)| proposal_of(**of) == *id).unwrap();
                proposal.apply(event.clone());
            }
        }
        self.log.push(recorded);
    }

    pub(crate) fn draw_up(&mut self, local: &str, ties: &[TieBreak]) -> Result<(), Refusal> {
        let occasion = Self::occasion(utc(local), 1, OWN);
        let asked = draw_up(&self.round, &self.all(), ties, &occasion, catalogues())?;
        let recorded = matching::decide(asked, &self.round, &self.all(), catalogues())?;
        for recorded in recorded {
            self.learn(recorded);
        }
        Ok(())
    }

    pub(crate) fn ratify(&mut self, local: &str) -> Result<(), Refusal> {
        let occasion = Self::occasion(utc(local), 1, OWN);
        let report =
            self.round.state().report.clone().ok_or(RatificationRefusal::NoMatchingReport)?;
        let asked = ratify(&self.round, &self.all(), &report.hash, &occasion, catalogues())?;
        let recorded = matching::decide(asked, &self.round, &self.all(), catalogues())?;
        for recorded in recorded {
            self.learn(recorded);
        }
        Ok(())
    }

    pub(crate) fn stage(&self, of: u32) -> Stage {
        self.proposals[&of].stage().expect("it was drafted")
    }
}
