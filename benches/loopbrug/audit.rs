//! What auditors do with a log of a million events: its makings, and how the program is watched while it does it.

pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod reproduce;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::ensure;
use loopbrug_infra::seal::Sealer;
use nix::sys::resource::{Usage, UsageWho, getrusage};
use tempfile::TempDir;
use tokio::process::Command;

use crate::figures::Figures;
use crate::ground::Ground;
use crate::ours::Ours;
use crate::protocol::count;
use crate::rebuild::simulate;

const DATABASE: &str = "audited";
/// How often to look at the memory of a program.
const LOOK: Duration = Duration::from_millis(20);

/// A log of a simulated partnership that is sealed up to its end, and a folder for what is made of it.
pub(crate) struct Audited {
    pub(crate) ours: Ours,
    pub(crate) folder: TempDir,
    /// How many events it has.
    pub(crate) events: u64,
    url: String,
}

/// What a run of the program took.
pub(crate) struct Ran {
    pub(crate) took: Duration,
    /// On all cores, without that of PostgreSQL.
    pub(crate) cpu: Duration,
    /// The most memory that it had at once, in bytes; none where the system does not say it.
    pub(crate) peak: Option<f64>,
}

impl Audited {
    /// Invents so many clients, each of whom has some fifty events, and seals what was recorded.
    pub(crate) async fn begin(
        ground: &Ground,
        figures: &mut Figures,
        clients: u64,
    ) -> anyhow::Result<Self> {
        eprintln!("a sealed log of {clients} simulated clients");
        let (ours, folder) = (Ours::log_only(ground, DATABASE).await?, tempfile::tempdir()?);
        simulate(ground, DATABASE, clients).await?;
        let region = ours.cases.region().clone();
        let key = folder.path().join("seal.key");
        let started = Instant::now();
        let mut sealer = Sealer::new(ours.pool.clone(), [&region].into_iter(), key);
        let events = sealer.cover(&region, |_, _| ()).await?.size;
        figures.say("audited_events", count(events), "events");
        let rate = count(events) / started.elapsed().as_secs_f64();
        figures.say("seal_rate", rate, "events/s");
        Ok(Self { ours, folder, events, url: ground.url(DATABASE) })
    }

    /// A place in the folder.
    pub(crate) fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program, on this log.
    pub(crate) fn program(&self) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_loopbrug"));
        program.env("DATABASE_URL", &self.url).env("LOOPBRUG_SEAL_KEY", self.place("seal.key"));
        program
    }

    pub(crate) async fn end(self) -> anyhow::Result<()> {
        self.ours.close().await;
        Ok(self.folder.close()?)
    }
}

/// Runs a program to its end, which has to be a good one.
pub(crate) async fn ran(mut program: Command) -> anyhow::Result<Ran> {
    let (before, started) = (getrusage(UsageWho::RUSAGE_CHILDREN)?, Instant::now());
    let running = program
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let id = running.id().unwrap_or_default();
    let mut peak = None;
    let output = running.wait_with_output();
    tokio::pin!(output);
    let output = loop {
        match tokio::time::timeout(LOOK, &mut output).await {
            Ok(output) => break output?,
            Err(_) => peak = most_resident(id).or(peak),
        }
    };
    let took = started.elapsed();
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let cpu = cpu(&getrusage(UsageWho::RUSAGE_CHILDREN)?).saturating_sub(cpu(&before));
    Ok(Ran { took, cpu, peak })
}

fn cpu(used: &Usage) -> Duration {
    let of = |time: nix::sys::time::TimeVal| {
        let (seconds, micros) = (time.tv_sec().unsigned_abs(), time.tv_usec().unsigned_abs());
        Duration::from_secs(seconds) + Duration::from_micros(micros)
    };
    of(used.user_time()) + of(used.system_time())
}

/// The most memory that a process had at once, in bytes, where the system says it.
fn most_resident(process: u32) -> Option<f64> {
    crate::memory::of_process(&process.to_string(), "VmHWM:")
}
