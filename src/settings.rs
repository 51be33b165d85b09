//! Settings: by flag, then environment, then default.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use loopbrug_graphql::{DEADLINE, Hosts, NoHost};
use loopbrug_infra::cluster::{ClusterSettings, default_data_dir};
use loopbrug_infra::connections::{FEWEST, USUALLY};
use loopbrug_infra::health::BEHIND;
use loopbrug_sign_in::LocalKey;
use sqlx::postgres::PgConnectOptions;
use tracing_subscriber::EnvFilter;

/// What can be set.
#[derive(Debug, Clone, Args)]
pub(crate) struct Settings {
    /// Where to listen: an address or a name, and a port. Only on loopback, as long as there is no
    /// sign-in.
    #[arg(long, env = "LOOPBRUG_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub(crate) listen: String,

    /// Under which names it is reached, beside those of this machine for itself: `a.example,b.example`.
    #[arg(long, env = "LOOPBRUG_ALLOWED_HOSTS", value_delimiter = ',', global = true)]
    allowed_host: Vec<String>,

    /// How long an answer may take, in seconds.
    #[arg(long, env = "LOOPBRUG_DEADLINE", default_value_t = DEADLINE.as_secs(), global = true,
          value_parser = clap::value_parser!(u64).range(1..=60))]
    deadline: u64,

    /// Where the private PostgreSQL keeps its data. Default: the user's data folder.
    #[arg(long, env = "LOOPBRUG_DATA_DIR", global = true)]
    data_dir: Option<PathBuf>,

    /// The file with the key that signs local tokens; made where there is none. Default: `token.key` in the data
    /// folder.
    #[arg(long, env = "LOOPBRUG_TOKEN_KEY", global = true)]
    token_key: Option<PathBuf>,

    /// A PostgreSQL to use instead of the private one. Unset means the private one; set to nothing is
    /// taken for a mistake.
    #[arg(long, env = "DATABASE_URL", global = true, hide_env_values = true)]
    database_url: Option<String>,

    /// The PostgreSQL of the keys of clients: another one than that of the log, whose backups must not hold them.
    #[arg(long, env = "VAULT_URL", global = true, hide_env_values = true)]
    vault_url: Option<String>,

    /// Where the private PostgreSQL of the keys keeps its data. Default: the data folder's name with `-vault`,
    /// beside it.
    #[arg(long, env = "LOOPBRUG_VAULT_DIR", global = true)]
    vault_dir: Option<PathBuf>,

    /// The file with the key that wraps the keys of clients. Default: `master.key` in the folder of the vault,
    /// where its PostgreSQL is a private one.
    #[arg(long, env = "LOOPBRUG_VAULT_KEY_FILE", global = true)]
    vault_key_file: Option<PathBuf>,

    /// How many connections to the database the process may have, but for one more of each further region
    /// that is recorded in at the moment.
    #[arg(
        long,
        env = "LOOPBRUG_DATABASE_CONNECTIONS",
        default_value_t = USUALLY,
        value_parser = clap::value_parser!(u16).range(i64::from(FEWEST)..=1_000),
        global = true
    )]
    pub(crate) database_connections: u16,

    /// How many positions views may be behind the log before `/health/ready` says so.
    #[arg(long, env = "LOOPBRUG_READY_LAG", default_value_t = BEHIND, global = true)]
    pub(crate) ready_lag: u32,

    /// The folder with PostgreSQL's server programs, where they are not found by themselves.
    #[arg(long, env = "PG_BIN", global = true)]
    pg_bin: Option<PathBuf>,

    /// What to log, to standard error (`info`, `debug`, `loopbrug_infra=debug`, …).
    #[arg(long, env = "LOOPBRUG_LOG", default_value = "info", global = true)]
    log: String,
}

/// Where the keys of clients are.
#[derive(Debug)]
pub(crate) struct VaultPlace {
    /// The PostgreSQL to use; none for the private one.
    pub(crate) url: Option<PgConnectOptions>,
    /// Where the private one lives.
    pub(crate) cluster: ClusterSettings,
    /// The file with the key that wraps them.
    pub(crate) key_file: PathBuf,
}

impl Settings {
    /// Where the private PostgreSQL lives.
    pub(crate) fn cluster(&self) -> ClusterSettings {
        ClusterSettings {
            data_dir: self.data_dir.clone().unwrap_or_else(default_data_dir),
            pg_bin: self.pg_bin.clone(),
        }
    }

