//! While the keys are out of reach: what needs no plaintext goes on, the rest is refused and says why.

use serde_json::{Value, json};

use super::words::{BESSIA, INSZ};
use super::{CASEWORKER, PERSONAL, known_client, shown};
use crate::harness::{COORDINATOR, Database, Mutation, REGION, Server, about, opening, wait_until};
use crate::personal::erasure::STEWARD;

/// The first words of every refusal.
const SAYS: &str = "the keys of personal texts cannot be reached";

#[tokio::test]
async fn while_the_keys_are_away_what_is_sealed_is_refused_with_its_own_code_and_all_else_goes_on()
{
    let keys = Database::create().await;
    let before = Server::with_keys_in(&keys).await;
    let (id, other) = (known_client(&before).await, known_client(&before).await);
    // A process that sealed something lately goes on with that key for a moment. This one has none at hand.
    let server = Server::on_with_keys(before.database.clone(), &keys).await;
    drop(before);
    let ocmw = server.ocmw();
    keys.is_away(true).await;

    let on = |more: Value| about(&id, "2024-01-09", more);
    let enrolled = json!({
        "occurredOn": "2024-01-05", "identity": { "givenName": BESSIA.given_name },
        "opening": { "region": REGION, "source": "ocmw", "municipality": "45041" },
        "legalBasis": { "bases": ["consent"], "purposes": ["guidance"] }, "intake": {},
    });
    let together = json!({ "records": [
        { "recordContactAttempt": { "mode": "phone", "outcome": "reached" } },
        { "addNote": { "note": BESSIA.note } },
    ] });
    let merge = json!({ "trajectoryId": other, "into": id, "takeOver": true });
    let refused = [
        ("addNote", on(json!({ "note": BESSIA.note }))),
        ("changeIdentity", on(json!({ "familyName": BESSIA.family_name }))),
        ("recordBackground", on(json!({ "detention": "NO", "youthCare": "NO" }))),
        ("setGoal", on(json!({ "domain": "housing", "ownWords": BESSIA.goal }))),
        ("closeTrajectory", on(json!({ "reason": "moved", "rationale": BESSIA.closing }))),
        ("recordTogether", on(together)),
        ("enrolClient", enrolled),
        ("mergeTrajectory", merge),
    ];
    for (name, input) in refused {
        let before = server.database.head().await;
        let answer = ocmw.send(&Mutation::new(name, input)).await.unwrap();
        assert_eq!(answer.refusal(), Some(("VAULT_UNAVAILABLE", None)), "{name}: {answer:?}");
        let message = answer.0["errors"][0]["message"].as_str().unwrap();
        assert!(message.starts_with(SAYS), "{name}: {message}");
        assert_eq!(server.database.head().await, before, "{name}");
    }
    let personal = format!("trajectory(id: \"{id}\") {{ phase {PERSONAL} }}");
    let export = format!("exportClient(trajectoryId: \"{id}\") {{ json text }}");
    let known = format!("knownClient(region: \"{REGION}\", insz: \"{INSZ}\") {{ trajectoryId }}");
    for (who, query) in [(CASEWORKER, personal), (STEWARD, export), (CASEWORKER, known)] {
        let answer = server.answer_to(who, &format!("{{ {query} }}")).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "VAULT_UNAVAILABLE", "{query}: {answer}");
        assert!(error["message"].as_str().unwrap().starts_with(SAYS), "{answer}");
        assert_eq!(answer["errors"].as_array().unwrap().len(), 1, "{answer}");
        if who.roles == CASEWORKER.roles && query.starts_with("trajectory") {
            assert_eq!(answer["data"]["trajectory"]["phase"], "ACTIVE", "the rest is answered");
        }
    }

    // What needs no plaintext.
    let contact = json!({ "mode": "phone", "outcome": "reached" });
    ocmw.record("recordContactAttempt", on(contact)).await;
    ocmw.record("setGoal", on(json!({ "domain": "housing" }))).await;
    let empty = ocmw.opens(opening(json!({}))).await.trajectory();
    ocmw.record("mergeTrajectory", json!({ "trajectoryId": empty, "into": id })).await;
    ocmw.record("closeTrajectory", about(&id, "2024-02-01", json!({ "reason": "moved" }))).await;
    let request = json!({ "trajectoryId": id, "ground": "objection" });
    ocmw.record("requestErasure", request).await;
    let period = r#"{ from: "2024-01-01", to: "2024-12-31" }"#;
    for query in [
        format!(
            "{{ trajectory(id: \"{id}\") {{ phase intake {{ age }} rights {{ keyDestroyedAt }} }} }}"
        ),
        format!(
            "{{ history(id: \"{id}\", first: 100) {{ edges {{ node {{ type payload }} }} }} }}"
        ),
        format!("{{ trajectories(region: \"{REGION}\") {{ edges {{ node {{ id }} }} }} }}"),
        format!("{{ workList(region: \"{REGION}\") {{ edges {{ node {{ kind }} }} }} }}"),
        format!("{{ accessRecord(region: \"{REGION}\") {{ totalCount }} }}"),
        format!(
            "{{ reports(region: \"{REGION}\", period: {period}) {{ funnel {{ rows {{ key }} }} }} }}"
        ),
    ] {
        let who = if query.contains("accessRecord") { STEWARD } else { COORDINATOR };
        server.ask_as(who, &query).await;
    }

    keys.is_away(false).await;
    let back = async || {
        let query = format!("{{ trajectory(id: \"{id}\") {{ {PERSONAL} }} }}");
        server.answer_to(CASEWORKER, &query).await.get("errors").is_none()
    };
    wait_until("the keys are back", back).await;
    assert_eq!(
        shown(&server, &id).await["notes"]["edges"][0]["node"]["text"],
        "fluisterkruid\nen meer"
    );
    assert!(BESSIA.all().all(|word| !server.said().contains(word)), "{}", server.said());
}
