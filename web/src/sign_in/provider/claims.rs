//! What the provider says about a person, and whether it may be believed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use loopbrug_sign_in::Claims;
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm};
use openidconnect::{
    ClaimsVerificationError, Nonce, ProviderMetadataWithLogout, SignatureVerificationError,
};

use super::{NotRecognised, Provider, Silent, refused};

impl Provider {
    /// What an ID token says, where it is the provider's, ours and the answer to our question. One that is signed by
    /// a key that we do not know may be of a key that is new.
    pub(super) async fn verified(
        &self,
        id_token: &CoreIdToken,
        nonce: &Nonce,
        metadata: ProviderMetadataWithLogout,
    ) -> Result<Claims, NotRecognised> {
        let verified = match self.verify(id_token, nonce, &metadata) {
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                let anew = self.published.anew(&self.http).await.map_err(NotRecognised::Silent)?;
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
        let (id, issuer) = (self.client_id.clone(), self.published.issuer().clone());
        let configuration = &self.configuration;
        let verifier = CoreIdTokenVerifier::new_public_client(id, issuer, metadata.jwks().clone())
            .set_allowed_algs(configuration.algorithms.iter().filter_map(algorithm))
            .set_time_fn(|| self.clock.now() - configuration.clock_skew);
        id_token.claims(&verifier, nonce)?;
        // The library keeps claims that it knows. All of them are in the middle part, which it has just verified.
        let text = id_token.to_string();
        payload(&text)
            .ok_or_else(|| ClaimsVerificationError::Other("its claims are no object".to_owned()))
    }
}

/// An algorithm, as the library names it; none for those that a provider may not sign with.
fn algorithm(algorithm: &Algorithm) -> Option<CoreJwsSigningAlgorithm> {
    match algorithm {
        Algorithm::RS256 => Some(CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256),
        Algorithm::PS256 => Some(CoreJwsSigningAlgorithm::RsaSsaPssSha256),
        Algorithm::ES256 => Some(CoreJwsSigningAlgorithm::EcdsaP256Sha256),
        Algorithm::EdDSA => Some(CoreJwsSigningAlgorithm::EdDsa),
        _ => None,
    }
}

/// Adds what the provider says about the person of a token, which has to be the same person.
pub(super) async fn add(
    claims: &mut Claims,
    ask: reqwest::RequestBuilder,
) -> Result<(), NotRecognised> {
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
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}
