//! Tokens that only the provider can read: it is asked about each (RFC 7662), and what it says is remembered for a
//! short while, so that a token that it withdraws is not believed for longer.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use moka::sync::Cache;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex as Turn;
use tokio::time::timeout;

use super::http::Unanswered;
use super::{Asked, audience, meant_for};
use crate::refusal::named;
use crate::{Claims, NotSignedIn, Person, Reason, Secret, jwt};

/// How long an answer is remembered.
const REMEMBERED_FOR: Duration = Duration::from_mins(1);
/// How many tokens are remembered that are believed, and how many that are not. Invented ones push out no others.
const REMEMBERED: u64 = 10_000;
/// So many questions are asked at once.
const AT_ONCE: usize = 16;
/// Whoever waits longer for a turn is not answered: so many wait that most of what they ask is invented.
const WAITS: Duration = Duration::from_secs(3);
/// A provider that did not answer is not asked for so long.
const COOL_DOWN: Duration = Duration::from_secs(2);

/// The hash of a token: tokens themselves are kept nowhere.
type Digested = [u8; 32];

#[derive(Debug)]
pub(super) struct Introspection {
    believed: Cache<Digested, (Arc<Person>, Option<DateTime<Utc>>)>,
    refused: Cache<Digested, Reason>,
    /// Questions about the same token have the same turn, so that it is asked about once.
    turns: [Turn<()>; AT_ONCE],
    choice: RandomState,
    silent: Mutex<Option<Instant>>,
}

impl Default for Introspection {
    fn default() -> Self {
        Self {
            believed: Cache::builder()
                .max_capacity(REMEMBERED)
                .time_to_live(REMEMBERED_FOR)
                .build(),
            refused: Cache::builder().max_capacity(REMEMBERED).time_to_live(REMEMBERED_FOR).build(),
            turns: Default::default(),
            choice: RandomState::new(),
            silent: Mutex::default(),
        }
    }
}

impl Introspection {
    /// What is remembered of a token.
    fn remembered(&self, token: &Digested, now: DateTime<Utc>) -> Option<Result<Person, Reason>> {
        if let Some((person, until)) = self.believed.get(token) {
            let over = until.is_some_and(|until| until <= now);
            return Some(if over { Err(Reason::Expired) } else { Ok((*person).clone()) });
        }
        self.refused.get(token).map(Err)
    }

    fn turn(&self, token: &Digested) -> &Turn<()> {
        let place = self.choice.hash_one(token) % AT_ONCE as u64;
        &self.turns[usize::try_from(place).unwrap_or_default()]
    }

    fn is_silent(&self) -> bool {
        let silent = *self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        silent.is_some_and(|at| at.elapsed() < COOL_DOWN)
    }
}

/// Whom a token is about. The provider is asked where it may be, which is looked at when nobody else has the turn.
pub(super) async fn person(
    provider: &Asked,
    token: &str,
    now: DateTime<Utc>,
    may_ask: impl FnOnce() -> bool,
) -> Result<Person, NotSignedIn> {
    let (introspection, digested) = (&provider.introspection, Sha256::digest(token).into());
    if let Some(remembered) = introspection.remembered(&digested, now) {
        return Ok(remembered?);
    }
    let turn = timeout(WAITS, introspection.turn(&digested).lock()).await;
    let _turn = turn.map_err(|_| NotSignedIn::Unavailable)?;
    if let Some(remembered) = introspection.remembered(&digested, now) {
        return Ok(remembered?);
    }
    if introspection.is_silent() {
        return Err(NotSignedIn::Unavailable);
    }
    if !may_ask() {
        return Err(NotSignedIn::TooManyRefused);
    }
    let said = match ask(provider, token).await {
        Ok(said) => said,
        // It answers, and has no use for this one token.
        Err(Unanswered::Status(
            status @ (StatusCode::BAD_REQUEST
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNPROCESSABLE_ENTITY),
        )) => {
            tracing::warn!(%status, "the sign-in provider does not look at a token");
            introspection.refused.insert(digested, Reason::NotActive);
            return Err(Reason::NotActive.into());
        }
        Err(why) => {
            tracing::error!(%why, "the sign-in provider does not say whether a token is active");
            let silent = Some(Instant::now());
            *introspection.silent.lock().unwrap_or_else(PoisonError::into_inner) = silent;
            return Err(NotSignedIn::Unavailable);
        }
    };
    match understood(provider, &said, now) {
        Ok((person, until)) => {
            introspection.believed.insert(digested, (Arc::new(person.clone()), until));
            Ok(person)
        }
        Err(reason) => {
            introspection.refused.insert(digested, reason.clone());
            Err(reason.into())
        }
    }
}

async fn ask(provider: &Asked, token: &str) -> Result<Claims, Unanswered> {
    let configuration = &provider.configuration;
    let id = configuration.client_id.as_deref().unwrap_or_default();
    let secret = configuration.client_secret.as_ref().map_or("", Secret::text);
    let published = provider.published().await?;
    let Some(address) = &published.introspection_endpoint else {
        return Err(Unanswered::Wrong("it publishes no introspection_endpoint"));
    };
    let form = [("token", token), ("token_type_hint", "access_token")];
    provider.http.post(address, (id, secret), &form).await
}

/// Whom it is about, and until when; what the provider need not say is not required.
fn understood(
    provider: &Asked,
    said: &Claims,
    now: DateTime<Utc>,
) -> Result<(Person, Option<DateTime<Utc>>), Reason> {
    let configuration = &provider.configuration;
    if said.get("active") != Some(&Value::Bool(true)) {
        return Err(Reason::NotActive);
    }
    jwt::is_for_access(said)?;
    if said.contains_key("iss") {
        let issuer = jwt::text(said, "iss")?;
        if issuer != configuration.issuer {
            return Err(Reason::Issuer(named(issuer)));
        }
    }
    // One of another program is active, too: it has to be meant for us, or given to us.
    let meant = if said.contains_key("aud") {
        audience(said)?
    } else {
        vec![jwt::text(said, "client_id")?]
    };
    meant_for(meant, &configuration.audience)?;
    let until = if said.contains_key("exp") {
        Some(jwt::valid_until(said, now, configuration.clock_skew)? + configuration.clock_skew)
    } else {
        None
    };
    Ok((configuration.mapping.person(&configuration.issuer, said)?, until))
}
