//! The drills, by name.

mod answers_lost;
mod backends_terminated;
mod clock_off;
mod disk_full;
mod failover;
mod half_open;
mod paused_instance;
mod postgres_killed;
mod private_postgres_killed;
mod program_killed;
mod sealed_while_paused;

use std::time::Duration;

use crate::field::Outcome;
use crate::postgres::Template;

/// A drill that can be run alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Drill {
    pub(crate) name: &'static str,
    /// How many faults it strikes.
    pub(crate) faults: usize,
    /// What it does, in a line.
    pub(crate) does: &'static str,
}

/// What came of trying to run one.
pub(crate) enum Ran {
    Through(Outcome),
    /// This machine does not allow it, for this reason. It counts as not run, and never as passed.
    NotRun(String),
}

/// All of them, in the order in which they run.
pub(crate) const ALL: [Drill; 12] = [
    Drill { name: "program-killed", faults: 100, does: "kill -9 of the program" },
    Drill { name: "postgres-killed", faults: 20, does: "kill -9 of PostgreSQL" },
    Drill {
        name: "private-postgres-killed",
        faults: 20,
        does: "kill -9 of the private PostgreSQL, which the program looks after",
    },
    Drill {
        name: "backends-terminated",
        faults: 200,
        does: "a connection of the program is terminated by the server",
    },
    Drill { name: "answers-lost", faults: 100, does: "the answer of a commit is lost" },
    Drill {
        name: "half-open",
        faults: 8,
        does: "connections swallow what is sent: the appender's, then all",
    },
    Drill {
        name: "paused-instance",
        faults: 12,
        does: "one of two programs is stopped where it is",
    },
    Drill {
        name: "sealed-while-paused",
        faults: 1,
        does: "one of two programs is stopped for 30 s while 64 clients record; 2,000 events are proved",
    },
    Drill { name: "disk-full", faults: 3, does: "the disk is full, and freed again" },
    Drill {
        name: "failover-without-loss",
        faults: 3,
        does: "a synchronous standby is promoted while the program runs",
    },
    Drill {
        name: "failover-with-loss",
        faults: 3,
        does: "a standby that lags is promoted while the program runs",
    },
    Drill { name: "clock-off", faults: 2, does: "a program whose clock is 30 days off" },
];

impl Drill {
    /// Runs it, with so many faults.
    pub(crate) async fn run(self, template: &Template, faults: usize) -> anyhow::Result<Ran> {
        let outcome = match self.name {
            "program-killed" => program_killed::run(template, faults).await?,
            "postgres-killed" => postgres_killed::run(template, faults).await?,
            "private-postgres-killed" => private_postgres_killed::run(template, faults).await?,
            "backends-terminated" => backends_terminated::run(template, faults).await?,
            "answers-lost" => answers_lost::run(template, faults).await?,
            "half-open" => half_open::run(template, faults).await?,
            "paused-instance" => paused_instance::run(template, faults).await?,
            "sealed-while-paused" => sealed_while_paused::run(template, faults).await?,
            "disk-full" => return disk_full::run(template, faults).await,
            "failover-without-loss" => failover::run(template, faults, false).await?,
            "failover-with-loss" => failover::run(template, faults, true).await?,
            "clock-off" => return clock_off::run(template).await,
            name => anyhow::bail!("there is no drill '{name}'"),
        };
        Ok(Ran::Through(outcome))
    }
}

/// The moment of a fault: after some of the load, a different one each time.
async fn a_while(number: usize) {
    let millis = 40 + number * 37 % 230;
    tokio::time::sleep(Duration::from_millis(millis.try_into().unwrap_or(40))).await;
}
