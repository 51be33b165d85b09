//! The disk of the private PostgreSQL is full, and freed again.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use loopbrug_infra::cluster::{Cluster, ClusterSettings};
use sqlx::{ConnectOptions, Executor};
use tokio::time::sleep;

use super::Ran;
use crate::field::{Field, Times};
use crate::postgres::Template;
use crate::program::{Database, Program};

/// How large the disk is.
const SIZE: &str = "size=384m,mode=0755";
/// How long it is full.
const FULL_FOR: Duration = Duration::from_secs(5);

pub(super) async fn run(template: &Template, faults: usize) -> anyhow::Result<Ran> {
    let disk = match Disk::mount(template.new_folder("disk")?) {
        Ok(disk) => disk,
        Err(reason) => return Ok(Ran::NotRun(format!("no disk can be mounted: {reason:#}"))),
    };
    let data = disk.folder.join("data");
    let mut program = Program::start(Database::Private(data.clone())).await?;
    let settings = ClusterSettings { data_dir: data, pg_bin: None };
    let database = Cluster::in_use(&settings)?;
    let mut field = Field::open(vec![program.address()], database.clone()).await?;
    for _ in 0..faults {
        sleep(Duration::from_millis(500)).await;
        let full = Instant::now();
        while full.elapsed() < FULL_FOR {
            disk.fill()?;
            // The log of the server itself has some room left in the file that it writes to: a new one
            // has to find its place. The server may have ended, which is part of the drill.
            if let Ok(mut connection) = database.connect().await {
                let _ = connection.execute("SELECT pg_switch_wal()").await;
            }
            sleep(Duration::from_millis(200)).await;
        }
        disk.free()?;
        if !field.well(0, Instant::now(), Times::within(30, 30)).await {
            println!("  the program said last: {}", program.last_words());
            break;
        }
    }
    let outcome = field.end().await?;
    program.stop().await;
    Ok(Ran::Through(outcome))
}

/// A small disk in memory. It is taken away when this is dropped.
struct Disk {
    folder: PathBuf,
}

impl Disk {
    fn mount(folder: PathBuf) -> anyhow::Result<Self> {
        let mut mount = Command::new("mount");
        let said = mount.args(["-t", "tmpfs", "-o", SIZE, "tmpfs"]).arg(&folder).output()?;
        let reason = String::from_utf8_lossy(&said.stderr).trim().to_owned();
        anyhow::ensure!(said.status.success(), "{reason}");
        Ok(Self { folder })
    }

    fn filler(&self) -> PathBuf {
        self.folder.join("filler")
    }

    /// Writes until there is no room any more.
    fn fill(&self) -> anyhow::Result<()> {
        let mut file = File::options().create(true).append(true).open(self.filler())?;
        for size in [1 << 20, 1 << 12] {
            let bytes = vec![0; size];
            while file.write_all(&bytes).is_ok() {}
        }
        Ok(())
    }

    fn free(&self) -> anyhow::Result<()> {
        Ok(std::fs::remove_file(self.filler())?)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        unmount(&self.folder);
    }
}

fn unmount(folder: &Path) {
    // At the latest when the last process has left it.
    let _ = Command::new("umount").arg("--lazy").arg(folder).status();
}
