//! The keys of a provider, kept in memory.
//!
//! A name that is not among them may be that of a new key, so the provider is asked: by one at a time, and not again
//! for a while where it did not have it, so that invented names make no storm. Whoever finds the new one has no such
//! wait: several keys may come soon after each other.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jsonwebtoken::{Algorithm, DecodingKey};
use tokio::sync::Mutex as Turn;

use super::http::Unanswered;
use super::jwk::{Key, Published, find};
use super::{Asked, endpoint, named};
use crate::{NotSignedIn, Reason};

/// After having asked in vain the provider is not asked for so long.
const COOL_DOWN: Duration = Duration::from_secs(5);
/// Keys that are older are asked for anew, so that one that was withdrawn is not believed for ever.
const KNOWN_FOR: Duration = Duration::from_mins(5);

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
    fn look(&self, name: Option<&str>, algorithm: Algorithm) -> Look {
        let cooling = self.in_vain.filter(|(at, _)| at.elapsed() < COOL_DOWN);
        if let Some(key) = find(&self.keys, name, algorithm) {
            let old = self.fetched.is_none_or(|at| at.elapsed() > KNOWN_FOR);
            return Look::Found { key, old: old && cooling.is_none() };
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
    let look = || provider.keys.known().look(name, algorithm);
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
    let look = || provider.keys.known().look(name.as_deref(), algorithm);
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
    let keys: Published = provider.http.get(endpoint(&published.jwks_uri)?).await?;
    Ok(keys.keys())
}
