//! A question costs the database the same few statements, however long the lists that it asks for.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{
    CAW, Database, OCMW, Partner, REGION, Server, about, everything_of, loopbrug, new_id, run,
    wait_until,
};

/// How often each question is asked: often enough for a server's start to be a statement or two a
/// question.
const TIMES: usize = 100;
/// How many statements a question may take. It takes one or two; the rest is for a server's start.
const FEW: f64 = 8.0;
/// How long the lists are: far longer than that.
const MANY: usize = 40;

/// How many statements a server takes to start, to answer so many questions and to end, and how long
/// the answers took.
///
/// A server's counts are complete when it has ended: before that, each of its connections keeps
/// some to itself.
async fn counted(database: &Database, ask: impl AsyncFnOnce(&Server)) -> (f64, Duration) {
    let before = database.statements().await;
    let mut server = Server::on(database.clone()).await;
    let began = Instant::now();
    ask(&server).await;
    let took = began.elapsed();
    assert_eq!(server.stop().await.code(), Some(0));
    let left = async || database.others_connected().await == 0;
    wait_until("the server's connections are closed", left).await;
    (f64::from(database.statements().await - before), took)
}

/// How many statements a question takes, with its share of a server's start, and how long it takes.
async fn statements(database: &Database, question: &str) -> (f64, Duration) {
    let ask = async |server: &Server| {
        for _ in 0..TIMES {
            server.ask(question).await;
        }
    };
    let (statements, took) = counted(database, ask).await;
    let times = u32::try_from(TIMES).unwrap();
    (statements / f64::from(times), took / times)
}

/// How many statements a second a server takes that nobody asks anything.
async fn of_its_own_accord(database: &Database) -> f64 {
    let (start, _) = counted(database, async |_: &Server| ()).await;
    let idle = async |_: &Server| tokio::time::sleep(Duration::from_secs(5)).await;
    let (statements, took) = counted(database, idle).await;
    (statements - start).max(0.0) / took.as_secs_f64()
}

/// How often a question is measured anew whose count is too high: what else the database does
/// meanwhile, as its own vacuuming, counts as well, and more of it the longer a busy machine takes.
/// A statement for each of a list would be in every count.
const AGAIN: usize = 4;

/// Asks for little and for much: both take few statements, without those that a server takes in that
/// time anyway, in the least of some counts where the first ones are too high.
async fn cost_the_same(database: &Database, little: &str, much: &str) {
    let mut a_second = of_its_own_accord(database).await;
    for question in [little, much] {
        let mut counts = Vec::new();
        while counts.last().is_none_or(|&count| count > FEW) {
            assert!(counts.len() < AGAIN, "{counts:?} statements a time: {question}");
            if !counts.is_empty() {
                a_second = of_its_own_accord(database).await;
            }
            let (all, took) = statements(database, question).await;
            counts.push(all - a_second * took.as_secs_f64());
        }
    }
}

/// A client with many services, referrals, homes and jobs.
async fn with_many_of_everything(ocmw: &Partner<'_>) -> String {
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let on = |more: Value| about(&id, "2024-02-01", more);
    for _ in 0..MANY {
        let plan = json!({ "service": "debt_help", "provider": CAW, "mode": "group" });
        ocmw.record("planIntervention", on(plan)).await;
        let referral = json!({
            "to": CAW, "service": "debt_help", "urgency": "urgent",
            "areas": ["administration_and_debt"],
        });
        ocmw.record("sendReferral", on(referral)).await;
        ocmw.record("recordHousingFound", on(json!({ "tenure": "room" }))).await;
        let job = json!({ "contract": "flexi", "ftePercent": 5 });
        ocmw.record("startEmployment", on(job)).await;
        let visit = json!({
            "at": "2024-02-02T10:00:00", "organisation": OCMW, "purpose": "guidance",
        });
        ocmw.record("planAppointment", on(visit)).await;
    }
    let figure = json!({ "worker": new_id(), "organisation": OCMW });
    ocmw.record("assignBridgeFigure", on(figure)).await;
    id
}

#[tokio::test]
async fn a_trajectory_and_its_history_take_the_same_few_statements_however_long_they_are() {
    let mut server = Server::start().await;
    let database = server.database.clone();
    let (short, long) = {
        let ocmw = server.ocmw();
        (ocmw.opens(json!({})).await.trajectory(), with_many_of_everything(&ocmw).await)
    };
    let everything = everything_of(&server, "Trajectory").await;
    let trajectory = |id: &str| format!("{{ trajectory(id: \"{id}\") {{ {everything} }} }}");
    let found = server.ask(&trajectory(&long)).await["trajectory"].clone();
    for list in ["interventions", "referrals", "jobs", "appointments"] {
        assert_eq!(found[list].as_array().unwrap().len(), MANY, "{list}");
    }
    let history = |first: u32| {
        format!(
            "{{ history(id: \"{long}\", first: {first}) {{
                totalCount pageInfo {{ hasNextPage endCursor }}
                edges {{ node {{
                    eventId type payload putRightBy worker state {{ phase jobs {{ employmentId }} }}
                }} }}
            }} }}"
        )
    };
    assert_eq!(server.stop().await.code(), Some(0));
    cost_the_same(&database, &trajectory(&short), &trajectory(&long)).await;
    cost_the_same(&database, &history(2), &history(100)).await;
    let region = |first: u32| {
        format!(
            "{{ history(region: \"{REGION}\", first: {first}) {{
                totalCount edges {{ node {{ about type payload changes {{ place {{ label }} }} }} }} }} }}"
        )
    };
    cost_the_same(&database, &region(2), &region(100)).await;

    // A statement for each of many would be found out.
    let one = |n: usize| format!("a{n}: trajectory(id: \"{short}\") {{ id }} ");
    let each: String = (0..MANY).map(one).collect();
    let (taken, _) = statements(&database, &format!("{{ {each} }}")).await;
    assert!(taken >= f64::from(u32::try_from(MANY).unwrap()), "only {taken} statements a time");
}

#[tokio::test]
async fn a_list_of_trajectories_takes_the_same_few_statements_however_long_it_is() {
    let database = Database::create().await;
    let mut simulate = loopbrug();
    simulate.args(["simulate", "--clients", "250"]).env("DATABASE_URL", &database.url);
    let said = tokio::task::spawn_blocking(move || run(&mut simulate)).await.unwrap();
    assert_eq!(said.code, Some(0), "{said:?}");
    let mut server = Server::on(database.clone()).await;
    wait_until("the views are at the head", async || database.views_are_at_the_head().await).await;
    let overview = everything_of(&server, "TrajectoryOverview").await;
    let list = |first: u32| {
        format!(
            "{{ trajectories(region: \"{REGION}\", first: {first}) {{
                pageInfo {{ hasNextPage endCursor }} edges {{ cursor node {{ {overview} }} }}
            }} }}"
        )
    };
    let found = server.ask(&list(200)).await["trajectories"]["edges"].clone();
    assert_eq!(found.as_array().unwrap().len(), 200);
    assert_eq!(server.stop().await.code(), Some(0));
    cost_the_same(&database, &list(5), &list(200)).await;
}
