//! What was typed is nobody's business but that of who is answered: whatever is asked, and however it is refused,
//! nothing of it is in what the program says.

use serde_json::{Value, json};

use super::dice::Dice;
use super::documents::Documents;
use super::known::Known;
use crate::harness::{Database, OCMW, Server, everybody_of, schema};

/// In no language.
const TYPED: &str = "Zwijmelkwast";
const DOCUMENTS: u64 = 600;
/// All that our own parts say, to the last word.
const EVERYTHING: &str = "info,loopbrug=trace,loopbrug_infra=trace,loopbrug_graphql=trace,\
                          loopbrug_sign_in=trace,loopbrug_domain=trace,loopbrug_reporting=trace";

/// Types the word into one text of the variables, by number, or into all of them.
fn type_into(value: &mut Value, place: &mut Option<usize>) {
    match value {
        Value::String(text) => match place {
            None => TYPED.clone_into(text),
            Some(0) => {
                TYPED.clone_into(text);
                *place = Some(usize::MAX);
            }
            Some(left) => *left -= 1,
        },
        Value::Array(values) => values.iter_mut().for_each(|value| type_into(value, place)),
        Value::Object(values) => values.values_mut().for_each(|value| type_into(value, place)),
        _ => {}
    }
}

#[tokio::test]
async fn nothing_that_was_typed_is_in_what_the_program_says() {
    let settings = [("LOOPBRUG_LOG", EVERYTHING), ("LOOPBRUG_REQUESTS_PER_ACTOR", "0")];
    let mut server = Server::with_settings(Database::create().await, &settings).await;
    server.ocmw().takes_in(json!({}), json!({})).await;
    let made = Documents::new(&schema(), Known::of(&server).await);
    let post = |body: String, organisation: &str| {
        let request = server.http.post(server.url()).header("content-type", "application/json");
        request.bearer_auth(everybody_of(organisation)).body(body).send()
    };
    let mut typed = 0;
    for number in 0..DOCUMENTS {
        let asked = made.asked(&mut Dice::new(7, number));
        let Ok(mut body) = serde_json::from_str::<Value>(&asked.body) else { continue };
        // One text at a time, so that the rest of what is asked is as good as before.
        let place = usize::try_from(number).unwrap();
        type_into(&mut body["variables"], &mut (number % 4 != 0).then_some(place % 5));
        if number % 7 == 0 {
            let query = body["query"].as_str().unwrap_or_default();
            body["query"] = query.replacen('{', &format!("{{ {TYPED} "), 1).into();
        }
        typed += usize::from(body.to_string().contains(TYPED));
        post(body.to_string(), &asked.organisation).await.unwrap();
    }
    assert!(typed > 200, "{typed} documents have the word");
    for body in [format!("{{ {TYPED}"), format!("{{\"query\": {TYPED}}}"), TYPED.to_owned()] {
        post(body, OCMW).await.unwrap();
    }
    for header in ["authorization", "loopbrug-organisation", "loopbrug-purpose", "origin", "host"] {
        let request = server.http.post(server.url()).header(header, TYPED);
        request.json(&json!({ "query": "{ __typename }" })).send().await.unwrap();
    }
    let request = server.http.post(server.url()).bearer_auth(TYPED);
    request.json(&json!({ "query": "{ __typename }" })).send().await.unwrap();
    for path in
        [format!("/{TYPED}"), format!("/graphql?query={TYPED}"), format!("/graphql?{TYPED}")]
    {
        server.http.get(format!("{}{path}", server.address)).send().await.unwrap();
    }
    assert_eq!(server.stop().await.code(), Some(0));
    let said = server.said();
    let line = said.lines().find(|line| line.to_lowercase().contains(&TYPED.to_lowercase()));
    assert_eq!(line, None);
    assert!(said.contains("refused"), "nothing was refused, so this tested nothing");
    assert!(!said.contains("panicked"), "{said}");
}
