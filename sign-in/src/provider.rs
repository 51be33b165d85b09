//! An OpenID provider: its published configuration, and whether a token is one of its.

mod http;
mod introspection;
mod jwk;
mod keys;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use reqwest::Url;
use serde::Deserialize;
use serde_json::Value;

use crate::configuration::may_be_asked;
use crate::jwt::{self, Header};
use crate::{Claims, Configuration, NotSignedIn, Person, Reason};
use http::{Http, Unanswered};
use introspection::Introspection;
use keys::Keys;

/// How long the published configuration is taken for that of now.
const PUBLISHED_FOR: Duration = Duration::from_hours(1);

/// A provider whose tokens are believed.
#[derive(Debug, Clone)]
pub struct Provider(Arc<Asked>);

#[derive(Debug)]
struct Asked {
    configuration: Configuration,
    http: Http,
    published: Mutex<Option<(Instant, Arc<Published>)>>,
    keys: Keys,
    introspection: Introspection,
}

/// What the provider publishes about itself (OpenID Connect Discovery), of which we need this.
#[derive(Debug, Deserialize)]
struct Published {
    issuer: String,
    jwks_uri: String,
    introspection_endpoint: Option<String>,
}

impl Provider {
    /// A provider. It is asked nothing yet.
    ///
    /// # Errors
    /// Where this machine cannot ask anybody over TLS.
    pub fn new(configuration: Configuration) -> Result<Self, reqwest::Error> {
        Ok(Self(Arc::new(Asked {
            configuration,
            http: Http::new()?,
            published: Mutex::default(),
            keys: Keys::default(),
            introspection: Introspection::default(),
        })))
    }

    /// How it is configured.
    #[must_use]
    pub fn configuration(&self) -> &Configuration {
        &self.0.configuration
    }

    /// Whom a signed token is about, where it is valid at a moment.
    pub(crate) async fn signed(
        &self,
        token: &str,
        header: &Header,
        now: DateTime<Utc>,
    ) -> Result<Person, NotSignedIn> {
        let configuration = &self.0.configuration;
        let algorithm = header.algorithm(&configuration.algorithms)?;
        let key = keys::key(&self.0, header.kid.as_deref(), algorithm).await?;
        let claims = jwt::verified(token, &key, algorithm)?;
        let issuer = jwt::text(&claims, "iss")?;
        if issuer != configuration.issuer {
            return Err(Reason::Issuer(named(issuer)).into());
        }
        meant_for(audience(&claims)?, &configuration.audience)?;
        jwt::valid_until(&claims, now, configuration.clock_skew)?;
        Ok(configuration.mapping.person(&configuration.issuer, &claims)?)
    }

    /// Whom a token is about that only the provider can read.
    pub(crate) async fn opaque(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Person, NotSignedIn> {
        if !self.0.configuration.opaque_tokens {
            return Err(Reason::OpaqueNotAccepted.into());
        }
        introspection::person(&self.0, token, now).await
    }
}

impl Asked {
    /// What the provider publishes about itself: asked once an hour, and what it said before where it does not answer.
    async fn published(&self) -> Result<Arc<Published>, Unanswered> {
        let known = self.published.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, published)) = &known
            && at.elapsed() < PUBLISHED_FOR
        {
            return Ok(Arc::clone(published));
        }
        match self.discover().await {
            Ok(published) => {
                let published = Arc::new(published);
                let new = Some((Instant::now(), Arc::clone(&published)));
                *self.published.lock().unwrap_or_else(PoisonError::into_inner) = new;
                Ok(published)
            }
            Err(unanswered) => known.map(|(_, published)| published).ok_or(unanswered),
        }
    }

    async fn discover(&self) -> Result<Published, Unanswered> {
        let issuer = &self.configuration.issuer;
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let published: Published = self.http.get(endpoint(&address)?).await?;
        if published.issuer == *issuer {
            Ok(published)
        } else {
            Err(Unanswered::Wrong("it publishes the configuration of another issuer"))
        }
    }
}

/// An address that the provider names: it may not lead us from TLS to plain text.
fn endpoint(address: &str) -> Result<Url, Unanswered> {
    may_be_asked(address).map_err(|_| Unanswered::Wrong("it names an address that is not https"))
}

/// For whom a token is meant, by whatever names.
fn audience(claims: &Claims) -> Result<Vec<&str>, Reason> {
    let wrong = || Reason::Claim("aud".to_owned());
    match claims.get("aud") {
        Some(Value::String(one)) => Ok(vec![one]),
        Some(Value::Array(several)) => {
            several.iter().map(|one| one.as_str().ok_or_else(wrong)).collect()
        }
        _ => Err(wrong()),
    }
}

/// Refuses what is meant for others.
fn meant_for(audience: Vec<&str>, ours: &[String]) -> Result<(), Reason> {
    if audience.iter().any(|one| ours.iter().any(|our| our == one)) {
        return Ok(());
    }
    Err(Reason::Audience(audience.into_iter().take(5).map(named).collect()))
}

/// A name out of a token, for the log: whoever made it may have written a novel.
fn named(name: &str) -> String {
    name.chars().take(100).collect()
}
