//! What may not be recorded is refused by a code that never changes, and leaves no trace.

use serde_json::{Value, json};

use crate::harness::{CAW, Mutation, OCMW, Partner, Payload, Server, new_id, opening};

/// What happened to a client on 2024-02-01, unless `more` says otherwise.
fn about(id: &str, more: Value) -> Value {
    crate::harness::about(id, "2024-02-01", more)
}

#[tokio::test]
async fn a_code_that_the_catalogue_does_not_have_is_refused() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    for (name, field) in [
        ("linkPersona", "persona"),
        ("linkChallenge", "challenge"),
        ("closeTrajectory", "reason"),
        ("endBridgeFigure", "reason"),
        ("observeHousing", "ethos"),
    ] {
        let input = about(&id, json!({ field: "x' OR 1=1 --" }));
        ocmw.is_refused(name, input, "UNKNOWN_CODE", Some(field)).await;
    }
    for field in ["source", "municipality", "contactLanguage"] {
        let input = opening(json!({ field: "nowhere" }));
        ocmw.is_refused("openTrajectory", input, "UNKNOWN_CODE", Some(field)).await;
    }
    let elsewhere = opening(json!({ "region": "meetjesland" }));
    ocmw.is_refused("openTrajectory", elsewhere, "CATALOGUE_NOT_FOUND", None).await;
    let never = opening(json!({ "catalogue": "2020-01-01" }));
    ocmw.is_refused("openTrajectory", never, "CATALOGUE_NOT_FOUND", None).await;
}

#[tokio::test]
async fn a_day_that_does_not_fit_is_refused() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let future = about(&id, json!({ "occurredOn": "2199-01-01", "persona": "mo" }));
    let path = Some("occurredOn");
    ocmw.is_refused("linkPersona", future, "OCCURRED_IN_THE_FUTURE", path).await;
    let future = opening(json!({ "occurredOn": "2199-01-01" }));
    ocmw.is_refused("openTrajectory", future, "OCCURRED_IN_THE_FUTURE", path).await;
    let early = about(&id, json!({ "occurredOn": "2023-12-31", "persona": "mo" }));
    ocmw.is_refused("linkPersona", early, "OCCURRED_BEFORE_OPENING", path).await;
    let home = about(&id, json!({ "tenure": "room", "from": "2024-12-02" }));
    ocmw.is_refused("recordHousingFound", home, "DAY_TOO_FAR_AHEAD", Some("from")).await;
    let job = about(&id, json!({ "contract": "flexi", "ftePercent": 101 }));
    ocmw.is_refused("startEmployment", job, "OUT_OF_RANGE", Some("ftePercent")).await;
}

#[tokio::test]
async fn what_the_trajectory_is_not_ready_for_is_refused() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.opens(json!({})).await.trajectory();
    let home = about(&id, json!({ "tenure": "room" }));
    ocmw.is_refused("recordHousingFound", home, "INTAKE_NOT_COMPLETED", None).await;
    ocmw.is_refused("completeIntake", about(&id, json!({})), "LEGAL_BASIS_MISSING", None).await;
    let reopening = about(&id, json!({ "reason": "relapse" }));
    ocmw.is_refused("reopenTrajectory", reopening, "TRAJECTORY_STILL_OPEN", None).await;
    ocmw.has_consent(&id).await;
    let worker = about(&id, json!({ "fullTimeWorker": true }));
    ocmw.is_refused("completeIntake", worker, "FULL_TIME_WORKER_AT_ENTRY", None).await;
    let lost = about(&id, json!({ "reason": "lost_contact" }));
    ocmw.is_refused("closeTrajectory", lost, "CONTACT_ATTEMPTS_TOO_FEW", None).await;
    ocmw.record("closeTrajectory", about(&id, json!({ "reason": "moved" }))).await;
    let persona = about(&id, json!({ "persona": "mo" }));
    ocmw.is_refused("linkPersona", persona, "TRAJECTORY_CLOSED", None).await;

    let nobody = about(&format!("trajectory:{}", new_id()), json!({ "persona": "mo" }));
    ocmw.is_refused("linkPersona", nobody, "TRAJECTORY_NOT_FOUND", None).await;
    let client = new_id();
    ocmw.opens(json!({ "clientId": client })).await;
    let again = opening(json!({ "clientId": client }));
    ocmw.is_refused("openTrajectory", again, "TRAJECTORY_ALREADY_OPENED", None).await;
}

#[tokio::test]
async fn an_organisation_without_a_grant_may_not_record() {
    let server = Server::start().await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let persona = || about(&id, json!({ "persona": "mo" }));
    caw.is_refused("linkPersona", persona(), "NO_OPEN_GRANT", None).await;
    // It may not let itself in either.
    let grant = about(&id, json!({ "organisation": CAW }));
    caw.is_refused("grantAccess", grant.clone(), "NO_OPEN_GRANT", None).await;
    ocmw.record("grantAccess", grant).await;
    caw.record("linkPersona", persona()).await;
    ocmw.record("expireAccess", about(&id, json!({ "organisation": CAW }))).await;
    caw.is_refused("unlinkPersona", persona(), "NO_OPEN_GRANT", None).await;
    let own = about(&id, json!({ "organisation": OCMW }));
    ocmw.is_refused("expireAccess", own, "OWNER_KEEPS_ACCESS", None).await;
}

