//! Connections that are still open, and on which nothing comes through any more.

use std::time::{Duration, Instant};

use anyhow::ensure;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::a_while;
use crate::field::{Field, Outcome, Times};
use crate::load::Sender;
use crate::postgres::Template;
use crate::program::{Database, Program};
use crate::proxy::{Proxy, Which};

/// It heals by itself, within this.
const HEALED: Times = Times::within(10, 10);
/// Whoever needs another connection is answered within this.
const ANSWERED: Duration = Duration::from_secs(5);

pub(super) async fn run(template: &Template, faults: usize) -> anyhow::Result<Outcome> {
    let postgres = template.server().await?;
    let proxy = Proxy::start(postgres.socket()).await?;
    let program = Program::start(Database::At(proxy.url())).await?;
    let mut field = Field::open(vec![program.address()], postgres.options()).await?;
    for fault in 0..faults {
        a_while(fault).await;
        let which = if fault % 2 == 0 { Which::Appending } else { Which::All };
        let swallowed = Instant::now();
        ensure!(proxy.swallow(which) > 0, "no connection is open");
        let mut others = JoinSet::new();
        if which == Which::Appending {
            others.spawn(others_are_answered(field.sender.clone()));
        }
        let well = field.well(0, swallowed, HEALED).await;
        others.join_all().await;
        if !well {
            break;
        }
    }
    field.end().await
}

/// Questions are answered, in spite of a fault that is none of theirs.
async fn others_are_answered(sender: Sender) {
    for _ in 0..6 {
        let asked = sender.door.reports("", "reach { position }", ANSWERED).await;
        if let Err(error) = asked {
            sender.ledger.untrue(format!("a question was not answered: {error:#}"));
        }
        sleep(Duration::from_millis(500)).await;
    }
}
