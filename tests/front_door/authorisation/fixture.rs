//! Whom the fields are asked about: a client of whom as much is known as can be, one who left, and a proposal that was
//! judged. What the fixture lacks shows as `-` to everybody, and proves nothing.

use loopbrug_domain::catalogue::Code;
use loopbrug_infra::database;
use loopbrug_infra::seal::Sealer;
use serde_json::{Value, json};

use super::GRANTED;
use super::reading::{OWNER, Subjects};
use crate::harness::{CAW, Clocked, Database, OCMW, Person, REGION, new_id};
use crate::personal::words::BESSIA;
use crate::round::procedure::{COORDINATOR, ORGANISATIONS, Procedure, with};

/// The bridge figure, by worker id.
pub(super) fn guide() -> String {
    uuid::Uuid::from_u128(101).to_string()
}

/// A client who is guided, and a proposal that was judged and ranked; both of one organisation.
pub(super) async fn told() -> (Clocked, Subjects) {
    let mut round = Procedure::launched_on(Clocked::with_keys().await).await;
    round.judged(OWNER, 75).await;
    round.on_round(COORDINATOR, "drawUpMatchingReport", json!({})).await;
    let owner = Person { worker: 100, organisation: ORGANISATIONS[OWNER], roles: "caseworker" };
    let send = async |name: &str, input: Value| {
        let payload = round.server.send(owner, name, input, "trajectory { id }").await;
        assert_eq!(payload["errors"], json!([]), "{name}: {payload}");
        payload["trajectory"]["id"].as_str().unwrap().to_owned()
    };
    let opening = json!({ "region": REGION, "source": "ocmw", "municipality": "45041" });
    let trajectory = send("openTrajectory", opening).await;
    let basis = json!({
        "trajectoryId": trajectory, "bases": ["consent"], "purposes": ["guidance"],
    });
    send("recordLegalBasis", basis).await;
    send("grantAccess", json!({ "trajectoryId": trajectory, "organisation": GRANTED })).await;
    let on = |more: Value| with(json!({ "trajectoryId": trajectory }), more);
    let intake = json!({
        "gender": "woman", "labourStatus": "unemployed", "unemployedSince": "2022-05-01",
        "isced": "2", "nationalityGroup": "third_country", "foreignBackground": true,
        "disability": false, "minority": true, "housing": "2",
    });
    send("completeIntake", on(intake)).await;
    for (name, input) in [
        ("linkPersona", json!({ "persona": "mo" })),
        ("assignBridgeFigure", json!({ "worker": guide(), "organisation": ORGANISATIONS[OWNER] })),
        ("identifyBarrier", json!({ "area": "housing", "severity": 4 })),
        ("planIntervention", json!({ "service": "debt_help", "provider": CAW, "mode": "group" })),
        (
            "sendReferral",
            json!({ "to": OCMW, "service": "debt_help", "urgency": "urgent",
                                 "areas": ["administration_and_debt"] }),
        ),
        ("recordHousingFound", json!({ "tenure": "room" })),
        ("startEmployment", json!({ "contract": "flexi", "ftePercent": 50 })),
        (
            "planAppointment",
            json!({ "at": "2023-10-16T10:00:00", "organisation": OCMW,
                                    "purpose": "guidance" }),
        ),
    ]
    .into_iter()
    .chain(personal())
    .chain(growth())
    {
        send(name, on(input)).await;
    }
    others(&round.server, &trajectory).await;
    let left = left(&round.server, owner).await;
    let baker = json!({ "region": REGION, "employer": "Bakkerij De Molen", "municipality": "45041",
                        "sector": "food" });
    let employer = round.server.send(owner, "registerEmployer", baker, "employer { id }").await;
    let employer = employer["employer"]["id"].as_str().unwrap().to_owned();
    let coached = json!({ "employerId": employer, "topic": "other", "minutes": 5 });
    let coached = round.server.send(owner, "coachEmployerWithoutClient", coached, "").await;
    assert_eq!(coached["errors"], json!([]));
    // Those who take part have names.
    let steward = Person { roles: "steward", ..owner };
    for (name, input) in [
        (
            "recordOrganisation",
            json!({ "organisation": ORGANISATIONS[OWNER], "name": "De Brug", "roles": ["guide"],
                    "services": ["debt_help"], "phone": "055 00 00 00",
                    "mail": "info@brug.example", "website": "https://brug.example",
                    "until": "2030-12-31" }),
        ),
        ("recordOrganisation", json!({ "organisation": CAW, "name": "De Kade" })),
        ("recordOrganisation", json!({ "organisation": OCMW, "name": "De Linde" })),
        (
            "recordWorker",
            json!({ "worker": guide(), "name": "Mira Windekind", "until": "2030-12-31",
                    "organisation": ORGANISATIONS[OWNER] }),
        ),
        (
            "recordWorker",
            json!({ "worker": owner.id(), "name": "Joris Eikenblad",
                    "organisation": ORGANISATIONS[OWNER] }),
        ),
    ] {
        let input = with(json!({ "region": REGION }), input);
        let payload = round.server.send(steward, name, input, "").await;
        assert_eq!(payload["errors"], json!([]), "{name}: {payload}");
    }
    // Rounded figures are of periods that are over.
    round.server.at("2024-03-01T09:00:00").has_published(2023, 4, 1).await;
    let proposal = round.proposals[&OWNER].clone();
    let head = round.server.database.head().await;
    sealed(&round.server.database).await;
    let receipt = receipt(&round.server).await;
    let (server, round) = (round.server, round.round);
    (server, Subjects { head, trajectory, left, round, proposal, employer, receipt })
}

