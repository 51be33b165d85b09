//! What a caseworker of an organisation that has nothing to do with a client finds out about the file by sending
//! commands: nothing that is in it, and whoever tries is recorded.

use serde_json::{Value, json};

use super::recording::{Subjects, owner};
use super::types::Types;
use super::{Person, WHO, person};
use crate::harness::{OCMW, REGION};

/// Codes that say nothing of what is there.
const TELLS_NOTHING: [&str; 4] =
    ["TRAJECTORY_NOT_FOUND", "ACCESS_NOT_POSSIBLE", "TRAJECTORY_ALREADY_OPENED", "NOT_THE_STEWARD"];

fn stranger() -> Person {
    let column = WHO.iter().position(|(name, _)| *name == "caseworker").unwrap();
    person(column, OCMW)
}

/// Files of clients in the most different states: guided, closed, merged into another, erased.
async fn files(subjects: &Subjects<'_>) -> Vec<String> {
    let [guided, closed, merged, erased] = [
        subjects.guided().await,
        subjects.guided().await,
        subjects.guided().await,
        subjects.guided().await,
    ];
    let steward = Person { roles: "caseworker,steward", ..owner(OCMW) };
    for (name, input) in [
        ("closeTrajectory", json!({ "trajectoryId": closed, "reason": "moved" })),
        ("mergeTrajectory", json!({ "trajectoryId": merged, "into": guided, "takeOver": true })),
        ("closeTrajectory", json!({ "trajectoryId": erased, "reason": "moved" })),
        ("requestErasure", json!({ "trajectoryId": erased, "ground": "objection" })),
        (
            "decideErasure",
            json!({ "trajectoryId": erased, "ground": "objection", "granted": true }),
        ),
    ] {
        let payload = subjects.server.send(steward, name, input, "").await;
        assert_eq!(payload["errors"], json!([]), "{name}: {payload}");
    }
    vec![guided, closed, merged, erased]
}

/// What the stranger is answered; a refusal is in the access record.
async fn tries(subjects: &Subjects<'_>, name: &str, input: Value) -> Value {
    let refusals =
        "SELECT count(*) FROM access_record WHERE what = 'command' AND outcome <> 'answered'";
    let before = subjects.server.database.number(refusals).await.unwrap();
    let payload = subjects.server.send(stranger(), name, input.clone(), "said: errors { message }");
    let payload = payload.await;
    let after = subjects.server.database.number(refusals).await.unwrap();
    let is_refused = payload["errors"] != json!([]);
    assert_eq!(after - before, i64::from(is_refused), "{name} {input}: {payload}");
    assert_eq!(payload["version"], Value::Null, "{name}: {payload}");
    payload
}

