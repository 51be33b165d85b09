//! What VDAB and an auditor are told of the round that [`replay`](super::replay) tells, and of the
//! clients that came after it.

use serde_json::{Value, json};

use super::procedure::{COORDINATOR, ORGANISATIONS, Procedure, applicant};
use super::replay;
use crate::harness::{
    Clocked, FIGURES, Person, REGION, about, figure, figures, loopbrug, opening, run, wait_until,
};

const ANALYST: Person = Person { worker: 50, organisation: ORGANISATIONS[0], roles: "analyst" };
const CASEWORKER: Person =
    Person { worker: 51, organisation: ORGANISATIONS[2], roles: "caseworker" };

async fn whole_round() -> Procedure {
    let mut round = Procedure::launched().await;
    replay::drafts_and_submissions(&mut round).await;
    replay::assessment(&round).await;
    replay::pitches_and_jury(&round).await;
    replay::report_and_ratification(&round).await;
    replay::decisions(&round).await;
    replay::rebuttals(&round).await;
    round
}

fn reports(more: &str, fields: &str) -> String {
    let period = "period: { from: \"2024-01-01\", to: \"2024-02-29\" }";
    format!("{{ reports(region: \"{REGION}\", {period}, {more}) {{ {fields} }} }}")
}

/// A report as it is when the views have projected all of the log.
async fn report(server: &Clocked, who: Person, name: &str, fields: &str) -> Value {
    let head = server.database.head().await;
    let query = reports(&format!("atLeast: {head}"), &format!("{name} {{ position {fields} }}"));
    let report = server.ask(who, &query).await["reports"][name].clone();
    assert_eq!(report["position"], json!(head));
    report
}

#[tokio::test]
async fn the_selection_procedure_is_told_deadline_by_deadline() {
    let round = whole_round().await;
    let fields = "round timeline { item { code } planned stands times first last overdue
        amendments { new reason { code } } } proposals byStage { stage count }
        byOutcome { outcome count } conflicts
        warnings { assessments pitches juries decisions endDate }
        rebuttals { inTime late answered unanswered }
        ranking { proposalId organisation rank place tied total outcome }
        unranked { organisation exit } tieBreaks { reason { code label } }";
    let told = report(&round.server, ANALYST, "selectionProcedure", fields).await;
    let rows = told["timeline"].as_array().unwrap();
    let row = |item: &str| rows.iter().find(|row| row["item"]["code"] == *item).unwrap();
    for (item, times, first, last, overdue) in [
        ("launch", 1, "2023-08-11", "2023-08-11", false),
        ("submission_deadline", 5, "2023-09-22", "2023-09-22", false),
        ("assessment", 11, "2023-09-27", "2023-10-07", true),
        ("pitch_day_1", 2, "2023-10-11", "2023-10-11", false),
        ("pitch_day_2", 4, "2023-10-13", "2023-10-13", false),
        ("ratification", 1, "2023-10-22", "2023-10-22", false),
        ("end_date", 5, "2023-10-23", "2023-10-23", false),
        ("rebuttal", 2, "2023-11-06", "2023-11-07", true),
    ] {
        let row = row(item);
        let found = (&row["times"], &row["first"], &row["last"], &row["overdue"]);
        assert_eq!(found, (&json!(times), &json!(first), &json!(last), &json!(overdue)), "{item}");
    }
    let moved = row("pitch_day_1")["amendments"].as_array().unwrap();
    assert_eq!(moved[0]["new"], json!("2023-10-12"));
    assert_eq!(moved[1]["reason"]["code"], json!("jury_not_available"));

    assert_eq!((&told["round"], &told["proposals"]), (&json!("2023"), &json!(7)));
    let stages = [("DRAFT", 1), ("WITHDRAWN", 1), ("FINAL", 5)];
    let stages = stages.map(|(stage, count)| json!({ "stage": stage, "count": count }));
    assert_eq!(told["byStage"], json!(stages));
    let outcomes = [(json!("APPROVED"), 1), (json!("RESERVE"), 2), (json!("REJECTED"), 2)];
    let outcomes = outcomes.into_iter().chain([(Value::Null, 2)]);
    let outcomes = outcomes.map(|(outcome, count)| json!({ "outcome": outcome, "count": count }));
    assert_eq!(told["byOutcome"], outcomes.collect::<Value>());
    assert_eq!(told["conflicts"], json!(2), "one of an assessor, one of a member of the jury");
    let warnings = json!({
        "assessments": 1, "pitches": 0, "juries": 0, "decisions": 0, "endDate": false,
    });
    assert_eq!(told["warnings"], warnings);
    let rebuttals = json!({ "inTime": 1, "late": 1, "answered": 1, "unanswered": 0 });
    assert_eq!(told["rebuttals"], rebuttals);
    let rank = |of: usize, rank: u32, place: u32, total: f64, outcome: &str| {
        json!({
            "proposalId": round.proposals[&of], "organisation": ORGANISATIONS[of], "rank": rank,
            "place": place, "tied": rank == 1, "total": total, "outcome": outcome,
        })
    };
    let ranking = json!([
        rank(2, 1, 1, 75.0, "APPROVED"),
        rank(3, 1, 2, 75.0, "RESERVE"),
        rank(4, 3, 3, 60.0, "RESERVE"),
    ]);
    assert_eq!(told["ranking"], ranking);
    assert_eq!(told["unranked"].as_array().unwrap().len(), 2);
    assert_eq!(told["tieBreaks"][0]["reason"]["label"], json!("stemming in de jury"));

    for (position, then) in [(0, Value::Null), (1, json!({ "proposals": 0, "ranking": [] }))] {
        let fields = "selectionProcedure { proposals ranking { rank } }";
        let query = reports(&format!("asOf: {{ position: {position} }}"), fields);
        let told = round.server.ask(COORDINATOR, &query).await;
        assert_eq!(told["reports"]["selectionProcedure"], then, "as of {position}");
    }
    let query = reports("asOf: { position: 1 }", "selectionProcedure { proposals }");
    assert_eq!(round.server.refuses(applicant(2), &query).await, "REPORT_NOT_VISIBLE");
    lists(&round).await;
    rebuilt_is_live(&round.server).await;
    replayed(&round).await;
}

