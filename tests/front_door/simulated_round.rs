//! The round that goes before the simulated clients: played to its end, once, and the same again.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{COORDINATOR, Database, FIGURES, REGION, Server, figure};
use crate::simulation::{number, says};

const SIMULATE: &str = "simulate --clients 40 --seed 2023";

/// What is told of the round, once the views hold all of the log.
async fn procedure(database: &Database) -> Value {
    let mut server = Server::on(database.clone()).await;
    let head = database.head().await;
    let query = format!(
        "{{ reports(region: \"{REGION}\", period: {{ from: \"2024-01-01\", to: \"2025-12-31\" }},
            atLeast: {head}) {{
          selectionProcedure {{ timeline {{ item {{ code }} times first last overdue }}
            proposals byStage {{ stage count }} byOutcome {{ outcome count }} conflicts
            warnings {{ assessments pitches juries decisions endDate }}
            rebuttals {{ inTime late answered unanswered }}
            ranking {{ rank place tied }} unranked {{ exit }} }}
          needsAgainstSupply {{ {FIGURES} }} }} }}"
    );
    let told = server.ask_as(COORDINATOR, &query).await["reports"].clone();
    assert_eq!(server.stop().await.code(), Some(0));
    told
}

#[tokio::test]
async fn a_round_goes_before_the_simulated_clients_with_all_that_may_happen_in_one() {
    let database = Database::create().await;
    let said = says(&database, SIMULATE).await;
    assert_eq!(number(&said, " proposals"), 12, "{said:?}");
    assert_eq!(number(&said, " of them approved"), 6, "{said:?}");
    assert_eq!(database.head().await, number(&said, " events of 40 clients"));

    let reports = procedure(&database).await;
    let told = &reports["selectionProcedure"];
    assert_eq!(told["proposals"], json!(12));
    let stages = [("DRAFT", 1), ("FINAL", 11)];
    let stages = stages.map(|(stage, count)| json!({ "stage": stage, "count": count }));
    assert_eq!(told["byStage"], json!(stages), "one came too late");
    let outcomes = [("APPROVED", 6), ("RESERVE", 0), ("REJECTED", 5)];
    let outcomes = outcomes.map(|(outcome, count)| (json!(outcome), count));
    let outcomes = outcomes.into_iter().chain([(Value::Null, 1)]);
    let outcomes = outcomes.map(|(outcome, count)| json!({ "outcome": outcome, "count": count }));
    assert_eq!(told["byOutcome"], outcomes.collect::<Value>());
    assert_eq!(told["conflicts"], json!(1));
    let warnings = json!({
        "assessments": 1, "pitches": 0, "juries": 0, "decisions": 0, "endDate": false,
    });
    assert_eq!(told["warnings"], warnings);
    let rebuttals = json!({ "inTime": 1, "late": 1, "answered": 1, "unanswered": 0 });
    assert_eq!(told["rebuttals"], rebuttals);
    let ranking = told["ranking"].as_array().unwrap().iter();
    let ranks: Vec<_> = ranking.map(|row| (&row["rank"], &row["place"], &row["tied"])).collect();
    assert_eq!(
        ranks[1..3],
        [(&json!(2), &json!(2), &json!(true)), (&json!(2), &json!(3), &json!(true))]
    );
    assert_eq!(
        ranks[6..8],
        [(&json!(7), &json!(7), &json!(true)), (&json!(7), &json!(8), &json!(true))]
    );
    let mut exits: Vec<_> = told["unranked"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["exit"].as_str().unwrap())
        .collect();
    exits.sort_unstable();
    assert_eq!(exits.len(), 2);
    assert_ne!(exits[0], exits[1], "one not admitted, one not invited");

    let timeline = told["timeline"].as_array().unwrap();
    let row = |item: &str| timeline.iter().find(|row| row["item"]["code"] == *item).unwrap();
    for (item, last) in [
        ("launch", "2023-08-11"),
        ("submission_deadline", "2023-09-22"),
        ("assessment", "2023-10-07"),
        ("pitch_day_1", "2023-10-11"),
        ("pitch_day_2", "2023-10-13"),
        ("ratification", "2023-10-19"),
        ("end_date", "2023-10-20"),
        ("rebuttal", "2023-11-04"),
    ] {
        assert_eq!(row(item)["last"], json!(last), "{item}");
    }
    supply_meets_some_of_what_is_delivered(&reports["needsAgainstSupply"]);
}

fn supply_meets_some_of_what_is_delivered(needs: &Value) {
    let keys = needs["rows"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap());
    let services = keys.filter_map(|key| Some((key.split_once("/service=")?.0, key)));
    let of = |row: &str, column: &str| figure(needs, row, column).as_u64();
    let offered: Vec<_> = services.filter(|(_, row)| of(row, "offers") > Some(0)).collect();
    let covered: BTreeSet<_> = offered.iter().map(|(area, _)| area).collect();
    assert!((4..=8).contains(&covered.len()), "{covered:?}");
    assert!(offered.iter().any(|(_, row)| of(row, "started") > Some(0)), "{needs}");
}

#[tokio::test]
async fn the_same_seed_plays_the_same_round_and_a_region_has_it_once() {
    let (one, other) = (Database::create().await, Database::create().await);
    says(&one, SIMULATE).await;
    says(&other, SIMULATE).await;
    let log = one.log().await;
    assert_eq!(log, other.log().await);
    let again = says(&one, SIMULATE).await;
    assert_eq!(number(&again, " of them new"), 0, "{again:?}");
    assert_eq!(number(&again, " proposals"), 12, "{again:?}");
    assert_eq!(one.log().await, log);

    // The clients of another seed come after what is there, without another round.
    let another = says(&one, "simulate --clients 5 --seed 1").await;
    assert!(!another.stdout.contains("proposals"), "{another:?}");
    let launches = "SELECT event_type FROM events WHERE event_type = 'RoundLaunched'";
    assert_eq!(one.rows_of(&format!("({launches})")).await.len(), 1);
}

#[tokio::test]
async fn clients_who_come_before_a_round_is_over_come_without_it() {
    let database = Database::create().await;
    let said = says(&database, "simulate --clients 5 --from 2023-10-01").await;
    assert!(!said.stdout.contains("proposals"), "{said:?}");
    assert_eq!(database.head().await, number(&said, " events of 5 clients"));
    // Nor does one come after them, whose deadlines would have passed when it was recorded.
    let late = says(&database, "simulate --clients 5 --seed 2").await;
    assert!(!late.stdout.contains("proposals"), "{late:?}");
}
