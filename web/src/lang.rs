//! In which language a page is: Dutch, unless English is asked for. What it says is in `web/messages/`.

mod messages;
mod refusals;
mod written;

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use loopbrug_domain::catalogue::{Catalogue, Code, Label, List};

pub(crate) use self::written::clock;

/// The language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Lang {
    Dutch,
    English,
}

/// How a browser remembers which language somebody chose.
const REMEMBERED: &str = "loopbrug-lang";

impl Lang {
    /// As documents and addresses name it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    /// The words of a label of the catalogue.
    pub(crate) fn label(self, label: &Label) -> &str {
        match self {
            Self::Dutch => &label.nl,
            Self::English => &label.en,
        }
    }

    /// What a code is called; the code itself where the catalogue has none.
    pub(crate) fn called<'a, L: List>(
        self,
        catalogue: &'a Catalogue,
        code: &'a Code<L>,
    ) -> &'a str {
        catalogue.entry_of(code).map_or(code.as_str(), |entry| self.label(&entry.label))
    }

    fn named(code: &str) -> Option<Self> {
        [Self::Dutch, Self::English].into_iter().find(|lang| lang.code() == code)
    }

    /// That of an address, else the one that was chosen before, else the one that the browser prefers.
    fn of(query: Option<&str>, remembered: Option<&str>, accepted: Option<&str>) -> Self {
        let chosen = chosen(query).or_else(|| remembered.and_then(Self::named));
        let preferred = || {
            if accepted.is_some_and(prefers_english) { Self::English } else { Self::Dutch }
        };
        chosen.unwrap_or_else(preferred)
    }
}

/// The language that an address asks for.
fn chosen(query: Option<&str>) -> Option<Lang> {
    let mut asked = query?.split('&').filter_map(|pair| pair.strip_prefix("lang="));
    asked.find_map(Lang::named)
}

/// Whether English comes before Dutch. Browsers name languages in order of preference.
fn prefers_english(accepted: &str) -> bool {
    let mut named = accepted.split(',').map(|range| range.trim_start().to_ascii_lowercase());
    named
        .find(|range| range.starts_with("nl") || range.starts_with("en"))
        .is_some_and(|first| first.starts_with("en"))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn remembered(headers: &HeaderMap) -> Option<&str> {
    let mut cookies =
        text(headers, COOKIE)?.split(';').filter_map(|one| one.trim().split_once('='));
    cookies.find(|(name, _)| *name == REMEMBERED).map(|(_, value)| value)
}

/// Has the browser remember the language that an address asks for.
pub(crate) async fn remember(request: Request, next: Next) -> Response {
    let chosen = chosen(request.uri().query());
    let mut response = next.run(request).await;
    let cookie = chosen.map(|lang| {
        format!("{REMEMBERED}={}; Path=/; Max-Age=31536000; SameSite=Lax", lang.code())
    });
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

impl<S: Sync> FromRequestParts<S> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let headers = &parts.headers;
        Ok(Self::of(parts.uri.query(), remembered(headers), text(headers, ACCEPT_LANGUAGE)))
    }
}

#[cfg(test)]
mod tests {
    use super::Lang::{self, Dutch, English};

    #[test]
    fn a_page_is_dutch_unless_english_is_asked_for() {
        for (query, remembered, accepted, lang) in [
            (None, None, None, Dutch),
            (None, None, Some("fr"), Dutch),
            (None, None, Some("nl-BE,nl;q=0.9,en;q=0.8"), Dutch),
            (None, None, Some("fr-BE, en-GB;q=0.9, nl;q=0.8"), English),
            (Some("next=/x&lang=en"), None, Some("nl"), English),
            (Some("lang=nl"), Some("en"), Some("en"), Dutch),
            (Some("lang=x"), Some("en"), None, English),
            (None, Some("nl"), Some("en"), Dutch),
            (Some("lang=x"), Some("x"), None, Dutch),
        ] {
            assert_eq!(
                Lang::of(query, remembered, accepted),
                lang,
                "{query:?} {remembered:?} {accepted:?}"
            );
        }
    }
}