async fn lists(round: &Procedure) {
    let list = |more: &str| {
        format!(
            "{{ proposals(region: \"{REGION}\" {more}) {{ pageInfo {{ hasNextPage endCursor }}
               edges {{ node {{ id organisation stage rank outcome capacity }} }} }} }}"
        )
    };
    let of = |answer: &Value| -> Vec<String> {
        let edges = answer["proposals"]["edges"].as_array().unwrap().iter();
        edges.map(|edge| edge["node"]["organisation"].as_str().unwrap().to_owned()).collect()
    };
    let all = round.server.ask(COORDINATOR, &list("")).await;
    assert_eq!(of(&all), ORGANISATIONS[2..=8]);
    let first = &all["proposals"]["edges"][0]["node"];
    let expected = json!({
        "id": round.proposals[&2], "organisation": ORGANISATIONS[2], "stage": "FINAL", "rank": 1,
        "outcome": "APPROVED", "capacity": 30,
    });
    assert_eq!(*first, expected);
    let page = round.server.ask(COORDINATOR, &list(", first: 3")).await;
    assert_eq!(page["proposals"]["pageInfo"]["hasNextPage"], json!(true));
    let cursor = page["proposals"]["pageInfo"]["endCursor"].as_str().unwrap();
    let rest = round.server.ask(COORDINATOR, &list(&format!(", after: \"{cursor}\""))).await;
    assert_eq!(of(&rest), ORGANISATIONS[5..=8]);
    let two = round.server.ask(COORDINATOR, &list(", last: 2")).await;
    assert_eq!(of(&two), ORGANISATIONS[7..=8]);
    let before = list(&format!(", last: 2, before: \"{cursor}\""));
    assert_eq!(of(&round.server.ask(COORDINATOR, &before).await), ORGANISATIONS[2..=3]);
    let some = list(", round: \"2023\", stages: [DRAFT, WITHDRAWN]");
    assert_eq!(of(&round.server.ask(COORDINATOR, &some).await), ORGANISATIONS[6..=7]);
    let one = list(&format!(", organisation: \"{}\"", ORGANISATIONS[4]));
    assert_eq!(of(&round.server.ask(COORDINATOR, &one).await), [ORGANISATIONS[4]]);
    assert!(of(&round.server.ask(applicant(3), &one).await).is_empty());
    // An applicant sees the own proposal alone, and no rank.
    let own = round.server.ask(applicant(3), &list("")).await;
    assert_eq!(of(&own), [ORGANISATIONS[3]]);
    assert_eq!(own["proposals"]["edges"][0]["node"]["rank"], Value::Null);
    let odd = list(", after: \"tea\"");
    assert_eq!(round.server.refuses(COORDINATOR, &odd).await, "MALFORMED_ID");
}

/// The command line replays a round and a proposal too, with the words for their codes.
async fn replayed(round: &Procedure) {
    for (id, said_of_it) in [
        (&round.round, ["MatchingReportDrawnUp", "MatchingReportRatified"]),
        (&round.proposals[&2], ["service_type assertive_outreach: ", "then: final"]),
    ] {
        let mut replay = loopbrug();
        replay.args(["replay", id]).env("DATABASE_URL", &round.server.database.url);
        let said = tokio::task::spawn_blocking(move || run(&mut replay)).await.unwrap();
        assert_eq!(said.code, Some(0), "{said:?}");
        for words in said_of_it {
            assert!(said.stdout.contains(words), "{words}: {said:?}");
        }
    }
}

