//! Where people reach the pages, and for how long they are signed in there.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use loopbrug_web::{Lives, NoOrigin, Origin};

/// What can be set about sign-in with a browser.
#[derive(Debug, Clone, Args)]
pub(crate) struct BrowserSettings {
    /// Where browsers reach this server, such as `https://loopbrug.example`. Default: where it listens.
    #[arg(long, env = "LOOPBRUG_PUBLIC_URL", global = true)]
    public_url: Option<String>,

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

    /// Where browsers reach a server that listens here. It has to be known where people are sent back to there.
    pub(crate) fn origin(&self, address: SocketAddr, needed: bool) -> anyhow::Result<Origin> {
        match self.public_url()? {
            Some(origin) => Ok(origin),
            None if address.ip().is_loopback() => Ok(Origin::of_loopback(address)?),
            None if needed => bail!(
                "people sign in with a browser here: say where browsers reach this server by --public-url or \
                 LOOPBRUG_PUBLIC_URL, such as https://loopbrug.example"
            ),
            // Nobody is sent back, and cookies go nowhere else.
            None => Ok(Origin::try_new(&format!("https://{address}"))?),
        }
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
}
