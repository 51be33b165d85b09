//! The token of a request.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use loopbrug_domain::ids::KboNumber;
use loopbrug_infra::clock::Clock;

use crate::jwt::{self, Header};
use crate::local::ALGORITHM;
use crate::{Authenticated, LocalKey, Method, NotSignedIn, ORGANISATION, Person, Provider, Reason};

/// No token is longer, in bytes.
pub const MAX_TOKEN: usize = 8 * 1024;

/// Whose tokens are believed.
#[derive(Debug, Clone)]
pub struct SignIn(Arc<Believed>);

#[derive(Debug)]
struct Believed {
    local: Option<LocalKey>,
    provider: Option<Provider>,
    clock: Clock,
}

impl SignIn {
    /// Those that this key signed, and those of this provider.
    #[must_use]
    pub fn new(local: Option<LocalKey>, provider: Option<Provider>, clock: Clock) -> Self {
        Self(Arc::new(Believed { local, provider, clock }))
    }

    /// The provider whose tokens are believed.
    #[must_use]
    pub fn provider(&self) -> Option<&Provider> {
        self.0.provider.as_ref()
    }

    /// The key of the local tokens that are believed.
    #[must_use]
    pub fn local_key(&self) -> Option<&LocalKey> {
        self.0.local.as_ref()
    }

    /// Who sent the bearer token among the headers of a request; none where there is none. The provider is asked about
    /// the token alone only where it may be, which is for whoever counts failed sign-ins to say.
    ///
    /// # Errors
    /// Where the token is not believed, or nobody can say whether it may be.
    pub async fn bearer(
        &self,
        headers: &HeaderMap,
        may_ask: impl FnOnce() -> bool,
    ) -> Result<Option<Authenticated>, NotSignedIn> {
        let Some(token) = token(headers)? else { return Ok(None) };
        let person = self.person(token, may_ask).await?;
        let actor = person.actor(organisation(headers)?)?;
        Ok(Some(Authenticated { actor, method: Method::Bearer }))
    }

    async fn person(
        &self,
        token: &str,
        may_ask: impl FnOnce() -> bool,
    ) -> Result<Person, NotSignedIn> {
        let Believed { local, provider, clock } = &*self.0;
        let now = clock.now();
        if !jwt::is_one(token) {
            let provider = provider.as_ref().ok_or(Reason::OpaqueNotAccepted)?;
            return provider.opaque(token, now, may_ask).await;
        }
        let header = Header::of(token)?;
        match provider {
            Some(provider) if !header.is_local() => provider.signed(token, &header, now).await,
            _ => {
                header.algorithm(&[ALGORITHM])?;
                let local = local.as_ref().ok_or(Reason::LocalNotAccepted)?;
                Ok(local.read(token, &header, now)?)
            }
        }
    }
}

/// The one bearer token among the headers.
fn token(headers: &HeaderMap) -> Result<Option<&str>, Reason> {
    let mut sent = headers.get_all(AUTHORIZATION).iter();
    let sent = match (sent.next(), sent.next()) {
        (None, _) => return Ok(None),
        (Some(one), None) => one,
        (Some(_), Some(_)) => return Err(Reason::NoBearerToken),
    };
    if sent.len() > MAX_TOKEN {
        return Err(Reason::TooLong);
    }
    let (scheme, token) =
        sent.to_str().ok().and_then(|sent| sent.split_once(' ')).ok_or(Reason::NoBearerToken)?;
    let token = token.trim_matches(' ');
    // RFC 6750: the letters of a token.
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.bytes().all(is_letter) {
        Ok(Some(token))
    } else {
        Err(Reason::NoBearerToken)
    }
}

/// The organisation that the request names.
fn organisation(headers: &HeaderMap) -> Result<Option<KboNumber>, Reason> {
    let mut named = headers.get_all(ORGANISATION).iter();
    match (named.next(), named.next()) {
        (None, _) => Ok(None),
        (Some(one), None) => {
            let number = one.to_str().ok().and_then(|text| text.parse().ok());
            number.map(Some).ok_or(Reason::OrganisationUnreadable)
        }
        (Some(_), Some(_)) => Err(Reason::OrganisationUnreadable),
    }
}
