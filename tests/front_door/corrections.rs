//! Mistakes are put right by telling them: figures follow, and the history shows both.

use serde_json::{Value, json};

use crate::harness::{
    COORDINATOR, FIGURES, OCMW, Partner, Payload, Server, about, figures, loopbrug, run,
};

/// A client who found a home on 2024-03-01, as event 4.
async fn housed(partner: &Partner<'_>) -> String {
    let id = partner.takes_in(json!({}), json!({})).await;
    let home = json!({ "tenure": "room", "from": "2024-03-01" });
    let found = partner.record("recordHousingFound", about(&id, "2024-03-01", home)).await;
    assert_eq!(found.version(), 4);
    id
}

async fn void(partner: &Partner<'_>, id: &str, event: u32) -> Payload {
    let more = json!({ "event": event, "reason": "did_not_happen" });
    partner.record("voidEvent", about(id, "2024-04-01", more)).await
}

/// Who has found a home in February, and in March, as known at a position.
async fn housed_in_each_month(server: &Server, position: u32) -> [Value; 2] {
    let mut found = [Value::Null, Value::Null];
    for (n, (from, to)) in [("02-01", "02-29"), ("03-01", "03-31")].into_iter().enumerate() {
        let query = format!(
            "{{ reports(region: \"vlaamse-ardennen\", asOf: {{ position: {position} }},
                period: {{ from: \"2024-{from}\", to: \"2024-{to}\" }}) {{
                outcomes {{ {FIGURES} }}
            }} }}"
        );
        let report = server.ask_as(COORDINATOR, &query).await["reports"]["outcomes"].clone();
        found[n] = json!(figures(&report, "total", ["housed", "still_housed"]));
    }
    found
}

#[tokio::test]
async fn a_correction_moves_the_figures_and_leaves_what_was_known_before() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = housed(&ocmw).await;
    let right = json!({
        "tenure": "social_rent", "from": "2024-02-15",
        "corrects": { "event": 4, "reason": "wrong_date" },
    });
    let right = ocmw.record("recordHousingFound", about(&id, "2024-02-15", right)).await;
    let voided = void(&ocmw, &id, 4).await;

    let [none, found, still] = [json!([0, 0]), json!([1, 1]), json!([0, 1])];
    assert_eq!(housed_in_each_month(&server, 4).await, [none.clone(), found.clone()]);
    assert_eq!(housed_in_each_month(&server, right.position()).await, [found, still]);
    assert_eq!(housed_in_each_month(&server, voided.position()).await, [none.clone(), none]);
}

#[tokio::test]
async fn the_history_shows_the_mistake_and_what_put_it_right() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = housed(&ocmw).await;
    void(&ocmw, &id, 4).await;

    let history = async |arguments: &str| {
        let query = format!(
            "{{ history(id: \"{id}\"{arguments}) {{
                totalCount pageInfo {{ hasNextPage endCursor }}
                edges {{ node {{
                    event position type occurredOn putsRight putRightBy organisation
                    state {{ phase housing {{ homes {{ from }} }} }}
                }} }}
            }} }}"
        );
        server.ask(&query).await["history"].clone()
    };
    let all = history("").await;
    assert_eq!(all["totalCount"], 5);
    let step = |n: usize| &all["edges"][n - 1]["node"];
    for n in 1..=5 {
        assert_eq!((&step(n)["event"], &step(n)["position"]), (&json!(n), &json!(n)));
    }
    assert_eq!(step(4)["putRightBy"], json!([5]));
    assert_eq!(step(5)["putsRight"], json!(4));
    assert_eq!(step(1)["state"]["phase"], "OUTREACH");
    assert_eq!(step(3)["state"]["phase"], "ACTIVE");
    assert_eq!(step(4)["state"]["housing"]["homes"], json!([{ "from": "2024-03-01" }]));
    assert_eq!(step(5)["state"]["housing"]["homes"], json!([]));

    let page = history(", first: 2").await;
    let after = &page["pageInfo"]["endCursor"];
    assert_eq!(page["pageInfo"]["hasNextPage"], json!(true));
    let page = history(&format!(", first: 3, after: {after}")).await;
    assert_eq!(page["pageInfo"]["hasNextPage"], json!(false));
    assert_eq!(page["edges"][0]["node"]["event"], 3);

    let url = &server.database.url;
    let said = run(loopbrug().args(["replay", &id]).env("DATABASE_URL", url));
    assert_eq!(said.code, Some(0), "{said:?}");
    for n in 1..=5 {
        assert!(said.stdout.contains(&format!("position {n} ")), "{said:?}");
    }
    // Who recorded it, and the words for its codes.
    assert!(said.stdout.contains(&format!("by {OCMW}, ")), "{said:?}");
    assert!(said.stdout.contains("municipality 45041: Ronse\n"), "{said:?}");
}

