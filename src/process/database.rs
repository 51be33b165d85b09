//! The database of a process or of a task on the command line, and the private PostgreSQL behind it.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use loopbrug_infra::cluster::{Cluster, ClusterError, ClusterSettings, Patience, Supervised};
use loopbrug_infra::connections::{self, Pools};
use loopbrug_infra::database;
use loopbrug_infra::import::unfinished;
use sqlx::postgres::{PgConnectOptions, PgPool};

use super::in_time;
use crate::settings::Settings;
use crate::stop::Deadlines;

/// How long a task on the command line waits for its private PostgreSQL to stop.
pub(crate) const CLUSTER_STOPS_WITHIN: Duration = Duration::from_secs(40);

/// A database that is up to date, and the private PostgreSQL behind it if there is one.
pub(crate) struct Database {
    /// For tasks on the command line, and to start by.
    pub(crate) pool: PgPool,
    pub(super) pools: Pools,
    pub(super) cluster: Option<Supervised>,
}

impl Database {
    /// Connects to `DATABASE_URL`, or starts the private PostgreSQL, for a process that serves.
    pub(super) async fn open(settings: &Settings) -> anyhow::Result<Self> {
        let (options, cluster) = Self::find(settings).await?;
        let pools = connections::open(&options, settings.database_connections).await?;
        database::migrate(&pools.commands).await?;
        nothing_half_imported(&pools.commands).await?;
        database::warn_of_risks(&pools.commands).await?;
        Ok(Self { pool: pools.commands.clone(), pools, cluster })
    }

    /// The same for a short task, beside a program that may be serving from the private
    /// PostgreSQL: then its server is used.
    pub(crate) async fn open_beside(settings: &Settings) -> anyhow::Result<Self> {
        let database = Self::connect_beside(settings).await?;
        database::migrate(&database.pool).await?;
        nothing_half_imported(&database.pool).await?;
        database::warn_of_risks(&database.pool).await?;
        Ok(database)
    }

    /// The same for an import, beside which no program serves: also where one was cut off.
    pub(crate) async fn open_for_import(settings: &Settings) -> anyhow::Result<Self> {
        let (options, cluster) = match Self::find(settings).await {
            Err(error) if in_use(&error) => bail!("{error}: stop it, and import then"),
            found => found?,
        };
        let pool = connections::open_one(&options, settings.database_connections).await?;
        database::migrate(&pool).await?;
        database::warn_of_risks(&pool).await?;
        Ok(Self { pools: pool.clone().into(), pool, cluster })
    }

    /// The same for a task that reads a database as it is, if there is one.
    pub(crate) async fn look(settings: &Settings) -> anyhow::Result<Option<Self>> {
        if settings.database_url()?.is_none() && !settings.cluster().has_database() {
            return Ok(None);
        }
        Self::connect_beside(settings).await.map(Some)
    }

    async fn connect_beside(settings: &Settings) -> anyhow::Result<Self> {
        let (options, cluster) = match Self::find(settings).await {
            Err(error) if in_use(&error) => (Cluster::in_use(&settings.cluster())?, None),
            found => found?,
        };
        let pool = connections::open_one(&options, settings.database_connections).await?;
        Ok(Self { pools: pool.clone().into(), pool, cluster })
    }

    async fn find(settings: &Settings) -> anyhow::Result<(PgConnectOptions, Option<Supervised>)> {
        if let Some(url) = settings.database_url()? {
            let options = url.parse().context(
                "DATABASE_URL cannot be read; write postgres://user:password@host:port/database",
            )?;
            return Ok((options, None));
        }
        let cluster = start_private(&settings.cluster()).await?;
        Ok((cluster.connect_options(), Some(cluster)))
    }

    /// Closes every connection, and stops the private PostgreSQL.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        self.pool.close().await;
        match self.cluster {
            Some(cluster) => Ok(cluster.stop(CLUSTER_STOPS_WITHIN).await?),
            None => Ok(()),
        }
    }

    /// The same for a process that was asked to stop.
    pub(super) async fn close_in_time(self, deadlines: Deadlines) -> anyhow::Result<()> {
        let closed = self.pools.close();
        in_time(deadlines.at_rest(), "closing the connections to the database", closed).await;
        match self.cluster {
            Some(cluster) => Ok(cluster.stop(deadlines.left_for_cluster()).await?),
            None => Ok(()),
        }
    }
}

/// Nobody sees a part of a log.
pub(super) async fn nothing_half_imported(pool: &PgPool) -> anyhow::Result<()> {
    let regions = unfinished(pool).await?;
    let regions = regions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    ensure!(
        regions.is_empty(),
        "the import of {regions} is under way, or was cut off: run `loopbrug import` again, with the same export and \
         the same companion, or start anew with an empty database"
    );
    Ok(())
}

/// Starts a private PostgreSQL, to be looked after.
pub(crate) async fn start_private(place: &ClusterSettings) -> anyhow::Result<Supervised> {
    let started = Cluster::start(place).await.map_err(|error| match error {
        error @ ClusterError::Io { .. } => anyhow::anyhow!(
            "{error}; the private PostgreSQL keeps its data below {}, and another folder can be named \
             by --data-dir or LOOPBRUG_DATA_DIR",
            place.data_dir.display()
        ),
        error => error.into(),
    });
    Ok(started?.supervise(Patience::default()))
}

/// Whether another program serves from the private PostgreSQL.
pub(crate) fn in_use(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(ClusterError::DataDirInUse { .. }))
}
