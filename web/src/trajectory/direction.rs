//! What the client builds on, beside what stands in the way; and what the client wants, in own words.

use loopbrug_domain::catalogue::CodeKind;
use loopbrug_domain::trajectory::direction::Goal;
use maud::{Markup, html};

use super::Shown;

/// The highest severity of a barrier, and the highest rating of a goal.
const MOST_SEVERE: u32 = 5;
const HIGHEST: u32 = 10;

pub(super) fn strengths_and_barriers(shown: &Shown<'_>) -> Markup {
    let Shown { lang, catalogue, state, .. } = *shown;
    let name = shown.first_name();
    html! {
        section.panel {
            (shown.head("strengths-and-barriers", &["sterkte", "drempel", "drempel-herbekijken"]))
            div.halves-even {
                div {
                    h3 { (lang.with("builds-on", [("name", name.into())])) }
                    ul.lines {
                        @for (strength, on) in &state.direction.strengths {
                            li { b { (lang.called(catalogue, strength)) } span.small { (lang.short_day(*on)) } }
                        }
                        @if let Some(target) = &state.direction.job_target {
                            li { span { (lang.say("job-target")) } b { (lang.called(catalogue, target)) } }
                        }
                    }
                    @if state.direction.strengths.is_empty() { p.small { (lang.say("no-strengths")) } }
                }
                div {
                    h3 { (lang.say("in-the-way")) }
                    ul.lines {
                        @for (area, barrier) in state.barriers.iter() {
                            @let first = barrier.severities.first().map_or(0, |one| one.severity);
                            @let last = barrier.severities.last().map_or(0, |one| one.severity);
                            @let short = catalogue.short_label(CodeKind::ProblemArea, area.as_str());
                            li {
                                span {
                                    (short.map_or(area.as_str(), |label| lang.label(label)))
                                    @if barrier.suspected { " " span.badge { (lang.say("suspected")) } }
                                }
                                @match barrier.resolved_on() {
                                    Some(on) => span.badge.good { (lang.with("resolved-on", [("day", lang.short_day(on).into())])) },
                                    None => (severity(shown, first, last)),
                                }
                            }
                        }
                    }
                    @if state.barriers.iter().next().is_none() { p.small { (lang.say("no-barriers")) } }
                }
            }
        }
    }
}

/// Five boxes, and how severe it was at first and is now.
fn severity(shown: &Shown<'_>, first: u32, last: u32) -> Markup {
    let words = shown.lang.with("severity", [("first", first.into()), ("last", last.into())]);
    html! {
        span.severity role="img" aria-label=(words) {
            svg viewBox="0 0 60 12" width="60" height="12" aria-hidden="true" {
                @for n in 0..MOST_SEVERE { rect class=(if n < last { "box on" } else { "box" }) x=(n * 12) y="0.5" width="9" height="11" {} }
            }
            span aria-hidden="true" { (first) " → " (last) }
        }
    }
}

pub(super) fn goals(shown: &Shown<'_>) -> Markup {
    let Shown { lang, catalogue, state, .. } = *shown;
    html! {
        section.panel {
            (shown.head("goals", &["doel", "doel-cijfer"]))
            @if state.direction.goals.is_empty() { p.small { (lang.say("no-goals")) } }
            ul.lines {
                @for goal in &state.direction.goals {
                    li {
                        div {
                            @if let Some(words) = words(shown, goal) { blockquote { "“" (words) "”" } }
                            p.small { (lang.called(catalogue, &goal.domain)) " · " (lang.with("since", [("day", lang.day(goal.set_on).into())])) }
                        }
                        @if let Some(last) = goal.ratings.last() {
                            span.rating { (ratings(goal)) b { (last.rating) } span.small { "/" (HIGHEST) } }
                        }
                    }
                }
            }
        }
    }
}

fn words<'a>(shown: &Shown<'a>, goal: &Goal) -> Option<&'a str> {
    let words = shown.personal.own_words.iter().rev().find(|words| words.about == goal.goal)?;
    shown.opened?.text(&words.text)
}

/// The client's own ratings as a line.
fn ratings(goal: &Goal) -> Markup {
    let step =
        80.0 / f64::from(u32::try_from(goal.ratings.len().saturating_sub(1).max(1)).unwrap_or(1));
    let points = goal.ratings.iter().zip(0_u32..).map(|(rating, n)| {
        format!("{:.1},{:.1}", 4.0 + step * f64::from(n), 28.0 - f64::from(rating.rating) * 2.4)
    });
    let points: Vec<_> = points.collect();
    html! {
        svg.ratings viewBox="0 0 88 32" width="88" height="32" aria-hidden="true" {
            polyline points=(points.join(" ")) {}
            @for point in &points {
                @if let Some((x, y)) = point.split_once(',') { circle cx=(x) cy=(y) r="2.5" {} }
            }
        }
    }
}
