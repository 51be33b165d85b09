//! When things happen: the days of the catalogue, and those that follow from them.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::procedure::Timeline;
use loopbrug_domain::procedure::timeline::{
    ASSESSMENT, END_DATE, LAUNCH, RATIFICATION, REBUTTAL, SUBMISSION_DEADLINE,
};
use loopbrug_domain::time::{day_in_brussels, moment_in_brussels};

/// Days that an organisation works on its proposal at the least, before it hands it in.
pub(super) const DRAFTING: u64 = 16;

/// The days of a round as it goes when nothing is amended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RoundDays {
    pub(super) launch: NaiveDate,
    /// The first moment after the last minute for submitting.
    pub(super) submission_closes: DateTime<Utc>,
    /// The first and the last day of the written assessment.
    pub(super) assessment: (NaiveDate, NaiveDate),
    pub(super) invited_on: NaiveDate,
    pub(super) pitch_days: Vec<NaiveDate>,
    pub(super) ratified_on: NaiveDate,
    pub(super) end_date: NaiveDate,
    /// The first moment after the last minute for rebuttals.
    pub(super) rebuttal_closes: DateTime<Utc>,
    pub(super) finalised_on: NaiveDate,
}

impl RoundDays {
    /// None where the catalogue lacks a date, or leaves too little time between two.
    pub(super) fn of(catalogue: &Catalogue) -> Option<Self> {
        let published = BTreeMap::new();
        let timeline = Timeline::new(catalogue.round(), &published);
        let opens = |item| timeline.opens_at(item).map(day_in_brussels);
        let assessment = (opens(ASSESSMENT)?, timeline.day(ASSESSMENT)?);
        let latest = timeline.day(END_DATE)?;
        let between = assessment.1.iter_days().skip(1).take_while(|day| *day < latest);
        let pitch_days: Vec<_> = between.filter(|day| timeline.is_pitch_day(*day)).collect();
        // The last day from which the decisions are in time. Nobody ratifies at the weekend, nor decides then.
        let mut days_back = (1..=60).filter_map(|days| latest.checked_sub_days(Days::new(days)));
        let in_time = |day: &NaiveDate| {
            let end_date = timeline.end_date_after(*day);
            end_date <= latest && [*day, end_date].iter().all(|day| working(*day) == *day)
        };
        let ratified_on = days_back.find(in_time)?;
        let fixed = BTreeMap::from([(Code::new(RATIFICATION), ratified_on)]);
        let timeline = Timeline::new(catalogue.round(), &fixed);
        let rebuttal_closes = timeline.closes_at(REBUTTAL)?;
        let found = Self {
            launch: timeline.day(LAUNCH)?,
            submission_closes: timeline.closes_at(SUBMISSION_DEADLINE)?,
            assessment,
            invited_on: pitch_days.first()?.checked_sub_days(Days::new(2))?,
            ratified_on,
            pitch_days,
            end_date: timeline.day(END_DATE)?,
            rebuttal_closes,
            finalised_on: working(day_in_brussels(rebuttal_closes) + Days::new(1)),
        };
        found.leaves_time().then_some(found)
    }

    /// The day on which submitting ends.
    pub(super) fn last_evening(&self) -> NaiveDate {
        day_in_brussels(self.submission_closes - TimeDelta::seconds(1))
    }

    fn leaves_time(&self) -> bool {
        let (from, until) = self.assessment;
        let last_pitches = self.pitch_days.last().copied().unwrap_or(NaiveDate::MAX);
        self.launch + Days::new(DRAFTING + 5) < self.last_evening()
            && self.last_evening() < from
            && from + Days::new(3) <= until
            && until + Days::new(1) < self.invited_on
            && last_pitches < self.ratified_on
            && self.end_date + Days::new(10) < day_in_brussels(self.rebuttal_closes)
    }
}

/// This day, or the Monday after where it is a weekend's.
pub(super) fn working(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => day + Days::new(2),
        Weekday::Sun => day + Days::new(1),
        _ => day,
    }
}

/// A moment of a day, by the clocks in Brussels.
pub(super) fn at(day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    moment_in_brussels(day.and_time(time))
}
