//! What cannot be seen is in no text that comes in, and a letter written in two ways is one letter.

use serde_json::{Value, json};

use crate::harness::{REGION, Server, loopbrug, new_id, run};
use crate::round::procedure::{Procedure, applicant, offer};

const CODE: &str = "TEXT_NOT_ALLOWED";

/// The codes and paths of the errors that a body is answered with.
async fn told(server: &Server, body: String) -> Vec<(String, String)> {
    let request = server.http.post(server.url()).header("content-type", "application/json");
    let answer: Value = request.body(body).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["data"], Value::Null, "{answer}");
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let errors = answer["errors"].as_array().unwrap().iter();
    let told = errors.map(|error| &error["extensions"]);
    told.map(|told| (text(&told["code"]), text(&told["path"]))).collect()
}

fn at(path: &str) -> Vec<(String, String)> {
    vec![(CODE.to_owned(), path.to_owned())]
}

#[tokio::test]
async fn what_cannot_be_seen_is_refused_with_the_path_of_its_argument() {
    let server = Server::start().await;
    let propose = "mutation ($input: ProposeInterventionInput!) {
        proposeIntervention(input: $input) { position errors { code } }
    }";
    for escaped in [
        "\\u0000", "\\u0007", "\\u202E", "\\u200B", "\\uFEFF", "\\u2066", "\\uFFFE", "\\uD800",
        "\\uDC00", "\\uD800x",
    ] {
        let input = json!({
            "commandId": new_id(), "proposalId": format!("proposal:{}", new_id()),
            "challenge": "RU1", "service": "x", "approach": "HERE", "capacity": 1, "budget": 1,
        });
        let body = json!({ "query": propose, "variables": { "input": input } }).to_string();
        let body = body.replace("HERE", &format!("a{escaped}"));
        assert_eq!(told(&server, body).await, at("input.approach"), "{escaped}");
        // Written in the document, it is an escape of GraphQL.
        for (query, path) in [
            ("trajectories(region: \"HERE\") { edges { cursor } }".to_owned(), "region"),
            ("trajectory(id: \"HERE\") { id }".to_owned(), "id"),
            ("node(id: \"HERE\") { id }".to_owned(), "id"),
            (format!("proposals(region: \"{REGION}\", round: \"HERE\") {{ edges {{ cursor }} }}"), "round"),
            (
                format!("trajectories(region: \"{REGION}\", after: \"HERE\") {{ edges {{ cursor }} }}"),
                "after",
            ),
            (
                format!(
                    "trajectories(region: \"{REGION}\", filter: {{ persona: \"HERE\" }}) {{ edges {{ cursor }} }}"
                ),
                "filter.persona",
            ),
            (
                format!(
                    "reports(region: \"{REGION}\", period: {{ from: \"2024-01-01\", to: \"2024-12-31\" }}) {{
                        outcomes {{ row(key: \"HERE\") {{ key }} }}
                    }}"
                ),
                "key",
            ),
        ] {
            let query = format!("{{ {query} }}").replace("HERE", escaped);
            let body = json!({ "query": query }).to_string();
            assert_eq!(told(&server, body).await, at(path), "{query}");
        }
    }
    assert_eq!(server.database.commands().await, 0);
}

#[tokio::test]
async fn a_pair_of_surrogates_is_a_letter_like_any_other() {
    let server = Server::start().await;
    let query = "{ trajectories(region: \"\\uD83D\\uDE00\") { edges { cursor } } }";
    let expected = vec![("REGION_NOT_FOUND".to_owned(), String::new())];
    assert_eq!(told(&server, json!({ "query": query }).to_string()).await, expected);
}

#[tokio::test]
async fn a_text_is_kept_composed_and_written_either_way_it_is_the_same_command() {
    let mut round = Procedure::launched().await;
    round.server.at("2023-09-01T09:00:00");
    round.drafts(2).await;
    let mut input = offer(10);
    input["proposalId"] = json!(round.proposals[&2]);
    input["commandId"] = json!(new_id());
    input["approach"] = json!("e\u{301}e\u{301}n\r\naanpak");
    let decomposed =
        round.server.send(applicant(2), "proposeIntervention", input.clone(), "").await;
    assert_eq!(decomposed["errors"], json!([]), "{decomposed}");
    input["approach"] = json!("één\naanpak");
    let composed = round.server.send(applicant(2), "proposeIntervention", input, "").await;
    assert_eq!(composed, decomposed);
    let kept = "SELECT payload::text FROM events ORDER BY position DESC LIMIT 1";
    let kept = round.server.database.text(kept).await;
    assert!(kept.contains("\"één\\naanpak\""), "{kept}");
}

#[test]
fn the_command_line_is_held_to_the_same() {
    for arguments in [
        &["simulate", "--region", "a\u{202e}b"][..],
        &["projections", "retry", "--region", "a\u{200b}"],
        &["replay", "\u{feff}x"],
    ] {
        let said = run(loopbrug().args(arguments));
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.stderr.contains("cannot be seen"), "{said:?}");
    }
}
