//! A round and those who take part in it: what they send, in short.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde_json::{Value, json};

use crate::harness::{Clocked, Person, REGION};

/// The organisations of the round, by number: none that the register hands out.
pub(crate) const ORGANISATIONS: [&str; 9] = [
    "0000001978",
    "0000000196",
    "0000000295",
    "0000000394",
    "0000000493",
    "0000000592",
    "0000000691",
    "0000000790",
    "0000000889",
];

/// Who keeps the procedure, for the local authorities.
pub(crate) const COORDINATOR: Person =
    Person { worker: 1, organisation: ORGANISATIONS[1], roles: "coordinator" };

/// Who speaks for the jury.
pub(crate) const JURY: Person =
    Person { worker: 31, organisation: ORGANISATIONS[1], roles: "jury" };

/// An assessor, by number.
pub(crate) fn assessor(worker: u128) -> Person {
    Person { worker, organisation: ORGANISATIONS[1], roles: "assessor" }
}

/// The applicant of an organisation.
pub(crate) fn applicant(of: usize) -> Person {
    Person { worker: 100 + of as u128, organisation: ORGANISATIONS[of], roles: "applicant" }
}

/// A round that was launched, and the proposals for it by the number of their organisation.
pub(crate) struct Procedure {
    pub(crate) server: Clocked,
    pub(crate) round: String,
    pub(crate) proposals: BTreeMap<usize, String>,
    /// Mutations that were carried out, by name.
    pub(crate) carried_out: Mutex<BTreeSet<String>>,
}

impl Procedure {
    /// The round of the addendum, launched on its day.
    pub(crate) async fn launched() -> Self {
        Self::launched_on(Clocked::start().await).await
    }

    /// The same on this server.
    pub(crate) async fn launched_on(server: Clocked) -> Self {
        server.at("2023-08-11T09:00:00");
        let launch = json!({ "region": REGION });
        let payload = server.send(COORDINATOR, "launchRound", launch, "round { id code }").await;
        assert_eq!(payload["round"]["code"], json!("2023"), "{payload}");
        let round = payload["round"]["id"].as_str().unwrap().to_owned();
        let carried_out = Mutex::new(["launchRound".to_owned()].into());
        Self { server, round, proposals: BTreeMap::new(), carried_out }
    }

    /// Sends a mutation about the round; it may not be refused.
    pub(crate) async fn on_round(&self, who: Person, name: &str, more: Value) -> Value {
        let input = with(json!({ "roundId": self.round }), more);
        self.carried(name, self.server.send(who, name, input, "round { id }").await)
    }

    /// Sends a mutation about an organisation's proposal; it may not be refused. Gives the stage as
    /// the sender sees it.
    pub(crate) async fn on(&self, who: Person, of: usize, name: &str, more: Value) -> String {
        let input = with(json!({ "proposalId": self.proposals[&of] }), more);
        let payload = self.server.send(who, name, input, "proposal { id stage }").await;
        let payload = self.carried(name, payload);
        payload["proposal"]["stage"].as_str().unwrap().to_owned()
    }

    /// Sends a mutation about an organisation's proposal that is refused.
    pub(crate) async fn in_vain(
        &self,
        who: Person,
        of: usize,
        name: &str,
        more: Value,
        code: &str,
    ) {
        let input = with(json!({ "proposalId": self.proposals[&of] }), more);
        self.server.send_in_vain(who, name, input, code).await;
    }

    fn carried(&self, name: &str, payload: Value) -> Value {
        assert_eq!(payload["errors"], json!([]), "{name}: {payload}");
        self.carried_out.lock().unwrap().insert(name.to_owned());
        payload
    }

