//! Two regions beside each other: the same figures, over the same days, about the same people, each as exact as
//! somebody sees them there. What only one region knows, such as a persona, is not asked.

use axum::response::Response;
use loopbrug_domain::actor::Actor;
use loopbrug_infra::views::{Reported, ViewError, Wanted};
use loopbrug_reporting::disclosure::grid::OffTheGrid;
use loopbrug_reporting::reports::{Codes, ReportKind};
use maud::{Markup, html};

use super::cell::Cells;
use super::running::{CASELOAD, QUALITY, REACH, REFERRALS};
use super::view::{Asked, View};
use super::{bar, nearest, precision, state_line};
use crate::lang::Lang;
use crate::layout::Section;
use crate::report::column_name;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The reports that are compared.
const REPORTS: [ReportKind; 7] = [
    ReportKind::Outcomes,
    ReportKind::Homelessness,
    ReportKind::Lasting,
    ReportKind::Referrals,
    ReportKind::Reach,
    ReportKind::Caseload,
    ReportKind::Quality,
];
const OUTCOMES: [&str; 8] = [
    "participants",
    "reached",
    "referred",
    "housed",
    "still_housed",
    "started_work",
    "in_work",
    "closed",
];
const HOMELESSNESS: [&str; 3] = ["hidden", "address_requested", "address_granted"];
const LASTING: [&str; 1] = ["share_182"];

/// Lines of the table: their title, the report, its row, and the columns.
type Lines = (&'static str, ReportKind, &'static str, &'static [&'static str]);
const LINES: [Lines; 8] = [
    ("panel-outcomes-of-all", ReportKind::Outcomes, "total", &OUTCOMES),
    ("panel-homelessness", ReportKind::Homelessness, "total", &HOMELESSNESS),
    ("lasting-homes", ReportKind::Lasting, "kind=housing", &LASTING),
    ("lasting-work", ReportKind::Lasting, "kind=work", &LASTING),
    ("list-referrals", ReportKind::Referrals, "total", &REFERRALS),
    ("list-reach", ReportKind::Reach, "total", &REACH),
    ("list-caseload", ReportKind::Caseload, "total", &CASELOAD),
    ("list-quality", ReportKind::Quality, "total", &QUALITY),
];

/// One of the two.
struct Side {
    view: View,
    answers: Vec<Reported>,
}

pub(super) async fn page(
    visit: &Visit,
    regions: [&str; 2],
    asked: Asked,
) -> Result<Response, Trouble> {
    let (actor, lang, asked) = (visit.actor()?, visit.lang, asked.of_any_region());
    let [one, other] = regions;
    if one == other {
        return Err(Trouble::refused("GIVEN_TWICE"));
    }
    let (one, other) = (View::read(visit, one, &asked)?, View::read(visit, other, &asked)?);
    // Where one is rounded, both are over a period that can be asked there.
    let period = if one.is_exact() { other.period } else { one.period };
    let views = [one.over(period), other.over(period)];
    let title = lang.with(
        "beside-title",
        [("one", name(lang, &views[0]).into()), ("other", name(lang, &views[1]).into())],
    );
    let mut sides = vec![];
    for view in views.clone() {
        match answers(visit, actor, &view).await? {
            Ok(answers) => sides.push(Side { view, answers }),
            Err(off) => {
                let body = html! {
                    h1 { (title) }
                    (nearest(lang, &view, &off, ""))
                };
                return Ok(visit.page(Section::Region, &title, &body));
            }
        }
    }
    let body = html! {
        div.head { div { h1 { (title) } p.under { (lang.say("beside-lead")) } } }
        (bar::of_any_region(lang, &views))
        (table(lang, &sides))
    };
    Ok(visit.page(Section::Region, &title, &body))
}

/// Links to the page of a region beside each of the others that somebody may see.
pub(super) fn others(visit: &Visit, view: &View) -> Markup {
    let (lang, views) = (visit.lang, &visit.pages.0.views);
    let sees = |region: &&loopbrug_domain::catalogue::Code| {
        let regions = [(*region).clone()];
        let actor = visit.actor().ok();
        actor.is_some_and(|actor| views.treatment_for(actor, &regions, None).is_ok())
    };
    let regions = views.catalogues().regions();
    let others = regions.filter(|region| *region != view.region()).filter(sees);
    let others = others.filter_map(|region| views.catalogues().latest(region.as_str()));
    let others: Vec<_> = others.collect();
    html! {
        @if !others.is_empty() {
            p.small {
                (lang.say("beside-another")) " "
                @for other in others {
                    a href=(view.address_with("", &[("naast", other.region().as_str())])) { (lang.label(other.label())) }
                    " "
                }
            }
        }
    }
}

fn name(lang: Lang, view: &View) -> &str {
    lang.label(view.catalogue.label())
}

async fn answers(
    visit: &Visit,
    actor: &Actor,
    view: &View,
) -> Result<Result<Vec<Reported>, OffTheGrid>, Trouble> {
    let periods = vec![view.period];
    let wanted =
        REPORTS.map(|report| Wanted { report, periods: periods.clone(), codes: Codes::Own });
    let answers = visit.pages.0.views.reports_together(actor, &view.request(), &wanted).await?;
    let mut tables = vec![];
    for answer in answers {
        match answer {
            Ok(of) => tables.extend(of),
            Err(off) => return Ok(Err(off)),
        }
    }
    if tables.len() == REPORTS.len() { Ok(Ok(tables)) } else { Err(ViewError::Stopping.into()) }
}

impl Side {
    fn of(&self, report: ReportKind) -> &Reported {
        let place = REPORTS.iter().position(|one| *one == report).unwrap_or_default();
        &self.answers[place]
    }

    fn head(&self, lang: Lang) -> Markup {
        let outcomes = self.of(ReportKind::Outcomes);
        html! {
            a href=(self.view.address("")) { (name(lang, &self.view)) }
            div.state {
                (state_line(lang, &self.view, outcomes))
                p { (precision(lang, outcomes.shown.precise)) }
            }
        }
    }
}

fn table(lang: Lang, sides: &[Side]) -> Markup {
    let Some(first) = sides.first() else { return html! {} };
    html! {
        section.panel aria-labelledby="beside-title" {
            h2 id="beside-title" {
                (lang.day(first.view.period.from())) " – " (lang.day(first.view.period.to()))
            }
            div.scroll tabindex="0" role="group" aria-labelledby="beside-title" {
                table.beside-table {
                    thead {
                        tr {
                            th scope="col" { (lang.say("figure")) }
                            @for side in sides { th.number scope="col" { (side.head(lang)) } }
                        }
                    }
                    @for (title, report, row, columns) in LINES {
                        tbody {
                            tr.group { th scope="rowgroup" colspan=(sides.len() + 1) { (lang.say(title)) } }
                            @for column in columns {
                                tr {
                                    th scope="row" { (column_name(lang, &first.view.catalogue, column)) }
                                    @for side in sides {
                                        @let cells = Cells { lang, view: &side.view, of: side.of(report) };
                                        td.number { (cells.at(row, column)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            p.under { (lang.say("beside-under")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_lines_have_their_words_and_their_report() {
        for (title, report, ..) in LINES {
            assert_ne!(Lang::Dutch.say(title), title);
            assert!(REPORTS.contains(&report), "{report}");
        }
    }
}
