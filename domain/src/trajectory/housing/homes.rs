//! Homes that were found: which one is had on a day, which one is planned, and which one can still fall through.

use super::{Housing, HousingLost};
use crate::catalogue::list::{CancellationReason, Municipality, Tenure};
use crate::trajectory::prelude::*;

/// A home that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Home {
    /// The day of the event.
    pub found_on: NaiveDate,
    /// How it is held.
    pub tenure: Code<Tenure>,
    /// Where; absent: outside the region.
    pub municipality: Option<Code<Municipality>>,
    /// The first day.
    pub from: NaiveDate,
    /// The first day without it, and why.
    pub lost: Option<HousingLost>,
}

/// A home that was planned and never had.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CancelledHome {
    /// What was planned.
    pub home: Home,
    /// The day that it was cancelled.
    pub on: NaiveDate,
    /// Why.
    pub reason: Code<CancellationReason>,
}

impl Home {
    /// Whether on a day it is still to begin.
    #[must_use]
    pub fn is_planned(&self, on: NaiveDate) -> bool {
        on < self.from
    }

    /// The day from which on it is the last one that is known: its first day, or that of the event where it was
    /// recorded later.
    pub(super) fn counts_from(&self) -> NaiveDate {
        self.found_on.max(self.from)
    }

    pub(super) fn was_planned(&self) -> bool {
        self.is_planned(self.found_on)
    }

    /// Whether it may turn out on a day that it is never had: on its first day, too, where it was planned. Who was to
    /// hand over the keys then did not.
    fn can_fall_through(&self, on: NaiveDate) -> bool {
        let begins = on == self.from && self.was_planned();
        self.lost.is_none() && (begins || self.is_planned(on))
    }
}

impl Housing {
    /// The last home that had begun by a day.
    pub(super) fn begun(&self, day: NaiveDate) -> Option<&Home> {
        self.homes.iter().rfind(|home| !home.is_planned(day))
    }

    /// The home that the client has on a day of now or later, if one was found.
    #[must_use]
    pub fn home_on(&self, day: NaiveDate) -> Option<&Home> {
        self.begun(day).filter(|home| home.lost.is_none())
    }

    /// The home that is planned on a day.
    #[must_use]
    pub fn planned_on(&self, day: NaiveDate) -> Option<&Home> {
        self.homes.iter().rfind(|home| home.is_planned(day))
    }

    /// The place of the home that may turn out on a day to be never had. Where one begins on it and another is planned,
    /// that is the latter: it was recorded last.
    pub(super) fn place_to_cancel(&self, day: NaiveDate) -> Option<usize> {
        self.homes.iter().rposition(|home| home.can_fall_through(day))
    }

    /// The home that can be cancelled on a day: until its first day, if it was planned.
    #[must_use]
    pub fn to_cancel_on(&self, day: NaiveDate) -> Option<&Home> {
        self.place_to_cancel(day).and_then(|place| self.homes.get(place))
    }
}
