//! What was put right and what was erased, one by one, for who accounts for the region.

use serde_json::{Value, json};

use crate::harness::{Asker, CAW, Database, OCMW, REGION, Server, about, wait_until};

const AUDITOR: Asker = Asker { roles: "auditor", organisation: OCMW };

const WHO: &str = "position event type occurredOn recordedAt organisation worker workerName";

fn asked(list: &str, arguments: &str, fields: &str) -> String {
    format!("{{ {list}(region: \"{REGION}\"{arguments}) {{ {fields} }} }}")
}

async fn found(server: &Server, list: &str, arguments: &str, fields: &str) -> Value {
    server.ask_as(AUDITOR, &asked(list, arguments, fields)).await[list].clone()
}

/// The items of a page.
async fn nodes(server: &Server, list: &str, arguments: &str, fields: &str) -> Vec<Value> {
    let fields = format!("edges {{ node {{ {fields} }} }}");
    let found = found(server, list, arguments, &fields).await;
    found["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()).collect()
}

#[tokio::test]
async fn each_correction_is_told_with_its_event_who_made_it_how_late_and_why() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    ocmw.record("grantAccess", json!({ "trajectoryId": id, "organisation": CAW })).await;
    let call = |more: Value| about(&id, "2024-02-01", more);
    let phone = json!({ "mode": "phone", "outcome": "not_reached" });
    let first = server.partner(CAW).record("recordContactAttempt", call(phone.clone())).await;
    let second = ocmw.record("recordContactAttempt", call(phone)).await;
    let right = json!({
        "mode": "phone", "outcome": "reached",
        "corrects": { "event": second.version(), "reason": "wrong_code" },
    });
    let corrected = ocmw.record("recordContactAttempt", call(right)).await;
    let never = json!({ "trajectoryId": id, "event": first.version(), "reason": "did_not_happen" });
    let voided = ocmw.record("voidEvent", never).await;
    // As if the first one had been recorded a while ago.
    let late = "SET session_replication_role = replica;
                UPDATE events SET recorded_at = recorded_at - interval '40 days' WHERE position <= ";
    server.database.execute(&format!("{late}{}", first.position())).await;

    let fields = format!(
        "trajectory correction {{ {WHO} }} target {{ {WHO} }} daysAfter reason {{ code label }}
         byBridgeFigure followsFrom"
    );
    let records = nodes(&server, "corrections", "", &fields).await;
    assert_eq!(records.len(), 2);
    let [last, before] = [&records[0], &records[1]];
    assert_eq!(last["trajectory"], json!(id));
    assert_eq!(last["correction"]["type"], "EventVoided");
    assert_eq!(last["correction"]["position"], voided.position());
    assert_eq!(last["correction"]["event"], voided.version());
    assert_eq!(last["correction"]["organisation"], OCMW);
    assert_eq!(last["target"]["type"], "ContactAttempted");
    assert_eq!(last["target"]["position"], first.position());
    assert_eq!(last["target"]["organisation"], CAW);
    assert_eq!(last["target"]["occurredOn"], "2024-02-01");
    assert_ne!(last["correction"]["worker"], Value::Null);
    let days = last["daysAfter"].as_u64().unwrap();
    assert!((39..=41).contains(&days), "{days}");
    assert_eq!(last["reason"], json!({ "code": "did_not_happen", "label": "niet gebeurd" }));
    assert_eq!(before["correction"]["type"], "EventCorrected");
    assert_eq!(before["correction"]["event"], corrected.version());
    assert_eq!(before["target"]["event"], second.version());
    assert_eq!(
        (&before["daysAfter"], &before["reason"]["code"]),
        (&json!(0), &json!("wrong_code"))
    );

    let counts = "totalCount counts { type organisation organisationName count }";
    let whole = found(&server, "corrections", ", first: 1", counts).await;
    assert_eq!(whole["totalCount"], 2);
    let of = |kind: &str| json!({ "type": kind, "organisation": OCMW, "organisationName": null, "count": 1 });
    assert_eq!(whole["counts"], json!([of("EventCorrected"), of("EventVoided")]));
    // From either end, and of other days.
    let page = "edges { cursor node { correction { type } } } pageInfo { hasNextPage }";
    let first = found(&server, "corrections", ", first: 1", page).await;
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let cursor = first["edges"][0]["cursor"].as_str().unwrap();
    let rest = found(&server, "corrections", &format!(", after: \"{cursor}\""), page).await;
    assert_eq!(rest["edges"][0]["node"]["correction"]["type"], "EventCorrected");
    let last = found(&server, "corrections", ", last: 1", page).await;
    assert_eq!(last["edges"], rest["edges"]);
    for elsewhen in [", to: \"2020-12-31\"", ", from: \"2199-01-01\""] {
        let none = found(&server, "corrections", elsewhen, counts).await;
        assert_eq!(none, json!({ "totalCount": 0, "counts": [] }), "{elsewhen}");
    }
}

