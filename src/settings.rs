//! Settings: by flag, then environment, then default.

mod browser;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use loopbrug_graphql::{DEADLINE, Hosts};
use loopbrug_infra::cluster::{ClusterSettings, default_data_dir};
use loopbrug_infra::connections::{FEWEST, USUALLY};
use loopbrug_infra::health::BEHIND;
use loopbrug_sign_in::LocalKey;
use tracing_subscriber::EnvFilter;

pub(crate) use self::browser::BrowserSettings;

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

    #[command(flatten)]
    pub(crate) browser: BrowserSettings,

    /// The folder with PostgreSQL's server programs, where they are not found by themselves.
    #[arg(long, env = "PG_BIN", global = true)]
    pg_bin: Option<PathBuf>,

    /// What to log, to standard error (`info`, `debug`, `loopbrug_infra=debug`, …).
    #[arg(long, env = "LOOPBRUG_LOG", default_value = "info", global = true)]
    log: String,
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
    pub(crate) fn hosts(&self) -> anyhow::Result<Hosts> {
        // An empty variable names nobody.
        let named = self.allowed_host.iter().filter(|name| !name.is_empty()).cloned();
        let named: Vec<_> = named.chain(self.browser.public_host()?).collect();
        Ok(Hosts::try_new(&named)?)
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
