//! One report in full, as a table and as a file.

pub(crate) mod csv;

use std::collections::HashMap;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_infra::views::{Reported, ViewError};
use loopbrug_reporting::reports::{Grouping, ReportKind, Row, words_of_column};
use maud::{Markup, html};

use crate::address::{Question, asked};
use crate::lang::Lang;
use crate::layout::Section;
use crate::names::Names;
use crate::receipt;
use crate::region::{Asked, Cells, View, chosen, looking_back, nearest, precision, state_line};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// A table with more columns is turned.
const WIDEST: usize = 40;

/// The reports, by what addresses call them.
const REPORTS: [(&str, ReportKind); 14] = [
    ("uitkomsten", ReportKind::Outcomes),
    ("esf", ReportKind::Esf),
    ("trechter", ReportKind::Funnel),
    ("duurzaam", ReportKind::Lasting),
    ("noden", ReportKind::Needs),
    ("doorverwijzingen", ReportKind::Referrals),
    ("caseload", ReportKind::Caseload),
    ("bereik", ReportKind::Reach),
    ("begeleiding", ReportKind::Guidance),
    ("verandering", ReportKind::Change),
    ("bevindingen", ReportKind::Findings),
    ("dakloosheid", ReportKind::Homelessness),
    ("profiel", ReportKind::Profile),
    ("kwaliteit", ReportKind::Quality),
];

/// What addresses call a report.
pub(crate) fn name_of(report: ReportKind) -> &'static str {
    REPORTS.iter().find(|(_, kind)| *kind == report).map_or("", |(name, _)| name)
}

