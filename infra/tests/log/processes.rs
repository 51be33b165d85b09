//! Tests that run again in a process of their own, to be killed.

use std::process::Stdio;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgPool};
use tokio::process::{Child, Command};

const WORK_ON: &str = "LOOPBRUG_TEST_WORK_ON";

/// What the test that started this process wants of it.
pub(crate) struct Orders {
    pub(crate) database: PgConnectOptions,
}

impl Orders {
    /// None in the test itself.
    pub(crate) fn of_parent() -> Option<Self> {
        let database = std::env::var_os(WORK_ON)?;
        let database = PgConnectOptions::from_str(database.to_str().expect("text"));
        Some(Self { database: database.expect("an address") })
    }
}

/// Runs a test again, in a process that gets orders.
pub(crate) fn start(test: &str, pool: &PgPool) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(WORK_ON, pool.connect_options().to_url_lossy().as_str())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}
