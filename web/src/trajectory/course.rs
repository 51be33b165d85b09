//! The course as a bridge: a deck with a railing from one bank to the other. What is gone over is drawn in full, what is
//! still to come is dotted, and somebody stands where it is now.

use chrono::NaiveDate;
use loopbrug_domain::trajectory::Phase;
use maud::{Markup, html};

use super::Shown;

const WIDTH: f64 = 1000.0;
const BANKS: (f64, f64) = (24.0, 976.0);
/// The height of the deck at the banks and in the middle, and of the railing over it.
const DECK: (f64, f64) = (92.0, 62.0);
const RAILING: f64 = 24.0;
/// Posts between two phases.
const POSTS: u32 = 4;

const STOPS: [Phase; 5] =
    [Phase::Outreach, Phase::Intake, Phase::Active, Phase::FollowUp, Phase::Ended];

/// How far it has come.
fn place(phase: Phase) -> usize {
    match phase {
        Phase::Outreach => 0,
        Phase::Intake => 1,
        Phase::Active | Phase::OnHold => 2,
        Phase::FollowUp => 3,
        Phase::Ended | Phase::Merged => 4,
    }
}

/// Where a share of the way is, and the height of the deck there.
fn at(share: f64) -> (f64, f64) {
    let x = BANKS.0 + (BANKS.1 - BANKS.0) * share;
    let arch = 4.0 * share * (1.0 - share);
    (x, DECK.0 - (DECK.0 - DECK.1) * arch)
}

fn path(from: f64, to: f64, above: f64) -> String {
    let steps = (0..=24).map(|n| from + (to - from) * f64::from(n) / 24.0).map(at);
    let points = steps.map(|(x, y)| format!("{x:.1},{:.1}", y - above));
    points.collect::<Vec<_>>().join(" ")
}

pub(super) fn bridge(shown: &Shown<'_>) -> Markup {
    let (lang, state) = (shown.lang, shown.state);
    let phase = state.phase().unwrap_or(Phase::Outreach);
    let here = place(phase);
    let share = |stop: usize| f64::from(u32::try_from(stop).unwrap_or(0)) / 4.0;
    let now = share(here);
    let days = days(shown);
    let story = lang.with(
        "course-story",
        [
            ("phase", lang.phase(phase).into()),
            ("since", days[here].map_or_else(String::new, |day| lang.day(day)).into()),
        ],
    );
    let last = POSTS * 4;
    html! {
        svg.course viewBox={ "0 0 " (WIDTH) " 104" } role="img" aria-label=(story) {
            line.bank x1="0" x2=(BANKS.0) y1=(DECK.0) y2=(DECK.0) {}
            line.bank x1=(BANKS.1) x2=(WIDTH) y1=(DECK.0) y2=(DECK.0) {}
            @for n in 0..=last {
                @let along = f64::from(n) / f64::from(last);
                @let (x, y) = at(along);
                line class=(if along <= now { "post gone" } else { "post" }) x1=(format!("{x:.1}")) x2=(format!("{x:.1}"))
                    y1=(format!("{:.1}", y - RAILING)) y2=(format!("{y:.1}")) {}
            }
            @if now > 0.0 {
                polyline.deck.gone points=(path(0.0, now, 0.0)) {}
                polyline.railing.gone points=(path(0.0, now, RAILING)) {}
            }
            @if now < 1.0 {
                polyline.deck points=(path(now, 1.0, 0.0)) {}
                polyline.railing points=(path(now, 1.0, RAILING)) {}
            }
            @let (x, y) = at(now);
            line.figure-now x1=(format!("{x:.1}")) x2=(format!("{x:.1}")) y1=(format!("{y:.1}")) y2=(format!("{:.1}", y - RAILING - 12.0)) {}
            circle.figure-now cx=(format!("{x:.1}")) cy=(format!("{:.1}", y - RAILING - 16.0)) r="6" {}
        }
        ol.stops {
            @for (n, stop) in STOPS.into_iter().enumerate() {
                @let words = if n == here { lang.phase(phase) } else { lang.phase(stop) };
                li aria-current=[(n == here).then_some("step")] {
                    span { (words) }
                    @if let Some(day) = days[n].filter(|_| n <= here) { span.small { (lang.short_day(day)) } }
                }
            }
        }
    }
}

/// Since when each phase was, as far as it is known.
fn days(shown: &Shown<'_>) -> [Option<NaiveDate>; 5] {
    let state = shown.state;
    let intake = state.intake.as_ref().map(|intake| intake.on);
    let closed = state.course.closed();
    let ended = closed.and_then(|closing| closing.follow_up_ended_on);
    let followed = closed.map(|closing| closing.on);
    let ended = ended.or(followed.filter(|_| state.phase() == Some(Phase::Ended)));
    [Some(shown.opening.on), None, intake, followed, ended]
}
