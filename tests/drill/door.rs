//! The front door, from outside: HTTP and GraphQL, at one program or at several in turn.

use std::time::Duration;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::answer::Answer;
use crate::command::Command;
use crate::tokens::token;
use crate::{OCMW, REGION};

/// How long a client waits for an answer before it sends the same again.
const PATIENCE: Duration = Duration::from_secs(15);

/// One or several programs on the same database.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    http: reqwest::Client,
    addresses: Vec<String>,
}

impl Door {
    pub(crate) fn of(addresses: Vec<String>) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder().timeout(PATIENCE).build()?;
        Ok(Self { http, addresses })
    }

    /// How many programs there are.
    pub(crate) fn programs(&self) -> usize {
        self.addresses.len()
    }

    /// The door of one of the programs alone.
    pub(crate) fn at(&self, program: usize) -> Self {
        let address = self.addresses[program % self.addresses.len()].clone();
        Self { http: self.http.clone(), addresses: vec![address] }
    }

    /// Sends a command to one of the programs, once.
    pub(crate) async fn send(&self, command: &Command, program: usize) -> Answer {
        match self.post(&command.body(), program, PATIENCE).await {
            Ok(response) => Answer::read(&response, command.mutation()),
            Err(error) => Answer::Unknown(format!("{error:#}")),
        }
    }

    /// What a question is answered with; an error where it is not answered.
    pub(crate) async fn ask(&self, query: &str, patience: Duration) -> anyhow::Result<Value> {
        let response = self.post(&json!({ "query": query }), 0, patience).await?;
        ensure!(response.get("errors").is_none(), "{}", response["errors"][0]);
        Ok(response["data"].clone())
    }

    /// Reports over all time; `more` is further arguments, with a comma before.
    pub(crate) async fn reports(
        &self,
        more: &str,
        fields: &str,
        patience: Duration,
    ) -> anyhow::Result<Value> {
        let period = r#"{ from: "2000-01-01", to: "2099-12-31" }"#;
        let query =
            format!("{{ reports(region: \"{REGION}\", period: {period}{more}) {{ {fields} }} }}");
        Ok(self.ask(&query, patience).await?["reports"].clone())
    }

    /// The status of a health page and what it says.
    pub(crate) async fn health(
        &self,
        page: &str,
        patience: Duration,
    ) -> anyhow::Result<(u16, String)> {
        let address = format!("{}/health/{page}", self.addresses[0]);
        let response = self.http.get(address).timeout(patience).send().await?;
        Ok((response.status().as_u16(), response.text().await?))
    }

    /// What is below the address of the seal of the region, for everybody.
    pub(crate) async fn sealed(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        let address = format!("{}/seal/{REGION}/{path}", self.addresses[0]);
        let response = self.http.get(&address).send().await?;
        ensure!(response.status().is_success(), "{address}: {}", response.status());
        Ok(response.bytes().await?.to_vec())
    }

    async fn post(
        &self,
        body: &Value,
        program: usize,
        patience: Duration,
    ) -> anyhow::Result<Value> {
        let address = &self.addresses[program % self.addresses.len()];
        let request = self.http.post(format!("{address}/graphql")).json(body).timeout(patience);
        let token = token(Uuid::nil(), OCMW, "caseworker,coordinator,auditor");
        let response = request.bearer_auth(token).send().await?;
        let status = response.status();
        response.json().await.with_context(|| format!("no JSON came with status {status}"))
    }
}

/// A figure of the total of a report that was asked with `total { figures { column value } }`.
pub(crate) fn figure(report: &Value, column: &str) -> Option<i64> {
    let mut figures = report["total"]["figures"].as_array()?.iter();
    let value = figures.find(|figure| figure["column"] == column)?["value"].as_f64()?;
    format!("{value:.0}").parse().ok()
}
