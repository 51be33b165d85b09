//! pgbench: what PostgreSQL does by itself when every event is a transaction of its own and
//! nothing is loaded or decided.

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use sqlx::PgPool;
use tempfile::NamedTempFile;
use tokio::process::Command;

use crate::ground::Ground;
use crate::protocol::{EVENT_BYTES, Span};
use crate::stock::EVENTS;

const DATABASE: &str = "pgbench";

/// pgbench, on a table like that of postgres-es in a database of its own.
pub(crate) struct Pgbench {
    program: PathBuf,
    url: String,
    script: NamedTempFile,
    runs: u32,
}

impl Pgbench {
    /// None where it is not installed: its figures are absent then.
    pub(crate) async fn prepare(ground: &Ground) -> anyhow::Result<Option<Self>> {
        let beside = ground.program("pgbench").await?;
        let program = if beside.is_file() { beside } else { "pgbench".into() };
        if Command::new(&program).arg("--version").output().await.is_err() {
            eprintln!("pgbench is not installed: there will be no figures of it");
            return Ok(None);
        }
        let pool = PgPool::connect_with(ground.database(DATABASE).await?).await?;
        sqlx::query(EVENTS).execute(&pool).await?;
        pool.close().await;
        let mut script = NamedTempFile::new()?;
        let empty = r#"{"Attempted":{"note":""}}"#.len();
        let note = "x".repeat(EVENT_BYTES - empty);
        // Each client appends to a stream of its own, so that nobody waits for anybody.
        write!(
            script,
            "\\set number :number + 1\n\
             INSERT INTO events VALUES ('case', \
             '00000000-0000-7000-' || lpad(:run::text, 4, '0') || '-' || lpad(:client_id::text, 12, '0'), \
             :number, 'Attempted', '1', '{{\"Attempted\":{{\"note\":\"{note}\"}}}}', '{{}}');\n"
        )?;
        Ok(Some(Self { program, url: ground.url(DATABASE), script, runs: 0 }))
    }

    /// Transactions per second. None where it finished none, because its connections took all of
    /// its time.
    pub(crate) async fn measure(
        &mut self,
        span: Span,
        clients: usize,
    ) -> anyhow::Result<Option<f64>> {
        self.runs += 1;
        // Its connections are made within its time, which it then leaves out of account.
        let time = span.warm_up + span.counted;
        let output = Command::new(&self.program)
            .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
            .arg(format!("--client={clients}"))
            .arg(format!("--time={}", time.as_secs()))
            .arg(format!("--define=run={}", self.runs))
            .arg("--define=number=0")
            .arg("--file")
            .arg(self.script.path())
            .arg(&self.url)
            .output()
            .await?;
        let said = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            bail!("pgbench failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        let tps = said.split_once("tps = ").and_then(|(_, rest)| rest.split_whitespace().next());
        if tps.is_none() {
            eprintln!("pgbench finished no transaction at {clients} at once: give it more seconds");
        }
        Ok(tps.map(str::parse).transpose()?)
    }
}
