//! The provider: what is asked of it.

mod claims;
mod published;

use std::time::Duration;

use loopbrug_domain::actor::Actor;
use loopbrug_infra::clock::Clock;
use loopbrug_sign_in::{CodeFlow, Configuration};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreIdToken};
use openidconnect::url::Url;
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, LogoutRequest, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, RedirectUrl,
    RequestTokenError, Scope, TokenResponse,
};
use serde_json::Value;

use crate::origin::Origin;
use crate::session::Attempt;
use published::Published;

/// A provider that takes longer does not answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);

/// A provider that says who somebody is.
#[derive(Debug)]
pub struct Provider {
    configuration: Configuration,
    client_id: ClientId,
    scopes: Vec<Scope>,
    callback: RedirectUrl,
    after_sign_out: PostLogoutRedirectUrl,
    http: reqwest::Client,
    published: Published,
    clock: Clock,
}

/// Why there is no provider for browsers.
#[derive(Debug, thiserror::Error)]
pub enum NoProvider {
    /// Its address.
    #[error("the issuer is no address: {0}")]
    Issuer(#[from] openidconnect::url::ParseError),
    /// No HTTP client could be made.
    #[error("no HTTP client for the sign-in provider: {0}")]
    Http(#[from] reqwest::Error),
}

/// The provider does not answer, or nothing that can be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Silent(String);

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
    /// A provider that sends people back to this origin. It is asked what it is only when somebody signs in, so it may
    /// be down when we start.
    ///
    /// # Errors
    /// Where this machine cannot ask it anything.
    pub fn try_new(
        configuration: Configuration,
        CodeFlow { client_id, scopes }: CodeFlow,
        origin: &Origin,
        clock: Clock,
    ) -> Result<Self, NoProvider> {
        // To follow a redirect would be to ask whomever an answer names.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .https_only(configuration.issuer.starts_with("https:"))
            .timeout(ANSWERS_WITHIN)
            .build()?;
        Ok(Self {
            published: Published::new(configuration.issuer.clone())?,
            configuration,
            client_id: ClientId::new(client_id),
            scopes: scopes.into_iter().map(Scope::new).collect(),
            callback: RedirectUrl::from_url(origin.at("/sign-in/callback")),
            after_sign_out: PostLogoutRedirectUrl::from_url(origin.at("/")),
            http,
            clock,
        })
    }

    /// Whether an answer that names its issuer is of this one.
    pub(crate) fn is_issued_by(&self, issuer: &str) -> bool {
        self.configuration.issuer == issuer
    }

    /// Where to send a browser, and what to remember of it.
    pub(crate) async fn begin(&self, next: &str) -> Result<(Url, Attempt), Silent> {
        let metadata = self.published.get(&self.http).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = CoreClient::from_provider_metadata(metadata, self.client_id.clone(), None)
            .set_redirect_uri(self.callback.clone());
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
        let metadata = self.published.get(&self.http).await.map_err(NotRecognised::Silent)?;
        let about = metadata.userinfo_endpoint().map(|address| address.url().clone());
        let secret = self.configuration.client_secret.as_ref();
        let secret = secret.map(|secret| ClientSecret::new(secret.text().to_owned()));
        let client =
            CoreClient::from_provider_metadata(metadata.clone(), self.client_id.clone(), secret)
                .set_redirect_uri(self.callback.clone());
        let exchange = client.exchange_code(AuthorizationCode::new(code)).map_err(refused)?;
        let answer = exchange
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier))
            .request_async(&self.http)
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(answer) => refused(answer),
                // What it said cannot be read, but it is not for the person to do something about it.
                error => NotRecognised::Silent(Silent(format!("no token: {error}"))),
            })?;
        let id_token = answer.id_token().ok_or_else(|| refused("it gave no ID token"))?;
        let mut claims = self.verified(id_token, &Nonce::new(attempt.nonce), metadata).await?;
        if let Some(address) = about {
            let about = self.http.get(address).bearer_auth(answer.access_token().secret());
            claims::add(&mut claims, about).await?;
        }
        let Configuration { issuer, mapping, .. } = &self.configuration;
        let person = mapping.person(issuer, &claims);
        let person = person.map_err(|reason| NotRecognised::Unknown(reason.to_string()))?;
        let name = claims.get("name").and_then(Value::as_str).map(str::to_owned);
        Ok(Recognised { name, actors: person.actors(), id_token: id_token.to_string() })
    }

    /// Where to send a browser so that the person is signed out at the provider too; none where it has no such
    /// place, or does not say so now.
    pub(crate) async fn end_session(&self, id_token: &str) -> Option<Url> {
        let metadata = self.published.get(&self.http).await.ok()?;
        let place = metadata.additional_metadata().end_session_endpoint.clone()?;
        let id_token: CoreIdToken = id_token.parse().ok()?;
        let request = LogoutRequest::from(place)
            .set_id_token_hint(&id_token)
            .set_client_id(self.client_id.clone())
            .set_post_logout_redirect_uri(self.after_sign_out.clone());
        Some(request.http_get_url())
    }
}

fn refused(reason: impl std::fmt::Display) -> NotRecognised {
    NotRecognised::Refused(reason.to_string())
}
