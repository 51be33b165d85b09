//! Who has access: asked for, given and ended, by the server's clock.

use serde_json::{Value, json};

use crate::harness::{CAW, Clocked, OCMW, Person, new_id};

const OWNER: Person = Person { worker: 1, organisation: OCMW, roles: "caseworker" };
const OTHER: Person = Person { worker: 2, organisation: CAW, roles: "caseworker" };

/// A client of the OCMW, a participant since 10 January 2024.
struct Client {
    server: Clocked,
    id: String,
}

impl Client {
    async fn is_taken_in() -> Self {
        let server = Clocked::start().await;
        server.at("2024-01-10T09:00:00");
        let opening = json!({
            "region": "vlaamse-ardennen", "source": "ocmw", "municipality": "45041",
        });
        let opened = server.send(OWNER, "openTrajectory", opening, "trajectory { id }").await;
        let id = opened["trajectory"]["id"].as_str().unwrap().to_owned();
        let client = Self { server, id };
        let basis = json!({ "bases": ["consent"], "purposes": ["guidance"] });
        client.records(OWNER, "recordLegalBasis", basis).await;
        client.records(OWNER, "completeIntake", json!({})).await;
        client
    }

    fn about(&self, mut input: Value) -> Value {
        input["trajectoryId"] = json!(self.id);
        input
    }

    async fn records(&self, who: Person, name: &str, input: Value) -> Value {
        let fields = "trajectory { accessRequests { organisation on purpose { code } } sharedWith
                      accessOverrides { organisation until } bridgeFigure { worker } }
                      openWork { kind id organisation since }";
        let payload = self.server.send(who, name, self.about(input), fields).await;
        assert_eq!(payload["errors"], json!([]), "{name}: {payload}");
        payload
    }

    async fn is_refused(&self, who: Person, name: &str, input: Value, code: &str) {
        self.server.send_in_vain(who, name, self.about(input), code).await;
    }

    fn attempt() -> Value {
        json!({ "mode": "phone", "outcome": "reached" })
    }
}

#[tokio::test]
async fn who_has_no_access_asks_for_it_and_is_answered() {
    let client = Client::is_taken_in().await;
    let purpose = || json!({ "purpose": "guidance" });
    let asked = client.records(OTHER, "requestAccess", purpose()).await;
    assert_eq!(asked["trajectory"], Value::Null, "who asks for access has none");
    let pending = json!([
        { "organisation": CAW, "on": "2024-01-10", "purpose": { "code": "guidance" } },
    ]);
    let query = format!(
        "{{ trajectory(id: \"{}\") {{ accessRequests {{ organisation on purpose {{ code }} }} }} }}",
        client.id
    );
    let seen = client.server.ask(OWNER, &query).await;
    assert_eq!(seen["trajectory"]["accessRequests"], pending);
    assert_eq!(client.server.ask(OTHER, &query).await["trajectory"], Value::Null);
    client.is_refused(OTHER, "requestAccess", purpose(), "ACCESS_STILL_REQUESTED").await;
    let attempt = Client::attempt();
    client.is_refused(OTHER, "recordContactAttempt", attempt.clone(), "TRAJECTORY_NOT_FOUND").await;
    let refusal = json!({ "organisation": CAW, "reason": "no_legal_basis" });
    client.is_refused(OTHER, "refuseAccess", refusal.clone(), "TRAJECTORY_NOT_FOUND").await;
    let answered = client.records(OWNER, "refuseAccess", refusal.clone()).await;
    assert_eq!(answered["trajectory"]["accessRequests"], json!([]));
    client.is_refused(OWNER, "refuseAccess", refusal, "NO_ACCESS_REQUESTED").await;

    client.records(OTHER, "requestAccess", purpose()).await;
    let granted = client.records(OWNER, "grantAccess", json!({ "organisation": CAW })).await;
    assert_eq!(granted["trajectory"]["accessRequests"], json!([]));
    assert_eq!(granted["trajectory"]["sharedWith"], json!([CAW]));
    client.records(OTHER, "recordContactAttempt", attempt).await;
    client.is_refused(OTHER, "requestAccess", purpose(), "GRANT_STILL_OPEN").await;
}

