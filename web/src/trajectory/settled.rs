//! Where the client lives and works.

use maud::{Markup, html};

use super::Shown;

pub(super) fn housing(shown: &Shown<'_>) -> Markup {
    let Shown { lang, catalogue, state, today, .. } = *shown;
    let housing = &state.housing;
    html! {
        section.panel {
            (shown.head("housing", &["woning-gevonden", "woning-verloren", "woonsituatie"]))
            dl.facts {
                dt { (lang.say("now")) }
                dd {
                    @match housing.situation_on(today) {
                        Some(now) => {
                            b { (lang.called(catalogue, &now.ethos)) }
                            " " span.small { (lang.with("since-days", [
                                ("day", lang.short_day(now.since).into()),
                                ("n", shown.days_since(now.since).into()),
                            ])) }
                        },
                        None => (lang.say("not-known")),
                    }
                }
                @if let Some(home) = housing.planned_on(today) {
                    dt { (lang.say("planned")) }
                    dd { (lang.called(catalogue, &home.tenure)) ", " (lang.with("from-day", [("day", lang.short_day(home.from).into())])) }
                }
                @if let Some(on) = housing.address_requested_on {
                    dt { (lang.say("reference-address")) }
                    dd { (lang.with("requested-on", [("day", lang.short_day(on).into())])) }
                }
                @for home in housing.homes.iter().rev().filter(|home| home.lost.is_some()) {
                    dt { (lang.say("before")) }
                    dd {
                        (lang.called(catalogue, &home.tenure))
                        @if let Some(lost) = &home.lost {
                            ", " (lang.short_day(home.from)) " – " (lang.short_day(lost.on)) ": " (lang.called(catalogue, &lost.reason))
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn work(shown: &Shown<'_>) -> Markup {
    let Shown { lang, catalogue, state, today, .. } = *shown;
    let (ended, open): (Vec<_>, Vec<_>) = state.work.jobs.iter().partition(|job| job.end.is_some());
    html! {
        section.panel {
            (shown.head("work", &["werk-gestart", "werk-gestopt"]))
            dl.facts {
                @if open.is_empty() { dt { (lang.say("now")) } dd { (lang.say("no-job")) } }
                @for job in open {
                    dt { @if job.is_planned(today) { (lang.say("planned")) } @else { (lang.say("now")) } }
                    dd {
                        b { (lang.called(catalogue, &job.start.contract)) ", " (lang.percent(job.start.fte_percent.into())) }
                        " " span.small { (lang.with("from-day", [("day", lang.short_day(job.start.from).into())])) }
                    }
                }
                @for job in ended {
                    dt { (lang.say("before")) }
                    dd {
                        (lang.called(catalogue, &job.start.contract))
                        @if let Some(end) = &job.end {
                            ", " (lang.short_day(job.start.from)) " – " (lang.short_day(end.on)) ": " (lang.called(catalogue, &end.reason))
                        }
                    }
                }
            }
        }
    }
}
