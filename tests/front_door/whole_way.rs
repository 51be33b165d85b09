//! One client's whole way, through every mutation there is.

mod after;
mod growth;
mod help;
mod personal;
mod seen;

use loopbrug_domain::time::day_in_brussels;
use loopbrug_infra::clock::Clock;
use serde_json::{Value, json};

use crate::harness::{
    CAW, Database, OCMW, Partner, Payload, REGION, Server, about, mutations_with, new_id, newer,
};

/// A later version of the catalogue.
const NEWER: &str = "2024-02-01";

/// Records on one trajectory, in 2024.
struct Way<'a> {
    partner: Partner<'a>,
    id: String,
}

impl Way<'_> {
    /// Records by mistake, and takes it back.
    async fn by_mistake(&self, day: &str, name: &'static str, more: Value) {
        let input = about(&self.id, &format!("2024-{day}"), more);
        let event = self.partner.record(name, input).await.version();
        let mistake = json!({ "event": event, "reason": "wrong_client" });
        self.on(day, "voidEvent", mistake).await;
    }

    /// Records something today.
    async fn today(&self, name: &'static str, mut more: Value) -> Payload {
        more["trajectoryId"] = json!(self.id);
        self.partner.record(name, more).await
    }

    async fn on(&self, day: &str, name: &'static str, more: Value) -> String {
        let input = about(&self.id, &format!("2024-{day}"), more);
        self.partner.record(name, input).await.phase().to_owned()
    }
}

async fn from_outreach_to_intake(way: &Way<'_>) {
    let attempt = json!({ "mode": "phone", "outcome": "not_reached" });
    assert_eq!(way.on("01-02", "recordContactAttempt", attempt).await, "OUTREACH");
    let attempt =
        json!({ "mode": "street", "place": "street", "outcome": "reached", "minutes": 45 });
    way.on("01-03", "recordContactAttempt", attempt).await;
    let basis = json!({
        "bases": ["consent"], "purposes": ["guidance", "sharing"], "organisations": [CAW],
        "until": "2199-12-31",
    });
    assert_eq!(way.on("01-05", "recordLegalBasis", basis).await, "INTAKE");
    let intake = json!({
        "labourStatus": "unemployed", "unemployedSince": "2022-05-01", "fullTimeWorker": false,
        "gender": "woman", "age": 27, "isced": "2", "nationalityGroup": "third_country",
        "foreignBackground": true, "housing": "6", "household": "single_parent",
        "incomeSources": ["living_wage", "child_benefit"], "digitalAccess": "phone_only",
        "disability": false, "minority": true,
    });
    assert_eq!(way.on("01-10", "completeIntake", intake).await, "ACTIVE");
}

async fn with_personas_and_a_bridge_figure(way: &Way<'_>, worker: &str) {
    way.on("01-11", "linkPersona", json!({ "persona": "nora" })).await;
    way.on("01-11", "linkPersona", json!({ "persona": "bart" })).await;
    way.on("01-12", "unlinkPersona", json!({ "persona": "bart" })).await;
    way.on("01-13", "linkChallenge", json!({ "challenge": "RU2" })).await;
    way.on("01-14", "unlinkChallenge", json!({ "challenge": "RU2" })).await;
    way.on("01-14", "linkFinding", json!({ "finding": "family_resistance" })).await;
    way.on("01-14", "linkFinding", json!({ "finding": "generational_poverty" })).await;
    way.on("01-15", "unlinkFinding", json!({ "finding": "generational_poverty" })).await;
    let household = json!({
        "children": [
            { "ageGroup": "under_3", "number": 1, "careNeeded": ["daytime"] },
            { "ageGroup": "from_6_to_11", "number": 2 },
        ],
        "suspectedDisability": true, "alone": true,
    });
    way.on("01-15", "recordHousehold", household).await;
    way.on("01-15", "changeResidence", json!({ "municipality": "45035" })).await;
    way.on("01-20", "changeResidence", json!({ "from": "2024-01-19" })).await;
    way.on("01-25", "changeResidence", json!({ "municipality": "45059" })).await;
    way.on("01-25", "changeContactLanguage", json!({ "language": "fr" })).await;
    let figure = json!({ "worker": new_id(), "organisation": CAW, "warmHandover": true });
    way.on("01-26", "assignBridgeFigure", figure).await;
    way.on("02-01", "endBridgeFigure", json!({ "reason": "no_match" })).await;
    let figure = json!({ "worker": worker, "organisation": OCMW });
    way.on("02-02", "assignBridgeFigure", figure).await;
}

