//! The provider: what is asked of it.

use axum::http::Request;
use loopbrug_domain::actor::Actor;
use loopbrug_infra::clock::Clock;
use loopbrug_sign_in::{Claims, CodeFlow, Configuration, NotSignedIn, Unanswered};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreJsonWebKeySet};
use openidconnect::url::{ParseError, Url};
use openidconnect::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndSessionUrl, IssuerUrl,
    LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    PostLogoutRedirectUrl, RedirectUrl, RequestTokenError, Scope, TokenResponse, TokenUrl,
};
use serde_json::Value;

use crate::origin::Origin;
use crate::session::Attempt;

/// A provider at which people sign in. What it is, its keys and how it is asked are those of its bearer tokens.
#[derive(Debug)]
pub struct Provider {
    asked: loopbrug_sign_in::Provider,
    client_id: ClientId,
    scopes: Vec<Scope>,
    callback: RedirectUrl,
    after_sign_out: PostLogoutRedirectUrl,
    clock: Clock,
}

/// The provider does not answer, or nothing that can be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Silent(String);

impl From<Unanswered> for Silent {
    fn from(why: Unanswered) -> Self {
        Self(why.to_string())
    }
}

impl From<ParseError> for Silent {
    fn from(why: ParseError) -> Self {
        Self(format!("it publishes an address that is none: {why}"))
    }
}

impl From<Silent> for NotRecognised {
    fn from(silent: Silent) -> Self {
        Self::Silent(silent)
    }
}

/// Why nobody is signed in.
#[derive(Debug)]
pub(crate) enum NotRecognised {
    /// The provider does not answer.
    Silent(Silent),
    /// What it answered is not believed.
    Refused(String),
    /// It is somebody who has no part in this.
    Unknown(String),
}

/// Somebody whom the provider knows, and so do we.
#[derive(Debug)]
pub(crate) struct Recognised {
    pub(crate) name: Option<String>,
    pub(crate) actors: Vec<Actor>,
    pub(crate) id_token: String,
}

impl Provider {
    /// A provider that sends people back to this origin.
    #[must_use]
    pub fn new(
        provider: loopbrug_sign_in::Provider,
        CodeFlow { client_id, scopes }: CodeFlow,
        origin: &Origin,
        clock: Clock,
    ) -> Self {
        Self {
            asked: provider,
            client_id: ClientId::new(client_id),
            scopes: scopes.into_iter().map(Scope::new).collect(),
            callback: RedirectUrl::from_url(origin.at("/sign-in/callback")),
            after_sign_out: PostLogoutRedirectUrl::from_url(origin.at("/")),
            clock,
        }
    }

    /// Whether an answer that names its issuer is of this one.
    pub(crate) fn is_issued_by(&self, issuer: &str) -> bool {
        self.asked.configuration().issuer == issuer
    }

    /// What the library needs to ask it.
    fn client(&self) -> Result<CoreClient, Silent> {
        let issuer = IssuerUrl::new(self.asked.configuration().issuer.clone())?;
        // Tokens are checked by the keys that bearer tokens are checked by.
        Ok(CoreClient::new(self.client_id.clone(), issuer, CoreJsonWebKeySet::default()))
    }

    /// Where to send a browser, and what to remember of it.
    pub(crate) async fn begin(&self, next: &str) -> Result<(Url, Attempt), Silent> {
        let place = self.asked.published().await?.authorization_endpoint.clone();
        let place = AuthUrl::new(place.ok_or_else(|| no("authorization_endpoint"))?)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = self.client()?.set_auth_uri(place).set_redirect_uri(self.callback.clone());
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (address, state, nonce) = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .set_pkce_challenge(challenge)
            .add_scopes(self.scopes.iter().cloned())
            .url();
        let attempt = Attempt {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
            next: next.to_owned(),
        };
        Ok((address, attempt))
    }

    /// Exchanges a code for who it is about.
    pub(crate) async fn finish(
        &self,
        code: String,
        attempt: Attempt,
    ) -> Result<Recognised, NotRecognised> {
        let Configuration { issuer, mapping, client_secret, .. } = self.asked.configuration();
        let published = self.asked.published().await.map_err(Silent::from)?;
        let place = published.token_endpoint.clone().ok_or_else(|| no("token_endpoint"))?;
        let mut client = self
            .client()?
            .set_token_uri(TokenUrl::new(place).map_err(Silent::from)?)
            .set_redirect_uri(self.callback.clone());
        if let Some(secret) = client_secret {
            client = client.set_client_secret(ClientSecret::new(secret.text().to_owned()));
        }
        let http = self.asked.http();
        let send = |request: Request<Vec<u8>>| {
            let http = http.clone();
            async move { http.send(request).await }
        };
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier))
            .request_async(&send)
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(answer) => refused(answer),
                // What it said cannot be read, but it is not for the person to do something about it.
                error => NotRecognised::Silent(Silent(format!("no token: {error}"))),
            })?;
        let id_token = answer.id_token().ok_or_else(|| refused("it gave no ID token"))?.to_string();
        let question = (self.client_id.as_str(), attempt.nonce.as_str());
        let claims = self.asked.id_token(&id_token, question, self.clock.now()).await;
        let mut claims = claims.map_err(|why| match why {
            NotSignedIn::Refused(reason) => refused(reason),
            why => NotRecognised::Silent(Silent(why.to_string())),
        })?;
        if let Some(place) = &published.userinfo_endpoint {
            let about = http.get(place, Some(answer.access_token().secret())).await;
            add(&mut claims, about.map_err(Silent::from)?)?;
        }
        let person = mapping.person(issuer, &claims);
        let person = person.map_err(|reason| NotRecognised::Unknown(reason.to_string()))?;
        let name = claims.get("name").and_then(Value::as_str).map(str::to_owned);
        Ok(Recognised { name, actors: person.actors(), id_token })
    }

    /// Where to send a browser so that the person is signed out at the provider too; none where it has no such
    /// place, or does not say so now.
    pub(crate) async fn end_session(&self, id_token: &str) -> Option<Url> {
        let published = self.asked.published().await.ok()?;
        let place = EndSessionUrl::new(published.end_session_endpoint.clone()?).ok()?;
        let id_token: CoreIdToken = id_token.parse().ok()?;
        let request = LogoutRequest::from(place)
            .set_id_token_hint(&id_token)
            .set_client_id(self.client_id.clone())
            .set_post_logout_redirect_uri(self.after_sign_out.clone());
        Some(request.http_get_url())
    }
}

/// Adds what the provider says about the person of a token, which has to be the same person.
fn add(claims: &mut Claims, about: Claims) -> Result<(), NotRecognised> {
    if about.get("sub") != claims.get("sub") {
        return Err(refused("the provider's claims are about another person than its token"));
    }
    for (name, value) in about {
        claims.entry(name).or_insert(value);
    }
    Ok(())
}

fn no(endpoint: &str) -> Silent {
    Silent(format!("it publishes no {endpoint}"))
}

fn refused(reason: impl std::fmt::Display) -> NotRecognised {
    NotRecognised::Refused(reason.to_string())
}
