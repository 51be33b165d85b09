//! Things to come: a contract that was signed and starts on Monday, a lease from the first.

use loopbrug_domain::time::{day_in_brussels, days_after};
use loopbrug_infra::clock::Clock;
use serde_json::{Value, json};

use crate::harness::{FIGURES, Server, about, figure, new_id};

/// What is shown of work and housing.
const SHOWN: &str = "
    jobs { employer from planned adapted adaptations { code } support { code } }
    cancelledJobs { reason { code } }
    housing { situation { code } homes { from planned } cancelled { reason { code } } }";

async fn shown(server: &Server, id: &str) -> Value {
    let query = format!("{{ trajectory(id: \"{id}\") {{ {SHOWN} }} }}");
    server.ask(&query).await["trajectory"].clone()
}

/// Of all clients: housed, housed still, started in a job, in work.
async fn figures(server: &Server) -> [u64; 4] {
    let head = server.database.head().await;
    let report = server.outcomes(&format!(", atLeast: {head}"), FIGURES).await;
    ["housed", "still_housed", "started_work", "in_work"]
        .map(|column| figure(&report, "total", column).as_u64().unwrap())
}

#[tokio::test]
async fn what_is_planned_counts_when_it_begins_and_leaves_no_trace_when_it_falls_through() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({ "housing": "6" })).await;
    let today = day_in_brussels(Clock::system().now());
    let (monday, the_first) = (days_after(today, 10), days_after(today, 20));
    let today = today.to_string();
    ocmw.registers("Bakkerij De Molen").await;
    let job = new_id();
    let contract = json!({
        "employmentId": job, "contract": "fixed_term", "ftePercent": 50, "from": monday,
        "employer": "Bakkerij De Molen", "adaptations": ["mentor"],
        "support": ["target_group_reduction", "dutch_at_work"],
    });
    ocmw.record("startEmployment", about(&id, &today, contract)).await;
    let lease = json!({ "tenure": "private_rent", "from": the_first });
    ocmw.record("recordHousingFound", about(&id, &today, lease)).await;
    let code = |code: &str| json!({ "code": code });
    let planned = json!({
        "jobs": [{
            "employer": "Bakkerij De Molen", "from": monday, "planned": true, "adapted": true,
            "adaptations": [code("mentor")],
            "support": [code("target_group_reduction"), code("dutch_at_work")],
        }],
        "cancelledJobs": [],
        "housing": {
            "situation": code("6"), "homes": [{ "from": the_first, "planned": true }],
            "cancelled": [],
        },
    });
    assert_eq!(shown(&server, &id).await, planned);
    assert_eq!(figures(&server).await, [0, 0, 0, 0]);

    let falls_through = json!({ "employmentId": job, "reason": "other_party" });
    ocmw.record("cancelEmployment", about(&id, &today, falls_through)).await;
    ocmw.record("cancelHousing", about(&id, &today, json!({ "reason": "money" }))).await;
    let nothing = json!({
        "jobs": [], "cancelledJobs": [{ "reason": code("other_party") }],
        "housing": {
            "situation": code("6"), "homes": [], "cancelled": [{ "reason": code("money") }],
        },
    });
    assert_eq!(shown(&server, &id).await, nothing);
    assert_eq!(figures(&server).await, [0, 0, 0, 0]);
}

#[tokio::test]
async fn what_was_planned_and_has_begun_counts_and_is_no_longer_cancelled() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({ "housing": "6" })).await;
    let signed_on = "2024-03-01";
    let job = new_id();
    let contract = json!({
        "employmentId": job, "contract": "flexi", "ftePercent": 50, "from": "2024-03-20",
    });
    ocmw.record("startEmployment", about(&id, signed_on, contract)).await;
    let lease = json!({ "tenure": "private_rent", "from": "2024-04-01" });
    ocmw.record("recordHousingFound", about(&id, signed_on, lease)).await;
    assert_eq!(figures(&server).await, [1, 1, 1, 1], "nobody had to say that they began");
    let found = shown(&server, &id).await;
    assert_eq!(found["jobs"][0]["planned"], json!(false));
    assert_eq!(found["housing"]["situation"], json!({ "code": "0" }));

    let cancelling = json!({ "employmentId": job, "reason": "client" });
    let too_late = about(&id, "2024-03-21", cancelling);
    ocmw.is_refused("cancelEmployment", too_late, "EMPLOYMENT_BEGAN", None).await;
    let too_late = about(&id, "2024-04-02", json!({ "reason": "client" }));
    ocmw.is_refused("cancelHousing", too_late, "NO_HOUSING_PLANNED", None).await;
    let early = json!({ "employmentId": job, "reason": "resigned" });
    let early = about(&id, "2024-03-19", early);
    ocmw.is_refused("endEmployment", early, "EMPLOYMENT_STILL_PLANNED", None).await;
    // On the first day neither of the two came about.
    let falls_through = json!({ "employmentId": job, "reason": "client" });
    ocmw.record("cancelEmployment", about(&id, "2024-03-20", falls_through)).await;
    let falls_through = about(&id, "2024-04-01", json!({ "reason": "client" }));
    ocmw.record("cancelHousing", falls_through).await;
    assert_eq!(figures(&server).await, [0, 0, 0, 0]);
}

#[tokio::test]
async fn an_employer_is_a_company_and_nobody_in_it() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    for (employer, code) in [
        ("0000000494", "MALFORMED_ID"),
        ("jan@example.com", "NO_COMPANY_NAME"),
        ("Jan 0470 12 34 56", "NO_COMPANY_NAME"),
    ] {
        let coached = json!({ "employer": employer, "topic": "adapted_work", "minutes": 30 });
        let coached = about(&id, "2024-02-01", coached);
        ocmw.is_refused("coachEmployer", coached, code, Some("employer")).await;
    }
}
