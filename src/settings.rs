//! Settings: by flag, then environment, then default.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use loopbrug_graphql::{Hosts, NoHost};
use loopbrug_infra::cluster::{ClusterSettings, default_data_dir};
use tracing_subscriber::EnvFilter;

/// What can be set.
#[derive(Debug, Clone, Args)]
pub(crate) struct Settings {
    /// Where to listen. Only a loopback address, as long as there is no sign-in.
    #[arg(long, env = "LOOPBRUG_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub(crate) listen: SocketAddr,

    /// Under which names it is reached, beside those of this machine for itself: `a.example,b.example`.
    #[arg(long, env = "LOOPBRUG_ALLOWED_HOSTS", value_delimiter = ',', global = true)]
    allowed_host: Vec<String>,

    /// How long an answer may take, in seconds.
    #[arg(long, env = "LOOPBRUG_DEADLINE", default_value_t = 10, global = true,
          value_parser = clap::value_parser!(u64).range(1..=60))]
    deadline: u64,

    /// Where the private PostgreSQL keeps its data. Default: the user's data folder.
    #[arg(long, env = "LOOPBRUG_DATA_DIR", global = true)]
    data_dir: Option<PathBuf>,

    /// A PostgreSQL to use instead of the private one.
    #[arg(long, env = "DATABASE_URL", global = true, hide_env_values = true)]
    pub(crate) database_url: Option<String>,

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

    pub(crate) fn log_filter(&self) -> EnvFilter {
        // Statements can hold what was typed: the database library keeps quiet about them.
        EnvFilter::new(format!("{},sqlx=warn", self.log))
    }
}
