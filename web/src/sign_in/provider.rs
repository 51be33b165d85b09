//! The provider: what is known of it, and what is asked of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use loopbrug_domain::actor::Actor;
use loopbrug_infra::clock::Clock;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm,
};
use openidconnect::url::Url;
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, IssuerUrl,
    LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError, TokenResponse,
};
use serde_json::{Map, Value};
use tokio::sync::Mutex;

use crate::origin::{Origin, is_loopback};
use crate::session::Attempt;

/// A provider that takes longer does not answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);
/// What it says of itself is asked anew after so long.
const KNOWN_FOR: Duration = Duration::from_hours(1);
/// It is not asked more often than that, whatever others send us and however often it fails.
const COOL_DOWN: Duration = Duration::from_secs(5);
/// By so much its clock may differ from ours.
const CLOCKS_DIFFER_BY: TimeDelta = TimeDelta::seconds(60);
/// How its tokens may be signed.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What claims are: a token's and the provider's about a person.
pub type Claims = Map<String, Value>;

/// What claims mean here: for each organisation for which somebody may act, who acts then.
pub type Mapping = Arc<dyn Fn(&Claims) -> Result<Vec<Actor>, String> + Send + Sync>;

/// Which provider, and who we are to it.
pub struct ProviderSettings {
    /// Its address, without `/.well-known/openid-configuration`.
    pub issuer: String,
    /// What it calls us.
    pub client_id: String,
    /// By what we show that it is us.
    pub client_secret: Option<String>,
    /// What we ask for beside `openid`.
    pub scopes: Vec<String>,
    /// What its claims mean.
    pub mapping: Mapping,
}

