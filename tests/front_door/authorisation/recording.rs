//! Every mutation, sent by everybody. Whoever records something is given another trajectory and another
//! proposal for what comes after, so that every outcome is that of one mutation alone. A proposal is as far
//! as the mutation needs it, so that who is refused is refused for who it is.

use std::collections::BTreeMap;

use async_graphql::parser::types::{BaseType, InputValueDefinition, Type, TypeKind};
use serde_json::{Map, Value, json};

use super::types::Types;
use super::{GRANTED, Matrix, Outcomes, WHO, person};
use crate::harness::{CAW, Clocked, OCMW, Person, REGION, new_id};
use crate::round::procedure::{COORDINATOR, assess, assessor, offer, scope, scores, with};

/// What mutations are about, and what they may name.
struct Subjects<'a> {
    types: &'a Types,
    server: Clocked,
    round: String,
    trajectory: Option<String>,
    /// Another one, which nothing is recorded about.
    other: String,
    employer: String,
    /// By how far they are. Each proposal is one of an organisation of its own.
    proposals: BTreeMap<Far, (&'static str, String)>,
    organisations: u32,
    /// The first code of each list.
    codes: BTreeMap<String, String>,
}

/// A worker whom the directory has.
fn known_worker() -> Value {
    json!("00000000-0000-0000-0000-000000000102")
}

/// How far a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Far {
    Drafted,
    Submitted,
    /// The assessor of the matrix is assigned, and another one.
    Assigned,
    Assessed,
    Invited,
    Pitched,
}

impl Far {
    /// How far a proposal has to be for a mutation.
    fn for_mutation(name: &str) -> Self {
        match name {
            "reviseProposal" | "proposeIntervention" | "dropIntervention" | "submitProposal" => {
                Self::Drafted
            }
            "assignAssessor" | "recordWrittenAssessment" => Self::Assigned,
            "inviteToPitch" | "withholdPitchInvitation" => Self::Assessed,
            "recordPitch" => Self::Invited,
            "recordDeliberation" => Self::Pitched,
            _ => Self::Submitted,
        }
    }
}

pub(super) async fn matrix(types: &Types) -> Matrix {
    let mut subjects = Subjects::begin(types).await;
    let mut rows = BTreeMap::<String, Outcomes>::new();
    for column in 0..WHO.len() {
        for mutation in &types.objects["Mutation"] {
            let name = mutation.name.node.as_str();
            let outcome = subjects.outcome(column, name, &mutation.arguments[0].node).await;
            rows.entry(name.to_owned()).or_default()[column] = outcome;
        }
    }
    // A row for each: they are what is looked up.
    rows.into_iter().map(|(name, row)| (name, [(String::new(), row)].into())).collect()
}

impl<'a> Subjects<'a> {
    async fn begin(types: &'a Types) -> Self {
        let server = Clocked::with_keys().await;
        server.at("2023-08-11T09:00:00");
        let launched =
            server.send(COORDINATOR, "launchRound", json!({ "region": REGION }), "round { id }");
        let round = launched.await["round"]["id"].as_str().unwrap().to_owned();
        server.at("2023-09-20T09:00:00");
        let mut subjects = Self {
            types,
            server,
            round,
            trajectory: None,
            other: String::new(),
            employer: String::new(),
            proposals: BTreeMap::new(),
            organisations: 0,
            codes: BTreeMap::new(),
        };
        let lists = format!("{{ catalogue(region: \"{REGION}\") {{ lists }} }}");
        let lists = subjects.server.ask(owner(OCMW), &lists).await;
        for list in lists["catalogue"]["lists"].as_array().unwrap() {
            let query = format!(
                "{{ catalogue(region: \"{REGION}\") {{ codes(list: {list}) {{ code }} }} }}"
            );
            let codes = subjects.server.ask(owner(OCMW), &query).await;
            if let Some(code) = codes["catalogue"]["codes"][0]["code"].as_str() {
                subjects.codes.insert(list.as_str().unwrap().to_owned(), code.to_owned());
            }
        }
        subjects.other = subjects.guided().await;
        let baker = json!({ "region": REGION, "employer": "Bakkerij De Molen" });
        subjects.employer = subjects.recorded(owner(OCMW), "registerEmployer", baker).await;
        let steward = Person { roles: "steward", ..COORDINATOR };
        let kept = json!({ "region": REGION, "organisation": CAW, "name": "De Kade" });
        let worker = json!({ "worker": known_worker() });
        for (name, input) in
            [("recordOrganisation", kept.clone()), ("recordWorker", with(kept, worker))]
        {
            let payload = subjects.server.send(steward, name, input, "").await;
            assert_eq!(payload["errors"], json!([]), "{name}");
        }
        subjects
    }