/// The report that addresses call so.
pub(crate) fn named(name: &str) -> Option<ReportKind> {
    REPORTS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

/// What a report is called.
pub(crate) fn title(lang: Lang, report: ReportKind) -> String {
    lang.say(&format!("report-{report}")).into_owned()
}

/// What a column is called.
pub(crate) fn column_name(lang: Lang, catalogue: &Catalogue, code: &str) -> String {
    words_of_column(catalogue, code, |label| lang.label(label))
}

pub(crate) async fn page(
    visit: Visit,
    Path((region, report)): Path<(String, String)>,
    profile: Question<csv::Profile>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let (name, is_file) =
        report.strip_suffix(".csv").map_or((report.as_str(), false), |name| (name, true));
    let report = named(name).ok_or_else(Trouble::not_found)?;
    let profile = asked(profile)?;
    let view = View::read(&visit, &region, &asked(question)?)?;
    let (actor, lang) = (visit.actor()?, visit.lang);
    let answered =
        visit.pages.0.views.reports(actor, report, &view.request(), &[view.period]).await;
    let title = title(lang, report);
    let reported = match answered {
        Ok(mut tables) => tables.pop().ok_or_else(|| Trouble::fault("there is no table"))?,
        Err(ViewError::OffTheGrid(off)) if !is_file => {
            let below = format!("/{name}");
            let body = html! { (crumbs(lang, &view, &title)) h1 { (title) } (nearest(lang, &view, &off, &below)) };
            return Ok(visit.page(Section::Region, &title, &body));
        }
        Err(error) => return Err(error.into()),
    };
    let names = names(&visit, actor, &view, &reported).await?;
    if is_file {
        return Ok(csv::file(lang, &view, name, &reported, &names, &profile).into_response());
    }
    let body = html! {
        (crumbs(lang, &view, &title))
        div.head {
            div { h1 { (title) } p.under { (lang.day(view.period.from())) " – " (lang.day(view.period.to())) } }
            div.state {
                (state_line(lang, &view, &reported))
                p {
                    (precision(lang, reported.shown.precise)) " "
                    a href=(view.address(&format!("/{name}.csv"))) { "CSV" } " "
                    a href=(view.address_with(&format!("/{name}.csv"), &[("excel", "ja")])) { (lang.say("csv-excel")) } " "
                    a href={ "/uitleg/cijfers#" (name) } { (lang.say("what-figures-mean")) }
                }
            }
        }
        (chosen(lang, &view))
        (looking_back(lang, &view, Some(&reported)))
        section.panel {
            (unknown(lang, &reported))
            (table(lang, &view, &reported, &names))
        }
        (receipt::offer(lang, &receipt::address_of(&view, name)))
        nav.contents aria-label=(lang.say("other-reports")) {
            ul {
                @for (other, kind) in REPORTS.iter().filter(|(other, _)| *other != name) {
                    li { a href=(view.address(&format!("/{other}"))) { (self::title(lang, *kind)) } }
                }
            }
        }
    };
    Ok(visit.page(Section::Region, &title, &body))
}

/// The way back.
pub(crate) fn crumbs(lang: Lang, view: &View, title: &str) -> Markup {
    html! {
        nav.crumbs aria-label=(lang.say("way-back")) {
            a href=(view.address("")) { (lang.label(view.catalogue.label())) } " › " (title)
        }
    }
}

/// How many were left out because what the filter goes by is not known of them.
fn unknown(lang: Lang, reported: &Reported) -> Markup {
    let unknown = reported.shown.unknown;
    html! {
        p.under { (lang.say("rows-overlap")) }
        @if unknown > 0.0 { p.under { (lang.with("left-out", [("n", unknown.into())])) } }
    }
}

/// Names of organisations and workers, by code.
pub(crate) type NamesByCode = HashMap<String, String>;

async fn names(
    visit: &Visit,
    actor: &Actor,
    view: &View,
    reported: &Reported,
) -> Result<NamesByCode, ViewError> {
    let mut directory = Names::of(visit, actor, view.region());
    let mut names = NamesByCode::new();
    let groups = reported.shown.rows.iter().flat_map(|row| &row.group);
    for (by, code) in groups.filter_map(|(by, code)| Some((*by, code.as_ref()?.as_str()))) {
        let name = match by {
            Grouping::Organisation => match code.parse() {
                Ok(number) => Some(directory.organisation(number).await?),
                Err(_) => None,
            },
            Grouping::Worker => match code.parse() {
                Ok(worker) => directory.worker(worker).await?,
                Err(_) => None,
            },
            _ => None,
        };
        names.extend(name.map(|name| (code.to_owned(), name)));
    }
    Ok(names)
}

/// What a row is called: all that its members have in common.
pub(crate) fn row_name(
    lang: Lang,
    catalogue: &Catalogue,
    row: &Row,
    names: &NamesByCode,
) -> String {
    if row.group.is_empty() {
        return lang.say("total").into_owned();
    }
    let parts = row.group.iter().map(|(by, code)| {
        let Some(code) = code else { return lang.say(&format!("none-{by}")).into_owned() };
        let entry =
            by.list_of(catalogue, code).and_then(|list| catalogue.entry(list, code.as_str()));
        let kind = (*by == Grouping::Kind).then(|| lang.say(&format!("kind-{code}")).into_owned());
        let label = entry.map(|entry| lang.label(&entry.label).to_owned()).or(kind);
        label.or_else(|| names.get(code.as_str()).cloned()).unwrap_or_else(|| code.to_string())
    });
    parts.collect::<Vec<_>>().join(" · ")
}

/// The table, turned where it has more columns than anybody reads across: then each figure is a row.
pub(crate) fn table(lang: Lang, view: &View, reported: &Reported, names: &NamesByCode) -> Markup {
    let shown = &reported.shown;
    let cells = Cells { lang, view, of: reported };
    let row = |n: usize| row_name(lang, &view.catalogue, &shown.rows[n], names);
    let column = |n: usize| column_name(lang, &view.catalogue, &shown.columns[n].code);
    let cell = |row: usize, column: usize| {
        let zero = shown.figures[row][column].is_none_or(|value| value == 0.0);
        html! { td.zero[zero] { (cells.by_place(row, column, &shown.rows[row].key())) } }
    };
    let (rows, columns) = (0..shown.rows.len(), 0..shown.columns.len());
    html! {
        div.scroll tabindex="0" role="group" aria-label=(title(lang, shown.report)) {
            table.full {
                @if columns.len() > WIDEST {
                    thead {
                        tr {
                            th scope="col" { (lang.say("turned-row")) }
                            @for n in rows.clone() { th.number scope="col" { (row(n)) } }
                        }
                    }
                    tbody {
                        @for m in columns {
                            tr { th scope="row" { (column(m)) } @for n in rows.clone() { (cell(n, m)) } }
                        }
                    }
                } @else {
                    thead {
                        tr {
                            th scope="col" { (lang.say("row")) }
                            @for m in columns.clone() { th.number scope="col" { (column(m)) } }
                        }
                    }
                    tbody {
                        @for n in rows {
                            @let group = &shown.rows[n].group;
                            tr class=[group.is_empty().then_some("total")] {
                                th scope="row" class={ "depth-" (group.len()) } { (row(n)) }
                                @for m in columns.clone() { (cell(n, m)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn every_report_has_an_address_and_its_words() {
        for report in ReportKind::VARIANTS {
            assert_eq!(named(name_of(*report)), Some(*report));
            assert!(!title(Lang::Dutch, *report).starts_with("report-"), "{report}");
        }
    }

    #[test]
    fn every_way_to_group_rows_has_its_words_for_none() {
        for by in Grouping::VARIANTS {
            let message = format!("none-{by}");
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
