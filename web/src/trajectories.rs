//! Trajectories that somebody sees, the one opened last first.

use axum::response::Response;
use chrono::NaiveDate;
use loopbrug_domain::actor::Role;
use loopbrug_domain::catalogue::list::{Challenge, Municipality, Persona};
use loopbrug_domain::catalogue::{Catalogue, Code, CodeKind, List};
use loopbrug_domain::time::is_in_range;
use loopbrug_domain::trajectory::Phase;
use loopbrug_infra::views::{Called, ListOf, Overview, Page, TrajectoryFilter, TrajectoryPlace};
use maud::{Markup, html};
use serde::Deserialize;
use strum::VariantArray;

use crate::address::{Question, address, asked, given};
use crate::lang::Lang;
use crate::layout::Section;
use crate::names::Names;
use crate::opening;
use crate::trouble::Trouble;
use crate::visit::Visit;

const SHOWN: u32 = 30;

/// The query of an address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    regio: Option<String>,
    wie: Option<String>,
    fase: Option<String>,
    bestuur: Option<String>,
    persona: Option<String>,
    uitdaging: Option<String>,
    na: Option<String>,
}

pub(crate) async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let (actor, lang) = (visit.actor()?, visit.lang);
    let region = &visit.region(asked.regio.as_ref())?;
    let catalogue = visit.catalogue(region.as_str())?;
    let sees = |role: Role| {
        !matches!(
            role,
            Role::Monitor | Role::Analyst | Role::Applicant | Role::Assessor | Role::Jury
        )
    };
    if !actor.roles.within(region).any(sees) {
        return Err(Trouble::refused("TRAJECTORY_NOT_VISIBLE"));
    }
    let guides = actor.roles.within(region).any(|role| role == Role::Caseworker);
    let mine = given(asked.wie.as_ref()) == Some("ik");
    let phase = given(asked.fase.as_ref()).map(str::parse::<Phase>).transpose();
    let filter = TrajectoryFilter {
        phase: phase.map_err(|_| Trouble::refused("UNKNOWN_CODE"))?,
        municipality: code::<Municipality>(&catalogue, asked.bestuur.as_ref())?,
        persona: code::<Persona>(&catalogue, asked.persona.as_ref())?,
        challenge: code::<Challenge>(&catalogue, asked.uitdaging.as_ref())?,
        bridge_figure: mine.then_some(actor.worker),
        ..TrajectoryFilter::default()
    };
    let after = given(asked.na.as_ref())
        .map(|text| place(text).ok_or_else(|| Trouble::refused("MALFORMED_ID")));
    let page = Page::first(SHOWN, after.transpose()?);
    let views = &visit.pages.0.views;
    let found = views.trajectories(actor, region, &filter, &page, None).await?;
    let total = views.count(actor, &ListOf::Trajectories(region.clone(), filter.clone())).await?;
    let ids: Vec<_> = found.items.iter().map(|one| one.trajectory).collect();
    let called = views.called(actor, region, &ids).await?;
    let mut directory = Names::of(&visit, actor, region);
    let mut rows = vec![];
    for one in &found.items {
        let figure = match one.bridge_figure {
            Some(worker) => directory.worker(worker).await?,
            None => None,
        };
        rows.push(row(lang, &catalogue, one, &called, figure.as_deref()));
    }
    let next = found.items.last().filter(|_| found.next).map(|last| {
        let na = format!("{}/{}", last.opened_on, last.trajectory);
        let query = [
            ("wie", asked.wie.clone()),
            ("regio", asked.regio.clone()),
            ("fase", asked.fase.clone()),
            ("bestuur", asked.bestuur.clone()),
            ("persona", asked.persona.clone()),
            ("uitdaging", asked.uitdaging.clone()),
            ("na", Some(na)),
        ];
        address("/trajecten", query)
    });
    let body = html! {
        div.head {
            h1 { (lang.say("menu-trajectories")) }
            @if guides { p { a.button href=(opening::ADDRESS) { (lang.say("open-menu")) } } }
        }
        p.under { (lang.with("trajectories-found", [("n", total.into())])) }
        (filters(lang, &catalogue, &filter, mine))
        section.panel {
            @if rows.is_empty() { p { (lang.say("no-trajectories")) } } @else {
                div.scroll tabindex="0" role="group" aria-label=(lang.say("menu-trajectories")) {
                    table {
                        thead {
                            tr {
                                @for column in ["client", "filter-municipality", "phase", "filter-persona", "bridge-figure", "opened", "last-contact"] {
                                    th scope="col" { (lang.say(column)) }
                                }
                            }
                        }
                        tbody { @for row in rows { (row) } }
                    }
                }
                @if let Some(next) = next { p { a.button.quiet href=(next) { (lang.say("next")) } } }
            }
        }
    };
    Ok(visit.page(Section::Trajectories, &lang.say("menu-trajectories"), &body))
}

