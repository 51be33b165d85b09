//! Key figures, each with its last steps and a comparison in neutral words: more is not always better.

use loopbrug_infra::views::Reported;
use loopbrug_reporting::reports::{ReportKind, Unit};
use maud::{Markup, html};

use super::cell::{Cells, in_unit};
use super::figures::{Figures, figure};
use super::view::View;
use crate::chart::{bars, line};
use crate::lang::Lang;

/// So many steps are drawn.
const STEPS: usize = 12;

/// A key figure: its report, its column, and whether it is of what happened and not of how things stood.
struct Tile {
    report: ReportKind,
    column: &'static str,
    happened: bool,
}

const TILES: [Tile; 6] = [
    Tile { report: ReportKind::Outcomes, column: "participants", happened: true },
    Tile { report: ReportKind::Outcomes, column: "housed", happened: true },
    Tile { report: ReportKind::Outcomes, column: "still_housed", happened: false },
    Tile { report: ReportKind::Outcomes, column: "started_work", happened: true },
    Tile { report: ReportKind::Outcomes, column: "in_work", happened: false },
    Tile { report: ReportKind::Homelessness, column: "hidden", happened: false },
];

pub(super) fn tiles(lang: Lang, view: &View, figures: &Figures) -> Markup {
    html! {
        ul.tiles id="tiles" data-live {
            @for tile in &TILES {
                li {
                    p.tile-label { (lang.say(&format!("tile-{}", tile.column))) }
                    p.tile-figure { (Cells { lang, view, of: tile.of(figures) }.at("total", tile.column)) }
                    @if let Some(trend) = &figures.trend {
                        @let values = trend.of_all(tile.report, tile.column);
                        @let last = &values[values.len().saturating_sub(STEPS)..];
                        @if tile.happened { (bars(last)) } @else { (line(last)) }
                    }
                    p.tile-beside { (tile.beside(lang, view, figures)) }
                }
            }
        }
    }
}

impl Tile {
    fn of<'a>(&self, figures: &'a Figures) -> &'a Reported {
        match self.report {
            ReportKind::Homelessness => &figures.homelessness,
            _ => &figures.outcomes,
        }
    }

    /// The line of comparison. Looking back, it is the figure of now.
    fn beside(&self, lang: Lang, view: &View, figures: &Figures) -> String {
        if let Some((outcomes, hidden)) = &figures.now {
            let of = if self.report == ReportKind::Homelessness { hidden } else { outcomes };
            let now = figure(of, "total", self.column);
            return now
                .map_or_else(String::new, |now| lang.with("now-figure", [("n", now.into())]));
        }
        let lasting = |row: &str, message: &str| {
            let share = figure(&figures.lasting, row, "share_182");
            let share = share.map(|share| in_unit(lang, Unit::Percent, share));
            share.map_or_else(String::new, |share| lang.with(message, [("share", share.into())]))
        };
        match self.column {
            "still_housed" => lasting("kind=housing", "tile-housing-lasts"),
            "in_work" => lasting("kind=work", "tile-work-lasts"),
            "hidden" => {
                let hidden =
                    |column| figure(&figures.homelessness, "total", column).unwrap_or_default();
                lang.with(
                    "tile-hidden-who",
                    [("sofa", hidden("ethos_6").into()), ("evicted", hidden("ethos_7").into())],
                )
            }
            column => {
                let before =
                    figures.before.as_ref().and_then(|before| figure(before, "total", column));
                let Some((n, period)) = before.zip(view.before()) else { return String::new() };
                let days = (period.to() - period.from()).num_days() + 1;
                let message = match days {
                    28..=31 => "before-month",
                    89..=93 => "before-quarter",
                    364..=367 => "before-year",
                    _ => "before-period",
                };
                lang.with(message, [("n", n.into())])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_figure_has_its_words() {
        for tile in &TILES {
            let message = format!("tile-{}", tile.column);
            assert_ne!(Lang::Dutch.say(&message), message);
        }
        for message in ["before-month", "before-quarter", "before-year", "before-period"] {
            assert!(Lang::Dutch.with(message, [("n", 7.into())]).contains('7'));
        }
        for message in ["tile-housing-lasts", "tile-work-lasts"] {
            assert!(Lang::Dutch.with(message, [("share", "74 %".into())]).contains("74"));
        }
    }
}
