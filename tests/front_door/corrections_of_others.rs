//! Whoever corrects what another organisation recorded says why, and the other says whether that was right: both
//! readings stay to be read.

use serde_json::{Value, json};

use crate::harness::{CAW, OCMW, Server, about, new_id, token};

/// A client of OCMW about whom CAW recorded a call today, and the event.
async fn with_a_call_of_another(server: &Server) -> (String, u32) {
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    ocmw.record("grantAccess", json!({ "trajectoryId": id, "organisation": CAW })).await;
    let call = json!({ "trajectoryId": id, "mode": "phone", "outcome": "not_reached" });
    let event = server.partner(CAW).record("recordContactAttempt", call).await.version();
    (id, event)
}

async fn corrections(server: &Server, id: &str) -> Value {
    let query = format!(
        "{{ trajectory(id: \"{id}\") {{ corrections {{
            event target oldReading newReading organisation byBridgeFigure recordOf
            reason {{ code }} status answeredBy disputeReason {{ code label(lang: EN) }}
        }} }} }}"
    );
    server.ask(&query).await["trajectory"]["corrections"].clone()
}

#[tokio::test]
async fn whose_record_is_corrected_confirms_it_and_whose_record_is_voided_disputes_that() {
    let server = Server::start().await;
    let (id, call) = with_a_call_of_another(&server).await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let right = json!({
        "trajectoryId": id, "mode": "phone", "outcome": "reached",
        "corrects": { "event": call, "reason": "new_information" },
    });
    let corrected = ocmw.record("recordContactAttempt", right).await.version();
    let correction = |status: &str, by: Value| {
        json!({
            "event": corrected, "target": call, "oldReading": call, "newReading": corrected,
            "organisation": OCMW, "byBridgeFigure": false, "recordOf": CAW,
            "reason": { "code": "new_information" }, "status": status, "answeredBy": by,
            "disputeReason": null,
        })
    };
    assert_eq!(corrections(&server, &id).await, json!([correction("OPEN", Value::Null)]));
    let answer = json!({ "trajectoryId": id, "correction": corrected });
    let field = Some("correction");
    ocmw.is_refused("confirmCorrection", answer.clone(), "CORRECTION_OF_ANOTHER", field).await;
    let early = about(&id, "2024-03-01", json!({ "correction": corrected }));
    let occurred = Some("occurredOn");
    caw.is_refused("confirmCorrection", early, "ANSWERED_BEFORE_CORRECTION", occurred).await;
    let confirmed = caw.record("confirmCorrection", answer.clone()).await.version();
    caw.is_refused("confirmCorrection", answer, "CORRECTION_ANSWERED", field).await;
    let confirmed = correction("CONFIRMED", json!(confirmed));
    assert_eq!(corrections(&server, &id).await, json!([confirmed]));

    let never = json!({ "trajectoryId": id, "event": call, "reason": "did_not_happen" });
    let voided = ocmw.record("voidEvent", never).await.version();
    let answer =
        |reason: &str| json!({ "trajectoryId": id, "correction": voided, "reason": reason });
    caw.is_refused("disputeCorrection", answer("mood"), "UNKNOWN_CODE", Some("reason")).await;
    let disputed = caw.record("disputeCorrection", answer("did_happen")).await.version();
    let dispute = json!({
        "event": voided, "target": call, "oldReading": corrected, "newReading": null,
        "organisation": OCMW, "byBridgeFigure": false, "recordOf": CAW,
        "reason": { "code": "did_not_happen" }, "status": "DISPUTED", "answeredBy": disputed,
        "disputeReason": { "code": "did_happen", "label": "it did happen" },
    });
    assert_eq!(corrections(&server, &id).await, json!([confirmed, dispute]));
    both_readings_are_in_the_history(&server, &id, [call, corrected, voided]).await;
    let nothing = json!({ "trajectoryId": id, "correction": call });
    caw.is_refused("confirmCorrection", nothing, "NOTHING_TO_ANSWER", field).await;
}

async fn both_readings_are_in_the_history(
    server: &Server,
    id: &str,
    [call, corrected, voided]: [u32; 3],
) {
    let query = format!(
        "{{ history(id: \"{id}\") {{ edges {{ node {{
            event payload putsRight putRightBy state {{ corrections {{ status }} }}
        }} }} }} }}"
    );
    let history = server.ask(&query).await["history"]["edges"].clone();
    let step = |event: u32| {
        let mut steps = history.as_array().unwrap().iter().map(|edge| &edge["node"]);
        steps.find(|step| step["event"] == event).unwrap().clone()
    };
    assert_eq!(step(call)["payload"]["ContactAttempted"]["outcome"], "not_reached");
    assert_eq!(step(call)["putRightBy"], json!([corrected, voided]));
    let replacement = &step(corrected)["payload"]["EventCorrected"]["replacement"];
    assert_eq!(replacement["ContactAttempted"]["outcome"], "reached");
    assert_eq!(step(corrected)["state"]["corrections"], json!([{ "status": "OPEN" }]));
    let statuses = json!([{ "status": "CONFIRMED" }, { "status": "OPEN" }]);
    assert_eq!(step(voided)["state"]["corrections"], statuses);
}

#[tokio::test]
async fn what_the_bridge_figure_corrects_is_shown_as_such() {
    let server = Server::start().await;
    let (id, call) = with_a_call_of_another(&server).await;
    let (worker, query) = (
        new_id(),
        "mutation ($input: VoidEventInput!) { voidEvent(input: $input) { version errors { code } } }",
    );
    let figure = json!({ "trajectoryId": id, "worker": worker, "organisation": OCMW });
    server.ocmw().record("assignBridgeFigure", figure).await;
    let input = json!({
        "commandId": new_id(), "trajectoryId": id, "event": call, "reason": "client_request",
    });
    let of_worker = token(worker.parse().unwrap(), OCMW, "caseworker");
    let request = server.http.post(server.url()).bearer_auth(of_worker);
    let body = json!({ "query": query, "variables": { "input": input } });
    let answer: Value = request.json(&body).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["data"]["voidEvent"]["errors"], json!([]), "{answer}");
    let found = corrections(&server, &id).await;
    assert_eq!(found[0]["byBridgeFigure"], true);
    assert_eq!(found[0]["status"], "OPEN");
}

#[tokio::test]
async fn a_deceased_client_is_not_reopened_until_the_closing_is_voided() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let closing = about(&id, "2024-03-01", json!({ "reason": "deceased" }));
    let closing = ocmw.record("closeTrajectory", closing).await.version();
    let reopen = about(&id, "2024-04-01", json!({ "reason": "closed_in_error" }));
    ocmw.is_refused("reopenTrajectory", reopen, "CLOSED_FOR_GOOD", None).await;
    let never = json!({ "trajectoryId": id, "event": closing, "reason": "wrong_client" });
    assert_eq!(ocmw.record("voidEvent", never).await.phase(), "ACTIVE");
}
