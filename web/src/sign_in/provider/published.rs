//! What the provider publishes about itself, and its keys: asked now and then, and kept.

use std::time::{Duration, Instant};

use openidconnect::url::ParseError;
use openidconnect::{IssuerUrl, ProviderMetadataWithLogout};
use tokio::sync::Mutex;

use super::Silent;

/// What it says of itself is asked anew after so long.
const KNOWN_FOR: Duration = Duration::from_hours(1);
/// It is not asked more often than that, whatever others send us and however often it fails.
const COOL_DOWN: Duration = Duration::from_secs(5);

/// What a provider publishes.
#[derive(Debug)]
pub(super) struct Published {
    issuer: IssuerUrl,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    known: Option<(ProviderMetadataWithLogout, Instant)>,
    asked: Option<Instant>,
}

impl Published {
    pub(super) fn new(issuer: String) -> Result<Self, ParseError> {
        Ok(Self { issuer: IssuerUrl::new(issuer)?, kept: Mutex::default() })
    }

    pub(super) fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }

    /// What is known.
    pub(super) async fn get(
        &self,
        http: &reqwest::Client,
    ) -> Result<ProviderMetadataWithLogout, Silent> {
        self.not_older_than(KNOWN_FOR, http).await
    }

    /// What it publishes now, unless it was asked a moment ago.
    pub(super) async fn anew(
        &self,
        http: &reqwest::Client,
    ) -> Result<ProviderMetadataWithLogout, Silent> {
        self.not_older_than(COOL_DOWN, http).await
    }

    async fn not_older_than(
        &self,
        at_most: Duration,
        http: &reqwest::Client,
    ) -> Result<ProviderMetadataWithLogout, Silent> {
        // Whoever comes meanwhile waits for the same answer.
        let mut kept = self.kept.lock().await;
        let known = kept.known.as_ref().map(|(known, at)| (known.clone(), at.elapsed()));
        let asked_lately = kept.asked.is_some_and(|asked| asked.elapsed() < COOL_DOWN);
        match known {
            Some((known, age)) if age < at_most || asked_lately => return Ok(known),
            None if asked_lately => {
                return Err(Silent("it did not answer a moment ago".to_owned()));
            }
            _ => {}
        }
        kept.asked = Some(Instant::now());
        match ProviderMetadataWithLogout::discover_async(self.issuer.clone(), http).await {
            Ok(metadata) => {
                kept.known = Some((metadata.clone(), Instant::now()));
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