#[tokio::test]
async fn what_cannot_be_put_right_is_refused() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = housed(&ocmw).await;
    let void = |event: u32, reason: &str| {
        about(&id, "2024-04-01", json!({ "event": event, "reason": reason }))
    };
    for event in [0, 5, 99] {
        let input = void(event, "wrong_code");
        ocmw.is_refused("voidEvent", input, "EVENT_NOT_FOUND", Some("event")).await;
    }
    ocmw.is_refused("voidEvent", void(1, "wrong_code"), "OPENING_STAYS", None).await;
    ocmw.is_refused("voidEvent", void(4, "x"), "UNKNOWN_CODE", Some("reason")).await;
    let lost = json!({ "reason": "eviction" });
    ocmw.record("recordHousingLost", about(&id, "2024-03-20", lost)).await;
    let code = "LATER_EVENT_CONTRADICTED";
    ocmw.is_refused("voidEvent", void(4, "wrong_client"), code, None).await;
    let other = json!({ "ethos": "1", "corrects": { "event": 4, "reason": "wrong_code" } });
    let input = about(&id, "2024-03-01", other);
    ocmw.is_refused("observeHousing", input, "CORRECTION_CHANGES_KIND", None).await;
}

/// What a query of a trajectory gives.
async fn stands(server: &Server, id: &str, fields: &str) -> Value {
    server.ask(&format!("{{ trajectory(id: \"{id}\") {{ {fields} }} }}")).await["trajectory"]
        .clone()
}

#[tokio::test]
async fn what_a_mutation_brought_along_is_put_right_with_it_and_not_by_itself() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let linked = about(&id, "2024-02-01", json!({ "persona": "mo" }));
    assert_eq!(ocmw.record("linkPersona", linked).await.version(), 5);
    let fields = "personas { code } challenges { code }";
    let with = |persona: &str, challenge: &str| json!({ "personas": [{ "code": persona }], "challenges": [{ "code": challenge }] });
    assert_eq!(stands(&server, &id, fields).await, with("mo", "RU1"));

    let right = json!({ "persona": "bart", "corrects": { "event": 4, "reason": "wrong_code" } });
    let right = ocmw.record("linkPersona", about(&id, "2024-02-01", right)).await;
    assert_eq!(right.version(), 7, "the persona and its challenge");
    assert_eq!(stands(&server, &id, fields).await, with("bart", "RU2"));

    let alone = json!({ "event": 5, "reason": "wrong_code" });
    let alone = about(&id, "2024-04-01", alone);
    ocmw.is_refused("voidEvent", alone, "EVENT_FOLLOWS_FROM_ANOTHER", Some("event")).await;
    void(&ocmw, &id, 4).await;
    let none = json!({ "personas": [], "challenges": [] });
    assert_eq!(stands(&server, &id, fields).await, none);
}

#[tokio::test]
async fn a_closing_of_another_day_ended_everything_on_that_day_and_one_that_was_none_ended_nothing()
{
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let plan = json!({ "service": "housing_guidance", "mode": "outreach", "provider": OCMW });
    ocmw.record("planIntervention", about(&id, "2024-02-01", plan)).await;
    let closing = about(&id, "2024-03-01", json!({ "reason": "work" }));
    assert_eq!(ocmw.record("closeTrajectory", closing).await.version(), 6);
    let fields = "phase interventions { endedOn }";
    let ended =
        |phase: &str, on: Value| json!({ "phase": phase, "interventions": [{ "endedOn": on }] });
    assert_eq!(stands(&server, &id, fields).await, ended("FOLLOW_UP", json!("2024-03-01")));

    let right = json!({ "reason": "work", "corrects": { "event": 6, "reason": "wrong_date" } });
    ocmw.record("closeTrajectory", about(&id, "2024-06-30", right)).await;
    assert_eq!(stands(&server, &id, fields).await, ended("FOLLOW_UP", json!("2024-06-30")));
    void(&ocmw, &id, 6).await;
    assert_eq!(stands(&server, &id, fields).await, ended("ACTIVE", Value::Null));
}
