//! A process that writes, in every way and with every accident that we could think of.

use std::ffi::OsStr;
use std::str::FromStr;
use std::time::{Duration, Instant};

use loopbrug_domain::ids::Version;
use loopbrug_domain::trajectory::Intent;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::{CommandError, Commands, Recorded, Request};
use loopbrug_infra::database::{begin, connect};
use sqlx::postgres::PgConnectOptions;
use sqlx::{PgPool, Postgres, Transaction};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{CROWDED, STREAMS};
use crate::dice::Dice;
use crate::story::{attempt, commands_by, contact, day, event, region, request, trajectory};

pub(super) const WRITE_TO: &str = "LOOPBRUG_TEST_WRITE_TO";
pub(super) const CLOCK_BEHIND: &str = "LOOPBRUG_TEST_CLOCK_BEHIND";

const WRITES_FOR: Duration = Duration::from_secs(7);
/// How long a command may take after that; far more than it needs.
const PATIENCE: Duration = Duration::from_secs(30);

/// So many send commands, enough that they come in batches; so many insert rows.
const SENDERS: u64 = 24;
const INSERTERS: u64 = 3;

/// What the test that started this process wants of it.
pub(super) struct Orders {
    database: PgConnectOptions,
    /// How many seconds the clock of this process is behind.
    clock_behind: i64,
}

impl Orders {
    /// None in the test itself.
    pub(super) fn of_parent() -> Option<Self> {
        let (database, clock) = (std::env::var_os(WRITE_TO)?, std::env::var_os(CLOCK_BEHIND)?);
        let text = |value: &OsStr| value.to_str().expect("text").to_owned();
        Some(Self {
            database: PgConnectOptions::from_str(&text(&database)).expect("an address"),
            clock_behind: text(&clock).parse().expect("seconds"),
        })
    }
}

/// Something that happened, for the test to compare with the log.
struct Told {
    kind: &'static str,
    id: Uuid,
    /// The stream, the version and the position.
    place: Option<(String, i64, i64)>,
}

pub(super) async fn write(orders: Orders) {
    let pool = connect(orders.database).await.expect("a pool");
    let clock = match orders.clock_behind {
        0 => Clock::system(),
        behind => Clock::set_to(Clock::system().now() - chrono::Duration::seconds(behind)),
    };
    let commands = commands_by(&pool, clock);
    let until = Instant::now() + WRITES_FOR;
    let mut tasks = JoinSet::new();
    for n in 0..SENDERS + INSERTERS {
        let dice = Dice::of_seed(u64::from(std::process::id()) << 8 | n);
        if n < SENDERS {
            tasks.spawn(send_commands(commands.clone(), dice, until));
        } else {
            tasks.spawn(insert_rows(pool.clone(), dice, until));
        }
    }
    tasks.spawn(kill_connections(pool.clone(), until));
    let mut told = Vec::new();
    while let Some(done) = tasks.join_next().await {
        told.extend(done.expect("a task"));
    }
    tell(&pool, &told).await;
}

/// Sends commands, impatiently: one that takes too long is dropped and mostly sent again.
async fn send_commands(commands: Commands, mut dice: Dice, until: Instant) -> Vec<Told> {
    let mut told = Vec::new();
    while Instant::now() < until {
        let intent: Intent = contact(dice.between(0, 60));
        let mut request = request(dice.between(0, STREAMS - 1), day(2), intent);
        if dice.percent(20) {
            request.expected_version = Some(Version::from(dice.between(1, 40)));
        }
        let answer = loop {
            let patience = if dice.percent(20) { dice.pause(15) } else { PATIENCE };
            match tokio::time::timeout(patience, commands.execute(request.clone())).await {
                Ok(Ok(recorded)) => break Some(recorded),
                // Refused for good, or given up: nobody knows whether it was carried out.
                Ok(Err(CommandError::VersionConflict { .. })) => break None,
                Err(_) if dice.percent(20) => break None,
                // The server is gone, and the test with it.
                _ if until.elapsed() > PATIENCE => break None,
                // Its connection was killed, or its time was up: sent again, under the same id.
                Err(_)
                | Ok(Err(
                    CommandError::Busy | CommandError::Unreadable(_) | CommandError::Unwritable(_),
                )) => {}
                Ok(Err(error)) => panic!("{error:?}"),
            }
        };
        told.extend(answer.map(|recorded| answered(&request, &recorded)));
    }
    told
}

