//! What a transfer to another region carries of how the client is spoken with, and what it leaves behind.

use serde_json::{Value, json};

use super::{stands, two_regions};
use crate::harness::{CAW, ELSEWHERE, Mutation, OCMW, Server, about, everybody_of};

#[tokio::test]
async fn the_client_is_spoken_with_as_before_and_what_stays_behind_is_named() {
    let server = two_regions().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let spoken = json!({ "language": "ar", "interpreter": true });
    ocmw.record("changeContactLanguage", about(&id, "2024-01-20", spoken)).await;
    let sent = json!({ "to": CAW, "service": "debt_help", "urgency": "urgent",
                       "areas": ["administration_and_debt"] });
    ocmw.record("sendReferral", about(&id, "2024-01-21", sent)).await;
    let goal = json!({ "domain": "housing" });
    ocmw.record("setGoal", about(&id, "2024-01-22", goal)).await;
    let request = json!({ "organisation": CAW, "region": ELSEWHERE });
    ocmw.record("requestTransfer", about(&id, "2024-02-01", request)).await;
    let accept = about(&id, "2024-02-03", json!({ "municipality": "99041" }));
    let accept = Mutation::new("acceptTransfer", accept);
    let fields = "leftBehind { event type occurredOn } trajectory { wentOnIn { trajectoryId } }";
    let accepted = asked_for(&server, CAW, &accept, fields).await;
    let left = json!([
        { "event": 5, "type": "ReferralSent", "occurredOn": "2024-01-21" },
        { "event": 6, "type": "GoalSet", "occurredOn": "2024-01-22" },
    ]);
    assert_eq!(accepted["leftBehind"], left);
    let there = accepted["trajectory"]["wentOnIn"]["trajectoryId"].as_str().unwrap();
    let there = stands(&server, there).await;
    assert_eq!(there["contactLanguage"], json!({ "code": "ar" }));
    assert_eq!(there["interpreter"], json!(true));
    // Asked again, it is named again; and nothing is where nothing went on elsewhere.
    assert_eq!(asked_for(&server, CAW, &accept, fields).await["leftBehind"], left);
    let other = ocmw.takes_in(json!({}), json!({})).await;
    let call = json!({ "mode": "phone", "outcome": "reached" });
    let call = Mutation::new("recordContactAttempt", about(&other, "2024-02-01", call));
    let answer = asked_for(&server, OCMW, &call, "leftBehind { event }").await;
    assert_eq!(answer["leftBehind"], json!([]));
}

/// What comes of a mutation, with other fields than those that all are asked for.
async fn asked_for(server: &Server, by: &str, mutation: &Mutation, fields: &str) -> Value {
    let Mutation { name, input, .. } = mutation;
    let of = name[..1].to_uppercase() + &name[1..];
    let query = format!(
        "mutation ($input: {of}Input!) {{ {name}(input: $input) {{ errors {{ code }} {fields} }} }}"
    );
    let asked = json!({ "query": query, "variables": { "input": input } });
    let request = server.http.post(server.url()).bearer_auth(everybody_of(by)).json(&asked);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["data"][name]["errors"], json!([]), "{answer}");
    answer["data"][name].clone()
}
