//! Who a browser's session is of, and what it is in the middle of.

mod form;
mod handle;
mod keys;
mod store;

use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use loopbrug_domain::actor::Actor;
use loopbrug_infra::sessions::{Life, SessionName};
use loopbrug_sign_in::{Authenticated, Method};
use serde::{Deserialize, Serialize};
use tower_sessions::cookie::SameSite;
use tower_sessions::{Session, SessionManagerLayer};

use crate::Site;
use crate::form::Kept;
use crate::trouble::Trouble;
pub(crate) use form::{FormToken, form_token};
pub(crate) use handle::{open_handle, seal_handle};
use store::Store;

/// Under which names a session holds what it holds.
const SIGNED_IN: &str = "signed_in";
const ATTEMPT: &str = "attempt";
const CHOICE: &str = "choice";
const KEPT: &str = "kept";

/// How long sessions live.
#[derive(Debug, Clone, Copy)]
pub struct Lives {
    /// Of who is signed in, unless the session is used.
    pub idle: Duration,
    /// Of who is signed in, at most.
    pub whole: Duration,
}

/// Nobody takes longer to sign in.
const SIGN_IN_WITHIN: Duration = Duration::from_mins(15);

impl Lives {
    fn of_signed_in(self) -> Life {
        Life { idle: self.idle.min(self.whole), whole: self.whole }
    }

    fn of_attempt() -> Life {
        Life { idle: SIGN_IN_WITHIN, whole: SIGN_IN_WITHIN }
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SignedIn {
    /// What to call the person on a page.
    pub(crate) name: Option<String>,
    /// Who acts, for each organisation for which the person may.
    pub(crate) actors: Vec<Actor>,
    /// Which of them acts.
    pub(crate) chosen: Option<usize>,
    /// What the provider gave, which it wants back at sign-out.
    pub(crate) id_token: Option<String>,
}

impl SignedIn {
    /// Somebody who may act for these organisations; where there is but one, that one is chosen.
    pub(crate) fn new(name: Option<String>, actors: Vec<Actor>, id_token: Option<String>) -> Self {
        let chosen = (actors.len() == 1).then_some(0);
        Self { name, actors, chosen, id_token }
    }

    /// Who acts; none as long as the person has not said for whom.
    pub(crate) fn actor(&self) -> Option<&Actor> {
        self.actors.get(self.chosen?)
    }
}

/// An attempt to sign in that has begun.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Attempt {
    /// What comes back with the answer to it, and with no other.
    pub(crate) state: String,
    /// What stands in the token that answers it.
    pub(crate) nonce: String,
    /// What only we know, and have to show to get the token (PKCE).
    pub(crate) verifier: String,
    /// Where the person wanted to go.
    pub(crate) next: String,
}

/// Cookies and their sessions.
pub(crate) fn layer(site: &Site) -> SessionManagerLayer<Store> {
    let store = Store::new(site.sessions.clone(), site.lives);
    let secure = site.origin.is_secure();
    // A browser keeps such a name for a secure cookie that this very host has set.
    let name = if secure { "__Host-loopbrug" } else { "loopbrug" };
    // Without an end: the store knows it, and a browser that is closed forgets it.
    SessionManagerLayer::new(store)
        .with_name(name)
        .with_http_only(true)
        .with_secure(secure)
        .with_same_site(SameSite::Lax)
}

/// Puts into a request who its session is of.
pub(crate) async fn session_actor(session: Session, mut request: Request, next: Next) -> Response {
    match signed_in(&session).await {
        Ok(signed_in) => {
            if let Some(actor) = signed_in.as_ref().and_then(SignedIn::actor) {
                let who = Authenticated { actor: actor.clone(), method: Method::Session };
                request.extensions_mut().insert(who);
            }
            if let Some(signed_in) = signed_in {
                request.extensions_mut().insert(signed_in);
            }
        }
        // Whoever came with a session is not taken for nobody.
        Err(trouble) if request.uri().path() == "/graphql" => return unavailable(trouble),
        // The page says so itself.
        Err(_) => {}
    }
    next.run(request).await
}

fn unavailable(trouble: Trouble) -> Response {
    let message = format!("sessions cannot be read; try again in a moment ({})", trouble.trace());
    let error = serde_json::json!({ "message": message, "extensions": { "code": "UNAVAILABLE" } });
    let body = serde_json::json!({ "errors": [error] });
    (StatusCode::SERVICE_UNAVAILABLE, axum::Json(body)).into_response()
}

/// Who a session is of.
pub(crate) async fn signed_in(session: &Session) -> Result<Option<SignedIn>, Trouble> {
    session.get(SIGNED_IN).await.map_err(Trouble::fault)
}

/// What a session is called where its id is not to be known; none of one that has no id yet.
pub(crate) fn name(session: &Session) -> Option<SessionName> {
    session.id().map(|id| keys::Keys::of(id).name())
}

/// Signs somebody in, under a new id: whoever knew the one before is not signed in with it. A form that the same person
/// sent when the session was over goes along.
pub(crate) async fn sign_in(session: &Session, who: SignedIn) -> Result<(), Trouble> {
    let kept: Option<Kept> = session.get(KEPT).await.map_err(Trouble::fault)?;
    session.clear().await;
    session.cycle_id().await.map_err(Trouble::fault)?;
    if let Some(kept) = kept.filter(|kept| kept.is_of(&who)) {
        keep(session, kept).await?;
    }
    session.insert(SIGNED_IN, who).await.map_err(Trouble::fault)
}

/// Keeps a form that was sent when the session was over, the last one.
pub(crate) async fn keep(session: &Session, form: Kept) -> Result<(), Trouble> {
    session.insert(KEPT, form).await.map_err(Trouble::fault)
}

/// The form that was kept, if it is this one. It is taken away: it comes back once.
pub(crate) async fn take_kept(
    session: &Session,
    is_this: impl FnOnce(&Kept) -> bool,
) -> Result<Option<Kept>, Trouble> {
    let kept: Option<Kept> = session.get(KEPT).await.map_err(Trouble::fault)?;
    let Some(kept) = kept.filter(is_this) else { return Ok(None) };
    session.remove_value(KEPT).await.map_err(Trouble::fault)?;
    Ok(Some(kept))
}

/// Changes for whom somebody acts.
pub(crate) async fn change(session: &Session, who: SignedIn) -> Result<(), Trouble> {
    session.insert(SIGNED_IN, who).await.map_err(Trouble::fault)
}

/// Remembers an attempt to sign in, the last one.
pub(crate) async fn begin(session: &Session, attempt: Attempt) -> Result<(), Trouble> {
    session.insert(ATTEMPT, attempt).await.map_err(Trouble::fault)
}

/// Gives a session to a browser that is about to choose, so that its form can be told from others'.
pub(crate) async fn begin_choice(session: &Session) -> Result<(), Trouble> {
    session.insert(CHOICE, true).await.map_err(Trouble::fault)
}

/// The attempt that an answer with this state belongs to. It is taken away: there is one answer to it.
pub(crate) async fn answered(session: &Session, state: &str) -> Result<Option<Attempt>, Trouble> {
    let attempt: Option<Attempt> = session.get(ATTEMPT).await.map_err(Trouble::fault)?;
    let Some(attempt) = attempt.filter(|attempt| attempt.state == state) else { return Ok(None) };
    session.remove_value(ATTEMPT).await.map_err(Trouble::fault)?;
    session.save().await.map_err(Trouble::fault)?;
    Ok(Some(attempt))
}