/// The receipt of a publication, as an argument.
async fn receipt(server: &Clocked) -> String {
    let publication = "report: HOMELESSNESS, quarter: { year: 2023, quarter: 3 }";
    let query = format!("{{ publication(region: \"{REGION}\", {publication}) {{ receipt }} }}");
    server.ask(COORDINATOR, &query).await["publication"]["receipt"].to_string()
}

/// Covers the log by a head, which a server with a clock that is set does not do by itself.
async fn sealed(database: &Database) {
    let pool = database::connect(database.url.parse().unwrap()).await.unwrap();
    let region = Code::new(REGION);
    let mut sealer = Sealer::new(pool, [&region].into_iter(), database.seal_key());
    sealer.step(&region).await.unwrap();
}

/// What is sealed of the client, and what is known in codes beside it.
fn personal() -> Vec<(&'static str, Value)> {
    let goal = new_id();
    vec![
        ("recordIdentity", BESSIA.identity()),
        ("recordBackground", json!({ "detention": "YES", "youthCare": "UNKNOWN" })),
        ("addNote", json!({ "note": BESSIA.note })),
        ("setGoal", json!({ "goalId": goal, "domain": "housing", "ownWords": BESSIA.goal })),
        ("rateGoal", json!({ "goalId": goal, "rating": 2 })),
        ("linkPersona", json!({ "persona": "nora", "rationale": BESSIA.persona })),
        ("linkFinding", json!({ "finding": "family_resistance" })),
    ]
}

/// What a client is met with, learns and reaches, and what is cancelled.
fn growth() -> Vec<(&'static str, Value)> {
    let (floor, training) = (new_id(), new_id());
    let children = json!([{ "ageGroup": "under_3", "number": 1, "careNeeded": ["daytime"] }]);
    vec![
        (
            "recordContactAttempt",
            json!({ "mode": "street", "place": "street", "outcome": "reached", "minutes": 45 }),
        ),
        (
            "recordHousehold",
            json!({ "children": children, "suspectedDisability": true, "alone": true }),
        ),
        ("changeResidence", json!({ "municipality": "45035" })),
        ("changeContactLanguage", json!({ "language": "fr" })),
        ("identifyStrength", json!({ "strength": "multilingual" })),
        ("setJobTarget", json!({ "jobTarget": "care" })),
        (
            "startPracticeFloor",
            json!({ "practiceFloorId": floor, "site": CAW, "hoursPerWeek": 12 }),
        ),
        (
            "endPracticeFloor",
            json!({ "practiceFloorId": floor, "hours": 40, "skills": ["teamwork"],
                    "interests": ["green"] }),
        ),
        ("coachEmployer", json!({ "employer": CAW, "topic": "adapted_work", "minutes": 60 })),
        ("startTraining", json!({ "trainingId": training, "kind": "dutch" })),
        ("endTraining", json!({ "trainingId": training, "result": "qualified" })),
        ("recordQualificationGained", json!({ "level": "3" })),
        ("recordLanguageLevelReached", json!({ "language": "nl", "level": "A2" })),
        (
            "recordMilestoneReached",
            json!({ "milestone": "cycling", "evidence": "client_statement" }),
        ),
        ("recordRelapse", json!({ "area": "dependency" })),
        ("requestErasure", json!({ "ground": "objection" })),
    ]
}

