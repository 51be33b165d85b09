//! One version of the catalogue: all that the region publishes in it.

use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;
use maud::html;

use super::super::{Asked, Of, Tab};
use super::cards::lists;
use crate::address::{Question, asked};
use crate::trouble::Trouble;
use crate::visit::Visit;

pub(in crate::steward) async fn page(
    visit: Visit,
    Path(version): Path<String>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let lang = visit.lang;
    let of = Of::anybody(&visit, asked.regio.as_ref())?;
    let day: Option<NaiveDate> = version.parse().ok();
    let catalogues = visit.pages.0.views.catalogues();
    let found = day.and_then(|day| catalogues.get(of.region().as_str(), day));
    let catalogue = found.ok_or_else(Trouble::not_found)?;
    let title = lang.with("version-of", [("day", lang.day(catalogue.version()).into())]);
    let body = html! {
        p.under { (lang.say("its-hash")) " " code { (catalogue.hash()) } }
        section.panel aria-label=(title) {
            @for (list, cards) in lists(lang, catalogue) {
                details {
                    summary { (lang.say(&list)) " " span.count { (cards.len()) } }
                    dl.definitions {
                        @for card in cards {
                            div {
                                dt { code { (card.code) } " " (card.name) }
                                @for (what, said) in card.facts.iter().filter(|(what, _)| *what != "card-label") {
                                    dd { span.small { (lang.say(what)) } " " (said) }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(of.page(&visit, Tab::Catalogue, &title, &body))
}
