//! The composition root: which parts a process has, and how they start and stop.

use std::future::{Future, IntoFuture, pending};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use loopbrug_graphql::{Door, Hosts, router};
use loopbrug_infra::catalogues;
use loopbrug_infra::cluster::{Cluster, ClusterError};
use loopbrug_infra::commands::Commands;
use loopbrug_infra::database;
use loopbrug_infra::edge::Clock;
use loopbrug_infra::live::Live;
use loopbrug_infra::log::Log;
use loopbrug_infra::views::Views;
use sqlx::postgres::{PgConnectOptions, PgPool};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::settings::Settings;

/// How long a stop waits for connections that somebody keeps open in the middle of a request, and
/// then for a database that does not answer. What was asked in full is answered well within it.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// A database that is up to date, and the private PostgreSQL behind it if there is one.
pub(crate) struct Database {
    pub(crate) pool: PgPool,
    cluster: Option<Cluster>,
}

impl Database {
    /// Connects to `DATABASE_URL`, or starts the private PostgreSQL.
    pub(crate) async fn open(settings: &Settings) -> anyhow::Result<Self> {
        let (options, cluster) = match &settings.database_url {
            Some(url) => (url.parse().context("DATABASE_URL cannot be read")?, None),
            None => {
                let place = settings.cluster();
                tracing::info!(data_dir = %place.data_dir.display(), "starting the private PostgreSQL");
                let cluster = Cluster::start(&place).await?;
                (cluster.connect_options(), Some(cluster))
            }
        };
        Self::connect(options, cluster).await
    }

    /// The same for a short task, beside a program that may be serving from the private
    /// PostgreSQL: then its server is used.
    pub(crate) async fn open_beside(settings: &Settings) -> anyhow::Result<Self> {
        match Self::open(settings).await {
            Err(error) if in_use(&error) => {
                let options = Cluster::in_use(&settings.cluster())?;
                Self::connect(options, None).await
            }
            opened => opened,
        }
    }

    async fn connect(options: PgConnectOptions, cluster: Option<Cluster>) -> anyhow::Result<Self> {
        let pool = database::connect(options).await?;
        database::migrate(&pool).await?;
        database::warn_of_risks(&pool).await?;
        Ok(Self { pool, cluster })
    }

    /// Closes every connection, and stops the private PostgreSQL.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        self.pool.close().await;
        match self.cluster {
            Some(cluster) => Ok(cluster.stop().await?),
            None => Ok(()),
        }
    }
}

fn in_use(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(ClusterError::DataDirInUse { .. }))
}

/// A process at work: it takes commands, follows the log and answers questions.
pub(crate) struct Process {
    pub(crate) database: Database,
    pub(crate) commands: Commands,
    pub(crate) views: Views,
    hosts: Hosts,
    deadline: Duration,
    log: Log,
    live: Live,
}

impl Process {
    pub(crate) async fn start(settings: &Settings) -> anyhow::Result<Self> {
        let (hosts, deadline) = (settings.hosts()?, settings.deadline());
        let database = Database::open(settings).await?;
        let catalogues = Arc::new(catalogues::load(&database.pool).await?);
        let log = Log::new(database.pool.clone());
        let clock = Clock::of(&database.pool).await?;
        let commands = Commands::new(log.clone(), Arc::clone(&catalogues), clock.clone());
        let (live, views) = Live::start(database.pool.clone(), catalogues, clock).await?;
        Ok(Self { database, commands, views, hosts, deadline, log, live })
    }

    /// Serves until `stop` completes, then answers what was asked before and stops. Whoever has
    /// not finished asking by then is not waited for without end.
    pub(crate) async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let Self { commands, views, hosts, deadline, .. } = self;
        let door = Door { commands, views, hosts, deadline };
        let (stopping, asked_to_stop) = oneshot::channel();
        let stop = async move {
            stop.await;
            // Nobody hears it when the server has ended by itself.
            let _ = stopping.send(());
        };
        let out_of_patience = async {
            match asked_to_stop.await {
                Ok(()) => tokio::time::sleep(STOP_WITHIN).await,
                Err(_) => pending().await,
            }
        };
        let served = tokio::select! {
            served = axum::serve(listener, router(door)).with_graceful_shutdown(stop).into_future() => served,
            () = out_of_patience => {
                tracing::warn!("stopping in spite of connections that are still open");
                Ok(())
            }
        };
        // What was taken is written, also for those whose connection we did not wait for.
        if tokio::time::timeout(STOP_WITHIN, self.log.close()).await.is_err() {
            tracing::error!("stopping before all that waited was written");
        }
        self.live.stop().await;
        self.database.close().await?;
        Ok(served?)
    }
}

/// Listens, on a loopback address only.
pub(crate) async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    if !address.ip().is_loopback() {
        bail!(
            "refusing to listen on {address}: there is no sign-in yet, so whoever reaches this \
             server could read and record anything; use a loopback address such as 127.0.0.1"
        );
    }
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
}

/// Completes when the process is asked to stop.
pub(crate) async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminated) = signal(SignalKind::terminate()) else {
        // Without the signal there is still Ctrl-C.
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}