/// What other organisations do about the client: one asks for access, one takes it, one puts a record right, and one
/// has a client who is alike.
async fn others(server: &Clocked, trajectory: &str) {
    let caseworker = |number: usize| Person {
        worker: 110,
        organisation: ORGANISATIONS[number],
        roles: "caseworker",
    };
    let send = async |who: Person, name: &str, input: Value| {
        let payload = server.send(who, name, input, "trajectory { id }").await;
        assert_eq!(payload["errors"], json!([]), "{name}: {payload}");
        payload
    };
    let on = |more: Value| with(json!({ "trajectoryId": trajectory }), more);
    send(caseworker(6), "requestAccess", on(json!({ "purpose": "guidance" }))).await;
    send(caseworker(5), "overrideAccess", on(json!({ "reason": "crisis" }))).await;
    let granted = Person { organisation: GRANTED, ..caseworker(8) };
    let attempt = json!({ "mode": "phone", "outcome": "not_reached" });
    let recorded = send(caseworker(2), "recordContactAttempt", on(attempt)).await;
    let right = json!({
        "mode": "phone", "outcome": "reached",
        "corrects": { "event": recorded["version"], "reason": "wrong_code" },
    });
    send(granted, "recordContactAttempt", on(right)).await;
    let opening = json!({ "region": REGION, "source": "ocmw", "municipality": "45041" });
    let alike = send(caseworker(6), "openTrajectory", opening).await;
    let alike = json!({ "trajectoryId": alike["trajectory"]["id"] });
    send(caseworker(6), "recordIdentity", with(alike, BESSIA.identity())).await;
}

/// A client of the owner who paused, left, and whose erasure was refused.
async fn left(server: &Clocked, owner: Person) -> String {
    let send = async |name: &str, input: Value| {
        let who = Person { roles: "caseworker,steward", ..owner };
        let payload = server.send(who, name, input, "trajectory { id }").await;
        assert_eq!(payload["errors"], json!([]), "{name}: {payload}");
        payload["trajectory"]["id"].as_str().unwrap().to_owned()
    };
    let opening = json!({ "region": REGION, "source": "ocmw", "municipality": "45041",
                          "occurredOn": "2023-09-01" });
    let id = send("openTrajectory", opening).await;
    let on = |day: &str, more: Value| {
        with(json!({ "trajectoryId": id, "occurredOn": format!("2023-{day}") }), more)
    };
    let basis = json!({ "bases": ["consent"], "purposes": ["guidance", "esf_reporting"] });
    send("recordLegalBasis", on("09-01", basis)).await;
    send("grantAccess", json!({ "trajectoryId": id, "organisation": GRANTED })).await;
    send("completeIntake", on("09-02", json!({}))).await;
    send("pauseTrajectory", on("09-03", json!({ "reason": "illness" }))).await;
    send("resumeTrajectory", on("09-04", json!({}))).await;
    send("closeTrajectory", on("09-05", json!({ "reason": "work" }))).await;
    let exit = json!({ "asOf": "2023-09-08", "jobSeeking": false, "inTraining": true,
                       "employed": true, "housing": "0" });
    send("recordExit", on("09-10", exit)).await;
    let ground = json!({ "trajectoryId": id, "ground": "objection" });
    send("requestErasure", ground).await;
    let refused = json!({ "trajectoryId": id, "granted": false, "ground": "refused_withdrawn" });
    send("decideErasure", refused).await;
    id
}