/// A provider that says who somebody is.
pub struct Provider {
    issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: Option<ClientSecret>,
    scopes: Vec<Scope>,
    mapping: Mapping,
    callback: RedirectUrl,
    after_sign_out: PostLogoutRedirectUrl,
    http: reqwest::Client,
    clock: Clock,
    kept: Mutex<Kept>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// What is known of it.
#[derive(Default)]
struct Kept {
    known: Option<(Arc<ProviderMetadataWithLogout>, Instant)>,
    asked: Option<Instant>,
}

/// Why the provider cannot be used as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum NoProvider {
    /// Its address.
    #[error(
        "'{0}' is no address of a sign-in provider: write https:// and a name; http:// is for loopback alone"
    )]
    Issuer(String),
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
    /// A provider. It is asked what it is only when somebody signs in, so it may be down when we start.
    ///
    /// # Errors
    /// Where its address cannot be used.
    pub fn try_new(
        settings: ProviderSettings,
        origin: &Origin,
        clock: Clock,
    ) -> Result<Self, NoProvider> {
        let ProviderSettings { issuer, client_id, client_secret, scopes, mapping } = settings;
        let address = Url::parse(&issuer).map_err(|_| NoProvider::Issuer(issuer.clone()))?;
        let local = is_loopback(&address);
        if !(address.scheme() == "https" || address.scheme() == "http" && local) {
            return Err(NoProvider::Issuer(issuer));
        }
        let issuer = IssuerUrl::new(issuer.clone()).map_err(|_| NoProvider::Issuer(issuer))?;
        // To follow a redirect would be to ask whomever an answer names.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .https_only(!local)
            .timeout(ANSWERS_WITHIN)
            .build()?;
        Ok(Self {
            issuer,
            client_id: ClientId::new(client_id),
            client_secret: client_secret.map(ClientSecret::new),
            scopes: scopes.into_iter().map(Scope::new).collect(),
            mapping,
            callback: RedirectUrl::from_url(origin.at("/sign-in/callback")),
            after_sign_out: PostLogoutRedirectUrl::from_url(origin.at("/")),
            http,
            clock,
            kept: Mutex::default(),
        })
    }

    /// Whether an answer that names its issuer is of this one.
    pub(crate) fn is_issued_by(&self, issuer: &str) -> bool {
        self.issuer.as_str() == issuer
    }

    /// Where to send a browser, and what to remember of it.
    pub(crate) async fn begin(&self, next: &str) -> Result<(Url, Attempt), Silent> {
        let metadata = self.metadata(KNOWN_FOR).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = CoreClient::from_provider_metadata(
            ProviderMetadataWithLogout::clone(&metadata),
            self.client_id.clone(),
            None,
        )
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
        let metadata = self.metadata(KNOWN_FOR).await.map_err(NotRecognised::Silent)?;
        let client = CoreClient::from_provider_metadata(
            ProviderMetadataWithLogout::clone(&metadata),
            self.client_id.clone(),
            self.client_secret.clone(),
        )
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
        let mut claims = self.verified(id_token, &Nonce::new(attempt.nonce), &metadata).await?;
        if let Some(address) = metadata.userinfo_endpoint() {
            let about =
                self.http.get(address.url().clone()).bearer_auth(answer.access_token().secret());
            add(&mut claims, about).await?;
        }
        let actors = (self.mapping)(&claims).map_err(NotRecognised::Unknown)?;
        if actors.is_empty() {
            return Err(NotRecognised::Unknown(
                "there is no organisation for which to act".to_owned(),
            ));
        }
        let name = claims.get("name").and_then(Value::as_str).map(str::to_owned);
        Ok(Recognised { name, actors, id_token: id_token.to_string() })
    }

    /// Where to send a browser so that the person is signed out at the provider too; none where it has no such
    /// place, or does not say so now.
    pub(crate) async fn end_session(&self, id_token: &str) -> Option<Url> {
        let metadata = self.metadata(KNOWN_FOR).await.ok()?;
        let place = metadata.additional_metadata().end_session_endpoint.clone()?;
        let id_token: CoreIdToken = id_token.parse().ok()?;
        let request = LogoutRequest::from(place)
            .set_id_token_hint(&id_token)
            .set_client_id(self.client_id.clone())
            .set_post_logout_redirect_uri(self.after_sign_out.clone());
        Some(request.http_get_url())
    }

    /// What an ID token says, where it is the provider's, ours and the answer to our question. One that is signed by
    /// a key that we do not know may be of a key that is new.
    async fn verified(
        &self,
        id_token: &CoreIdToken,
        nonce: &Nonce,
        metadata: &ProviderMetadataWithLogout,
    ) -> Result<Claims, NotRecognised> {
        let verified = match self.verify(id_token, nonce, metadata) {
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                let anew = self.metadata(COOL_DOWN).await.map_err(NotRecognised::Silent)?;
                self.verify(id_token, nonce, &anew)
            }
            verified => verified,
        };
        verified.map_err(refused)
    }

    fn verify(
        &self,
        id_token: &CoreIdToken,
        nonce: &Nonce,
        metadata: &ProviderMetadataWithLogout,
    ) -> Result<Claims, ClaimsVerificationError> {
        let (id, issuer) = (self.client_id.clone(), self.issuer.clone());
        let verifier = CoreIdTokenVerifier::new_public_client(id, issuer, metadata.jwks().clone())
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(|| self.clock.now() - CLOCKS_DIFFER_BY);
        id_token.claims(&verifier, nonce)?;
        // The library keeps claims that it knows. All of them are in the middle part, which it has just verified.
        let text = id_token.to_string();
        payload(&text)
            .ok_or_else(|| ClaimsVerificationError::Other("its claims are no object".to_owned()))
    }

    /// What the provider says of itself and its keys, not older than that if it can be had.
    async fn metadata(&self, at_most: Duration) -> Result<Arc<ProviderMetadataWithLogout>, Silent> {
        // Whoever comes meanwhile waits for the same answer.
        let mut kept = self.kept.lock().await;
        let known = kept.known.as_ref().map(|(known, at)| (Arc::clone(known), at.elapsed()));
        let asked_lately = kept.asked.is_some_and(|asked| asked.elapsed() < COOL_DOWN);
        match known {
            Some((known, age)) if age < at_most || asked_lately => return Ok(known),
            None if asked_lately => {
                return Err(Silent("it did not answer a moment ago".to_owned()));
            }
            _ => {}
        }
        kept.asked = Some(Instant::now());
        match ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &self.http).await {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                kept.known = Some((Arc::clone(&metadata), Instant::now()));
                Ok(metadata)
            }
            Err(error) => {
                let error =
                    Silent(format!("discovery at {} fails: {error:?}", self.issuer.as_str()));
                let Some((known, _)) = known else { return Err(error) };
                tracing::warn!(%error, "going on with what is known of the sign-in provider");
                Ok(known)
            }
        }
    }
}

fn refused(reason: impl std::fmt::Display) -> NotRecognised {
    NotRecognised::Refused(reason.to_string())
}

/// Adds what the provider says about the person of a token, which has to be the same person.
async fn add(claims: &mut Claims, ask: reqwest::RequestBuilder) -> Result<(), NotRecognised> {
    let silent = |error: reqwest::Error| {
        NotRecognised::Silent(Silent(format!("no claims: {}", error.without_url())))
    };
    let answer = ask.send().await.and_then(reqwest::Response::error_for_status).map_err(silent)?;
    let about: Claims = answer.json().await.map_err(silent)?;
    if about.get("sub") != claims.get("sub") {
        return Err(refused("the provider's claims are about another person than its token"));
    }
    for (name, value) in about {
        claims.entry(name).or_insert(value);
    }
    Ok(())
}

/// The claims of a token that is verified.
fn payload(token: &str) -> Option<Claims> {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}
