//! The dates of a round as people read them: in few words, the days for pitches and jury as one.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use loopbrug_domain::catalogue::{RoundItem, Timeline, When};
use loopbrug_domain::procedure::timeline::{
    ASSESSMENT, END_DATE, LAUNCH, RATIFICATION, REBUTTAL, SUBMISSION_DEADLINE,
};
use loopbrug_domain::time::time_in_brussels;

use super::read::Round;
use crate::lang::{Lang, clock};

/// Dates that have a short name of their own. Others are called as the catalogue calls them.
const NAMED: [&str; 6] =
    [LAUNCH, SUBMISSION_DEADLINE, ASSESSMENT, RATIFICATION, END_DATE, REBUTTAL];

/// A date of a round.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Date {
    /// What it is the date of.
    pub(super) what: String,
    /// When, in words.
    pub(super) when: String,
    /// Its first and its last day. None where nothing says it yet.
    pub(super) days: Option<(NaiveDate, NaiveDate)>,
    /// It is a window and not a moment.
    pub(super) lasts: bool,
    /// It is over.
    pub(super) is_over: bool,
    /// It may still be moved.
    pub(super) subject_to_change: bool,
}

/// The dates of a round, in order.
pub(super) fn dates(lang: Lang, round: &Round, now: DateTime<Utc>) -> Vec<Date> {
    let timeline = round.timeline();
    let is_pitch = |item: &&RoundItem| is_for_pitches(item.entry.code.as_str());
    let pitches: Vec<_> = timeline.items().iter().filter(is_pitch).collect();
    let mut dates = vec![];
    for item in timeline.items() {
        match pitches.first() {
            Some(first) if item == *first => {
                dates.extend(for_pitches(lang, timeline, &pitches, now));
            }
            _ if is_pitch(&item) => {}
            _ => dates.push(date(lang, timeline, item, now)),
        }
    }
    // What nobody knows the day of keeps its place before what follows from it.
    let mut last = NaiveDate::MIN;
    let mut order: Vec<(NaiveDate, Date)> = vec![];
    for date in dates {
        last = date.days.map_or(last, |(_, day)| day);
        order.push((last, date));
    }
    order.sort_by_key(|(day, _)| *day);
    order.into_iter().map(|(_, date)| date).collect()
}

fn date(lang: Lang, timeline: Timeline<'_>, item: &RoundItem, now: DateTime<Utc>) -> Date {
    let code = item.entry.code.as_str();
    let what = if NAMED.contains(&code) {
        lang.say(&format!("date-{code}")).into_owned()
    } else {
        lang.label(&item.entry.label).to_owned()
    };
    let last = timeline.day(code);
    let first = match item.when {
        When::Window { .. } => timeline.opens_at(code).map(|at| time_in_brussels(at).date()),
        _ => last,
    };
    let days = first.zip(last);
    let when = match (days, item.when.minute()) {
        (None, _) => lang.say("date-not-known").into_owned(),
        (Some((first, last)), _) if first != last => {
            format!("{} – {}", day(lang, first), day(lang, last))
        }
        (Some((_, last)), Some(minute)) => {
            format!("{}, {}", day(lang, last), clock(last.and_time(minute)))
        }
        (Some((_, last)), None) => day(lang, last),
    };
    // Until the ratification says it, it is the last day that it may fall on.
    let at_latest = [END_DATE, REBUTTAL].contains(&code) && timeline.fixed(END_DATE).is_none();
    let when = if at_latest { lang.with("date-at-latest", [("day", when.into())]) } else { when };
    Date {
        what,
        when,
        days,
        lasts: matches!(item.when, When::Window { .. }),
        is_over: timeline.has_closed(code, now),
        subject_to_change: item.subject_to_change,
    }
}

/// The days for pitches and jury, in one.
fn for_pitches(
    lang: Lang,
    timeline: Timeline<'_>,
    items: &[&RoundItem],
    now: DateTime<Utc>,
) -> Option<Date> {
    let mut days: Vec<_> =
        items.iter().filter_map(|item| timeline.day(item.entry.code.as_str())).collect();
    days.sort_unstable();
    days.dedup();
    let (last, before) = days.split_last()?;
    let first = before.first().unwrap_or(last);
    let one = |one: &NaiveDate| {
        if one.month() == last.month() { one.day().to_string() } else { day(lang, *one) }
    };
    let before = before.iter().map(one).collect::<Vec<_>>().join(", ");
    let at_last = day(lang, *last);
    let when = match before.as_str() {
        "" => at_last,
        _ => lang.with("date-several", [("days", before.into()), ("last", at_last.into())]),
    };
    Some(Date {
        what: lang.say("date-pitches").into_owned(),
        when,
        days: Some((*first, *last)),
        lasts: false,
        is_over: items.iter().all(|item| timeline.has_closed(item.entry.code.as_str(), now)),
        subject_to_change: items.iter().any(|item| item.subject_to_change),
    })
}

/// Whether an item is a day for pitches and jury: of what comes before the ratification, all that has no other name.
fn is_for_pitches(code: &str) -> bool {
    Timeline::comes_before_ratification(code) && !NAMED.contains(&code)
}

/// A day of the round: `22 sep`.
pub(super) fn day(lang: Lang, day: NaiveDate) -> String {
    format!("{} {}", day.day(), lang.short_month(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_date_with_a_name_of_its_own_has_it() {
        for code in NAMED {
            let message = format!("date-{code}");
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
