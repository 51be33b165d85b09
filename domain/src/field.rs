//! Faults of the fields of a command: what is wrong with them by themselves, whatever the
//! state. All of them are named at once, so that a form can be completed in one go. The rules, which
//! look at the state, are checked only when there are none.

mod codes;

pub use codes::codes_of;

pub use codes::camel_case;

use std::borrow::Cow;
use std::fmt;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use crate::catalogue::{Catalogue, Code, CodeKind, List};
use crate::text;
use crate::time::{FIRST_DAY, LAST_DAY, days_after, is_in_range, times_in_brussels};

/// What is wrong with a field. Nothing is recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldFault {
    /// A code that the catalogue does not have, or not on that day (rule 13).
    #[error("{path}: '{code}' is not a valid code of list {list} on that day")]
    UnknownCode {
        /// The list of the catalogue.
        list: &'static str,
        /// The code that was given.
        code: Code,
        /// The field.
        path: Cow<'static, str>,
    },
    /// A list that may not be empty is empty.
    #[error("{path}: at least one is needed")]
    NothingNamed {
        /// The field.
        path: &'static str,
    },
    /// A text that may not be empty is empty.
    #[error("{path}: something has to be written")]
    NothingWritten {
        /// The field.
        path: &'static str,
    },
    /// A text is too long.
    #[error("{path}: at most {max} characters")]
    TextTooLong {
        /// The field.
        path: &'static str,
        /// The most characters.
        max: u32,
    },
    /// A text holds what no text may hold.
    #[error("{path}: {}", text::NOT_ALLOWED)]
    TextNotAllowed {
        /// The field.
        path: &'static str,
    },
    /// A text that is written otherwise than what the field is for.
    #[error("{path}: write {form}")]
    OfAnotherForm {
        /// The field.
        path: &'static str,
        /// What is to be written, in words.
        form: &'static str,
    },
    /// A number outside its range.
    #[error("{path}: {value} is not between {min} and {max}")]
    OutOfRange {
        /// The field.
        path: &'static str,
        /// What was given.
        value: u32,
        /// The lowest value.
        min: u32,
        /// The highest value.
        max: u32,
    },
    /// A day or a moment before the first or after the last that there are (rule 4).
    #[error("{path}: {day} is not between {FIRST_DAY} and {LAST_DAY}; look at the year")]
    DayOutOfRange {
        /// The field.
        path: &'static str,
        /// The day that was given.
        day: NaiveDate,
    },
    /// A day inside the fact does not fit with the day on which it happened.
    #[error("{path}: {day} does not fit with {limit}; see which of the two is right")]
    DayOutOfOrder {
        /// The field.
        path: &'static str,
        /// The day that was given.
        day: NaiveDate,
        /// The day that it may not pass.
        limit: NaiveDate,
    },
    /// A planned start lies further ahead than the catalogue allows (rule 4).
    #[error(
        "{path}: {day} is too far ahead; what is planned starts on {limit} at the latest, so record it then"
    )]
    DayTooFarAhead {
        /// The field.
        path: &'static str,
        /// The day that was given.
        day: NaiveDate,
        /// The last day that it may be.
        limit: NaiveDate,
    },
    /// A text is not the name of a company.
    #[error(
        "{path}: name the company, on one line and without an address or a number of somebody; or give its KBO number"
    )]
    NoCompanyName {
        /// The field.
        path: &'static str,
    },
    /// Clocks in Brussels never show this time.
    #[error("{path}: {time} does not exist in Brussels: summer time leaves it out")]
    NoSuchTime {
        /// The field.
        path: &'static str,
        /// What was given.
        time: NaiveDateTime,
    },
}

impl FieldFault {
    /// `day` is not before `limit`.
    pub(crate) fn not_before(
        path: &'static str,
        day: NaiveDate,
        limit: NaiveDate,
    ) -> Result<(), Self> {
        if day < limit { Err(Self::DayOutOfOrder { path, day, limit }) } else { Ok(()) }
    }

