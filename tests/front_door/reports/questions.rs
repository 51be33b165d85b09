//! So many different questions may be asked a day by whoever is shown rounded figures.

use serde_json::{Value, json};

use super::clocked::COORDINATOR;
use crate::harness::{Clocked, Database, Person, REGION, newer_with, wait_until};

const ANALYST: Person = Person { roles: "analyst", ..COORDINATOR };
const NOBODY: Person = Person { roles: "", ..COORDINATOR };

/// Reports from one day to another.
fn reports_until(from: &str, to: &str, fields: &str) -> String {
    let period = format!("{{ from: \"{from}\", to: \"{to}\" }}");
    format!("{{ reports(region: \"{REGION}\", period: {period}) {{ {fields} }} }}")
}

/// Reports from a day on to the end of 2023.
fn reports(from: &str, fields: &str) -> String {
    reports_until(from, "2023-12-31", fields)
}

/// A report on each month from one on to the end of 2023.
fn months(report: &str, from: &str) -> String {
    reports(from, &format!("series(report: {report}, by: MONTH) {{ position }}"))
}

/// How often somebody was refused on a day, and how many questions were answered.
async fn counted(server: &Clocked, worker: &str, day: &str) -> String {
    let counted = format!(
        "SELECT coalesce(sum(asked), 0) || ' asked, ' || coalesce(sum(refused), 0) || ' refused'
         FROM question_days WHERE worker = '{worker}' AND day = '{day}'"
    );
    server.database.text(&counted).await
}

#[tokio::test]
async fn five_hundred_different_questions_a_day_are_answered_and_no_other_one() {
    let server = Clocked::start().await;
    server.at("2024-03-01T09:00:00");
    for report in ["OUTCOMES", "ESF", "FUNNEL", "LASTING", "NEEDS", "REFERRALS", "REACH", "CHANGE"]
    {
        // As many tables as whoever reads rounded figures may ask for at once.
        let earlier = format!("series(report: {report}, by: MONTH) {{ position }}");
        server.ask(ANALYST, &reports_until("2019-01-01", "2021-06-30", &earlier)).await;
        server.ask(ANALYST, &months(report, "2021-07-01")).await;
    }
    let more = months("HOMELESSNESS", "2022-04-01");
    assert_eq!(server.refuses(ANALYST, &more).await, "TOO_MANY_QUESTIONS", "21 more");
    server.ask(ANALYST, &months("HOMELESSNESS", "2022-05-01")).await;
    let id = ANALYST.id();
    assert_eq!(counted(&server, &id, "2024-03-01").await, "500 asked, 1 refused");

    let other = reports("2023-12-01", "profile { position }");
    for _ in 0..3 {
        assert_eq!(server.refuses(ANALYST, &other).await, "TOO_MANY_QUESTIONS");
    }
    // What was asked before is answered again, also month by month.
    server.ask(ANALYST, &months("ESF", "2021-07-01")).await;
    server.ask(ANALYST, &reports("2023-12-01", "esf { position }")).await;
    assert_eq!(counted(&server, &id, "2024-03-01").await, "500 asked, 4 refused");

    // Others have their own number; whoever sees exact figures has none, and the public asks nothing.
    server.ask(Person { worker: 7, ..ANALYST }, &other).await;
    server.ask(COORDINATOR, &other).await;
    assert_eq!(server.refuses(NOBODY, &other).await, "FIGURES_NOT_VISIBLE");
    assert_eq!(counted(&server, &id, "2024-03-01").await, "500 asked, 4 refused");

    // Another day, another number; what was asked is forgotten, and what was refused is not.
    server.at("2024-03-02T00:00:00").ask(ANALYST, &other).await;
    assert_eq!(counted(&server, &id, "2024-03-02").await, "1 asked, 0 refused");
    let forgotten = async || {
        let left = "SELECT count(*)::text FROM questions WHERE day < '2024-03-02'";
        server.database.text(left).await == "0"
    };
    wait_until("what was asked is forgotten", forgotten).await;
    assert_eq!(counted(&server, &id, "2024-03-01").await, "500 asked, 4 refused");
}

#[tokio::test]
async fn who_asks_two_servers_at_once_is_counted_once_and_exactly() {
    let database = Database::create().await;
    let limit =
        newer_with("2023-12-01", "public_k = 10", "public_k = 10\ndistinct_questions_a_day = 7");
    limit.is_published(&database).await;
    let (one, other) = tokio::join!(Clocked::on(database.clone()), Clocked::on(database.clone()));
    for server in [&one, &other] {
        server.at("2024-03-01T09:00:00");
    }
    let month_ends = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let asked = (1..).zip(month_ends).flat_map(|(month, end)| {
        let (from, to) = (format!("2023-{month:02}-01"), format!("2023-{month:02}-{end}"));
        let question = reports_until(&from, &to, "esf { position }");
        [&one, &other].map(|server| {
            let question = question.clone();
            async move { server.answered(ANALYST, &question).await }
        })
    });
    let answers: Vec<Value> = futures::future::join_all(asked).await;
    let (mut answered, mut refused) = (0, 0);
    for answer in &answers {
        match answer.get("errors") {
            None => answered += 1,
            Some(errors) => {
                assert_eq!(errors[0]["extensions"]["code"], json!("TOO_MANY_QUESTIONS"));
                refused += 1;
            }
        }
    }
    assert_eq!((answered + refused, answered), (24, 14), "seven questions, each of them twice");
    let counted = counted(&one, &ANALYST.id(), "2024-03-01").await;
    assert_eq!(counted, "7 asked, 10 refused");
}
