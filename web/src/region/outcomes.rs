//! Outcomes by persona and challenge, coloured column by column over the personas alone. There is never a sum: rows
//! overlap, and the total is counted on its own.

use loopbrug_infra::views::Reported;
use loopbrug_reporting::reports::{Grouping, Row};
use maud::{Markup, html};

use super::cell::{Cells, faint};
use super::figures::Figures;
use super::panel as framed;
use super::view::View;
use crate::lang::Lang;

/// The columns, but for those by closure reason, which the report in full has.
const COLUMNS: [&str; 12] = [
    "participants",
    "reached",
    "bridge_assigned",
    "referred",
    "housed",
    "still_housed",
    "started_work",
    "in_work",
    "in_training",
    "qualified",
    "milestones",
    "closed",
];

/// The shares of the greatest figure of a column up to which a colour goes.
const LEVELS: [f64; 5] = [0.12, 0.28, 0.46, 0.66, 0.84];
/// So that one person is not dark, small figures are shares of this.
const SMALL: f64 = 5.0;
const SHARE_OF_SMALL: f64 = 8.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    All,
    Challenge,
    Persona,
    NoPersona,
    NoChallenge,
}

fn kind(row: &Row) -> Kind {
    match row.group.as_slice() {
        [] => Kind::All,
        [(Grouping::Challenge, None)] => Kind::NoChallenge,
        [_] => Kind::Challenge,
        [_, (_, Some(_)), ..] => Kind::Persona,
        [_, (_, None), ..] => Kind::NoPersona,
    }
}

/// How dark a figure is.
fn level(value: f64, most: f64) -> usize {
    let share = value / if most < SMALL { SHARE_OF_SMALL } else { most };
    LEVELS.iter().position(|level| share <= *level).unwrap_or(LEVELS.len())
}

pub(super) fn panel(lang: Lang, view: &View, figures: &Figures) -> Markup {
    let under = html! {
        p.under {
            (lang.say("outcomes-once")) " " strong { (lang.say("outcomes-overlap")) } " " (lang.say("outcomes-no-sum"))
        }
    };
    framed(lang, view, ("outcomes", "uitkomsten"), &under, &heat(lang, view, &figures.outcomes))
}

/// The table, with what its colours mean.
pub(crate) fn heat(lang: Lang, view: &View, of: &Reported) -> Markup {
    let cells = Cells { lang, view, of };
    let shown = &of.shown;
    let columns: Vec<_> =
        COLUMNS.iter().filter_map(|code| Some((*code, shown.column(code)?))).collect();
    let most: Vec<f64> = columns
        .iter()
        .map(|(_, column)| {
            let personas =
                shown.rows.iter().enumerate().filter(|(_, row)| kind(row) == Kind::Persona);
            personas.filter_map(|(row, _)| shown.figures[row][*column]).fold(0.0, f64::max)
        })
        .collect();
    html! {
        div.scroll tabindex="0" role="group" aria-label=(lang.say("panel-outcomes")) {
            table.heat {
                thead {
                    tr {
                        th scope="col" { (lang.say("challenge-and-persona")) }
                        @for (code, _) in &columns { th.number scope="col" { (lang.say(&format!("column-{code}"))) } }
                    }
                }
                tbody {
                    @for (n, row) in shown.rows.iter().enumerate() {
                        @let kind = kind(row);
                        @let key = row.key();
                        tr class=(class(kind)) {
                            th scope="row" { (name(lang, view, row, kind)) }
                            @for ((_, column), most) in columns.iter().zip(&most) {
                                @let value = shown.figures[n][*column];
                                td class=(colour(kind, value, *most)) { (cells.by_place(n, *column, &key)) }
                            }
                        }
                    }
                }
            }
        }
        p.legend aria-hidden="true" {
            (lang.say("heat-legend")) " " (lang.say("least"))
            @for n in 0..=LEVELS.len() { span class={ "key heat-" (n) } {} }
            (lang.say("most"))
        }
    }
}

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::All => "total",
        Kind::Challenge | Kind::NoChallenge => "group",
        Kind::Persona => "persona",
        Kind::NoPersona => "none",
    }
}

fn colour(kind: Kind, value: Option<f64>, most: f64) -> String {
    match (faint(value), kind) {
        (Some(zero), _) => format!("number {zero}"),
        (None, Kind::Persona) => format!("number heat-{}", level(value.unwrap_or_default(), most)),
        (None, _) => "number".to_owned(),
    }
}

fn name(lang: Lang, view: &View, row: &Row, kind: Kind) -> Markup {
    let code = row.group.last().and_then(|(by, code)| Some((*by, code.as_ref()?)));
    let label = code.and_then(|(by, code)| {
        let list = by.list_of(&view.catalogue, code)?;
        Some(lang.label(&view.catalogue.entry(list, code.as_str())?.label))
    });
    html! {
        @match kind {
            Kind::All => (lang.say("distinct-participants")),
            Kind::NoChallenge => (lang.say("without-challenge")),
            Kind::NoPersona => (lang.say("no-persona")),
            Kind::Challenge => { (label.unwrap_or_default()) " " span.once { "· " (lang.say("each-once")) } },
            Kind::Persona => (label.unwrap_or_default()),
        }
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

    #[test]
    fn a_figure_is_as_dark_as_its_share_and_one_person_is_not_dark() {
        let levels = [1.0, 2.0, 5.0, 8.0, 10.0, 12.0].map(|value| level(value, 12.0));
        assert_eq!(levels, [0, 1, 2, 4, 4, 5]);
        assert_eq!(level(1.0, 1.0), 1);
        assert_eq!(level(4.0, 4.0), 3);
    }
}