async fn to_a_home(way: &Way<'_>) {
    way.on("02-03", "requestReferenceAddress", json!({})).await;
    let refusal = json!({ "reason": "not_homeless_enough" });
    way.on("02-10", "refuseReferenceAddress", refusal).await;
    way.on("02-11", "requestReferenceAddress", json!({})).await;
    way.on("02-20", "grantReferenceAddress", json!({})).await;
    way.on("02-21", "observeHousing", json!({ "ethos": "3", "since": "2024-02-19" })).await;
    let lease = json!({ "tenure": "private_rent", "from": "2024-03-15" });
    way.on("02-22", "recordHousingFound", lease).await;
    way.on("02-25", "cancelHousing", json!({ "reason": "money" })).await;
    let home = json!({
        "tenure": "social_rent", "municipality": "45035", "from": "2024-03-01",
        "affordable": true, "adequateSize": true,
    });
    way.on("03-02", "recordHousingFound", home).await;
}

async fn to_a_job_and_back(way: &Way<'_>) {
    let planned = new_id();
    let contract = json!({
        "employmentId": planned, "contract": "flexi", "ftePercent": 20, "from": "2024-04-15",
    });
    way.on("03-20", "startEmployment", contract).await;
    let falls_through = json!({ "employmentId": planned, "reason": "other_party" });
    way.on("03-25", "cancelEmployment", falls_through).await;
    let job = new_id();
    let start =
        json!({ "employmentId": job, "contract": "article_60", "ftePercent": 50, "adapted": true });
    way.on("04-01", "startEmployment", start).await;
    let verified = json!({ "employmentId": job, "source": "payslip" });
    way.on("04-30", "verifyEmployment", verified).await;
    let end = json!({ "employmentId": job, "reason": "end_of_contract", "on": "2024-09-30" });
    way.on("10-01", "endEmployment", end).await;
    let start = json!({ "contract": "permanent", "ftePercent": 80, "from": "2024-10-15" });
    way.on("10-15", "startEmployment", start).await;
}

async fn to_the_end_and_on(way: &Way<'_>, other: &Way<'_>, worker: &str) {
    way.on("10-20", "recordHousingLost", json!({ "on": "2024-10-18", "reason": "eviction" })).await;
    way.on("10-22", "expireAccess", json!({ "organisation": CAW })).await;
    way.on("10-23", "grantAccess", json!({ "organisation": CAW })).await;
    other.on("10-24", "observeHousing", json!({ "ethos": "2" })).await;
    let attempt = json!({ "mode": "email", "outcome": "refused" });
    way.by_mistake("10-25", "recordContactAttempt", attempt).await;
    let phase = way.on("11-01", "closeTrajectory", json!({ "reason": "work" })).await;
    assert_eq!(phase, "FOLLOW_UP");
    let phase = way.on("12-01", "reopenTrajectory", json!({ "reason": "housing_lost" })).await;
    assert_eq!(phase, "ACTIVE");
    let figure = json!({ "worker": worker, "organisation": OCMW, "warmHandover": true });
    way.on("12-02", "assignBridgeFigure", figure).await;
    way.on("12-03", "withdrawSharing", json!({ "reason": "no_trust" })).await;
}

