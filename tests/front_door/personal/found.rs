//! Clients by name: who is found by whom, and that the name is nowhere.

use serde_json::{Value, json};

use super::CASEWORKER;
use crate::harness::{Asker, CAW, COORDINATOR, Database, OCMW, REGION, Server, about, token};

const OF_CAW: Asker = Asker { organisation: CAW, roles: "caseworker" };
const STEWARD: Asker = Asker { organisation: OCMW, roles: "steward" };

/// A client with a name, who agreed to be guided; with the position of the last event.
async fn client(server: &Server, given: &str, family: &str, day: &str) -> (String, u32) {
    let enrolment = json!({
        "occurredOn": day,
        "opening": { "region": REGION, "source": "ocmw", "municipality": "45041" },
        "identity": { "givenName": given, "familyName": family, "birthDate": "1971-03-09" },
        "legalBasis": { "bases": ["consent"], "purposes": ["guidance"] },
        "intake": {},
    });
    let payload = server.ocmw().record("enrolClient", enrolment).await;
    (payload.trajectory(), payload.position())
}

/// A search for a name with further arguments, as somebody sends it who keeps names out of addresses.
async fn answer(server: &Server, who: Asker, typed: &str, more: &str) -> Value {
    let query = format!(
        "query ($search: String!) {{
            clients(region: \"{REGION}\", search: $search, purpose: \"guidance\"{more}) {{
                pageInfo {{ hasNextPage hasPreviousPage endCursor startCursor }}
                edges {{ node {{ name birthDate trajectory {{ id owner }} }} }}
            }}
        }}"
    );
    let body = json!({ "query": query, "variables": { "search": typed } });
    let request = server.http.post(server.url()).json(&body);
    let request = request.bearer_auth(token(uuid::Uuid::from_u128(7), who.organisation, who.roles));
    request.send().await.unwrap().json().await.unwrap()
}

async fn page(server: &Server, typed: &str, more: &str) -> Value {
    let answer = answer(server, CASEWORKER, typed, more).await;
    assert!(answer.get("errors").is_none(), "{typed}: {answer}");
    answer["data"]["clients"].clone()
}

fn names(page: &Value) -> Vec<&str> {
    let edges = page["edges"].as_array().unwrap().iter();
    edges.map(|edge| edge["node"]["name"].as_str().unwrap()).collect()
}

async fn found(server: &Server, who: Asker, typed: &str, at_least: u32) -> Vec<String> {
    let answer = answer(server, who, typed, &format!(", atLeast: {at_least}")).await;
    assert!(answer.get("errors").is_none(), "{typed}: {answer}");
    names(&answer["data"]["clients"]).into_iter().map(str::to_owned).collect()
}

async fn refused(server: &Server, who: Asker, typed: &str, more: &str) -> String {
    let answer = answer(server, who, typed, more).await;
    let code = answer["errors"][0]["extensions"]["code"].as_str();
    assert!(answer["data"]["clients"].is_null(), "{answer}");
    assert!(typed.len() < 3 || !answer["errors"].to_string().contains(typed), "{answer}");
    code.unwrap_or_else(|| panic!("{answer}")).to_owned()
}

#[tokio::test]
async fn a_client_is_found_however_the_name_is_written_and_it_is_in_clear_nowhere() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    client(&server, "Zwartbessië", "Van den Kruidnagel", "2024-01-05").await;
    client(&server, "Moerbei", "Peeters", "2024-01-06").await;
    let (third, position) = client(&server, "Zwartbes", "Moerbeke", "2024-01-07").await;
    let kruidnagel = ["Zwartbessië Van den Kruidnagel"];
    for typed in ["KRUIDNAGEL zwart", "van den kruidnagel", "vandenkruid", "Zwartbessie", "kruid"] {
        assert_eq!(found(&server, CASEWORKER, typed, position).await, kruidnagel, "{typed}");
    }
    let both = ["Zwartbes Moerbeke", "Moerbei Peeters"];
    assert_eq!(found(&server, CASEWORKER, "moerbe", position).await, both, "the last one first");
    for typed in ["ruidnagel", "Zwartbes Peeters", "hazelworm"] {
        assert!(found(&server, CASEWORKER, typed, position).await.is_empty(), "{typed}");
    }
    let shown = page(&server, "moerbeke", "").await["edges"][0]["node"].clone();
    let trajectory = json!({ "id": third, "owner": OCMW });
    let expected =
        json!({ "name": "Zwartbes Moerbeke", "birthDate": "1971-03-09", "trajectory": trajectory });
    assert_eq!(shown, expected);

    // Another name is found at once, and the one before no more.
    let changed = json!({ "familyName": "Hazelworm" });
    let changed =
        server.ocmw().record("changeIdentity", about(&third, "2024-01-08", changed)).await;
    let position = changed.position();
    assert_eq!(found(&server, CASEWORKER, "hazel", position).await, ["Zwartbes Hazelworm"]);
    assert_eq!(found(&server, CASEWORKER, "moerbe", position).await, ["Moerbei Peeters"]);

    let everywhere = [server.database.dump().await, keys.dump().await, server.said()];
    let everywhere = everywhere.join("\n").to_lowercase();
    for word in ["zwartbes", "kruidnagel", "moerbe", "hazelworm", "peeters", "1971-03-09"] {
        assert!(!everywhere.contains(word), "{word} is in clear");
    }
}

