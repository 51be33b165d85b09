//! The database of the keys of clients: a second private PostgreSQL, or `VAULT_URL`.

use anyhow::{Context, ensure};
use loopbrug_infra::cluster::{Cluster, ClusterState, Supervised};
use loopbrug_infra::vault::{Vault, VaultError};
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;
use tokio::sync::watch::Receiver;

use crate::process::{CLUSTER_STOPS_WITHIN, in_use, start_private};
use crate::settings::Settings;
use crate::stop::{Deadlines, Stop};

/// The vault, and the private PostgreSQL behind it if there is one.
pub(crate) struct Keys {
    pub(crate) vault: Vault,
    cluster: Option<Supervised>,
}

impl Keys {
    /// Connects to `VAULT_URL`, or starts the private PostgreSQL of the keys. A database of the keys that does
    /// not answer keeps nothing else from starting.
    pub(crate) async fn open(
        settings: &Settings,
        log: &PgPool,
        stop: &Stop,
    ) -> anyhow::Result<Self> {
        let Some(place) = settings.vault_place()? else {
            tracing::warn!(
                "there is no vault, because DATABASE_URL is set and VAULT_URL is not: what is sealed about \
                 clients can neither be recorded nor read"
            );
            return Ok(Self { vault: Vault::none(), cluster: None });
        };
        let (options, cluster) = match place.url {
            Some(options) => (options, None),
            None => {
                let cluster = start_private(&place.cluster).await?;
                stop.stop_by_force_with(cluster.forced_stop());
                (cluster.connect_options(), Some(cluster))
            }
        };
        apart_from_log(settings, &options)?;
        let vault = Vault::new(options, place.key_file).of_log(log.clone());
        match vault.init().await {
            Err(error @ VaultError::Unavailable(_)) => {
                let error = anyhow::Error::from(error);
                tracing::warn!("starting without the keys of clients: {error:#}");
            }
            done => done?,
        }
        Ok(Self { vault, cluster })
    }

    /// The same for a short task, beside a program that may be serving.
    /// `log`: whose keys they have to be.
    pub(crate) async fn open_beside(
        settings: &Settings,
        log: Option<&PgPool>,
    ) -> anyhow::Result<Self> {
        let place = settings.vault_place()?;
        let place = place.context("there is no vault: name its database in VAULT_URL")?;
        let (options, cluster) = match place.url {
            Some(options) => (options, None),
            None => match start_private(&place.cluster).await {
                Err(error) if in_use(&error) => (Cluster::in_use(&place.cluster)?, None),
                cluster => {
                    let cluster = cluster?;
                    (cluster.connect_options(), Some(cluster))
                }
            },
        };
        apart_from_log(settings, &options)?;
        let mut vault = Vault::new(options, place.key_file);
        if let Some(log) = log {
            vault = vault.of_log(log.clone());
        }
        vault.init().await?;
        Ok(Self { vault, cluster })
    }

    /// How that private PostgreSQL is.
    pub(crate) fn state(&self) -> Option<Receiver<ClusterState>> {
        self.cluster.as_ref().map(Supervised::state)
    }

    /// Closes every connection, and stops the private PostgreSQL.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        self.vault.close().await;
        match self.cluster {
            Some(cluster) => Ok(cluster.stop(CLUSTER_STOPS_WITHIN).await?),
            None => Ok(()),
        }
    }

    /// The same for a process that was asked to stop.
    pub(crate) async fn close_in_time(self, deadlines: Deadlines) -> anyhow::Result<()> {
        // Nothing is left in the middle of it: each statement is done or not.
        let _ = tokio::time::timeout_at(deadlines.at_rest().into(), self.vault.close()).await;
        match self.cluster {
            Some(cluster) => Ok(cluster.stop(deadlines.left_for_cluster()).await?),
            None => Ok(()),
        }
    }
}

/// A backup of the log that held the keys would undo every erasure.
fn apart_from_log(settings: &Settings, keys: &PgConnectOptions) -> anyhow::Result<()> {
    let Some(log) = settings.database_url()? else { return Ok(()) };
    let log: PgConnectOptions = log.parse().context("DATABASE_URL cannot be read")?;
    let of = |options: &PgConnectOptions| {
        let socket = options.get_socket().cloned();
        (options.get_host().to_owned(), options.get_port(), socket)
    };
    let database = |options: &PgConnectOptions| {
        options.get_database().unwrap_or(options.get_username()).to_owned()
    };
    if of(&log) == of(keys) {
        ensure!(
            database(&log) != database(keys),
            "VAULT_URL names the database of the log: a backup of the log would hold the keys, and undo every \
             erasure; name another database, best on another server"
        );
        tracing::warn!(
            "the keys of clients are on the same server as the log: a backup of that whole server holds both, \
             and undoes erasures when it is put back"
        );
    }
    Ok(())
}
