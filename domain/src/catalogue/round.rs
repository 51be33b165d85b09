//! The selection round (*kandidatuurronde*) and its local times.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::code::Code;
use super::entry::{Entry, Label};
use super::list;
use crate::time::moment_in_brussels;

/// The days of items that events of the round have set or amended.
pub type FixedDays = BTreeMap<Code<list::RoundItem>, NaiveDate>;

/// The round as published. Amended or fixed days come in from the round's own events.
#[derive(Clone, Debug)]
pub struct Round {
    /// The round's code.
    pub code: Code,
    /// The round's name.
    pub label: Label,
    /// The body that ratifies the matching report (S: "beheerscomité SEVA").
    pub ratifying_body: Label,
    /// The dates, in the order of the file.
    pub items: Vec<RoundItem>,
    /// The criteria of assessment; their weights sum to 100.
    pub criteria: Vec<Criterion>,
}

/// A criterion by which proposals are assessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Code and name.
    pub entry: Entry<list::Criterion>,
    /// Weight in percent; all weights sum to 100.
    pub weight: u32,
}

/// One date of the round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundItem {
    /// Code and name.
    pub entry: Entry<list::RoundItem>,
    /// When it is.
    pub when: When,
    /// The last day that it may fall on, where the source gives one.
    pub latest: Option<NaiveDate>,
    /// Whether the source calls it subject to change (*onder voorbehoud*).
    pub subject_to_change: bool,
}

/// When an item of the round is. All days and times are local, in Europe/Brussels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// The whole of one day.
    Day(NaiveDate),
    /// The whole of that minute: 23:59 lasts until midnight.
    Minute(NaiveDateTime),
    /// From the first to the last day, both included.
    Window {
        /// First day.
        from: NaiveDate,
        /// Last day.
        until: NaiveDate,
    },
    /// Calendar days after another item's (last) day.
    Offset {
        /// The other item.
        after: Code<list::RoundItem>,
        /// Calendar days.
        days: u32,
        /// The minute of that day; none: the whole day.
        time: Option<NaiveTime>,
    },
    /// On the day that an event of the round says.
    SetByEvent,
}

/// The dates of a round: as published, with the days that its events have set or amended. An item that the catalogue
/// does not name limits nothing.
#[derive(Debug, Clone, Copy)]
pub struct Timeline<'a> {
    round: &'a Round,
    fixed: &'a FixedDays,
}

/// The check of the reference files refuses local times that the change of clocks skips or repeats, and so does an
/// amendment. A day that follows from the ratification can still bring one about, and then the later moment holds, in
/// favour of those who have to be in time.
impl<'a> Timeline<'a> {
    /// The published dates of `round` with the days that its events have `fixed`.
    #[must_use]
    pub fn new(round: &'a Round, fixed: &'a FixedDays) -> Self {
        Self { round, fixed }
    }

    /// The items, in the order of the catalogue.
    #[must_use]
    pub fn items(&self) -> &'a [RoundItem] {
        &self.round.items
    }

    /// The day that an event has set or amended.
    #[must_use]
    pub fn fixed(&self, item: &str) -> Option<NaiveDate> {
        self.fixed.get(item).copied()
    }

    /// The item of this code.
    #[must_use]
    pub fn item(&self, code: &str) -> Option<&'a RoundItem> {
        self.round.item(code)
    }

    /// The same published dates, with other days fixed.
    pub(crate) fn with(self, fixed: &'a FixedDays) -> Self {
        Self { fixed, ..self }
    }

    /// The last local day of an item. Where no event has fixed it, it counts as late as it may be: none where it has
    /// no latest day.
    #[must_use]
    pub fn day(&self, code: &str) -> Option<NaiveDate> {
        if let Some(day) = self.fixed(code) {
            return Some(day);
        }
        let item = self.item(code)?;
        let day = match &item.when {
            When::Day(day) | When::Window { until: day, .. } => Some(*day),
            When::Minute(moment) => Some(moment.date()),
            When::Offset { after, days, .. } => self
                .day(after.as_str())
                .and_then(|day| day.checked_add_days(Days::new((*days).into()))),
            When::SetByEvent => None,
        };
        day.or(item.latest)
    }

    /// The first moment (UTC) of an item. A window whose last day was amended opens when it was going to.
    #[must_use]
    pub fn opens_at(&self, code: &str) -> Option<DateTime<Utc>> {
        let item = self.item(code)?;
        match item.when {
            // An amendment changes the last day. The first day moves only where the last would come before it.
            When::Window { from, .. } => {
                let from = self.fixed(code).map_or(from, |until| from.min(until));
                Some(moment_in_brussels(from.and_time(NaiveTime::MIN)))
            }
            _ => {
                let time = item.when.minute().unwrap_or(NaiveTime::MIN);
                Some(moment_in_brussels(self.day(code)?.and_time(time)))
            }
        }
    }

    /// The first moment (UTC) after an item: a deadline of 23:59 closes when the next day begins.
    #[must_use]
    pub fn closes_at(&self, code: &str) -> Option<DateTime<Utc>> {
        let day = self.day(code)?;
        match self.item(code)?.when.minute() {
            Some(time) => Some(moment_in_brussels(day.and_time(time)) + Duration::minutes(1)),
            None => Some(moment_in_brussels(day.succ_opt()?.and_time(NaiveTime::MIN))),
        }
    }
}

impl Round {
    /// The item of this code.
    #[must_use]
    pub fn item(&self, code: &str) -> Option<&RoundItem> {
        self.items.iter().find(|item| item.entry.code == *code)
    }
}

impl When {
    /// The minute of the day, where the item has one.
    #[must_use]
    pub fn minute(&self) -> Option<NaiveTime> {
        match self {
            Self::Minute(moment) => Some(moment.time()),
            Self::Offset { time, .. } => *time,
            Self::Day(_) | Self::Window { .. } | Self::SetByEvent => None,
        }
    }
}
