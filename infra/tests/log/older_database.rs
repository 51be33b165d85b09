//! A database that comes back older while the program keeps running: a standby that was behind and was
//! promoted, or a backup that was restored. What was lost is lost; nothing that follows may be untrue.

use loopbrug_domain::ids::Position;
use loopbrug_domain::trajectory::{Intent, Trajectory};
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::{CommandError, Commands};
use loopbrug_infra::live::Live;
use loopbrug_infra::log::{AppendError, LogWriter, RecordedEvent, Tip, new_event};
use loopbrug_infra::projection::{Projection, verify};
use loopbrug_infra::views::{Known, Views};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Executor, PgPool};

use crate::image::{participants_of, reported};
use crate::server::{Database, database};
use crate::story::{
    actor, attempt, catalogues, commands, contact, day, event, new_command, open, region, request,
    take_in, trajectory,
};
use crate::waiting::wait_until;

/// A copy of a database as it is, to come back to.
pub(crate) struct Backup {
    options: PgConnectOptions,
    name: String,
}

impl Backup {
    pub(crate) async fn of(database: &Database) -> Self {
        let options = (*database.pool.connect_options()).clone();
        let name = options.get_database().unwrap().to_owned();
        let backup = Self { options, name };
        let mut beside = backup.beside().await;
        backup
            .without_connections(&mut beside, async |beside| {
                let Backup { name, .. } = &backup;
                run(beside, format!("CREATE DATABASE {name}_before TEMPLATE {name}")).await;
            })
            .await;
        backup
    }

    /// Puts the copy in the place of the database, which everybody who is connected loses.
    pub(crate) async fn restore(self) {
        let mut beside = self.beside().await;
        self.without_connections(&mut beside, async |beside| {
            let Backup { name, .. } = &self;
            run(beside, format!("ALTER DATABASE {name} RENAME TO {name}_lost")).await;
            run(beside, format!("ALTER DATABASE {name}_before RENAME TO {name}")).await;
        })
        .await;
    }

    async fn beside(&self) -> PgConnection {
        self.options.clone().database("postgres").connect().await.unwrap()
    }

    async fn without_connections(
        &self,
        beside: &mut PgConnection,
        then: impl AsyncFnOnce(&mut PgConnection),
    ) {
        let name = &self.name;
        run(beside, format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
        run(
            beside,
            format!(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
            ),
        )
        .await;
        then(beside).await;
        for name in [name.clone(), format!("{name}_before"), format!("{name}_lost")] {
            let allow = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true");
            // Not all of them are there at any time.
            let _ = beside.execute(allow.as_str()).await;
        }
    }
}

async fn run(connection: &mut PgConnection, statement: String) {
    connection.execute(statement.as_str()).await.unwrap();
}

/// Every stream and every position of the log, without holes.
async fn is_dense(pool: &PgPool) {
    let (streams, positions): (i64, bool) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM (
                     SELECT FROM events GROUP BY aggregate_id HAVING max(sequence) <> count(*)) AS s),
                (SELECT max(position) = count(*) FROM events)",
    )
    .fetch_one(pool)
    .await
    .unwrap();
    assert_eq!((streams, positions), (0, true), "streams with a hole; positions without");
}

