//! An OpenID provider: its published configuration, and whether a token is one of its.

mod http;
mod introspection;
mod jwk;
mod keys;
mod published;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::jwt::{self, Header};
use crate::refusal::named;
use crate::{Claims, Configuration, NotSignedIn, Person, Reason};
pub use http::{Http, Unanswered};
use introspection::Introspection;
use keys::Keys;
pub use published::Published;
use published::Publishes;

/// A provider whose tokens are believed.
#[derive(Debug, Clone)]
pub struct Provider(Arc<Asked>);

#[derive(Debug)]
struct Asked {
    configuration: Configuration,
    http: Http,
    publishes: Publishes,
    keys: Keys,
    introspection: Introspection,
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
            publishes: Publishes::default(),
            keys: Keys::default(),
            introspection: Introspection::default(),
        })))
    }

    /// How it is configured.
    #[must_use]
    pub fn configuration(&self) -> &Configuration {
        &self.0.configuration
    }

    /// By what it is asked.
    #[must_use]
    pub fn http(&self) -> &Http {
        &self.0.http
    }

    /// What it publishes about itself.
    ///
    /// # Errors
    /// Where it has never answered, and does not now.
    pub async fn published(&self) -> Result<Arc<Published>, Unanswered> {
        self.0.published().await
    }

    /// What an ID token says, where it is the provider's, given to a client alone and valid at a moment, and answers
    /// the question with this nonce.
    ///
    /// # Errors
    /// Where it is not, or the provider does not say by which keys it signs.
    pub async fn id_token(
        &self,
        token: &str,
        (client, nonce): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<Claims, NotSignedIn> {
        let claims = self.verified(token, &Header::of(token)?, now).await?;
        let audience = audience(&claims)?;
        let party = claims.get("azp").is_none_or(|party| party == client);
        if audience != [client] || !party {
            return Err(not_for(audience).into());
        }
        if jwt::text(&claims, "nonce")? != nonce {
            return Err(Reason::Nonce.into());
        }
        Ok(claims)
    }

    /// Whom a signed token is about, where it is valid at a moment.
    pub(crate) async fn signed(
        &self,
        token: &str,
        header: &Header,
        now: DateTime<Utc>,
    ) -> Result<Person, NotSignedIn> {
        let configuration = self.configuration();
        let claims = self.verified(token, header, now).await?;
        jwt::is_for_access(&claims)?;
        meant_for(audience(&claims)?, &configuration.audience)?;
        Ok(configuration.mapping.person(&configuration.issuer, &claims)?)
    }

    /// What a token says that the provider signed, where it is valid at a moment.
    async fn verified(
        &self,
        token: &str,
        header: &Header,
        now: DateTime<Utc>,
    ) -> Result<Claims, NotSignedIn> {
        let configuration = self.configuration();
        let algorithm = header.algorithm(&configuration.algorithms)?;
        let key = keys::key(&self.0, header.kid.as_deref(), algorithm).await?;
        let claims = jwt::verified(token, &key, algorithm)?;
        let issuer = jwt::text(&claims, "iss")?;
        if issuer != configuration.issuer {
            return Err(Reason::Issuer(named(issuer)).into());
        }
        jwt::valid_until(&claims, now, configuration.clock_skew)?;
        Ok(claims)
    }

    /// Whom a token is about that only the provider can read. It is asked where it may be.
    pub(crate) async fn opaque(
        &self,
        token: &str,
        now: DateTime<Utc>,
        may_ask: impl FnOnce() -> bool,
    ) -> Result<Person, NotSignedIn> {
        if !self.0.configuration.opaque_tokens {
            return Err(Reason::OpaqueNotAccepted.into());
        }
        introspection::person(&self.0, token, now, may_ask).await
    }
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
    Err(not_for(audience))
}

fn not_for(audience: Vec<&str>) -> Reason {
    Reason::Audience(audience.into_iter().take(5).map(named).collect())
}
