//! What is refused in a selection procedure: each with its code, and nothing in the log.

use serde_json::json;

use super::procedure::{
    COORDINATOR, JURY, Procedure, applicant, assess, assessor, judge, offer, scope, scores, tell,
};
use crate::harness::{Clocked, Person, REGION};

#[tokio::test]
async fn before_the_launch_there_is_nothing_to_propose_for() {
    let server = Clocked::start().await;
    server.at("2023-08-10T23:59:59");
    let launch = json!({ "region": REGION });
    server.send_in_vain(COORDINATOR, "launchRound", launch.clone(), "LAUNCH_TOO_EARLY").await;
    let elsewhere = json!({ "region": "nergens" });
    server.send_in_vain(COORDINATOR, "launchRound", elsewhere, "REGION_NOT_FOUND").await;
    let another = json!({ "region": REGION, "round": "2031" });
    server.send_in_vain(COORDINATOR, "launchRound", another, "ROUND_NOT_PUBLISHED").await;
    let never = json!({ "region": REGION, "catalogue": "2020-01-01" });
    server.send_in_vain(COORDINATOR, "launchRound", never, "CATALOGUE_NOT_FOUND").await;

    let asked = "{ round(region: \"vlaamse-ardennen\") { id } }";
    assert_eq!(server.ask(COORDINATOR, asked).await["round"], json!(null));
    let round = "round:00000000-0000-0000-0000-000000000001";
    let draft = json!({ "roundId": round, "scope": scope() });
    let early = "ROUND_NOT_LAUNCHED";
    server.send_in_vain(applicant(2), "draftProposal", draft, early).await;
    let report = json!({ "roundId": round });
    server.send_in_vain(COORDINATOR, "drawUpMatchingReport", report, early).await;

    server.at("2023-08-11T00:00:00");
    server.send(COORDINATOR, "launchRound", launch.clone(), "").await;
    server.send_in_vain(COORDINATOR, "launchRound", launch, "ROUND_ALREADY_LAUNCHED").await;
}

#[tokio::test]
async fn an_organisation_has_one_proposal_frozen_once_submitted_and_nobody_else_s() {
    let mut round = Procedure::launched().await;
    round.server.at("2023-09-01T09:00:00");
    round.drafts(2).await;
    let again = json!({ "roundId": round.round, "scope": scope() });
    let server = &round.server;
    server.send_in_vain(applicant(2), "draftProposal", again, "PROPOSAL_ALREADY_DRAFTED").await;
    let hidden = "PROPOSAL_NOT_FOUND";
    round.in_vain(applicant(3), 2, "submitProposal", json!({}), hidden).await;
    let too_many = offer(10_001);
    round.in_vain(applicant(2), 2, "proposeIntervention", too_many, "OUT_OF_RANGE").await;
    let unknown =
        json!({ "scope": { "challenges": ["RU9"], "services": [], "municipalities": [] } });
    round.in_vain(applicant(2), 2, "reviseProposal", unknown, "UNKNOWN_CODE").await;
    let stale = json!({ "expectedVersion": 1 });
    round.in_vain(applicant(2), 2, "submitProposal", stale, "VERSION_CONFLICT").await;
    let tomorrow = json!({ "occurredOn": "2023-09-02" });
    round.in_vain(applicant(2), 2, "submitProposal", tomorrow, "OCCURRED_IN_THE_FUTURE").await;

    round.on(applicant(2), 2, "submitProposal", json!({})).await;
    let frozen = "PROPOSAL_FROZEN";
    round.in_vain(applicant(2), 2, "reviseProposal", json!({ "scope": scope() }), frozen).await;
    round.in_vain(applicant(2), 2, "proposeIntervention", offer(10), frozen).await;
    round.in_vain(applicant(2), 2, "submitProposal", json!({}), frozen).await;
    let malformed = json!({ "proposalId": "trajectory:1" });
    server.send_in_vain(applicant(2), "submitProposal", malformed, "MALFORMED_ID").await;
}

#[tokio::test]
async fn nobody_scores_twice_or_with_a_conflict_or_unasked() {
    let mut round = Procedure::launched().await;
    round.admitted(2).await;
    let written = "recordWrittenAssessment";
    round.on(assessor(11), 2, written, assess(80)).await;
    round.in_vain(assessor(11), 2, written, assess(90), "ALREADY_SCORED").await;
    round.in_vain(assessor(13), 2, written, assess(90), "CONFLICT_DECLARED").await;
    round.in_vain(assessor(14), 2, written, assess(90), "ASSESSOR_NOT_ASSIGNED").await;
    let own = Person { roles: "assessor", ..applicant(2) };
    round.in_vain(own, 2, written, assess(99), "ASSESSOR_OF_APPLICANT").await;
    round.in_vain(applicant(2), 2, written, assess(99), "NOT_AN_ASSESSOR").await;
    round.in_vain(assessor(12), 2, written, assess(101), "OUT_OF_RANGE").await;
    let mut twice = scores(50).as_array().unwrap().clone();
    twice.push(twice[0].clone());
    let twice = json!({ "scores": twice, "motivation": "helder" });
    round.in_vain(assessor(12), 2, written, twice, "GIVEN_TWICE").await;
    let judged = judge(70, "APPROVED");
    round.in_vain(JURY, 2, "recordDeliberation", judged, "STEP_OUT_OF_ORDER").await;
}

