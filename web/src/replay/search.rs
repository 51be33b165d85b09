//! What was recorded last in a region, and the way to the history of one thing, by its id or by a position.

use axum::response::{IntoResponse, Redirect, Response};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::employer::Employer;
use loopbrug_domain::ids::{EmployerId, KboNumber, Position, RoundId};
use loopbrug_domain::time::day_in_brussels;
use loopbrug_infra::log::Step;
use loopbrug_infra::views::{
    HistoryRequest, Page, SeenStep, StepParts, Steps, StreamId, ViewError, Views,
};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::range::Range;
use super::sealed::Seals;
use super::words::{Words, title_of};
use super::{by_whom, kind, known};
use crate::address::{Question, address, asked, given};
use crate::lang::Lang;
use crate::layout::Section;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// How many are shown on a page.
const SHOWN: u32 = 30;

/// The query of an address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    regio: Option<String>,
    zoek: Option<String>,
    voor: Option<String>,
    van: Option<String>,
    tot: Option<String>,
    op: Option<String>,
    positie: Option<String>,
}

pub(crate) async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let (actor, lang, views) = (visit.actor()?, visit.lang, &visit.pages.0.views);
    let region = &visit.region(asked.regio.as_ref())?;
    let catalogue = visit.catalogue(region.as_str())?;
    let sought = given(asked.zoek.as_ref());
    if let Some(text) = sought
        && let Some(found) = find(views, actor, region, text).await?
    {
        return Ok(Redirect::to(&found).into_response());
    }
    let bounds =
        [asked.van.as_ref(), asked.tot.as_ref(), asked.op.as_ref(), asked.positie.as_ref()];
    let range = Range::read(bounds, day_in_brussels(views.now()))?;
    let before = given(asked.voor.as_ref()).map(str::parse).transpose();
    let before = before.map_err(|_| Trouble::refused("OF_ANOTHER_FORM"))?.map(Position);
    let request = HistoryRequest {
        span: range.span(),
        known: range.known(),
        parts: StepParts { words: Steps::All, ..StepParts::default() },
        personal: false,
    };
    let page = Page { after: None, before, size: SHOWN, from_end: true };
    let (found, total) = views.history_of_region(actor, region, &request, &page).await?;
    let seals = Seals::of(views, actor, region).await?;
    let mut words = Words::of(&visit, actor, &catalogue);
    let mut rows = vec![];
    for step in found.items.iter().rev() {
        rows.push(row(step, seals.as_ref(), &mut words).await?);
    }
    let of_region = [("regio", asked.regio.clone())];
    let earlier = found.items.first().filter(|_| found.previous).map(|first| {
        let before = [("voor", Some(first.position.to_string()))];
        address("/historiek", of_region.clone().into_iter().chain(before).chain(range.query()))
    });
    let now = address("/historiek", of_region.into_iter().chain(range.known_now().query()));
    let hidden: Vec<_> = asked.regio.iter().map(|region| ("regio", region.as_str())).collect();
    let body = html! {
        div.head {
            div { h1 { (lang.say("menu-replay")) } p.under { (lang.label(catalogue.label())) " · " (lang.say("replay-lead")) } }
            @if let Some(seals) = &seals { (seals.line(lang, region)) }
        }
        (form(lang, &hidden, sought))
        (range.looking_back(lang, &now))
        section.panel aria-labelledby="newest-title" {
            h2 id="newest-title" { (lang.say("replay-newest")) }
            @if let Some(total) = total { p.under { (lang.with("replay-count", [("n", total.into())])) " · " (lang.say("replay-looked")) } }
            (range.form(lang, "/historiek", &hidden))
            @if rows.is_empty() { p { (lang.say("replay-nothing")) } } @else { (table(lang, seals.is_some(), &rows)) }
            @if let Some(earlier) = earlier { p { a.button.quiet href=(earlier) { (lang.say("replay-earlier")) } } }
        }
    };
    Ok(visit.page(Section::Replay, &lang.say("menu-replay"), &body))
}

