//! The work list, page by page.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{CAW, Database, ELSEWHERE, OCMW, REGION, Server, about, elsewhere, new_id};
use crate::lists::{Way, region, walked};

const FIELDS: &str = "trajectoryId kind month since until overdue";

#[tokio::test]
async fn the_work_list_is_read_to_its_end_without_loss_or_doubles() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let mut position = 0;
    for n in 0..9 {
        // Some have left, each with an exit to record and follow-ups to come; some have nobody.
        let id = ocmw.takes_in(json!({}), json!({})).await;
        position = if n % 3 == 0 {
            ocmw.record("closeTrajectory", about(&id, "2024-03-01", json!({ "reason": "work" })))
                .await
        } else {
            ocmw.record("linkPersona", about(&id, "2024-03-01", json!({ "persona": "mo" }))).await
        }
        .position();
    }
    for day in ["2024-03-10", "2024-09-10", "2025-06-01"] {
        let arguments = format!(", on: \"{day}\", atLeast: {position}");
        let all = async |size, way| {
            walked(&server, "workList", &region(&arguments), FIELDS, size, way).await
        };
        let whole = all(200, Way::Forwards).await;
        assert!(whole.len() >= 9, "{whole:?}");
        for first in [1, 2, 5, whole.len() - 1, whole.len()] {
            for way in [Way::Forwards, Way::Backwards] {
                assert_eq!(all(first, way).await, whole, "{day}, pages of {first}, {way:?}");
            }
        }
        let told: BTreeSet<_> = whole.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), whole.len(), "no doubles");
        // What is overdue comes first, then what has a last day, then the rest.
        let rank = |item: &Value| (item["overdue"] != json!(true), item["until"].is_null());
        assert!(whole.iter().map(rank).is_sorted(), "{whole:?}");
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_had_is_refused_by_its_name() {
    let server = Server::start().await;
    server.ocmw().opens(json!({})).await;
    let list = |field: &str, first: i64| {
        format!("{{ {field}(region: \"{REGION}\", first: {first}) {{ edges {{ cursor }} }} }}")
    };
    let history = |first: i64| {
        format!("{{ history(id: \"trajectory:{}\", first: {first}) {{ totalCount }} }}", new_id())
    };
    let lineage = |first: i64| {
        format!(
            "{{ reports(region: \"{REGION}\", period: {{ from: \"2024-01-01\", to: \"2024-12-31\" }}) {{
                lineage(report: ESF, row: \"total\", column: \"participants\", first: {first}) {{ count }}
            }} }}"
        )
    };
    for field in ["workList", "trajectories", "proposals"] {
        assert_eq!(server.refuses(&list(field, -1)).await, "PAGE_SIZE_NEGATIVE");
        assert_eq!(server.refuses(&list(field, 201)).await, "PAGE_TOO_LARGE");
        assert_eq!(server.refuses(&list(field, 10_000)).await, "PAGE_TOO_LARGE");
        server.ask(&list(field, 200)).await;
    }
    assert_eq!(server.refuses(&history(-1)).await, "PAGE_SIZE_NEGATIVE");
    assert_eq!(server.refuses(&history(101)).await, "PAGE_TOO_LARGE");
    assert_eq!(server.refuses(&lineage(-1)).await, "PAGE_SIZE_NEGATIVE");
    assert_eq!(server.refuses(&lineage(201)).await, "PAGE_TOO_LARGE");

    let query = list("workList", 10_000);
    let answer =
        server.http.post(server.url()).json(&json!({ "query": query })).send().await.unwrap();
    let told: Value = answer.json().await.unwrap();
    let message = told["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("200 at most"), "the limit is named: {message}");
    for cursor in ["", "x", "-/2024-01-01", "-/-262143-01-01/x/make_contact/0"] {
        let query = list("workList", 1).replace("first: 1", &format!("after: \"{cursor}\""));
        assert_eq!(server.refuses(&query).await, "MALFORMED_ID", "{cursor}");
    }
}

/// What is to be done, in the order of the list: what, for which organisation and worker.
async fn work(server: &Server, arguments: &str) -> Value {
    let query = format!(
        "{{ workList({arguments}) {{ edges {{ node {{ kind forOrganisation forWorker }} }} }} }}"
    );
    let found = server.ask(&query).await["workList"]["edges"].clone();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let items = found.as_array().unwrap().iter().map(|edge| &edge["node"]);
    let item = |item: &Value| {
        [&item["kind"], &item["forOrganisation"], &item["forWorker"]].map(text).join(" ")
    };
    items.map(item).collect()
}

