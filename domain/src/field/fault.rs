//! What may be wrong with a field by itself.

use std::borrow::Cow;
use std::fmt;

use chrono::{NaiveDate, NaiveDateTime};

use crate::catalogue::Code;
use crate::refusal::Parameter;
use crate::text;
use crate::time::{FIRST_DAY, LAST_DAY};

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

    /// What the message names, by the names of its parts.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, Parameter)> {
        let number = |number: &u32| Parameter::Number(u64::from(*number));
        match self {
            Self::UnknownCode { .. }
            | Self::NothingNamed { .. }
            | Self::NothingWritten { .. }
            | Self::TextNotAllowed { .. }
            | Self::OfAnotherForm { .. }
            | Self::NoCompanyName { .. } => vec![],
            Self::TextTooLong { max, .. } => vec![("max", number(max))],
            Self::OutOfRange { min, max, .. } => vec![("min", number(min)), ("max", number(max))],
            Self::DayOutOfRange { day, .. } => vec![("day", Parameter::Day(*day))],
            Self::DayOutOfOrder { day, limit, .. } | Self::DayTooFarAhead { day, limit, .. } => {
                vec![("day", Parameter::Day(*day)), ("limit", Parameter::Day(*limit))]
            }
            Self::NoSuchTime { time, .. } => vec![("time", Parameter::Clock(*time))],
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
    pub(super) first: FieldFault,
    pub(super) others: Vec<FieldFault>,
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
