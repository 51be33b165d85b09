//! What a page says when something is refused or does not work: what to do now, and not why. Why is in the log,
//! under the number that the page shows.

use std::fmt::Display;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use loopbrug_infra::ids::new_trace_id;
use maud::html;
use uuid::Uuid;

use crate::Pages;
use crate::lang::Lang;
use crate::layout::Page;

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

    /// Under which number the log has it.
    pub(crate) fn trace(self) -> Uuid {
        self.trace
    }

    fn status(self) -> StatusCode {
        match self.kind {
            Kind::NotSignedIn => StatusCode::BAD_REQUEST,
            Kind::ProviderDown | Kind::Absent | Kind::Fault => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Unknown | Kind::Form => StatusCode::FORBIDDEN,
            Kind::TooMuch => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    fn title(self, lang: Lang) -> &'static str {
        match self.kind {
            Kind::NotSignedIn => lang.say("Aanmelden is niet gelukt", "You are not signed in"),
            Kind::ProviderDown => {
                lang.say("De aanmelddienst antwoordt niet", "The sign-in service does not answer")
            }
            Kind::Unknown => lang.say("Je hebt hier nog geen rol", "You have no role here yet"),
            Kind::Absent => lang.say("Aanmelden is niet ingesteld", "Sign-in is not set up"),
            Kind::Form => lang.say("Dit formulier is verlopen", "This form is too old"),
            Kind::TooMuch => lang.say("Even geduld", "One moment"),
            Kind::Fault => lang.say("Er ging iets mis bij ons", "Something went wrong on our side"),
        }
    }

    fn advice(self, lang: Lang) -> &'static str {
        match self.kind {
            Kind::NotSignedIn => lang.say(
                "Begin opnieuw met aanmelden. Lukt het dan nog niet, neem dan contact op met wie Loopbrug bij jullie beheert.",
                "Start to sign in again. If it still does not work, contact whoever runs Loopbrug for you.",
            ),
            Kind::ProviderDown => lang.say(
                "Wie al aangemeld is, kan verder werken. Probeer het over enkele minuten opnieuw.",
                "Whoever is signed in already can go on working. Try again in a few minutes.",
            ),
            Kind::Unknown => lang.say(
                "We weten wie je bent, maar niet wat je hier mag doen. Vraag de gegevensbeheerder van je regio om je organisatie en je rol in orde te brengen.",
                "We know who you are, but not what you may do here. Ask the steward of your region to put your organisation and your role in order.",
            ),
            Kind::Absent => lang.say(
                "Op deze server kan niemand zich met een browser aanmelden. Wie hem beheert, vindt in de handleiding hoe dat ingesteld wordt.",
                "Nobody can sign in to this server with a browser. Whoever runs it finds in the manual how to set that up.",
            ),
            Kind::Form => lang.say(
                "Ga terug, laad de pagina opnieuw en probeer het nog eens.",
                "Go back, load the page again and try once more.",
            ),
            Kind::TooMuch => lang.say(
                "Er wordt van hieruit meer gevraagd dan we tegelijk aankunnen. Probeer het over een minuut opnieuw.",
                "More is asked from here than we can answer at once. Try again in a minute.",
            ),
            Kind::Fault => lang.say("Probeer het over een minuut opnieuw.", "Try again in a minute."),
        }
    }

    fn page(self, pages: &Pages, lang: Lang) -> Response {
        let again = matches!(self.kind, Kind::NotSignedIn | Kind::ProviderDown);
        let body = html! {
            h1 { (self.title(lang)) }
            p.lead { (self.advice(lang)) }
            @if again {
                p { a.button href="/sign-in" { (lang.say("Opnieuw aanmelden", "Sign in again")) } }
            }
            p.small {
                (lang.say("Noem dit nummer als je hulp vraagt: ", "Give this number when you ask for help: "))
                code { (self.trace) }
            }
        };
        let page = Page { pages, lang, title: self.title(lang), body };
        (self.status(), page).into_response()
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

/// Makes a page of trouble, in the language of whoever asked.
pub(crate) async fn words_of_trouble(
    State(pages): State<Pages>,
    lang: Lang,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    if let Some(trouble) = response.extensions().get::<Trouble>() {
        return trouble.page(&pages, lang);
    }
    // The guard speaks to programs. It says too when to come back.
    let Some(again) = response.headers().get(RETRY_AFTER).cloned() else { return response };
    let trouble = Trouble::because(Kind::TooMuch, response.status());
    (response.status(), [(RETRY_AFTER, again)], trouble.page(&pages, lang)).into_response()
}
