//! Who looked at whom: what the steward and the auditor are shown, and what becomes of a read that cannot be recorded.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{OCMW, REGION, Server, new_id, token, wait_until};

/// What somebody of the OCMW is answered, who says what for.
async fn ask(server: &Server, role: &str, purpose: Option<&str>, query: &str) -> Value {
    let request = server.http.post(server.url()).json(&json!({ "query": query }));
    let request = request.bearer_auth(token(Uuid::from_u128(7), OCMW, role));
    let request = match purpose {
        Some(purpose) => request.header("loopbrug-purpose", purpose),
        None => request,
    };
    request.send().await.unwrap().json().await.unwrap()
}

/// The steward changes the directory.
async fn change(server: &Server, name: &str, mut input: Value) {
    input["commandId"] = json!(new_id());
    let query = format!(
        "mutation ($input: {name}Input!) {{ {}{}(input: $input) {{ errors {{ code }} }} }}",
        name[..1].to_lowercase(),
        &name[1..]
    );
    let body = json!({ "query": query, "variables": { "input": input } });
    let request = server.http.post(server.url()).json(&body);
    let request = request.bearer_auth(token(Uuid::from_u128(8), OCMW, "steward"));
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    let (_, payload) = answer["data"].as_object().unwrap().iter().next().unwrap();
    assert_eq!(payload["errors"], json!([]), "{answer}");
}

fn record(more: &str) -> String {
    format!(
        "{{ accessRecord(region: \"{REGION}\"{more}) {{ totalCount edges {{ node {{ lookedAt outcome worker
            workerName organisation organisationName roles purpose {{ code label }} trajectories }} }} }} }}"
    )
}

#[tokio::test]
async fn the_steward_is_shown_who_looked_at_whom_and_what_for() {
    let server = Server::start().await;
    let worker = Uuid::from_u128(7);
    let named = json!({ "region": REGION, "organisation": OCMW, "name": "De Linde" });
    change(&server, "RecordOrganisation", named).await;
    let named = json!({ "region": REGION, "worker": worker, "organisation": OCMW,
                        "name": "Mira Windekind" });
    change(&server, "RecordWorker", named).await;
    let trajectory = server.ocmw().opens(json!({})).await.trajectory();
    let other = server.ocmw().opens(json!({})).await.trajectory();
    let look = format!("{{ trajectory(id: \"{trajectory}\") {{ phase }} }}");
    ask(&server, "caseworker", Some("complaint"), &look).await;
    ask(&server, "caseworker", None, &look).await;

    let of_one = format!(", trajectory: \"{trajectory}\", worker: \"{worker}\"");
    let found = ask(&server, "steward", None, &record(&of_one)).await;
    let found = &found["data"]["accessRecord"];
    let expected = |code: &str, label: &str| {
        json!({ "node": {
            "lookedAt": "TRAJECTORY", "outcome": "answered", "worker": worker,
            "workerName": "Mira Windekind", "organisation": OCMW, "organisationName": "De Linde",
            "roles": ["caseworker"], "purpose": { "code": code, "label": label },
            "trajectories": [trajectory],
        } })
    };
    let edges =
        json!(
            [expected("guidance", "begeleiding van de cliënt"), expected("complaint", "klacht"),]
        );
    assert_eq!(found["edges"], edges, "the last first");
    // That the record of this trajectory was read is part of it.
    assert_eq!(found["totalCount"], json!(3));
    let again = ask(&server, "auditor", Some("audit"), &record(&of_one)).await;
    let first = &again["data"]["accessRecord"]["edges"][0]["node"];
    assert_eq!(
        (&first["lookedAt"], &first["trajectories"]),
        (&json!("ACCESS_RECORD"), &json!([trajectory]))
    );
    let of_other = record(&format!(", trajectory: \"{other}\", worker: \"{worker}\""));
    let of_other = ask(&server, "auditor", None, &of_other).await;
    assert_eq!(of_other["data"]["accessRecord"]["edges"], json!([]));

    let denied = ask(&server, "caseworker", None, &record("")).await;
    let code = &denied["errors"][0]["extensions"]["code"];
    assert_eq!(code, &json!("ACCESS_RECORD_NOT_VISIBLE"));
    let last = ask(&server, "steward", None, &record(", first: 1")).await;
    let last = &last["data"]["accessRecord"]["edges"][0]["node"];
    assert_eq!(last["outcome"], json!("ACCESS_RECORD_NOT_VISIBLE"), "the refusal is recorded");
    let unknown = ask(&server, "caseworker", Some("curiosity"), &look).await;
    assert_eq!(unknown["errors"][0]["extensions"]["code"], json!("UNKNOWN_CODE"));
}

