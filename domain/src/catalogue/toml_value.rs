//! TOML values as the types that the catalogue uses.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use toml::Spanned;
use toml::de::DeValue;
use toml::value::{Date, Time};

use super::fault::FaultCode;
use crate::text;
use crate::time::{FIRST_DAY, LAST_DAY, is_in_range};

/// A value, and its byte offset in the file.
#[derive(Clone, Debug)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) at: usize,
}

/// Notes a fault at a byte offset.
type Report<'r> = &'r mut dyn FnMut(usize, FaultCode, String);

/// A type that a field can hold.
pub(super) trait FromToml: Sized {
    /// What it is, in words.
    const EXPECTED: &'static str;

    /// The value; none where it is of another type. What is wrong with it otherwise is reported.
    fn from_toml(value: &Spanned<DeValue>, report: Report) -> Option<Self>;
}

impl FromToml for String {
    const EXPECTED: &'static str = "a text";

    /// As texts are kept.
    fn from_toml(value: &Spanned<DeValue>, report: Report) -> Option<Self> {
        let text = value.get_ref().as_str()?;
        let composed = text::composed(text).map_err(|not_allowed| {
            report(value.span().start, FaultCode::TextNotAllowed, not_allowed.to_string());
        });
        Some(composed.map_or_else(|()| text.to_owned(), std::borrow::Cow::into_owned))
    }
}

impl FromToml for bool {
    const EXPECTED: &'static str = "true or false";

    fn from_toml(value: &Spanned<DeValue>, _: Report) -> Option<Self> {
        value.get_ref().as_bool()
    }
}

impl FromToml for i64 {
    const EXPECTED: &'static str = "a whole number";

    fn from_toml(value: &Spanned<DeValue>, _: Report) -> Option<Self> {
        let number = value.get_ref().as_integer()?;
        Self::from_str_radix(number.as_str(), number.radix()).ok()
    }
}

impl FromToml for NaiveDate {
    const EXPECTED: &'static str = "a date";

    fn from_toml(value: &Spanned<DeValue>, report: Report) -> Option<Self> {
        let moment = value.get_ref().as_datetime().filter(|moment| moment.time.is_none())?;
        let day = date_of(moment.date?)?;
        check_range(day, value, report);
        Some(day)
    }
}

impl FromToml for NaiveTime {
    const EXPECTED: &'static str = "a local time";

    fn from_toml(value: &Spanned<DeValue>, _: Report) -> Option<Self> {
        let moment = value.get_ref().as_datetime().filter(|moment| moment.date.is_none())?;
        time_of(moment.time?)
    }
}

impl FromToml for NaiveDateTime {
    const EXPECTED: &'static str = "a local date-time, without offset";

    fn from_toml(value: &Spanned<DeValue>, report: Report) -> Option<Self> {
        let moment = value.get_ref().as_datetime().filter(|moment| moment.offset.is_none())?;
        let day = date_of(moment.date?)?;
        check_range(day, value, report);
        Some(day.and_time(time_of(moment.time?)?))
    }
}

/// A type of which a field can hold a list.
pub(super) trait Listed: FromToml {
    /// What the list is, in words.
    const LIST: &'static str;
}

impl Listed for String {
    const LIST: &'static str = "a list of texts";
}

impl Listed for i64 {
    const LIST: &'static str = "a list of whole numbers";
}

impl<T: Listed> FromToml for Vec<Placed<T>> {
    const EXPECTED: &'static str = T::LIST;

    fn from_toml(value: &Spanned<DeValue>, report: Report) -> Option<Self> {
        let items = value.get_ref().as_array()?.iter();
        let read = |item: &Spanned<DeValue>| {
            Some(Placed { value: T::from_toml(item, report)?, at: item.span().start })
        };
        items.map(read).collect()
    }
}

fn check_range(day: NaiveDate, value: &Spanned<DeValue>, report: Report) {
    if !is_in_range(day) {
        let message = format!("{day} is not between {FIRST_DAY} and {LAST_DAY}");
        report(value.span().start, FaultCode::DayOutOfRange, message);
    }
}

fn date_of(date: Date) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

fn time_of(time: Time) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(time.hour.into(), time.minute.into(), time.second.unwrap_or(0).into())
}
