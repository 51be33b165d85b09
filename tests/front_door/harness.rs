//! What the tests stand on: a database, a server, and partners who use it.

mod asked;
mod browser;
mod cast;
mod catalogue_file;
mod clocked;
mod cluster;
mod command_line;
mod core;
mod data_dir;
mod database;
mod everything;
mod filled;
mod partner;
mod process;
mod search;
mod server;
mod sources;
mod tokens;

use std::time::{Duration, Instant};

pub(crate) use asked::{Asker, COORDINATOR, FIGURES, figure, figures};
pub(crate) use browser::{Browser, Page};
pub(crate) use cast::Cast;
pub(crate) use catalogue_file::{
    CatalogueFile, ELSEWHERE, committed, elsewhere, newer, newer_with,
};
pub(crate) use clocked::{Clocked, Person};
pub(crate) use command_line::{Said, loopbrug, mutations_with, run, schema};
pub(crate) use core::core_of;
pub(crate) use data_dir::{DataDir, postgres};
pub(crate) use database::{Database, InLog};
pub(crate) use everything::everything_of;
pub(crate) use filled::Filled;
pub(crate) use partner::{Mutation, Partner, Payload, about, opening};
pub(crate) use process::Process;
pub(crate) use search::Search;
pub(crate) use server::Server;
pub(crate) use sources::sources;
pub(crate) use tokens::{everybody_of, http, key, token, token_key};

/// The region of the tests.
pub(crate) const REGION: &str = "vlaamse-ardennen";

/// Organisations whose numbers the register never hands out.
pub(crate) const OCMW: &str = "0000000196";
pub(crate) const CAW: &str = "0000000295";

/// A fresh id.
pub(crate) fn new_id() -> String {
    loopbrug_infra::ids::new_trace_id().to_string()
}

/// How long something took in half of all cases at most: one that the machine had no time for says nothing.
pub(crate) fn usually(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Waits until `done` holds, and says what was waited for if it never does.
pub(crate) async fn wait_until(what: &str, mut done: impl AsyncFnMut() -> bool) {
    let waited = Instant::now();
    while !done().await {
        assert!(waited.elapsed() < Duration::from_secs(30), "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
