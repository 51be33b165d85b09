//! ESF+ indicators by gender: at entry and the results, each of whom it is known.

use loopbrug_domain::catalogue::CodeKind;
use loopbrug_reporting::reports::Row;
use maud::{Markup, html};

use super::cell::{Cells, faint};
use super::figures::Figures;
use super::panel as framed;
use super::view::View;
use crate::lang::Lang;

pub(super) fn panel(lang: Lang, view: &View, figures: &Figures) -> Markup {
    let cells = Cells { lang, view, of: &figures.esf };
    let codes: Vec<&str> =
        view.catalogue.entries(CodeKind::Indicator).map(|entry| entry.code.as_str()).collect();
    let of = |start: &str| {
        codes.iter().copied().filter(|code| code.starts_with(start)).collect::<Vec<_>>()
    };
    let rows = &figures.esf.shown.rows;
    let body = html! {
        div.halves {
            (table(cells, "esf-entry", rows, &of("EECO"), |row, code| entry(cells, row, code)))
            (table(cells, "esf-results", rows, &of("EECR"), |row, code| result(cells, row, code)))
        }
    };
    let under = html! { p.under { (lang.say("esf-under")) } };
    framed(lang, view, ("esf", "esf"), &under, &body)
}

fn table(
    cells: Cells<'_>,
    title: &str,
    rows: &[Row],
    codes: &[&str],
    cell: impl Fn(&str, &str) -> Markup,
) -> Markup {
    let (lang, catalogue) = (cells.lang, &cells.view.catalogue);
    html! {
        div.scroll tabindex="0" role="group" aria-label=(lang.say(title)) {
            table.esf {
                thead {
                    tr {
                        th scope="col" { (lang.say(title)) }
                        @for row in rows { th.number scope="col" { (gender(cells, row)) } }
                        th.number scope="col" { (lang.say("not-known")) }
                    }
                }
                tbody {
                    @for code in codes {
                        @let entry = catalogue.entry(CodeKind::Indicator, code);
                        @let unknown = cells.value("total", &format!("{code}.unknown"));
                        tr {
                            th scope="row" { code { (code) } " " (entry.map_or(*code, |entry| lang.label(&entry.label))) }
                            @if filled_in_by_nobody(cells, code) {
                                td.number.zero colspan=(rows.len()) { (lang.say("filled-in-by-nobody")) }
                            } @else {
                                @for row in rows { (cell(&row.key(), code)) }
                            }
                            td class={ "number " (faint(unknown).unwrap_or_default()) } { (unknown.map(|n| lang.number(n)).unwrap_or_default()) }
                        }
                    }
                }
            }
        }
    }
}

/// Whether it is known of nobody at all: a row of zeros would say that nobody is.
fn filled_in_by_nobody(cells: Cells<'_>, code: &str) -> bool {
    let all = cells.value("total", "EECO01").unwrap_or_default();
    let unknown = cells.value("total", &format!("{code}.unknown"));
    all > 0.0 && code.starts_with("EECO") && unknown == Some(all)
}

fn gender(cells: Cells<'_>, row: &Row) -> String {
    let (lang, catalogue) = (cells.lang, &cells.view.catalogue);
    match row.group.first() {
        None => lang.say("total").into_owned(),
        Some((_, None)) => lang.say("gender-unknown").into_owned(),
        Some((_, Some(code))) => {
            let entry = catalogue.entry(CodeKind::Gender, code.as_str());
            entry.map_or(code.as_str(), |entry| lang.label(&entry.label)).to_owned()
        }
    }
}

fn entry(cells: Cells<'_>, row: &str, code: &str) -> Markup {
    html! { td class={ "number " (faint(cells.value(row, code)).unwrap_or_default()) } { (cells.at(row, code)) } }
}

/// Met, of those of whom it is known.
fn result(cells: Cells<'_>, row: &str, code: &str) -> Markup {
    let of = cells.value(row, &format!("{code}.of"));
    html! {
        td class={ "number " (faint(of).unwrap_or_default()) } {
            @match of {
                Some(of) if of > 0.0 => { (cells.at(row, code)) " / " (cells.lang.number(of)) },
                _ => "–",
            }
        }
    }
}
