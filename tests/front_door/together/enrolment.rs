//! A client is enrolled by one command.

use serde_json::{Value, json};

use crate::harness::{CAW, Mutation, OCMW, REGION, Server, about, new_id, opening};

/// Met on 2024-01-01, with consent on 2024-01-05, and an intake on 2024-01-10 with what it showed.
pub(crate) fn enrolment(client: &str) -> Value {
    json!({
        "occurredOn": "2024-01-10",
        "opening": {
            "clientId": client, "region": REGION, "source": "outreach", "municipality": "45041",
            "occurredOn": "2024-01-01",
        },
        "legalBasis": {
            "bases": ["consent"], "purposes": ["guidance"], "occurredOn": "2024-01-05",
        },
        "intake": { "gender": "woman", "age": 23, "labourStatus": "unemployed", "housing": "6" },
        "personas": [{ "persona": "nora" }],
        "barriers": [
            { "area": "housing", "severity": 4 },
            { "area": "mental_health", "severity": 2, "suspected": true },
        ],
        "strengths": [{ "strength": "social" }],
        "goal": { "domain": "work" },
        "bridgeFigure": { "worker": new_id(), "organisation": OCMW, "warmHandover": true },
    })
}

async fn shown(server: &Server, id: &str) -> Value {
    let fields = "phase openedOn owner legalBasis { purposes { code } } intake { on age }
        personas { code } challenges { code } barriers { area { code } } direction { goals { domain { code } } }
        bridgeFigure { organisation }";
    server.ask(&format!("{{ trajectory(id: \"{id}\") {{ {fields} }} }}")).await["trajectory"]
        .clone()
}

#[tokio::test]
async fn one_command_opens_the_trajectory_and_records_what_the_intake_showed() {
    let server = Server::start().await;
    let mutation = Mutation::new("enrolClient", enrolment(&new_id()));
    let first = server.ocmw().send(&mutation).await.unwrap();
    assert_eq!((first.refusal(), first.version(), first.position()), (None, 10, 10));
    assert_eq!(server.ocmw().send(&mutation).await.unwrap(), first, "a repeat");
    assert_eq!(server.database.commands().await, 1);
    let code = |code: &str| json!({ "code": code });
    let found = shown(&server, &first.trajectory()).await;
    let expected = json!({
        "phase": "ACTIVE", "openedOn": "2024-01-01", "owner": OCMW,
        "legalBasis": { "purposes": [code("guidance")] }, "intake": { "on": "2024-01-10", "age": 23 },
        "personas": [code("nora")], "challenges": [code("RU1")],
        "barriers": [{ "area": code("housing") }, { "area": code("mental_health") }],
        "direction": { "goals": [{ "domain": code("work") }] }, "bridgeFigure": { "organisation": OCMW },
    });
    assert_eq!(found, expected);

    // Whoever names no client has a new one, the same for the same command.
    let mut unnamed = enrolment("");
    unnamed["opening"].as_object_mut().unwrap().remove("clientId");
    let unnamed = Mutation::new("enrolClient", unnamed);
    let second = server.ocmw().send(&unnamed).await.unwrap();
    assert_eq!(second.refusal(), None);
    assert_ne!(second.trajectory(), first.trajectory());
    assert_eq!(server.ocmw().send(&unnamed).await.unwrap(), second);
}

#[tokio::test]
async fn nothing_is_opened_where_a_part_is_refused() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let with = |path: &str, value: Value| {
        let mut input = enrolment(&new_id());
        *input.pointer_mut(path).unwrap() = value;
        input
    };
    for (path, value, code, at) in [
        ("/legalBasis", Value::Null, "LEGAL_BASIS_MISSING", "intake"),
        ("/intake/age", json!(121), "OUT_OF_RANGE", "intake.age"),
        ("/opening/municipality", json!("x"), "UNKNOWN_CODE", "opening.municipality"),
        ("/opening/clientId", json!("x"), "MALFORMED_ID", "opening.clientId"),
        ("/barriers/1/area", json!("housing"), "BARRIER_ALREADY_IDENTIFIED", "barriers.1"),
        (
            "/legalBasis/occurredOn",
            json!("2023-12-31"),
            "OCCURRED_BEFORE_OPENING",
            "legalBasis.occurredOn",
        ),
        (
            "/bridgeFigure/organisation",
            json!(CAW),
            "BRIDGE_FIGURE_WITHOUT_ACCESS",
            "bridgeFigure.organisation",
        ),
    ] {
        ocmw.is_refused("enrolClient", with(path, value), code, Some(at)).await;
    }
    let mut input = with("/personas/0/persona", json!("x"));
    input["goal"]["domain"] = json!("x");
    input["opening"]["source"] = json!("x");
    let found = ocmw.is_refused_for("enrolClient", input).await;
    let paths: Vec<_> = found.iter().map(|(_, path)| path.as_str()).collect();
    assert_eq!(paths, ["opening.source", "personas.0.persona", "goal.domain"], "all at once");
    assert_eq!(server.database.head().await, 0);
}

#[tokio::test]
async fn a_client_who_has_a_trajectory_goes_on_in_that_one() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let client = new_id();
    let id = ocmw.opens(json!({ "clientId": client })).await.trajectory();
    ocmw.has_consent(&id).await;
    let mut input = enrolment(&client);
    input["legalBasis"] = Value::Null;
    let other = server.partner(CAW);
    other.is_refused("enrolClient", input.clone(), "NO_OPEN_GRANT", Some("intake")).await;
    let enrolled = ocmw.record("enrolClient", input.clone()).await;
    assert_eq!((enrolled.trajectory(), enrolled.version()), (id.clone(), 10));
    // Of an enrolment that is there already nothing is recorded a second time.
    let again = ("INTAKE_ALREADY_COMPLETED", Some("intake"));
    ocmw.is_refused("enrolClient", input, again.0, again.1).await;
    // What is not there yet is.
    let more = json!({
        "opening": { "clientId": client, "region": REGION, "source": "ocmw", "municipality": "45041" },
        "strengths": [{ "strength": "perseverance" }], "occurredOn": "2024-01-11",
    });
    let strengths = ocmw.send(&Mutation::new("enrolClient", more)).await.unwrap();
    assert_eq!(strengths.0["errors"], json!([]));
    assert_eq!(strengths.version(), 11);

    let ended = new_id();
    let id =
        ocmw.record("openTrajectory", opening(json!({ "clientId": ended }))).await.trajectory();
    let close = about(&id, "2024-01-03", json!({ "reason": "moved" }));
    ocmw.record("closeTrajectory", close).await;
    let input = enrolment(&ended);
    ocmw.is_refused("enrolClient", input, "TRAJECTORY_ENDED", Some("opening")).await;
}

#[tokio::test]
async fn of_two_who_enrol_the_same_client_at_once_one_does() {
    let server = Server::start().await;
    let client = new_id();
    let all: Vec<_> = (0..6).map(|_| Mutation::new("enrolClient", enrolment(&client))).collect();
    let ocmw = server.ocmw();
    let answers = futures::future::join_all(all.iter().map(|one| ocmw.send(one))).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    let recorded = answers.iter().filter(|one| one.refusal().is_none()).count();
    assert_eq!((recorded, server.database.head().await), (1, 10));
    for refused in answers.iter().filter_map(|one| one.refusal()) {
        assert_eq!(refused, ("INTAKE_ALREADY_COMPLETED", Some("intake")));
    }
}