#[tokio::test]
async fn only_those_whom_the_actor_may_open_are_found_from_one_request_to_the_next() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let ocmw = server.ocmw();
    let (id, position) = client(&server, "Zwartbessia", "Kruidnagel", "2024-01-05").await;
    let zwartbessia = ["Zwartbessia Kruidnagel"];
    assert_eq!(found(&server, CASEWORKER, "zwart", position).await, zwartbessia);
    assert!(found(&server, OF_CAW, "zwart", position).await.is_empty());
    for roles in ["coordinator", "auditor", "steward", "analyst", "monitor"] {
        let who = Asker { organisation: OCMW, roles };
        assert_eq!(refused(&server, who, "zwart", "").await, "PERSONAL_DATA_NOT_VISIBLE");
    }
    // Who coordinates too is a caseworker of one organisation for that.
    let both = Asker { organisation: CAW, roles: "caseworker,coordinator" };
    assert!(found(&server, both, "zwart", position).await.is_empty());

    let grant = json!({ "trajectoryId": id, "organisation": CAW });
    let granted = ocmw.record("grantAccess", grant.clone()).await;
    assert_eq!(found(&server, OF_CAW, "zwart", granted.position()).await, zwartbessia);
    // No position is waited for: what ended counts at once.
    ocmw.record("expireAccess", grant).await;
    assert!(found(&server, OF_CAW, "zwart", 0).await.is_empty());

    let basis = json!({ "bases": ["consent"], "purposes": ["esf_reporting"] });
    ocmw.record("recordLegalBasis", about(&id, "2024-01-06", basis)).await;
    assert!(
        found(&server, CASEWORKER, "zwart", 0).await.is_empty(),
        "for no purpose that takes it"
    );
}

#[tokio::test]
async fn to_search_is_a_read_that_is_recorded_or_refused() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let (id, position) = client(&server, "Zwartbessia", "Kruidnagel", "2024-01-05").await;
    found(&server, CASEWORKER, "zwart", position).await;
    found(&server, CASEWORKER, "hazelworm", position).await;
    refused(&server, COORDINATOR, "zwart", "").await;
    let ask = format!(
        "{{ knownClient(region: \"{REGION}\", name: \"Kruidnagel Zwartbessia\",
                        birthDate: \"1971-03-09\", purpose: \"complaint\") {{ trajectoryId }} }}"
    );
    let known = server.ask_as(CASEWORKER, &ask).await;
    assert_eq!(known["knownClient"][0]["trajectoryId"], json!(id));
    server.refuses_to(STEWARD, &ask).await;
    let record = format!(
        "{{ accessRecord(region: \"{REGION}\", first: 5) {{
            edges {{ node {{ lookedAt outcome purpose {{ code }} trajectories }} }} }} }}"
    );
    let record = server.ask_as(STEWARD, &record).await["accessRecord"]["edges"].clone();
    let row = |what: &str, outcome: &str, purpose: &str, of: &[&str]| {
        json!({ "node": { "lookedAt": what, "outcome": outcome, "purpose": { "code": purpose },
                          "trajectories": of } })
    };
    let expected = json!([
        row("KNOWN_CLIENT", "NOT_A_CASEWORKER", "complaint", &[]),
        row("KNOWN_CLIENT", "answered", "complaint", &[&id]),
        row("CLIENTS", "PERSONAL_DATA_NOT_VISIBLE", "guidance", &[]),
        row("CLIENTS", "answered", "guidance", &[]),
        row("CLIENTS", "answered", "guidance", &[&id]),
    ]);
    assert_eq!(record, expected);

    let mut held = server.database.hold("LOCK TABLE access_record IN ACCESS EXCLUSIVE MODE").await;
    let (searched, known) = tokio::join!(
        refused(&server, CASEWORKER, "zwart", ""),
        server.refuses_to(CASEWORKER, &ask)
    );
    assert_eq!((&*searched, &*known), ("ACCESS_NOT_RECORDED", "ACCESS_NOT_RECORDED"));
    held.end().await;
    assert_eq!(found(&server, CASEWORKER, "zwart", 0).await.len(), 1);
}

