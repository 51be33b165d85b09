//! Two programs on one database, of which one is stopped where it is: also where it holds the
//! head of the log. The other goes on; so does the first when it may.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use super::a_while;
use crate::field::{Field, Outcome, Times};
use crate::postgres::Template;
use crate::program::{Database, Program};
use crate::proxy::Proxy;

/// Commands go on within seconds; reports when the other program's hold on them has been ended.
const GOES_ON: Times = Times::within(10, 15);
/// How long it is waited for that the head is held: a program that never does so needs no more.
const HELD_WITHIN: Duration = Duration::from_secs(2);

pub(super) async fn run(template: &Template, faults: usize) -> anyhow::Result<Outcome> {
    let postgres = template.server().await?;
    let proxy = Proxy::start(postgres.socket()).await?;
    let paused = Program::start(Database::At(proxy.url())).await?;
    let other = Program::start(Database::At(postgres.url())).await?;
    let mut field =
        Field::open(vec![paused.address(), other.address()], postgres.options()).await?;
    for fault in 0..faults {
        a_while(fault).await;
        if fault % 2 == 0 {
            pause_while_it_holds_the_head(&proxy, paused.pauser()).await;
        }
        paused.pause();
        let since = Instant::now();
        let others_went_on = field.well(1, since, GOES_ON).await;
        sleep(Duration::from_secs(1)).await;
        paused.go_on();
        if !others_went_on || !field.well(0, Instant::now(), GOES_ON).await {
            break;
        }
    }
    field.end().await
}

async fn pause_while_it_holds_the_head(proxy: &Proxy, pause: impl Fn() + Send + Sync + 'static) {
    let held = Arc::new(Notify::new());
    let tell = Arc::clone(&held);
    proxy.when_head_is_held(move || {
        pause();
        tell.notify_one();
    });
    // Where it does not come about the program is paused at some moment like any other.
    let _ = timeout(HELD_WITHIN, held.notified()).await;
    proxy.no_more_when_head_is_held();
}
