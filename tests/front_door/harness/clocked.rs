//! A server within this process whose clock is set, for replaying what happened on other days.
//! All else is as in the program: its commands, its views, its routes, HTTP.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Europe::Brussels;
use loopbrug_graphql::{Api, router};
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::Commands;
use loopbrug_infra::health::{BEHIND, Health};
use loopbrug_infra::live::Live;
use loopbrug_infra::log::LogWriter;
use loopbrug_infra::seal::key::SealKeyFile;
use loopbrug_infra::vault::Vault;
use loopbrug_infra::{catalogues, database};
use loopbrug_sign_in::SignIn;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use uuid::Uuid;

use super::cast::pages;
use super::{Database, REGION, key, new_id, token, wait_until};

/// A server with a clock that is set.
pub(crate) struct Clocked {
    pub(crate) database: Database,
    clock: Clock,
    pub(super) address: String,
    http: reqwest::Client,
    _live: Live,
}

/// Somebody who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Person {
    /// A worker, by number.
    pub(crate) worker: u128,
    /// The organisation, by KBO number.
    pub(crate) organisation: &'static str,
    /// What the person may be there, with commas between.
    pub(crate) roles: &'static str,
}

impl Person {
    pub(crate) fn id(self) -> String {
        Uuid::from_u128(self.worker).to_string()
    }
}

impl Clocked {
    /// A server on an empty database. It ends with the test's runtime.
    pub(crate) async fn start() -> Self {
        Self::on(Database::create().await).await
    }

    /// A server on a database.
    pub(crate) async fn on(database: Database) -> Self {
        Self::with_vault(database, Vault::none()).await
    }

    /// A server on an empty database with a vault, whose keys are in another one.
    pub(crate) async fn with_keys() -> Self {
        let keys = Database::create().await;
        let vault = Vault::new(keys.url.parse().unwrap(), keys.key_file());
        Self::with_vault(Database::create().await, vault).await
    }

    async fn with_vault(database: Database, vault: Vault) -> Self {
        let pool = database::connect(database.url.parse().unwrap()).await.unwrap();
        database::migrate(&pool).await.unwrap();
        let catalogues = Arc::new(catalogues::load(&pool).await.unwrap());
        let clock = Clock::set_to(DateTime::UNIX_EPOCH);
        let log = LogWriter::new(pool.clone());
        let started = Live::start(pool.clone(), Arc::clone(&catalogues), clock.clone());
        let (live, views) = started.await.unwrap();
        let views = views.with_vault(vault.clone());
        let views = views.with_seal_key(SealKeyFile::at(database.seal_key()));
        let access = views.access_record().clone();
        let commands = Commands::new(log, catalogues, clock.clone(), vault, access);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let health = Health::new(&pool, &views, BEHIND, None);
        // A program that is not optimised takes longer than anybody is to wait for it.
        let deadline = Duration::from_mins(1);
        let sign_in = SignIn::new(Some(key().clone()), None, clock.clone());
        let pages = pages(&address, &pool, (views.clone(), commands.clone()));
        let api = Api { deadline, ..Api::new(commands, views, health, sign_in) };
        let routes = router(api, |routes, guard| pages.around(routes, |pages| guard.before(pages)));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { database, clock, address, http: reqwest::Client::new(), _live: live }
    }

    /// Sets the clock to a local time in Brussels.
    pub(crate) fn at(&self, local: &str) -> &Self {
        self.clock.set(utc(local));
        self
    }

    /// Waits until a quarter of a region is published in so many editions.
    pub(crate) async fn has_published(&self, year: i32, quarter: u32, editions: u32) {
        let made = format!(
            "SELECT coalesce(max(edition), 0)::text FROM publications
             WHERE region = '{REGION}' AND (year, quarter) = ({year}, {quarter})"
        );
        let what = format!("quarter {quarter} of {year} is published");
        let published = async || self.database.text(&made).await == editions.to_string();
        wait_until(&what, published).await;
    }

    /// What a question is answered with; it may not fail.
    pub(crate) async fn ask(&self, who: Person, query: &str) -> Value {
        let answer = self.answer(who, &json!({ "query": query })).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].clone()
    }

    /// What a question is answered with, be it a refusal.
    pub(crate) async fn answered(&self, who: Person, query: &str) -> Value {
        self.answer(who, &json!({ "query": query })).await
    }

    /// The code that a question is refused with.
    pub(crate) async fn refuses(&self, who: Person, query: &str) -> String {
        let answer = self.answer(who, &json!({ "query": query })).await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("{query}: {answer}")).to_owned()
    }

    /// Sends a mutation and gives its payload, with these fields beside the usual ones.
    pub(crate) async fn send(
        &self,
        who: Person,
        name: &str,
        mut input: Value,
        fields: &str,
    ) -> Value {
        // What is remembered beside the log is the same however often it is sent.
        if name != "notTheSamePerson" {
            let object = input.as_object_mut().unwrap();
            object.entry("commandId").or_insert_with(|| json!(new_id()));
        }
        let (first, rest) = (name[..1].to_uppercase(), &name[1..]);
        let at = match name {
            // A caseload is many trajectories, each at a version of its own.
            "handOverCaseload" => "position",
            "notTheSamePerson" => "",
            _ => "version position",
        };
        let query = format!(
            "mutation ($input: {first}{rest}Input!) {{ {name}(input: $input) {{
                {at} errors {{ code path }} {fields}
            }} }}"
        );
        let body = json!({ "query": query, "variables": { "input": input } });
        let answer = self.answer(who, &body).await;
        assert!(answer.get("errors").is_none(), "{name} {input}: {answer}");
        answer["data"][name].clone()
    }

    /// Sends a mutation that is refused with this code, and leaves the log as it was.
    pub(crate) async fn send_in_vain(&self, who: Person, name: &str, input: Value, code: &str) {
        let before = (self.database.head().await, self.database.commands().await);
        let payload = self.send(who, name, input.clone(), "").await;
        assert_eq!(payload["errors"][0]["code"], json!(code), "{name} {input}: {payload}");
        assert_eq!(payload["version"], Value::Null, "{payload}");
        let after = (self.database.head().await, self.database.commands().await);
        assert_eq!(after, before, "{name} {input} left something in the log");
    }

    async fn answer(&self, who: Person, body: &Value) -> Value {
        let mut request = self.http.post(format!("{}/graphql", self.address)).json(body);
        // Who has no role is not signed in.
        if !who.roles.is_empty() {
            let worker = Uuid::from_u128(who.worker);
            request = request.bearer_auth(token(worker, who.organisation, who.roles));
        }
        request.send().await.unwrap().json().await.unwrap()
    }
}

/// A local time in Brussels as the server's clock tells it.
pub(crate) fn utc(local: &str) -> DateTime<Utc> {
    let local: NaiveDateTime = local.parse().unwrap();
    Brussels.from_local_datetime(&local).unwrap().with_timezone(&Utc)
}
