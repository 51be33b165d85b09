//! One event is checked: its way up the tree to a signed root, worked out here, and once more in the browser where that
//! runs our script.

use axum::response::Response;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::Position;
use loopbrug_infra::seal::{Proved, SealError};
use loopbrug_infra::views::{ProvedStep, StreamId, ViewError};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::kept::which;
use super::{checked, compare, crumbs, tree};
use crate::address::{Question, address, asked, given};
use crate::assets::PROOF;
use crate::lang::Lang;
use crate::layout::Section;
use crate::replay::{Words, path, position_in, short, title_of};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The query of an address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    regio: Option<String>,
    positie: Option<String>,
    nummer: Option<i64>,
    controlepunt: Option<String>,
}

/// What is typed where a position belongs: a position, or the id of an event.
enum Typed {
    Position(Position),
    Event(Uuid),
}

fn read(text: &str) -> Option<Typed> {
    let position = position_in(text).map(Typed::Position);
    position.or_else(|| Uuid::parse_str(text).ok().map(Typed::Event))
}

pub(crate) async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let (actor, lang, views) = (visit.actor()?, visit.lang, &visit.pages.0.views);
    let region = &visit.region(asked.regio.as_ref())?;
    let catalogue = visit.catalogue(region.as_str())?;
    let seal = views.seal(actor, region)?;
    let typed = given(asked.positie.as_ref());
    let position = match typed.and_then(read) {
        Some(Typed::Position(position)) => Some(position),
        Some(Typed::Event(event)) => views.event_of(actor, region, event).await?,
        None => None,
    };
    let found = match position {
        None => None,
        Some(position) => Some(views.proved(actor, region, position, which(asked.nummer)).await),
    };
    let (wrong, result) = match found {
        None => (typed.map(|_| lang.say("seal-no-such-event").into_owned()), None),
        Some(Err(ViewError::Seal(
            error @ (SealError::NotCovered { .. } | SealError::NoSuchHead),
        ))) => {
            let events = seal.integrity().await.map_err(ViewError::from)?.events;
            let is_there = position.is_some_and(|position| u64::from(position.0) <= events);
            let code = match error {
                SealError::NotCovered { .. } if is_there && asked.nummer.is_none() => {
                    "NOT_SEALED_YET"
                }
                SealError::NotCovered { .. } if is_there => "NOT_COVERED",
                SealError::NotCovered { .. } => "POSITION_BEYOND_HEAD",
                _ => "NO_SUCH_HEAD",
            };
            (Some(lang.refusal(code, vec![], None)), None)
        }
        Some(Err(error)) => return Err(error.into()),
        Some(Ok(found)) => (None, Some(found)),
    };
    let kept = given(asked.controlepunt.as_ref());
    let compared = match kept {
        Some(kept) => compare::compared(lang, &seal, kept).await?,
        None => html! {},
    };
    let title = lang.say("seal-proof");
    let checked = match &result {
        Some(found) => {
            let mut words = Words::of(&visit, actor, &catalogue);
            shown(lang, &catalogue, found, asked.nummer, &mut words).await?
        }
        None => html! {},
    };
    let body = html! {
        (crumbs(lang, region, Some(&title)))
        h1 { (title) }
        p.lead { (lang.say("seal-proof-lead")) }
        div.halves {
            div.stack {
                (checked::form(lang, region, typed.unwrap_or_default(), wrong.as_deref()))
                (checked)
            }
            (compare::form(lang, region, kept.unwrap_or_default(), &compared))
        }
    };
    Ok(visit.page(Section::Replay, &title, &body))
}

async fn shown(
    lang: Lang,
    catalogue: &Catalogue,
    found: &ProvedStep,
    number: Option<i64>,
    words: &mut Words<'_>,
) -> Result<Markup, ViewError> {
    let proved = &found.proved;
    let position = (proved.index + 1).to_string();
    let said = match &found.step {
        Some(step) => words.in_short(&step.seen.words).await?,
        None => String::new(),
    };
    Ok(html! {
        section.panel id="proof" aria-labelledby="proof-title" {
            h2 id="proof-title" { (lang.with("seal-position", [("n", position.as_str().into())])) }
            (verdict(lang, proved))
            @if let Some(step) = &found.step {
                p {
                    @match StreamId::of(step) {
                        Some(of) => {
                            a href=(address(&path(of), [("stap", Some(step.sequence.to_string()))])) { (title_of(lang, step)) }
                            " · " code { (short(of)) }
                        }
                        None => (title_of(lang, step)),
                    }
                    " · " (lang.day(step.occurred_on)) " · " (lang.moment(step.recorded_at))
                    @if !said.is_empty() { br; span.small { (said) } }
                }
            }
            (tree::drawing(lang, proved))
            p.legend { span.key.full {} (lang.say("seal-legend-way")) span.key.pale {} (lang.say("seal-legend-beside")) }
            details {
                summary { (lang.with("seal-path", [("n", proved.hashes.len().into())])) }
                (tree::list(lang, proved))
            }
            (facts(lang, proved))
            (take_along(lang, catalogue.region(), proved, number))
        }
    })
}