fn code<L: List>(catalogue: &Catalogue, text: Option<&String>) -> Result<Option<Code<L>>, Trouble> {
    let Some(code) = given(text).map(Code::new) else { return Ok(None) };
    if catalogue.entry_of(&code).is_none() {
        return Err(Trouble::refused("UNKNOWN_CODE"));
    }
    Ok(Some(code))
}

fn place(text: &str) -> Option<TrajectoryPlace> {
    let (day, id) = text.split_once('/')?;
    let day: NaiveDate = day.parse().ok()?;
    Some((is_in_range(day).then_some(day)?, id.parse().ok()?))
}

fn filters(lang: Lang, catalogue: &Catalogue, filter: &TrajectoryFilter, mine: bool) -> Markup {
    let select = |name: &str, label: &str, list: CodeKind, chosen: Option<&str>| {
        html! {
            div.field {
                label for=(name) { (lang.say(label)) }
                select id=(name) name=(name) {
                    option value="" { (lang.say("all")) }
                    @for entry in catalogue.entries(list) {
                        option value=(entry.code) selected[chosen == Some(entry.code.as_str())] { (lang.label(&entry.label)) }
                    }
                }
            }
        }
    };
    html! {
        form.inline method="get" action="/trajecten" {
            @if mine { input type="hidden" name="wie" value="ik"; }
            input type="hidden" name="regio" value=(catalogue.region());
            div.field {
                label for="fase" { (lang.say("phase")) }
                select id="fase" name="fase" {
                    option value="" { (lang.say("all")) }
                    @for phase in Phase::VARIANTS {
                        option value=(phase) selected[filter.phase == Some(*phase)] { (lang.phase(*phase)) }
                    }
                }
            }
            (select("bestuur", "filter-municipality", CodeKind::Municipality, filter.municipality.as_ref().map(Code::as_str)))
            (select("persona", "filter-persona", CodeKind::Persona, filter.persona.as_ref().map(Code::as_str)))
            (select("uitdaging", "filter-challenge", CodeKind::Challenge, filter.challenge.as_ref().map(Code::as_str)))
            button.outlined type="submit" { (lang.say("show")) }
        }
    }
}

fn row(
    lang: Lang,
    catalogue: &Catalogue,
    one: &Overview,
    called: &Called,
    figure: Option<&str>,
) -> Markup {
    let id = one.trajectory.to_string();
    let personas =
        one.personas.iter().map(|code| lang.called(catalogue, code)).collect::<Vec<_>>().join(", ");
    html! {
        tr {
            th scope="row" {
                a href={ "/trajecten/" (id) } {
                    @match called.get(&one.trajectory) {
                        Some(name) => (name.as_str()),
                        None => code { (id.get(..8).unwrap_or(&id)) "…" },
                    }
                }
            }
            td { (one.municipality.as_ref().map_or_else(|| lang.say("none-municipality").into_owned(), |code| lang.called(catalogue, code).to_owned())) }
            td { (lang.phase(one.phase)) }
            td { (personas) }
            td { (figure.unwrap_or("–")) }
            td { (lang.short_day(one.opened_on)) }
            td { (lang.short_day(one.last_on)) }
        }
    }
}