#[tokio::test]
async fn whoever_expects_another_version_is_told_and_changes_nothing() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.opens(json!({})).await.trajectory();
    let attempt = |version: u32| {
        let more = json!({ "mode": "phone", "outcome": "reached", "expectedVersion": version });
        about(&id, more)
    };
    let path = Some("expectedVersion");
    for version in [0, 2] {
        ocmw.is_refused("recordContactAttempt", attempt(version), "VERSION_CONFLICT", path).await;
    }
    assert_eq!(ocmw.record("recordContactAttempt", attempt(1)).await.version(), 2);
    ocmw.is_refused("recordContactAttempt", attempt(1), "VERSION_CONFLICT", path).await;
}

#[tokio::test]
async fn of_many_who_expect_the_same_version_one_records() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.opens(json!({})).await.trajectory();
    let more = json!({ "mode": "phone", "outcome": "reached", "expectedVersion": 1 });
    let attempts: Vec<_> =
        (0..8).map(|_| Mutation::new("recordContactAttempt", about(&id, more.clone()))).collect();
    let answers = futures::future::join_all(attempts.iter().map(|attempt| ocmw.send(attempt)));
    let answers: Vec<_> = answers.await.into_iter().map(Result::unwrap).collect();
    let refused = answers
        .iter()
        .filter(|answer| answer.refusal() == Some(("VERSION_CONFLICT", Some("expectedVersion"))));
    assert_eq!(refused.count(), 7, "{answers:?}");
    assert_eq!(server.database.head().await, 2);
}

#[tokio::test]
async fn a_command_sent_again_gets_the_first_answer_and_records_nothing() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let close = Mutation::new("closeTrajectory", about(&id, json!({ "reason": "work" })));
    let first = ocmw.send(&close).await.unwrap();
    assert_eq!(first.refusal(), None);
    let reopen = about(&id, json!({ "reason": "relapse" }));
    let head = ocmw.record("reopenTrajectory", reopen).await.position();

    // Now it could be carried out, and after that it could not; it is neither.
    for _ in 0..2 {
        let again = ocmw.send(&close).await.unwrap();
        let answer =
            |payload: &Payload| (payload.trajectory(), payload.version(), payload.position());
        assert_eq!(answer(&again), answer(&first));
        assert_eq!(again.refusal(), None);
        assert_eq!(server.database.head().await, head);
    }
}

#[tokio::test]
async fn a_command_sent_again_is_the_same_however_it_is_written() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let open = Mutation::new("openTrajectory", opening(json!({})));
    let first = ocmw.send(&open).await.unwrap();
    for written in [
        json!({ "commandId": open.command().to_uppercase() }),
        json!({ "commandId": open.command().replace('-', "") }),
        json!({ "clientId": null, "corrects": null }),
    ] {
        let mut again = open.clone();
        let input = again.input.as_object_mut().unwrap();
        input.extend(written.as_object().unwrap().clone());
        let answer = ocmw.send(&again).await.unwrap();
        assert_eq!((answer.refusal(), answer.position()), (None, first.position()), "{written}");
    }
    assert_eq!(server.database.head().await, 1);
}

#[tokio::test]
async fn many_who_send_the_same_command_at_once_get_one_answer() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let open = Mutation::new("openTrajectory", opening(json!({})));
    let answers = futures::future::join_all((0..8).map(|_| ocmw.send(&open))).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers[0].refusal(), None);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(server.database.head().await, 1);
}

#[tokio::test]
async fn a_command_id_is_not_used_for_something_else() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.opens(json!({})).await.trajectory();
    let command = new_id();
    let link = |persona| about(&id, json!({ "commandId": command, "persona": persona }));
    ocmw.record("linkPersona", link("mo")).await;
    let (code, path) = ("COMMAND_ID_REUSED", Some("commandId"));
    ocmw.is_refused("linkPersona", link("nora"), code, path).await;
    ocmw.is_refused("unlinkPersona", link("mo"), code, path).await;
    let other = about(&id, json!({ "commandId": command, "reason": "moved" }));
    ocmw.is_refused("closeTrajectory", other, code, path).await;
    let opening = opening(json!({ "commandId": command }));
    ocmw.is_refused("openTrajectory", opening, code, path).await;
    ocmw.record("unlinkPersona", about(&id, json!({ "persona": "mo" }))).await;
}

#[tokio::test]
async fn an_id_that_is_none_is_refused() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let malformed = async |name, input: Value, path| {
        let partner: &Partner<'_> = &ocmw;
        partner.is_refused(name, input, "MALFORMED_ID", Some(path)).await;
    };
    let bare = id.strip_prefix("trajectory:").unwrap();
    for text in ["", "x", "trajectory:", "trajectory:x", "client:1", bare] {
        malformed("linkPersona", about(text, json!({ "persona": "mo" })), "trajectoryId").await;
    }
    for text in ["", "x", "1", "trajectory:1"] {
        let input = about(&id, json!({ "commandId": text, "persona": "mo" }));
        malformed("linkPersona", input, "commandId").await;
    }
    for number in ["", "0000000197", "000000019", "00000001960", "BE000000019"] {
        let input = about(&id, json!({ "organisation": number }));
        malformed("grantAccess", input, "organisation").await;
    }
    let input = about(&id, json!({ "worker": "jan", "organisation": OCMW }));
    malformed("assignBridgeFigure", input, "worker").await;
    let input = about(&id, json!({ "employmentId": "1", "contract": "flexi", "ftePercent": 10 }));
    malformed("startEmployment", input, "employmentId").await;
    malformed("openTrajectory", opening(json!({ "clientId": "jan" })), "clientId").await;
}