    /// A name that never changes, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownCode { .. } => "UNKNOWN_CODE",
            Self::NothingNamed { .. } => "NOTHING_NAMED",
            Self::NothingWritten { .. } => "NOTHING_WRITTEN",
            Self::TextTooLong { .. } => "TEXT_TOO_LONG",
            Self::TextNotAllowed { .. } => "TEXT_NOT_ALLOWED",
            Self::OfAnotherForm { .. } => "OF_ANOTHER_FORM",
            Self::OutOfRange { .. } => "OUT_OF_RANGE",
            Self::DayOutOfRange { .. } => "DAY_OUT_OF_RANGE",
            Self::DayOutOfOrder { .. } => "DAY_OUT_OF_ORDER",
            Self::DayTooFarAhead { .. } => "DAY_TOO_FAR_AHEAD",
            Self::NoCompanyName { .. } => "NO_COMPANY_NAME",
            Self::NoSuchTime { .. } => "NO_SUCH_TIME",
        }
    }

    /// The field.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::UnknownCode { path, .. } => path,
            Self::NothingNamed { path }
            | Self::NothingWritten { path }
            | Self::TextTooLong { path, .. }
            | Self::TextNotAllowed { path }
            | Self::OfAnotherForm { path, .. }
            | Self::OutOfRange { path, .. }
            | Self::DayOutOfRange { path, .. }
            | Self::DayOutOfOrder { path, .. }
            | Self::DayTooFarAhead { path, .. }
            | Self::NoCompanyName { path }
            | Self::NoSuchTime { path, .. } => path,
        }
    }
}

/// All that is wrong with the fields: one fault at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFaults {
    first: FieldFault,
    others: Vec<FieldFault>,
}

impl FieldFaults {
    /// The first of them.
    #[must_use]
    pub fn first(&self) -> &FieldFault {
        &self.first
    }

    /// All of them, in the order of the fields.
    pub fn iter(&self) -> impl Iterator<Item = &FieldFault> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

impl From<FieldFault> for FieldFaults {
    fn from(first: FieldFault) -> Self {
        Self { first, others: Vec::new() }
    }
}

impl fmt::Display for FieldFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        self.others.iter().try_for_each(|fault| write!(f, "; {fault}"))
    }
}

impl std::error::Error for FieldFaults {}

/// Looks at fields one after the other, and remembers what is wrong with them.
#[derive(Debug)]
pub struct Fields<'a> {
    on: NaiveDate,
    catalogue: Option<&'a Catalogue>,
    faults: Vec<FieldFault>,
    /// See [`Fields::last`].
    last: &'static [&'static str],
}

impl<'a> Fields<'a> {
    /// Fields of what happened on a day, under a catalogue. Without one, as where nobody can say
    /// which it is, codes are not looked at.
    #[must_use]
    pub fn new(on: NaiveDate, catalogue: Option<&'a Catalogue>) -> Self {
        Self { on, catalogue, faults: Vec::new(), last: &[] }
    }

    /// The same, after a look at the day itself.
    #[must_use]
    pub fn of_day(on: NaiveDate, catalogue: Option<&'a Catalogue>) -> Self {
        let mut fields = Self::new(on, catalogue);
        fields.day("occurredOn", on);
        fields
    }

    /// All that is wrong.
    ///
    /// # Errors
    /// Where anything is.
    pub fn finish(self) -> Result<(), FieldFaults> {
        let mut faults = self.faults.into_iter();
        match faults.next() {
            None => Ok(()),
            Some(first) => Err(FieldFaults { first, others: faults.collect() }),
        }
    }

    pub(crate) fn fault(&mut self, fault: FieldFault) {
        self.faults.push(fault);
    }

    /// What others found, of the same thing.
    pub(crate) fn add(&mut self, found: Result<(), FieldFaults>) {
        if let Err(faults) = found {
            self.faults.extend(faults.iter().cloned());
        }
    }

    /// Rule 13: every code in `payload` exists in the catalogue and is valid on the day. Then come
    /// the `others` of its rules. What is found is kept in the order of the fields, unless the
    /// payload names some [last](Self::last).
    pub(crate) fn look_at(&mut self, payload: &impl Serialize, others: impl FnOnce(&mut Self)) {
        let before = self.faults.len();
        let order = codes::walk(payload, |list, code, field| self.check_code(list, code, field));
        others(self);
        let last = std::mem::take(&mut self.last);
        let place = |fault: &FieldFault| {
            let path = fault.path();
            let late = last.iter().position(|field| *field == path);
            (late, order.iter().position(|field| field == path))
        };
        self.faults[before..].sort_by_key(place);
    }

