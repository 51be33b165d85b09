//! Commits whose answer is lost on the way back, with the connection; now and then the database stays
//! away then, so that nobody can look what became of them.

use std::time::{Duration, Instant};

use anyhow::ensure;
use tokio::time::sleep;

use crate::field::{Field, Outcome, Times};
use crate::postgres::Template;
use crate::program::{Database, Program};
use crate::proxy::{Loses, Proxy};

/// How long it stays away.
const AWAY: Duration = Duration::from_secs(3);

pub(super) async fn run(template: &Template, faults: usize) -> anyhow::Result<Outcome> {
    let postgres = template.server().await?;
    let proxy = Proxy::start(postgres.socket()).await?;
    let program = Program::start(Database::At(proxy.url())).await?;
    let mut field = Field::open(vec![program.address()], postgres.options()).await?;
    for fault in 0..faults {
        let before = proxy.lost();
        let loses = match fault % 10 {
            9 => Loses::AndStaysAway,
            // Has been committed, or perhaps not yet.
            2 | 5 | 8 => Loses::AtOnce,
            _ => Loses::OnceAnswered,
        };
        proxy.lose_an_answer(loses);
        let asked = Instant::now();
        while proxy.lost() == before {
            ensure!(asked.elapsed() < Duration::from_secs(10), "nobody appends");
            sleep(Duration::from_millis(2)).await;
        }
        if loses == Loses::AndStaysAway {
            sleep(AWAY).await;
            proxy.switch_to(Some(postgres.socket()));
        }
        if !field.well(0, Instant::now(), Times::within(10, 10)).await {
            break;
        }
    }
    field.end().await
}