#[tokio::test]
async fn a_client_is_followed_from_the_first_contact_to_the_reopening() {
    let database = Database::create().await;
    newer(NEWER).is_published(&database).await;
    let server = Server::on_with_keys(database, &Database::create().await).await;
    let client = new_id();
    let opening = json!({
        "clientId": client, "contactLanguage": "ar", "interpreter": true,
        "catalogue": "2023-08-11",
    });
    let opened = server.ocmw().opens(opening).await;
    assert_eq!((opened.position(), opened.version(), opened.phase()), (1, 1, "OUTREACH"));
    let id = opened.trajectory();
    let way = Way { partner: server.ocmw(), id: id.clone() };
    let other = Way { partner: server.partner(CAW), id: id.clone() };
    let worker = new_id();
    from_outreach_to_intake(&way).await;
    with_personas_and_a_bridge_figure(&way, &worker).await;
    let goal = help::with_talents_goals_and_barriers(&way).await;
    help::with_services(&way, &goal).await;
    help::with_referrals(&way, &other).await;
    to_a_home(&way).await;
    to_a_job_and_back(&way).await;
    to_the_end_and_on(&way, &other, &worker).await;

    let asked = format!("{{ trajectory(id: \"{id}\") {{ {EVERYTHING} }} }}");
    let found = server.ask(&asked).await["trajectory"].clone();
    let head = server.database.head().await;
    assert_eq!(found, as_it_ended(&id, &client, &worker, head));
    help::stands(&server, &id).await;

    let another = another_client(&server).await;
    let erased = personal::known_and_erased(&server).await;
    let every = mutations_with(&["TrajectoryPayload"]);
    assert_eq!(every, *server.carried_out.lock().unwrap(), "all that can be recorded");
    seen::every_event_is_recorded_and_seen(&server, &[&id, &another, &erased]).await;

    let node = format!("{{ node(id: \"{id}\") {{ id ... on Trajectory {{ phase }} }} }}");
    assert_eq!(server.ask(&node).await["node"], json!({ "id": id, "phase": "ACTIVE" }));
    let nobody = format!("{{ node(id: \"trajectory:{}\") {{ id }} }}", new_id());
    assert_eq!(server.ask(&nobody).await["node"], Value::Null);
}

/// What the first client did not meet with: one who is enrolled at once, grows, is handed over, leaves and is followed
/// up, and is taken for another for a day.
async fn another_client(server: &Server) -> String {
    let enrolment = json!({
        "occurredOn": "2024-01-10",
        "opening": { "region": REGION, "catalogue": "2023-08-11", "source": "ocmw", "municipality": "45041",
            "occurredOn": "2024-01-01" },
    });
    let id = server.ocmw().record("enrolClient", enrolment).await.trajectory();
    let basis = json!({ "bases": ["consent"], "purposes": ["guidance", "esf_reporting"],
        "occurredOn": "2024-01-05" });
    let records = json!([{ "recordLegalBasis": basis }, { "completeIntake": {} }]);
    server
        .ocmw()
        .record("recordTogether", about(&id, "2024-01-10", json!({ "records": records })))
        .await;
    let way = Way { partner: server.ocmw(), id: id.clone() };
    let other = Way { partner: server.partner(CAW), id: id.clone() };
    growth::on_appointments_and_practice_floors(&way).await;
    growth::with_learning_and_milestones(&way).await;
    growth::through_a_pause(&way).await;
    let records = after::taken_over(&way, &other, NEWER).await;
    after::taken_for_another(&way).await;
    after::left_and_followed_up(&other).await;
    after::answered(&way, &other, records).await;
    growth::stands(server, &id).await;
    after::stands(server, &id, NEWER).await;
    id
}

const EVERYTHING: &str = "
    id clientId version phase region catalogue openedOn lastOn late owner sharedWith
    source { code } municipality { code label } contactLanguage { label } interpreter
    outreach { attempts firstReached lastReached }
    legalBasis { bases { label(lang: EN) } purposes { code } until withdrawn }
    intake {
        on entryOn labourStatus { code } unemployedSince gender { code } age isced { code }
        nationalityGroup { code } foreignBackground housing { code } household { code }
        incomeSources { code } digitalAccess { code } disability minority
    }
    personas { code label } challenges { code } findings { code label }
    household {
        on number suspectedDisability alone
        children { ageGroup { code } number careNeeded { code } }
    }
    residences { from municipality { code } }
    contactLanguages { from language { code } interpreter }
    bridgeFigure { worker organisation since }
    housing {
        situation { code } since referenceAddressRequestedOn
        homes { foundOn tenure { code } municipality { label } from lostOn lossReason { code } }
    }
    jobs { contract { code } ftePercent adapted from verifiedBy { code } endedOn endReason { code } }
    closings { on reason { code } reopenedOn }";

