//! Who sees what of a proposal.

use serde_json::{Value, json};

use super::procedure::{COORDINATOR, Procedure, applicant, assess, assessor};
use crate::harness::Person;

#[tokio::test]
async fn an_assessor_sees_the_own_scores_until_all_are_in() {
    let mut round = Procedure::launched().await;
    round.admitted(2).await;
    let written = "recordWrittenAssessment";
    round.on(assessor(11), 2, written, assess(80)).await;
    assert_eq!(seen_by(&round, 11).await, 1);
    assert_eq!(seen_by(&round, 12).await, 0);
    round.on(assessor(12), 2, written, assess(70)).await;
    assert_eq!((seen_by(&round, 11).await, seen_by(&round, 12).await), (2, 2));
    assert_eq!(seen_by(&round, 13).await, 0, "who declared a conflict sees none");
}

/// How many assessments an assessor sees; the history shows as many.
async fn seen_by(round: &Procedure, worker: u128) -> usize {
    let who = assessor(worker);
    let seen = round.seen(who, 2, "assessments { total }").await;
    let count = seen["assessments"].as_array().unwrap().len();
    let query = format!(
        "{{ history(id: \"{}\", first: 100) {{ edges {{ node {{ type payload }} }} }} }}",
        round.proposals[&2]
    );
    let history = round.server.ask(who, &query).await;
    let steps = history["history"]["edges"].as_array().unwrap().clone();
    let written = steps.iter().map(|edge| &edge["node"]).filter(|step| {
        step["type"] == json!("WrittenAssessmentRecorded") && step["payload"] != Value::Null
    });
    assert_eq!(written.count(), count);
    count
}

#[tokio::test]
async fn an_applicant_sees_its_own_proposal_and_no_scores() {
    let mut round = Procedure::launched().await;
    round.judged(2, 75).await;
    let fields = "stage outcome admissibility { ok } assessors { worker } assessments { total }
                  jury { total } ratification { rank } decision { outcome }";
    let seen = round.seen(applicant(2), 2, fields).await;
    assert_eq!(
        seen,
        json!({
            "stage": "PITCHED", "outcome": null, "admissibility": null, "assessors": [],
            "assessments": [], "jury": null, "ratification": null, "decision": null,
        })
    );
    let query = |id: &str| {
        format!("{{ history(id: \"{id}\", first: 100) {{ edges {{ node {{ type }} }} }} }}")
    };
    let history = round.server.ask(applicant(2), &query(&round.proposals[&2])).await;
    let steps = history["history"]["edges"].as_array().unwrap().clone();
    let told: Vec<_> = steps.iter().map(|edge| edge["node"]["type"].as_str().unwrap()).collect();
    let own = [
        "ProposalDrafted",
        "InterventionProposed",
        "ProposalSubmitted",
        "PitchInvited",
        "PitchHeld",
    ];
    assert_eq!(told, own);

    // Pages are made of what it sees: there is no empty one, and the last one says so.
    let page = format!(
        "{{ history(id: \"{}\", first: 2, after: \"5\") {{
            totalCount edges {{ node {{ type }} }} pageInfo {{ hasNextPage }} }} }}",
        round.proposals[&2]
    );
    let page = round.server.ask(applicant(2), &page).await["history"].clone();
    assert_eq!(page["edges"].as_array().unwrap().len(), 2, "{page}");
    assert_eq!(page["pageInfo"]["hasNextPage"], json!(false), "{page}");
    assert!(page["totalCount"].as_u64() > Some(own.len() as u64), "{page}");

    // Another applicant does not even learn that it is there.
    assert_eq!(round.seen(applicant(3), 2, "id").await, Value::Null);
    let history = round.server.ask(applicant(3), &query(&round.proposals[&2])).await;
    assert_eq!(history["history"]["edges"], json!([]));
    let ranking = format!("{{ ranking(roundId: \"{}\") {{ hash }} }}", round.round);
    assert_eq!(round.server.refuses(applicant(2), &ranking).await, "RANKING_NOT_VISIBLE");
    // Whoever reads reports reads the ranking in one.
    let analyst = Person { roles: "analyst", ..applicant(3) };
    assert_eq!(round.server.ask(analyst, &ranking).await, json!({ "ranking": null }));
    assert_eq!(round.seen(COORDINATOR, 2, "jury { total }").await["jury"]["total"], json!(75.0));
}
