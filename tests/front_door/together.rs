//! Several things at once: one command, one answer, all or none, each part an event of its own.

mod enrolment;

use std::collections::BTreeSet;

use loopbrug_domain::ids::CommandId;
use serde_json::{Value, json};

use crate::harness::{
    CAW, Database, Mutation, OCMW, Server, everybody_of, mutations_with, new_id, schema,
};

/// Several things of a trajectory, which happened on 2024-02-01 unless they say otherwise.
fn together(id: &str, records: &Value) -> Mutation {
    let input = json!({ "trajectoryId": id, "occurredOn": "2024-02-01", "records": records });
    Mutation::new("recordTogether", input)
}

fn call(outcome: &str) -> Value {
    json!({ "recordContactAttempt": { "mode": "phone", "outcome": outcome } })
}

fn home_and_two_jobs() -> Value {
    let job = |day: &str| {
        json!({ "startEmployment": {
            "contract": "fixed_term", "ftePercent": 50, "occurredOn": day,
        } })
    };
    let home =
        json!({ "recordHousingFound": { "tenure": "social_rent", "municipality": "45041" } });
    json!([home, job("2024-02-05"), job("2024-03-01")])
}

/// The last events of a history, of whatever it is that is asked of them.
async fn history(server: &Server, id: &str, fields: &str) -> Vec<Value> {
    let query =
        format!("{{ history(id: \"{id}\", first: 100) {{ edges {{ node {{ {fields} }} }} }} }}");
    let answer = server.ask(&query).await;
    let edges = answer["history"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

#[tokio::test]
async fn several_things_are_recorded_by_one_command_and_each_has_an_id_and_a_day_of_its_own() {
    let mut server = Server::start().await;
    let id = server.ocmw().takes_in(json!({}), json!({})).await;
    let commands = server.database.commands().await;
    let mutation = together(&id, &home_and_two_jobs());
    let first = server.ocmw().send(&mutation).await.unwrap();
    assert_eq!((first.refusal(), first.version(), first.position()), (None, 6, 6));
    assert_eq!(server.database.commands().await, commands + 1, "one command");

    let steps = history(&server, &id, "commandId occurredOn").await;
    let ids: BTreeSet<_> = steps.iter().map(|step| step["commandId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 6, "each part has an id of its own");
    assert!(!ids.contains(mutation.command()));
    let days: Vec<_> = steps[3..].iter().map(|step| step["occurredOn"].clone()).collect();
    assert_eq!(days, [json!("2024-02-01"), json!("2024-02-05"), json!("2024-03-01")]);
    let jobs = format!("{{ trajectory(id: \"{id}\") {{ jobs {{ employmentId }} }} }}");
    let jobs = server.ask(&jobs).await["trajectory"]["jobs"].clone();
    assert_ne!(jobs[0], jobs[1], "two jobs");

    // Sent again it is answered as before, also after a restart; the id is used up.
    assert_eq!(server.ocmw().send(&mutation).await.unwrap(), first);
    server.restart().await;
    assert_eq!(server.ocmw().send(&mutation).await.unwrap(), first);
    let mut other = mutation.clone();
    other.input["records"][2]["startEmployment"]["ftePercent"] = json!(60);
    let (name, input) = (other.name, other.input);
    server.ocmw().is_refused(name, input, "COMMAND_ID_REUSED", Some("commandId")).await;
}

#[tokio::test]
async fn the_command_id_of_a_part_is_that_of_no_other_command_before_and_after() {
    let server = Server::start().await;
    let id = server.ocmw().takes_in(json!({}), json!({})).await;
    let mutation = together(&id, &home_and_two_jobs());
    let parts = (0..3).map(|place| {
        let whole: CommandId = mutation.command().parse().unwrap();
        let trajectory = id.strip_prefix("trajectory:").unwrap();
        let part = whole.within(trajectory).part(place);
        json!({ "trajectoryId": id, "commandId": part.to_string(), "mode": "phone", "outcome": "reached" })
    });
    for is_recorded in [false, true] {
        if is_recorded {
            server.ocmw().send(&mutation).await.unwrap();
        }
        let head = server.database.head().await;
        for part in parts.clone() {
            let (name, code) = ("recordContactAttempt", "MALFORMED_ID");
            server.ocmw().is_refused(name, part, code, Some("commandId")).await;
        }
        assert_eq!(server.database.head().await, head);
    }
    let steps = history(&server, &id, "commandId").await;
    for (step, part) in steps[3..].iter().zip(parts) {
        assert_eq!(step["commandId"], part["commandId"], "these are the ids of the parts");
    }
}

#[tokio::test]
async fn a_part_is_put_right_by_itself() {
    let server = Server::start().await;
    let id = server.ocmw().takes_in(json!({}), json!({})).await;
    server.ocmw().record("recordTogether", together(&id, &home_and_two_jobs()).input).await;
    let void = json!({ "trajectoryId": id, "event": 4, "reason": "wrong_client" });
    assert_eq!(server.ocmw().record("voidEvent", void).await.version(), 7);
    let fields = "housing { homes { foundOn } } jobs { ftePercent }";
    let query = format!("{{ trajectory(id: \"{id}\") {{ {fields} }} }}");
    let left = server.ask(&query).await["trajectory"].clone();
    let job = json!({ "ftePercent": 50 });
    assert_eq!(left, json!({ "housing": { "homes": [] }, "jobs": [job, job] }));
    // And a part may put right what was recorded before.
    let right = json!({ "contract": "permanent", "ftePercent": 80, "occurredOn": "2024-02-05",
        "corrects": { "event": 5, "reason": "typing_error" } });
    let void = json!({ "event": 6, "reason": "typing_error" });
    let mut both = json!([{ "startEmployment": right }, { "voidEvent": void }]);
    let jobs = format!("{{ trajectory(id: \"{id}\") {{ jobs {{ employmentId }} }} }}");
    let jobs = server.ask(&jobs).await["trajectory"]["jobs"].clone();
    both[0]["startEmployment"]["employmentId"] = jobs[0]["employmentId"].clone();
    server.ocmw().record("recordTogether", together(&id, &both).input).await;
    let left = server.ask(&query).await["trajectory"]["jobs"].clone();
    assert_eq!(left, json!([{ "ftePercent": 80 }]));
}

#[tokio::test]
async fn what_is_refused_in_the_middle_leaves_no_trace_and_names_the_part() {
    let server = Server::start().await;
    let id = server.ocmw().takes_in(json!({}), json!({})).await;
    let ocmw = server.ocmw();
    let home = json!({ "recordHousingFound": { "tenure": "social_rent", "from": "2023-12-31" } });
    let lost = json!({ "recordHousingLost": { "reason": "eviction", "on": "2024-02-01" } });
    let records = json!([call("reached"), lost, home, call("reached")]);
    let input = together(&id, &records).input;
    ocmw.is_refused(
        "recordTogether",
        input,
        "NO_HOUSING_TO_LOSE",
        Some("records.1.recordHousingLost"),
    )
    .await;

    let barrier = |area: &str, severity: u32| json!({ "identifyBarrier": { "area": area, "severity": severity } });
    let end = json!({ "endEmployment": { "employmentId": "x", "reason": "whim" } });
    let records = json!([call("whim"), barrier("housing", 3), barrier("whim", 9), end]);
    let found = ocmw.is_refused_for("recordTogether", together(&id, &records).input).await;
    let expected = [
        ("MALFORMED_ID", "records.3.endEmployment.employmentId"),
        ("UNKNOWN_CODE", "records.0.recordContactAttempt.outcome"),
        ("UNKNOWN_CODE", "records.2.identifyBarrier.area"),
        ("OUT_OF_RANGE", "records.2.identifyBarrier.severity"),
        ("UNKNOWN_CODE", "records.3.endEmployment.reason"),
    ];
    let expected = expected.map(|(code, path)| (code.to_owned(), path.to_owned()));
    assert_eq!(found, expected);

    let mut input = together(&id, &json!([call("reached")])).input;
    input["expectedVersion"] = json!(2);
    ocmw.is_refused("recordTogether", input, "VERSION_CONFLICT", Some("expectedVersion")).await;
    let calls = |n: usize| together(&id, &vec![call("reached"); n].into()).input;
    ocmw.is_refused("recordTogether", calls(51), "TOO_MANY_PARTS", None).await;
    ocmw.is_refused("recordTogether", calls(0), "NOTHING_TO_RECORD", None).await;
    let other = server.partner(CAW);
    let path = Some("records.0.recordContactAttempt");
    other.is_refused("recordTogether", calls(2), "NO_OPEN_GRANT", path).await;
    assert_eq!(ocmw.record("recordTogether", calls(50)).await.version(), 53);
}

#[tokio::test]
async fn a_record_is_one_thing_and_has_no_command_id() {
    let server = Server::start().await;
    let id = server.ocmw().takes_in(json!({}), json!({})).await;
    let mut two = call("reached");
    two["pauseTrajectory"] = json!({ "reason": "holiday" });
    let mut own = call("reached");
    own["recordContactAttempt"]["commandId"] = json!(new_id());
    for record in [two, own, json!({}), json!({ "mergeTrajectory": { "into": id } })] {
        let answer = server.ocmw().answer(&together(&id, &json!([record]))).await.unwrap();
        let code = &answer["errors"][0]["extensions"]["code"];
        assert!(code.is_string() && answer["data"].is_null(), "{record}: {answer}");
    }
}

#[tokio::test]
async fn a_whole_that_is_sent_again_under_another_id_may_be_a_repeat_and_open_work_is_named() {
    let server = Server::start().await;
    let id = server.ocmw().takes_in(json!({}), json!({})).await;
    let query = |mutation: &Mutation| {
        let fields = "errors { code } possibleRepeatOf { event commandId } openWork { kind }";
        json!({
            "query": format!("mutation ($input: RecordTogetherInput!) {{
                recordTogether(input: $input) {{ {fields} }} }}"),
            "variables": { "input": mutation.input },
        })
    };
    let send = async |mutation: &Mutation| {
        let request = server.http.post(server.url()).json(&query(mutation));
        let request = request.bearer_auth(everybody_of(OCMW));
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["data"]["recordTogether"]["errors"], json!([]), "{answer}");
        answer["data"]["recordTogether"].clone()
    };
    let records = json!([call("not_reached"), call("not_reached"), call("reached")]);
    let first = send(&together(&id, &records)).await;
    assert_eq!(first["possibleRepeatOf"], Value::Null, "two that are the same were meant");
    let again = send(&together(&id, &json!([call("refused"), call("reached")]))).await;
    let steps = history(&server, &id, "event commandId").await;
    assert_eq!(again["possibleRepeatOf"], steps[5], "the part that said the same");

    let intervention = new_id();
    let plan = json!({ "planIntervention": { "interventionId": intervention,
        "service": "housing_guidance", "provider": CAW, "mode": "outreach" } });
    let access = json!({ "organisation": CAW });
    let records = json!([
        { "grantAccess": access }, plan,
        { "startIntervention": { "interventionId": intervention } }, { "expireAccess": access },
    ]);
    let input = json!({ "trajectoryId": id, "records": records });
    let left = send(&Mutation::new("recordTogether", input)).await;
    assert_eq!(left["openWork"], json!([{ "kind": "INTERVENTION" }]));
}

#[tokio::test]
async fn two_who_record_together_at_once_come_one_after_the_other() {
    let server = Server::start().await;
    let id = server.ocmw().takes_in(json!({}), json!({})).await;
    let many = || together(&id, &vec![call("reached"); 20].into());
    let all: Vec<_> = (0..8).map(|_| many()).collect();
    let ocmw = server.ocmw();
    let answers = futures::future::join_all(all.iter().map(|one| ocmw.send(one))).await;
    let mut versions: Vec<_> = answers.into_iter().map(|one| one.unwrap().version()).collect();
    versions.sort_unstable();
    assert_eq!(versions, (1..=8).map(|n| 3 + 20 * n).collect::<Vec<_>>());
    let steps = history(&server, &id, "commandId").await;
    let parts: Vec<_> = steps[3..].iter().map(|step| step["commandId"].as_str().unwrap()).collect();
    let distinct: BTreeSet<_> = parts.iter().collect();
    assert_eq!(distinct.len(), parts.len());
}

/// A mutation that is missing here is in no group of `graphql/src/mutation/record_input.rs`.
#[test]
fn all_that_can_be_recorded_of_one_trajectory_can_be_recorded_together() {
    let schema = schema();
    let (_, from) = schema.split_once("\ninput RecordInput @oneOf {").unwrap();
    let (fields, _) = from.split_once("\n}").unwrap();
    let fields = fields.lines().filter_map(|line| line.trim().split_once(": "));
    let members: BTreeSet<_> =
        fields.filter(|(_, of)| of.ends_with("Part")).map(|(name, _)| name.to_owned()).collect();
    let mut every = mutations_with(&["TrajectoryPayload"]);
    // What begins a trajectory, concerns two of them, records together, or ends what is personal in one.
    for alone in [
        "openTrajectory",
        "enrolClient",
        "recordTogether",
        "acceptTransfer",
        "mergeTrajectory",
        "unmergeTrajectory",
        "decideErasure",
        // A person's rights are asked for by themselves.
        "requestErasure",
        "restrictProcessing",
        "liftRestriction",
    ] {
        assert!(every.remove(alone), "{alone}");
    }
    assert_eq!(members, every);
}

#[tokio::test]
async fn so_much_is_recorded_by_one_request_and_no_more() {
    let server = Server::on(Database::create().await).await;
    let id = server.ocmw().takes_in(json!({}), json!({})).await;
    let several = |n: usize| {
        let fields = (0..n).map(|n| format!("a{n}: recordTogether(input: $input) {{ position }}"));
        let fields = fields.collect::<String>();
        json!({
            "query": format!("mutation ($input: RecordTogetherInput!) {{ {fields} }}"),
            "variables": { "input": together(&id, &vec![call("reached"); 50].into()).input },
        })
    };
    let ask = async |n| {
        let request = server.http.post(server.url()).json(&several(n));
        let request = request.bearer_auth(everybody_of(OCMW));
        request.send().await.unwrap()
    };
    let before = server.database.head().await;
    let refused = ask(7).await;
    assert_eq!(refused.status(), 400);
    let refused: Value = refused.json().await.unwrap();
    assert_eq!(refused["errors"][0]["extensions"]["code"], "QUERY_TOO_COMPLEX");
    assert_eq!(server.database.head().await, before);
    assert_eq!(ask(6).await.status(), 200);
    assert_eq!(server.database.head().await, before + 50, "six times the same command");
}