    /// The applicant drafts a proposal with one intervention.
    pub(crate) async fn drafts(&mut self, of: usize) {
        let input = with(json!({ "roundId": self.round }), json!({ "scope": scope() }));
        let who = applicant(of);
        let payload = self.server.send(who, "draftProposal", input, "proposal { id }").await;
        let payload = self.carried("draftProposal", payload);
        let id = payload["proposal"]["id"].as_str().unwrap().to_owned();
        self.proposals.insert(of, id);
        self.on(who, of, "proposeIntervention", offer(25)).await;
    }

    /// Admits a proposal and assigns the assessors 11, 12 and 13, of whom some have a conflict.
    pub(crate) async fn admits(&self, of: usize, conflicts: &[u128]) {
        self.on(COORDINATOR, of, "decideAdmissibility", json!({ "ok": true })).await;
        for worker in 11..=13 {
            let assessor = assessor(worker).id();
            let conflict = conflicts.contains(&worker);
            let assign = json!({ "assessor": assessor, "conflict": conflict });
            self.on(COORDINATOR, of, "assignAssessor", assign).await;
        }
    }

    /// An organisation's proposal, from its draft to its admission, on the round's days. Assessor 13
    /// has declared a conflict.
    pub(crate) async fn admitted(&mut self, of: usize) {
        self.server.at("2023-09-01T09:00:00");
        self.drafts(of).await;
        self.on(applicant(of), of, "submitProposal", json!({})).await;
        self.server.at("2023-09-25T09:00:00");
        self.admits(of, &[13]).await;
    }

    /// An organisation's proposal, from its draft to the jury's judgement, on the round's days.
    pub(crate) async fn judged(&mut self, of: usize, score: u32) {
        self.admitted(of).await;
        for worker in [11, 12] {
            self.on(assessor(worker), of, "recordWrittenAssessment", assess(score)).await;
        }
        let slot = json!({ "slot": "2023-10-11T07:00:00Z" });
        self.on(COORDINATOR, of, "inviteToPitch", slot).await;
        self.server.at("2023-10-13T12:00:00");
        self.on(COORDINATOR, of, "recordPitch", json!({})).await;
        self.on(JURY, of, "recordDeliberation", judge(score, "APPROVED")).await;
    }

    /// What the ranking says, in these fields.
    pub(crate) async fn ranking(&self, fields: &str) -> Value {
        let query = format!("{{ ranking(roundId: \"{}\") {{ {fields} }} }}", self.round);
        self.server.ask(COORDINATOR, &query).await["ranking"].clone()
    }

    /// What somebody sees of a proposal.
    pub(crate) async fn seen(&self, who: Person, of: usize, fields: &str) -> Value {
        let query = format!("{{ proposal(id: \"{}\") {{ {fields} }} }}", self.proposals[&of]);
        self.server.ask(who, &query).await["proposal"].clone()
    }
}

pub(crate) fn scope() -> Value {
    json!({ "challenges": ["RU1"], "services": [SERVICE], "municipalities": ["45041"] })
}

/// A service of the most important problem area.
pub(crate) const SERVICE: &str = "assertive_outreach";

pub(crate) fn offer(capacity: u32) -> Value {
    json!({
        "challenge": "RU1", "service": SERVICE, "approach": "aanklampend, aan huis",
        "capacity": capacity, "budget": 80_000,
    })
}

pub(crate) fn scores(score: u32) -> Value {
    let criteria = ["fit", "approach", "anchoring", "expertise", "budget"];
    criteria.iter().map(|criterion| json!({ "criterion": criterion, "score": score })).collect()
}

pub(crate) fn assess(score: u32) -> Value {
    json!({ "scores": scores(score), "motivation": "helder" })
}

pub(crate) fn judge(score: u32, advice: &str) -> Value {
    json!({ "scores": scores(score), "advice": advice, "motivation": "overtuigend" })
}

pub(crate) fn tell(outcome: &str) -> Value {
    json!({ "outcome": outcome, "motivation": "zoals bekrachtigd", "channel": "email" })
}

pub(crate) fn with(mut input: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("{more} is no object") };
    input.as_object_mut().unwrap().extend(more);
    input
}