/// What came of it. Which sentence is shown of those for the browser, the script decides by what it worked out itself.
fn verdict(lang: Lang, proved: &Proved) -> Markup {
    let named = || {
        let when = lang.moment(proved.head.signed_at);
        [
            ("n", (proved.index + 1).into()),
            ("of", proved.head.size.into()),
            ("hashes", proved.hashes.len().into()),
            ("when", when.into()),
        ]
    };
    let by_browser = [
        ("holds", "notice good", "seal-holds", "seal-by-browser"),
        ("path", "notice good", "seal-holds", "seal-by-browser-path"),
        ("fails", "notice bad", "seal-fails", "seal-by-browser-fails"),
    ];
    html! {
        div id="verdict" aria-live="polite" {
            @if proved.holds() {
                p.notice.good data-by="server" { strong { (lang.say("seal-holds")) } " " (lang.with("seal-holds-how", named())) " " (lang.say("seal-by-server")) }
            } @else {
                p.notice.bad data-by="server" { strong { (lang.say("seal-fails")) } " " (lang.say("seal-fails-how")) " " (lang.say("seal-whom-to-call")) }
            }
            @if proved.proof.is_some() {
                @for (name, class, verdict, how) in by_browser {
                    p class=(class) data-by=(name) hidden { strong { (lang.say(verdict)) } " " (lang.with(how, named())) }
                }
                p.small data-by="cannot" hidden { (lang.say("seal-browser-cannot")) }
            } @else {
                p.small { (lang.say("seal-not-for-you")) }
            }
        }
    }
}

fn facts(lang: Lang, proved: &Proved) -> Markup {
    html! {
        dl.facts.event-facts {
            dt { (lang.say("replay-hash")) }
            dd { @match proved.leaf { Some(leaf) => code.hash { (leaf) }, None => (lang.say("seal-no-event")) } }
            dt { (lang.say("seal-root")) }
            dd { code.hash { (proved.head.root) } }
            dt { (lang.say("replay-in-seal")) }
            dd { (lang.with("seal-tree-of", [("n", proved.head.size.into()), ("when", lang.moment(proved.head.signed_at).into())])) }
            dt { (lang.say("seal-key")) }
            dd { @match &proved.key { Some(key) => code.hash id="proof-key" { (key) }, None => (lang.say("seal-no-key")) } }
        }
    }
}

/// The proof itself, which the script reads and anybody may keep.
fn take_along(lang: Lang, region: &Code, proved: &Proved, number: Option<i64>) -> Markup {
    let query = [
        ("regio", Some(region.to_string())),
        ("positie", Some((proved.index + 1).to_string())),
        ("nummer", number.map(|number| number.to_string())),
    ];
    html! {
        @if let Some(proof) = &proved.proof {
            p { a href=(address("/zegel/bewijs.txt", query)) download { (lang.say("seal-keep-proof")) } }
            details {
                summary { (lang.say("seal-without-us")) }
                p { (lang.say("seal-without-us-how")) }
                pre tabindex="0" role="group" aria-label=(lang.say("seal-commands")) {
                    "loopbrug audit verify " (region) "-" (proved.index + 1) ".tlog-proof.txt --key '"
                    @match &proved.key { Some(key) => (key), None => "…" } "'"
                }
                pre id="proof-text" tabindex="0" role="group" aria-label=(lang.say("seal-proof-text")) { (proof) }
            }
            script src=(PROOF.address) defer {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_as_people_write_it_and_an_event_by_its_id() {
        for text in ["5651", "5 651", "5\u{202f}651"] {
            assert!(matches!(read(text), Some(Typed::Position(Position(5651)))), "{text}");
        }
        let id = "0192f3c0-0000-7000-8000-000000000000";
        assert!(matches!(read(id), Some(Typed::Event(_))));
        for text in ["0", "-1", "x", "5651.0"] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