/// All of it, as the way above leaves it. `events` of them were recorded, all of them late but for what
/// acts today: the two that changed a grant and the withdrawal. The mistake and what took it back do not
/// count.
fn as_it_ended(id: &str, client: &str, worker: &str, events: u32) -> Value {
    let code = |code: &str| json!({ "code": code });
    json!({
        "id": id, "clientId": client, "version": events, "phase": "ACTIVE",
        "region": "vlaamse-ardennen", "catalogue": "2023-08-11",
        "openedOn": "2024-01-01", "lastOn": day_in_brussels(Clock::system().now()), "late": events - 5,
        "owner": OCMW, "sharedWith": [],
        "source": code("ocmw"), "municipality": { "code": "45059", "label": "Brakel" },
        "contactLanguage": { "label": "Frans" }, "interpreter": false,
        "outreach": {
            "attempts": 2, "firstReached": "2024-01-03", "lastReached": "2024-02-08",
        },
        "legalBasis": {
            "bases": [{ "label": "consent (art. 6(1)(a))" }],
            "purposes": [code("guidance"), code("sharing")],
            "until": "2199-12-31", "withdrawn": true,
        },
        "intake": {
            "on": "2024-01-10", "entryOn": "2024-01-10",
            "labourStatus": code("unemployed"), "unemployedSince": "2022-05-01",
            "gender": code("woman"), "age": 27, "isced": code("2"),
            "nationalityGroup": code("third_country"), "foreignBackground": true,
            "housing": code("6"), "household": code("single_parent"),
            "incomeSources": [code("living_wage"), code("child_benefit")],
            "digitalAccess": code("phone_only"), "disability": false, "minority": true,
        },
        "personas": [{ "code": "nora", "label": "Nora" }], "challenges": [code("RU1")],
        "findings": [{ "code": "family_resistance", "label": "weerstand van partner of familie" }],
        "household": {
            "on": "2024-01-15", "number": 3, "suspectedDisability": true, "alone": true,
            "children": [
                {
                    "ageGroup": code("under_3"), "number": 1, "careNeeded": [code("daytime")],
                },
                { "ageGroup": code("from_6_to_11"), "number": 2, "careNeeded": [] },
            ],
        },
        "residences": [
            { "from": "2024-01-15", "municipality": code("45035") },
            { "from": "2024-01-19", "municipality": null },
            { "from": "2024-01-25", "municipality": code("45059") },
        ],
        "contactLanguages": [
            { "from": "2024-01-25", "language": code("fr"), "interpreter": false },
        ],
        "bridgeFigure": { "worker": worker, "organisation": OCMW, "since": "2024-12-02" },
        "housing": {
            "situation": code("2"), "since": "2024-10-24", "referenceAddressRequestedOn": null,
            "homes": [{
                "foundOn": "2024-03-02", "tenure": code("social_rent"),
                "municipality": { "label": "Oudenaarde" }, "from": "2024-03-01",
                "lostOn": "2024-10-18", "lossReason": code("eviction"),
            }],
        },
        "jobs": [
            {
                "contract": code("article_60"), "ftePercent": 50, "adapted": true,
                "from": "2024-04-01", "verifiedBy": code("payslip"), "endedOn": "2024-09-30",
                "endReason": code("end_of_contract"),
            },
            {
                "contract": code("permanent"), "ftePercent": 80, "adapted": false,
                "from": "2024-10-15", "verifiedBy": null, "endedOn": null, "endReason": null,
            },
        ],
        "closings": [
            { "on": "2024-11-01", "reason": code("work"), "reopenedOn": "2024-12-01" },
        ],
    })
}
