//! What the projection leaves is what a rebuild gives, whatever happened on the way.

use loopbrug_domain::trajectory::Intent;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::CommandError;
use loopbrug_infra::live::Live;
use loopbrug_infra::projection::{Projection, Runner, Stepped, rebuild, status};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::dice::Dice;
use crate::server::database;
use crate::story::{
    actor, bridge_figure, catalogues, closed, commands, contact, day, housing_found, housing_lost,
    job_started, open, persona, region, reopened, request, take_in, trajectory,
};
use crate::waiting::wait_until;

#[tokio::test(flavor = "multi_thread")]
async fn rows_written_live_are_those_that_a_rebuild_gives() {
    let database = database().await;
    let pool = &database.pool;
    let (live, _views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    random_commands(pool, 60).await;
    caught_up(pool).await;
    live.stop().await;

    let written = rows(pool).await;
    let with = |column| written.iter().filter(|row| row.get(column).is_some()).count();
    assert_eq!([with("phase"), with("at_entry")], [8, 8], "a row of each kind for every client");
    assert!(with("chunk") >= 8, "and the measures of single events");
    let rebuilt =
        rebuild(pool, &region(), Projection::Trajectories, &catalogues(), &|_| {}).await.unwrap();
    assert_eq!(rebuilt.streams, 8);
    assert_eq!(rebuilt.events, u64::from(rebuilt.position.0));
    assert_eq!(rows(pool).await, written);
}

#[tokio::test]
async fn what_is_told_late_gives_the_rows_that_it_gives_when_told_in_order() {
    let database = database().await;
    let pool = &database.pool;
    let commands = commands(pool);
    let told = [
        (day(9), housing_found(day(9))),
        (day(20), job_started(1, day(19))),
        (day(30), contact(10)),
        (day(40), housing_found(day(40))),
    ];
    for (n, order) in (1..).zip(orders()) {
        take_in(&commands, n).await;
        for place in order {
            let (on, intent) = told[place].clone();
            commands.execute(request(n, on, intent)).await.expect("possible in any order");
        }
    }
    let mut runner =
        Runner::init(pool.clone(), region(), Projection::Trajectories, catalogues()).await.unwrap();
    while runner.step().await.unwrap() != Stepped::Idle {}

    // Who it is and when it became known differ, and nothing else.
    let distinct: Vec<Value> = sqlx::query_scalar(
        "SELECT DISTINCT to_jsonb(o) - '{trajectory_id,client_id,position}'::text[]
         FROM trajectory_overview AS o",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    assert_eq!(distinct.len(), 1, "{distinct:#?}");
    let distinct: Vec<Value> = sqlx::query_scalar(
        "SELECT DISTINCT to_jsonb(f) - '{trajectory_id,client_id,position,dimensions,measures,codes,
                records}'::text[]
             || jsonb_build_object('current', (
                 SELECT jsonb_agg(jsonb_build_array(measure, day, sign, code, length)
                                  ORDER BY measure, day, sign, code, length)
                 FROM measures_of(f.measures, f.codes, f.records) WHERE until IS NULL))
         FROM trajectory_facts AS f",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    assert_eq!(distinct.len(), 1, "{distinct:#?}");
    let current = distinct[0]["current"].as_array().expect("measures");
    let housed = current.iter().filter(|m| m[0] == "in_housing").count();
    assert_eq!(housed, 3, "two homes, and the move: {current:?}");
}

#[tokio::test]
async fn sql_reads_every_measure_with_the_positions_between_which_it_was_known() {
    let database = database().await;
    let pool = &database.pool;
    let commands = commands(pool);
    take_in(&commands, 1).await;
    for (on, intent) in
        [(9, housing_found(day(9))), (40, housing_found(day(40))), (30, housing_lost(day(30)))]
    {
        commands.execute(request(1, day(on), intent)).await.unwrap();
    }
    Runner::init(pool.clone(), region(), Projection::Trajectories, catalogues())
        .await
        .unwrap()
        .step()
        .await
        .unwrap();
    let rows: Vec<Value> = sqlx::query_scalar(
        "SELECT jsonb_build_array(measure, day, sign, code, length, since, until)
         FROM trajectory_measures WHERE trajectory_id = $1 AND measure IN ('in_housing', 'recorded')
         ORDER BY measure, since, day",
    )
    .bind(trajectory(1).0)
    .fetch_all(pool)
    .await
    .unwrap();
    let organisation = actor().organisation.to_string();
    let housing = |on, sign, since, until: Option<u32>| {
        json!(["in_housing", day(on), sign, null, null, since, until])
    };
    assert_eq!(
        rows[..4],
        [
            housing(9, 1, 4, None),
            housing(40, -1, 5, Some(6)),
            housing(40, 1, 5, None),
            housing(30, -1, 6, None),
        ]
    );
    assert_eq!(rows.len(), 4 + 6, "each event was recorded");
    let recorded = &rows[7];
    assert_eq!((&recorded[1], &recorded[3]), (&json!(day(9)), &json!(organisation)));
    assert!(recorded[4].as_i64().is_some_and(|delay| delay > 0), "{recorded}");
}

#[tokio::test]
async fn rows_of_another_version_of_the_code_are_written_anew() {
    let database = database().await;
    let pool = &database.pool;
    take_in(&commands(pool), 1).await;
    open(&commands(pool), 2).await;
    let mut runner =
        Runner::init(pool.clone(), region(), Projection::Trajectories, catalogues()).await.unwrap();
    runner.step().await.unwrap();
    let written = rows(pool).await;
    let version: i32 =
        sqlx::query_scalar("SELECT version FROM projections").fetch_one(pool).await.unwrap();

    written_by_other_code(pool).await;
    assert_ne!(rows(pool).await, written);
    let head = status(pool).await.unwrap()[0].head;
    assert_eq!(runner.step().await.unwrap(), Stepped::Idle, "following is one thing");
    let rebuilt = runner.rebuild_if_due().await.unwrap().expect("rows of older code");
    assert_eq!(i64::from(rebuilt.position.0), head);
    assert_eq!(rows(pool).await, written, "those of the older code are deleted");
    let now: i32 =
        sqlx::query_scalar("SELECT version FROM projections").fetch_one(pool).await.unwrap();
    assert_eq!(now, version);
    assert_eq!(runner.rebuild_if_due().await.unwrap(), None);
    assert_eq!(runner.step().await.unwrap(), Stepped::Idle);
}

/// Makes the rows such as no version of the code that is known here writes them.
pub(crate) async fn written_by_other_code(pool: &PgPool) {
    for statement in [
        "UPDATE projections SET version = version - 1",
        "UPDATE trajectory_overview SET municipality = 'elsewhere'",
        "UPDATE trajectory_facts SET dimensions = '\\x00', measures = '', codes = '', records = ''",
    ] {
        let changed = sqlx::query(statement).execute(pool).await.unwrap().rows_affected();
        assert!(changed > 0, "{statement}");
    }
}

/// Every row of the views, all columns but the generation.
pub(crate) async fn rows(pool: &PgPool) -> Vec<Value> {
    sqlx::query_scalar(
        "SELECT row - 'generation' FROM (
             SELECT trajectory_id, 'overview' AS kind, to_jsonb(o) AS row
             FROM trajectory_overview AS o UNION ALL
             SELECT trajectory_id, 'facts', to_jsonb(f) FROM trajectory_facts AS f UNION ALL
             SELECT trajectory_id, 'events', to_jsonb(e) FROM trajectory_event_facts AS e UNION ALL
             SELECT trajectory_id, 'access', to_jsonb(a) FROM trajectory_access AS a UNION ALL
             SELECT trajectory_id, 'tasks', to_jsonb(w) FROM trajectory_tasks AS w
         ) AS rows ORDER BY trajectory_id, kind, row",
    )
    .fetch_all(pool)
    .await
    .unwrap()
}

/// Waits until the projection is at the head of the log.
pub(crate) async fn caught_up(pool: &PgPool) {
    wait_until("the projection catches up", async || {
        let all = status(pool).await.unwrap();
        !all.is_empty() && all.iter().all(|one| one.position == one.head)
    })
    .await;
}

/// Four tasks at once record all sorts of things about eight clients, in no order of days.
pub(crate) async fn random_commands(pool: &PgPool, by_each: u32) {
    for n in 1..=8 {
        take_in(&commands(pool), n).await;
    }
    record_at_random(pool, by_each).await;
}

/// The same about clients who take part already.
pub(crate) async fn record_at_random(pool: &PgPool, by_each: u32) {
    let mut tasks = tokio::task::JoinSet::new();
    for seed in 0..4 {
        let commands = commands(pool);
        tasks.spawn(async move {
            let mut dice = Dice::of_seed(seed);
            let mut refused = 0;
            for job in 0..by_each {
                let on = day(dice.between(4, 300).into());
                let intent = something(&mut dice, u128::from(seed) << 32 | u128::from(job), on);
                match commands.execute(request(dice.between(1, 8), on, intent)).await {
                    Ok(_) => {}
                    Err(CommandError::Refused(_)) => refused += 1,
                    Err(error) => panic!("{error:?}"),
                }
            }
            assert!(refused < by_each, "nothing was recorded");
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
}

fn something(dice: &mut Dice, job: u128, on: chrono::NaiveDate) -> Intent {
    match dice.between(1, 10) {
        1 | 2 => housing_found(on),
        3 => housing_lost(on),
        4 | 5 => job_started(job, on),
        6 => persona(dice.between(0, 9) as usize),
        7 => bridge_figure(),
        8 if dice.percent(30) => closed(),
        9 => reopened(),
        _ => contact(dice.between(1, 60)),
    }
}

/// All orders of four things.
fn orders() -> Vec<[usize; 4]> {
    let mut orders = Vec::new();
    for (a, b, c) in (0..64).map(|n| (n / 16, n / 4 % 4, n % 4)) {
        if a != b && b != c && a != c {
            orders.push([a, b, c, 6 - a - b - c]);
        }
    }
    orders
}