#[tokio::test]
async fn nothing_is_told_before_the_ratification_and_only_the_report_that_was_drawn_up_is_ratified()
{
    let mut round = Procedure::launched().await;
    round.judged(2, 75).await;
    let early = "NOT_YET_RATIFIED";
    round.in_vain(COORDINATOR, 2, "communicateDecision", tell("APPROVED"), early).await;
    let none = json!({ "roundId": round.round, "report": "0".repeat(64) });
    let server = &round.server;
    let ratify = "ratifyMatchingReport";
    server.send_in_vain(COORDINATOR, ratify, none.clone(), "NO_MATCHING_REPORT").await;
    round.on_round(COORDINATOR, "drawUpMatchingReport", json!({})).await;
    server.send_in_vain(COORDINATOR, ratify, none, "REPORT_HASH_DIFFERS").await;
    let no_hash = json!({ "roundId": round.round, "report": "1234" });
    server.send_in_vain(COORDINATOR, ratify, no_hash, "MALFORMED_ID").await;

    // A proposal that was taken back since is no longer as the report says.
    let report = round.ranking("hash").await["hash"].clone();
    round.on(applicant(2), 2, "withdrawProposal", json!({})).await;
    let outdated = json!({ "roundId": round.round, "report": report });
    server.send_in_vain(COORDINATOR, ratify, outdated, "REPORT_OUT_OF_DATE").await;
}

#[tokio::test]
async fn nobody_takes_a_step_of_another_role_or_on_the_own_proposal() {
    let mut round = Procedure::launched().await;
    round.judged(2, 75).await;
    // Of an organisation that has an interest, with every role that there is.
    let interested = Person {
        roles: "applicant,coordinator,assessor,jury,steward,auditor,analyst,caseworker",
        ..applicant(2)
    };
    let own = "PROPOSAL_OF_OWN_ORGANISATION";
    round.in_vain(interested, 2, "communicateDecision", tell("APPROVED"), own).await;
    round.in_vain(interested, 2, "decideAdmissibility", json!({ "ok": true }), own).await;
    round.in_vain(interested, 2, "recordDeliberation", judge(99, "APPROVED"), own).await;
    for roles in ["", "caseworker", "analyst", "auditor", "steward", "monitor"] {
        let who = Person { roles, ..COORDINATOR };
        let coordinator = "NOT_THE_COORDINATOR";
        // Whoever does not see the proposal is answered as if there were none.
        let hidden = "PROPOSAL_NOT_FOUND";
        let sees = ["auditor", "steward"].contains(&roles);
        let code = if sees { coordinator } else { hidden };
        round.in_vain(who, 2, "communicateDecision", tell("APPROVED"), code).await;
        let report = json!({ "roundId": round.round });
        round.server.send_in_vain(who, "drawUpMatchingReport", report, coordinator).await;
        let who = Person { roles, ..applicant(2) };
        let code = if roles.is_empty() { hidden } else { "NOT_AN_APPLICANT" };
        round.in_vain(who, 2, "withdrawProposal", json!({}), code).await;
    }
    round.on(applicant(2), 2, "withdrawProposal", json!({})).await;
}

#[tokio::test]
async fn an_assessor_of_a_rival_is_warned_in_the_answer_and_the_assessment_says_so() {
    let mut round = Procedure::launched().await;
    round.admitted(2).await;
    round.server.at("2023-09-20T09:00:00");
    round.drafts(3).await;
    round.server.at("2023-09-26T09:00:00");
    let rival = Person { organisation: applicant(3).organisation, ..assessor(11) };
    let mut input = assess(80);
    input["proposalId"] = json!(round.proposals[&2]);
    let fields = "proposal { assessments { ofRival outsideWindow } }";
    let payload = round.server.send(rival, "recordWrittenAssessment", input, fields).await;
    let warned = json!([{ "ofRival": true, "outsideWindow": false }]);
    assert_eq!(payload["proposal"]["assessments"], warned, "{payload}");
    round.on(assessor(12), 2, "recordWrittenAssessment", assess(80)).await;
    let seen = round.seen(COORDINATOR, 2, "assessments { ofRival }").await;
    assert_eq!(seen["assessments"], json!([{ "ofRival": true }, { "ofRival": false }]));
}

#[tokio::test]
async fn an_admitted_proposal_has_no_grounds_against_it() {
    let mut round = Procedure::launched().await;
    round.server.at("2023-09-01T09:00:00");
    round.drafts(2).await;
    round.on(applicant(2), 2, "submitProposal", json!({})).await;
    let both = json!({ "ok": true, "grounds": ["incomplete"] });
    round.in_vain(COORDINATOR, 2, "decideAdmissibility", both, "ADMITTED_WITH_GROUNDS").await;
}

#[tokio::test]
async fn a_passed_deadline_is_not_shortened() {
    let round = Procedure::launched().await;
    let server = &round.server;
    let moved = |item: &str, new: &str| json!({ "roundId": round.round, "item": item, "new": new, "reason": "force_majeure" });
    let amend = "amendTimeline";
    server.at("2023-09-23T10:00:00");
    let shorter = moved("submission_deadline", "2023-09-21");
    server.send_in_vain(COORDINATOR, amend, shorter, "PASSED_DEADLINE_SHORTENED").await;
    let launch = moved("launch", "2023-08-12");
    server.send_in_vain(COORDINATOR, amend, launch, "ITEM_NOT_AMENDABLE").await;
    let same = moved("submission_deadline", "2023-09-22");
    server.send_in_vain(COORDINATOR, amend, same, "NOTHING_AMENDED").await;
    let none = moved("lunch", "2023-10-22");
    server.send_in_vain(COORDINATOR, amend, none, "UNKNOWN_CODE").await;
    // Longer it may become, and then proposals come again.
    let longer = json!({ "item": "submission_deadline", "new": "2023-09-29", "reason": "too_few_proposals" });
    round.on_round(COORDINATOR, amend, longer).await;
    let early = json!({ "roundId": round.round });
    server.send_in_vain(COORDINATOR, "drawUpMatchingReport", early, "SUBMISSION_STILL_OPEN").await;
}
