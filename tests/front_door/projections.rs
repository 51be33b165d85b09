//! How the views are, from outside, and what can be done about them.

use serde_json::{Value, json};

use crate::harness::{Database, REGION, Said, Server, about, loopbrug, run, wait_until};

/// What a health question is answered with.
async fn health(server: &Server) -> (u16, Value) {
    let url = format!("{}/health/projections", server.address);
    let answer = server.http.get(url).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn says(database: &Database, command: &str) -> Said {
    let mut program = loopbrug();
    program.args(command.split(' ')).env("DATABASE_URL", &database.url);
    tokio::task::spawn_blocking(move || run(&mut program)).await.unwrap()
}

/// A row of another writer, about this trajectory, that nobody can read.
async fn insert_nonsense(database: &Database, trajectory: &str) {
    let stream = trajectory.trim_start_matches("trajectory:");
    let insert = format!(
        "INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                             payload, metadata)
         SELECT 'ClientTrajectory', '{stream}', max(sequence) + 1, 'ContactAttempted', '1',
                '{{\"nobody\": \"knows\"}}', '{{}}'
         FROM events WHERE aggregate_id = '{stream}'"
    );
    database.execute(&insert).await;
}

#[tokio::test]
async fn the_health_of_projections_names_what_stands_still() {
    let server = Server::start().await;
    let database = &server.database;
    let [poisoned, other] = [
        server.ocmw().takes_in(json!({}), json!({})).await,
        server.ocmw().takes_in(json!({}), json!({})).await,
    ];
    wait_until("the views are at the head", async || database.views_are_at_the_head().await).await;
    let (code, said) = health(&server).await;
    assert_eq!((code, &said["status"], &said["reasons"]), (200, &json!("ok"), &json!([])));
    let of = |said: &Value, n: usize| said["projections"][n].clone();
    let head = database.head().await;
    for (n, projection) in ["procedure", "trajectories"].into_iter().enumerate() {
        let one = of(&said, n);
        assert_eq!(one["projection"], projection);
        assert_eq!(one["region"], REGION);
        assert_eq!(
            [&one["position"], &one["head"], &one["lag"]],
            [&json!(head), &json!(head), &json!(0)]
        );
        assert!(one["heartbeat_age"].as_f64().unwrap() < 30.0, "{one}");
        assert_eq!([&one["dead_letters"], &one["rebuild"]], [&json!(0), &Value::Null]);
    }

    insert_nonsense(database, &poisoned).await;
    server
        .ocmw()
        .record(
            "recordContactAttempt",
            about(&other, "2024-02-01", json!({ "mode": "phone", "outcome": "reached" })),
        )
        .await;
    wait_until("the views are at the head", async || database.views_are_at_the_head().await).await;
    let (code, said) = health(&server).await;
    assert_eq!(code, 503);
    assert_eq!(
        said["reasons"],
        json!([format!("trajectories of {REGION}: 1 streams stand still")])
    );
    assert_eq!(
        (&of(&said, 0)["status"], &of(&said, 1)["status"]),
        (&json!("ok"), &json!("dead_letters"))
    );
    let status = says(database, "projections status").await;
    assert!(status.stdout.contains("dead_letters"), "{status:?}");
    assert!(!status.stdout.contains("nobody"), "{status:?}");

    let retried = says(database, "projections retry").await;
    assert_eq!(retried.code, Some(1), "{retried:?}");
    assert!(retried.stdout.contains("0 streams go on, 1 are still quarantined"), "{retried:?}");
    let verified = says(database, "projections verify").await;
    assert_eq!(verified.code, Some(0), "what stands still is as it was: {verified:?}");
}

#[tokio::test]
async fn what_differs_from_the_log_is_named_and_a_rebuild_puts_it_right() {
    let server = Server::start().await;
    let database = &server.database;
    let id = server.ocmw().takes_in(json!({}), json!({})).await;
    wait_until("the views are at the head", async || database.views_are_at_the_head().await).await;
    let verified = says(database, "projections verify").await;
    assert_eq!(verified.code, Some(0), "{verified:?}");
    assert!(
        verified.stdout.contains("1 streams of 3 events compared, 0 rows differ"),
        "{verified:?}"
    );

    database.execute("UPDATE trajectory_overview SET municipality = 'elsewhere'").await;
    let verified = says(database, &format!("projections verify --region {REGION}")).await;
    assert_eq!(verified.code, Some(1), "{verified:?}");
    let stream = id.trim_start_matches("trajectory:");
    let line =
        format!("{REGION}, trajectories: trajectory_overview {stream} is not what the log says");
    assert!(verified.stdout.lines().any(|said| said == line), "{verified:?}");

    let rebuilt = says(database, "projections rebuild").await;
    assert_eq!(rebuilt.code, Some(0), "{rebuilt:?}");
    let counted = "counted 1 rows and 0 dead letters, and in the log 1 streams and 3 events";
    assert!(rebuilt.stdout.contains(counted), "{rebuilt:?}");
    let verified = says(database, "projections verify").await;
    assert_eq!(verified.code, Some(0), "{verified:?}");
    // The server has gone over to the new rows.
    let found = server.ask(&format!("{{ trajectories(region: \"{REGION}\") {{ edges {{ node {{ municipality {{ code }} }} }} }} }}")).await;
    assert_eq!(found["trajectories"]["edges"].as_array().unwrap().len(), 1);
}
