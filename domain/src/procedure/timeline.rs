//! The dates of a round, as published and amended.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

pub use crate::catalogue::Timeline;

use crate::catalogue::Code;

/// The code of the launch. From here on proposals are drafted and submitted.
pub const LAUNCH: &str = "launch";
/// The code of the last minute for submitting.
pub const SUBMISSION_DEADLINE: &str = "submission_deadline";
/// The code of the window for written assessments.
pub const ASSESSMENT: &str = "assessment";
/// The code of the day of the ratification.
pub const RATIFICATION: &str = "ratification";
/// The code of the day by which decisions are communicated (S: "einddatum").
pub const END_DATE: &str = "end_date";
/// The code of the last minute for rebuttals.
pub const REBUTTAL: &str = "rebuttal";
/// How the codes of days for pitches and jury begin; a region has as many as it likes.
const PITCH_DAY: &str = "pitch_day";
/// The code of the day of the matching, which is one of pitches and jury too.
const MATCHING_DAY: &str = "matching_day";

fn is_for_pitches(item: &str) -> bool {
    item.starts_with(PITCH_DAY) || item == MATCHING_DAY
}

impl Timeline<'_> {
    /// Whether an item is over.
    #[must_use]
    pub fn has_closed(&self, item: &str, now: DateTime<Utc>) -> bool {
        self.closes_at(item).is_some_and(|closes| closes <= now)
    }

    /// Whether `now` is within an item.
    #[must_use]
    pub fn is_within(&self, item: &str, now: DateTime<Utc>) -> bool {
        self.opens_at(item).is_none_or(|opens| opens <= now) && !self.has_closed(item, now)
    }

    /// Whether an item is one of the steps on which the ratification rests, and so is over with it.
    #[must_use]
    pub fn comes_before_ratification(item: &str) -> bool {
        [SUBMISSION_DEADLINE, ASSESSMENT].contains(&item) || is_for_pitches(item)
    }

    /// Whether pitches and jury were to be on this day.
    #[must_use]
    pub fn is_pitch_day(&self, day: NaiveDate) -> bool {
        let codes = self.items().iter().map(|item| item.entry.code.as_str());
        let mut days =
            codes.filter(|code| is_for_pitches(code)).filter_map(|code| self.day(code)).peekable();
        days.peek().is_none() || days.any(|planned| planned == day)
    }

    /// The day by which decisions are to be communicated at the latest, as published or amended.
    #[must_use]
    pub fn latest_end_date(&self) -> Option<NaiveDate> {
        let published = || self.item(END_DATE).and_then(|item| item.latest);
        self.fixed(END_DATE).or_else(published)
    }

    /// The end date that follows from a ratification: S says the day after it.
    #[must_use]
    pub fn end_date_after(&self, ratified_on: NaiveDate) -> NaiveDate {
        let fixed = BTreeMap::from([(Code::new(RATIFICATION), ratified_on)]);
        let next = || ratified_on.succ_opt().unwrap_or(ratified_on);
        self.with(&fixed).day(END_DATE).unwrap_or_else(next)
    }
}
