//! How people sign in with a browser.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use loopbrug_infra::clock::Clock;
use loopbrug_web::{Lives, Mapping, NoOrigin, Origin, Provider, ProviderSettings, SignInBy};

/// Where `--oidc-client-secret-file` is not given, the secret is looked for here.
const CLIENT_SECRET: &str = "LOOPBRUG_OIDC_CLIENT_SECRET";

/// What can be set about sign-in with a browser.
#[derive(Debug, Clone, Args)]
pub(crate) struct BrowserSettings {
    /// Where browsers reach this server, such as `https://loopbrug.example`. Default: where it listens.
    #[arg(long, env = "LOOPBRUG_PUBLIC_URL", global = true)]
    public_url: Option<String>,

    /// The sign-in provider (OpenID Connect), by its issuer. Without it nobody signs in with a browser.
    #[arg(long, env = "LOOPBRUG_OIDC_ISSUER", global = true)]
    oidc_issuer: Option<String>,

    /// What the provider calls this program.
    #[arg(long, env = "LOOPBRUG_OIDC_CLIENT_ID", default_value = "loopbrug", global = true)]
    oidc_client_id: String,

    /// The file with the secret by which this program shows the provider that it is itself. The secret may also be in
    /// the environment, as `LOOPBRUG_OIDC_CLIENT_SECRET`.
    #[arg(long, env = "LOOPBRUG_OIDC_CLIENT_SECRET_FILE", global = true)]
    oidc_client_secret_file: Option<PathBuf>,

    /// What to ask the provider for, beside `openid`, with spaces between.
    #[arg(long, env = "LOOPBRUG_OIDC_SCOPES", default_value = "profile", global = true)]
    oidc_scopes: String,

    /// After how many minutes without a request somebody has to sign in again.
    #[arg(long, env = "LOOPBRUG_SESSION_IDLE", default_value_t = 30, global = true,
          value_parser = clap::value_parser!(u64).range(1..=1_440))]
    session_idle: u64,

    /// After how many minutes somebody has to sign in again in any case.
    #[arg(long, env = "LOOPBRUG_SESSION_LIFE", default_value_t = 600, global = true,
          value_parser = clap::value_parser!(u64).range(1..=10_080))]
    session_life: u64,
}

impl BrowserSettings {
    /// The name under which browsers reach the server, where one is set.
    pub(crate) fn public_host(&self) -> Result<Option<String>, NoOrigin> {
        Ok(self.public_url()?.map(|origin| origin.host().to_owned()))
    }

    /// Where browsers reach a server that listens here.
    pub(crate) fn origin(&self, address: SocketAddr) -> Result<Origin, NoOrigin> {
        self.public_url()?.map_or_else(|| Origin::of_loopback(address), Ok)
    }

    /// An empty variable says nothing.
    fn public_url(&self) -> Result<Option<Origin>, NoOrigin> {
        self.public_url.as_deref().filter(|url| !url.is_empty()).map(Origin::try_new).transpose()
    }

    /// How long sessions live.
    pub(crate) fn lives(&self) -> Lives {
        let minutes = Duration::from_mins;
        Lives { idle: minutes(self.session_idle), whole: minutes(self.session_life) }
    }

    /// Checks what is set, so that a mistake starts nothing.
    pub(crate) fn check(&self, address: SocketAddr, mapping: Mapping) -> anyhow::Result<()> {
        self.sign_in(&self.origin(address)?, mapping, Clock::system()).map(drop)
    }

    /// How people sign in.
    pub(crate) fn sign_in(
        &self,
        origin: &Origin,
        mapping: Mapping,
        clock: Clock,
    ) -> anyhow::Result<SignInBy> {
        let Some(issuer) = self.oidc_issuer.as_deref().filter(|issuer| !issuer.is_empty()) else {
            return Ok(SignInBy::Nothing);
        };
        let settings = ProviderSettings {
            issuer: issuer.to_owned(),
            client_id: self.oidc_client_id.clone(),
            client_secret: self.client_secret()?,
            scopes: self.oidc_scopes.split_whitespace().map(str::to_owned).collect(),
            mapping,
        };
        Ok(SignInBy::Provider(Box::new(Provider::try_new(settings, origin, clock)?)))
    }

    /// A secret is never a flag: whoever lists the processes of a machine reads flags.
    fn client_secret(&self) -> anyhow::Result<Option<String>> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the library of the command line makes a flag of each setting"
        )]
        let in_environment = std::env::var(CLIENT_SECRET).ok().filter(|secret| !secret.is_empty());
        let Some(file) = &self.oidc_client_secret_file else { return Ok(in_environment) };
        let secret = std::fs::read_to_string(file).with_context(|| {
            format!(
                "the file of LOOPBRUG_OIDC_CLIENT_SECRET_FILE, {}, cannot be read",
                file.display()
            )
        })?;
        match secret.trim() {
            "" => {
                bail!("the file of LOOPBRUG_OIDC_CLIENT_SECRET_FILE, {}, is empty", file.display())
            }
            secret => Ok(Some(secret.to_owned())),
        }
    }
}
