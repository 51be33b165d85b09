//! What a provider publishes about itself (OpenID Connect Discovery): asked once an hour, and kept.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Deserialize;
use tokio::sync::Mutex;

use super::Asked;
use super::http::Unanswered;

/// How long it is taken for that of now.
const KNOWN_FOR: Duration = Duration::from_hours(1);
/// A provider that did not answer is not asked for so long; what it said before holds meanwhile.
const COOL_DOWN: Duration = Duration::from_secs(5);

/// What the provider publishes, of which we need this.
#[derive(Debug, Deserialize)]
pub struct Published {
    issuer: String,
    pub(super) jwks_uri: String,
    pub(super) introspection_endpoint: Option<String>,
    /// Where people sign in.
    pub authorization_endpoint: Option<String>,
    /// Where a code is exchanged for tokens.
    pub token_endpoint: Option<String>,
    /// Where it says more about a person.
    pub userinfo_endpoint: Option<String>,
    /// Where people sign out.
    pub end_session_endpoint: Option<String>,
}

/// What is known of it, and when to ask again.
#[derive(Debug, Default)]
pub(super) struct Publishes(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    published: Option<Arc<Published>>,
    ask_at: Option<Instant>,
}

impl Known {
    fn is_due(&self, now: Instant) -> bool {
        self.ask_at.is_none_or(|at| at <= now)
    }

    fn answered(&mut self, published: Option<Published>, now: Instant) {
        let lasts = if published.is_some() { KNOWN_FOR } else { COOL_DOWN };
        self.ask_at = Some(now + lasts);
        if let Some(published) = published {
            self.published = Some(Arc::new(published));
        }
    }
}

impl Asked {
    /// What it publishes, and what it said before where it does not answer. Whoever comes meanwhile waits for the same
    /// answer.
    pub(super) async fn published(&self) -> Result<Arc<Published>, Unanswered> {
        let mut known = self.publishes.0.lock().await;
        if known.is_due(Instant::now()) {
            let asked = self.discover().await;
            if let Err(why) = &asked {
                tracing::warn!(%why, "the sign-in provider does not say what it is");
            }
            known.answered(asked.ok(), Instant::now());
        }
        known.published.clone().ok_or(Unanswered::Wrong("it has not said what it is"))
    }

    async fn discover(&self) -> Result<Published, Unanswered> {
        let issuer = &self.configuration.issuer;
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let published: Published = self.http.get(&address, None).await?;
        if published.issuer == *issuer {
            Ok(published)
        } else {
            Err(Unanswered::Wrong("it publishes the configuration of another issuer"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_that_does_not_answer_is_left_in_peace_for_a_while() {
        let answer = || {
            let published = serde_json::json!({ "issuer": "a", "jwks_uri": "b" });
            serde_json::from_value(published).ok()
        };
        let (mut known, began) = (Known::default(), Instant::now());
        assert!(known.is_due(began));
        known.answered(answer(), began);
        let hour = began + KNOWN_FOR;
        assert!(!known.is_due(hour.checked_sub(COOL_DOWN).unwrap()) && known.is_due(hour));
        known.answered(None, hour);
        assert!(known.published.is_some(), "what it said before holds");
        assert!(!known.is_due(hour + Duration::from_secs(4)) && known.is_due(hour + COOL_DOWN));
        known.answered(answer(), hour + COOL_DOWN);
        assert!(!known.is_due(hour + 2 * COOL_DOWN));
    }
}