    /// The key that signs local tokens.
    pub(crate) fn token_key(&self) -> anyhow::Result<LocalKey> {
        if let Some(path) = &self.token_key {
            return Ok(LocalKey::kept_in(path)?);
        }
        let place = self.cluster();
        place.make_data_dir().with_context(|| {
            format!(
                "the key of local tokens cannot be kept in {}; name a file for it by --token-key or \
                 LOOPBRUG_TOKEN_KEY",
                place.data_dir.display()
            )
        })?;
        Ok(LocalKey::kept_in(&place.data_dir.join("token.key"))?)
    }

    /// Under which names it is reached.
    pub(crate) fn hosts(&self) -> Result<Hosts, NoHost> {
        // An empty variable names nobody.
        let named: Vec<_> =
            self.allowed_host.iter().filter(|name| !name.is_empty()).cloned().collect();
        Hosts::try_new(&named)
    }

    /// How long an answer may take.
    pub(crate) fn deadline(&self) -> Duration {
        Duration::from_secs(self.deadline)
    }

    /// The PostgreSQL to use; none for the private one.
    pub(crate) fn database_url(&self) -> anyhow::Result<Option<&str>> {
        match self.database_url.as_deref() {
            Some(url)
                if !url.trim().is_empty()
                    && !["postgres://", "postgresql://"].iter().any(|of| url.starts_with(of)) =>
            {
                bail!(
                    "DATABASE_URL cannot be read as a PostgreSQL; write \
                     postgres://user:password@host:port/database"
                )
            }
            Some(url) if url.trim().is_empty() => bail!(
                "DATABASE_URL is empty: write postgres://user:password@host:port/database, or unset it \
                 to have a private PostgreSQL"
            ),
            url => Ok(url),
        }
    }

    /// Where the keys of clients are; none where there is no vault, because the log is in a database that was
    /// named and the keys are in none.
    pub(crate) fn vault_place(&self) -> anyhow::Result<Option<VaultPlace>> {
        let url = self.vault_url.as_deref().map(|url| {
            url.parse::<PgConnectOptions>().ok().filter(|_| url.starts_with("postgres")).context(
                "VAULT_URL cannot be read; write postgres://user:password@host:port/database",
            )
        });
        let url = url.transpose()?;
        if url.is_none() && self.vault_dir.is_none() && self.database_url()?.is_some() {
            return Ok(None);
        }
        let data_dir = self.vault_dir.clone().unwrap_or_else(|| {
            let mut beside = self.cluster().data_dir.into_os_string();
            beside.push("-vault");
            beside.into()
        });
        let key_file = match &self.vault_key_file {
            Some(key_file) => key_file.clone(),
            None if url.is_some() => bail!(
                "VAULT_URL is set, so say where the file with the key is that wraps the keys in it: \
                 --vault-key-file or LOOPBRUG_VAULT_KEY_FILE"
            ),
            None => data_dir.join("master.key"),
        };
        let cluster = ClusterSettings { data_dir, pg_bin: self.pg_bin.clone() };
        Ok(Some(VaultPlace { url, cluster, key_file }))
    }

    /// The addresses to listen on, the first that can be had; loopback addresses only.
    pub(crate) async fn listen_on(&self) -> anyhow::Result<Vec<SocketAddr>> {
        let listen = &self.listen;
        let found = tokio::net::lookup_host(listen).await.with_context(|| {
            format!(
                "LOOPBRUG_LISTEN (--listen) '{listen}' is no address that is known here; write a host and \
                 a port, such as 127.0.0.1:8080 or localhost:8080"
            )
        })?;
        let found: Vec<SocketAddr> = found.collect();
        if let Some(elsewhere) = found.iter().find(|address| !address.ip().is_loopback()) {
            bail!(
                "refusing to listen on {elsewhere}: there is no sign-in yet, so whoever reaches this \
                 server could read and record anything; use a loopback address such as 127.0.0.1"
            );
        }
        Ok(found)
    }

    pub(crate) fn log_filter(&self) -> anyhow::Result<EnvFilter> {
        // Set to nothing it would hide why the program ends.
        let log = if self.log.trim().is_empty() { "info" } else { &self.log };
        // Statements can hold what was typed: the database library keeps quiet about them.
        EnvFilter::try_new(format!("{log},sqlx=warn")).with_context(|| {
            format!(
                "LOOPBRUG_LOG (--log) '{log}' cannot be read; write a level such as info or debug, or \
                 levels of parts such as info,loopbrug_infra=debug"
            )
        })
    }
}
