//! What was put right, by whom and how late: by random ids.

use axum::response::Response;
use loopbrug_domain::ids::Position;
use loopbrug_infra::views::{CorrectionRecord, Page, RecordedWithin};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Of, REGION, Tab, day, days, head, next, panel_of_last, read, scrolled, trajectory};
use crate::address::{Question, asked};
use crate::lang::Lang;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// So many are shown on a page, and on the first page of the steward.
const SHOWN: u32 = 30;
const LAST: u32 = 5;

const COLUMNS: [&str; 7] = [
    "trajectory",
    "put-right-on",
    "what-was-put-right",
    "put-right-how",
    "days-after",
    "put-right-by",
    "put-right-why",
];

/// The query of an address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    regio: Option<String>,
    van: Option<String>,
    tot: Option<String>,
    na: Option<String>,
}

pub(super) async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let lang = visit.lang;
    let of = Of::who_accounts(&visit, asked.regio.as_ref())?;
    let after = read(asked.na.as_ref(), "MALFORMED_ID")?.map(Position);
    let within = RecordedWithin { from: day(asked.van.as_ref())?, to: day(asked.tot.as_ref())? };
    let page = Page::first(SHOWN, after);
    let views = &visit.pages.0.views;
    let found = views.corrections(visit.actor()?, of.region(), within, &page).await?;
    let more = found.items.last().filter(|_| found.next).map(|last| {
        let query = [
            ("van", asked.van.clone()),
            ("tot", asked.tot.clone()),
            ("na", Some(last.correction.position.to_string())),
        ];
        of.at_with("/beheer/verbeteringen", query)
    });
    let title = lang.say("steward-corrections");
    let body = html! {
        p.lead { (lang.say("corrections-lead")) }
        form.inline method="get" action="/beheer/verbeteringen" {
            input type="hidden" name=(REGION) value=(of.region());
            (days(lang, within.from, within.to))
            button.outlined type="submit" { (lang.say("show")) }
        }
        section.panel aria-label=(title) {
            (table(&visit, &of, &found.items).await?)
            (next(lang, more))
        }
    };
    Ok(of.page(&visit, Tab::Corrections, &title, &body))
}

/// The last ones.
pub(super) async fn last(visit: &Visit, of: &Of) -> Result<Markup, Trouble> {
    let lang = visit.lang;
    let (page, within) = (Page::first(LAST, None), RecordedWithin::default());
    let views = &visit.pages.0.views;
    let found = views.corrections(visit.actor()?, of.region(), within, &page).await?;
    let table = table(visit, of, &found.items).await?;
    let title = ("corrections", "last-corrections");
    Ok(panel_of_last(lang, of, title, "/beheer/verbeteringen", &table))
}

async fn table(visit: &Visit, of: &Of, found: &[CorrectionRecord]) -> Result<Markup, Trouble> {
    let lang = visit.lang;
    if found.is_empty() {
        return Ok(html! { p { (lang.say("no-corrections")) } });
    }
    let directory = Names::of(visit, visit.actor()?, of.region());
    let mut rows = vec![];
    for one in found {
        let organisation = directory.organisation(one.correction.organisation).await?;
        rows.push(row(lang, of, one, &organisation));
    }
    let table = html! { table { (head(lang, &COLUMNS)) tbody { @for row in rows { (row) } } } };
    Ok(scrolled(&lang.say("steward-corrections"), &table))
}

fn row(lang: Lang, of: &Of, one: &CorrectionRecord, organisation: &str) -> Markup {
    let correction = &one.correction;
    html! {
        tr {
            th scope="row" { (trajectory(one.trajectory)) }
            td { (lang.moment(correction.recorded_at)) }
            td {
                @match &one.target {
                    Some(target) => {
                        (lang.say(&format!("event-{}", target.event_type))) " #" (target.event) ", "
                        (lang.short_day(target.occurred_on))
                    },
                    None => (lang.say("target-gone")),
                }
            }
            td { (lang.say(&format!("event-{}", correction.event_type))) }
            td.number { @if let Some(days) = one.days_after { (days) } }
            td {
                (organisation)
                @if one.by_bridge_figure { " " span.badge { (lang.say("bridge-figure")) } }
            }
            td { @if let Some(reason) = &one.reason { (lang.called(&of.catalogue, reason)) } }
        }
    }
}
