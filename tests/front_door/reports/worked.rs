//! A small story of three clients, and its figures worked by hand.

use serde_json::{Value, json};

use super::told;
use crate::harness::{CAW, COORDINATOR, FIGURES, OCMW, Server, about, figure, figures, new_id};

/// Opened on 1 January and in intake on 10 January: a woman of whom much is known, somebody of whom
/// nothing is, and a young man.
async fn told_of_three() -> Server {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let woman = json!({
        "gender": "woman", "age": 40, "labourStatus": "unemployed",
        "unemployedSince": "2022-05-01", "isced": "2", "disability": false,
        "foreignBackground": true, "nationalityGroup": "belgian", "housing": "5",
    });
    let woman = ocmw.takes_in(json!({}), woman).await;
    let unknown = ocmw.takes_in(json!({}), json!({})).await;
    let man = json!({ "gender": "man", "age": 20, "labourStatus": "inactive", "housing": "6" });
    let man = ocmw.takes_in(json!({ "municipality": "45035" }), man).await;
    of_the_woman(&server, &woman).await;
    of_the_others(&server, &unknown, &man).await;
    server
}

/// She is helped, finds a home, and works for four months.
async fn of_the_woman(server: &Server, id: &str) {
    let (appointment, job) = (new_id(), new_id());
    let on = async |day: &str, name: &'static str, more: Value| {
        server.ocmw().record(name, about(id, day, more)).await;
    };
    let visit = json!({ "mode": "home_visit", "outcome": "not_reached" });
    on("2024-01-06", "recordContactAttempt", visit).await;
    let call = json!({ "mode": "phone", "outcome": "reached" });
    on("2024-01-08", "recordContactAttempt", call).await;
    on("2024-02-01", "identifyBarrier", json!({ "area": "housing", "severity": 4 })).await;
    on("2024-02-10", "reassessBarrier", json!({ "area": "housing", "severity": 2 })).await;
    let referral = is_referred(server, id).await;
    let of = json!({ "referralId": referral });
    server.partner(CAW).record("acceptReferral", about(id, "2024-02-05", of.clone())).await;
    on("2024-02-11", "recordReferralFirstAttended", of).await;
    let plan = json!({
        "appointmentId": appointment, "at": "2024-02-20T10:00:00", "organisation": OCMW,
        "purpose": "guidance",
    });
    on("2024-02-12", "planAppointment", plan).await;
    let missed = json!({ "appointmentId": appointment, "outcome": "no_show" });
    on("2024-02-20", "recordAppointmentKept", missed).await;
    let home = json!({ "tenure": "social_rent", "from": "2024-03-01" });
    on("2024-03-01", "recordHousingFound", home).await;
    let start = json!({ "employmentId": job, "contract": "fixed_term", "ftePercent": 50 });
    on("2024-04-01", "startEmployment", start).await;
    let end = json!({ "employmentId": job, "reason": "end_of_contract" });
    on("2024-08-01", "endEmployment", end).await;
}

/// One is declined by whoever was asked for help; the other comes nearer to what he wants.
async fn of_the_others(server: &Server, unknown: &str, man: &str) {
    let referral = is_referred(server, unknown).await;
    let no = json!({ "referralId": referral, "reason": "no_capacity" });
    server.partner(CAW).record("declineReferral", about(unknown, "2024-02-08", no)).await;
    let (ocmw, goal) = (server.ocmw(), new_id());
    let wish = json!({ "goalId": goal, "domain": "work" });
    ocmw.record("setGoal", about(man, "2024-02-01", wish)).await;
    for (day, rating) in [("2024-02-01", 2), ("2024-03-01", 4)] {
        let rated = json!({ "goalId": goal, "rating": rating });
        ocmw.record("rateGoal", about(man, day, rated)).await;
    }
}

async fn is_referred(server: &Server, id: &str) -> String {
    let referral = new_id();
    let sent = json!({
        "referralId": referral, "to": CAW, "service": "debt_help", "urgency": "normal",
        "areas": ["administration_and_debt"],
    });
    server.ocmw().record("sendReferral", about(id, "2024-02-01", sent)).await;
    referral
}

async fn report(server: &Server, name: &str) -> Value {
    told(server, COORDINATOR, "", &format!("{name} {{ {FIGURES} }}")).await[name].clone()
}

