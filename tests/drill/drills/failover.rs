//! A standby takes over while the program runs: one that has all that was acknowledged, or one that
//! had stopped following before the end.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::field::{Field, Outcome, Times};
use crate::postgres::{Postgres, Template};
use crate::program::{Database, Program};
use crate::proxy::Proxy;

pub(super) async fn run(
    template: &Template,
    faults: usize,
    with_loss: bool,
) -> anyhow::Result<Outcome> {
    let mut primary = template.server().await?;
    let proxy = Proxy::start(primary.socket()).await?;
    let program = Program::start(Database::At(proxy.url())).await?;
    let mut field = Field::open(vec![program.address()], primary.options()).await?;
    for _ in 0..faults {
        let standby = template.standby_of(&primary).await?;
        prepare(&primary, &standby, with_loss).await?;
        // From here on nobody is answered by the old primary any more, and then it is gone.
        proxy.switch_to(None);
        primary.kill_9();
        sleep(Duration::from_millis(300)).await;
        if with_loss {
            field.sender.ledger.log_comes_back_older();
        }
        standby.promote().await?;
        field.database = standby.options();
        proxy.switch_to(Some(standby.socket()));
        primary = standby;
        if !field.well(0, Instant::now(), Times::within(15, 15)).await {
            break;
        }
    }
    field.end().await
}

async fn prepare(primary: &Postgres, standby: &Postgres, with_loss: bool) -> anyhow::Result<()> {
    if with_loss {
        sleep(Duration::from_secs(1)).await;
        standby.stops_following().await?;
        // What is acknowledged now will be gone.
    } else {
        primary.waits_for_its_standby().await?;
    }
    sleep(Duration::from_millis(1500)).await;
    Ok(())
}
