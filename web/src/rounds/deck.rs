//! The dates of a round as a straight bridge: a deck with a railing, a post per week, from the launch to the last
//! rebuttal. What is behind is drawn in full, what is to come is dotted, and today stands where it is. Beside it the same
//! as a list, which is what a phone shows.

use chrono::{DateTime, Days, NaiveDate, Utc};
use loopbrug_domain::time::day_in_brussels;
use maud::{Markup, html};

use super::days::{Date, dates, day};
use super::read::Round;
use crate::chart::length;
use crate::lang::Lang;

const WIDTH: f64 = 1000.0;
const BANKS: (f64, f64) = (4.0, 996.0);
const RAILING: f64 = 106.0;
const DECK: f64 = 126.0;
/// Where the first line of a label is, lane by lane: the nearest above and below, then those behind them.
const LANES: [f64; 4] = [70.0, 152.0, 22.0, 200.0];
/// How wide a letter of a label is at most, and what stays free between two labels.
const LETTER: f64 = 7.2;
const FREE: f64 = 14.0;

/// Where days are along the deck.
struct Scale {
    first: NaiveDate,
    last: NaiveDate,
}

impl Scale {
    fn of(dates: &[Date]) -> Option<Self> {
        let days = dates.iter().filter_map(|date| date.days);
        let first = days.clone().map(|(first, _)| first).min()?;
        let last = days.map(|(_, last)| last).max()?;
        Some(Self { first, last })
    }

    /// The place of a day; its end is the place of the next.
    fn at(&self, day: NaiveDate) -> f64 {
        let [gone, all] = [day, self.last].map(|to| number((to - self.first).num_days()));
        BANKS.0 + (BANKS.1 - BANKS.0) * (gone / all.max(1.0)).clamp(0.0, 1.0)
    }
}

fn number(days: i64) -> f64 {
    i32::try_from(days).map_or(0.0, f64::from)
}

/// A label with where it stands.
struct Placed<'a> {
    x: f64,
    lane: usize,
    anchor: &'static str,
    lines: [&'a str; 2],
    is_today: bool,
}

/// Puts each label into the first lane where it meets no other.
fn placed<'a>(labels: Vec<(f64, [&'a str; 2], bool)>) -> Vec<Placed<'a>> {
    let mut taken: [Vec<(f64, f64)>; 4] = Default::default();
    let place = |(x, lines, is_today): (f64, [&'a str; 2], bool)| {
        let letters = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        let wide = number(i64::try_from(letters).unwrap_or(0)) * LETTER;
        let (anchor, from) = match x {
            x if x - wide / 2.0 < BANKS.0 => ("start", x),
            x if x + wide / 2.0 > BANKS.1 => ("end", x - wide),
            x => ("middle", x - wide / 2.0),
        };
        let (from, to) = (from - FREE, from + wide + FREE);
        let is_free = |lane: &Vec<(f64, f64)>| lane.iter().all(|(a, b)| to <= *a || *b <= from);
        let lane = taken.iter().position(is_free).unwrap_or(LANES.len() - 1);
        taken[lane].push((from, to));
        Placed { x, lane, anchor, lines, is_today }
    };
    labels.into_iter().map(place).collect()
}

/// The panel.
pub(super) fn panel(lang: Lang, round: &Round, now: DateTime<Utc>) -> Markup {
    let dates = dates(lang, round, now);
    let today = day_in_brussels(now);
    html! {
        section.panel aria-label=(lang.say("round-dates")) {
            @if let Some(scale) = Scale::of(&dates) { (drawing(lang, &dates, &scale, today)) }
            (list(lang, &dates, today))
            (amendments(lang, round))
        }
    }
}