#[tokio::test]
async fn who_was_erased_is_found_no_more_on_any_instance() {
    let keys = Database::create().await;
    let one = Server::with_keys_in(&keys).await;
    let other = Server::on_with_keys(one.database.clone(), &keys).await;
    let (id, _) = client(&one, "Zwartbessia", "Kruidnagel", "2024-01-05").await;
    let (_, position) = client(&one, "Zwartbes", "Moerbeke", "2024-01-06").await;
    let both = ["Zwartbes Moerbeke", "Zwartbessia Kruidnagel"];
    for server in [&one, &other, &one, &other] {
        assert_eq!(found(server, CASEWORKER, "zwart", position).await, both);
    }
    let closing = about(&id, "2024-02-01", json!({ "reason": "goals_met" }));
    one.ocmw().record("closeTrajectory", closing).await;
    let ground = json!({ "trajectoryId": id, "ground": "objection" });
    one.ocmw().record("requestErasure", ground.clone()).await;
    let mut granted = ground;
    granted["granted"] = json!(true);
    one.ocmw().record("decideErasure", granted).await;
    for server in [&other, &one] {
        assert_eq!(found(server, CASEWORKER, "zwart", 0).await, ["Zwartbes Moerbeke"]);
        assert!(found(server, CASEWORKER, "kruidnagel", 0).await.is_empty());
    }
}

#[tokio::test]
async fn who_is_found_is_read_page_by_page_from_either_end() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let mut position = 0;
    for n in 1..=5 {
        let day = format!("2024-01-0{n}");
        client(&server, &format!("Anders{n}"), "Claes", &day).await;
        position = client(&server, &format!("Zwart{n}"), "Claes", &day).await.1;
    }
    let first = page(&server, "zwart", &format!(", first: 2, atLeast: {position}")).await;
    assert_eq!(names(&first), ["Zwart5 Claes", "Zwart4 Claes"]);
    assert_eq!(first["pageInfo"]["hasNextPage"], json!(true));
    let after = first["pageInfo"]["endCursor"].as_str().unwrap();
    let next = page(&server, "zwart", &format!(", first: 3, after: \"{after}\"")).await;
    assert_eq!(names(&next), ["Zwart3 Claes", "Zwart2 Claes", "Zwart1 Claes"]);
    assert_eq!(next["pageInfo"]["hasNextPage"], json!(false));
    let last = page(&server, "zwart", ", last: 2").await;
    assert_eq!(names(&last), ["Zwart2 Claes", "Zwart1 Claes"]);
    let before = last["pageInfo"]["startCursor"].as_str().unwrap();
    let rest = page(&server, "zwart", &format!(", last: 5, before: \"{before}\"")).await;
    assert_eq!(names(&rest), ["Zwart5 Claes", "Zwart4 Claes", "Zwart3 Claes"]);
    assert_eq!(rest["pageInfo"]["hasPreviousPage"], json!(false));
    assert_eq!(page(&server, "claes", ", first: 200").await["edges"].as_array().unwrap().len(), 10);

    for (typed, more, code) in [
        ("z", "", "SEARCH_TOO_SHORT"),
        (" -", "", "SEARCH_TOO_SHORT"),
        ("zwart", ", first: 201", "PAGE_TOO_LARGE"),
        ("zwart", ", first: 2, last: 2", "PAGE_FROM_BOTH_ENDS"),
        ("zwart", ", first: 2, after: \"kruid\"", "MALFORMED_ID"),
        ("zwart", ", atLeast: 4000000000", "POSITION_BEYOND_HEAD"),
    ] {
        assert_eq!(refused(&server, CASEWORKER, typed, more).await, code, "{typed}{more}");
    }
    let other = format!(
        "{{ clients(region: \"{REGION}\", search: \"zwart\", purpose: \"curiosity\") {{ edges {{ cursor }} }} }}"
    );
    assert_eq!(server.refuses_to(CASEWORKER, &other).await, "UNKNOWN_CODE");
}

#[tokio::test]
async fn without_a_vault_nobody_is_found_and_that_is_said() {
    let server = Server::start().await;
    assert_eq!(refused(&server, CASEWORKER, "zwart", "").await, "VAULT_UNAVAILABLE");
}
