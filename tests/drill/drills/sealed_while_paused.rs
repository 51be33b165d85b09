//! Two programs seal one log, of which one is stopped for half a minute while many clients record: maybe while it has
//! the turn to seal. An auditor has events proved all the time, and keeps every checkpoint.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::field::{Field, Outcome, Times};
use crate::postgres::Template;
use crate::program::{Database, Program};
use crate::proofs::Auditor;

/// How many clients record at once.
const CLIENTS: usize = 64;
/// How long one of the programs is stopped.
const PAUSED: Duration = Duration::from_secs(30);
/// How long both are at work before that, and after it.
const AT_WORK: Duration = Duration::from_secs(6);
/// With so many clients on few cores, commands go on within seconds.
const GOES_ON: Times = Times::within(10, 15);
/// A head is due every two seconds; whoever has the turn and is stopped holds it up for five more.
const HEADS_WHILE_PAUSED: usize = 5;

pub(super) async fn run(template: &Template, faults: usize) -> anyhow::Result<Outcome> {
    let postgres = template.server().await?;
    let paused = Program::start(Database::At(postgres.url())).await?;
    let other = Program::start(Database::At(postgres.url())).await?;
    let addresses = vec![paused.address(), other.address()];
    let mut field = Field::open_with(CLIENTS, addresses, postgres.options()).await?;
    let auditor = Auditor::begin(field.sender.door.at(1));
    sleep(AT_WORK).await;
    for _ in 0..faults {
        let kept = auditor.kept();
        paused.pause();
        let since = Instant::now();
        let others_went_on = field.well(1, since, GOES_ON).await;
        sleep(PAUSED.saturating_sub(since.elapsed())).await;
        let grew = auditor.kept() - kept;
        if grew < HEADS_WHILE_PAUSED {
            field.sender.ledger.untrue(format!("{grew} heads while one was stopped"));
        }
        paused.go_on();
        if !others_went_on || !field.well(0, Instant::now(), GOES_ON).await {
            break;
        }
        sleep(AT_WORK).await;
    }
    auditor.has_enough().await?;
    field.end_load().await;
    // The one that was stopped has all that the other one signed.
    let complaints = auditor.end(&field.sender.door.at(0)).await?;
    for complaint in complaints {
        field.sender.ledger.untrue(complaint);
    }
    field.end().await
}
