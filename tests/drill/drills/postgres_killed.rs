//! A PostgreSQL of one's own is killed, and started again by whoever looks after it.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::a_while;
use crate::field::{Field, Outcome, Times};
use crate::postgres::Template;
use crate::program::{Database, Program};

/// How long it stays away, now and then, and after how long that has to be known to all.
const AWAY: Duration = Duration::from_secs(4);
const KNOWN_AFTER: Duration = Duration::from_millis(2500);

pub(super) async fn run(template: &Template, faults: usize) -> anyhow::Result<Outcome> {
    let mut postgres = template.server().await?;
    let program = Program::start(Database::At(postgres.url())).await?;
    let mut field = Field::open(vec![program.address()], postgres.options()).await?;
    for fault in 0..faults {
        a_while(fault).await;
        let killed = Instant::now();
        postgres.kill_9();
        if fault % 5 == 4 {
            sleep(AWAY).await;
            field.was_not_well_between(killed + KNOWN_AFTER, Instant::now());
        }
        postgres.start().await?;
        if !field.well(0, Instant::now(), Times::within(15, 15)).await {
            break;
        }
    }
    field.end().await
}
