//! Who is behind a figure, by random ids, with what makes that they are counted.

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::catalogue::CodeKind;
use loopbrug_infra::views::{FactBehind, Lineage, MadeOf, Member, ViewError};
use loopbrug_reporting::reports::Row;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;

use crate::address::{Question, asked};
use crate::lang::Lang;
use crate::layout::Section;
use crate::region::{Asked, View, looking_back, nearest};
use crate::report::{column_name, crumbs, name_of, named, row_name, title};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// How many are shown on a page.
const SHOWN: usize = 20;

/// Which figure, and after how many of those behind it.
#[derive(Debug, Deserialize)]
pub(crate) struct Figure {
    rapport: Option<String>,
    rij: Option<String>,
    kolom: Option<String>,
    na: Option<usize>,
}

pub(crate) async fn page(
    visit: Visit,
    Path(region): Path<String>,
    figure: Question<Figure>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let figure = asked(figure)?;
    let view = View::read(&visit, &region, &asked(question)?)?;
    let (actor, lang) = (visit.actor()?, visit.lang);
    let report = figure
        .rapport
        .as_deref()
        .and_then(named)
        .ok_or_else(|| Trouble::refused("NO_SUCH_FIGURE"))?;
    let (row, column) =
        (figure.rij.as_deref().unwrap_or("total"), figure.kolom.as_deref().unwrap_or_default());
    let after = figure.na.unwrap_or(0);
    let views = &visit.pages.0.views;
    let asked = view.request();
    let found =
        views.lineage(actor, report, &asked, view.period, (row, column), (SHOWN, after)).await;
    let what = column_name(lang, &view.catalogue, column);
    let lineage = match found {
        Ok(lineage) => lineage,
        Err(ViewError::OffTheGrid(off)) => {
            let body = html! { h1 { (what) } (nearest(lang, &view, &off, "")) };
            return Ok(visit.page(Section::Region, &what, &body));
        }
        Err(error) => return Err(error.into()),
    };
    let title = format!("{what}: {}", lang.number(count(lineage.count)));
    let row_words = words_of(lang, &view, row);
    let more = |after: usize| {
        let after = after.to_string();
        view.address_with(
            "/herkomst",
            &[
                ("rapport", name_of(report)),
                ("rij", row),
                ("kolom", column),
                ("na", after.as_str()),
            ],
        )
    };
    let shown = lineage.members.len();
    let body = html! {
        (crumbs(lang, &view, &self::title(lang, report)))
        div.head {
            div {
                h1 { (capital(&title)) }
                p.under { (row_words) " · " (lang.day(view.period.from())) " – " (lang.day(view.period.to())) }
            }
        }
        (looking_back(lang, &view, None))
        p.notice.info { strong { (lang.say("lineage-what")) } " " (lang.say("lineage-how")) }
        section.panel {
            div.panel-head {
                h2 { (lang.say("lineage-who")) }
                p.small { (range(lang, after, shown, lineage.count)) }
            }
            p.under { (lang.say("lineage-random")) }
            (table(lang, &lineage))
            p {
                @if after > 0 { a.button.quiet href=(more(after.saturating_sub(SHOWN))) { (lang.say("previous")) } " " }
                @if after + shown < lineage.count && shown > 0 { a.button.quiet href=(more(after + shown)) { (lang.say("next")) } }
            }
        }
    };
    Ok(visit.page(Section::Region, &title, &body))
}

fn count(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn range(lang: Lang, after: usize, shown: usize, of: usize) -> String {
    let first = if shown == 0 { 0 } else { after + 1 };
    lang.with(
        "range",
        [
            ("first", count(first).into()),
            ("last", count(after + shown).into()),
            ("of", count(of).into()),
        ],
    )
}

/// A row in words, by its key.
fn words_of(lang: Lang, view: &View, key: &str) -> String {
    if key == "total" {
        return row_name(lang, &view.catalogue, &Row::total(), &HashMap::new());
    }
    let codes = key.split('/').filter_map(|part| part.split_once('='));
    let group = codes.filter_map(|(by, code)| {
        let code = (code != "-").then(|| loopbrug_domain::catalogue::Code::new(code));
        Some((by.parse().ok()?, code))
    });
    row_name(lang, &view.catalogue, &Row { group: group.collect() }, &HashMap::new())
}

fn table(lang: Lang, lineage: &Lineage) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label=(lang.say("lineage-who")) {
            table {
                thead {
                    tr {
                        th scope="col" { (lang.say("trajectory")) }
                        th scope="col" { (lang.say("counted")) }
                        th scope="col" { (lang.say("happened")) }
                        th scope="col" { (lang.say("known")) }
                        th.number scope="col" { (lang.say("position")) }
                        th scope="col" { (lang.say("record")) }
                        th scope="col" { (lang.say("mind")) }
                    }
                }
                tbody { @for member in &lineage.members { (row(lang, lineage, member)) } }
            }
        }
    }
}

fn row(lang: Lang, lineage: &Lineage, member: &Member) -> Markup {
    let id = member.trajectory.to_string();
    let short = id.get(..8).unwrap_or(&id);
    let fact = member.made_of.as_ref().and_then(|made_of| Some((made_of, made_of.facts.last()?)));
    html! {
        tr {
            th scope="row" { a href={ "/trajecten/" (id) } { code { (short) "…" } } }
            @match fact {
                None => td colspan="6" { (lang.say("too-much-to-show")) },
                Some((made_of, fact)) => (cells(lang, lineage, (id.as_str(), made_of), fact)),
            }
        }
    }
}

/// What makes that somebody is counted: the last fact, and the event since which it is known.
fn cells(
    lang: Lang,
    lineage: &Lineage,
    (trajectory, made_of): (&str, &MadeOf),
    fact: &FactBehind,
) -> Markup {
    let measure = fact.what.measure.to_string();
    let entry = lineage.catalogue.entry(CodeKind::Measure, &measure);
    let event = made_of.events.iter().find(|event| Some(event.stored.event_id) == fact.event);
    let event = event.or_else(|| made_of.events.last());
    html! {
        td { (entry.map_or(measure.as_str(), |entry| lang.label(&entry.label))) }
        td { (lang.short_day(fact.what.day)) }
        @match event {
            Some(event) => {
                td { (lang.moment(event.stored.recorded_at)) }
                td.number { (lang.number(f64::from(fact.since.0))) }
                td {
                    a href={ "/historiek/traject/" (trajectory) "?stap=" (event.stored.sequence) } { "#" (event.stored.sequence) }
                }
                td {
                    @if event.event.late { span.badge.warm { (lang.say("late")) } " " }
                    @if let Some(by) = event.corrected_by {
                        span.badge.warm { (lang.with("corrected-in", [("n", by.into())])) }
                    }
                }
            },
            None => {
                td {}
                td.number { (lang.number(f64::from(fact.since.0))) }
                td {}
                td {}
            },
        }
    }
}
