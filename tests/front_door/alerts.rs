//! What somebody should look at, on the last day before and on the first day that it is so.

use serde_json::{Value, json};

use crate::harness::{OCMW, Server, about, new_id};

/// The alerts of a day, but for that of what was recorded late, which all of this was.
async fn alerts(server: &Server, id: &str, on: &str) -> Vec<(String, String)> {
    let asked =
        format!("{{ trajectory(id: \"{id}\") {{ alerts(on: \"{on}\") {{ kind since }} }} }}");
    let found = server.ask(&asked).await["trajectory"]["alerts"].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let found = found.as_array().unwrap().iter();
    let found = found.map(|alert| (text(&alert["kind"]), text(&alert["since"])));
    found.filter(|(kind, _)| kind != "LATE_RECORDS").collect()
}

/// The months that wait for their follow-up on a day, and whether their window has passed.
async fn due(server: &Server, id: &str, on: &str) -> Value {
    let asked = format!(
        "{{ trajectory(id: \"{id}\") {{
            followUpsDue(on: \"{on}\") {{ month dueOn from until overdue }}
        }} }}"
    );
    server.ask(&asked).await["trajectory"]["followUpsDue"].clone()
}

async fn are(server: &Server, id: &str, cases: &[(&str, &[(&str, &str)])]) {
    for (on, expected) in cases {
        let expected: Vec<_> = expected
            .iter()
            .map(|(kind, since)| ((*kind).to_owned(), (*since).to_owned()))
            .collect();
        assert_eq!(alerts(server, id, on).await, expected, "{on}");
    }
}

#[tokio::test]
async fn a_client_without_a_bridge_figure_or_without_contact_is_pointed_out_after_two_weeks() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let no_figure = ("NO_BRIDGE_FIGURE", "2024-01-10");
    let no_contact = ("NO_CONTACT", "2024-01-10");
    are(&server, &id, &[("2024-01-24", &[]), ("2024-01-25", &[no_figure, no_contact])]).await;

    let attempt = json!({ "mode": "phone", "outcome": "not_reached" });
    ocmw.record("recordContactAttempt", about(&id, "2024-01-20", attempt)).await;
    are(&server, &id, &[("2024-01-25", &[no_figure, no_contact])]).await;
    let attempt = json!({ "mode": "phone", "outcome": "reached" });
    ocmw.record("recordContactAttempt", about(&id, "2024-01-22", attempt)).await;
    let no_contact = ("NO_CONTACT", "2024-01-22");
    are(&server, &id, &[("2024-02-05", &[no_figure]), ("2024-02-06", &[no_figure, no_contact])])
        .await;

    let figure = json!({ "worker": new_id(), "organisation": OCMW });
    ocmw.record("assignBridgeFigure", about(&id, "2024-02-06", figure)).await;
    are(&server, &id, &[("2024-02-06", &[no_contact])]).await;
    ocmw.record("endBridgeFigure", about(&id, "2024-02-10", json!({ "reason": "no_match" }))).await;
    let no_figure = ("NO_BRIDGE_FIGURE", "2024-02-10");
    let both = [no_figure, no_contact];
    are(&server, &id, &[("2024-02-24", &[no_contact]), ("2024-02-25", &both)]).await;
    // Who is on hold is left alone, but still needs a bridge figure.
    let pause = json!({ "reason": "illness" });
    ocmw.record("pauseTrajectory", about(&id, "2024-02-26", pause)).await;
    are(&server, &id, &[("2024-03-30", &[no_figure])]).await;
}

