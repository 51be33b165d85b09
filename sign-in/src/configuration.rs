//! The provider's configuration: a TOML file.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use jsonwebtoken::Algorithm;
use loopbrug_domain::actor::Held;
use loopbrug_domain::ids::KboNumber;
use reqwest::Url;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::mapping::Mapping;

/// The algorithms that a provider may sign with: never none, and never with a secret that both sides have.
const ALGORITHMS: [Algorithm; 4] =
    [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA];

/// A secret, which is shown nowhere and overwritten when it is dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

/// Which provider signs people in, and what its claims mean.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// The provider, as its tokens name it.
    pub issuer: String,
    /// What its tokens have to name as their audience: one of these.
    pub audience: Vec<String>,
    /// What it signs with: one of these.
    pub algorithms: Vec<Algorithm>,
    /// By how much its clock and ours may differ.
    pub clock_skew: TimeDelta,
    /// Under which name it knows this program.
    pub client_id: Option<String>,
    /// What this program shows it.
    pub client_secret: Option<Secret>,
    /// How people sign in with a browser; none where nobody does.
    pub code_flow: Option<CodeFlow>,
    /// Whether tokens that are no JWT are believed where the provider says so (RFC 7662).
    pub opaque_tokens: bool,
    /// What its claims mean.
    pub mapping: Mapping,
}

/// Sign-in with a browser: the code flow of OpenID Connect.
#[derive(Debug, Clone)]
pub struct CodeFlow {
    /// Under which name the provider knows this program.
    pub client_id: String,
    /// What it is asked for beside `openid`.
    pub scopes: Vec<String>,
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    issuer: String,
    audience: Vec<String>,
    #[serde(default)]
    algorithms: Vec<String>,
    #[serde(default = "sixty")]
    clock_skew_seconds: u16,
    client_id: Option<String>,
    client_secret_file: Option<PathBuf>,
    code_flow: Option<WrittenCodeFlow>,
    #[serde(default)]
    opaque_tokens: bool,
    claims: Claims,
    #[serde(default)]
    organisation_codes: BTreeMap<String, KboNumber>,
}

fn sixty() -> u16 {
    60
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCodeFlow {
    #[serde(default = "profile")]
    scopes: Vec<String>,
}

fn profile() -> Vec<String> {
    vec!["profile".to_owned()]
}

/// Which claims say what.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    #[serde(default = "sub")]
    worker: Names,
    roles: Names,
    organisation: Option<Names>,
    #[serde(default)]
    role: BTreeMap<String, String>,
    #[serde(default)]
    only: BTreeMap<String, Vec<String>>,
}

/// The name of a claim, or the names that lead to one within others.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Path(Vec<String>),
}

fn sub() -> Names {
    Names::One("sub".to_owned())
}

impl From<Names> for Vec<String> {
    fn from(names: Names) -> Self {
        match names {
            Names::One(name) => vec![name],
            Names::Path(path) => path,
        }
    }
}

/// Why a configuration is not one.
#[derive(Debug, thiserror::Error)]
pub enum ConfigurationError {
    /// A file cannot be read.
    #[error("{path} cannot be read: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// It is not in the form of one.
    #[error("{path}: {source}")]
    Form {
        /// The file.
        path: PathBuf,
        /// Where and what.
        source: Box<toml::de::Error>,
    },
    /// Something in it makes no sense.
    #[error("{path}: {what}")]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What, and what is to stand there.
        what: String,
    },
}

impl Configuration {
    /// Reads a file. A secret of the environment is used where the file names no file with one.
    ///
    /// # Errors
    /// Where it cannot be read, or something in it makes no sense.
    pub fn read(path: &Path, secret: Option<Secret>) -> Result<Self, ConfigurationError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| ConfigurationError::Io { path, source }
        };
        let text = std::fs::read_to_string(path).map_err(io(path))?;
        let written: Written = toml::from_str(&text).map_err(|source| {
            ConfigurationError::Form { path: path.to_owned(), source: Box::new(source) }
        })?;
        let client_secret = match &written.client_secret_file {
            Some(file) => {
                let text = Zeroizing::new(std::fs::read_to_string(file).map_err(io(file))?);
                Some(Secret::new(text.trim_end().to_owned()))
            }
            None => secret,
        };
        let wrong = |what| ConfigurationError::Wrong { path: path.to_owned(), what };
        written.understood(client_secret).map_err(wrong)
    }
}

impl Written {
    fn understood(self, client_secret: Option<Secret>) -> Result<Configuration, String> {
        let Self { issuer, audience, algorithms, client_id, opaque_tokens, claims, .. } = self;
        may_be_asked(&issuer).map_err(|why| format!("issuer {issuer:?} {why}"))?;
        if audience.iter().all(String::is_empty) {
            return Err("audience names nobody: name this program as its tokens do".to_owned());
        }
        let read = |name: String| {
            let known = name.parse().ok().filter(|algorithm| ALGORITHMS.contains(algorithm));
            known.ok_or_else(|| {
                format!("algorithms: {name:?} is none of RS256, PS256, ES256, EdDSA")
            })
        };
        let mut algorithms: Vec<_> = algorithms.into_iter().map(read).collect::<Result<_, _>>()?;
        if algorithms.is_empty() {
            algorithms = ALGORITHMS.to_vec();
        }
        if self.clock_skew_seconds > 300 {
            return Err("clock_skew_seconds is more than 300".to_owned());
        }
        if opaque_tokens && (client_id.is_none() || client_secret.is_none()) {
            return Err(
                "opaque_tokens needs client_id and a client secret, by client_secret_file or the \
                        environment variable LOOPBRUG_CLIENT_SECRET"
                    .to_owned(),
            );
        }
        let code_flow = self.code_flow.map(|WrittenCodeFlow { scopes }| {
            let client_id = client_id.clone().ok_or("code_flow needs client_id")?;
            Ok::<_, &str>(CodeFlow { client_id, scopes })
        });
        let code_flow = code_flow.transpose()?;
        let role = claims.role.into_iter().map(|(name, role)| {
            let held = role.parse::<Held>().map_err(|error| format!("claims.role: {error}"));
            held.map(|held| (name, held))
        });
        let mapping = Mapping::new(
            claims.worker.into(),
            claims.roles.into(),
            claims.organisation.map(Into::into),
            role.collect::<Result<_, _>>()?,
            claims.only,
            self.organisation_codes,
        )?;
        let clock_skew = TimeDelta::seconds(self.clock_skew_seconds.into());
        Ok(Configuration {
            issuer,
            audience,
            algorithms,
            clock_skew,
            client_id,
            client_secret,
            code_flow,
            opaque_tokens,
            mapping,
        })
    }
}

/// Whether a host, as an address names it, is this machine for itself alone.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// Whether something may be asked at an address: over TLS, or on this machine.
pub(crate) fn may_be_asked(address: &str) -> Result<Url, &'static str> {
    let url: Url = address.parse().map_err(|_| "is no address")?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(url.host_str().unwrap_or_default()) => Ok(url),
        _ => Err("is not https, which only an address of this machine itself may not be"),
    }
}

impl Secret {
    /// This secret.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// What it is, for whoever has to show it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}
