//! Settings: by flag, then environment, then default.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use loopbrug_infra::cluster::{ClusterSettings, default_data_dir};
use tracing_subscriber::EnvFilter;

/// What can be set.
#[derive(Debug, Clone, Args)]
pub(crate) struct Settings {
    /// Where to listen. Only a loopback address, as long as there is no sign-in.
    #[arg(long, env = "LOOPBRUG_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub(crate) listen: SocketAddr,

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

    pub(crate) fn log_filter(&self) -> EnvFilter {
        // Statements can hold what was typed: the database library keeps quiet about them.
        EnvFilter::new(format!("{},sqlx=warn", self.log))
    }
}
