//! A caseload changes hands.

use serde_json::{Value, json};

use super::{CASEWORKER, JORIS, MIRA, done, guided, organisation, server, worker};
use crate::harness::{OCMW, REGION, new_id};

#[tokio::test]
async fn a_caseload_of_thirty_is_handed_over_but_for_the_one_that_refuses() {
    let server = server().await;
    organisation(&server, OCMW, "Huis De Overzet").await;
    worker(&server, MIRA, "Mira Windekind").await;
    let mut ids = Vec::new();
    for _ in 0..29 {
        ids.push(guided(&server, "2024-01-04").await);
    }
    // On the day of the hand-over nobody guided this one yet.
    let late = guided(&server, "2024-03-18").await;
    ids.push(late.clone());
    let input = |command: &str, more: Value| {
        let mut input = json!({
            "commandId": command, "region": REGION, "from": MIRA.id(), "to": JORIS.id(),
            "organisation": OCMW, "occurredOn": "2024-03-15", "warmHandover": true,
        });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    for (more, code) in [
        (json!({}), "WORKER_NOT_OF_ORGANISATION"),
        (json!({ "to": MIRA.id() }), "HANDED_OVER_TO_THE_SAME"),
        (json!({ "reason": "mood" }), "UNKNOWN_CODE"),
        (json!({ "region": "nowhere" }), "REGION_NOT_FOUND"),
        (json!({ "occurredOn": "2024-03-21" }), "DAY_OUT_OF_ORDER"),
    ] {
        let input = input(&new_id(), more);
        let payload = server.send(CASEWORKER, "handOverCaseload", input, "").await;
        assert_eq!(payload["errors"][0]["code"], code, "{payload}");
    }
    worker(&server, JORIS, "Joris Eikenblad").await;
    let fields = "handedOver refused more trajectories { trajectoryId version errors { code } }";
    let command = new_id();
    let once = input(&command, json!({}));
    let first = done(&server, CASEWORKER, "handOverCaseload", once.clone(), fields).await;
    assert_eq!((&first["handedOver"], &first["refused"]), (&json!(29), &json!(1)), "{first}");
    assert_eq!(first["more"], json!(false));
    for one in first["trajectories"].as_array().unwrap() {
        let refused = one["trajectoryId"] == json!(late);
        assert_eq!(one["errors"] != json!([]), refused, "{one}");
    }
    let guide = async |id: &str| {
        let query =
            format!("{{ trajectory(id: \"{id}\") {{ version bridgeFigure {{ worker since }} }} }}");
        server.ask(CASEWORKER, &query).await["trajectory"].clone()
    };
    let new = json!({ "worker": JORIS.id(), "since": "2024-03-15" });
    assert_eq!(guide(&ids[0]).await["bridgeFigure"], new);
    let kept_on = guide(&late).await;
    assert_eq!(kept_on["bridgeFigure"]["worker"], MIRA.id(), "nobody is left without one");
    assert_eq!(kept_on["version"], json!(4), "nothing was recorded of it");

    // Sent again it changes nothing of what was done, and is about the same trajectories.
    let head = server.database.head().await;
    let again = done(&server, CASEWORKER, "handOverCaseload", once, fields).await;
    assert_eq!(again, first);
    assert_eq!(server.database.head().await, head);
    let other = input(&command, json!({ "warmHandover": false }));
    let reused = server.send(CASEWORKER, "handOverCaseload", other, "").await;
    assert_eq!(reused["errors"][0]["code"], "COMMAND_ID_REUSED");
    // On a day on which she guided that one too, it follows.
    let rest = input(&new_id(), json!({ "occurredOn": "2024-03-19" }));
    let rest = done(&server, CASEWORKER, "handOverCaseload", rest, fields).await;
    assert_eq!((&rest["handedOver"], &rest["refused"]), (&json!(1), &json!(0)), "{rest}");
}
