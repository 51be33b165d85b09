//! The register of employers: who is in it, how they are coached, and at how many jobs and practice floors they are.

use serde_json::{Value, json};

use crate::harness::{CAW, Clocked, FIGURES, OCMW, Person, REGION, figures, new_id};
use crate::simulation::says;

pub(crate) const CASEWORKER: Person =
    Person { worker: 91, organisation: OCMW, roles: "caseworker" };
pub(crate) const STEWARD: Person = Person { worker: 96, organisation: OCMW, roles: "steward" };
pub(crate) const COORDINATOR: Person =
    Person { worker: 92, organisation: OCMW, roles: "coordinator" };
const ANALYST: Person = Person { worker: 93, organisation: CAW, roles: "analyst" };
const MONITOR: Person = Person { worker: 94, organisation: CAW, roles: "monitor" };
const NOBODY: Person = Person { worker: 95, organisation: CAW, roles: "" };

pub(crate) const BAKER: &str = "Bakkerij De Molen";

pub(crate) async fn server() -> Clocked {
    let server = Clocked::start().await;
    server.at("2024-03-20T09:00:00");
    server
}

pub(crate) async fn done(server: &Clocked, name: &str, input: Value, fields: &str) -> Value {
    let payload = server.send(CASEWORKER, name, input.clone(), fields).await;
    assert_eq!(payload["errors"], json!([]), "{name} {input}: {payload}");
    payload
}

/// Registers an employer, and gives its id.
pub(crate) async fn registered(server: &Clocked, mut input: Value) -> String {
    input["region"] = json!(REGION);
    let payload = done(server, "registerEmployer", input, "employer { id }").await;
    payload["employer"]["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn coached(server: &Clocked, id: &str, day: &str, minutes: u32) {
    let input = json!({ "employerId": id, "topic": "dutch_at_work", "minutes": minutes,
                        "occurredOn": day });
    done(server, "coachEmployerWithoutClient", input, "").await;
}

/// A client who works at an employer since March, with a practice floor there and coaching for the client.
pub(crate) async fn works_at(server: &Clocked, employer: &str) -> String {
    let opening = json!({ "region": REGION, "source": "ocmw", "municipality": "45041",
                          "occurredOn": "2024-01-01" });
    let opened = done(server, "openTrajectory", opening, "trajectory { id }").await;
    let id = opened["trajectory"]["id"].as_str().unwrap().to_owned();
    for (name, day, mut input) in [
        (
            "recordLegalBasis",
            "2024-01-02",
            json!({ "bases": ["consent"], "purposes": ["guidance"] }),
        ),
        ("completeIntake", "2024-01-03", json!({})),
        ("startPracticeFloor", "2024-02-01", json!({ "site": employer, "hoursPerWeek": 10 })),
        (
            "startEmployment",
            "2024-03-01",
            json!({ "contract": "flexi", "ftePercent": 50, "employer": employer }),
        ),
        (
            "coachEmployer",
            "2024-03-02",
            json!({ "employer": employer, "topic": "other", "minutes": 30 }),
        ),
    ] {
        input["trajectoryId"] = json!(id);
        input["occurredOn"] = json!(day);
        done(server, name, input, "").await;
    }
    id
}

/// What the register shows somebody.
pub(crate) async fn listed(server: &Clocked, who: Person, arguments: &str) -> Vec<Value> {
    let head = server.database.head().await;
    let query = format!(
        "{{ employers(region: \"{REGION}\", atLeast: {head}{arguments}) {{ totalCount edges {{ node {{
             id employer name municipality {{ code }} sector {{ label }} registeredOn
             coachedWithoutClient minutesWithoutClient coachedForClient jobs practiceFloors version
           }} }} }} }}"
    );
    let found = server.ask(who, &query).await["employers"].clone();
    let edges = found["edges"].as_array().unwrap();
    assert_eq!(found["totalCount"], json!(edges.len()));
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

