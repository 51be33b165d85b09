//! The versions of the catalogue of a region, and the difference between two of them.

mod cards;
mod difference;
pub(super) mod version;

use std::sync::Arc;

use axum::response::Response;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use maud::{Markup, html};
use serde::Deserialize;

use self::cards::{Card, lists};
use self::difference::{Change, between};
use super::{Of, REGION, Tab, head, scrolled};
use crate::address::{Question, asked, given};
use crate::lang::Lang;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The query of an address: which two versions are compared.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    regio: Option<String>,
    van: Option<String>,
    naar: Option<String>,
}

pub(super) async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let lang = visit.lang;
    let of = Of::anybody(&visit, asked.regio.as_ref())?;
    let catalogues = visit.pages.0.views.catalogues();
    let versions: Vec<_> = catalogues.all().filter(|one| one.region() == of.region()).collect();
    let chosen = |text: Option<&String>| -> Result<Option<&Arc<Catalogue>>, Trouble> {
        let Some(text) = given(text) else { return Ok(None) };
        let day: Option<NaiveDate> = text.parse().ok();
        let found = day.and_then(|day| catalogues.get(of.region().as_str(), day));
        found.map(Some).ok_or_else(Trouble::not_found)
    };
    let last_two = || Some((*versions.get(versions.len().checked_sub(2)?)?, *versions.last()?));
    let two = match (chosen(asked.van.as_ref())?, chosen(asked.naar.as_ref())?) {
        (Some(old), Some(new)) => Some((old, new)),
        _ => last_two(),
    };
    let title = lang.say("steward-catalogue");
    let body = html! {
        p.lead { (lang.say("catalogue-lead")) }
        section.panel aria-labelledby="versions" {
            h2 id="versions" { (lang.say("catalogue-versions")) }
            (table(lang, &of, &versions))
        }
        @match two {
            None => p.under { (lang.say("one-version")) },
            Some((old, new)) => {
                (choice(lang, &of, &versions, (old, new)))
                (compared(lang, old, new))
            },
        }
    };
    Ok(of.page(&visit, Tab::Catalogue, &title, &body))
}

fn table(lang: Lang, of: &Of, versions: &[&Arc<Catalogue>]) -> Markup {
    let last = versions.last().map(|one| one.version());
    let table = html! {
        table {
            (head(lang, &["catalogue-version", "its-hash", "version-read"]))
            tbody {
                @for one in versions.iter().rev() {
                    tr {
                        th scope="row" {
                            (lang.day(one.version()))
                            @if last == Some(one.version()) { " " span.badge.good { (lang.say("latest-version")) } }
                        }
                        td { code title=(one.hash()) { (one.hash().get(..16).unwrap_or_default()) "…" } }
                        td {
                            a href=(of.at(&format!("/beheer/catalogus/{}", one.version()))) {
                                (lang.say("read-version")) span.hidden { " " (lang.day(one.version())) }
                            }
                        }
                    }
                }
            }
        }
    };
    scrolled(&lang.say("catalogue-versions"), &table)
}

fn choice(
    lang: Lang,
    of: &Of,
    versions: &[&Arc<Catalogue>],
    (old, new): (&Catalogue, &Catalogue),
) -> Markup {
    let select = |name: &str, label: &str, chosen: NaiveDate| {
        html! {
            div.field {
                label for=(name) { (lang.say(label)) }
                select id=(name) name=(name) {
                    @for one in versions {
                        option value=(one.version()) selected[one.version() == chosen] { (lang.day(one.version())) }
                    }
                }
            }
        }
    };
    html! {
        form.inline method="get" action="/beheer/catalogus" {
            input type="hidden" name=(REGION) value=(of.region());
            (select("van", "compare-from", old.version()))
            (select("naar", "compare-to", new.version()))
            button.outlined type="submit" { (lang.say("compare-versions")) }
        }
    }
}

/// What the one says otherwise than the other, list by list and code by code.
fn compared(lang: Lang, old: &Catalogue, new: &Catalogue) -> Markup {
    let found = between(&lists(lang, old), &lists(lang, new));
    html! {
        section.panel aria-labelledby="verschil" {
            h2 id="verschil" {
                (lang.with("difference-between", [
                    ("old", lang.day(old.version()).into()),
                    ("new", lang.day(new.version()).into()),
                ]))
            }
            @if found.is_empty() { p { (lang.say("versions-alike")) } }
            @for (list, changes) in found {
                h3 { (lang.say(&list)) " " span.count { (changes.len()) } }
                ul.changes {
                    @for change in changes { li { (one_change(lang, &change)) } }
                }
            }
        }
    }
}

fn one_change(lang: Lang, change: &Change) -> Markup {
    let card = |card: &Card| {
        html! { code { (card.code) } " " (card.name) }
    };
    html! {
        @match change {
            Change::New(new) => { span.badge.good { (lang.say("code-new")) } " " ins { (card(new)) } },
            Change::Gone(old) => { span.badge.warm { (lang.say("code-gone")) } " " del { (card(old)) } },
            Change::Other(now, facts) => {
                (card(now))
                dl.facts {
                    @for (what, before, after) in facts {
                        dt { (lang.say(what)) }
                        dd {
                            @if let Some(before) = before { del { (before) } " " }
                            @if let Some(after) = after { ins { (after) } }
                        }
                    }
                }
            },
        }
    }
}
