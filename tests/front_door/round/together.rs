//! Several at once, and the same twice.

use serde_json::json;

use super::procedure::{COORDINATOR, Procedure, applicant, tell};
use crate::harness::new_id;

#[tokio::test]
async fn a_ratification_moves_all_proposals_or_none() {
    let mut round = Procedure::launched().await;
    for of in [2, 3, 4] {
        round.judged(of, 70 + u32::try_from(of).unwrap()).await;
    }
    round.on_round(COORDINATOR, "drawUpMatchingReport", json!({})).await;
    let report = round.ranking("hash").await["hash"].clone();
    let ratify = json!({ "roundId": round.round, "report": report });
    let taken_back = json!({ "proposalId": round.proposals[&3] });
    let server = &round.server;
    let (ratified, withdrawn) = tokio::join!(
        server.send(COORDINATOR, "ratifyMatchingReport", ratify, ""),
        server.send(applicant(3), "withdrawProposal", taken_back, ""),
    );
    let done = |payload: &serde_json::Value| payload["errors"] == json!([]);
    assert!(done(&ratified) != done(&withdrawn), "one of them was first: {ratified} {withdrawn}");
    let expected =
        if done(&ratified) { ["RATIFIED"; 3] } else { ["JUDGED", "WITHDRAWN", "JUDGED"] };
    for (of, stage) in [2, 3, 4].into_iter().zip(expected) {
        assert_eq!(round.seen(COORDINATOR, of, "stage").await["stage"], json!(stage));
    }
}

#[tokio::test]
async fn a_command_on_the_procedure_is_carried_out_once() {
    let mut round = Procedure::launched().await;
    round.judged(2, 75).await;
    let server = &round.server;
    let report = json!({ "roundId": round.round, "commandId": new_id() });
    let first = server.send(COORDINATOR, "drawUpMatchingReport", report.clone(), "").await;
    let head = server.database.head().await;
    let again = server.send(COORDINATOR, "drawUpMatchingReport", report, "").await;
    assert_eq!(again, first);

    let hash = round.ranking("hash").await["hash"].clone();
    let ratify = json!({ "roundId": round.round, "report": hash, "commandId": new_id() });
    let at_once =
        (0..8).map(|_| server.send(COORDINATOR, "ratifyMatchingReport", ratify.clone(), ""));
    let answers = futures::future::join_all(at_once).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0]["errors"], json!([]));
    assert_eq!(server.database.head().await, head + 3);

    let mut told = tell("APPROVED");
    told["proposalId"] = json!(round.proposals[&2]);
    told["commandId"] = ratify["commandId"].clone();
    server.send_in_vain(COORDINATOR, "communicateDecision", told, "COMMAND_ID_REUSED").await;
}

#[tokio::test]
async fn many_organisations_submit_on_the_last_minute_and_none_is_lost() {
    let mut round = Procedure::launched().await;
    round.server.at("2023-09-22T20:00:00");
    for of in 2..=8 {
        round.drafts(of).await;
    }
    round.server.at("2023-09-22T23:59:59");
    let submissions = (2..=8).map(|of| round.on(applicant(of), of, "submitProposal", json!({})));
    let stages = futures::future::join_all(submissions).await;
    assert_eq!(stages, vec!["SUBMITTED"; 7]);
}
