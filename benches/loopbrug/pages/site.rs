//! The pages of this process, served, and somebody with a browser.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use axum::Router;
use axum::serve::ListenerExt;
use loopbrug_domain::actor::Role;
use loopbrug_infra::commands::Commands;
use loopbrug_infra::sessions::Sessions;
use loopbrug_infra::views::Views;
use loopbrug_web::{DemoPerson, Listeners, Lives, Origin, Pages, SignInBy};
use reqwest::{Client, StatusCode};
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::somebody;

/// Who one can be.
const ROLES: [Role; 2] = [Role::Caseworker, Role::Coordinator];
/// Longer than anything is measured.
const SIGNED_IN: Duration = Duration::from_hours(10);
/// Nobody listens here.
const LISTENERS: usize = 1;

/// Pages that are served.
pub(super) struct Site {
    address: String,
    serving: JoinHandle<()>,
    _stop: watch::Sender<bool>,
}

impl Site {
    pub(super) async fn start(
        pool: &PgPool,
        views: Views,
        commands: Commands,
    ) -> anyhow::Result<Self> {
        let person = |role| DemoPerson {
            name: "Hanne Wouters".to_owned(),
            organisation: "OCMW".to_owned(),
            actor: somebody(role),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let pages = Pages::new(
            SignInBy::Choice(ROLES.map(person).to_vec()),
            (views, commands),
            (Sessions::new(pool.clone()), Lives { idle: SIGNED_IN, whole: SIGNED_IN }),
            Origin::of_loopback(address)?,
            Listeners::new(LISTENERS, stopped),
        );
        let router = pages.around(Router::new(), |pages| pages);
        // As the program does: an answer is sent when it is written.
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let serving = tokio::spawn(async move { drop(axum::serve(listener, router).await) });
        Ok(Self { address: format!("http://{address}"), serving, _stop: stop })
    }

    pub(super) async fn signs_in(&self, role: Role) -> anyhow::Result<Visitor> {
        let browser = Client::builder().cookie_store(true).build()?;
        let visitor = Visitor { browser, address: self.address.clone() };
        let form = visitor.text("/sign-in").await?;
        let (_, token) = form.split_once("name=\"token\" value=\"").context("a form")?;
        let (token, _) = token.split_once('"').context("a token")?;
        let who = ROLES.iter().position(|one| *one == role).context("a role")?.to_string();
        let fields = [("token", token), ("who", &who), ("next", "/wie")];
        let chosen = visitor.browser.post(visitor.at("/sign-in/choose")).form(&fields);
        ensure!(chosen.send().await?.status().is_success(), "not signed in");
        Ok(visitor)
    }

    pub(super) async fn stop(self) {
        self.serving.abort();
        drop(self.serving.await);
    }
}

/// Somebody with a browser, who is signed in.
pub(super) struct Visitor {
    browser: Client,
    address: String,
}

impl Visitor {
    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    async fn text(&self, path: &str) -> anyhow::Result<String> {
        Ok(self.browser.get(self.at(path)).send().await?.error_for_status()?.text().await?)
    }

    /// Waits until a page is there, which is not so before the image has been loaded.
    pub(super) async fn is_there(&self, path: &str) -> anyhow::Result<()> {
        let began = Instant::now();
        while self.browser.get(self.at(path)).send().await?.status()
            == StatusCode::SERVICE_UNAVAILABLE
        {
            ensure!(began.elapsed() < Duration::from_mins(5), "there is no page at {path}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }

    /// Reads a page to its last byte, and says how many it has.
    pub(super) async fn reads(&self, path: &str) -> anyhow::Result<usize> {
        let answer = self.browser.get(self.at(path)).send().await?.error_for_status()?;
        ensure!(answer.url().path() == path.split('?').next().unwrap_or(path), "sent elsewhere");
        Ok(answer.bytes().await?.len())
    }

    /// How many bytes the script of a page has.
    pub(super) async fn size_of_script(&self, path: &str) -> anyhow::Result<usize> {
        let page = self.text(path).await?;
        let (_, script) = page.split_once("<script src=\"").context("a script")?;
        let (script, _) = script.split_once('"').context("its address")?;
        self.reads(script).await
    }
}
