//! Taking over: inside the region, and in another one, where a trajectory is opened and linked.

mod left_behind;

use serde_json::{Value, json};

use crate::harness::{
    CAW, Database, ELSEWHERE, Mutation, OCMW, Partner, Payload, REGION, Server, about, elsewhere,
    opening,
};

/// One more organisation whose number the register never hands out.
const ANOTHER: &str = "0000000394";

const STANDS: &str = "phase region version owner sharedWith municipality { code }
    contactLanguage { code } interpreter source { code } clientId openedOn
    transferRequested { on organisation region }
    wentOnIn { region trajectoryId } transferredFrom { region trajectoryId }
    closings { on reason { code } }";

async fn stands(server: &Server, id: &str) -> Value {
    server.ask(&format!("{{ trajectory(id: \"{id}\") {{ {STANDS} }} }}")).await["trajectory"]
        .clone()
}

/// What is recorded where a client arrives who took part: the opening, the agreement, the entry data.
const ARRIVED: u32 = 3;

/// A server that knows of two regions.
async fn two_regions() -> Server {
    let database = Database::create().await;
    elsewhere().is_published(&database).await;
    Server::on(database).await
}

/// A participant whom the CAW is asked to take over in the other region, on 2024-02-01.
async fn asked_to_go_elsewhere(ocmw: &Partner<'_>) -> String {
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let request = json!({ "organisation": CAW, "region": ELSEWHERE });
    ocmw.record("requestTransfer", about(&id, "2024-02-01", request)).await;
    id
}

/// The CAW takes over, on 2024-02-03.
fn acceptance(id: &str) -> Mutation {
    let there = json!({
        "municipality": "99041", "contactLanguage": "fr", "interpreter": true,
    });
    Mutation::new("acceptTransfer", about(id, "2024-02-03", there))
}

/// What a repeat may not change.
fn answer(payload: &Payload) -> (String, u32, u32) {
    (payload.trajectory(), payload.version(), payload.position())
}

/// Both halves are there, once, and each names the other.
async fn goes_on_elsewhere(server: &Server, id: &str) -> String {
    let here = stands(server, id).await;
    assert_eq!(here["phase"], "ENDED", "who moved on is followed up there");
    assert_eq!(here["owner"], OCMW);
    assert_eq!(here["transferRequested"], Value::Null);
    let closing = json!([{ "on": "2024-02-03", "reason": { "code": "transferred" } }]);
    assert_eq!(here["closings"], closing);
    assert_eq!(here["wentOnIn"]["region"], ELSEWHERE);

    let there_id = here["wentOnIn"]["trajectoryId"].as_str().unwrap();
    let there = stands(server, there_id).await;
    let expected = json!({
        "phase": "ACTIVE", "region": ELSEWHERE, "version": ARRIVED, "owner": CAW, "sharedWith": [],
        "municipality": { "code": "99041" }, "contactLanguage": { "code": "fr" },
        "interpreter": true, "source": { "code": "other_region" },
        "clientId": here["clientId"], "openedOn": "2024-02-03", "transferRequested": null,
        "wentOnIn": null, "transferredFrom": { "region": REGION, "trajectoryId": id },
        "closings": [],
    });
    assert_eq!(there, expected);
    there_id.to_owned()
}

#[tokio::test]
async fn the_owner_changes_only_when_the_transfer_is_accepted_and_the_former_one_still_records() {
    let server = Server::start().await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let on = |day: &str, more: Value| about(&id, &format!("2024-02-{day}"), more);
    ocmw.record("requestTransfer", on("01", json!({ "organisation": CAW }))).await;
    let asked = stands(&server, &id).await;
    assert_eq!((&asked["owner"], &asked["sharedWith"]), (&json!(OCMW), &json!([CAW])));
    let pending = json!({ "on": "2024-02-01", "organisation": CAW, "region": null });
    assert_eq!(asked["transferRequested"], pending);
    ocmw.is_refused("acceptTransfer", on("02", json!({})), "TRANSFER_OF_ANOTHER", None).await;

    let day = async |ago: u32| {
        server.database.text(&format!("SELECT (current_date - {ago})::text")).await
    };
    let (yesterday, today) = (day(1).await, day(0).await);
    caw.record("acceptTransfer", about(&id, &yesterday, json!({}))).await;
    let taken_over = stands(&server, &id).await;
    assert_eq!((&taken_over["owner"], &taken_over["sharedWith"]), (&json!(CAW), &json!([OCMW])));
    assert_eq!(taken_over["transferRequested"], Value::Null);
    assert_eq!(taken_over["phase"], "ACTIVE");
    ocmw.record("linkPersona", on("03", json!({ "persona": "mo" }))).await;
    // It was a day later: told rightly, it is no second transfer.
    let right = json!({ "corrects": { "event": 5, "reason": "wrong_date" } });
    caw.record("acceptTransfer", about(&id, &today, right)).await;
    assert_eq!(stands(&server, &id).await["owner"], CAW);
    let again = about(&id, &today, json!({}));
    caw.is_refused("acceptTransfer", again, "NO_TRANSFER_REQUESTED", None).await;
}

