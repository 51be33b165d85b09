//! A standby: made from a running server, following it, promoted in its place.

use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use sqlx::Executor;

use super::{Postgres, Template};

/// How long a standby may take to be where it should be.
const PATIENCE: Duration = Duration::from_secs(30);

impl Template {
    /// A standby that follows this server.
    pub(crate) async fn standby_of(&self, primary: &Postgres) -> anyhow::Result<Postgres> {
        let mut standby = self.empty()?;
        let mut backup = standby.program("pg_basebackup");
        backup.args(["--checkpoint=fast", "--wal-method=stream", "--write-recovery-conf"]);
        backup.args(["--username=loopbrug", "--no-password"]);
        backup.arg("--host").arg(primary.socket_folder()).arg("--pgdata").arg(standby.data());
        let made = tokio::task::spawn_blocking(move || backup.output()).await??;
        ensure!(made.status.success(), "no backup: {}", String::from_utf8_lossy(&made.stderr));
        standby.start().await?;
        primary
            .until("SELECT count(*) = 1 FROM pg_stat_replication WHERE state = 'streaming'")
            .await?;
        Ok(standby)
    }
}

impl Postgres {
    /// From here on nothing is acknowledged that its standby does not have on disk.
    pub(crate) async fn waits_for_its_standby(&self) -> anyhow::Result<()> {
        self.set("synchronous_standby_names", "*").await?;
        self.until("SELECT bool_or(sync_state = 'sync') FROM pg_stat_replication").await
    }

    /// Stops following: what the primary acknowledges from here on is not here.
    pub(crate) async fn stops_following(&self) -> anyhow::Result<()> {
        self.set("primary_conninfo", "").await?;
        self.until("SELECT count(*) = 0 FROM pg_stat_wal_receiver").await
    }

    /// Makes a primary of a standby.
    pub(crate) async fn promote(&self) -> anyhow::Result<()> {
        self.connection().await?.execute("SELECT pg_promote()").await?;
        self.until("SELECT NOT pg_is_in_recovery()").await
    }

    async fn set(&self, name: &str, value: &str) -> anyhow::Result<()> {
        let mut connection = self.connection().await?;
        connection.execute(format!("ALTER SYSTEM SET {name} = '{value}'").as_str()).await?;
        connection.execute("SELECT pg_reload_conf()").await?;
        Ok(())
    }

    async fn until(&self, condition: &str) -> anyhow::Result<()> {
        let (mut connection, started) = (self.connection().await?, Instant::now());
        while started.elapsed() < PATIENCE {
            let holds: Option<bool> =
                sqlx::query_scalar(condition).fetch_one(&mut connection).await?;
            if holds == Some(true) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("waited in vain for: {condition}")
    }
}
