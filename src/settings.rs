//! Settings: by flag, then environment, then default.

mod browser;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use clap::Args;
use loopbrug_graphql::{DEADLINE, Hosts, Limits, Origins, Site, TrustedProxies};
use loopbrug_infra::clock::Clock;
use loopbrug_infra::cluster::{ClusterSettings, default_data_dir};
use loopbrug_infra::connections::{FEWEST, USUALLY};
use loopbrug_infra::health::BEHIND;
use loopbrug_infra::seal::note::{Signs, VerifierKey};
use loopbrug_sign_in::{Configuration, LocalKey, Provider, Secret, SignIn};
use sqlx::postgres::PgConnectOptions;
use tracing_subscriber::EnvFilter;

pub(crate) use self::browser::BrowserSettings;

/// What can be set.
#[derive(Debug, Clone, Args)]
pub(crate) struct Settings {
    /// Where to listen: an address or a name, and a port. Only on loopback, unless sign-in is configured.
    #[arg(long, env = "LOOPBRUG_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub(crate) listen: String,

    /// Under which names it is reached, beside those of this machine for itself: `a.example,b.example`.
    #[arg(long, env = "LOOPBRUG_ALLOWED_HOSTS", value_delimiter = ',', global = true)]
    allowed_host: Vec<String>,

    /// Pages elsewhere that may ask here, by their origins: `https://app.example`. Default: none.
    #[arg(long, env = "LOOPBRUG_ALLOWED_ORIGINS", value_delimiter = ',', global = true)]
    allowed_origin: Vec<String>,

    /// Proxies whose word is taken for where a request comes from, by their networks: `10.0.0.0/8`.
    #[arg(long, env = "LOOPBRUG_TRUSTED_PROXIES", value_delimiter = ',', global = true)]
    trusted_proxy: Vec<String>,

    /// How much whoever is signed in may ask in a minute: a request counts as one, and each table of a report as one
    /// more. 0: without a limit.
    #[arg(long, env = "LOOPBRUG_REQUESTS_PER_ACTOR", default_value_t = 3_000, global = true)]
    requests_per_actor: u32,

    /// How much may be asked in a minute from one address by those who are not signed in. 0: without a limit.
    #[arg(long, env = "LOOPBRUG_REQUESTS_PER_PEER", default_value_t = 600, global = true)]
    requests_per_peer: u32,

    /// How many requests are answered at the same time; `/health` is not counted. 0: without a limit.
    #[arg(long, env = "LOOPBRUG_REQUESTS_AT_ONCE", default_value_t = 512, global = true)]
    requests_at_once: u32,

