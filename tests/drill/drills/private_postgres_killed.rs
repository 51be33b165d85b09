//! The private PostgreSQL is killed: the program starts it again by itself.

use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use loopbrug_infra::cluster::{Cluster, ClusterSettings};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::a_while;
use crate::field::{Field, Outcome, Times};
use crate::postgres::Template;
use crate::program::{Database, Program};

pub(super) async fn run(template: &Template, faults: usize) -> anyhow::Result<Outcome> {
    let folder = template.new_folder("private")?.join("data");
    let mut program = Program::start(Database::Private(folder.clone())).await?;
    let settings = ClusterSettings { data_dir: folder.clone(), pg_bin: None };
    let mut field = Field::open(vec![program.address()], Cluster::in_use(&settings)?).await?;
    for fault in 0..faults {
        a_while(fault).await;
        let killed = Instant::now();
        kill(postmaster(&folder)?, Signal::SIGKILL)?;
        if !field.well(0, killed, Times::within(30, 30)).await {
            println!("  the program said last: {}", program.last_words());
            break;
        }
    }
    let outcome = field.end().await;
    program.stop().await;
    outcome
}

/// The server's process, as its note says.
fn postmaster(data_dir: &Path) -> anyhow::Result<Pid> {
    let note = std::fs::read_to_string(data_dir.join("postgres/postmaster.pid"))?;
    let pid = note.lines().next().context("a note with a number")?;
    Ok(Pid::from_raw(pid.trim().parse()?))
}
