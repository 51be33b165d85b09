//! As known when: a day, steps back and on, and a track from the first record to now. The track moves by script alone;
//! without it there are the day and the steps.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use loopbrug_domain::ids::Position;
use loopbrug_domain::time::{days_after, days_before};
use loopbrug_reporting::reports::Period;
use maud::{Markup, html};

use super::view::{AsOf, View};
use crate::lang::Lang;

/// How high the bars above the track are.
const HIGH: f64 = 32.0;
/// Whoever sees rounded figures goes so many months back.
const MONTHS_BACK: usize = 24;

/// What is known of the log.
#[derive(Clone, Copy, Default)]
pub(super) struct Track<'a> {
    /// How much was recorded in each month, from the first one on.
    pub(super) months: &'a [(NaiveDate, u32)],
    /// For which position the figures are true.
    pub(super) position: Option<Position>,
}

/// The fields of the question.
pub(super) fn fields(lang: Lang, view: &View, track: Track<'_>) -> Markup {
    let day = match view.as_of {
        AsOf::Day(day) => day,
        AsOf::Now | AsOf::Position(_) => view.today,
    };
    let [before, after] = steps(lang, view, day);
    html! {
        div.as-of.back[view.as_of != AsOf::Now] {
            div.field {
                label for="op" { (lang.say("as-known-on")) }
                input type="date" id="op" name="op" value=(day) max=(view.today);
            }
            @if view.is_exact() { (track_of_days(lang, view, day, track)) }
            @else { (track_of_months(lang, view, day)) }
            div.steps {
                a.step id="step-back" href=(on(view, before.0)) aria-label=(before.1) { "◂" }
                a.step id="step-on" href=(on(view, after.0)) aria-label=(after.1) { "▸" }
                a.step id="step-now" href=(view.known(AsOf::Now).address("")) { (lang.say("now")) }
            }
            button.outlined type="submit" { (lang.say("look-back")) }
            p.small { (lang.say("as-known-why")) }
        }
    }
}

/// The address of the same as known on a day.
fn on(view: &View, day: NaiveDate) -> String {
    let as_of = if day >= view.today { AsOf::Now } else { AsOf::Day(day) };
    view.known(as_of).address("")
}

/// A step back and a step on, with what it is called: a day, or a quarter where figures are rounded.
fn steps(lang: Lang, view: &View, day: NaiveDate) -> [(NaiveDate, Cow<'static, str>); 2] {
    if view.is_exact() {
        return [
            (days_before(day, 1), lang.say("a-day-before")),
            (days_after(day, 1), lang.say("a-day-after")),
        ];
    }
    let quarter = Period::around(day, 3);
    let end = if quarter.to() == day { day } else { days_before(quarter.from(), 1) };
    let before = days_before(Period::around(end, 3).from(), 1);
    let after = Period::around(days_after(end, 1), 3).to();
    [(before, lang.say("a-quarter-before")), (after, lang.say("a-quarter-after"))]
}

/// A track over days, with how much was recorded in each month above it.
fn track_of_days(
    lang: Lang,
    view: &View,
    day: NaiveDate,
    Track { months, position }: Track<'_>,
) -> Markup {
    let Some((first, _)) = months.first().copied() else { return html! {} };
    let days = (view.today - first).num_days().max(1);
    let at = (day - first).num_days().clamp(0, days);
    let then = match position {
        Some(position) => {
            let at = [("day", lang.day(day).into()), ("position", position.0.into())];
            lang.with("slider-at", at)
        }
        None => lang.day(day),
    };
    html! {
        div.track {
            (bars(months, view.today, days))
            input.slider type="range" id="slider" hidden min="0" max=(days) value=(at)
                aria-label=(lang.say("as-known-on")) aria-valuetext=(then)
                data-first=(first) data-lang=(lang.code())
                data-href=(view.known(AsOf::Now).address(""));
            (ticks(lang, months, days))
            output.small for="slider" hidden { (then) }
        }
    }
}

/// How far along the track a day is, in percent.
fn along(first: NaiveDate, day: NaiveDate, days: i64) -> f64 {
    let share = |days: i64| u32::try_from(days).map_or(0.0, f64::from);
    share((day - first).num_days()) / share(days).max(1.0) * 100.0
}

fn bars(months: &[(NaiveDate, u32)], today: NaiveDate, days: i64) -> Markup {
    let most = months.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    let first = months.first().map_or(today, |(month, _)| *month);
    html! {
        svg.records width="100%" height=(HIGH) aria-hidden="true" {
            @for (month, n) in months {
                @let ends = Period::around(*month, 1).to().min(today);
                @let (from, to) = (along(first, *month, days), along(first, ends, days));
                @let tall = f64::from(*n) / f64::from(most) * HIGH;
                rect.pale x={ (percent(from)) "%" } width={ (percent((to - from - 0.15).max(0.1))) "%" }
                    y=(percent(HIGH - tall)) height=(percent(tall)) {}
            }
        }
    }
}

fn ticks(lang: Lang, months: &[(NaiveDate, u32)], days: i64) -> Markup {
    let first = months.first().map(|(month, _)| *month);
    let halves = months.iter().map(|(month, _)| *month).filter(|month| month.month0() % 6 == 0);
    html! {
        @if let Some(first) = first {
            svg.ticks width="100%" height="16" aria-hidden="true" {
                @for half in halves {
                    text x={ (percent(along(first, half, days))) "%" } y="12" {
                        (lang.short_month(half)) @if half.month0() == 0 { " " (half.year()) }
                    }
                }
            }
        }
    }
}

fn percent(value: f64) -> String {
    format!("{value:.2}")
}

/// A track over the ends of months, each with the address of what can be asked as of then: the chosen period where it
/// was over, at the end of a quarter; else the quarter, or the month, that ended.
fn track_of_months(lang: Lang, view: &View, day: NaiveDate) -> Markup {
    let last = days_before(Period::around(view.today, 1).from(), 1);
    let ends = std::iter::successors(Some(last), |end| {
        Some(days_before(Period::around(*end, 1).from(), 1))
    });
    let mut ends: Vec<_> = ends.take(MONTHS_BACK).collect();
    ends.reverse();
    let at = ends.iter().rposition(|end| *end <= day).unwrap_or(0);
    html! {
        div.track {
            input.slider type="range" id="slider" hidden min="0" max=(ends.len() - 1) value=(at) list="slider-months"
                aria-label=(lang.say("as-known-on")) aria-valuetext=(lang.day(day));
            datalist id="slider-months" {
                @for (n, end) in ends.iter().enumerate() {
                    option value=(n) label=(lang.day(*end)) data-href=(as_of_month(view, *end)) {}
                }
            }
            output.small for="slider" hidden { (lang.day(day)) }
        }
    }
}

fn as_of_month(view: &View, end: NaiveDate) -> String {
    let quarter = Period::around(end, 3);
    let period = if quarter.to() != end {
        Period::around(end, 1)
    } else if view.period.to() <= end {
        view.period
    } else {
        quarter
    };
    view.over(period).known(AsOf::Day(end)).address("")
}
