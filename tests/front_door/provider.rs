//! Sign-in against a real provider, with a real browser's cookies. `make tools` installs the provider.

mod bearer;
mod code_flow;
mod refused;
mod sessions;

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::harness::{Browser, Database, OCMW, Page, Process, Server};

/// For whom its tokens are.
const AUDIENCE: &str = "urn:loopbrug:tests";
/// What the provider calls the server.
const CLIENT: &str = "loopbrug-tests";
const SECRET: &str = "a secret of the tests";

/// A provider at work. It ends when it is dropped.
struct Provider {
    address: String,
    http: reqwest::Client,
    /// Where the configuration of the servers is.
    folder: TempDir,
    _process: Process,
}

impl Provider {
    async fn start() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let modules = root.join("target/tools/provider");
        assert!(modules.exists(), "{} is not there: run `make tools`", modules.display());
        let mut command = Command::new("node");
        command.arg(root.join("tests/front_door/provider/provider.mjs")).arg(modules);
        let mut process = Process::spawn(&mut command);
        let address = process.address("provider on ").await;
        let (http, folder) = (reqwest::Client::new(), tempfile::tempdir().unwrap());
        Self { address, http, folder, _process: process }
    }

    /// Has it do something that only a test asks for.
    async fn told(&self, deed: &str, said: Value) -> Value {
        let request = self.http.post(format!("{}/test/{deed}", self.address)).json(&said);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// The file by which a server knows it.
    fn configuration(&self, more: &str) -> String {
        let path = self.folder.path().join("sign-in.toml");
        let issuer = &self.address;
        let text = format!(
            "issuer = \"{issuer}\"\naudience = [\"{AUDIENCE}\", \"{CLIENT}\"]\nclient_id = \"{CLIENT}\"\n{more}\n[code_flow]\n\
             [claims]\nroles = \"loopbrug_roles\"\norganisation = \"loopbrug_organisation\"\n"
        );
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Under which id a server knows somebody of it.
    fn worker(&self, login: &str) -> String {
        let issuer = Uuid::new_v5(&Uuid::NAMESPACE_URL, self.address.as_bytes());
        Uuid::new_v5(&issuer, login.as_bytes()).to_string()
    }

    /// Has it know somebody, by claims, and no one else.
    async fn knows(&self, login: &str, claims: Value) {
        self.told("set", json!({ "people": { login: claims } })).await;
    }
}

/// A server whose people sign in at a provider.
struct SignedIn {
    provider: Provider,
    server: Server,
}

impl SignedIn {
    async fn start() -> Self {
        Self::with_settings(&[]).await
    }

    async fn with_settings(settings: &[(&str, &str)]) -> Self {
        let provider = Provider::start().await;
        let server = serve(&provider, Database::create().await, settings).await;
        provider.told("set", json!({ "clients": { CLIENT: client(&server.address) } })).await;
        provider.knows("hanne", hanne()).await;
        Self { provider, server }
    }

    /// Somebody who has signed in by now.
    async fn hanne(&self) -> Browser {
        let browser = Browser::new();
        let page = browser.sign_in(&self.server.address, "hanne").await;
        assert!(page.has("<h1>Dag Hanne</h1>"), "{page:?}");
        browser
    }
}

/// A server on a database, whose people sign in at the provider.
async fn serve(provider: &Provider, database: Database, settings: &[(&str, &str)]) -> Server {
    let configuration = provider.configuration("opaque_tokens = true");
    let mine = [("LOOPBRUG_SIGN_IN", configuration.as_str()), ("LOOPBRUG_CLIENT_SECRET", SECRET)];
    Server::with_settings(database, &[&mine, settings].concat()).await
}

/// What the provider has to know of a server.
fn client(address: &str) -> Value {
    json!({
        "client_id": CLIENT,
        "client_secret": SECRET,
        "redirect_uris": [format!("{address}/sign-in/callback")],
        "post_logout_redirect_uris": [format!("{address}/")],
    })
}

/// A caseworker.
fn hanne() -> Value {
    json!({
        "name": "Hanne Wouters",
        "loopbrug_organisation": OCMW,
        "loopbrug_roles": ["caseworker"],
    })
}

/// A port that nobody has, as far as can be known.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
