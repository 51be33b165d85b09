//! Hidden homelessness by municipality.

use loopbrug_domain::catalogue::{Code, CodeKind};
use maud::{Markup, html};

use super::cell::{Cells, faint};
use super::figures::Figures;
use super::panel as framed;
use super::view::View;
use crate::chart::bar;
use crate::lang::Lang;

const COLUMNS: [&str; 5] =
    ["address_requested", "address_granted", "address_refused", "housed", "lost_within_12"];

pub(super) fn panel(lang: Lang, view: &View, figures: &Figures) -> Markup {
    let cells = Cells { lang, view, of: &figures.homelessness };
    let rows = &figures.homelessness.shown.rows;
    let hidden = |key: &str| cells.value(key, "hidden").unwrap_or_default();
    let most = rows
        .iter()
        .filter(|row| !row.group.is_empty())
        .map(|row| hidden(&row.key()))
        .fold(1.0, f64::max);
    let body = html! {
        div.scroll tabindex="0" role="group" aria-label=(lang.say("panel-homelessness")) {
            table {
                thead {
                    tr {
                        th scope="col" { (lang.say("filter-municipality")) }
                        th.number scope="col" { (lang.say("tile-hidden")) }
                        th scope="col" { span.key.full {} (lang.say("sofa-surfers")) " " span.key.pale {} (lang.say("eviction")) }
                        @for column in COLUMNS { th.number scope="col" { (lang.say(&format!("column-{column}"))) } }
                    }
                }
                tbody {
                    @for row in rows {
                        @let key = row.key();
                        @let of = |column: &str| cells.value(&key, column).unwrap_or_default();
                        tr class=[row.group.is_empty().then_some("total")] {
                            th scope="row" { (name(lang, view, row.group.first().and_then(|(_, code)| code.as_ref()).map(Code::as_str))) }
                            td class={ "number " (faint(cells.value(&key, "hidden")).unwrap_or_default()) } { (cells.at(&key, "hidden")) }
                            td {
                                @if row.group.is_empty() {
                                    (lang.with("tile-hidden-who", [("sofa", of("ethos_6").into()), ("evicted", of("ethos_7").into())]))
                                } @else {
                                    (bar(&[(of("ethos_6"), "full"), (of("ethos_5") + of("ethos_7"), "pale")], most))
                                }
                            }
                            @for column in COLUMNS {
                                td class={ "number " (faint(cells.value(&key, column)).unwrap_or_default()) } { (cells.at(&key, column)) }
                            }
                        }
                    }
                }
            }
        }
    };
    let under = html! { p.under { (lang.say("homelessness-under")) } };
    framed(lang, view, ("homelessness", "dakloosheid"), &under, &body)
}

fn name(lang: Lang, view: &View, code: Option<&str>) -> String {
    match code {
        None => lang.say("whole-region").into_owned(),
        Some(code) => view
            .catalogue
            .entry(CodeKind::Municipality, code)
            .map_or(code, |entry| lang.label(&entry.label))
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_its_words() {
        for column in COLUMNS {
            assert_ne!(Lang::Dutch.say(&format!("column-{column}")), format!("column-{column}"));
        }
    }
}
