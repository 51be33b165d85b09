//! What a page says when something is refused or does not work: what it is and what to do now, and not why. Why is in
//! the log, under the number that the page shows.

use std::fmt::Display;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use loopbrug_infra::ids::new_trace_id;
use loopbrug_infra::views::ViewError;
use maud::html;
use uuid::Uuid;

use crate::Pages;
use crate::address::address;
use crate::lang::Lang;
use crate::layout::{Frame, Section};
use crate::session::SignedIn;

/// Something that is refused, or does not work.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trouble {
    kind: Kind,
    trace: Uuid,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// What came back from the provider does not belong to this browser, or is not believed.
    NotSignedIn,
    /// The provider does not answer.
    ProviderDown,
    /// The person is believed, and has no role here.
    Unknown,
    /// Nothing is configured by which to sign in.
    Absent,
    /// A form was not ours, or no longer.
    Form,
    /// So much is asked that it has to wait.
    TooMuch,
    /// There is nothing under this address.
    NotFound,
    /// It is refused, with this code.
    Refused(&'static str),
    /// It is for who is signed in.
    SignInFirst,
    /// It is for who has said for which organisation.
    ChooseFirst,
    /// We have a fault.
    Fault,
}

impl Trouble {
    fn because(kind: Kind, reason: impl Display) -> Self {
        let trace = new_trace_id();
        // What others sent may be in it, at any length. The log escapes it.
        let reason: String = reason.to_string().chars().take(500).collect();
        match kind {
            Kind::Fault => tracing::error!(%trace, reason, "a page failed"),
            Kind::ProviderDown => tracing::warn!(%trace, reason, "the sign-in provider fails"),
            Kind::TooMuch => tracing::info!(%trace, reason, "too much is asked"),
            Kind::NotFound | Kind::SignInFirst | Kind::ChooseFirst => {}
            Kind::Refused(code) => tracing::info!(%trace, code, reason, "a page is refused"),
            _ => tracing::info!(%trace, reason, "not signed in"),
        }
        Self { kind, trace }
    }

    pub(crate) fn not_signed_in(reason: impl Display) -> Self {
        Self::because(Kind::NotSignedIn, reason)
    }

    pub(crate) fn provider_down(reason: impl Display) -> Self {
        Self::because(Kind::ProviderDown, reason)
    }

    pub(crate) fn unknown(reason: impl Display) -> Self {
        Self::because(Kind::Unknown, reason)
    }

    pub(crate) fn absent() -> Self {
        Self::because(Kind::Absent, "nothing is configured by which to sign in")
    }

    pub(crate) fn form(reason: impl Display) -> Self {
        Self::because(Kind::Form, reason)
    }

    pub(crate) fn fault(reason: impl Display) -> Self {
        Self::because(Kind::Fault, reason)
    }

    pub(crate) fn too_much(reason: impl Display) -> Self {
        Self::because(Kind::TooMuch, reason)
    }

    pub(crate) fn not_found() -> Self {
        Self::because(Kind::NotFound, "")
    }

    pub(crate) fn sign_in_first() -> Self {
        Self::because(Kind::SignInFirst, "")
    }

    pub(crate) fn choose_first() -> Self {
        Self::because(Kind::ChooseFirst, "")
    }

    /// A refusal by its code.
    pub(crate) fn refused(code: &'static str) -> Self {
        Self::because(Kind::Refused(code), "")
    }

    /// Under which number the log has it.
    pub(crate) fn trace(self) -> Uuid {
        self.trace
    }

