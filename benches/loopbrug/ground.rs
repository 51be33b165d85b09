//! The ground that all sides stand on: one private PostgreSQL with the settings that it has in
//! use, a database for each side.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use anyhow::Context;
use loopbrug_infra::cluster::{Cluster, ClusterSettings};
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;

use crate::figures::Figures;

/// pgbench has a connection for each of its clients; the pools of the others are small.
const CONNECTIONS: u16 = 400;

pub(crate) struct Ground {
    cluster: Cluster,
    /// On the cluster's own database, which no side uses.
    own: PgPool,
    folder: TempDir,
}

impl Ground {
    /// Makes a cluster in a new folder.
    pub(crate) async fn prepare(pg_bin: Option<PathBuf>) -> anyhow::Result<Self> {
        // Root lends the server to a lesser user, who has to get through to its folder.
        let passable = Permissions::from_mode(0o711);
        let folder =
            tempfile::Builder::new().prefix("loopbrug-bench-").permissions(passable).tempdir()?;
        let settings = ClusterSettings { data_dir: folder.path().join("data"), pg_bin };
        let cluster = Cluster::start_for(&settings, CONNECTIONS).await?;
        let own = PgPool::connect_with(cluster.connect_options()).await?;
        Ok(Self { cluster, own, folder })
    }

    /// A new database, and how to connect to it.
    pub(crate) async fn database(&self, name: &str) -> anyhow::Result<PgConnectOptions> {
        sqlx::query(&format!("CREATE DATABASE {name}")).execute(&self.own).await?;
        Ok(self.cluster.connect_options().database(name))
    }

    /// Removes a database that nobody is connected to.
    pub(crate) async fn drop_database(&self, name: &str) -> anyhow::Result<()> {
        sqlx::query(&format!("DROP DATABASE {name}")).execute(&self.own).await?;
        Ok(())
    }

    /// The address of a database, for other programs.
    pub(crate) fn url(&self, name: &str) -> String {
        self.cluster.url().replacen("/loopbrug?", &format!("/{name}?"), 1)
    }

    /// Writes out what the last side left behind, so that the next does not pay for it.
    pub(crate) async fn settle(&self) -> anyhow::Result<()> {
        sqlx::query("CHECKPOINT").execute(&self.own).await?;
        Ok(())
    }

    /// A program that belongs to this PostgreSQL, where it is installed.
    pub(crate) async fn program(&self, name: &str) -> anyhow::Result<PathBuf> {
        let beside: String =
            sqlx::query_scalar("SELECT setting FROM pg_config WHERE name = 'BINDIR'")
                .fetch_one(&self.own)
                .await?;
        Ok(PathBuf::from(beside).join(name))
    }

    /// Says what all of it runs on. The server itself is asked, so that nobody need take its
    /// durability on trust.
    pub(crate) async fn environment(&self, figures: &mut Figures) -> anyhow::Result<()> {
        let cores = std::thread::available_parallelism()?;
        let mut said = vec![
            format!("system={}-{}", std::env::consts::OS, std::env::consts::ARCH),
            format!("cores={cores}"),
            format!("optimised={}", !cfg!(debug_assertions)),
        ];
        for setting in
            ["server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers"]
        {
            let value: String = sqlx::query_scalar("SELECT current_setting($1)")
                .bind(setting)
                .fetch_one(&self.own)
                .await?;
            let value = value.split_whitespace().next().context("a setting has a value")?;
            said.push(format!("{setting}={value}"));
        }
        figures.ran_on(said.join(" "));
        Ok(())
    }

    /// Stops the server and removes its folder.
    pub(crate) async fn clear(self) -> anyhow::Result<()> {
        self.own.close().await;
        self.cluster.stop().await?;
        Ok(self.folder.close()?)
    }
}