#[tokio::test]
async fn the_situation_on_leaving_is_asked_for_until_it_is_told_and_four_weeks_are_its_window() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let closing = json!({ "reason": "work" });
    ocmw.record("closeTrajectory", about(&id, "2024-07-01", closing)).await;
    let missing = ("EXIT_DATA_MISSING", "2024-07-29");
    let overdue = ("EXIT_DATA_OVERDUE", "2024-07-29");
    let cases: &[(&str, &[_])] =
        &[("2024-07-01", &[missing]), ("2024-07-29", &[missing]), ("2024-07-30", &[overdue])];
    are(&server, &id, cases).await;

    let exit = |as_of: &str| about(&id, "2024-08-15", json!({ "asOf": as_of, "employed": true }));
    for outside in ["2024-06-30", "2024-07-30"] {
        let (code, path) = ("EXIT_OUTSIDE_WINDOW", Some("asOf"));
        ocmw.is_refused("recordExit", exit(outside), code, path).await;
    }
    ocmw.record("recordExit", exit("2024-07-29")).await;
    ocmw.is_refused("recordExit", exit("2024-07-01"), "EXIT_ALREADY_RECORDED", None).await;
    are(&server, &id, &[("2024-07-30", &[])]).await;
}

#[tokio::test]
async fn a_follow_up_is_due_within_two_weeks_of_its_day_and_overdue_after_that() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    // Three months after this the month has no such day.
    let closing = json!({ "reason": "work" });
    ocmw.record("closeTrajectory", about(&id, "2024-01-31", closing)).await;
    ocmw.record("recordExit", about(&id, "2024-02-01", json!({ "employed": true }))).await;
    let (is_due, overdue) = ("FOLLOW_UP_DUE", "FOLLOW_UP_OVERDUE");
    let third = "2024-04-30";
    let cases: &[(&str, &[_])] = &[
        ("2024-04-15", &[]),
        ("2024-04-16", &[(is_due, third)]),
        ("2024-05-14", &[(is_due, third)]),
        ("2024-05-15", &[(overdue, third)]),
        ("2024-07-17", &[(overdue, third), (is_due, "2024-07-31")]),
    ];
    are(&server, &id, cases).await;
    let of_third = |overdue: bool| {
        json!([{
            "month": 3, "dueOn": third, "from": "2024-04-16", "until": "2024-05-14",
            "overdue": overdue,
        }])
    };
    assert_eq!(due(&server, &id, "2024-04-15").await, json!([]));
    assert_eq!(due(&server, &id, "2024-05-14").await, of_third(false));
    assert_eq!(due(&server, &id, "2024-05-15").await, of_third(true));

    // A day after the window it is flagged, and there is nothing else to be done.
    let followed_up = |month: u32, day: &str| {
        let more = json!({ "month": month, "reached": true, "method": "phone" });
        about(&id, day, more)
    };
    ocmw.record("recordFollowUp", followed_up(3, "2024-05-15")).await;
    ocmw.record("recordFollowUp", followed_up(6, "2024-08-14")).await;
    let code = "FOLLOW_UP_ALREADY_DONE";
    ocmw.is_refused("recordFollowUp", followed_up(6, "2024-08-14"), code, Some("month")).await;
    let odd = followed_up(4, "2024-08-15");
    ocmw.is_refused("recordFollowUp", odd, "FOLLOW_UP_NOT_ASKED_FOR", Some("month")).await;
    are(&server, &id, &[("2024-08-20", &[])]).await;
    let asked = format!(
        "{{ trajectory(id: \"{id}\") {{ closings {{ followUps {{ month outsideWindow }} }} }} }}"
    );
    let flags = json!([
        { "month": 3, "outsideWindow": true }, { "month": 6, "outsideWindow": false },
    ]);
    assert_eq!(server.ask(&asked).await["trajectory"]["closings"][0]["followUps"], flags);

    // By the machine's own day: the year is over by now.
    let today = "followUpsDue { month overdue } alerts { kind since }";
    let today = server.ask(&format!("{{ trajectory(id: \"{id}\") {{ {today} }} }}")).await;
    let last = json!({ "kind": overdue, "since": "2025-01-31" });
    assert_eq!(today["trajectory"]["followUpsDue"], json!([{ "month": 12, "overdue": true }]));
    assert_eq!(today["trajectory"]["alerts"][0], last);
    let payload = ocmw.record("recordFollowUp", followed_up(12, "2025-01-31")).await;
    assert_eq!(payload.phase(), "ENDED");
    are(&server, &id, &[("2025-03-01", &[])]).await;
}