    /// What comes of a mutation.
    async fn outcome(&mut self, column: usize, name: &str, input: &InputValueDefinition) -> String {
        if self.trajectory.is_none() {
            self.trajectory = Some(self.guided().await);
        }
        let far = Far::for_mutation(name);
        if !self.proposals.contains_key(&far) {
            let proposal = self.proposed(far).await;
            self.proposals.insert(far, proposal);
        }
        let filled = self.value(name, "input", "", &input.ty.node);
        let (applicant, _) = self.proposals[&far];
        let owner = if filled.get("proposalId").is_some() { applicant } else { OCMW };
        let mut who = person(column, owner);
        if name == "draftProposal" {
            who.organisation = self.organisation();
        }
        let payload = self.server.send(who, name, filled, "").await;
        let Some(code) = payload["errors"][0]["code"].as_str() else {
            self.trajectory = None;
            self.proposals.remove(&far);
            return "ok".to_owned();
        };
        code.to_owned()
    }

    /// An organisation that has done nothing yet.
    fn organisation(&mut self) -> &'static str {
        self.organisations += 1;
        let stem = 1_000 + self.organisations;
        format!("{stem:08}{:02}", 97 - stem % 97).leak()
    }

    /// A trajectory of a client who is guided.
    async fn guided(&self) -> String {
        let opening = json!({ "region": REGION, "source": "ocmw", "municipality": "45041" });
        let id = self.recorded(owner(OCMW), "openTrajectory", opening).await;
        let basis = json!({ "trajectoryId": id, "bases": ["consent"], "purposes": ["guidance"] });
        self.recorded(owner(OCMW), "recordLegalBasis", basis).await;
        let grant = json!({ "trajectoryId": id, "organisation": GRANTED });
        self.recorded(owner(OCMW), "grantAccess", grant).await;
        self.recorded(owner(OCMW), "completeIntake", json!({ "trajectoryId": id })).await
    }

    /// A proposal that is so far, and whose it is.
    async fn proposed(&mut self, far: Far) -> (&'static str, String) {
        let applicant = self.organisation();
        let who = owner(applicant);
        let draft = json!({ "roundId": self.round, "scope": scope() });
        let id = self.recorded(who, "draftProposal", draft).await;
        let mut offered = offer(10);
        offered["proposalId"] = json!(id);
        self.recorded(who, "proposeIntervention", offered).await;
        let one = WHO.iter().position(|(name, _)| *name == "assessor").unwrap();
        let assigned = json!({ "assessor": person(one, applicant).id() });
        let another = json!({ "assessor": assessor(11).id() });
        let slot = json!({ "slot": "2023-10-11T07:00:00Z" });
        let written = "recordWrittenAssessment";
        for (at, who, name, more) in [
            (Far::Submitted, who, "submitProposal", json!({})),
            (Far::Assigned, COORDINATOR, "decideAdmissibility", json!({ "ok": true })),
            (Far::Assigned, COORDINATOR, "assignAssessor", assigned),
            (Far::Assigned, COORDINATOR, "assignAssessor", another),
            (Far::Assessed, person(one, applicant), written, assess(70)),
            (Far::Assessed, assessor(11), written, assess(70)),
            (Far::Invited, COORDINATOR, "inviteToPitch", slot),
            (Far::Pitched, COORDINATOR, "recordPitch", json!({})),
        ] {
            if at <= far {
                let about = with(json!({ "proposalId": id }), more);
                let payload = self.server.send(who, name, about, "").await;
                assert_eq!(payload["errors"], json!([]), "{name}");
            }
        }
        (applicant, id)
    }

    /// Records something, and gives the id of what it is about.
    async fn recorded(&self, who: Person, name: &str, input: Value) -> String {
        let about = if name.ends_with("Proposal") || name == "proposeIntervention" {
            "proposal"
        } else if name == "registerEmployer" {
            "employer"
        } else {
            "trajectory"
        };
        let payload = self.server.send(who, name, input, &format!("{about} {{ id }}")).await;
        let id = payload[about]["id"].as_str();
        id.unwrap_or_else(|| panic!("{name}: {payload}")).to_owned()
    }

    /// A value of a type, for a field that is described so: what has to be there and no more.
    fn value(&self, mutation: &str, name: &str, described: &str, of: &Type) -> Value {
        if name == "scores" {
            return scores(70);
        }
        let BaseType::Named(of) = &of.base else {
            let BaseType::List(of) = &of.base else { unreachable!() };
            return json!([self.value(mutation, name, described, of)]);
        };
        match self.types.others.get(of.as_str()) {
            Some(TypeKind::Enum(values)) => json!(values.values[0].node.value.node.to_string()),
            // One of them, which can be recorded of any trajectory.
            Some(TypeKind::InputObject(_)) if of == "RecordInput" => {
                json!({ "recordContactAttempt": { "mode": "phone", "outcome": "reached" } })
            }
            Some(TypeKind::InputObject(input)) => {
                let fields = input.fields.iter().map(|field| &field.node);
                let needed =
                    fields.filter(|field| !field.ty.node.nullable && field.default_value.is_none());
                let filled = needed.map(|field| {
                    let name = field.name.node.as_str();
                    let described =
                        field.description.as_ref().map_or("", |text| text.node.as_str());
                    let value = self.value(mutation, name, described, &field.ty.node);
                    (name.to_owned(), value)
                });
                Value::Object(filled.collect::<Map<_, _>>())
            }
            _ => self.scalar(mutation, of, name, described),
        }
    }

    fn scalar(&self, mutation: &str, of: &str, name: &str, described: &str) -> Value {
        match (of, name) {
            ("ID", "worker") if ["endWorker", "eraseWorker"].contains(&mutation) => known_worker(),
            ("ID", "to") if mutation == "handOverCaseload" => known_worker(),
            ("Int", _) => json!(1),
            ("Float", _) => json!(0.5),
            ("Boolean", _) => json!(true),
            ("NaiveDate", _) => json!("2023-09-20"),
            ("DateTime", _) => json!("2023-09-20T10:00:00Z"),
            ("NaiveDateTime", _) => json!("2023-09-20T10:00:00"),
            (_, "region") => json!(REGION),
            (_, "trajectoryId") => json!(self.trajectory),
            (_, "into" | "otherId") => json!(self.other),
            (_, "proposalId") => {
                json!(self.proposals.get(&Far::for_mutation(mutation)).map(|(_, id)| id))
            }
            (_, "employerId") => json!(self.employer),
            (_, "employer") if mutation == "registerEmployer" => json!(company()),
            (_, "roundId") => json!(self.round),
            (_, "report") => json!("0".repeat(64)),
            (_, "municipality") => json!("45041"),
            // What is the same whoever asked before.
            (_, "item") if mutation == "amendTimeline" => json!("launch"),
            ("ID", _) => json!(new_id()),
            (_, "to" | "provider" | "employer" | "site") => json!(CAW),
            (_, name) if name.to_lowercase().contains("organisation") => json!(CAW),
            _ => json!(self.code(name, described)),
        }
    }

    /// A code of the list that a field's description names, or else its own name.
    fn code(&self, name: &str, described: &str) -> &str {
        let list = described.split_once("ist `").and_then(|(_, rest)| rest.split_once('`'));
        let list = list.map_or(name, |(list, _)| list);
        let like = format!("_{list}");
        let mut lists = self.codes.iter().filter(|(known, _)| known.ends_with(&like));
        let found = self.codes.get(list).or_else(|| lists.next().map(|(_, code)| code));
        found.map_or("x", String::as_str)
    }
}

/// The name of a company that was not registered yet. Digits would be those of a number.
fn company() -> String {
    let letter = |c: char| c.to_digit(16).and_then(|digit| char::from_digit(digit + 10, 26));
    format!("Garage {}", new_id().chars().filter_map(letter).collect::<String>())
}

/// Whose a trajectory or a proposal is.
fn owner(organisation: &'static str) -> Person {
    Person { worker: 100, organisation, roles: "caseworker,applicant" }
}
