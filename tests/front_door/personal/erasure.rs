//! Erasure: asked for, decided by the steward, carried out, and seen in nothing but words that are gone.

use serde_json::{Value, json};

use super::words::{BESSIA, INSZ};
use super::{known_client, shown};
use crate::harness::{Asker, Database, FIGURES, OCMW, REGION, Server, about, wait_until};

pub(super) const STEWARD: Asker = Asker { organisation: "0000000394", roles: "steward" };

/// A client who left, and asked for erasure.
pub(crate) async fn who_asked(server: &Server) -> String {
    let id = BESSIA.has_left(server).await;
    let request = json!({ "trajectoryId": id, "ground": "objection" });
    server.ocmw().record("requestErasure", request).await;
    id
}

pub(crate) fn granted(id: &str) -> Value {
    json!({ "trajectoryId": id, "granted": true, "ground": "objection" })
}

pub(super) async fn rights(server: &Server, id: &str) -> Value {
    let fields =
        "erasureRequested { on } erasureDecisions { granted ground { code } } keyDestroyedAt";
    let query = format!("{{ trajectory(id: \"{id}\") {{ rights {{ {fields} }} }} }}");
    server.ask(&query).await["trajectory"]["rights"].clone()
}

/// All figures of a report that counts people, as rows of numbers.
async fn figures(server: &Server) -> Value {
    server.outcomes("", FIGURES).await
}

async fn tasks(server: &Server) -> Vec<Value> {
    let query = format!(
        "{{ workList(region: \"{REGION}\") {{ edges {{ node {{ kind trajectoryId }} }} }} }}"
    );
    let list = server.ask_as(STEWARD, &query).await["workList"]["edges"].clone();
    list.as_array().unwrap().iter().map(|edge| edge["node"]["kind"].clone()).collect()
}

#[tokio::test]
async fn what_was_erased_is_gone_and_figures_keep_their_counts() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let id = who_asked(&server).await;
    let other = known_client(&server).await;
    wait_until("the views are at the head", async || server.database.views_are_at_the_head().await)
        .await;
    assert!(tasks(&server).await.contains(&json!("DECIDE_ERASURE")));
    let before = figures(&server).await;

    let alone = server.partner(OCMW);
    let decided = alone.record("decideErasure", granted(&id)).await;
    let seen = shown(&server, &id).await;
    assert_eq!(seen["erased"], true, "{seen}");
    assert_eq!(seen["identity"]["givenName"], Value::Null);
    assert_eq!(seen["notes"]["edges"][0]["node"]["text"], Value::Null);
    let rights = rights(&server, &id).await;
    assert_eq!(rights["erasureDecisions"][0]["granted"], true);
    assert_ne!(rights["keyDestroyedAt"], Value::Null);

    // Nothing more is recorded, the other client can be read as before, and who was erased is not known any more.
    let note = about(&id, "2024-01-09", json!({ "note": "Nog iets" }));
    alone.is_refused("addNote", note, "ERASED", None).await;
    assert_eq!(shown(&server, &other).await["identity"]["givenName"], "Zwartbessia");
    let known =
        format!("{{ knownClient(region: \"{REGION}\", insz: \"{INSZ}\") {{ trajectoryId }} }}");
    let known = server.ask(&known).await["knownClient"].clone();
    assert_eq!(known, json!([{ "trajectoryId": other }]));

    let history = format!(
        "{{ history(id: \"{id}\", first: 100) {{ edges {{ node {{ type payload }} }} }} }}"
    );
    let history = server.ask(&history).await.to_string();
    assert!(history.contains(r#""given_name":"erased""#), "{history}");
    assert!(history.contains("KeyDestroyed"), "{history}");
    // In that of the region too, on a page from before anybody asked for it; the other client is there as before.
    let of_region = |range: &str| {
        format!(
            "{{ history(region: \"{REGION}\", range: {{ {range} }}, first: 100) {{
            edges {{ node {{ about type payload }} }} }} }}"
        )
    };
    let all = server.ask(&of_region("")).await["history"]["edges"].clone();
    let identities = all.as_array().unwrap().iter().map(|edge| &edge["node"]);
    let identities: Vec<_> =
        identities.filter(|step| step["type"] == json!("IdentityRecorded")).collect();
    let said = |of: &str| {
        let step = identities.iter().find(|step| step["about"] == json!(of)).unwrap();
        step["payload"]["IdentityRecorded"]["given_name"].clone()
    };
    assert_eq!((said(&id), said(&other)), (json!("erased"), json!("sealed")));
    let early = server.ask(&of_region("toPosition: 3")).await.to_string();
    assert!(early.contains(r#""given_name":"erased""#), "{early}");

    wait_until("the views are at the head", async || server.database.views_are_at_the_head().await)
        .await;
    assert_eq!(figures(&server).await, before);
    assert!(!tasks(&server).await.contains(&json!("DECIDE_ERASURE")));
    assert!(decided.position() > 0);
}

#[tokio::test]
async fn an_erasure_that_cannot_be_carried_out_at_once_is_carried_out_later() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let id = who_asked(&server).await;
    let mut held = keys.hold("LOCK TABLE client_keys").await;
    server.ocmw().record("decideErasure", granted(&id)).await;
    assert_eq!(rights(&server, &id).await["keyDestroyedAt"], Value::Null);
    held.end().await;
    let destroyed = async || rights(&server, &id).await["keyDestroyedAt"] != Value::Null;
    wait_until("the key is destroyed", destroyed).await;
    assert_eq!(shown(&server, &id).await["erased"], true);
}

#[tokio::test]
async fn both_ends_of_a_merge_are_erased_together_and_none_while_one_is_open() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let ocmw = server.ocmw();
    let (duplicate, survivor) = (known_client(&server).await, known_client(&server).await);
    let merge = json!({ "trajectoryId": duplicate, "into": survivor, "takeOver": true });
    ocmw.record("mergeTrajectory", merge).await;
    assert_eq!(
        shown(&server, &survivor).await["notes"]["totalCount"],
        4,
        "carried and sealed anew"
    );
    let request = json!({ "trajectoryId": duplicate, "ground": "objection" });
    ocmw.record("requestErasure", request).await;
    ocmw.is_refused("decideErasure", granted(&duplicate), "OTHER_END_OPEN", None).await;
    let closing = json!({ "reason": "goals_met" });
    ocmw.record("closeTrajectory", about(&survivor, "2024-02-01", closing)).await;
    ocmw.record("decideErasure", granted(&duplicate)).await;
    for end in [&duplicate, &survivor] {
        assert_eq!(shown(&server, end).await["erased"], true);
        assert_ne!(rights(&server, end).await["keyDestroyedAt"], Value::Null);
    }
}

#[tokio::test]
async fn the_steward_gives_the_client_everything_in_clear() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let id = known_client(&server).await;
    let query = format!("{{ exportClient(trajectoryId: \"{id}\") {{ json text }} }}");
    let export = server.ask_as(STEWARD, &query).await["exportClient"].clone();
    let text = export["text"].as_str().unwrap();
    for word in ["Zwartbessia", "fluisterkruid", "vlierbessenwens", "71030900276"] {
        assert!(text.contains(word) && export["json"].to_string().contains(word), "{word}");
    }
    let caseworker = Asker { organisation: OCMW, roles: "caseworker" };
    let answer = server.ask_as(caseworker, &query).await;
    assert_eq!(answer["exportClient"], Value::Null, "it is the steward who hands out");
}