#[tokio::test]
async fn an_employer_is_registered_and_coached_without_a_client_and_counted_with_those_of_clients()
{
    let server = server().await;
    let baker = json!({ "employer": BAKER, "municipality": "45041", "sector": "food",
                        "occurredOn": "2024-03-01" });
    let id = registered(&server, baker).await;
    let number = json!({ "employer": CAW, "name": "De Kade", "occurredOn": "2024-03-05" });
    let kade = registered(&server, number).await;
    coached(&server, &id, "2024-02-10", 45).await;
    coached(&server, &id, "2024-03-10", 15).await;
    works_at(&server, "bakkerij de molen").await;
    works_at(&server, OCMW).await;

    let expected = json!({
        "id": id, "employer": BAKER, "name": BAKER, "municipality": { "code": "45041" },
        "sector": { "label": "voedingsindustrie" }, "registeredOn": "2024-03-01",
        "coachedWithoutClient": 2, "minutesWithoutClient": 60, "coachedForClient": 1, "jobs": 1,
        "practiceFloors": 1, "version": 3,
    });
    let all = listed(&server, COORDINATOR, "").await;
    let ids: Vec<_> = all.iter().map(|one| one["id"].clone()).collect();
    assert_eq!(ids, [json!(kade), json!(id)], "the one registered last first");
    assert_eq!(all[1], expected);
    assert_eq!(
        listed(&server, COORDINATOR, ", search: \"MOLEN\"").await,
        std::slice::from_ref(&expected)
    );
    let unregistered = format!(", search: \"{OCMW}\"");
    assert_eq!(listed(&server, COORDINATOR, &unregistered).await, [Value::Null; 0]);
    let by_number = listed(&server, COORDINATOR, &format!(", search: \"{CAW}\"")).await;
    assert_eq!(by_number[0]["id"], json!(kade));

    // In detail, by its id, and step by step.
    let query = format!(
        "{{ employer(id: \"{id}\") {{ id name coaching {{ on organisation topic {{ code }} minutes }} }}
            node(id: \"{id}\") {{ id ... on Employer {{ version }} }}
            history(id: \"{id}\") {{ totalCount edges {{ node {{ type payload }} }} }}
            reports(region: \"{REGION}\", period: {{ from: \"2024-03-01\", to: \"2024-03-31\" }}) {{
                guidance {{ {FIGURES} }} }} }}"
    );
    let seen = server.ask(COORDINATOR, &query).await;
    let coaching = |on: &str, minutes: u32| {
        json!({ "on": on, "organisation": OCMW, "topic": { "code": "dutch_at_work" },
                "minutes": minutes })
    };
    let coaching = [coaching("2024-02-10", 45), coaching("2024-03-10", 15)];
    assert_eq!(seen["employer"], json!({ "id": id, "name": BAKER, "coaching": coaching }));
    assert_eq!(seen["node"], json!({ "id": id, "version": 3 }));
    let types: Vec<_> = seen["history"]["edges"].as_array().unwrap().iter().collect();
    let types: Vec<_> = types.iter().map(|edge| edge["node"]["type"].as_str().unwrap()).collect();
    let again = "EmployerCoachedWithoutClient";
    assert_eq!(types, ["EmployerRegistered", again, again]);
    let columns = ["coachings", "coachings_without_client", "coaching_without_client_minutes"];
    assert_eq!(figures(&seen["reports"]["guidance"], "total", columns), [2, 1, 15]);

    // The rows are what the log says, also when they are made anew.
    let database = &server.database;
    for command in ["verify", "rebuild", "verify"] {
        let said = says(database, &format!("projections {command}")).await;
        assert_eq!(said.code, Some(0), "{command}: {said:?}");
    }
    assert_eq!(listed(&server, COORDINATOR, ", search: \"molen\"").await, [expected]);
    let replayed = says(database, &format!("replay {id}")).await;
    assert!(replayed.stdout.contains("EmployerCoachedWithoutClient"), "{replayed:?}");
}

#[tokio::test]
async fn what_is_typed_about_a_client_in_the_place_of_an_employer_is_not_recorded() {
    let server = server().await;
    registered(&server, json!({ "employer": BAKER })).await;
    let id = works_at(&server, BAKER).await;
    let free = "Schoonzus Griet";
    let floor = json!({ "site": free, "hoursPerWeek": 10 });
    let job = json!({ "contract": "flexi", "ftePercent": 50, "employer": free });
    let coached = json!({ "employer": free, "topic": "other", "minutes": 30 });
    let corrected = json!({ "employer": free, "topic": "other", "minutes": 30,
                            "corrects": { "event": 6, "reason": "typing_error" } });
    let records = json!({ "records": [{ "startPracticeFloor": floor }] });
    for (name, input) in [
        ("startPracticeFloor", &floor),
        ("startEmployment", &job),
        ("coachEmployer", &coached),
        ("coachEmployer", &corrected),
        ("recordTogether", &records),
    ] {
        let mut input = input.clone();
        input["trajectoryId"] = json!(id);
        input["occurredOn"] = json!("2024-03-03");
        server.send_in_vain(CASEWORKER, name, input, "EMPLOYER_NOT_REGISTERED").await;
    }
    assert!(!server.database.dump().await.contains(free));
}

