//! How a provider is asked: over TLS or on this machine, for a few seconds, without being sent elsewhere, and not for
//! more than there is reason to read.

use std::time::Duration;

use axum::http::{Request, Response, StatusCode};
use reqwest::{Client, RequestBuilder, Url, redirect};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::configuration::may_be_asked;

/// How long an answer may take.
const ANSWERED_WITHIN: Duration = Duration::from_secs(3);
/// How long an answer may be, in bytes.
const MAX_ANSWER: usize = 256 * 1024;

/// By what a provider is asked.
#[derive(Debug, Clone)]
pub struct Http(Client);

/// Why the provider did not answer, for the log.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// Nothing came, or not in time.
    #[error("it does not answer: {0}")]
    Silent(String),
    /// It says that something is wrong.
    #[error("it answers with status {0}")]
    Status(StatusCode),
    /// What it says is not what it should be.
    #[error("{0}")]
    Wrong(&'static str),
}

impl From<reqwest::Error> for Unanswered {
    fn from(error: reqwest::Error) -> Self {
        // The address may hold what is sent; the cause does not.
        let error = error.without_url();
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        Self::Silent(cause.unwrap_or_else(|| error.to_string()))
    }
}

impl Http {
    pub(super) fn new() -> Result<Self, reqwest::Error> {
        let client = Client::builder().timeout(ANSWERED_WITHIN).redirect(redirect::Policy::none());
        client.build().map(Self)
    }

    /// Asks for what is at an address, with a bearer token where there is one.
    ///
    /// # Errors
    /// Where it is not answered well.
    pub async fn get<T: DeserializeOwned>(
        &self,
        address: &str,
        token: Option<&str>,
    ) -> Result<T, Unanswered> {
        let request = self.0.get(safe(address)?);
        answer(match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
        .await
    }

    /// Sends a request as it is, and gives the answer with whatever status.
    ///
    /// # Errors
    /// Where there is none, or too long a one.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unanswered> {
        let address = safe(&request.uri().to_string())?;
        let (parts, body) = request.into_parts();
        let request = self.0.request(parts.method, address).headers(parts.headers).body(body);
        let (status, body) = answered(request).await?;
        let mut response = Response::new(body);
        *response.status_mut() = status;
        Ok(response)
    }

    /// Sends a form, signed in as a client (RFC 6749, 2.3.1).
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        address: &str,
        (id, secret): (&str, &str),
        form: &[(&str, &str)],
    ) -> Result<T, Unanswered> {
        let (id, secret) = (encoded(id), Zeroizing::new(encoded(secret)));
        answer(self.0.post(safe(address)?).basic_auth(id, Some(secret.as_str())).form(form)).await
    }
}

/// An address that the provider names: it may not lead us from TLS to plain text.
fn safe(address: &str) -> Result<Url, Unanswered> {
    may_be_asked(address).map_err(|_| Unanswered::Wrong("it names an address that is not https"))
}

/// A text as it stands in a form.
fn encoded(text: &str) -> String {
    let encoded = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => {
            char::from(byte).to_string()
        }
        b' ' => "+".to_owned(),
        other => format!("%{other:02X}"),
    });
    encoded.collect()
}

async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Unanswered> {
    let (status, body) = answered(request.header("accept", "application/json")).await?;
    if !status.is_success() {
        return Err(Unanswered::Status(status));
    }
    serde_json::from_slice(&body)
        .map_err(|_| Unanswered::Wrong("its answer is not of the form of its standard"))
}

/// What is answered with which status.
async fn answered(request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), Unanswered> {
    let mut response = request.send().await?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_ANSWER {
            return Err(Unanswered::Wrong("its answer is too long"));
        }
    }
    Ok((response.status(), body))
}
