//! The keys of a provider, kept in memory.
//!
//! A name that is not among them may be that of a new key, so the provider is asked: by one at a time, and not again
//! for a while where it did not have it, so that invented names make no storm. Whoever finds the new one has no such
//! wait: several keys may come soon after each other.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jsonwebtoken::{Algorithm, DecodingKey};
use tokio::sync::Mutex as Turn;

use super::Asked;
use super::http::Unanswered;
use super::jwk::{Key, Published, find};
use crate::refusal::named;
use crate::{NotSignedIn, Reason};

/// After having asked in vain the provider is not asked for so long.
const COOL_DOWN: Duration = Duration::from_secs(5);
/// Keys that are older are asked for anew, while they are used.
const KNOWN_FOR: Duration = Duration::from_mins(5);
/// Keys that are older are not used before the provider was asked: after a quiet night, too, one that was withdrawn is
/// not believed.
const USED_FOR: Duration = Duration::from_mins(10);

#[derive(Debug, Default)]
pub(super) struct Keys {
    known: Mutex<Known>,
    /// Whoever asks.
    turn: Turn<()>,
}

#[derive(Debug, Default)]
struct Known {
    keys: Vec<Key>,
    fetched: Option<Instant>,
    /// When the provider was asked in vain last, and whether it answered.
    in_vain: Option<(Instant, bool)>,
}

/// What is known of a key.
enum Look {
    Found {
        key: DecodingKey,
        old: bool,
    },
    /// The provider was asked a moment ago and had none of that name.
    Unknown,
    /// The provider was asked a moment ago and did not answer.
    Unavailable,
    /// The provider may know it.
    Ask,
}

impl Keys {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn look(&self, name: Option<&str>, algorithm: Algorithm, now: Instant) -> Look {
        let older_than = |than| self.fetched.is_none_or(|at| now.duration_since(at) > than);
        let cooling = self.in_vain.filter(|(at, _)| now.duration_since(*at) < COOL_DOWN);
        match (find(&self.keys, name, algorithm), cooling) {
            // The provider is away, and what is known lives on.
            (Some(key), Some(_)) => return Look::Found { key, old: false },
            (Some(key), None) if !older_than(USED_FOR) => {
                return Look::Found { key, old: older_than(KNOWN_FOR) };
            }
            _ => {}
        }
        match cooling {
            Some((_, true)) => Look::Unknown,
            Some((_, false)) => Look::Unavailable,
            None => Look::Ask,
        }
    }
}

/// The key of a name.
pub(super) async fn key(
    provider: &Arc<Asked>,
    name: Option<&str>,
    algorithm: Algorithm,
) -> Result<DecodingKey, NotSignedIn> {
    let unknown = || Reason::UnknownKey(named(name.unwrap_or_default()));
    let look = || provider.keys.known().look(name, algorithm, Instant::now());
    let known = match look() {
        Look::Ask => {
            // A task of its own: whoever asked for it may go, and what was begun is not begun again.
            let (provider, name) = (Arc::clone(provider), name.map(str::to_owned));
            let asked = tokio::spawn(ask(provider, name, algorithm));
            if asked.await.is_err() {
                return Err(NotSignedIn::Unavailable);
            }
            look()
        }
        known => known,
    };
    match known {
        Look::Found { key, old } => {
            if old {
                tokio::spawn(renew(Arc::clone(provider)));
            }
            Ok(key)
        }
        Look::Unknown => Err(unknown().into()),
        Look::Unavailable | Look::Ask => Err(NotSignedIn::Unavailable),
    }
}

/// Asks the provider for a key, unless another did so while this waited for its turn.
async fn ask(provider: Arc<Asked>, name: Option<String>, algorithm: Algorithm) {
    let _turn = provider.keys.turn.lock().await;
    let look = || provider.keys.known().look(name.as_deref(), algorithm, Instant::now());
    if matches!(look(), Look::Ask) {
        fetch(&provider).await;
        let found = matches!(look(), Look::Found { .. });
        let mut known = provider.keys.known();
        if known.in_vain.is_none() && !found {
            known.in_vain = Some((Instant::now(), true));
        }
    }
}

/// Asks for the keys anew, unless somebody does.
async fn renew(provider: Arc<Asked>) {
    if let Ok(_turn) = provider.keys.turn.try_lock() {
        fetch(&provider).await;
    }
}

/// Whoever has the turn asks. Keys that are known stay so where there is no answer.
async fn fetch(provider: &Asked) {
    let fetched = published(provider).await;
    let mut known = provider.keys.known();
    match fetched {
        Ok(keys) => *known = Known { keys, fetched: Some(Instant::now()), in_vain: None },
        Err(why) => {
            tracing::error!(%why, "the sign-in provider publishes no keys");
            known.in_vain = Some((Instant::now(), false));
        }
    }
}

async fn published(provider: &Asked) -> Result<Vec<Key>, Unanswered> {
    let published = provider.published().await?;
    let keys: Published = provider.http.get(&published.jwks_uri, None).await?;
    Ok(keys.keys())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_of_yesterday_is_not_believed_before_the_provider_was_asked_but_while_it_is_away() {
        let published: Published = serde_json::from_value(json!({ "keys": [
            { "kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "AAAA" },
        ] }))
        .unwrap();
        let began = Instant::now();
        let mut known = Known { keys: published.keys(), fetched: Some(began), in_vain: None };
        let minutes = |minutes| began + Duration::from_mins(minutes);
        let look = |known: &Known, at| known.look(Some("a"), Algorithm::EdDSA, at);
        assert!(matches!(look(&known, minutes(5)), Look::Found { old: false, .. }));
        assert!(matches!(look(&known, minutes(9)), Look::Found { old: true, .. }));
        assert!(matches!(look(&known, minutes(600)), Look::Ask));
        known.in_vain = Some((minutes(600), false));
        assert!(matches!(look(&known, minutes(600)), Look::Found { .. }));
        assert!(matches!(look(&known, minutes(601)), Look::Ask));
    }
}
