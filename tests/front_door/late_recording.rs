//! What is recorded late, in whatever order, gives what recording in time would have given.

use chrono::Days;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_infra::clock::Clock;
use serde_json::{Value, json};

use crate::harness::{Partner, Server, about, everything_of, figures, new_id};

/// One way in which a client's year is recorded for each of these.
const MUNICIPALITIES: [&str; 10] =
    ["45059", "45060", "45068", "45063", "44052", "45035", "45041", "45061", "41081", "45065"];

/// Something that happened, to be recorded.
type Told = (&'static str, &'static str, Value);

/// A client's year in strands. Within a strand each needs the ones before it; the strands need
/// nothing of each other.
fn strands() -> Vec<Vec<Told>> {
    let (job, goal, training) = (new_id(), new_id(), new_id());
    let worker = new_id();
    vec![
        vec![
            ("recordHousingFound", "2024-02-10", json!({ "tenure": "room" })),
            ("recordHousingLost", "2024-05-20", json!({ "reason": "eviction" })),
            ("observeHousing", "2024-05-21", json!({ "ethos": "6" })),
            ("recordHousingFound", "2024-08-01", json!({ "tenure": "social_rent" })),
        ],
        vec![
            (
                "startEmployment",
                "2024-03-01",
                json!({ "employmentId": job, "contract": "flexi", "ftePercent": 40 }),
            ),
            (
                "endEmployment",
                "2024-09-30",
                json!({ "employmentId": job, "reason": "end_of_contract" }),
            ),
        ],
        vec![
            ("linkPersona", "2024-01-20", json!({ "persona": "mo" })),
            ("linkPersona", "2024-02-01", json!({ "persona": "bart" })),
            ("unlinkPersona", "2024-06-01", json!({ "persona": "mo" })),
        ],
        vec![
            (
                "assignBridgeFigure",
                "2024-01-15",
                json!({ "worker": worker, "organisation": "0000000196" }),
            ),
            ("endBridgeFigure", "2024-07-15", json!({ "reason": "worker_left" })),
        ],
        vec![
            ("setGoal", "2024-01-16", json!({ "goalId": goal, "domain": "work" })),
            ("rateGoal", "2024-01-17", json!({ "goalId": goal, "rating": 3 })),
            ("startTraining", "2024-04-01", json!({ "trainingId": training, "kind": "dutch" })),
            ("rateGoal", "2024-04-17", json!({ "goalId": goal, "rating": 6 })),
            ("endTraining", "2024-06-30", json!({ "trainingId": training, "result": "qualified" })),
        ],
        vec![
            (
                "recordContactAttempt",
                "2024-02-14",
                json!({ "mode": "phone", "outcome": "reached" }),
            ),
            ("identifyBarrier", "2024-02-15", json!({ "area": "housing", "severity": 4 })),
            ("resolveBarrier", "2024-08-02", json!({ "area": "housing" })),
        ],
    ]
}

/// As it happened.
fn in_time(strands: &[Vec<Told>]) -> Vec<Told> {
    let mut told = strands.concat();
    told.sort_by_key(|(_, day, _)| *day);
    told
}

/// The `n`th of the orders in which it may be told late: strand by strand, beginning with another
/// one, forwards or backwards; or one of each strand in turn.
fn in_order(n: usize, strands: &[Vec<Told>]) -> Vec<Told> {
    let mut strands = strands.to_vec();
    let turns = n % strands.len();
    strands.rotate_left(turns);
    if n % 2 == 1 {
        strands.reverse();
    }
    if n % 3 != 2 {
        return strands.concat();
    }
    let longest = strands.iter().map(Vec::len).max().unwrap_or(0);
    let turn = |turn: usize| strands.iter().filter_map(move |strand| strand.get(turn)).cloned();
    (0..longest).flat_map(turn).collect()
}

/// Records a year of a participant who stays in a municipality; gives the trajectory's id.
async fn record(ocmw: &Partner<'_>, municipality: &str, told: Vec<Told>) -> String {
    let id = ocmw.takes_in(json!({ "municipality": municipality }), json!({ "age": 30 })).await;
    for (name, day, more) in told {
        ocmw.record(name, about(&id, day, more)).await;
    }
    id
}

