//! TOML values as the types that the catalogue uses; none where the value is of another type.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use toml::de::DeValue;
use toml::value::{Date, Time};

pub(super) fn as_text(value: &DeValue) -> Option<String> {
    value.as_str().map(str::to_owned)
}

pub(super) fn as_flag(value: &DeValue) -> Option<bool> {
    value.as_bool()
}

pub(super) fn as_whole(value: &DeValue) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

pub(super) fn as_date(value: &DeValue) -> Option<NaiveDate> {
    let moment = value.as_datetime()?;
    if moment.time.is_some() { None } else { date_of(moment.date?) }
}

pub(super) fn as_time(value: &DeValue) -> Option<NaiveTime> {
    let moment = value.as_datetime()?;
    if moment.date.is_some() { None } else { time_of(moment.time?) }
}

pub(super) fn as_moment(value: &DeValue) -> Option<NaiveDateTime> {
    let moment = value.as_datetime()?;
    if moment.offset.is_some() {
        None
    } else {
        Some(date_of(moment.date?)?.and_time(time_of(moment.time?)?))
    }
}

fn date_of(date: Date) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

fn time_of(time: Time) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(time.hour.into(), time.minute.into(), time.second.unwrap_or(0).into())
}