fn drawing(lang: Lang, dates: &[Date], scale: &Scale, today: NaiveDate) -> Markup {
    let last = scale.last;
    let during = (scale.first..=last).contains(&today);
    let now = if today > last { BANKS.1 } else { scale.at(today) };
    let today_words = [lang.say("today").into_owned(), day(lang, today)];
    let mut labels: Vec<_> = dates
        .iter()
        .filter_map(|date| Some((scale.at(date.days?.1), [date.what.as_str(), &date.when], false)))
        .collect();
    if during {
        labels.insert(0, (now, [today_words[0].as_str(), &today_words[1]], true));
    }
    let story = lang.with(
        if during { "round-story-during" } else { "round-story" },
        [
            ("from", lang.day(scale.first).into()),
            ("until", lang.day(last).into()),
            ("today", lang.day(today).into()),
        ],
    );
    html! {
        svg.deck viewBox={ "0 0 " (WIDTH) " 236" } role="img" aria-label=(story) {
            @for (from, to) in dates.iter().filter(|date| date.lasts).filter_map(|date| date.days) {
                @let (x, end) = (scale.at(from), scale.at(to + Days::new(1)));
                rect.window x=(length(x)) y=(length(RAILING)) width=(length(end - x)) height=(length(DECK - RAILING)) {}
            }
            @for week in scale.first.iter_days().take_while(|day| *day <= last).step_by(7) {
                @let x = scale.at(week);
                line class=(if x <= now { "post gone" } else { "post" }) x1=(length(x)) x2=(length(x)) y1=(length(RAILING)) y2=(length(DECK)) {}
            }
            @for y in [RAILING, DECK] {
                @if now > BANKS.0 { line.deck-line.gone x1=(length(BANKS.0)) x2=(length(now)) y1=(length(y)) y2=(length(y)) {} }
                @if now < BANKS.1 { line.deck-line x1=(length(now)) x2=(length(BANKS.1)) y1=(length(y)) y2=(length(y)) {} }
            }
            @for label in placed(labels) { (stop(&label)) }
        }
    }
}

fn stop(label: &Placed<'_>) -> Markup {
    let Placed { x, lane, anchor, lines, is_today } = label;
    let y = LANES[*lane];
    let above = y < RAILING;
    let (from, to) = if above { (y + 22.0, RAILING) } else { (DECK, y - 14.0) };
    html! {
        g class=(if *is_today { "stop today" } else { "stop" }) {
            line x1=(length(*x)) x2=(length(*x)) y1=(length(from)) y2=(length(to)) {}
            @if *is_today { line.mark x1=(length(*x)) x2=(length(*x)) y1=(length(RAILING - 6.0)) y2=(length(DECK + 6.0)) {} }
            text.what x=(length(*x)) y=(length(y)) text-anchor=(anchor) { (lines[0]) }
            text x=(length(*x)) y=(length(y + 17.0)) text-anchor=(anchor) { (lines[1]) }
        }
    }
}

/// The same in words, with today in its place.
fn list(lang: Lang, dates: &[Date], today: NaiveDate) -> Markup {
    let first = dates.iter().find_map(|date| date.days).map(|(first, _)| first);
    let started = first.is_some_and(|first| first <= today);
    let over = dates.iter().take_while(|date| date.is_over).count();
    let (before_today, ahead) = dates.split_at(over);
    let entry = |date: &Date| {
        html! {
            li class=(if date.is_over { "gone" } else { "ahead" }) {
                span.day { (date.when) }
                span {
                    (date.what)
                    @if date.subject_to_change && !date.is_over { " " span.small { (lang.say("subject-to-change")) } }
                }
            }
        }
    };
    html! {
        ol.dates {
            @for date in before_today { (entry(date)) }
            @if started && !ahead.is_empty() {
                li.today aria-current="date" {
                    span.day { (day(lang, today)) }
                    b { (lang.say("today")) }
                }
            }
            @for date in ahead { (entry(date)) }
        }
    }
}

/// What was moved, and why.
fn amendments(lang: Lang, round: &Round) -> Markup {
    let amended = round.launched.as_ref().map_or(&[][..], |(_, seen)| &seen.amendments);
    html! {
        @if !amended.is_empty() {
            details {
                summary { (lang.with("dates-moved", [("n", amended.len().into())])) }
                ul.plain {
                    @for one in amended {
                        li {
                            (lang.called(&round.catalogue, &one.item)) ": "
                            @if let Some(old) = one.old { del { (lang.day(old)) } " " }
                            ins { (lang.day(one.new)) }
                            " (" (lang.called(&round.catalogue, &one.reason)) ")"
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_labels_of_a_lane_meet() {
        let labels = [4.0, 480.0, 600.0, 620.0, 640.0, 700.0, 780.0, 990.0];
        let labels =
            labels.map(|x| (x, ["Deadline kandidaturen", "22 sep, 23:59"], false)).to_vec();
        let placed = placed(labels);
        let lanes: Vec<_> = placed.iter().map(|label| label.lane).collect();
        assert_eq!(lanes, [0, 0, 1, 2, 3, 0, 1, 0]);
        assert_eq!(placed[0].anchor, "start");
        assert_eq!(placed[7].anchor, "end");
    }

    #[test]
    fn a_day_is_where_its_share_of_the_round_is() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let scale = Scale { first: day("2023-08-11"), last: day("2023-11-06") };
        assert!((scale.at(day("2023-08-11")) - BANKS.0).abs() < 0.01);
        assert!((scale.at(day("2023-11-06")) - BANKS.1).abs() < 0.01);
        assert!((scale.at(day("2030-01-01")) - BANKS.1).abs() < 0.01, "nothing is off the bridge");
    }
}
