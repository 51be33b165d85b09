//! What is in a form when it begins: what is likely, what the address says, or what somebody had typed when the session
//! was over.
//!
//! What was typed waits in the session in which somebody signs in anew, sealed as all that a session holds: for a quarter
//! of an hour until somebody signs in, and until it is shown from then on. It is shown to the same person alone, once;
//! where somebody else signs in it is gone.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;
use serde::{Deserialize, Serialize};

use super::WORKER;
use super::typed::Typed;
use crate::address::address;
use crate::layout::Section;
use crate::session::{self, SignedIn};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Nobody types more than that into a form.
const MOST: usize = 32 * 1024;

/// A form that was sent when the session was over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    path: String,
    typed: Typed,
}

impl Kept {
    /// Whether it is of somebody who signs in.
    pub(crate) fn is_of(&self, who: &SignedIn) -> bool {
        who.actors.iter().any(|actor| self.typed.says(WORKER, &actor.worker.to_string()))
    }
}

/// A form that begins.
pub(crate) struct Begun {
    /// What is in it.
    pub(crate) typed: Typed,
    /// It was sent before, when the session was over.
    pub(crate) is_back: bool,
}

/// What is in the form of this address: what was kept of it, or what is likely and what the address says. What was kept
/// is the whole form: what somebody took out of it is not likely again.
pub(crate) async fn begun(visit: &Visit, likely: Typed) -> Result<Begun, Trouble> {
    let worker = visit.actor()?.worker.to_string();
    let kept = session::take_kept(&visit.session, |kept| {
        kept.path == visit.path() && kept.typed.says(WORKER, &worker)
    });
    Ok(match kept.await? {
        Some(kept) => Begun { typed: kept.typed, is_back: true },
        None => Begun { typed: likely.under(asked_by(visit)), is_back: false },
    })
}

/// What an address fills in.
pub(crate) fn asked_by(visit: &Visit) -> Typed {
    Typed::read(visit.query().unwrap_or_default().as_bytes()).of_fields()
}

/// Keeps what was typed, and says so on a page that leads to sign-in. It is a page and no redirect, because a browser
/// holds what follows a form to the policy for forms, also when it leads on to a provider.
pub(super) async fn session_over(visit: &Visit, typed: Typed) -> Option<Response> {
    if typed.size() > MOST {
        return None;
    }
    let kept = Kept { path: visit.path().to_owned(), typed };
    if let Err(trouble) = session::keep(&visit.session, kept).await {
        return Some(trouble.into_response());
    }
    let lang = visit.lang;
    let title = lang.say("session-over");
    let next = address("/sign-in", [("next", Some(visit.path().to_owned()))]);
    let body = html! {
        h1 { (title) }
        p.lead { (lang.say("session-over-kept")) }
        p { a.button id="sign-in" href=(next) { (lang.say("sign-in")) } }
    };
    let page = visit.page(Section::Account, &title, &body);
    Some((StatusCode::UNAUTHORIZED, page).into_response())
}