#[tokio::test]
async fn what_is_older_than_the_catalogue_says_is_removed_and_the_rest_is_shown() {
    let mut server = Server::start().await;
    let at = |position: u32, age: &str| {
        format!(
            "INSERT INTO access_record (region, position, recorded_at, worker, organisation, roles, what,
                                        purpose, outcome, trajectories)
             VALUES ('{REGION}', {position}, now() - interval '{age}', gen_random_uuid(), '{OCMW}', '',
                     'trajectory', 'guidance', 'answered', '{{}}');"
        )
    };
    let head = format!("INSERT INTO access_head (region, position) VALUES ('{REGION}', 3);");
    let rows = [at(1, "11 years"), at(2, "10 years 2 months"), at(3, "9 years 11 months")].concat();
    server.database.execute(&format!("{head}{rows}")).await;
    server.restart().await;
    let first = "SELECT min(position) FROM access_record";
    let removed = async || server.database.number(first).await == Some(3);
    wait_until("what is too old is removed", removed).await;
    let shown =
        format!("{{ accessRecord(region: \"{REGION}\") {{ edges {{ node {{ position }} }} }} }}");
    let shown = ask(&server, "auditor", None, &shown).await["data"]["accessRecord"].clone();
    assert_eq!(shown["edges"], json!([{ "node": { "position": 3 } }]));
    ask(&server, "auditor", None, &record("")).await;
    assert_eq!(server.database.number("SELECT max(position) FROM access_record").await, Some(5));
}

#[tokio::test]
async fn while_nothing_can_be_recorded_nothing_is_shown_of_anybody() {
    let server = Server::start().await;
    let trajectory = server.ocmw().opens(json!({})).await.trajectory();
    let mut held = server.database.hold("LOCK TABLE access_record IN ACCESS EXCLUSIVE MODE").await;
    let client = new_id();
    let questions = [
        format!("{{ trajectory(id: \"{trajectory}\") {{ phase owner }} }}"),
        format!("{{ node(id: \"{trajectory}\") {{ id }} }}"),
        format!("{{ history(id: \"{trajectory}\") {{ edges {{ node {{ type }} }} }} }}"),
        format!("{{ trajectories(region: \"{REGION}\") {{ edges {{ node {{ id }} }} }} }}"),
        format!("{{ workList(region: \"{REGION}\") {{ edges {{ cursor }} }} }}"),
        format!("{{ trajectory(id: \"trajectory:{client}\") {{ phase }} }}"),
    ];
    let asked = questions.iter().map(|query| ask(&server, "coordinator", None, query));
    for (query, answer) in questions.iter().zip(futures::future::join_all(asked).await) {
        let code = &answer["errors"][0]["extensions"]["code"];
        assert_eq!(code, &json!("ACCESS_NOT_RECORDED"), "{query}: {answer}");
        assert!(answer["data"].as_object().is_none_or(|data| data.values().all(Value::is_null)));
    }
    // What is about nobody goes on.
    let regions = ask(&server, "coordinator", None, "{ regions { code } }").await;
    assert!(regions.get("errors").is_none(), "{regions}");
    held.end().await;
    let answer = ask(&server, "coordinator", None, &questions[0]).await;
    assert!(answer.get("errors").is_none(), "{answer}");
}
