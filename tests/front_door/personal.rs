//! What is personal: sealed on its way in, shown to who says what for, and gone when it was erased.

mod away;
mod came_back;
mod carried_out;
pub(crate) mod erasure;
mod found;
mod moved;
mod not_the_same;
mod restored;
mod restricted;
mod strangers;
mod traces;
mod unmerged;
pub(crate) mod words;

use serde_json::{Value, json};

use crate::harness::{
    Asker, CAW, COORDINATOR, Database, Mutation, OCMW, REGION, Server, about, everybody_of, new_id,
    opening,
};
use words::{BESSIA, INSZ};

/// Somebody of the OCMW who has no role of the region.
const CASEWORKER: Asker = Asker { organisation: OCMW, roles: "caseworker" };

/// What is asked to be shown of a trajectory.
const PERSONAL: &str = r#"personal(purpose: "guidance") {
    erased
    identity { givenName familyName insz birthDate phone email address }
    background { on event detention youthCare }
    notes(first: 10) { totalCount edges { node { on event text author { organisation } } } }
    ownWords { goalId event text }
    rationales { on event list code { code } text }
}"#;

async fn shown(server: &Server, id: &str) -> Value {
    let query = format!("{{ trajectory(id: \"{id}\") {{ {PERSONAL} }} }}");
    server.ask_as(CASEWORKER, &query).await["trajectory"]["personal"].clone()
}

#[tokio::test]
async fn a_field_that_is_refused_is_null_and_not_left_out() {
    let server = Server::start().await;
    let id = server.ocmw().opens(json!({})).await.trajectory();
    let query = format!(
        "{{ here: trajectory(id: \"{id}\") {{ id kept: personal(purpose: \"x\") {{ erased }} }}
           exportClient(trajectoryId: \"{id}\", purpose: \"x\") {{ text }} regions {{ code }} }}"
    );
    let request = server.http.post(server.url()).json(&json!({ "query": query }));
    let request = request.bearer_auth(everybody_of(OCMW));
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["errors"].as_array().unwrap().len(), 2, "{answer}");
    for error in answer["errors"].as_array().unwrap() {
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("'x' is no code of the list access_purpose"), "{message}");
    }
    let data = &answer["data"];
    assert_eq!(data["here"], json!({ "id": id, "kept": null }), "{answer}");
    assert_eq!(data.get("exportClient"), Some(&Value::Null), "{answer}");
    assert!(data["regions"].is_array(), "{answer}");
}

/// A client of whom everything personal is known that can be, enrolled in one go.
async fn known_client(server: &Server) -> String {
    BESSIA.is_known_to(server).await
}

#[tokio::test]
async fn what_is_personal_is_shown_as_it_was_typed_and_is_in_clear_nowhere() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let ocmw = server.ocmw();
    let id = BESSIA.has_left(&server).await;

    let seen = shown(&server, &id).await;
    let identity = &seen["identity"];
    assert_eq!(identity["givenName"], "Zwartbessia", "{seen}");
    assert_eq!(identity["insz"], "71030900276");
    assert_eq!(identity["address"], "Moerbeilaan 3\nRonse");
    assert_eq!(seen["background"]["detention"], "YES");
    assert_eq!(seen["background"]["youthCare"], "UNKNOWN");
    assert_eq!(seen["notes"]["totalCount"], 2);
    assert_eq!(seen["notes"]["edges"][0]["node"]["text"], "fluisterkruid\nen meer");
    assert_eq!(seen["ownWords"][0]["text"], "vlierbessenwens");
    let rationales: Vec<_> =
        seen["rationales"].as_array().unwrap().iter().map(|it| &it["text"]).collect();
    assert_eq!(rationales, ["duindoornreden", "gagelgrondwerk", "sleedoornslot"]);
    assert_eq!(seen["erased"], false);

    // The age is reckoned from the birth date, which the log does not have in clear.
    let age = format!("{{ trajectory(id: \"{id}\") {{ intake {{ age }} }} }}");
    assert_eq!(server.ask(&age).await["trajectory"]["intake"]["age"], 52);

    // A replay shows where something is sealed, and no bytes.
    let history =
        format!("{{ history(id: \"{id}\", first: 100) {{ edges {{ node {{ payload }} }} }} }}");
    let history = server.ask(&history).await.to_string();
    assert!(history.contains(r#""given_name":"sealed""#), "{history}");
    assert!(!history.contains("=="), "{history}");

    // What is refused is not quoted, be it a wrong text or no text.
    for (name, input) in [
        ("addNote", json!({ "note": "rozenbottelfout\u{200b}" })),
        ("changeIdentity", json!({ "birthDate": "rozenbottelfout" })),
        ("changeIdentity", json!({ "insz": "rozenbottelfout" })),
        ("changeIdentity", json!({ "givenName": 71_030_900_276_u64 })),
        ("addNote", json!({ "note": { "rozenbottelfout": 1 } })),
    ] {
        let mutation = Mutation::new(name, about(&id, "2024-01-08", input));
        let answer = ocmw.answer(&mutation).await.unwrap().to_string();
        assert!(answer.contains("errors") && answer.contains("code"), "{answer}");
        assert!(!answer.contains("rozenbottelfout") && !answer.contains("71030900276"), "{answer}");
    }

    let everywhere = [server.database.dump().await, keys.dump().await, server.said()];
    for text in everywhere {
        for word in BESSIA.all().chain(["rozenbottelfout"]) {
            assert!(!text.contains(word), "{word} is in clear");
        }
    }
}

#[tokio::test]
async fn a_correction_of_something_personal_is_sealed_and_takes_its_place() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let id = known_client(&server).await;
    let event = shown(&server, &id).await["notes"]["edges"][0]["node"]["event"].clone();
    let corrects = json!({ "event": event, "reason": "client_request" });
    let note = json!({ "note": "Anders gezegd", "corrects": corrects });
    server.ocmw().record("addNote", about(&id, "2024-01-06", note)).await;
    let changed = json!({ "familyName": "Kruidnagel", "removed": ["PHONE"] });
    server.ocmw().record("changeIdentity", about(&id, "2024-01-08", changed)).await;
    let seen = shown(&server, &id).await;
    assert_eq!(seen["notes"]["edges"][0]["node"]["text"], "Anders gezegd");
    let identity = &seen["identity"];
    assert_eq!((&identity["familyName"], &identity["phone"]), (&json!("Kruidnagel"), &Value::Null));
    assert_eq!(identity["givenName"], "Zwartbessia");
}

