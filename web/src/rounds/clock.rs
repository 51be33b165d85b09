//! How long something is still open, in words, and its last minute. The clock is the server's, the time that of
//! Belgium.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use loopbrug_domain::time::{days_after, start_of_day, time_in_brussels};
use maud::{Markup, html};

use crate::lang::{Lang, clock};

/// The last minute of what is over from a moment on: `maandag 6 november 2023, 23:59`.
pub(super) fn last_minute(lang: Lang, over_from: DateTime<Utc>) -> String {
    moment(lang, over_from - Duration::minutes(1))
}

/// A moment in full: `maandag 6 november 2023, 23:59`.
pub(super) fn moment(lang: Lang, moment: DateTime<Utc>) -> String {
    let local = time_in_brussels(moment);
    let day = local.date();
    format!("{} {}, {}", lang.weekday(day.weekday()), lang.day(day), clock(local))
}

/// How long it takes until a moment, in its two largest parts: days and hours, or hours and minutes. None when it has
/// passed.
pub(super) fn left(lang: Lang, now: DateTime<Utc>, until: DateTime<Utc>) -> Option<String> {
    let left = until - now;
    if left <= Duration::zero() {
        return None;
    }
    let (days, hours, minutes) = (left.num_days(), left.num_hours() % 24, left.num_minutes() % 60);
    let part = |id: &str, n: i64| lang.with(id, [("n", n.into())]);
    Some(match (days, hours, minutes) {
        (0, 0, 0) => lang.say("clock-a-moment").into_owned(),
        (0, 0, _) => part("clock-minutes", minutes),
        (0, ..) => format!("{} {}", part("clock-hours", hours), part("clock-minutes", minutes)),
        _ => format!("{} {}", part("clock-days", days), part("clock-hours", hours)),
    })
}

/// A clock: how long it is still open, until exactly when; or that it is over.
pub(super) fn countdown(lang: Lang, now: DateTime<Utc>, closes_at: DateTime<Utc>) -> Markup {
    html! {
        div.countdown {
            @match left(lang, now, closes_at) {
                Some(left) => {
                    p.countdown-left { time datetime=(closes_at.format("%Y-%m-%dT%H:%MZ")) { (left) } }
                    p { (lang.say("clock-until")) " " b { (last_minute(lang, closes_at)) } }
                }
                None => p { (lang.with("clock-was-until", [("until", last_minute(lang, closes_at).into())])) },
            }
        }
    }
}

/// The day on which the clocks change within these days, and whether they go forward.
pub(super) fn change_of_clocks(from: NaiveDate, to: NaiveDate) -> Option<(NaiveDate, bool)> {
    from.iter_days().take_while(|one| *one <= to).find_map(|one| {
        let hours = (start_of_day(days_after(one, 1)) - start_of_day(one)).num_hours();
        (hours != 24).then_some((one, hours < 24))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_left_is_said_in_its_two_largest_parts() {
        let closes = utc("2023-11-06T23:00:00Z");
        for (now, said) in [
            ("2023-10-30T13:03:00Z", Some("7 dagen 9 uur")),
            ("2023-11-05T22:30:00Z", Some("1 dag 0 uur")),
            ("2023-11-06T13:48:00Z", Some("9 uur 12 minuten")),
            ("2023-11-06T22:59:00Z", Some("1 minuut")),
            ("2023-11-06T22:59:30Z", Some("minder dan een minuut")),
            ("2023-11-06T23:00:00Z", None),
        ] {
            assert_eq!(left(Lang::Dutch, utc(now), closes).as_deref(), said, "{now}");
        }
        assert_eq!(last_minute(Lang::Dutch, closes), "maandag 6 november 2023, 23:59");
    }

    #[test]
    fn the_clocks_go_back_within_the_days_for_rebuttals_of_the_addendum() {
        let day = |text: &str| text.parse().unwrap();
        let change = |from, to| change_of_clocks(day(from), day(to));
        assert_eq!(change("2023-10-23", "2023-11-06"), Some((day("2023-10-29"), false)));
        assert_eq!(change("2024-03-30", "2024-04-01"), Some((day("2024-03-31"), true)));
        assert_eq!(change("2023-10-30", "2023-11-06"), None);
    }
}
