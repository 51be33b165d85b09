//! Programs whose own clock is a month off, beside one whose clock is right.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::ConnectOptions;
use tokio::time::sleep;

use super::Ran;
use crate::answer::Answer;
use crate::command::{Command, Deed};
use crate::field::{Field, Times};
use crate::postgres::Template;
use crate::program::{Database, Program};
use crate::times::{real_now, real_today};

const OFF: [&str; 2] = ["+30d", "-30d"];

pub(super) async fn run(template: &Template) -> anyhow::Result<Ran> {
    let Some(library) = faketime() else {
        let reason = "libfaketime is missing (Debian, Ubuntu: apt-get install faketime)";
        return Ok(Ran::NotRun(reason.to_owned()));
    };
    let postgres = template.server().await?;
    let (begun, day) = (real_now(), real_today());
    let right = Program::start(Database::At(postgres.url())).await?;
    let mut off = Vec::new();
    for by in OFF {
        let environment = environment(&library, by);
        off.push(Program::start_with(Database::At(postgres.url()), environment).await?);
    }
    let started = Instant::now();
    let mut field =
        Field::open(vec![right.address(), off[0].address(), off[1].address()], postgres.options())
            .await?;
    for program in 1..=OFF.len() {
        if !field.well(program, started, Times::within(30, 30)).await {
            break;
        }
    }
    sleep(Duration::from_secs(5)).await;
    for program in 0..=OFF.len() {
        the_future_is_refused(&field, program).await;
    }
    for (by, program) in OFF.iter().zip(&off) {
        if !program.said().to_lowercase().contains("clock") {
            field.sender.ledger.untrue(format!("a program whose clock is {by} does not say so"));
        }
    }
    if right.said().to_lowercase().contains("clock") {
        field.sender.ledger.untrue("a program whose clock is right says otherwise".to_owned());
    }
    recorded_when_it_was(&field, begun, day).await?;
    Ok(Ran::Through(field.end().await?))
}

/// The day after tomorrow is in the future, whatever a program's own clock says.
async fn the_future_is_refused(field: &Field, program: usize) {
    let case = field.shared_case();
    let command = Command::about(&case.trajectory, Deed::InTheFuture);
    field.sender.ledger.enter(&command, &case.made_by);
    let answer = field.sender.send(&command, program).await;
    if !matches!(&answer, Answer::Nothing { code } if code == "OCCURRED_IN_THE_FUTURE") {
        field.sender.ledger.untrue(format!("the future was answered {answer:?}"));
    }
}

/// Moments of recording, and the days that are filled in, are those of the real time.
async fn recorded_when_it_was(
    field: &Field,
    begun: DateTime<Utc>,
    day: NaiveDate,
) -> anyhow::Result<()> {
    let mut connection = field.database.connect().await?;
    let margin = chrono::TimeDelta::seconds(2);
    let elsewhen: i64 =
        sqlx::query_scalar("SELECT count(*) FROM events WHERE NOT recorded_at BETWEEN $1 AND $2")
            .bind(begun - margin)
            .bind(real_now() + margin)
            .fetch_one(&mut connection)
            .await?;
    if elsewhen > 0 {
        field.sender.ledger.untrue(format!("{elsewhen} events were recorded at another time"));
    }
    let other_days: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM events
         WHERE payload::text LIKE '%not_reached%' AND NOT occurred_on BETWEEN $1 AND $2",
    )
    .bind(day)
    .bind(real_today())
    .fetch_one(&mut connection)
    .await?;
    if other_days > 0 {
        field.sender.ledger.untrue(format!("today was another day in {other_days} events"));
    }
    Ok(())
}

fn environment(library: &std::path::Path, by: &str) -> Vec<(String, String)> {
    let library = library.display().to_string();
    // What is measured from a start is no time of day, and stays as it is.
    [("LD_PRELOAD", library.as_str()), ("FAKETIME", by), ("FAKETIME_DONT_FAKE_MONOTONIC", "1")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
}

/// Where packages put it.
fn faketime() -> Option<PathBuf> {
    let architecture = std::env::consts::ARCH;
    let places = [
        format!("/usr/lib/{architecture}-linux-gnu/faketime/libfaketimeMT.so.1"),
        "/usr/lib64/faketime/libfaketimeMT.so.1".to_owned(),
        "/usr/lib/faketime/libfaketimeMT.so.1".to_owned(),
    ];
    places.into_iter().map(PathBuf::from).find(|place| place.exists())
}