/// The rows do not change when they are built anew.
async fn rebuilt_is_live(server: &Clocked) {
    let rows = async || {
        wait_until("views at the head", async || server.database.views_are_at_the_head().await)
            .await;
        let proposals = server.database.rows_of("proposal_facts").await;
        (proposals, server.database.rows_of("round_facts").await)
    };
    let live = rows().await;
    assert_eq!((live.0.len(), live.1.len()), (7, 1));
    let mut rebuild = loopbrug();
    rebuild.args(["projections", "rebuild"]).env("DATABASE_URL", &server.database.url);
    let said = tokio::task::spawn_blocking(move || run(&mut rebuild)).await.unwrap();
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains(&format!("{REGION}, procedure: 8 streams")), "{said:?}");
    assert_eq!(rows().await, live);
}

/// A client who takes part, whom barriers of these problem areas hold back.
async fn held_back(server: &Clocked, areas: &[&str]) -> String {
    let client = server.send(CASEWORKER, "openTrajectory", opening(json!({})), "trajectory { id }");
    let id = client.await["trajectory"]["id"].as_str().unwrap().to_owned();
    let basis = json!({ "bases": ["consent"], "purposes": ["guidance"] });
    on(server, &id, "2024-01-05", "recordLegalBasis", basis).await;
    on(server, &id, "2024-01-10", "completeIntake", json!({})).await;
    for area in areas {
        let barrier = json!({ "area": area, "severity": 4, "suspected": false });
        on(server, &id, "2024-01-11", "identifyBarrier", barrier).await;
    }
    id
}

async fn on(server: &Clocked, id: &str, day: &str, name: &str, more: Value) {
    let payload = server.send(CASEWORKER, name, about(id, day, more), "").await;
    assert_eq!(payload["errors"], json!([]), "{name}: {payload}");
}

#[tokio::test]
async fn needs_stand_against_what_was_approved_and_what_is_used() {
    let round = whole_round().await;
    let server = round.server.at("2024-03-01T09:00:00");
    let helped = held_back(server, &["reachability"]).await;
    held_back(server, &["reachability", "dependency"]).await;
    let intervention = crate::harness::new_id();
    let plan = json!({
        "interventionId": intervention, "service": "assertive_outreach",
        "provider": ORGANISATIONS[2], "barriers": ["reachability"], "mode": "outreach",
    });
    on(server, &helped, "2024-02-02", "planIntervention", plan).await;
    let before = server.database.head().await;
    let start = json!({ "interventionId": intervention });
    on(server, &helped, "2024-02-09", "startIntervention", start).await;

    let fields = format!("unknown {FIGURES}");
    let told = report(server, COORDINATOR, "needsAgainstSupply", &fields).await;
    let in_need = |row: &str| figures(&told, row, ["in_need", "severe", "without_help"]);
    assert_eq!((in_need("total"), &told["unknown"]), ([2, 2, 1].map(Value::from), &json!(0.0)));
    // The first of all areas, in their order of importance.
    assert_eq!(told["rows"][1]["key"], "area=reachability");
    assert_eq!(in_need("area=reachability"), [2, 2, 1]);
    // Thirty places of the one approved proposal, of which one is taken.
    assert_eq!(figures(&told, "area=reachability", ["free", "uncovered"]), [29, 0]);
    assert_eq!(figure(&told, "area=reachability/challenge=-", "in_need"), 2);
    let outreach = "area=reachability/service=assertive_outreach";
    let supply = figures(&told, outreach, ["offers", "capacity", "budget"]);
    assert_eq!(supply, [1, 30, 80_000]);
    assert_eq!(figures(&told, outreach, ["started", "running", "waiting.median"]), [1, 1, 7]);
    for (row, column, proposals) in [
        (outreach, "capacity", vec![&round.proposals[&2]]),
        ("area=reachability", "free", vec![&round.proposals[&2]]),
        ("area=dependency", "free", vec![]),
        ("area=reachability", "in_need", vec![]),
    ] {
        let figure = format!("report: NEEDS, row: \"{row}\", column: \"{column}\"");
        let query = reports("atLeast: 1", &format!("lineage({figure}) {{ proposals }}"));
        let behind = server.ask(COORDINATOR, &query).await["reports"]["lineage"].clone();
        assert_eq!(behind["proposals"], json!(proposals), "{row} {column}");
    }
    assert_eq!(in_need("area=dependency"), [1, 1, 1]);
    assert_eq!(figure(&told, "area=dependency", "uncovered"), 1);
    // Nothing was recorded that the catalogue does not have: every service stands under its area.
    let keys = told["rows"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap());
    assert!(keys.clone().all(|key| !key.starts_with("service=")), "{told}");
    assert_eq!(keys.filter(|key| key.starts_with("area=") && !key.contains('/')).count(), 12);

    let fields = format!("needsAgainstSupply {{ position {FIGURES} }}");
    let query = reports(&format!("asOf: {{ position: {before} }}"), &fields);
    let then = server.ask(COORDINATOR, &query).await["reports"]["needsAgainstSupply"].clone();
    assert_eq!(then["position"], json!(before));
    assert_eq!(figure(&then, "total", "without_help"), 2);
}