#[tokio::test]
async fn somebody_who_is_known_is_told_to_be_known_and_with_whom_and_no_more() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let id = known_client(&server).await;
    let ask = |insz: &str| {
        let fields = "trajectoryId region organisation likeness";
        format!("{{ knownClient(region: \"{REGION}\", insz: \"{insz}\") {{ {fields} }} }}")
    };
    let caw = Asker { organisation: CAW, roles: "caseworker" };
    let known = server.ask_as(caw, &ask(INSZ)).await["knownClient"].clone();
    let expected =
        json!([{ "trajectoryId": id, "region": REGION, "organisation": OCMW, "likeness": "INSZ" }]);
    assert_eq!(known, expected);
    assert_eq!(server.ask_as(caw, &ask("90020199704")).await["knownClient"], json!([]));
    assert_eq!(server.refuses_to(caw, &ask("71030900275")).await, "MALFORMED_INSZ");

    // The same at once, when somebody says who the client of another trajectory is.
    let other = server.partner(CAW).opens(json!({ "clientId": new_id() })).await.trajectory();
    let record = Mutation::new("recordIdentity", about(&other, "2024-01-02", BESSIA.identity()));
    let mut body = record.body();
    let query = body["query"]
        .as_str()
        .unwrap()
        .replace("errors", "knownClients { trajectoryId likeness } errors");
    body["query"] = json!(query);
    let token = crate::harness::everybody_of(CAW);
    let answer =
        server.http.post(server.url()).bearer_auth(token).json(&body).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    let told = &answer["data"]["recordIdentity"]["knownClients"];
    assert_eq!(*told, json!([{ "trajectoryId": id, "likeness": "INSZ" }]), "{answer}");
}

#[tokio::test]
async fn while_the_processing_is_restricted_records_are_put_right_and_not_added_to() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let ocmw = server.ocmw();
    let id = known_client(&server).await;
    let ground = json!({ "trajectoryId": id, "ground": "accuracy_contested" });
    ocmw.record("restrictProcessing", ground).await;
    let note = about(&id, "2024-01-09", json!({ "note": "Nog iets" }));
    ocmw.is_refused("addNote", note.clone(), "PROCESSING_RESTRICTED", None).await;
    let right = about(&id, "2024-01-09", json!({ "familyName": "Kruidnagel" }));
    ocmw.record("changeIdentity", right).await;
    ocmw.record("liftRestriction", json!({ "trajectoryId": id })).await;
    ocmw.record("addNote", note).await;
}

#[tokio::test]
async fn without_a_vault_nothing_personal_is_recorded_and_all_else_goes_on() {
    let server = Server::start().await;
    let id = server.ocmw().opens(opening(json!({}))).await.trajectory();
    let note = about(&id, "2024-01-09", json!({ "note": "Iets" }));
    server.ocmw().is_refused("addNote", note, "VAULT_UNAVAILABLE", None).await;
    let contact = json!({ "mode": "phone", "outcome": "reached" });
    server.ocmw().record("recordContactAttempt", about(&id, "2024-01-09", contact)).await;
    let housed =
        server.ask_as(COORDINATOR, &format!("{{ trajectory(id: \"{id}\") {{ phase }} }}")).await;
    assert_eq!(housed["trajectory"]["phase"], "OUTREACH");
}
