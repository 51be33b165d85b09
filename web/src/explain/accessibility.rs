//! For whom the pages work, what was looked at and what was not.

use axum::response::Response;
use maud::html;

use super::part;
use crate::layout::Section;
use crate::visit::Visit;

/// The parts of the page, with their paragraphs.
const PARTS: [(&str, &[&str]); 3] = [
    ("works-for", &["aim", "script", "keyboard", "sight", "words"]),
    ("works-not", &["looked-at", "lists"]),
    ("works-tell", &["whom"]),
];

pub(super) async fn page(visit: Visit) -> Response {
    let lang = visit.lang;
    let title = lang.say("explain-accessibility");
    let body = html! {
        h1 { (title) }
        p.lead { (lang.say("works-lead")) }
        @for (name, paragraphs) in PARTS { (part(lang, name, paragraphs)) }
    };
    visit.page(Section::Explanation, &title, &body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn every_paragraph_is_there() {
        for (name, paragraphs) in PARTS {
            for paragraph in paragraphs {
                let message = format!("{name}-{paragraph}");
                assert_ne!(Lang::Dutch.say(&message), message);
            }
        }
    }
}
