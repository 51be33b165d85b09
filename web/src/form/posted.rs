//! A form that was sent: by whom, from which session, and what was in it.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;

use super::reading::Reading;
use super::typed::Typed;
use super::{TOKEN, kept};
use crate::Pages;
use crate::session::FormToken;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// By it browsers say of which site the page is that has them ask.
const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// A form that somebody sent who is signed in.
pub(crate) struct Posted {
    pub(crate) visit: Visit,
    pub(crate) typed: Typed,
    /// It was made in another session, of this browser: it is shown again, and not carried out.
    is_of_another_session: bool,
}

impl Posted {
    /// Reads it. What is of another session is a fault by itself.
    pub(crate) fn reading<'a>(
        &'a self,
        catalogue: Option<&'a Catalogue>,
        today: NaiveDate,
    ) -> Reading<'a> {
        let mut reading = Reading::new(&self.typed, self.visit.lang, catalogue, today);
        if self.is_of_another_session {
            reading.fault(TOKEN, "FORM_OF_ANOTHER_SESSION");
        }
        reading
    }
}

/// Whether the page that sent it is one of ours, as far as the browser says. Only then may what was typed be shown
/// again: a page elsewhere could put words into somebody's mouth.
fn is_of_our_page(headers: &HeaderMap) -> bool {
    headers.get(SEC_FETCH_SITE).is_some_and(|site| site == "same-origin")
}

impl FromRequest<Pages> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, pages: &Pages) -> Result<Self, Response> {
        let is_ours = is_of_our_page(request.headers());
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, pages).await;
        let visit = visit.map_err(IntoResponse::into_response)?;
        let sent = Bytes::from_request(Request::from_parts(parts, body), pages).await;
        let typed = Typed::read(&sent.map_err(|reason| Trouble::form(reason).into_response())?);
        if visit.who.is_none() {
            let kept = if is_ours { kept::session_over(&visit, typed).await } else { None };
            return Err(kept.unwrap_or_else(|| Trouble::sign_in_first().into_response()));
        }
        visit.actor().map_err(IntoResponse::into_response)?;
        let token = FormToken::from(typed.one(TOKEN).unwrap_or_default());
        let is_of_another_session = match token.check(&visit.session) {
            Ok(()) => false,
            Err(_) if is_ours => true,
            Err(trouble) => return Err(trouble.into_response()),
        };
        Ok(Self { visit, typed, is_of_another_session })
    }
}
