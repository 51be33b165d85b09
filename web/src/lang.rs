//! In which language a page is: Dutch, unless English is asked for.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;

/// The language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lang {
    Dutch,
    English,
}

impl Lang {
    /// One of two texts.
    pub(crate) fn say<'a>(self, dutch: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Dutch => dutch,
            Self::English => english,
        }
    }

    /// As documents and addresses name it.
    pub(crate) fn code(self) -> &'static str {
        self.say("nl", "en")
    }

    /// That of an address, else the one that the browser prefers.
    fn of(query: Option<&str>, accepted: Option<&str>) -> Self {
        let asked = query.unwrap_or("").split('&').find_map(|pair| pair.strip_prefix("lang="));
        let english = match asked {
            Some("en") => true,
            Some("nl") => false,
            _ => accepted.is_some_and(prefers_english),
        };
        if english { Self::English } else { Self::Dutch }
    }
}

/// Whether English comes before Dutch. Browsers name languages in order of preference.
fn prefers_english(accepted: &str) -> bool {
    let mut named = accepted.split(',').map(|range| range.trim_start().to_ascii_lowercase());
    named
        .find(|range| range.starts_with("nl") || range.starts_with("en"))
        .is_some_and(|first| first.starts_with("en"))
}

impl<S: Sync> FromRequestParts<S> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let accepted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Self::of(parts.uri.query(), accepted))
    }
}

#[cfg(test)]
mod tests {
    use super::Lang::{self, Dutch, English};

    #[test]
    fn a_page_is_dutch_unless_english_is_asked_for() {
        for (query, accepted, lang) in [
            (None, None, Dutch),
            (None, Some("fr"), Dutch),
            (None, Some("nl-BE,nl;q=0.9,en;q=0.8"), Dutch),
            (None, Some("fr-BE, en-GB;q=0.9, nl;q=0.8"), English),
            (Some("next=/x&lang=en"), Some("nl"), English),
            (Some("lang=nl"), Some("en"), Dutch),
            (Some("lang=x"), None, Dutch),
        ] {
            assert_eq!(Lang::of(query, accepted), lang, "{query:?} {accepted:?}");
        }
    }
}
