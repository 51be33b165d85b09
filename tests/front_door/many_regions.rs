//! A program for many regions: those that nobody asks about cost nothing but rows.

use std::time::Duration;

use serde_json::json;

use crate::harness::{
    Database, Mutation, REGION, Server, committed, loopbrug, opening, run, wait_until,
};

/// How many regions there are beside the one that was committed.
const MORE: usize = 52;

fn name_of(number: usize) -> String {
    format!("streek-{number:02}")
}

/// A database with 53 regions.
async fn with_many_regions() -> Database {
    let database = Database::create().await;
    let mut migrate = loopbrug();
    migrate.arg("migrate").env("DATABASE_URL", &database.url);
    let said = tokio::task::spawn_blocking(move || run(&mut migrate)).await.unwrap();
    assert_eq!(said.code, Some(0), "{said:?}");
    let named = format!("code = \"{REGION}\"");
    let publish = |number: usize| {
        let region = name_of(number);
        let text = committed().replace(&named, &format!("code = \"{region}\""));
        format!(
            "INSERT INTO published_catalogues (region, version, hash, text)
             VALUES ('{region}', '2023-08-11', 'made up {number}', $text${text}$text$);"
        )
    };
    let all: String = (0..MORE).map(publish).collect();
    database.execute(&all).await;
    database
}

#[tokio::test]
async fn fifty_regions_that_nobody_asks_about_cost_no_more_than_one() {
    let alone = Database::create().await;
    let with_one = Server::on(alone.clone()).await;
    let database = with_many_regions().await;
    let server = Server::on(database.clone()).await;
    let (one, many) = (with_one.processor_time(), server.processor_time());
    // Reading 53 catalogues is left, unoptimised.
    assert!(many < one + Duration::from_secs(15), "{one:?} with one, {many:?} with many");

    // What happens by itself, when nobody asks for anything.
    let by_itself = async |database: &Database| {
        let before = database.statements().await;
        tokio::time::sleep(Duration::from_secs(6)).await;
        database.statements().await - before
    };
    let (of_one, of_many) = tokio::join!(by_itself(&alone), by_itself(&database));
    assert!(of_many <= of_one + 40, "{of_one} statements with one region, {of_many} with many");
    // How many a process opens as it starts differs from start to start, not by how many regions there are.
    let (of_one, of_many) = (alone.others_connected().await, database.others_connected().await);
    assert!(of_many <= of_one + 6, "{of_one} connections with one region, {of_many} with many");
    drop(with_one);

    // All of them are watched over all the same.
    let ready = server.http.get(format!("{}/health/ready", server.address)).send().await.unwrap();
    assert_eq!(ready.status().as_u16(), 200, "{}", ready.text().await.unwrap());
}

#[tokio::test]
async fn a_region_among_many_is_followed_when_its_log_moves_and_shown_when_somebody_asks() {
    let database = with_many_regions().await;
    let server = Server::on(database.clone()).await;
    for number in [7, 33] {
        let region = name_of(number);
        let open = Mutation::new("openTrajectory", opening(json!({ "region": region })));
        let position = server.ocmw().send(&open).await.unwrap().position();
        let list = format!(
            "{{ trajectories(region: \"{region}\", atLeast: {position}) {{ edges {{ node {{ phase }} }} }} }}"
        );
        // It waits for the position for a few seconds, and not without end.
        let found = server.ask(&list).await;
        assert_eq!(found["trajectories"]["edges"].as_array().unwrap().len(), 1, "{found}");
    }
    // One that is written to by somebody who tells nobody is found by looking.
    database.execute(&format!(
        "SET session_replication_role = replica;
         INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version,
             payload, metadata, region, position, event_id, occurred_on, recorded_at, command_id, actor)
         SELECT aggregate_type, gen_random_uuid()::text, sequence, event_type, event_version,
             payload, metadata, '{}', 1, gen_random_uuid(), occurred_on, recorded_at, command_id, actor
         FROM events WHERE region = '{}' AND position = 1;
         INSERT INTO log_head (region, position) SELECT '{}', 1
         ON CONFLICT (region) DO UPDATE SET position = 1;",
        name_of(20), name_of(7), name_of(20),
    )).await;
    let followed = async || {
        let region = name_of(20);
        let status = server.http.get(format!("{}/health/projections", server.address)).send().await;
        let said: serde_json::Value = status.unwrap().json().await.unwrap();
        let all = said["projections"].as_array().unwrap().clone();
        all.iter()
            .filter(|one| one["region"] == json!(region))
            .all(|one| one["position"] == json!(1))
    };
    wait_until("the region that moved silently is followed", followed).await;
}