#[tokio::test]
async fn whoever_does_not_see_a_file_finds_out_nothing_of_it_by_any_command() {
    let types = Types::of_the_schema();
    let mut subjects = Subjects::begin(&types).await;
    let files = files(&subjects).await;
    let mut tried = 0;
    for mutation in &types.objects["Mutation"] {
        let name = mutation.name.node.as_str();
        // That two are alike is seen by whoever sees one of them.
        if name == "notTheSamePerson" {
            continue;
        }
        subjects.trajectory = Some(files[0].clone());
        let input = &mutation.arguments[0].node;
        let filled = subjects.value(name, "input", "", &input.ty.node);
        if filled.get("trajectoryId").is_none() {
            continue;
        }
        tried += 1;
        let mut answers = vec![];
        for id in &files {
            let mut input = filled.clone();
            input["trajectoryId"] = json!(id);
            input["expectedVersion"] = json!(1);
            input["occurredOn"] = json!("2020-01-01");
            let answer = tries(&subjects, name, input).await;
            let code = answer["errors"][0]["code"].as_str().unwrap_or("nothing");
            assert!(TELLS_NOTHING.contains(&code), "{name}: {answer}");
            answers.push(answer);
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{name}: {answers:?}");
    }
    assert!(tried > 60, "{tried} commands are about a trajectory");
}

#[tokio::test]
async fn whoever_asks_for_access_is_told_of_the_own_request_and_of_nothing_else() {
    let types = Types::of_the_schema();
    let subjects = Subjects::begin(&types).await;
    let files = files(&subjects).await;
    for (id, codes) in files.iter().zip([
        ["", "ACCESS_STILL_REQUESTED"],
        ["", "ACCESS_STILL_REQUESTED"],
        ["ACCESS_NOT_POSSIBLE"; 2],
        ["ACCESS_NOT_POSSIBLE"; 2],
    ]) {
        for code in codes {
            // A day before the opening makes no difference: it happens today.
            let asked = json!({ "trajectoryId": id, "purpose": "guidance",
                                "occurredOn": "2020-01-01" });
            let answer = tries(&subjects, "requestAccess", asked).await;
            assert_eq!(answer["errors"][0]["code"].as_str().unwrap_or(""), code, "{answer}");
        }
    }
    let taken = json!({ "trajectoryId": files[3], "reason": "crisis" });
    let answer = tries(&subjects, "overrideAccess", taken).await;
    assert_eq!(answer["errors"][0]["code"], json!("ACCESS_NOT_POSSIBLE"), "{answer}");
}

#[tokio::test]
async fn whoever_opens_what_is_open_elsewhere_is_told_that_it_is_and_no_more() {
    let types = Types::of_the_schema();
    let subjects = Subjects::begin(&types).await;
    for id in files(&subjects).await {
        let query = format!("{{ trajectory(id: \"{id}\") {{ clientId }} }}");
        let seen = subjects.server.ask(owner(OCMW), &query).await;
        let client = seen["trajectory"]["clientId"].clone();
        let opening = json!({ "region": REGION, "source": "ocmw", "municipality": "45041",
                              "clientId": client });
        let basis = json!({ "bases": ["consent"], "purposes": ["guidance"] });
        let enrolled = json!({ "opening": opening, "legalBasis": basis, "intake": {} });
        for (name, input) in [("openTrajectory", &opening), ("enrolClient", &enrolled)] {
            for version in [Value::Null, json!(1), json!(4)] {
                let mut input = input.clone();
                input["expectedVersion"] = version;
                let answer = tries(&subjects, name, input).await;
                let code = &answer["errors"][0]["code"];
                assert_eq!(*code, json!("TRAJECTORY_ALREADY_OPENED"), "{name}: {answer}");
            }
        }
    }
}

#[tokio::test]
async fn whoever_tries_ids_that_are_not_there_is_recorded() {
    let types = Types::of_the_schema();
    let subjects = Subjects::begin(&types).await;
    let nothing = format!("trajectory:{}", crate::harness::new_id());
    let attempt = json!({ "trajectoryId": nothing, "mode": "phone", "outcome": "reached" });
    let answer = tries(&subjects, "recordContactAttempt", attempt).await;
    assert_eq!(answer["errors"][0]["code"], json!("TRAJECTORY_NOT_FOUND"));
    let export = format!("{{ exportClient(trajectoryId: \"{nothing}\") {{ text }} }}");
    let exported = subjects.server.ask(stranger(), &export).await;
    assert_eq!(exported["exportClient"], Value::Null);
    let record =
        "{ accessRecord(region: \"-\") { edges { node { lookedAt outcome trajectories } } } }";
    let auditor = Person { roles: "auditor", ..stranger() };
    let found = subjects.server.ask(auditor, record).await;
    let looked = |at: &str| json!({ "node": { "lookedAt": at, "outcome": "nothing", "trajectories": [nothing] } });
    let edges = &found["accessRecord"]["edges"];
    assert_eq!(*edges, json!([looked("EXPORT"), looked("COMMAND")]), "the last first");
    let here = Person { roles: "auditor@vlaamse-ardennen", ..stranger() };
    assert_eq!(subjects.server.refuses(here, record).await, "ACCESS_RECORD_NOT_VISIBLE");
}

#[tokio::test]
async fn whoever_is_not_signed_in_writes_nothing_into_the_record_of_a_client() {
    let types = Types::of_the_schema();
    let subjects = Subjects::begin(&types).await;
    let id = subjects.guided().await;
    let rows = "SELECT count(*) FROM access_record";
    let before = subjects.server.database.number(rows).await;
    let nobody = Person { roles: "", ..stranger() };
    let looks = (0..3).map(|n| {
        format!("a{n}: trajectory(id: \"{id}\") {{ phase }} b{n}: history(id: \"{id}\") {{ totalCount }}")
    });
    let query = format!("{{ {} }}", looks.collect::<Vec<_>>().join(" "));
    let seen = subjects.server.ask(nobody, &query).await;
    assert_eq!(seen["a0"], Value::Null);
    let attempt = json!({ "trajectoryId": id, "mode": "phone", "outcome": "reached" });
    let code = "TRAJECTORY_NOT_FOUND";
    subjects.server.send_in_vain(nobody, "recordContactAttempt", attempt, code).await;
    assert_eq!(subjects.server.database.number(rows).await, before);
}