#[tokio::test]
async fn accepted_in_another_region_it_goes_on_there_and_each_names_the_other() {
    let server = two_regions().await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let id = asked_to_go_elsewhere(&ocmw).await;
    let accept = acceptance(&id);
    let first = caw.send(&accept).await.unwrap();
    assert_eq!(first.refusal(), None);
    let there = goes_on_elsewhere(&server, &id).await;

    // What is recorded in the meantime changes nothing about the first answer.
    caw.has_consent_since(&there, "2024-02-04").await;
    ocmw.record("startEmployment", about(&id, "2024-02-05", job())).await;
    let back = about(&id, "2024-03-01", json!({ "reason": "returned" }));
    ocmw.record("reopenTrajectory", back).await;
    assert_eq!(answer(&caw.send(&accept).await.unwrap()), answer(&first));
    let request = json!({ "organisation": ANOTHER, "region": ELSEWHERE });
    ocmw.record("requestTransfer", about(&id, "2024-03-02", request)).await;
    assert_eq!(answer(&caw.send(&accept).await.unwrap()), answer(&first));
    assert_eq!(server.database.head_of(ELSEWHERE).await, ARRIVED + 1);
    let persona = about(&there, "2024-02-06", json!({ "persona": "noor" }));
    caw.record("linkPersona", persona).await;
    let not_here = about(&there, "2024-02-06", json!({ "persona": "nora" }));
    caw.is_refused("linkPersona", not_here, "UNKNOWN_CODE", Some("persona")).await;
}

fn job() -> Value {
    json!({ "contract": "flexi", "ftePercent": 50 })
}

#[tokio::test]
async fn a_transfer_that_broke_off_half_way_is_completed_by_sending_it_again() {
    let server = two_regions().await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let id = asked_to_go_elsewhere(&ocmw).await;
    let accept = acceptance(&id);
    let break_off = "
        CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$;
        CREATE TRIGGER break_off BEFORE INSERT ON events FOR EACH ROW
            WHEN (NEW.event_type = 'TransferAccepted') EXECUTE FUNCTION break_off()";
    server.database.execute(break_off).await;
    // Nothing is said of the half that stands, but that the same is to be sent again.
    let broken_off = caw.send(&accept).await.unwrap();
    assert_eq!(broken_off.refusal(), Some(("OUTCOME_UNKNOWN", None)));
    assert_eq!(server.database.head_of(ELSEWHERE).await, ARRIVED, "the first half is done");
    assert_eq!(stands(&server, &id).await["transferRequested"]["organisation"], CAW);

    server.database.execute("DROP TRIGGER break_off ON events").await;
    let completed = caw.send(&accept).await.unwrap();
    assert_eq!(completed.refusal(), None);
    goes_on_elsewhere(&server, &id).await;
    let again = caw.send(&accept).await.unwrap();
    assert_eq!(answer(&again), answer(&completed));
}

#[tokio::test]
async fn a_client_who_has_a_trajectory_in_the_other_region_goes_on_in_that_one() {
    let server = two_regions().await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let id = asked_to_go_elsewhere(&ocmw).await;
    let client = stands(&server, &id).await["clientId"].clone();
    let known = json!({ "clientId": client, "region": ELSEWHERE, "municipality": "99041" });
    let known = caw.record("openTrajectory", opening(known)).await.trajectory();
    let accepted = caw.send(&acceptance(&id)).await.unwrap();
    assert_eq!(accepted.refusal(), None);
    let expected = json!({ "region": ELSEWHERE, "trajectoryId": known });
    assert_eq!(stands(&server, &id).await["wentOnIn"], expected);
    // It was opened there before; now it is said where the client comes from.
    assert_eq!(server.database.head_of(ELSEWHERE).await, ARRIVED + 1);
    let there = stands(&server, &known).await;
    assert_eq!((&there["phase"], &there["owner"]), (&json!("ACTIVE"), &json!(CAW)));
    assert_eq!(there["transferredFrom"], json!({ "region": REGION, "trajectoryId": id }));
}

#[tokio::test]
async fn a_client_comes_back_to_a_trajectory_that_was_closed_and_has_nothing_to_say_twice() {
    let server = two_regions().await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let id = asked_to_go_elsewhere(&ocmw).await;
    caw.send(&acceptance(&id)).await.unwrap();
    let there = goes_on_elsewhere(&server, &id).await;
    let home = json!({ "tenure": "room", "municipality": "99041", "from": "2024-03-01" });
    caw.record("recordHousingFound", about(&there, "2024-03-01", home)).await;
    let request = json!({ "organisation": OCMW, "region": REGION });
    caw.record("requestTransfer", about(&there, "2024-04-01", request)).await;
    let accept = about(&there, "2024-04-02", json!({ "municipality": "45041" }));
    let accept = Mutation::new("acceptTransfer", accept);
    let first = ocmw.send(&accept).await.unwrap();
    assert_eq!(first.refusal(), None);

    let back = stands(&server, &id).await;
    assert_eq!((&back["phase"], &back["owner"]), (&json!("ACTIVE"), &json!(OCMW)));
    assert_eq!(back["wentOnIn"], Value::Null);
    assert_eq!(back["transferredFrom"], json!({ "region": ELSEWHERE, "trajectoryId": there }));
    assert_eq!(stands(&server, &there).await["phase"], "ENDED");
    let asked = format!(
        "{{ trajectory(id: \"{id}\") {{
            housing {{ homes {{ foundOn municipality {{ code }} }} }}
            closings {{ on reopenedOn }}
        }} }}"
    );
    let kept = json!({
        "housing": { "homes": [{ "foundOn": "2024-03-01", "municipality": null }] },
        "closings": [{ "on": "2024-02-03", "reopenedOn": "2024-04-02" }],
    });
    assert_eq!(server.ask(&asked).await["trajectory"], kept);
    // Repeated, it arrives once.
    let head = server.database.head().await;
    assert_eq!(answer(&ocmw.send(&accept).await.unwrap()), answer(&first));
    assert_eq!(server.database.head().await, head);
}

