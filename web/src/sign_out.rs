//! Sign-out: here, and at the provider.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::HeaderName;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;
use tower_sessions::Session;

use crate::lang::Lang;
use crate::layout::Page;
use crate::session::{self, FormToken};
use crate::trouble::Trouble;
use crate::{Pages, SignInBy};

const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// What the form holds.
#[derive(Debug, Deserialize)]
pub(crate) struct SignOut {
    token: FormToken,
}

pub(crate) async fn sign_out(
    State(pages): State<Pages>,
    session: Session,
    lang: Lang,
    form: Result<Form<SignOut>, FormRejection>,
) -> Result<Response, Trouble> {
    let Some(who) = session::signed_in(&session).await? else {
        return Ok(Redirect::to("/").into_response());
    };
    let Form(form) = form.map_err(Trouble::form)?;
    form.token.check(&session)?;
    session.flush().await.map_err(Trouble::fault)?;
    match (&pages.0.sign_in, who.id_token) {
        (SignInBy::Provider(provider), Some(id_token)) => {
            let place = provider.end_session(&id_token).await;
            Ok(signed_out(&pages, place.as_ref().map(AsRef::as_ref), lang))
        }
        _ => Ok(Redirect::to("/").into_response()),
    }
}

/// The page that leads on to the provider. It is a page and no redirect, because a browser holds what follows a form
/// to the policy for forms, also when the provider leads on to others.
fn signed_out(pages: &Pages, place: Option<&str>, lang: Lang) -> Response {
    let title = lang.say("Je bent hier afgemeld", "You are signed out here");
    let body = html! {
        h1 { (title) }
        @match place {
            Some(place) => {
                p.lead {
                    (lang.say(
                        "Je gaat nu naar de aanmelddienst, om je ook daar af te melden.",
                        "You now go to the sign-in service, to sign out there too.",
                    ))
                }
                p { a.button id="provider" href=(place) { (lang.say("Verder", "Go on")) } }
            }
            None => {
                p.lead {
                    (lang.say(
                        "Bij de aanmelddienst ben je misschien nog aangemeld. Sluit je browser als anderen dit toestel gebruiken.",
                        "You may still be signed in at the sign-in service. Close your browser if others use this device.",
                    ))
                }
                p { a href="/" { (lang.say("Naar de eerste pagina", "To the first page")) } }
            }
        }
    };
    let page = Page { pages, lang, title, body };
    match place.map(|place| format!("0;url={place}")) {
        Some(on) => ([(REFRESH, on)], page).into_response(),
        None => page.into_response(),
    }
}
