//! Explanations for everybody, in plain words: what each figure means, how small numbers are protected, and for whom the
//! pages work. They say what `docs/reports.md` and `docs/disclosure.md` say, which are for who builds on this.

mod accessibility;
mod figures;
mod small_numbers;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use loopbrug_domain::catalogue::Catalogue;
use maud::{Markup, html};

use crate::Pages;
use crate::lang::Lang;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Where they are, with what they are called.
const PAGES: [(&str, &str); 3] = [
    ("/uitleg/cijfers", "explain-figures"),
    ("/uitleg/kleine-aantallen", "explain-small-numbers"),
    ("/uitleg/toegankelijkheid", "explain-accessibility"),
];

/// Their routes.
pub(crate) fn routes() -> Router<Pages> {
    Router::new()
        .route("/uitleg/cijfers", get(figures::page))
        .route("/uitleg/kleine-aantallen", get(small_numbers::page))
        .route("/uitleg/toegankelijkheid", get(accessibility::page))
}

/// The ways there, for the foot of every page.
pub(crate) fn links(lang: Lang) -> Markup {
    html! {
        p {
            @for (n, (address, words)) in PAGES.into_iter().enumerate() {
                @if n > 0 { " · " }
                a href=(address) { (lang.say(words)) }
            }
        }
    }
}

/// The catalogue whose numbers an explanation names: that of the region of whoever reads, or of the first one.
fn catalogue(visit: &Visit) -> Result<Arc<Catalogue>, Trouble> {
    visit.catalogue(visit.region_to_read(None)?.as_str())
}

/// A part of an explanation: its title is the message of this name, and its paragraphs those of the names after it.
fn part(lang: Lang, name: &str, paragraphs: &[&str]) -> Markup {
    html! {
        section.panel aria-labelledby=(name) {
            h2 id=(name) { (lang.say(name)) }
            @for paragraph in paragraphs { p { (lang.say(&format!("{name}-{paragraph}"))) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_explanation_has_its_words() {
        for (_, words) in PAGES {
            assert_ne!(Lang::Dutch.say(words), words);
            assert_ne!(Lang::English.say(words), words);
        }
    }
}