/// What there is to see of a trajectory and of the figures of its municipality, but for what
/// tells one client from another.
async fn seen(server: &Server, id: &str, municipality: &str) -> (Value, Value) {
    let everything = everything_of(server, "Trajectory").await;
    let asked = format!("{{ trajectory(id: \"{id}\") {{ {everything} }} }}");
    let mut found = server.ask(&asked).await["trajectory"].clone();
    for own in ["id", "clientId", "municipality"] {
        assert_ne!(found.as_object_mut().unwrap().remove(own), None, "{own}");
    }
    let head = server.database.head().await;
    let more = format!(", atLeast: {head}, filter: {{ municipality: \"{municipality}\" }}");
    let fields = "rows { key group { by code { code label } } figures { column value withheld } }
        columns { code label unit } unknown";
    (found, server.outcomes(&more, fields).await)
}

#[tokio::test]
async fn the_same_events_recorded_in_any_order_give_the_same_trajectory_and_the_same_figures() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let strands = strands();
    let id = record(&ocmw, MUNICIPALITIES[0], in_time(&strands)).await;
    let expected = seen(&server, &id, MUNICIPALITIES[0]).await;
    assert_eq!(expected.0["late"], expected.0["version"], "all of it was recorded late");
    let bart = json!({ "by": "persona", "code": { "code": "bart", "label": "Bart" } });
    let rows = expected.1["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["group"][1] == bart).unwrap();
    let row = row["key"].as_str().unwrap();
    assert_eq!(figures(&expected.1, row, ["housed", "in_work"]), [1, 0]);

    for (n, municipality) in MUNICIPALITIES.iter().enumerate().skip(1) {
        let told = in_order(n, &strands);
        let order: Vec<_> = told.iter().map(|(name, day, _)| format!("{day} {name}")).collect();
        assert!(!order.is_sorted(), "order {n} is not that of the days");
        let id = record(&ocmw, municipality, told).await;
        let found = seen(&server, &id, municipality).await;
        assert_eq!(found, expected, "{order:#?}");
    }
}

#[tokio::test]
async fn what_is_recorded_after_more_than_two_weeks_is_flagged_as_late() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let today = day_in_brussels(Clock::system().now());
    let ago = |days: u64| (today - Days::new(days)).to_string();
    // A day on each side of the limit, lest the day changes while this runs.
    let id = ocmw.opens(json!({ "occurredOn": ago(60) })).await.trajectory();
    for (days, late) in [(40, 2), (16, 3), (13, 3), (0, 3)] {
        let attempt = json!({ "mode": "phone", "outcome": "reached" });
        ocmw.record("recordContactAttempt", about(&id, &ago(days), attempt)).await;
        let asked = format!(
            "{{ trajectory(id: \"{id}\") {{ late alerts {{ kind since }} }}
                history(id: \"{id}\") {{ edges {{ node {{ occurredOn late }} }} }} }}"
        );
        let found = server.ask(&asked).await;
        assert_eq!(found["trajectory"]["late"], late, "{days} days");
        let alert = json!({ "kind": "LATE_RECORDS", "since": ago(60) });
        assert!(found["trajectory"]["alerts"].as_array().unwrap().contains(&alert), "{found}");
        let step = found["history"]["edges"].as_array().unwrap().last().unwrap()["node"].clone();
        assert_eq!(step, json!({ "occurredOn": ago(days), "late": days > 14 }));
    }
    // Without a day it is today's.
    let attempt = json!({ "trajectoryId": id, "mode": "phone", "outcome": "reached" });
    assert_eq!(ocmw.record("recordContactAttempt", attempt).await.phase(), "OUTREACH");
    let asked = format!("{{ trajectory(id: \"{id}\") {{ late }} }}");
    assert_eq!(server.ask(&asked).await["trajectory"]["late"], 3);
}
