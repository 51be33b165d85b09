//! Needs against supply, in the order of the addendum: clients to the left, places to the right, on one scale.

use loopbrug_domain::catalogue::{Code, CodeKind, ProblemArea};
use maud::{Markup, html};

use super::cell::{Cells, faint};
use super::figures::Figures;
use super::panel as framed;
use super::view::View;
use crate::chart::length;
use crate::lang::Lang;

/// Half of the width of the bars.
const HALF: f64 = 100.0;

pub(super) fn panel(lang: Lang, view: &View, figures: &Figures) -> Markup {
    let cells = Cells { lang, view, of: &figures.needs };
    let mut areas: Vec<&ProblemArea> = view.catalogue.problem_areas().iter().collect();
    areas.sort_by_key(|area| area.rank);
    let key = |area: &ProblemArea| format!("area={}", area.entry.code);
    let has = |area: &&ProblemArea| figures.needs.shown.row(&key(area)).is_some();
    let areas: Vec<_> = areas.into_iter().filter(has).collect();
    let most = areas.iter().map(|area| {
        cells.value(&key(area), "in_need").unwrap_or_default().max(capacity(cells, area))
    });
    let most = most.fold(1.0, f64::max);
    let body = html! {
        div.scroll tabindex="0" role="group" aria-label=(lang.say("panel-needs")) {
            table.needs {
                thead {
                    tr {
                        th.number scope="col" { (lang.say("rank")) }
                        th scope="col" { (lang.say("problem-area")) }
                        th.number scope="col" { (lang.say("in-need")) }
                        th.number scope="col" { (lang.say("without-help")) }
                        th scope="col" { (lang.say("clients-places")) }
                        th.number scope="col" { (lang.say("places-offered")) }
                        th.number scope="col" { (lang.say("places-free")) }
                        th.number scope="col" { (lang.say("uncovered")) }
                    }
                }
                tbody {
                    @for area in areas {
                        @let key = key(area);
                        @let value = |column: &str| cells.value(&key, column).unwrap_or_default();
                        @let offered = capacity(cells, area);
                        tr {
                            td.number { (area.rank) }
                            th scope="row" { (services(lang, view, cells, area)) }
                            td class={ "number " (faint(cells.value(&key, "in_need")).unwrap_or_default()) } { (cells.at(&key, "in_need")) }
                            td class={ "number " (faint(cells.value(&key, "without_help")).unwrap_or_default()) } { (cells.at(&key, "without_help")) }
                            td { (bars([value("in_need"), value("without_help"), offered, value("free")], most)) }
                            td class={ "number " (faint(Some(offered)).unwrap_or_default()) } { (lang.number(offered)) }
                            td class={ "number " (faint(cells.value(&key, "free")).unwrap_or_default()) } { (lang.number(value("free"))) }
                            td.number { b { (cells.at(&key, "uncovered")) } }
                        }
                    }
                }
            }
        }
        p.legend {
            span.key.pale {} (lang.say("legend-helped"))
            span.key.without {} (lang.say("legend-without-help"))
            span.key.free {} (lang.say("legend-free"))
        }
    };
    let under = html! { p.under { (lang.say("needs-under")) } };
    framed(lang, view, ("needs", "noden"), &under, &body)
}

/// The places that approved proposals offer in an area: those of its services, each place once.
fn capacity(cells: Cells<'_>, area: &ProblemArea) -> f64 {
    let services = area.services.iter().map(|service| {
        let row = format!("area={}/service={}", area.entry.code, service.entry.code);
        cells.value(&row, "capacity").unwrap_or_default()
    });
    services.sum()
}

/// A problem area, which opens its services beneath it.
fn services(lang: Lang, view: &View, cells: Cells<'_>, area: &ProblemArea) -> Markup {
    let code = area.entry.code.as_str();
    let short = view.catalogue.short_label(CodeKind::ProblemArea, code);
    let name = short.map_or(code, |label| lang.label(label));
    html! {
        details {
            summary title=(lang.label(&area.entry.label)) { (name) }
            ul.plain.small {
                @for service in &area.services {
                    @let row = format!("area={code}/service={}", service.entry.code);
                    li { b { (service_name(lang, view, &service.entry.code.clone().into_list())) } ": " (told(cells, &row)) }
                }
            }
        }
    }
}

fn service_name(lang: Lang, view: &View, code: &Code) -> String {
    let label = view.catalogue.short_label(CodeKind::ServiceType, code.as_str());
    label.map_or(code.as_str(), |label| lang.label(label)).to_owned()
}

/// What is offered, started and running of a service, and how long it was waited for.
fn told(cells: Cells<'_>, row: &str) -> String {
    let lang = cells.lang;
    let number = |column| cells.value(row, column).unwrap_or_default();
    let told = lang.with(
        "service-told",
        [
            ("offers", number("offers").into()),
            ("places", number("capacity").into()),
            ("started", number("started").into()),
            ("running", number("running").into()),
        ],
    );
    match cells.value(row, "waiting.median") {
        Some(days) => format!("{told} · {}", lang.with("service-waited", [("days", days.into())])),
        None => told,
    }
}

/// Clients to the left, of whom those without running help nearest to the middle; places to the right, the free ones
/// nearest to it.
fn bars([in_need, without_help, capacity, free]: [f64; 4], most: f64) -> Markup {
    let wide = |value: f64| value / most * HALF;
    let (need, without) = (wide(in_need), wide(without_help.min(in_need)));
    let (places, free) = (wide(capacity), wide(free.min(capacity)));
    html! {
        svg.needs-bars viewBox={ "0 0 " (HALF * 2.0) " 12" } preserveAspectRatio="none" aria-hidden="true" {
            rect.pale x=(length(HALF - need)) y="0" width=(length(need)) height="12" {}
            rect.without x=(length(HALF - without)) y="0" width=(length(without)) height="12" {}
            rect.pale x=(length(HALF)) y="0" width=(length(places)) height="12" {}
            rect.free x=(length(HALF)) y="0" width=(length(free)) height="12" {}
            line.axis x1=(length(HALF)) x2=(length(HALF)) y1="0" y2="12" {}
        }
    }
}
