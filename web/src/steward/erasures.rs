//! Who was erased, or asked to be: from the request to the end of the key, by random ids.

use axum::response::Response;
use loopbrug_domain::ids::Position;
use loopbrug_infra::views::{ErasureRecord, Page, RecordedWithin};
use maud::{Markup, html};

use super::{Asked, Of, Tab, head, next, panel_of_last, read, scrolled, trajectory};
use crate::address::{Question, asked};
use crate::lang::Lang;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// So many are shown on a page, and on the first page of the steward.
const SHOWN: u32 = 30;
const LAST: u32 = 5;

const COLUMNS: [&str; 5] =
    ["trajectory", "erasure-asked", "erasure-decided", "erasure-ground", "erasure-keys"];

pub(super) async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let lang = visit.lang;
    let of = Of::who_accounts(&visit, asked.regio.as_ref())?;
    let after = read(asked.na.as_ref(), "MALFORMED_ID")?.map(Position);
    let views = &visit.pages.0.views;
    let page = Page::first(SHOWN, after);
    let within = RecordedWithin::default();
    let found = views.erasures(visit.actor()?, of.region(), within, &page).await?;
    let more = found
        .items
        .last()
        .filter(|_| found.next)
        .map(|last| of.at_with("/beheer/wissingen", [("na", Some(last.position.to_string()))]));
    let title = lang.say("steward-erasures");
    let body = html! {
        p.lead { (lang.say("erasures-lead")) }
        section.panel aria-label=(title) {
            (table(lang, &of, &found.items))
            (next(lang, more))
        }
    };
    Ok(of.page(&visit, Tab::Erasures, &title, &body))
}

/// The last ones.
pub(super) async fn last(visit: &Visit, of: &Of) -> Result<Markup, Trouble> {
    let lang = visit.lang;
    let (page, within) = (Page::first(LAST, None), RecordedWithin::default());
    let views = &visit.pages.0.views;
    let found = views.erasures(visit.actor()?, of.region(), within, &page).await?;
    let (title, table) = (("erasures", "last-erasures"), table(lang, of, &found.items));
    Ok(panel_of_last(lang, of, title, "/beheer/wissingen", &table))
}

fn table(lang: Lang, of: &Of, found: &[ErasureRecord]) -> Markup {
    if found.is_empty() {
        return html! { p { (lang.say("no-erasures")) } };
    }
    let table = html! {
        table { (head(lang, &COLUMNS)) tbody { @for one in found { (row(lang, of, one)) } } }
    };
    scrolled(&lang.say("steward-erasures"), &table)
}

fn row(lang: Lang, of: &Of, one: &ErasureRecord) -> Markup {
    let asked_ground = one.request.as_ref().map(|(_, ground)| ground);
    let ground = one.decision.as_ref().map(|decided| &decided.ground).or(asked_ground);
    html! {
        tr {
            th scope="row" { (trajectory(one.trajectory)) }
            td {
                @match &one.request {
                    Some((record, _)) => (lang.short_day(record.occurred_on)),
                    None => (lang.say("nobody-asked")),
                }
            }
            td {
                @match &one.decision {
                    Some(decided) => {
                        (lang.say(if decided.granted { "erasure-granted" } else { "erasure-refused" })) ", "
                        (lang.moment(decided.record.recorded_at))
                    },
                    None if of.is_steward => {
                        a href={ "/trajecten/" (one.trajectory) "/rechten/beslissen" } { (lang.say("to-decide")) }
                    },
                    None => "–",
                }
            }
            td { @if let Some(ground) = ground { (lang.called(&of.catalogue, ground)) } }
            td { (keys(lang, one)) }
        }
    }
}

/// What became of the keys.
fn keys(lang: Lang, one: &ErasureRecord) -> Markup {
    let granted = one.decision.as_ref().is_some_and(|decided| decided.granted);
    html! {
        @if granted {
            @match (&one.destroyed, one.keys_gone) {
                (_, Some(false)) => span.badge.warm { (lang.say("keys-there")) },
                (Some(gone), Some(true)) => span.badge.good { (lang.with("keys-gone", [("day", lang.moment(gone.at).into())])) },
                (Some(gone), None) => (lang.with("keys-gone-unseen", [("day", lang.moment(gone.at).into())])),
                (None, _) => span.badge.warm { (lang.say("keys-going")) },
            }
        } @else { "–" }
    }
}