fn form(lang: Lang, hidden: &[(&str, &str)], sought: Option<&str>) -> Markup {
    html! {
        form.panel.inline role="search" method="get" action="/historiek" {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            div.field.wide-field {
                label for="zoek" { (lang.say("replay-search")) }
                p.small id="zoek-hint" { (lang.say("replay-search-how")) }
                @if sought.is_some() { p.fault id="zoek-error" { (lang.say("replay-not-found")) } }
                input type="text" id="zoek" name="zoek" value=[sought] autocomplete="off" spellcheck="false"
                    aria-describedby=(if sought.is_some() { "zoek-hint zoek-error" } else { "zoek-hint" })
                    aria-invalid=[sought.map(|_| "true")];
            }
            button type="submit" { (lang.say("replay-find")) }
        }
    }
}

/// Where what is sought is: the number of an employer, a position, an id of something or of an event, the code of a round.
async fn find(
    views: &Views,
    actor: &Actor,
    region: &Code,
    text: &str,
) -> Result<Option<String>, ViewError> {
    // As the API writes ids: what it is, a colon, the id.
    let text = text.rsplit_once(':').map_or(text, |(_, id)| id.trim());
    let id = if let Ok(number) = text.parse::<KboNumber>() {
        EmployerId::of(region, &Employer::Numbered(number)).0
    } else if let Some(position) = position_in(text) {
        return Ok(views.step_at(actor, region, position).await?.as_ref().and_then(link));
    } else if let Ok(id) = Uuid::parse_str(text) {
        if let Some(position) = views.event_of(actor, region, id).await? {
            return Ok(views.step_at(actor, region, position).await?.as_ref().and_then(link));
        }
        id
    } else {
        RoundId::of(region, &Code::new(text)).0
    };
    Ok(views.stream_of(actor, region, id).await?.map(kind::path))
}

/// A position as people write it: `5651`, or `5 651`.
pub(crate) fn position_in(text: &str) -> Option<Position> {
    let digits = text.replace(['\u{202f}', '\u{a0}', ' '], "");
    digits.parse::<u32>().ok().filter(|position| *position > 0).map(Position)
}

/// The address of a step in the history that it is of.
fn link(step: &Step<SeenStep>) -> Option<String> {
    let of = StreamId::of(step)?;
    Some(address(&kind::path(of), [("stap", Some(step.sequence.to_string()))]))
}

async fn row(
    step: &Step<SeenStep>,
    seals: Option<&Seals>,
    words: &mut Words<'_>,
) -> Result<Markup, ViewError> {
    let (by, said) = (by_whom(step, words).await?, words.in_short(&step.seen.words).await?);
    let lang = words.lang;
    let of = StreamId::of(step);
    Ok(html! {
        tr {
            td.number { (lang.number(f64::from(step.position.0))) }
            th scope="row" {
                @match link(step) { Some(to) => a href=(to) { (title_of(lang, step)) }, None => (title_of(lang, step)) }
                @if !said.is_empty() {
                    p.small { @if step.put_right_by.is_empty() { (said) } @else { s { (said) } } }
                }
            }
            td data-label=(lang.say("replay-of")) {
                @if let Some(of) = of { (kind::in_words(lang, of)) " " code { (kind::short(of)) } }
            }
            td data-label=(lang.say("happened")) { (lang.short_day(step.occurred_on)) }
            td data-label=(lang.say("known")) { (known(lang, step)) }
            td data-label=(lang.say("replay-by")) { (by) }
            @if let Some(seals) = seals { td { (seals.badge(lang, step.position)) } }
        }
    })
}

fn table(lang: Lang, sealed: bool, rows: &[Markup]) -> Markup {
    html! {
        table.records {
            thead {
                tr {
                    th.number scope="col" { (lang.say("position")) }
                    @for column in ["replay-what", "replay-of", "happened", "known", "replay-by"] {
                        th scope="col" { (lang.say(column)) }
                    }
                    @if sealed { th scope="col" { (lang.say("replay-seal")) } }
                }
            }
            tbody { @for row in rows { (row) } }
        }
    }
}