#[tokio::test]
async fn a_merge_counts_what_a_client_has_at_an_employer_once() {
    let server = server().await;
    let id = registered(&server, json!({ "employer": BAKER })).await;
    let (duplicate, survivor) = (works_at(&server, BAKER).await, works_at(&server, BAKER).await);
    let both = listed(&server, CASEWORKER, "").await;
    assert_eq!((&both[0]["id"], &both[0]["jobs"]), (&json!(id), &json!(2)));
    let merge = json!({ "trajectoryId": duplicate, "into": survivor, "takeOver": true });
    let payload = server.send(STEWARD, "mergeTrajectory", merge, "").await;
    assert_eq!(payload["errors"], json!([]), "{payload}");
    let one = listed(&server, CASEWORKER, "").await;
    assert_eq!(one[0]["jobs"], json!(2), "the survivor's, which took over the other one");
}

#[tokio::test]
async fn who_records_in_the_register_is_a_caseworker_and_who_reads_it_looks_after_the_region_too() {
    let server = server().await;
    let id = registered(&server, json!({ "employer": BAKER })).await;
    let register = json!({ "region": REGION, "employer": "Garage Wielwater" });
    let coach = json!({ "employerId": id, "topic": "other", "minutes": 5 });
    for who in [COORDINATOR, ANALYST, MONITOR, NOBODY] {
        for (name, input) in
            [("registerEmployer", &register), ("coachEmployerWithoutClient", &coach)]
        {
            server.send_in_vain(who, name, input.clone(), "NOT_A_CASEWORKER").await;
        }
    }
    assert_eq!(listed(&server, COORDINATOR, "").await.len(), 1);
    let list = format!("{{ employers(region: \"{REGION}\") {{ totalCount }} }}");
    // One employer is answered like what is not there.
    let one = format!(
        "{{ employer(id: \"{id}\") {{ name }} node(id: \"{id}\") {{ id }}
            history(id: \"{id}\") {{ totalCount }} }}"
    );
    let nothing = json!({ "employer": null, "node": null, "history": { "totalCount": 0 } });
    for who in [ANALYST, MONITOR, NOBODY] {
        assert_eq!(server.refuses(who, &list).await, "EMPLOYERS_NOT_VISIBLE");
        assert_eq!(server.ask(who, &one).await, nothing);
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_employer_is_named_and_nothing_is_recorded() {
    let server = server().await;
    let id = registered(&server, json!({ "employer": BAKER })).await;
    let register = |more: Value| {
        let mut input = json!({ "region": REGION, "employer": "Garage Wielwater" });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ("registerEmployer", input)
    };
    let coach = |more: Value| {
        let mut input = json!({ "employerId": id, "topic": "other", "minutes": 5 });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ("coachEmployerWithoutClient", input)
    };
    let unknown = format!("employer:{}", new_id());
    for ((name, input), code) in [
        (register(json!({ "employer": BAKER })), "EMPLOYER_ALREADY_REGISTERED"),
        (register(json!({ "region": "nergens" })), "REGION_NOT_FOUND"),
        (register(json!({ "employer": "0000.000.494" })), "MALFORMED_ID"),
        (register(json!({ "employer": CAW })), "NOTHING_WRITTEN"),
        (register(json!({ "employer": "jan@example.com" })), "NO_COMPANY_NAME"),
        (register(json!({ "municipality": "1" })), "UNKNOWN_CODE"),
        (register(json!({ "occurredOn": "2024-03-21" })), "OCCURRED_IN_THE_FUTURE"),
        (coach(json!({ "occurredOn": "2024-03-21" })), "OCCURRED_IN_THE_FUTURE"),
        (coach(json!({ "employerId": unknown })), "EMPLOYER_NOT_REGISTERED"),
        (coach(json!({ "employerId": "round:x" })), "MALFORMED_ID"),
        (coach(json!({ "topic": "weather" })), "UNKNOWN_CODE"),
        (coach(json!({ "minutes": 1441 })), "OUT_OF_RANGE"),
        (coach(json!({ "expectedVersion": 7 })), "VERSION_CONFLICT"),
    ] {
        server.send_in_vain(CASEWORKER, name, input, code).await;
    }
    // A repeat gets the first answer, and a registration is put right by another one.
    let input = json!({ "employerId": id, "topic": "other", "minutes": 5, "commandId": new_id() });
    let first = done(&server, "coachEmployerWithoutClient", input.clone(), "").await;
    assert_eq!(done(&server, "coachEmployerWithoutClient", input, "").await, first);
    let elsewhere = json!({ "employer": BAKER, "municipality": "45035" });
    assert_eq!(registered(&server, elsewhere).await, id);
    let found = listed(&server, CASEWORKER, "").await;
    assert_eq!(found[0]["municipality"], json!({ "code": "45035" }));
    assert_eq!(found[0]["coachedWithoutClient"], json!(1));
}
