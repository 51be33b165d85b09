//! How figures went, step by step: a chart with its table.

use chrono::Datelike;
use loopbrug_reporting::reports::{Period, ReportKind};
use maud::{Markup, html};

use super::figures::Figures;
use super::panel as framed;
use super::view::{Step, View};
use crate::chart::{Chart, Line};
use crate::lang::Lang;

/// How things stood: the columns of the chart.
const STOOD: [(ReportKind, &str); 3] = [
    (ReportKind::Outcomes, "still_housed"),
    (ReportKind::Outcomes, "in_work"),
    (ReportKind::Homelessness, "hidden"),
];
/// What happened besides, in the table.
const HAPPENED: [(ReportKind, &str); 3] = [
    (ReportKind::Outcomes, "participants"),
    (ReportKind::Outcomes, "housed"),
    (ReportKind::Outcomes, "started_work"),
];

pub(super) fn panel(lang: Lang, view: &View, figures: &Figures) -> Markup {
    let Some(trend) = &figures.trend else {
        let body = html! { p { (lang.say("no-trend")) } };
        return framed(lang, view, ("trend", "uitkomsten"), &html! {}, &body);
    };
    let periods: Vec<Period> = trend.outcomes.iter().map(|step| step.period).collect();
    let steps: Vec<String> = periods.iter().map(|period| name(lang, view.step, *period)).collect();
    let lines = STOOD.map(|(report, column)| Line {
        label: lang.say(&format!("tile-{column}")).into_owned(),
        values: trend.of_all(report, column),
    });
    let within =
        |period: &Period| period.to() >= view.period.from() && period.from() <= view.period.to();
    let first = periods.iter().position(within);
    let last = periods.iter().rposition(within);
    let story = lines.iter().map(|line| {
        let (from, to) = (
            line.values.first().copied().unwrap_or_default(),
            line.values.last().copied().unwrap_or_default(),
        );
        lang.with(
            "trend-story",
            [("what", line.label.as_str().into()), ("from", from.into()), ("to", to.into())],
        )
    });
    let story = story.collect::<Vec<_>>().join(" ");
    let chart = Chart {
        title: &lang.say("panel-trend"),
        description: &story,
        steps: &steps,
        lines: &lines,
        band: first.zip(last),
        band_label: &lang.say("trend-band"),
    };
    let rows = STOOD.into_iter().chain(HAPPENED);
    let rows: Vec<_> =
        rows.map(|(report, column)| (column, trend.of_all(report, column))).collect();
    let body = html! {
        ul.chips {
            @for (step, message) in [(Step::Month, "by-month"), (Step::Quarter, "by-quarter")] {
                li {
                    a href={ (view.in_steps(step).address("")) "#trend" } aria-current=[(view.step == step).then_some("true")] { (lang.say(message)) }
                }
            }
        }
        div.scroll tabindex="0" role="group" aria-label=(lang.say("panel-trend")) { (chart.picture()) }
        details.as-table {
            summary { (lang.say("as-table")) }
            div.scroll tabindex="0" role="group" aria-label=(lang.say("as-table")) {
                table {
                    thead {
                        tr {
                            th scope="col" { (lang.say("step")) }
                            @for (column, _) in &rows { th.number scope="col" { (lang.say(&format!("tile-{column}"))) } }
                        }
                    }
                    tbody {
                        @for (n, step) in steps.iter().enumerate() {
                            tr {
                                th scope="row" { (step) }
                                @for (_, values) in &rows { td.number { (lang.number(values[n])) } }
                            }
                        }
                    }
                }
            }
        }
    };
    let under = html! { p.under { (lang.say("trend-under")) } };
    framed(lang, view, ("trend", "uitkomsten"), &under, &body)
}

fn name(lang: Lang, step: Step, period: Period) -> String {
    let from = period.from();
    match step {
        Step::Month => format!("{} {}", lang.short_month(from), from.year()),
        Step::Quarter => {
            format!("{}{} {}", lang.say("quarter-letter"), from.month0() / 3 + 1, from.year())
        }
    }
}