/// Insists until the connection that was lost is replaced.
async fn insist(commands: &Commands, n: u32, intent: Intent) -> u32 {
    let on = if matches!(intent, Intent::OpenTrajectory(_)) { day(1) } else { day(5) };
    let request = request(n, on, intent);
    for _ in 0..20 {
        match commands.execute(request.clone()).await {
            Ok(recorded) => return recorded.version,
            Err(
                CommandError::Unreadable(_)
                | CommandError::Unwritable(_)
                | CommandError::Unavailable(_)
                | CommandError::OutcomeUnknown,
            ) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    panic!("never recorded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_at_hand_that_the_log_has_lost_leaves_no_hole_in_its_stream() {
    let database = database().await;
    let commands = commands(&database.pool);
    open(&commands, 1).await;
    for minutes in 1..=3 {
        commands.execute(request(1, day(2), contact(minutes))).await.unwrap();
    }
    let backup = Backup::of(&database).await;
    for minutes in 4..=9 {
        insist(&commands, 1, contact(minutes)).await;
    }
    backup.restore().await;
    assert_eq!(insist(&commands, 1, contact(60)).await, 5, "it follows what is there");
    assert_eq!(insist(&commands, 1, contact(61)).await, 6);
    is_dense(&database.pool).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_one_stream_goes_on_in_the_older_log_no_other_gets_a_hole() {
    let database = database().await;
    let commands = commands(&database.pool);
    for n in 1..=3 {
        open(&commands, n).await;
    }
    let backup = Backup::of(&database).await;
    for n in [1, 1, 2] {
        insist(&commands, n, contact(1)).await;
    }
    backup.restore().await;
    // Nothing of the third was lost, so it goes on at once; what was lost is of the others.
    assert_eq!(insist(&commands, 3, contact(2)).await, 2);
    assert_eq!(insist(&commands, 1, contact(2)).await, 2);
    assert_eq!(insist(&commands, 2, contact(2)).await, 2);
    is_dense(&database.pool).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_on_another_history_of_the_same_length_is_not_appended() {
    let database = database().await;
    let here = commands(&database.pool);
    open(&here, 1).await;
    let backup = Backup::of(&database).await;
    insist(&here, 1, contact(1)).await;
    let closed = Intent::CloseTrajectory(loopbrug_domain::trajectory::course::Closed {
        reason: loopbrug_domain::catalogue::Code::new("moved"),
        rationale: None,
    });
    insist(&here, 1, closed).await;
    backup.restore().await;
    // Another process brings the stream to the same version by other events: it is not closed.
    let elsewhere = commands(&database.pool);
    insist(&elsewhere, 1, contact(2)).await;
    insist(&elsewhere, 1, contact(3)).await;
    // Here it was closed, and an attempt after that would be refused or tell of another state.
    let recorded = insist(&here, 1, contact(4)).await;
    assert_eq!(recorded, 4);
    is_dense(&database.pool).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_at_a_position_that_is_used_once_more_is_made_anew() {
    let database = database().await;
    let pool = &database.pool;
    let commands = commands(pool);
    let (live, views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    for n in 1..=3 {
        take_in(&commands, n).await;
    }
    assert_eq!(counted(&views, 9).await, Some(3.0));
    let backup = Backup::of(&database).await;
    for n in 4..=5 {
        insist(&commands, n, crate::story::opening(n)).await;
        take_in_the_rest(&commands, n).await;
    }
    assert_eq!(counted(&views, 15).await, Some(5.0));
    backup.restore().await;
    // As many positions as before, and one participant instead of two.
    insist(&commands, 6, crate::story::opening(6)).await;
    take_in_the_rest(&commands, 6).await;
    for minutes in 1..=3 {
        insist(&commands, 6, contact(minutes)).await;
    }
    let noticed = async || counted(&views, 15).await == Some(4.0);
    wait_until("there is one participant instead of two", noticed).await;
    let verified =
        verify(pool, &region(), Projection::Trajectories, &catalogues(), &|_, _| {}).await.unwrap();
    assert!(verified.different.is_empty() && verified.faults.is_empty(), "{verified:?}");
    live.stop().await;
}

async fn take_in_the_rest(commands: &Commands, n: u32) {
    for (on, intent) in [(day(2), crate::story::legal_basis()), (day(3), crate::story::intake())] {
        let request = request(n, on, intent);
        commands.execute(request).await.expect("an intake");
    }
}

async fn counted(views: &Views, at_least: u32) -> Option<f64> {
    participants_of(&reported(views, Known::Now, Some(Position(at_least))).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_with_a_hole_stands_still_says_so_and_takes_nothing() {
    let database = database().await;
    let pool = &database.pool;
    let (live, _views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    open(&commands(pool), 1).await;
    open(&commands(pool), 2).await;
    for minutes in 1..=3 {
        commands(pool).execute(request(1, day(2), contact(minutes))).await.unwrap();
    }
    crate::projection::caught_up(pool).await;
    // What no writer of ours can leave, and a restore of some tables can.
    sqlx::raw_sql(
        "ALTER TABLE events DISABLE TRIGGER refuse_change;
         DELETE FROM events WHERE sequence = 3;
         ALTER TABLE events ENABLE TRIGGER refuse_change",
    )
    .execute(pool)
    .await
    .unwrap();
    let refused = commands(pool).execute(request(1, day(2), contact(9))).await.unwrap_err();
    assert_eq!(refused.code(), Some("LOG_INCOMPLETE"), "{refused}");
    assert!(refused.to_string().contains("event 3"), "{refused}");
    assert_eq!(insist(&commands(pool), 2, contact(1)).await, 2, "others go on");
    let verified =
        verify(pool, &region(), Projection::Trajectories, &catalogues(), &|_, _| {}).await.unwrap();
    assert_eq!(verified.faults.len(), 2, "{verified:?}");
    assert!(verified.faults[0].contains("positions"), "{verified:?}");
    assert!(verified.faults[1].contains(&trajectory(1).to_string()), "{verified:?}");

    live.stop().await;
    loopbrug_infra::projection::rebuild(
        pool,
        &region(),
        Projection::Trajectories,
        &catalogues(),
        &|_| {},
    )
    .await
    .unwrap();
    let letters: Vec<(String, i64, String)> =
        sqlx::query_as("SELECT aggregate_id, sequence, error FROM dead_letters")
            .fetch_all(pool)
            .await
            .unwrap();
    let error = "event 3 of the stream is missing in the log".to_owned();
    assert_eq!(letters, [(trajectory(1).to_string(), 4, error)]);
}

#[tokio::test]
async fn an_import_that_does_not_follow_its_stream_is_refused() {
    let database = database().await;
    let log = LogWriter::new(database.pool.clone());
    open(&commands(&database.pool), 1).await;
    let recorded = |after| RecordedEvent {
        recorded_at: Clock::system().now(),
        actor: actor(),
        event: new_event::<Trajectory>(
            &event(day(2), attempt(1)),
            &trajectory(1).to_string(),
            Tip::at(after),
        )
        .unwrap(),
    };
    let far = log.append_many(&region(), new_command(), &[recorded(4)]).await;
    assert!(matches!(far, Err(AppendError::Conflict)), "{far:?}");
    log.append_many(&region(), new_command(), &[recorded(1)]).await.unwrap();
    is_dense(&database.pool).await;
}