fn answered(request: &Request, recorded: &Recorded) -> Told {
    let place = (recorded.id.to_string(), recorded.version.into(), recorded.position.0.into());
    Told { kind: "answered", id: request.command.0, place: Some(place) }
}

/// Inserts as a plain postgres-es writer does, in transactions that last and end in every way.
async fn insert_rows(pool: PgPool, mut dice: Dice, until: Instant) -> Vec<Told> {
    let mut told = Vec::new();
    while Instant::now() < until {
        // A failure here is a conflict or a killed connection: then there is nothing to tell.
        let Ok(mut transaction) = begin(&pool).await else { continue };
        let (mut rows, mut failed) = (Vec::new(), false);
        for _ in 0..dice.between(1, 3) {
            let Ok(row) = insert(&mut transaction, &mut dice).await else {
                failed = true;
                break;
            };
            rows.push(row);
            tokio::time::sleep(dice.pause(6)).await;
        }
        let kind = match dice.between(1, 10) {
            1..=2 => transaction.rollback().await.map(|()| "undone"),
            3 => {
                // As when the future that holds it is cancelled.
                drop(transaction);
                Ok("undone")
            }
            4 => {
                let suicide = "SELECT pg_terminate_backend(pg_backend_pid())";
                let died = sqlx::query(suicide).execute(&mut *transaction).await;
                died.expect_err("a dead connection");
                Ok("undone")
            }
            // After a failed statement PostgreSQL takes a commit for a rollback.
            _ => transaction.commit().await.map(|()| if failed { "undone" } else { "committed" }),
        };
        if let Ok(kind) = kind {
            told.extend(rows.into_iter().map(|(id, place)| Told { kind, id, place: Some(place) }));
        }
    }
    told
}

type Row = (Uuid, (String, i64, i64));

async fn insert(
    transaction: &mut Transaction<'static, Postgres>,
    dice: &mut Dice,
) -> Result<Row, sqlx::Error> {
    let stream = trajectory(dice.between(0, CROWDED - 1)).to_string();
    let payload = serde_json::to_value(event(day(2), attempt(dice.between(0, 60)))).unwrap();
    let (id, sequence, position) = sqlx::query_as(
        "INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                             payload, metadata)
         SELECT 'ClientTrajectory', $1, max(sequence) + 1, 'ContactAttempted', '1', $2,
                json_build_object('region', $3::text)
         FROM events WHERE aggregate_type = 'ClientTrajectory' AND aggregate_id = $1
         RETURNING event_id, sequence, position",
    )
    .bind(&stream)
    .bind(payload)
    .bind(region().as_str())
    .fetch_one(&mut **transaction)
    .await?;
    Ok((id, (stream, sequence, position)))
}

/// Kills connections of the program, of any process, whatever they are doing.
async fn kill_connections(pool: PgPool, until: Instant) -> Vec<Told> {
    let mut told = Vec::new();
    while Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let killed: Result<bool, _> = sqlx::query_scalar(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'loopbrug'
                   AND pid <> pg_backend_pid()
             ORDER BY state = 'idle', random() LIMIT 1",
        )
        .fetch_one(&pool)
        .await;
        if let Ok(true) = killed {
            told.push(Told { kind: "killed", id: Uuid::nil(), place: None });
        }
    }
    told
}

/// The killing has ended, but what it killed is found out only when it is used.
async fn tell(pool: &PgPool, told: &[Told]) {
    let place = |one: &Told| one.place.clone().unwrap_or_default();
    let columns: (Vec<_>, Vec<_>) = told.iter().map(|one| (one.kind, one.id)).unzip();
    for _ in 0..50 {
        let written = sqlx::query(
            "INSERT INTO told SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[],
                                                   $4::bigint[], $5::bigint[])",
        )
        .bind(&columns.0)
        .bind(&columns.1)
        .bind(told.iter().map(|one| place(one).0).collect::<Vec<_>>())
        .bind(told.iter().map(|one| place(one).1).collect::<Vec<_>>())
        .bind(told.iter().map(|one| place(one).2).collect::<Vec<_>>())
        .execute(pool)
        .await;
        if written.is_ok() {
            return;
        }
    }
    panic!("nothing can be told");
}
