//! The program as a server, and questions to it.

use std::collections::BTreeSet;
use std::process::ExitStatus;
use std::sync::Mutex;
use std::time::Duration;

use nix::sys::signal::Signal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Asker, COORDINATOR, Database, OCMW, Partner, Process, REGION, http, loopbrug, token};

/// A server with a database of its own. It is killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) database: Database,
    pub(crate) address: String,
    pub(crate) http: reqwest::Client,
    /// Mutations that were carried out through it, by name.
    pub(crate) carried_out: Mutex<BTreeSet<String>>,
    process: Process,
}

impl Server {
    /// A server on an empty database.
    pub(crate) async fn start() -> Self {
        Self::on(Database::create().await).await
    }

    /// A server on this database.
    pub(crate) async fn on(database: Database) -> Self {
        Self::with_settings(database, &[]).await
    }

    /// A server on this database with settings, as environment variables.
    pub(crate) async fn with_settings(database: Database, settings: &[(&str, &str)]) -> Self {
        let (process, address) = serve(&database, settings).await;
        Self::at(database, process, address)
    }

    /// A server on an empty database, with a vault whose keys are in this other one.
    pub(crate) async fn with_keys_in(keys: &Database) -> Self {
        Self::on_with_keys(Database::create().await, keys).await
    }

    /// The same on this database.
    pub(crate) async fn on_with_keys(database: Database, keys: &Database) -> Self {
        let key_file = keys.key_file().display().to_string();
        let settings = [("VAULT_URL", &*keys.url), ("LOOPBRUG_VAULT_KEY_FILE", &*key_file)];
        Self::with_settings(database, &settings).await
    }

    /// This program, which is starting, as a server on this database.
    pub(crate) async fn with(database: Database, mut process: Process) -> Self {
        let address = process.address("serving on ").await;
        Self::at(database, process, address)
    }

    fn at(database: Database, process: Process, address: String) -> Self {
        let http = http();
        Self { database, address, http, carried_out: Mutex::default(), process }
    }

    /// Another server on the same database, after this one has ended.
    pub(crate) async fn restart(&mut self) {
        self.process.kill_9();
        (self.process, self.address) = serve(&self.database, &[]).await;
        // Connections to the one before are of no use.
        self.http = http();
    }

    /// Ends it as a crash would, while others are still busy with it.
    pub(crate) fn kill_9(&self) {
        self.process.signal(Signal::SIGKILL);
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) async fn stop(&mut self) -> ExitStatus {
        self.process.terminate();
        self.process.ended().await
    }

    /// Asks it to stop.
    pub(crate) fn terminate(&self) {
        self.process.terminate();
    }

    /// Waits until it has ended.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        self.process.ended().await
    }

    /// A partner organisation that uses this server.
    pub(crate) fn partner(&self, organisation: &str) -> Partner<'_> {
        Partner::new(self, organisation)
    }

    /// The partner of most tests.
    pub(crate) fn ocmw(&self) -> Partner<'_> {
        self.partner(OCMW)
    }

    /// What a question is answered with; it may not fail.
    pub(crate) async fn ask(&self, query: &str) -> Value {
        let answer = self.answer(query).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].clone()
    }

    /// The code that a question is refused with.
    pub(crate) async fn refuses(&self, query: &str) -> String {
        let answer = self.answer(query).await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("{query}: {answer}")).to_owned()
    }

    async fn answer(&self, query: &str) -> Value {
        let request = self.http.post(self.url()).json(&json!({ "query": query }));
        request.send().await.unwrap().json().await.unwrap()
    }

    /// What somebody is answered who has these roles in an organisation; it may not fail.
    pub(crate) async fn ask_as(&self, who: Asker, query: &str) -> Value {
        let answer = self.answer_to(who, query).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].clone()
    }

    /// The code that somebody's question is refused with.
    pub(crate) async fn refuses_to(&self, who: Asker, query: &str) -> String {
        let answer = self.answer_to(who, query).await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("{query}: {answer}")).to_owned()
    }

    /// What somebody is answered, be it a refusal.
    pub(crate) async fn answer_to(&self, who: Asker, query: &str) -> Value {
        let request = self.http.post(self.url()).json(&json!({ "query": query }));
        let request = request.bearer_auth(token(Uuid::nil(), who.organisation, who.roles));
        request.send().await.unwrap().json().await.unwrap()
    }

    /// The outcomes report over all time; `more` is further arguments, with a comma before.
    pub(crate) async fn outcomes(&self, more: &str, fields: &str) -> Value {
        let period = r#"{ from: "2000-01-01", to: "2199-12-31" }"#;
        let query = format!(
            "{{ reports(region: \"{REGION}\", period: {period}{more}) {{ outcomes {{ {fields} }} }} }}"
        );
        self.ask_as(COORDINATOR, &query).await["reports"]["outcomes"].clone()
    }

    pub(crate) fn url(&self) -> String {
        format!("{}/graphql", self.address)
    }

    /// All that it has said since it was started.
    pub(crate) fn said(&self) -> String {
        self.process.said()
    }

    /// Its process number.
    pub(crate) fn pid(&self) -> nix::unistd::Pid {
        self.process.pid()
    }

    /// How much of a processor it has had since it was started.
    pub(crate) fn processor_time(&self) -> Duration {
        self.process.processor_time()
    }
}

async fn serve(database: &Database, settings: &[(&str, &str)]) -> (Process, String) {
    let mut command = loopbrug();
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &database.url);
    command.envs(settings.iter().copied());
    let mut process = Process::spawn(&mut command);
    let address = process.address("serving on ").await;
    (process, address)
}
