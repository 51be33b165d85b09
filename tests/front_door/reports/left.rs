//! Those who left, and those who are guided still: what came of them, and what somebody should look at.

use serde_json::{Value, json};

use super::told;
use crate::harness::{COORDINATOR, FIGURES, OCMW, Server, about, figure, figures, new_id};

/// One was inactive, one employed, of one it is not known; all left on 1 March.
async fn three_left(server: &Server) {
    let ocmw = server.ocmw();
    let inactive = ocmw.takes_in(json!({}), json!({ "labourStatus": "inactive" })).await;
    let works = json!({ "labourStatus": "employed_part_time" });
    let employed = ocmw.takes_in(json!({}), works).await;
    let unknown = ocmw.takes_in(json!({}), json!({})).await;
    for left in [&inactive, &employed, &unknown] {
        let closing = json!({ "reason": "work" });
        ocmw.record("closeTrajectory", about(left, "2024-03-01", closing)).await;
    }
    let exit = json!({
        "asOf": "2024-03-20", "jobSeeking": true, "inTraining": true, "qualification": false,
        "employed": false,
    });
    ocmw.record("recordExit", about(&inactive, "2024-03-20", exit)).await;
    let exit = json!({ "asOf": "2024-03-29", "employed": true });
    ocmw.record("recordExit", about(&unknown, "2024-04-10", exit)).await;
    let works = json!({
        "month": 6, "reached": true, "method": "phone", "labour": "employed_part_time",
    });
    ocmw.record("recordFollowUp", about(&inactive, "2024-09-05", works)).await;
    let better = json!({ "month": 6, "reached": true, "method": "phone", "improved": true });
    ocmw.record("recordFollowUp", about(&employed, "2024-09-05", better)).await;
}

/// One who nobody looks after, and one who is well looked after but falls back and loses the home.
async fn two_are_guided(server: &Server) -> String {
    let (ocmw, worker) = (server.ocmw(), new_id());
    ocmw.takes_in(json!({}), json!({})).await;
    let guided = ocmw.takes_in(json!({}), json!({})).await;
    for (day, name, more) in [
        ("2024-01-20", "assignBridgeFigure", json!({ "worker": worker, "organisation": OCMW })),
        ("2024-02-01", "identifyBarrier", json!({ "area": "dependency", "severity": 3 })),
        (
            "2024-03-01",
            "recordHousingFound",
            json!({ "tenure": "social_rent", "from": "2024-03-01" }),
        ),
        ("2024-07-01", "recordRelapse", json!({ "area": "dependency" })),
        ("2024-10-01", "recordHousingLost", json!({ "reason": "eviction" })),
        ("2024-12-20", "recordContactAttempt", json!({ "mode": "phone", "outcome": "reached" })),
    ] {
        ocmw.record(name, about(&guided, day, more)).await;
    }
    worker
}

async fn report(server: &Server, name: &str) -> Value {
    told(server, COORDINATOR, "", &format!("{name} {{ {FIGURES} }}")).await[name].clone()
}

#[tokio::test]
async fn results_count_those_of_whom_they_are_asked_and_say_of_how_many_they_are_not_known() {
    let server = Server::start().await;
    three_left(&server).await;
    let esf = report(&server, "esf").await;
    for (indicator, met, of, unknown) in [
        // Only of who was inactive; of whom that is not known, it is not known whether.
        ("EECR01", 1, 1, 1),
        // Newly so: of whom it is not known whether in education at entry, it is not known whether.
        ("EECR02", 1, 2, 2),
        ("EECR03", 0, 3, 2),
        // Not of who was employed; to who was perhaps not it may apply.
        ("EECR04", 0, 1, 1),
        ("EECR05", 1, 1, 1),
        ("EECR06", 1, 1, 1),
    ] {
        let (given, not_told) = (format!("{indicator}.of"), format!("{indicator}.unknown"));
        let told = figures(&esf, "total", [indicator, &given, &not_told]);
        assert_eq!(told, [met, of, unknown], "{indicator}");
        assert_eq!(figures(&esf, "gender=-", [indicator, &given, &not_told]), told, "{indicator}");
    }
}

#[tokio::test]
async fn the_caseload_says_what_somebody_should_look_at_by_organisation_and_bridge_figure() {
    let server = Server::start().await;
    three_left(&server).await;
    let worker = two_are_guided(&server).await;
    let caseload = report(&server, "caseload").await;
    let columns = [
        "guided",
        "no_bridge_figure",
        "no_contact",
        "follow_ups_due",
        "follow_ups_overdue",
        "exit_overdue",
    ];
    // Nobody followed up after three months; one did not say how it was on leaving.
    assert_eq!(figures(&caseload, "total", columns), [2, 1, 1, 3, 3, 1]);
    let of_worker = format!("worker={worker}");
    assert_eq!(figures(&caseload, &of_worker, ["guided", "no_contact"]), [1, 0]);
    assert_eq!(figure(&caseload, &of_worker, "no_bridge_figure"), Value::Null);
}

#[tokio::test]
async fn who_falls_back_and_loses_a_home_is_told_of() {
    let server = Server::start().await;
    two_are_guided(&server).await;
    let change = report(&server, "change").await;
    // She was looked at once: there is nothing to compare.
    assert_eq!(figures(&change, "total", ["same", "relapsed"]), [0, 1]);
    assert_eq!(figure(&change, "area=dependency", "relapsed"), 1);
    let lasting = report(&server, "lasting").await;
    let columns = ["due_91", "lasting_91", "due_182", "lasting_182", "lost"];
    // From 1 March to 1 October it is 214 days.
    assert_eq!(figures(&lasting, "kind=housing", columns), [1, 1, 1, 1, 1]);
    assert_eq!(figure(&lasting, "kind=housing/reason=eviction", "lost"), 1);
    let homeless = report(&server, "homelessness").await;
    assert_eq!(figures(&homeless, "total", ["housed", "lost_within_12"]), [1, 1]);
}
