//! Whoever sends a form is told of all that is wrong with its fields, and what to do.

use serde_json::{Value, json};

use crate::harness::{CAW, Mutation, Partner, Server, about, new_id, opening};
use crate::round::procedure::{COORDINATOR, Procedure, applicant};

fn faults(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect()
}

#[tokio::test]
async fn all_faults_of_an_input_are_named_at_once_and_then_the_first_rule() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let day = |more| about(&id, "2024-02-01", more);

    let intake = json!({
        "commandId": "x", "gender": "x", "isced": "9", "incomeSources": ["x"],
        "entryOn": "0000-01-01", "unemployedSince": "+262142-12-31", "age": 121,
    });
    assert_eq!(
        ocmw.is_refused_for("completeIntake", day(intake)).await,
        faults(&[
            ("MALFORMED_ID", "commandId"),
            ("UNKNOWN_CODE", "gender"),
            ("UNKNOWN_CODE", "isced"),
            ("UNKNOWN_CODE", "incomeSources"),
            ("DAY_OUT_OF_RANGE", "entryOn"),
            ("DAY_OUT_OF_RANGE", "unemployedSince"),
            ("OUT_OF_RANGE", "age"),
        ])
    );
    let job =
        json!({ "employmentId": "1", "contract": "x", "ftePercent": 0, "from": "2024-12-02" });
    assert_eq!(
        ocmw.is_refused_for("startEmployment", day(job)).await,
        faults(&[
            ("MALFORMED_ID", "employmentId"),
            ("UNKNOWN_CODE", "contract"),
            ("OUT_OF_RANGE", "ftePercent"),
            ("DAY_TOO_FAR_AHEAD", "from"),
        ])
    );
    // A trajectory that nobody can find hides nothing that can be told without it.
    let job = json!({ "contract": "flexi", "ftePercent": 101, "from": "1815-06-18" });
    assert_eq!(
        ocmw.is_refused_for("startEmployment", about("x", "2024-02-01", job)).await,
        faults(&[
            ("MALFORMED_ID", "trajectoryId"),
            ("OUT_OF_RANGE", "ftePercent"),
            ("DAY_OUT_OF_RANGE", "from"),
        ])
    );
    let opened = opening(json!({ "clientId": "jan", "source": "x", "municipality": "9000" }));
    assert_eq!(
        ocmw.is_refused_for("openTrajectory", opened).await,
        faults(&[
            ("MALFORMED_ID", "clientId"),
            ("UNKNOWN_CODE", "source"),
            ("UNKNOWN_CODE", "municipality"),
        ])
    );
    let right = json!({ "tenure": "x", "from": "2024-12-09",
                        "corrects": { "event": 99, "reason": "x" } });
    assert_eq!(
        ocmw.is_refused_for("recordHousingFound", day(right)).await,
        faults(&[
            ("UNKNOWN_CODE", "reason"),
            ("UNKNOWN_CODE", "tenure"),
            ("DAY_TOO_FAR_AHEAD", "from")
        ])
    );
    // Nothing is wrong with the fields: then the rule.
    let again = day(json!({ "gender": "woman" }));
    ocmw.is_refused("completeIntake", again, "INTAKE_ALREADY_COMPLETED", None).await;
}

