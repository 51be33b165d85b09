//! The editions of a quarter: the first one, and those that corrections led to.

use loopbrug_infra::views::Edition;
use maud::{Markup, html};

use crate::address::address;
use crate::lang::Lang;

/// The editions, the last one first, with the way to each and to what it says otherwise than the one before. `shown`
/// is the one that is on the page, whose report is at `path`.
pub(super) fn panel(lang: Lang, all: &[Edition], shown: Option<u32>, path: &str) -> Markup {
    html! {
        section.panel aria-labelledby="editions" {
            h2 id="editions" { (lang.say("editions")) }
            p.under { (lang.say("editions-how")) }
            div.scroll tabindex="0" role="group" aria-label=(lang.say("editions")) {
                table {
                    thead {
                        tr {
                            th scope="col" { (lang.say("published-edition")) }
                            th scope="col" { (lang.say("made-at")) }
                            th scope="col" { (lang.say("knows-until")) }
                            th.number scope="col" { (lang.say("position")) }
                            th scope="col" { (lang.say("by-catalogue")) }
                            th scope="col" { (lang.say("edition-changed")) }
                        }
                    }
                    tbody { @for edition in all { (row(lang, edition, shown, path)) } }
                }
            }
        }
    }
}

fn row(lang: Lang, edition: &Edition, shown: Option<u32>, path: &str) -> Markup {
    let number = |n: u32| Some(n.to_string());
    let before = edition.number.checked_sub(1).filter(|before| *before > 0);
    let here = shown == Some(edition.number);
    html! {
        tr {
            th scope="row" {
                a href=(address(path, [("editie", number(edition.number))])) aria-current=[here.then_some("true")] {
                    (lang.with("edition-n", [("n", edition.number.into())]))
                }
                @if here { " " span.badge { (lang.say("shown-here")) } }
            }
            td { (lang.moment(edition.made_at)) }
            td { (lang.short_day(edition.as_of.day)) }
            td.number { (lang.number(f64::from(edition.as_of.position.0))) }
            td { (lang.short_day(edition.catalogue)) }
            td {
                @match before {
                    Some(before) => {
                        @let beside = [("editie", number(edition.number)), ("naast", number(before))];
                        a href={ (address(path, beside)) "#verschil" } {
                            (lang.with("difference-with", [("n", before.into())]))
                        }
                    },
                    None => (lang.say("first-edition")),
                }
            }
        }
    }
}