#[tokio::test]
async fn an_erasure_is_told_from_the_request_to_the_end_of_the_key() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let ocmw = server.ocmw();
    let mut asked_by = vec![];
    for _ in 0..2 {
        let id = ocmw.takes_in(json!({}), json!({})).await;
        let name = json!({ "givenName": "Zwartbessia", "familyName": "Struikenwinter" });
        ocmw.record("recordIdentity", about(&id, "2024-02-01", name)).await;
        let closing = about(&id, "2024-02-02", json!({ "reason": "goals_met" }));
        ocmw.record("closeTrajectory", closing).await;
        let request = json!({ "trajectoryId": id, "ground": "objection" });
        ocmw.record("requestErasure", request).await;
        asked_by.push(id);
    }
    let [erased, kept] = [&asked_by[0], &asked_by[1]];
    let decide = |id: &str, granted: bool, ground: &str| json!({ "trajectoryId": id, "granted": granted, "ground": ground });
    ocmw.record("decideErasure", decide(kept, false, "refused_withdrawn")).await;
    ocmw.record("decideErasure", decide(erased, true, "objection")).await;
    let request = json!({ "trajectoryId": kept, "ground": "consent_withdrawn" });
    ocmw.record("requestErasure", request).await;

    let fields = format!(
        "trajectory request {{ {WHO} }} requestedGround {{ code }} keysGone
         decision {{ record {{ {WHO} }} granted ground {{ code }} }}
         destroyed {{ record {{ {WHO} }} at hadKey }}"
    );
    let carried_out = async || {
        let records = nodes(&server, "erasures", "", &fields).await;
        records.iter().any(|one| one["destroyed"] != Value::Null)
    };
    wait_until("the key is destroyed", carried_out).await;
    let records = nodes(&server, "erasures", "", &fields).await;
    let whose: Vec<_> = records.iter().map(|one| one["trajectory"].clone()).collect();
    assert_eq!(whose, [json!(kept), json!(kept), json!(erased)], "the last first");
    assert_eq!(records[0]["requestedGround"]["code"], "consent_withdrawn");
    assert_eq!((&records[0]["decision"], &records[0]["keysGone"]), (&Value::Null, &Value::Null));
    assert_eq!(records[1]["decision"]["granted"], false);
    assert_eq!(records[1]["decision"]["ground"]["code"], "refused_withdrawn");
    assert_eq!((&records[1]["destroyed"], &records[1]["keysGone"]), (&Value::Null, &Value::Null));
    let done = &records[2];
    assert_eq!((&done["request"]["organisation"], &done["keysGone"]), (&json!(OCMW), &json!(true)));
    assert_eq!(done["request"]["type"], "ErasureRequested");
    assert_eq!(done["decision"]["granted"], true);
    assert_ne!(done["decision"]["record"]["worker"], Value::Null);
    assert_eq!(
        (&done["destroyed"]["hadKey"], &done["destroyed"]["record"]["type"]),
        (&json!(true), &json!("KeyDestroyed"))
    );
    assert_ne!(done["destroyed"]["at"], Value::Null);
    assert!(!json!(records).to_string().contains("Zwartbessia"));

    // A backup of the keys that was put back.
    keys.execute("UPDATE client_keys SET destroyed_at = NULL, wrapped_key = '\\x00', wrapped_by = (SELECT wrapped_by FROM client_keys WHERE wrapped_by IS NOT NULL LIMIT 1) WHERE destroyed_at IS NOT NULL").await;
    let back = nodes(&server, "erasures", "", "keysGone").await;
    assert_eq!(back[2]["keysGone"], false);
    let counted = found(&server, "erasures", "", "totalCount counts { type count }").await;
    assert_eq!(counted["totalCount"], 3);
    assert_eq!(counted["counts"], json!([{ "type": "ErasureRequested", "count": 3 }]));
}

#[tokio::test]
async fn such_records_are_for_the_steward_and_the_auditor_and_it_is_recorded_who_looked() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let call = about(&id, "2024-02-01", json!({ "mode": "phone", "outcome": "not_reached" }));
    let call = ocmw.record("recordContactAttempt", call).await.version();
    let never = json!({ "trajectoryId": id, "event": call, "reason": "did_not_happen" });
    ocmw.record("voidEvent", never).await;
    for list in ["corrections", "erasures"] {
        for roles in ["caseworker", "coordinator", "analyst", "monitor", "auditor@meetjesland"] {
            let who = Asker { organisation: OCMW, roles };
            let code = server.refuses_to(who, &asked(list, "", "totalCount")).await;
            assert_eq!(code, "HISTORIES_NOT_VISIBLE", "{list}, {roles}");
            let page = asked(list, "", "edges { cursor }");
            assert_eq!(server.refuses_to(who, &page).await, "HISTORIES_NOT_VISIBLE", "{list}");
        }
        for (wrong, code) in [
            (", after: \"x\"", "MALFORMED_ID"),
            (", first: 201", "PAGE_TOO_LARGE"),
            (", from: \"1899-12-31\"", "DAY_OUT_OF_RANGE"),
        ] {
            let query = asked(list, wrong, "edges { cursor }");
            assert_eq!(server.refuses_to(AUDITOR, &query).await, code, "{list}{wrong}");
        }
        let steward = Asker { organisation: OCMW, roles: "steward" };
        server.ask_as(steward, &asked(list, "", "totalCount edges { cursor }")).await;
    }
    let looked = format!(
        "{{ accessRecord(region: \"{REGION}\", trajectory: \"{id}\", first: 1) {{
            edges {{ node {{ lookedAt roles outcome trajectories }} }} }} }}"
    );
    let looked = server.ask_as(AUDITOR, &looked).await;
    let looked = &looked["accessRecord"]["edges"][0]["node"];
    assert_eq!((&looked["lookedAt"], &looked["roles"]), (&json!("HISTORY"), &json!(["steward"])));
    assert_eq!((&looked["outcome"], &looked["trajectories"]), (&json!("answered"), &json!([id])));
}