#[tokio::test]
async fn each_of_two_organisations_and_the_region_has_what_it_must_do_and_no_more() {
    let server = Server::start().await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let on = |day: &str, more: Value| about(&id, day, more);
    let worker = new_id();
    let figure = json!({ "worker": worker, "organisation": OCMW });
    ocmw.record("assignBridgeFigure", on("2024-01-12", figure)).await;
    let (referral, appointment) = (new_id(), new_id());
    let sent = json!({
        "referralId": referral, "to": CAW, "service": "debt_help", "urgency": "normal",
        "areas": ["administration_and_debt"],
    });
    ocmw.record("sendReferral", on("2024-02-01", sent)).await;
    let planned = json!({
        "appointmentId": appointment, "at": "2024-02-05T14:30:00", "organisation": OCMW,
        "purpose": "guidance",
    });
    ocmw.record("planAppointment", on("2024-02-01", planned)).await;
    let attempt = json!({ "mode": "phone", "outcome": "reached" });
    let position = ocmw.record("recordContactAttempt", on("2024-02-04", attempt)).await.position();

    let list =
        |day: &str, more: &str| region(&format!(", on: \"{day}\", atLeast: {position}{more}"));
    let (of_ocmw, of_caw) =
        (format!(", organisation: \"{OCMW}\""), format!(", organisation: \"{CAW}\""));
    let of_worker = format!(", worker: \"{worker}\"");
    let answer = format!("ANSWER_REFERRAL {CAW} -");
    let keep = format!("KEEP_APPOINTMENT {OCMW} {worker}");
    let pursue = format!("PURSUE_REFERRAL {OCMW} {worker}");
    let contact = format!("MAKE_CONTACT {OCMW} {worker}");
    for (day, of, expected) in [
        ("2024-02-04", "", json!([answer])),
        ("2024-02-05", "", json!([keep, answer])),
        ("2024-02-05", &*of_caw, json!([answer])),
        ("2024-02-05", &*of_ocmw, json!([keep])),
        ("2024-02-05", &*of_worker, json!([keep])),
        ("2024-02-05", ", ofRegion: true", json!([])),
        ("2024-03-03", &*of_caw, json!([answer])),
        ("2024-03-03", &*of_ocmw, json!([keep, contact, pursue])),
    ] {
        assert_eq!(work(&server, &list(day, of)).await, expected, "{day} {of}");
    }

    // An item says what it is about, so that it can be answered.
    let query = format!(
        "{{ workList({}) {{ edges {{ node {{
            trajectoryId region referralId appointmentId at since until overdue
        }} }} }} }}",
        list("2024-02-06", "")
    );
    let found = server.ask(&query).await["workList"]["edges"].clone();
    assert_eq!(
        found[1]["node"],
        json!({
            "trajectoryId": id, "region": REGION, "referralId": referral, "appointmentId": null,
            "at": null, "since": "2024-02-01", "until": "2024-03-02", "overdue": false,
        })
    );
    let kept = &found[0]["node"];
    assert_eq!((&kept["at"], &kept["overdue"]), (&json!("2024-02-05T14:30:00"), &json!(true)));
    assert_eq!(kept["appointmentId"], json!(appointment));

    let outcome = json!({ "appointmentId": appointment, "outcome": "attended" });
    ocmw.record("recordAppointmentKept", on("2024-02-05", outcome)).await;
    let answered = on("2024-02-06", json!({ "referralId": referral }));
    let position = caw.record("acceptReferral", answered).await.position();
    let list = region(&format!(", on: \"2024-02-06\", atLeast: {position}"));
    assert_eq!(work(&server, &list).await, json!([]));
}

#[tokio::test]
async fn a_transfer_to_another_region_is_in_the_work_list_of_that_region_too() {
    let database = Database::create().await;
    elsewhere().is_published(&database).await;
    let server = Server::on(database).await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let request = json!({ "organisation": CAW, "region": ELSEWHERE });
    let asked = ocmw.record("requestTransfer", about(&id, "2024-01-12", request)).await.position();
    // Which position the other region is at says nothing of this one.
    work(&server, &region(&format!(", atLeast: {asked}"))).await;
    let found = async |region: &str| {
        let query = format!(
            "{{ workList(region: \"{region}\", on: \"2024-01-13\", organisation: \"{CAW}\") {{
                edges {{ node {{ kind trajectoryId region forOrganisation }} }} }} }}"
        );
        server.ask(&query).await["workList"]["edges"].clone()
    };
    let node = json!({
        "kind": "ANSWER_TRANSFER", "trajectoryId": id, "region": REGION, "forOrganisation": CAW,
    });
    for region in [REGION, ELSEWHERE] {
        assert_eq!(found(region).await, json!([{ "node": node }]), "{region}");
    }
    let declined = about(&id, "2024-01-13", json!({ "reason": "no_capacity" }));
    let declined = caw.record("declineTransfer", declined).await.position();
    work(&server, &region(&format!(", atLeast: {declined}"))).await;
    for region in [REGION, ELSEWHERE] {
        assert_eq!(found(region).await, json!([]), "{region}");
    }
}

#[tokio::test]
async fn who_asks_for_access_waits_for_the_owner_and_who_took_it_for_the_region() {
    let server = Server::start().await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let input = |more: Value| {
        let mut input = json!({ "trajectoryId": id });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    caw.record("requestAccess", input(json!({ "purpose": "guidance" }))).await;
    let taken = caw.record("overrideAccess", input(json!({ "reason": "crisis" }))).await.position();
    let list = |more: &str| region(&format!(", atLeast: {taken}{more}"));
    let of_region = work(&server, &list(", ofRegion: true")).await;
    assert_eq!(of_region, json!(["REVIEW_EMERGENCY_ACCESS - -"]));
    let of_caw = work(&server, &list(&format!(", organisation: \"{CAW}\""))).await;
    assert_eq!(of_caw, json!([]), "access that was taken makes no desk");
    let of_ocmw = work(&server, &list(&format!(", organisation: \"{OCMW}\""))).await;
    let answer = json!(format!("ANSWER_ACCESS_REQUEST {OCMW} -"));
    assert!(of_ocmw.as_array().unwrap().contains(&answer), "{of_ocmw}");

    let granted = ocmw.record("grantAccess", input(json!({ "organisation": CAW }))).await;
    let list = region(&format!(", atLeast: {}, organisation: \"{OCMW}\"", granted.position()));
    let of_ocmw = work(&server, &list).await;
    assert!(!of_ocmw.as_array().unwrap().contains(&answer), "{of_ocmw}");
}