#[tokio::test]
async fn all_faults_of_a_proposal_are_named_at_once() {
    let mut round = Procedure::launched().await;
    round.server.at("2023-09-01T09:00:00");
    round.drafts(2).await;
    let told = async |who, name: &str, input: Value| {
        let payload = round.server.send(who, name, input, "").await;
        let errors = payload["errors"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        errors.map(|error| (text(&error["code"]), text(&error["path"]))).collect::<Vec<_>>()
    };
    let offer = json!({ "proposalId": "x", "challenge": "RU1", "service": "x", "approach": " ",
                        "capacity": 0, "budget": 100_000_001 });
    assert_eq!(
        told(applicant(2), "proposeIntervention", offer.clone()).await,
        faults(&[
            ("MALFORMED_ID", "proposalId"),
            ("NOTHING_WRITTEN", "approach"),
            ("OUT_OF_RANGE", "capacity"),
            ("OUT_OF_RANGE", "budget"),
        ])
    );
    let scope = json!({ "challenges": ["RU9"], "services": [], "municipalities": ["x"] });
    let draft = json!({ "roundId": round.round, "commandId": "x", "scope": scope });
    assert_eq!(
        told(applicant(3), "draftProposal", draft).await,
        faults(&[
            ("MALFORMED_ID", "commandId"),
            ("UNKNOWN_CODE", "challenges"),
            ("NOTHING_NAMED", "services"),
            ("UNKNOWN_CODE", "municipalities"),
        ])
    );
    let ties = json!({ "roundId": round.round, "tieBreaks": [{ "order": ["x"], "reason": "x" }] });
    assert_eq!(
        told(COORDINATOR, "drawUpMatchingReport", ties).await,
        faults(&[("MALFORMED_ID", "tieBreaks"), ("UNKNOWN_CODE", "tieBreaks")])
    );
    let launch = json!({ "region": "nergens", "occurredOn": "0001-01-01" });
    assert_eq!(
        told(COORDINATOR, "launchRound", launch).await,
        faults(&[("REGION_NOT_FOUND", "region"), ("DAY_OUT_OF_RANGE", "occurredOn")])
    );
}

/// What is said of a mutation that is refused.
async fn said(partner: &Partner<'_>, name: &'static str, input: Value) -> String {
    let payload = partner.send(&Mutation::new(name, input)).await.unwrap();
    payload.0["errors"][0]["message"].as_str().unwrap_or_else(|| panic!("{payload:?}")).to_owned()
}

#[tokio::test]
async fn a_refusal_says_what_to_do() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let client = new_id();
    let id = ocmw.takes_in(json!({ "clientId": client }), json!({})).await;
    let void = |event: u32| about(&id, "2024-04-01", json!({ "event": event, "reason": "other" }));
    let wrong = json!({ "mode": "phone", "outcome": "reached",
                        "corrects": { "event": 3, "reason": "wrong_date" } });
    let said = async |name, input| said(&ocmw, name, input).await;
    assert_eq!(
        said("recordContactAttempt", about(&id, "2024-02-01", wrong)).await,
        "the event is IntakeCompleted, not ContactAttempted: send the mutation that records \
         IntakeCompleted, with `corrects`; or void the event and record ContactAttempted anew"
    );
    ocmw.record("linkPersona", about(&id, "2024-02-01", json!({ "persona": "mo" }))).await;
    ocmw.record(
        "voidEvent",
        about(&id, "2024-04-01", json!({ "event": 4, "reason": "did_not_happen" })),
    )
    .await;
    let last = server.database.head().await;
    let void = |event| {
        let mut input = void(event);
        input["reason"] = json!("did_not_happen");
        input
    };
    let never = format!("event 99 was never recorded: the last is event {last}");
    assert_eq!(said("voidEvent", void(99)).await, never);
    // The challenge that the persona brought along was taken back beside it.
    let taken_back = format!("event 4 was taken back by event {}: record it anew", last - 1);
    assert_eq!(said("voidEvent", void(4)).await, taken_back);
    assert!(said("voidEvent", void(last - 1)).await.contains("about event 4"));
    assert!(said("voidEvent", void(last)).await.contains("about event 5"));

    let again = opening(json!({ "clientId": client }));
    assert!(said("openTrajectory", again).await.contains("ask its owner for access"));
    // However a KBO number is written.
    for (number, kbo) in [("BE 0000.000.295", CAW), ("0000 000 394", "0000000394")] {
        ocmw.record("grantAccess", about(&id, "2024-02-01", json!({ "organisation": number })))
            .await;
        ocmw.record("expireAccess", about(&id, "2024-02-01", json!({ "organisation": kbo }))).await;
    }
}

#[tokio::test]
async fn deadlines_are_told_as_clocks_in_brussels_show_them() {
    let mut round = Procedure::launched().await;
    round.server.at("2023-09-01T09:00:00");
    round.drafts(2).await;
    round.server.at("2023-09-23T00:00:00");
    let query = format!(
        "mutation {{ submitProposal(input: {{ commandId: \"{}\", proposalId: \"{}\" }}) {{
            errors {{ message }}
        }} }}",
        new_id(),
        round.proposals[&2]
    );
    let told = round.server.ask(applicant(2), &query).await;
    let message = told["submitProposal"]["errors"][0]["message"].as_str().unwrap();
    assert_eq!(
        message,
        "the deadline for proposals was 2023-09-22 23:59 (Brussels); it has passed"
    );
}
