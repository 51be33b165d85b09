//! What was put right, by whom and how late: by random ids.

use std::collections::HashMap;

use axum::response::Response;
use chrono::NaiveDate;
use loopbrug_domain::ids::{KboNumber, Position};
use loopbrug_domain::time::is_in_range;
use loopbrug_infra::views::{CorrectionRecord, Page, RecordedWithin};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Of, Tab, head, next, scrolled, trajectory};
use crate::address::{Question, address, asked, given};
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

/// A day of a filter.
pub(super) fn day(text: Option<&String>) -> Result<Option<NaiveDate>, Trouble> {
    let day: Option<NaiveDate> =
        given(text).map(str::parse).transpose().map_err(|_| Trouble::refused("OF_ANOTHER_FORM"))?;
    match day {
        Some(day) if !is_in_range(day) => Err(Trouble::refused("DAY_OUT_OF_RANGE")),
        day => Ok(day),
    }
}

/// The fields that ask for days.
pub(super) fn days(lang: Lang, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Markup {
    let value = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    html! {
        div.field { label for="van" { (lang.say("from")) } input type="date" id="van" name="van" value=[value(from)]; }
        div.field { label for="tot" { (lang.say("to")) } input type="date" id="tot" name="tot" value=[value(to)]; }
    }
}

pub(super) async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let lang = visit.lang;
    let of = Of::who_accounts(&visit, asked.regio.as_ref())?;
    let after = given(asked.na.as_ref()).map(str::parse).transpose();
    let after = after.map_err(|_| Trouble::refused("MALFORMED_ID"))?.map(Position);
    let within = RecordedWithin { from: day(asked.van.as_ref())?, to: day(asked.tot.as_ref())? };
    let page = Page::first(SHOWN, after);
    let views = &visit.pages.0.views;
    let found = views.corrections(visit.actor()?, of.region(), within, &page).await?;
    let more = found.items.last().filter(|_| found.next).map(|last| {
        let query = [
            ("regio", Some(of.region().to_string())),
            ("van", asked.van.clone()),
            ("tot", asked.tot.clone()),
            ("na", Some(last.correction.position.to_string())),
        ];
        address("/beheer/verbeteringen", query)
    });
    let title = lang.say("steward-corrections");
    let body = html! {
        p.lead { (lang.say("corrections-lead")) }
        form.inline method="get" action="/beheer/verbeteringen" {
            input type="hidden" name="regio" value=(of.region());
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
    Ok(html! {
        section.panel aria-labelledby="corrections" {
            div.panel-head {
                h2 id="corrections" { (lang.say("last-corrections")) }
                p.panel-links { a href=(of.at("/beheer/verbeteringen")) { (lang.say("all-of-them")) } }
            }
            (table(visit, of, &found.items).await?)
        }
    })
}

async fn table(visit: &Visit, of: &Of, found: &[CorrectionRecord]) -> Result<Markup, Trouble> {
    let lang = visit.lang;
    if found.is_empty() {
        return Ok(html! { p { (lang.say("no-corrections")) } });
    }
    let directory = Names::of(visit, visit.actor()?, of.region());
    let mut names = HashMap::new();
    for one in found {
        let organisation = one.correction.organisation;
        if let std::collections::hash_map::Entry::Vacant(place) = names.entry(organisation) {
            place.insert(directory.organisation(organisation).await?);
        }
    }
    let table = html! {
        table { (head(lang, &COLUMNS)) tbody { @for one in found { (row(lang, of, one, &names)) } } }
    };
    Ok(scrolled(&lang.say("steward-corrections"), &table))
}

fn row(lang: Lang, of: &Of, one: &CorrectionRecord, names: &HashMap<KboNumber, String>) -> Markup {
    let correction = &one.correction;
    let what = one.target.as_ref().map(|target| target.event_type.as_str());
    html! {
        tr {
            th scope="row" { (trajectory(one.trajectory)) }
            td { (lang.moment(correction.recorded_at)) }
            td {
                @match (what, one.target.as_ref()) {
                    (Some(what), Some(target)) => {
                        (lang.say(&format!("event-{what}"))) " #" (target.event) ", " (lang.short_day(target.occurred_on))
                    },
                    _ => (lang.say("target-gone")),
                }
            }
            td { (lang.say(&format!("event-{}", correction.event_type))) }
            td.number { @if let Some(days) = one.days_after { (days) } }
            td {
                (names.get(&correction.organisation).map_or("", String::as_str))
                @if one.by_bridge_figure { " " span.badge { (lang.say("bridge-figure")) } }
            }
            td { @if let Some(reason) = &one.reason { (lang.called(&of.catalogue, reason)) } }
        }
    }
}