    /// Faults of these fields come after those of all others of the payload, in this order.
    pub(crate) fn last(&mut self, fields: &'static [&'static str]) {
        self.last = fields;
    }

    /// Rule 13 for one code.
    pub(crate) fn code<L: List>(&mut self, code: &Code<L>, path: &'static str) {
        self.check_code(L::KIND, code.as_str(), path);
    }

    fn check_code(&mut self, list: CodeKind, code: &str, field: &str) {
        let known = |catalogue: &Catalogue| catalogue.knows(list, code, self.on);
        if !self.catalogue.is_none_or(known) {
            let (list, code) = (list.name(), Code::new(code));
            let path = Cow::Owned(field.to_owned());
            self.fault(FieldFault::UnknownCode { list, code, path });
        }
    }

    /// One at least is named.
    pub(crate) fn named<T>(&mut self, path: &'static str, named: impl IntoIterator<Item = T>) {
        if named.into_iter().next().is_none() {
            self.fault(FieldFault::NothingNamed { path });
        }
    }

    /// `value` is between `min` and `max`, both included.
    pub(crate) fn number(&mut self, path: &'static str, value: u32, min: u32, max: u32) {
        if !(min..=max).contains(&value) {
            self.fault(FieldFault::OutOfRange { path, value, min, max });
        }
    }

    /// Something is written, and not more than `max` characters.
    pub(crate) fn written(&mut self, path: &'static str, text: &str, max: u32) {
        if text.trim().is_empty() {
            self.fault(FieldFault::NothingWritten { path });
        }
        if u32::try_from(text.chars().count()).is_ok_and(|long| long > max) {
            self.fault(FieldFault::TextTooLong { path, max });
        }
        if !text::is_allowed(text) {
            self.fault(FieldFault::TextNotAllowed { path });
        }
    }

    /// A day that there is (rule 4). Says whether it is one.
    pub(crate) fn day(&mut self, path: &'static str, day: NaiveDate) -> bool {
        let fits = is_in_range(day);
        if !fits {
            self.fault(FieldFault::DayOutOfRange { path, day });
        }
        fits
    }

    /// A day that is not after the one on which it happened.
    pub(crate) fn past_day(&mut self, path: &'static str, day: NaiveDate) {
        if self.day(path, day) && day > self.on {
            self.fault(FieldFault::DayOutOfOrder { path, day, limit: self.on });
        }
    }

    /// The first day of something that may be planned: as far ahead as the catalogue allows.
    pub(crate) fn first_day(&mut self, path: &'static str, day: NaiveDate) {
        if self.day(path, day)
            && let Some(catalogue) = self.catalogue
        {
            let limit = days_after(self.on, catalogue.limits().planned_start_days);
            if day > limit {
                self.fault(FieldFault::DayTooFarAhead { path, day, limit });
            }
        }
    }

    /// A text that is not the name of a company.
    pub(crate) fn no_company_name(&mut self, path: &'static str) {
        self.fault(FieldFault::NoCompanyName { path });
    }

    /// A day that is not before the one on which it happened.
    pub(crate) fn coming_day(&mut self, path: &'static str, day: NaiveDate) {
        if self.day(path, day) && day < self.on {
            self.fault(FieldFault::DayOutOfOrder { path, day, limit: self.on });
        }
    }

    /// A day that is not after another of the same fact.
    pub(crate) fn day_by(&mut self, path: &'static str, day: NaiveDate, limit: NaiveDate) {
        if self.day(path, day) && day > limit {
            self.fault(FieldFault::DayOutOfOrder { path, day, limit });
        }
    }

    /// A day that is not before another of the same thing.
    pub(crate) fn day_from(&mut self, path: &'static str, day: NaiveDate, limit: NaiveDate) {
        if self.day(path, day) && day < limit {
            self.fault(FieldFault::DayOutOfOrder { path, day, limit });
        }
    }

    /// A time on a day that is not before the one on which it happened, and that clocks in
    /// Brussels show.
    pub(crate) fn coming_time(&mut self, path: &'static str, time: NaiveDateTime) {
        if is_in_range(time.date()) && times_in_brussels(time) == 0 {
            self.fault(FieldFault::NoSuchTime { path, time });
        } else {
            self.coming_day(path, time.date());
        }
    }
}