#[tokio::test]
async fn who_takes_part_is_told_by_gender_age_and_place_with_what_is_not_known() {
    let server = told_of_three().await;
    let esf = report(&server, "esf").await;
    let columns = ["EECO01", "EECO02", "EECO02.unknown", "EECO03", "EECO04", "EECO05"];
    assert_eq!(figures(&esf, "total", columns), [3, 1, 1, 1, 1, 0]);
    assert_eq!(figures(&esf, "gender=woman", columns), [1, 1, 0, 1, 0, 0]);
    assert_eq!(figures(&esf, "gender=man", columns), [1, 0, 0, 0, 1, 0]);
    assert_eq!(figures(&esf, "gender=-", columns), [1, 0, 1, 0, 0, 0]);
    let columns = ["EECO07", "EECO07.unknown", "EECO09", "EECO09.unknown", "EECO14", "EECO16"];
    assert_eq!(figures(&esf, "total", columns), [1, 1, 1, 2, 1, 2]);

    let profile = report(&server, "profile").await;
    let columns = ["participants", "from18_to29", "from30_to54", "from55", "age_unknown"];
    assert_eq!(figures(&profile, "total", columns), [3, 1, 1, 0, 1]);
    assert_eq!(figures(&profile, "municipality=45041", columns), [2, 0, 1, 0, 1]);
    assert_eq!(figure(&profile, "municipality=45041/gender=-", "participants"), 1);
    let columns = ["inactive", "inactive_foreign_background", "inactive_background_unknown"];
    assert_eq!(figures(&profile, "municipality=45035", columns), [1, 0, 1]);

    let quality = report(&server, "quality").await;
    let columns = ["participants", "incomplete", "missing.labour", "missing.age", "missing.isced"];
    assert_eq!(figures(&quality, "total", columns), [3, 3, 1, 1, 2]);
    let columns = ["missing.gender", "missing.background", "missing.minority", "missing.housing"];
    assert_eq!(figures(&quality, "total", columns), [1, 2, 3, 1]);
    let of_all = json!(server.database.head().await);
    assert_eq!(figures(&quality, "total", ["records", "late"]), [of_all.clone(), of_all]);
    assert_eq!(figure(&quality, &format!("organisation={CAW}"), "records"), 2);
}

#[tokio::test]
async fn how_long_it_took_and_how_long_it_lasted_is_told_in_days() {
    let server = told_of_three().await;
    let funnel = report(&server, "funnel").await;
    let columns = ["opened", "intake", "intervention", "outcome"];
    assert_eq!(figures(&funnel, "total", columns), [3, 3, 0, 1]);
    let columns = ["days_to_intake.median", "days_to_intake.p90", "days_to_outcome.median"];
    assert_eq!(figures(&funnel, "total", columns), [9, 9, 60]);
    assert_eq!(figure(&funnel, "total", "days_to_intervention.median"), Value::Null);

    let lasting = report(&server, "lasting").await;
    let columns =
        ["due_91", "due_182", "lasting_91", "lasting_182", "share_91", "share_182", "lost"];
    // 91 days after 1 April is 1 July, 182 days 30 September: the job ended in between.
    assert_eq!(figures(&lasting, "kind=work", columns), [1, 1, 1, 0, 100, 0, 1]);
    assert_eq!(figures(&lasting, "kind=housing", columns), [1, 1, 1, 1, 100, 100, 0]);
    assert_eq!(figure(&lasting, "kind=work/reason=end_of_contract", "lost"), 1);
    assert_eq!(figure(&lasting, "kind=work/reason=end_of_contract", "due_91"), Value::Null);

    let referrals = report(&server, "referrals").await;
    let columns = ["sent", "answered", "accepted", "attended", "declined", "declined_by_client"];
    for row in ["total", "service=debt_help"] {
        assert_eq!(figures(&referrals, row, columns), [2, 2, 1, 1, 1, 0], "{row}");
        // Answered after four days and after seven.
        assert_eq!(figure(&referrals, row, "days_to_answer.median"), 5.5, "{row}");
        assert_eq!(figure(&referrals, row, "days_to_answer.p90"), 7, "{row}");
        assert_eq!(figure(&referrals, row, "days_to_attended.median"), 10, "{row}");
    }
    assert_eq!(figure(&referrals, "decline_reason=no_capacity", "declined"), 1);
}

#[tokio::test]
async fn what_was_tried_and_what_changed_is_told_once_a_client() {
    let server = told_of_three().await;
    let reach = report(&server, "reach").await;
    let columns = ["attempts", "successful", "appointments", "no_shows", "no_show_share"];
    assert_eq!(figures(&reach, "total", columns), [2, 1, 1, 1, 100]);
    assert_eq!(figures(&reach, "mode=phone", ["attempts", "successful"]), [1, 1]);
    assert_eq!(figures(&reach, "mode=home_visit", ["attempts", "successful"]), [1, 0]);
    // She at the second attempt, the others at their intake without any.
    let until = ["first_reached", "attempts_until_reached.median", "attempts_until_reached.p90"];
    assert_eq!(figures(&reach, "total", until), [3, 0, 2]);

    let change = report(&server, "change").await;
    let columns = ["better", "same", "worse", "change.median"];
    for (row, expected) in
        [("total", [1, 0, 0, -2]), ("area=housing", [1, 0, 0, -2]), ("domain=work", [1, 0, 0, 2])]
    {
        assert_eq!(figures(&change, row, columns), expected, "{row}");
    }
    assert_eq!(figure(&change, "domain=work", "relapsed"), Value::Null);

    let homeless = report(&server, "homelessness").await;
    let columns = ["hidden", "ethos_5", "ethos_6", "ethos_7", "housed", "lost_within_12"];
    assert_eq!(figures(&homeless, "total", columns), [1, 0, 1, 0, 1, 0]);
    assert_eq!(figures(&homeless, "municipality=45035", columns), [1, 0, 1, 0, 0, 0]);
    assert_eq!(figures(&homeless, "municipality=45041", columns), [0, 0, 0, 0, 1, 0]);
}
