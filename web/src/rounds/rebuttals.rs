//! The clock for rebuttals: how long one can still come, until exactly when, and what happens after it.

use chrono::{DateTime, Utc};
use loopbrug_domain::procedure::timeline::{END_DATE, REBUTTAL};
use loopbrug_reporting::reports::selection_procedure::RebuttalCounts;
use maud::{Markup, html};

use super::clock::{change_of_clocks, countdown};
use super::read::Round;
use crate::lang::Lang;

/// The panel of a round, with what came; nothing before the end date is known.
pub(super) fn panel(
    lang: Lang,
    round: &Round,
    counts: Option<&RebuttalCounts>,
    now: DateTime<Utc>,
) -> Markup {
    let timeline = round.timeline();
    if timeline.fixed(END_DATE).is_none() {
        return html! {};
    }
    html! {
        section.panel id="weerwoord" {
            h2 { (lang.say("rebuttal")) }
            (clock(lang, round, now))
            @if let Some(counts) = counts {
                dl.figures {
                    @for (message, n) in [
                        ("rebuttals-in-time", counts.in_time),
                        ("rebuttals-answered", counts.answered),
                        ("rebuttals-late", counts.late),
                    ] {
                        div { dt { (lang.say(message)) } dd { (n) } }
                    }
                }
            }
        }
    }
}

/// The clock, and what to know of it.
pub(super) fn clock(lang: Lang, round: &Round, now: DateTime<Utc>) -> Markup {
    let timeline = round.timeline();
    let (Some(end), Some(closes_at)) = (timeline.fixed(END_DATE), timeline.closes_at(REBUTTAL))
    else {
        return html! {};
    };
    let change = timeline.day(REBUTTAL).and_then(|last| change_of_clocks(end, last));
    html! {
        (countdown(lang, now, closes_at))
        p.small {
            (lang.with("rebuttal-counted", [("end", lang.day(end).into())]))
            @if let Some((day, forward)) = change {
                " "
                (lang.with(if forward { "clocks-forward" } else { "clocks-back" }, [("day", lang.day_of_year(day).into())]))
            }
            " " (lang.say("rebuttal-after"))
        }
    }
}