    /// How long an answer may take, in seconds.
    #[arg(long, env = "LOOPBRUG_DEADLINE", default_value_t = DEADLINE.as_secs(), global = true,
          value_parser = clap::value_parser!(u64).range(1..=60))]
    deadline: u64,

    /// Where the private PostgreSQL keeps its data. Default: the user's data folder.
    #[arg(long, env = "LOOPBRUG_DATA_DIR", global = true)]
    data_dir: Option<PathBuf>,

    /// The file that says which OpenID provider signs people in, and what its claims mean. Without it only local
    /// tokens are believed.
    #[arg(long, env = "LOOPBRUG_SIGN_IN", global = true)]
    sign_in: Option<PathBuf>,

    /// Whether local tokens are believed although a provider is configured.
    #[arg(long, env = "LOOPBRUG_LOCAL_TOKENS", global = true)]
    local_tokens: bool,

    /// The file with the key that signs local tokens; made where there is none. Default: `token.key` in the data
    /// folder.
    #[arg(long, env = "LOOPBRUG_TOKEN_KEY", global = true)]
    token_key: Option<PathBuf>,

    /// The file with the key that signs the heads of the logs; made where there is none. Default: `seal.key` in the data
    /// folder.
    #[arg(long, env = "LOOPBRUG_SEAL_KEY", global = true)]
    seal_key: Option<PathBuf>,

    /// Witnesses whose cosignatures of heads are taken, by their keys as C2SP writes them: `name+id+key,…`.
    #[arg(long, env = "LOOPBRUG_WITNESSES", value_delimiter = ',', global = true)]
    witness: Vec<String>,

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

    #[command(flatten)]
    pub(crate) browser: BrowserSettings,

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

    /// The provider that signs people in, where one is configured.
    pub(crate) fn provider(&self) -> anyhow::Result<Option<Provider>> {
        let Some(path) = &self.sign_in else { return Ok(None) };
        // What a container is given; a flag would show it to all who may list processes.
        let secret = std::env::var_os("LOOPBRUG_CLIENT_SECRET");
        let secret = secret.and_then(|secret| secret.into_string().ok()).map(Secret::new);
        let configuration = Configuration::read(path, secret)
            .context("sign-in (LOOPBRUG_SIGN_IN, --sign-in) is not configured")?;
        Ok(Some(Provider::new(configuration)?))
    }

    /// Whose tokens are believed.
    pub(crate) fn sign_in(
        &self,
        provider: Option<Provider>,
        clock: Clock,
    ) -> anyhow::Result<SignIn> {
        let local = self.believes_local_tokens().then(|| self.token_key()).transpose()?;
        Ok(SignIn::new(local, provider, clock))
    }

    /// Whether local tokens are believed.
    pub(crate) fn believes_local_tokens(&self) -> bool {
        self.local_tokens || self.sign_in.is_none()
    }

    /// The key that signs local tokens.
    pub(crate) fn token_key(&self) -> anyhow::Result<LocalKey> {
        let setting = "--token-key or LOOPBRUG_TOKEN_KEY";
        let path = self.key_file(self.token_key.as_ref(), "token.key", "local tokens", setting)?;
        Ok(LocalKey::kept_in(&path)?)
    }

    /// The file with the key that signs the heads of the logs.
    pub(crate) fn seal_key(&self) -> anyhow::Result<PathBuf> {
        let setting = "--seal-key or LOOPBRUG_SEAL_KEY";
        self.key_file(self.seal_key.as_ref(), "seal.key", "the seal", setting)
    }

    /// Where a key is kept: in the file that is named, or in the data folder.
    fn key_file(
        &self,
        named: Option<&PathBuf>,
        usual: &str,
        of: &str,
        setting: &str,
    ) -> anyhow::Result<PathBuf> {
        if let Some(path) = named {
            return Ok(path.clone());
        }
        let place = self.cluster();
        place.make_data_dir().with_context(|| {
            let folder = place.data_dir.display();
            format!("the key of {of} cannot be kept in {folder}; name a file for it by {setting}")
        })?;
        Ok(place.data_dir.join(usual))
    }

    /// Whose cosignatures are taken.
    pub(crate) fn witnesses(&self) -> anyhow::Result<Vec<VerifierKey>> {
        let witnesses = named(&self.witness).into_iter().map(|witness| {
            let key: VerifierKey = witness.parse().with_context(|| {
                format!("LOOPBRUG_WITNESSES (--witness) '{witness}' cannot be read")
            })?;
            ensure!(
                key.signs() == Signs::Cosignature,
                "LOOPBRUG_WITNESSES (--witness) '{witness}' is the key of a log and not of a witness: one of \
                 Ed25519 cosignatures is needed"
            );
            Ok(key)
        });
        witnesses.collect()
    }

    /// Under which names it is reached, and which pages elsewhere may ask.
    pub(crate) fn site(&self) -> anyhow::Result<Site> {
        let mut names = named(&self.allowed_host);
        names.extend(self.browser.public_host()?);
        let hosts = Hosts::try_new(&names)?;
        Ok(Site { hosts, origins: Origins::try_new(&named(&self.allowed_origin))? })
    }

    /// How much may be asked.
    pub(crate) fn asking(&self) -> anyhow::Result<Limits> {
        Ok(Limits {
            of_an_actor: NonZeroU32::new(self.requests_per_actor),
            of_a_peer: NonZeroU32::new(self.requests_per_peer),
            at_once: NonZeroU32::new(self.requests_at_once),
            proxies: TrustedProxies::try_new(&named(&self.trusted_proxy))?,
        })
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

    /// The key file of the vault, whose database need not be there.
    pub(crate) fn vault_key(&self) -> anyhow::Result<PathBuf> {
        if let Some(key_file) = &self.vault_key_file {
            return Ok(key_file.clone());
        }
        let place = self.vault_place()?.context(
            "a companion is sealed under the key file of the vault: say where that is, by --vault-key-file or \
             LOOPBRUG_VAULT_KEY_FILE",
        )?;
        Ok(place.key_file)
    }

    /// The addresses to listen on, the first that can be had; loopback addresses only, unless sign-in is configured.
    pub(crate) async fn listen_on(&self) -> anyhow::Result<Vec<SocketAddr>> {
        let listen = &self.listen;
        let found = tokio::net::lookup_host(listen).await.with_context(|| {
            format!(
                "LOOPBRUG_LISTEN (--listen) '{listen}' is no address that is known here; write a host and \
                 a port, such as 127.0.0.1:8080 or localhost:8080"
            )
        })?;
        let found: Vec<SocketAddr> = found.collect();
        let elsewhere = found.iter().find(|address| !address.ip().is_loopback());
        if let Some(elsewhere) = elsewhere.filter(|_| self.sign_in.is_none()) {
            bail!(
                "refusing to listen on {elsewhere}: no sign-in is configured (LOOPBRUG_SIGN_IN, --sign-in), and \
                 without it this server is for this machine alone; use a loopback address such as 127.0.0.1"
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

/// What a list names. An empty variable names nobody.
fn named(list: &[String]) -> Vec<String> {
    list.iter().filter(|name| !name.is_empty()).cloned().collect()
}