#[tokio::test]
async fn a_transfer_goes_to_a_region_that_exists_and_is_answered_whatever_became_of_access() {
    let server = two_regions().await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let nowhere = json!({ "organisation": CAW, "region": "atlantis" });
    let nowhere = about(&id, "2024-02-01", nowhere);
    ocmw.is_refused("requestTransfer", nowhere, "REGION_NOT_FOUND", Some("region")).await;
    let request = json!({ "organisation": CAW, "region": ELSEWHERE });
    ocmw.record("requestTransfer", about(&id, "2024-02-01", request)).await;
    let closing = about(&id, "2024-02-02", json!({ "reason": "moved" }));
    ocmw.record("closeTrajectory", closing).await;
    assert_eq!(caw.send(&acceptance(&id)).await.unwrap().refusal(), None);
    let here = stands(&server, &id).await;
    assert_eq!(here["phase"], "ENDED", "nothing is followed up here");
    let closing = json!([{ "on": "2024-02-02", "reason": { "code": "moved" } }]);
    assert_eq!(here["closings"], closing);
}

#[tokio::test]
async fn a_transfer_that_is_refused_opens_nothing_in_the_other_region() {
    let server = two_regions().await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let id = asked_to_go_elsewhere(&ocmw).await;
    let there = json!({ "municipality": "99041" });
    let on = |day: &str, more: Value| {
        let mut input = about(&id, day, there.clone());
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    for (partner, input, code, path) in [
        (&ocmw, on("2024-02-03", json!({})), "TRANSFER_OF_ANOTHER", None),
        (
            &caw,
            on("2024-02-03", json!({ "expectedVersion": 3 })),
            "VERSION_CONFLICT",
            Some("expectedVersion"),
        ),
        // Before it was asked.
        (&caw, on("2024-01-31", json!({})), "NO_TRANSFER_REQUESTED", None),
        (&caw, on("2199-01-01", json!({})), "OCCURRED_IN_THE_FUTURE", Some("occurredOn")),
        (
            &caw,
            on("2024-02-03", json!({ "municipality": "45041" })),
            "UNKNOWN_CODE",
            Some("municipality"),
        ),
    ] {
        partner.is_refused("acceptTransfer", input, code, path).await;
        assert_eq!(server.database.head_of(ELSEWHERE).await, 0, "{code}");
    }
    caw.record("acceptTransfer", on("2024-02-03", json!({}))).await;
}

#[tokio::test]
async fn a_transfer_that_is_declined_meanwhile_opens_nothing_elsewhere() {
    let server = two_regions().await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let mut declined = 0;
    for _ in 0..20 {
        let id = asked_to_go_elsewhere(&ocmw).await;
        let before = server.database.head_of(ELSEWHERE).await;
        let decline = json!({ "reason": "no_capacity" });
        let decline = Mutation::new("declineTransfer", about(&id, "2024-02-03", decline));
        let accept = acceptance(&id);
        let (accepted, refused) = tokio::join!(caw.send(&accept), caw.send(&decline));
        let (accepted, refused) = (accepted.unwrap(), refused.unwrap());
        assert_ne!(accepted.refusal().is_none(), refused.refusal().is_none(), "one of the two");
        let opened = server.database.head_of(ELSEWHERE).await - before;
        let arrived = if accepted.refusal().is_none() { ARRIVED } else { 0 };
        assert_eq!(opened, arrived, "{accepted:?}");
        declined += u32::from(refused.refusal().is_none());
    }
    assert!(declined > 0, "never was it declined first");
}

#[tokio::test]
async fn an_acceptance_in_another_region_is_not_taken_back_in_this_one_alone() {
    let server = two_regions().await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let id = asked_to_go_elsewhere(&ocmw).await;
    caw.send(&acceptance(&id)).await.unwrap();
    let there = goes_on_elsewhere(&server, &id).await;
    let void = json!({ "event": 5, "reason": "did_not_happen" });
    ocmw.is_refused("voidEvent", about(&id, "2024-03-01", void), "TRANSFER_STANDS", Some("event"))
        .await;
    assert_eq!(goes_on_elsewhere(&server, &id).await, there);
}
