//! Documents and inputs by chance, made of the schema, sent to the program by the thousand. Most are
//! what a client might send, many are at the edge of what a type can hold, and some are broken.
//!
//! Whatever comes in, an answer comes out: of ours, in time, and where it says that something was
//! refused nothing was recorded. `FUZZ_SEED` and `FUZZ_DOCUMENTS` ask for other chances and for more of
//! them; the seed is printed.

mod dice;
mod documents;
mod inputs;
mod known;
mod scribble;
mod typed;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use futures::StreamExt;
use serde_json::{Value, json};

use crate::harness::{Database, REGION, Server, everybody_of, new_id, schema};
use crate::simulation::says;
use dice::Dice;
use documents::{Asked, Documents};
use known::Known;

/// How many documents, and at once.
const DOCUMENTS: u64 = 5_000;
const AT_ONCE: usize = 4;
/// Answers may take so much of the processors, those asked for at the same time included; and so long, where the
/// machine has other things to do.
const WORK: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(20);

/// A number that is asked for from outside.
#[expect(
    clippy::disallowed_methods,
    reason = "a test is asked for more chances by its environment"
)]
fn asked_for(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number, not '{text}'")))
}

/// What came of a request.
struct Outcome {
    /// Positions at which something is said to be recorded. Each is that of one command.
    recorded: Vec<u64>,
    /// The codes of refusals and errors.
    codes: Vec<String>,
    /// What is wrong with the answer.
    faults: Vec<String>,
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "with the seed a run can be had again")]
async fn whatever_is_asked_an_answer_comes_in_time_and_what_is_refused_leaves_no_trace() {
    let seed = asked_for("FUZZ_SEED").unwrap_or(14);
    let documents = asked_for("FUZZ_DOCUMENTS").unwrap_or(DOCUMENTS);
    println!("FUZZ_SEED={seed} FUZZ_DOCUMENTS={documents}");
    let database = Database::create().await;
    says(&database, "simulate --clients 12 --seed 2023").await;
    let unlimited = [("LOOPBRUG_REQUESTS_PER_ACTOR", "0")];
    let mut server = Server::with_settings(database, &unlimited).await;
    // Some whose guidance has just begun, so that much can be recorded of them.
    for _ in 0..12 {
        server.ocmw().takes_in(json!({}), json!({})).await;
    }
    let register = format!(
        "mutation {{ registerEmployer(input: {{ commandId: \"{}\", region: \"{REGION}\",
                                              employer: \"Bakkerij De Molen\" }}) {{ version }} }}",
        new_id()
    );
    server.ask(&register).await;
    let known = Known::of(&server).await;
    let made = Documents::new(&schema(), known);
    let (head, commands) = (server.database.head().await, server.database.commands().await);
    // Changes of the directory are no events.
    let in_log = async || server.database.number("SELECT count(*) FROM commands").await.unwrap();
    let in_log_before = in_log().await;

    let asked = futures::stream::iter(0..documents).map(|n| {
        let asked = made.asked(&mut Dice::new(seed, n));
        let server = &server;
        async move { (n, send(server, &asked).await, asked) }
    });
    let mut asked = asked.buffer_unordered(AT_ONCE);
    let (mut recorded, mut faults) = (BTreeSet::new(), Vec::new());
    let mut codes = BTreeMap::<String, u32>::new();
    while let Some((n, outcome, asked)) = asked.next().await {
        recorded.extend(outcome.recorded);
        for code in outcome.codes {
            *codes.entry(code).or_default() += 1;
        }
        for fault in outcome.faults {
            faults.push(format!("document {n}: {fault}\n  {}", asked.shown()));
        }
    }
    drop(asked);

    let now = server.database.commands().await;
    println!("{} commands were recorded; refused: {codes:?}", recorded.len());
    assert!(codes.len() > 25, "seed {seed}: chance comes no further than {codes:?}");
    assert!(faults.is_empty(), "seed {seed}: {} faults\n{}", faults.len(), faults.join("\n"));
    assert_eq!(now - commands, u32::try_from(recorded.len()).unwrap(), "seed {seed}: commands");
    let events = i64::from(server.database.head().await - head);
    assert!(events >= in_log().await - in_log_before, "seed {seed}: each recorded something");
    assert!(recorded.len() > 20, "seed {seed}: only {} were carried out", recorded.len());
    // What was recorded can be folded, and what folds it is well.
    let health = server.http.get(format!("{}/health/projections", server.address));
    let health = health.send().await.unwrap().text().await.unwrap();
    assert!(health.starts_with("{\"status\":\"ok\""), "seed {seed}: {health}");
    let said = server.said();
    for word in ["panicked", " ERROR "] {
        let line = said.lines().find(|line| line.contains(word));
        assert_eq!(line, None, "seed {seed}");
    }
    assert_eq!(server.stop().await.code(), Some(0), "seed {seed}");
}

async fn send(server: &Server, asked: &Asked) -> Outcome {
    let (begun, before) = (Instant::now(), server.processor_time());
    let request = server.http.post(server.url()).header("content-type", "application/json");
    let request = request.bearer_auth(everybody_of(&asked.organisation));
    let mut outcome = Outcome { recorded: vec![], codes: vec![], faults: vec![] };
    let answer = match request.body(asked.body.clone()).send().await {
        Ok(answer) => answer,
        Err(error) => {
            outcome.faults.push(format!("no answer: {error}"));
            return outcome;
        }
    };
    let status = answer.status();
    let text = answer.text().await.unwrap_or_else(|error| format!("no body: {error}"));
    let (took, work) = (begun.elapsed(), server.processor_time().saturating_sub(before));
    if took > PATIENCE || work > WORK {
        outcome.faults.push(format!("it took {took:?}, and {work:?} of the processors"));
    }
    if !(status.is_success() || status.is_client_error()) {
        outcome.faults.push(format!("status {status}: {text}"));
    }
    let Ok(told) = serde_json::from_str::<Value>(&text) else {
        outcome.faults.push(format!("no JSON: {text}"));
        return outcome;
    };
    for error in told["errors"].as_array().into_iter().flatten() {
        match error["extensions"]["code"].as_str() {
            None => outcome.faults.push(format!("an error without a code: {error}")),
            Some("INTERNAL") => outcome.faults.push(format!("a fault of ours: {error}")),
            Some(code) => outcome.codes.push(code.to_owned()),
        }
    }
    for payload in told["data"].as_object().into_iter().flat_map(serde_json::Map::values) {
        let of_mutation = payload["__typename"].as_str().is_some_and(|of| of.ends_with("Payload"));
        let refusals = payload["errors"].as_array().into_iter().flatten();
        let codes = refusals.filter_map(|error| error["code"].as_str().map(str::to_owned));
        outcome.codes.extend(codes);
        let Some(position) = payload["position"].as_u64().filter(|_| of_mutation) else { continue };
        if payload["errors"] == json!([]) {
            outcome.recorded.push(position);
        } else {
            outcome.faults.push(format!("refused and recorded: {payload}"));
        }
    }
    outcome
}