#[tokio::test]
async fn once_access_is_withdrawn_a_count_tells_no_more_than_the_pages() {
    let client = Client::is_taken_in().await;
    client.records(OWNER, "grantAccess", json!({ "organisation": CAW })).await;
    let database = &client.server.database;
    let list = |more: String| {
        format!(
            "{{ trajectories(region: \"vlaamse-ardennen\"{more}) {{ totalCount edges {{ node {{ id }} }} }} }}"
        )
    };
    let query = list(format!(", atLeast: {}", database.head().await));
    let seen = client.server.ask(OTHER, &query).await["trajectories"].clone();
    assert_eq!(seen, json!({ "totalCount": 1, "edges": [{ "node": { "id": client.id } }] }));
    // The rows do not follow for a moment.
    let mut held = database.hold("LOCK TABLE trajectory_access IN EXCLUSIVE MODE").await;
    client.records(OWNER, "withdrawSharing", json!({})).await;
    let seen = client.server.ask(OTHER, &list(String::new())).await["trajectories"].clone();
    assert_eq!(seen, json!({ "totalCount": 0, "edges": [] }));
    let seen = client.server.ask(OWNER, &list(String::new())).await["trajectories"].clone();
    assert_eq!(seen["totalCount"], json!(1), "the owner keeps it");
    held.end().await;
}

#[tokio::test]
async fn access_that_was_taken_ends_at_its_moment() {
    let client = Client::is_taken_in().await;
    client.server.at("2024-01-12T22:00:00");
    let take = |until: &str| json!({ "reason": "crisis", "until": until });
    let too_long = take("2024-01-15T21:00:01Z");
    client.is_refused(OTHER, "overrideAccess", too_long, "OVERRIDE_TOO_LONG").await;
    let over = take("2024-01-12T21:00:00Z");
    client.is_refused(OTHER, "overrideAccess", over, "OVERRIDE_OVER").await;
    let taken = client.records(OTHER, "overrideAccess", take("2024-01-13T05:30:00Z")).await;
    let seen = json!([{ "organisation": CAW, "until": "2024-01-13T05:30:00+00:00" }]);
    assert_eq!(taken["trajectory"]["accessOverrides"], seen);

    client.server.at("2024-01-13T06:29:59");
    client.records(OTHER, "recordContactAttempt", Client::attempt()).await;
    let own = json!({ "organisation": CAW });
    client.is_refused(OTHER, "grantAccess", own, "OWN_ACCESS_NOT_RESTORED").await;
    client.server.at("2024-01-13T06:30:00");
    let mut late = Client::attempt();
    late["occurredOn"] = json!("2024-01-12");
    client.is_refused(OTHER, "recordContactAttempt", late, "TRAJECTORY_NOT_FOUND").await;
}

#[tokio::test]
async fn what_is_left_open_is_named_where_access_is_ended() {
    let client = Client::is_taken_in().await;
    let (worker, intervention, appointment) = (new_id(), new_id(), new_id());
    let figure = json!({ "worker": worker, "organisation": CAW });
    let code = "BRIDGE_FIGURE_WITHOUT_ACCESS";
    client.is_refused(OWNER, "assignBridgeFigure", figure.clone(), code).await;
    client.records(OWNER, "grantAccess", json!({ "organisation": CAW })).await;
    client.records(OWNER, "assignBridgeFigure", figure).await;
    let plan = json!({
        "interventionId": intervention, "service": "housing_guidance", "provider": CAW,
        "mode": "outreach",
    });
    client.records(OWNER, "planIntervention", plan).await;
    let plan = json!({
        "appointmentId": appointment, "at": "2024-01-20T09:30:00", "organisation": CAW,
        "purpose": "housing",
    });
    let planned = client.records(OWNER, "planAppointment", plan).await;
    assert_eq!(planned["openWork"], json!([]));

    client.server.at("2024-01-15T09:00:00");
    let ended = client.records(OWNER, "expireAccess", json!({ "organisation": CAW })).await;
    let work = |kind, id: &String| json!({ "kind": kind, "id": id, "organisation": CAW, "since": "2024-01-15" });
    let left = json!([
        work("BRIDGE_FIGURE", &worker),
        work("INTERVENTION", &intervention),
        work("APPOINTMENT", &appointment),
    ]);
    assert_eq!(ended["openWork"], left);
    assert_eq!(ended["trajectory"]["bridgeFigure"], Value::Null);
}
