//! Days and moments lie between 1900 and 2199, wherever they come in.

use serde_json::{Value, json};

use crate::harness::{REGION, Server, loopbrug, new_id, opening, run};
use crate::round::procedure::{COORDINATOR, Procedure};

const CODE: &str = "DAY_OUT_OF_RANGE";
/// Days that chrono can write, and PostgreSQL or a sum cannot.
const FAR: [&str; 5] = ["0000-02-29", "-262143-01-01", "+262142-12-31", "1899-12-31", "2200-01-01"];

#[tokio::test]
async fn no_day_of_a_command_is_outside_the_range() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    for (name, field, more) in [
        ("linkPersona", "occurredOn", json!({ "persona": "mo" })),
        ("recordHousingFound", "from", json!({ "tenure": "room" })),
        ("recordHousingLost", "on", json!({ "reason": "eviction" })),
        ("observeHousing", "since", json!({ "ethos": "6" })),
        ("startEmployment", "from", json!({ "contract": "flexi", "ftePercent": 50 })),
        ("endEmployment", "on", json!({ "employmentId": new_id(), "reason": "contract_ended" })),
        ("completeIntake", "entryOn", json!({})),
        ("completeIntake", "unemployedSince", json!({})),
        ("recordLegalBasis", "until", json!({ "bases": ["consent"], "purposes": ["guidance"] })),
        ("waitlistReferral", "expectedOn", json!({ "referralId": new_id() })),
        ("recordExit", "asOf", json!({})),
        ("adoptCatalogue", "catalogue", json!({})),
    ] {
        for day in FAR {
            let mut input = crate::harness::about(&id, "2024-02-01", more.clone());
            input[field] = json!(day);
            let told = ocmw.is_refused_for(name, input).await;
            let told: Vec<_> = told.into_iter().filter(|(code, _)| code == CODE).collect();
            assert_eq!(told, [(CODE.to_owned(), field.to_owned())], "{name} {field} {day}");
        }
    }
    for day in FAR {
        let input = opening(json!({ "occurredOn": day }));
        ocmw.is_refused("openTrajectory", input, CODE, Some("occurredOn")).await;
        let at = json!({ "at": format!("{day}T09:30:00"), "organisation": "0000000196",
                         "purpose": "intake" });
        let input = crate::harness::about(&id, "2024-02-01", at);
        ocmw.is_refused("planAppointment", input, CODE, Some("at")).await;
        let until = json!({ "reason": "crisis", "until": format!("{day}T09:30:00Z") });
        let input = crate::harness::about(&id, "2024-02-01", until);
        ocmw.is_refused("overrideAccess", input, CODE, Some("until")).await;
        let corrects = json!({ "tenure": "room", "from": day,
                               "corrects": { "event": 3, "reason": "wrong_date" } });
        let input = crate::harness::about(&id, "2024-02-01", corrects);
        ocmw.is_refused("recordHousingFound", input, CODE, Some("from")).await;
    }
}

#[tokio::test]
async fn no_day_and_no_moment_of_the_procedure_is_outside_the_range() {
    let mut round = Procedure::launched().await;
    round.server.at("2023-09-01T09:00:00");
    round.drafts(2).await;
    for day in FAR {
        let slot = json!({ "slot": format!("{day}T23:59:59Z") });
        round.in_vain(COORDINATOR, 2, "inviteToPitch", slot, CODE).await;
        let told = json!({ "occurredOn": day });
        round.in_vain(COORDINATOR, 2, "recordPitch", told, CODE).await;
        let moved = json!({ "roundId": round.round, "item": "submission_deadline", "new": day,
                            "reason": "force_majeure" });
        round.server.send_in_vain(COORDINATOR, "amendTimeline", moved, CODE).await;
        let drawn_up = json!({ "roundId": round.round, "occurredOn": day });
        round.server.send_in_vain(COORDINATOR, "drawUpMatchingReport", drawn_up, CODE).await;
    }
}

#[tokio::test]
async fn no_question_is_about_a_day_outside_the_range() {
    let server = Server::start().await;
    let id = server.ocmw().opens(json!({})).await.trajectory();
    let year = "period: { from: \"2024-01-01\", to: \"2024-12-31\" }";
    for day in FAR {
        for (query, path) in [
            (format!("workList(region: \"{REGION}\", on: \"{day}\") {{ edges {{ cursor }} }}"), "on"),
            (
                format!(
                    "trajectories(region: \"{REGION}\", after: \"{day}/{}\") {{ edges {{ cursor }} }}",
                    new_id()
                ),
                "after",
            ),
            (
                format!(
                    "trajectory(id: \"{id}\", asOf: {{ moment: \"{day}T00:00:00Z\" }}) {{ id }}"
                ),
                "asOf.moment",
            ),
            (
                format!(
                    "reports(region: \"{REGION}\", {year}, asOf: {{ moment: \"{day}T12:00:00Z\" }}) {{
                        outcomes {{ position }}
                    }}"
                ),
                "asOf.moment",
            ),
            (
                format!(
                    "reports(region: \"{REGION}\", period: {{ from: \"{day}\", to: \"2024-01-01\" }}) {{
                        outcomes {{ position }}
                    }}"
                ),
                "period.from",
            ),
            (
                format!(
                    "reports(region: \"{REGION}\", period: {{ from: \"2024-01-01\", to: \"{day}\" }}) {{
                        outcomes {{ position }}
                    }}"
                ),
                "period.to",
            ),
            (format!("catalogue(region: \"{REGION}\", version: \"{day}\") {{ version }}"), "version"),
            (format!("trajectory(id: \"{id}\") {{ alerts(on: \"{day}\") {{ kind }} }}"), "on"),
        ] {
            assert_eq!(refused(&server, &query).await, json!({ "code": CODE, "path": path }));
        }
    }
    for year in [-262_143, 0, 1899, 2200, 262_142] {
        let query = format!(
            "publication(region: \"{REGION}\", report: OUTCOMES,
                         quarter: {{ year: {year}, quarter: 4 }}) {{ position }}"
        );
        let told = json!({ "code": CODE, "path": "quarter.year" });
        assert_eq!(refused(&server, &query).await, told, "{year}");
    }
}

/// The code and the path of the one error.
async fn refused(server: &Server, query: &str) -> Value {
    let body = json!({ "query": format!("{{ {query} }}") });
    let answer = server.http.post(server.url()).json(&body).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    let told = &answer["errors"][0]["extensions"];
    json!({ "code": told["code"], "path": told["path"] })
}

#[test]
fn no_simulation_has_a_day_outside_the_range() {
    let said_of = |option: &str, day: &str| {
        let said = run(loopbrug().args(["simulate", &format!("{option}={day}")]));
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.stderr.contains(option), "{said:?}");
        said.stderr
    };
    for option in ["--from", "--to"] {
        for day in ["-262143-01-01", "1899-12-31", "2200-01-01", "+262142-12-31"] {
            let said = said_of(option, day);
            assert!(said.contains("is not between 1900-01-01 and 2199-12-31"), "{said}");
        }
        let said = said_of(option, "tomorrow");
        assert!(said.contains("a day is written as 2024-02-29"), "{said}");
    }
}
