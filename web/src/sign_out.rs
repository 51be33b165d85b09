//! Sign-out: here, and at the provider.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::HeaderName;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;

use crate::SignInBy;
use crate::layout::Section;
use crate::session::FormToken;
use crate::trouble::Trouble;
use crate::visit::Visit;

const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// What the form holds.
#[derive(Debug, Deserialize)]
pub(crate) struct SignOut {
    token: FormToken,
}

pub(crate) async fn sign_out(
    mut visit: Visit,
    form: Result<Form<SignOut>, FormRejection>,
) -> Result<Response, Trouble> {
    // Whoever is shown the page that follows is signed out.
    let Some(who) = visit.who.take() else {
        return Ok(Redirect::to("/").into_response());
    };
    let Form(form) = form.map_err(Trouble::form)?;
    form.token.check(&visit.session)?;
    visit.pages.0.listeners.end(&visit.session);
    visit.session.flush().await.map_err(Trouble::fault)?;
    match (&visit.pages.0.sign_in, who.id_token) {
        (SignInBy::Provider(provider), Some(id_token)) => {
            let place = provider.end_session(&id_token).await;
            Ok(signed_out(&visit, place.as_ref().map(AsRef::as_ref)))
        }
        _ => Ok(Redirect::to("/").into_response()),
    }
}

/// The page that leads on to the provider. It is a page and no redirect, because a browser holds what follows a form
/// to the policy for forms, also when the provider leads on to others.
fn signed_out(visit: &Visit, place: Option<&str>) -> Response {
    let lang = visit.lang;
    let title = lang.say("signed-out");
    let body = html! {
        h1 { (title) }
        @match place {
            Some(place) => {
                p.lead { (lang.say("signed-out-on")) }
                p { a.button id="provider" href=(place) { (lang.say("go-on")) } }
            }
            None => {
                p.lead { (lang.say("signed-out-perhaps")) }
                p { a href="/" { (lang.say("to-first-page")) } }
            }
        }
    };
    let page = visit.page(Section::Account, &title, &body);
    match place.map(|place| format!("0;url={place}")) {
        Some(on) => ([(REFRESH, on)], page).into_response(),
        None => page,
    }
}