    /// Its code, where it is refused.
    pub(crate) fn code(self) -> Option<&'static str> {
        match self.kind {
            Kind::Refused(code) => Some(code),
            _ => None,
        }
    }

    pub(crate) fn status(self) -> StatusCode {
        match self.kind {
            Kind::NotSignedIn => StatusCode::BAD_REQUEST,
            Kind::ProviderDown | Kind::Absent | Kind::Fault => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Unknown | Kind::Form => StatusCode::FORBIDDEN,
            Kind::TooMuch => StatusCode::TOO_MANY_REQUESTS,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::SignInFirst | Kind::ChooseFirst => StatusCode::SEE_OTHER,
            Kind::Refused(code) => status_of(code),
        }
    }

    /// The message that is the title, and the one that says what to do.
    fn messages(self) -> [&'static str; 2] {
        match self.kind {
            Kind::NotSignedIn => ["not-signed-in", "not-signed-in-advice"],
            Kind::ProviderDown => ["provider-down", "provider-down-advice"],
            Kind::Unknown => ["unknown-person", "unknown-person-advice"],
            Kind::Form => ["form-too-old", "form-too-old-advice"],
            Kind::TooMuch => ["too-much", "too-much-advice"],
            Kind::NotFound => ["not-found", "not-found-advice"],
            // Whoever has to sign in or to choose first is sent there, and reads nothing here.
            Kind::Absent | Kind::SignInFirst | Kind::ChooseFirst => {
                ["no-sign-in", "no-sign-in-advice"]
            }
            Kind::Fault => ["fault", "fault-advice"],
            Kind::Refused(code) => [title_of(status_of(code)), code],
        }
    }

    fn page(self, frame: &Frame<'_>) -> Response {
        let lang = frame.lang;
        let again = matches!(self.kind, Kind::NotSignedIn | Kind::ProviderDown);
        let elsewhere = matches!(self.kind, Kind::NotFound | Kind::Refused(_));
        let code = if let Kind::Refused(code) = self.kind { Some(code) } else { None };
        let [title, advice] = self.messages();
        let title = lang.say(title);
        let advice = match code {
            Some(code) => lang.refusal(code, vec![], None).into(),
            None => lang.say(advice),
        };
        let body = html! {
            h1 { (title) }
            p.lead data-code=[code] { (advice) }
            @if again { p { a.button href="/sign-in" { (lang.say("sign-in-again")) } } }
            @if elsewhere { p { a.button href="/" { (lang.say("to-first-page")) } } }
            @if !matches!(self.kind, Kind::NotFound) {
                p.small { (lang.say("give-number")) " " code { (self.trace) } }
            }
        };
        (self.status(), frame.page(Section::Account, &title, &body)).into_response()
    }
}

fn status_of(code: &str) -> StatusCode {
    match code {
        "FIGURES_NOT_EXACT"
        | "READING_RESTRICTED"
        | "NOT_THE_COORDINATOR"
        | "NOT_OF_THE_JURY"
        | "NEITHER_ASSESSOR_NOR_JURY" => StatusCode::FORBIDDEN,
        "NOT_PUBLISHED" | "NOT_YET_PUBLISHED" | "QUARTER_BEFORE_REGION" => StatusCode::NOT_FOUND,
        "TOO_MANY_QUESTIONS" => StatusCode::TOO_MANY_REQUESTS,
        "BUSY"
        | "NOT_YET_VISIBLE"
        | "ACCESS_NOT_RECORDED"
        | "VAULT_UNAVAILABLE"
        | "NOT_SEALED_YET"
        | "DOES_NOT_SIGN" => StatusCode::SERVICE_UNAVAILABLE,
        _ if ["NOT_A", "NOT_THE_"].iter().any(|start| code.starts_with(start)) => {
            StatusCode::FORBIDDEN
        }
        _ if code.ends_with("_NOT_VISIBLE") => StatusCode::FORBIDDEN,
        _ if code.ends_with("_NOT_FOUND") || code.starts_with("NO_SUCH_") => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_REQUEST,
    }
}

fn title_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::FORBIDDEN => "not-for-you",
        StatusCode::NOT_FOUND => "not-found",
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => "too-much",
        _ => "not-so",
    }
}

/// A question that is not answered.
impl From<ViewError> for Trouble {
    fn from(error: ViewError) -> Self {
        match error.code() {
            Some(code) => Self::because(Kind::Refused(code), error),
            None => Self::fault(error),
        }
    }
}

/// Gets its words later, from [`words_of_trouble`], which knows the language.
impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Makes a page of trouble, in the language of whoever asked, with the menu that they have.
pub(crate) async fn words_of_trouble(
    State(pages): State<Pages>,
    lang: Lang,
    request: Request,
    next: Next,
) -> Response {
    let (here, who) = (request.uri().clone(), request.extensions().get::<SignedIn>().cloned());
    let response = next.run(request).await;
    let frame = Frame { pages: &pages, lang, who: who.as_ref(), here: &here };
    if let Some(trouble) = response.extensions().get::<Trouble>() {
        return match trouble.kind {
            Kind::SignInFirst => sign_in_first(&here.to_string()).into_response(),
            Kind::ChooseFirst => Redirect::to("/wie").into_response(),
            _ => trouble.page(&frame),
        };
    }
    // The guard speaks to programs. It says too when to come back.
    let Some(again) = response.headers().get(RETRY_AFTER).cloned() else { return response };
    let trouble = Trouble::because(Kind::TooMuch, response.status());
    (response.status(), [(RETRY_AFTER, again)], trouble.page(&frame)).into_response()
}

/// To sign in, and back to where somebody was.
fn sign_in_first(here: &str) -> Redirect {
    Redirect::to(&address("/sign-in", [("next", Some(here.to_owned()))]))
}

/// What is under no address.
pub(crate) async fn not_found() -> Trouble {
    Trouble::not_found()
}
