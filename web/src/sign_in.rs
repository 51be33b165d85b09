//! Sign-in at a provider: the code flow of OpenID Connect with PKCE.

mod provider;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use loopbrug_sign_in::named;
use serde::Deserialize;
use tower_sessions::Session;

use crate::session::{self, SignedIn};
use crate::trouble::Trouble;
use crate::visit::Visit;
use crate::{Pages, SignInBy, chooser};
pub use provider::Provider;
use provider::{NotRecognised, Recognised};

/// Where somebody goes after sign-in.
#[derive(Debug, Deserialize)]
pub(crate) struct Start {
    next: Option<String>,
}

/// Begins: sends the browser to the provider, or shows the demo's choice.
pub(crate) async fn start(
    visit: Visit,
    asked: Result<Query<Start>, QueryRejection>,
) -> Result<Response, Trouble> {
    let next = asked.ok().and_then(|Query(Start { next })| next);
    let next = own_path(next.as_deref().unwrap_or("/"));
    match &visit.pages.0.sign_in {
        SignInBy::Nothing => Err(Trouble::absent()),
        SignInBy::Choice(people) => chooser::page(&visit, people, next).await,
        SignInBy::Provider(provider) => {
            let (address, attempt) = provider.begin(next).await.map_err(Trouble::provider_down)?;
            session::begin(&visit.session, attempt).await?;
            Ok(Redirect::to(address.as_str()).into_response())
        }
    }
}

/// What the provider sends back by the browser.
#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
    iss: Option<String>,
}

/// Ends: what came back is exchanged for who it is.
pub(crate) async fn finish(
    State(pages): State<Pages>,
    session: Session,
    answer: Result<Query<Answer>, QueryRejection>,
) -> Result<Redirect, Trouble> {
    let SignInBy::Provider(provider) = &pages.0.sign_in else { return Err(Trouble::absent()) };
    let Query(answer) = answer.map_err(Trouble::not_signed_in)?;
    let state = answer.state.ok_or_else(|| Trouble::not_signed_in("it has no state"))?;
    let attempt = session::answered(&session, &state).await?.ok_or_else(|| {
        Trouble::not_signed_in("no attempt of this browser waits for it: it is another's, too old, or was answered before")
    })?;
    if let Some(issuer) = answer.iss.filter(|issuer| !provider.is_issued_by(issuer)) {
        return Err(Trouble::not_signed_in(format!("it is of another issuer: {}", named(&issuer))));
    }
    if let Some(error) = answer.error {
        let description = answer.error_description.as_deref().map_or_else(String::new, named);
        let error = named(&error);
        return Err(Trouble::not_signed_in(format!("the provider answers {error}: {description}")));
    }
    let code = answer.code.ok_or_else(|| Trouble::not_signed_in("it has no code"))?;
    let next = own_path(&attempt.next).to_owned();
    let recognised = provider.finish(code, attempt).await.map_err(|error| match error {
        NotRecognised::Silent(error) => Trouble::provider_down(error),
        NotRecognised::Refused(reason) => Trouble::not_signed_in(reason),
        NotRecognised::Unknown(reason) => Trouble::unknown(reason),
    })?;
    let Recognised { name, actors, id_token } = recognised;
    pages.0.listeners.end(&session);
    session::sign_in(&session, SignedIn::new(name, actors, Some(id_token))).await?;
    Ok(Redirect::to(&next))
}

/// A path of this server that somebody wants to go to; the first page where it leads anywhere else.
pub(crate) fn own_path(next: &str) -> &str {
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let own = next.starts_with('/') && !next.starts_with("//");
    if plain && own { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nobody_is_sent_elsewhere_after_sign_in() {
        for own in ["/", "/graphiql", "/sign-in?next=//x", "/a//b", "/?q=https://x"] {
            assert_eq!(own_path(own), own);
        }
        for elsewhere in [
            "//elsewhere.example",
            "/\\elsewhere.example",
            "\\\\elsewhere.example",
            "https://elsewhere.example",
            "javascript:alert(1)",
            "elsewhere.example",
            "/\t/elsewhere.example",
            "/\n/elsewhere.example",
            " //elsewhere.example",
            "/é",
            "",
        ] {
            assert_eq!(own_path(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
