//! Reads the numbers that the rules use.

use std::ops::RangeInclusive;

use super::entry::Attributes;
use super::fault::FaultCode;
use super::list::CodeKind;
use super::lists::Lists;
use super::reading::{Page, Placed, Row};
use super::region::Limits;

/// A whole number from 0 to `max`.
pub(super) fn count(row: &Row, key: &'static str, max: u32) -> Option<u32> {
    in_range(row.page, key, &row.required(key)?, 0..=max)
}

/// A class of DEGURBA.
pub(super) fn degurba(row: &Row, key: &'static str) -> Option<u32> {
    in_range(row.page, key, &row.required(key)?, 1..=3)
}

fn in_range(
    page: &Page,
    key: &str,
    number: &Placed<i64>,
    range: RangeInclusive<u32>,
) -> Option<u32> {
    let found = u32::try_from(number.value).ok().filter(|found| range.contains(found));
    if found.is_none() {
        let negative = number.value < 0;
        let code = if negative { FaultCode::NegativeLimit } else { FaultCode::LimitOutOfRange };
        let (min, max) = range.into_inner();
        let message = format!("`{key}` is from {min} to {max}, not {}", number.value);
        page.fault(number.at, code, message);
    }
    found
}

/// Longer than anyone's career; keeps sums of days and dates far from overflow.
pub(super) const MAX_LIMIT: u32 = 36_500;

/// The limits. A faulty one is 0 here: its fault keeps the file from being used.
pub(super) fn read_limits(row: &Row, lists: &Lists) -> Limits {
    let limit = |key| count(row, key, MAX_LIMIT).unwrap_or_default();
    // Files from before a limit existed do not have it: what it is then is in the common files.
    let or_default = |key: &'static str| match lists.entry(CodeKind::Limit, key) {
        Some(entry) if !row.has(key) => match entry.attributes {
            Attributes::Default(default) => default,
            _ => 0,
        },
        _ => limit(key),
    };
    let months = row.value::<Vec<Placed<i64>>>("follow_up_months").into_iter();
    let month = |month| in_range(row.page, "follow_up_months", &month, 0..=MAX_LIMIT);
    let limits = Limits {
        late_recording_days: limit("late_recording_days"),
        no_bridge_figure_days: limit("no_bridge_figure_days"),
        no_contact_days: limit("no_contact_days"),
        lost_contact_attempts: limit("lost_contact_attempts"),
        lost_contact_modes: limit("lost_contact_modes"),
        exit_window_days: limit("exit_window_days"),
        follow_up_months: months.filter_map(month).collect(),
        follow_up_tolerance_days: limit("follow_up_tolerance_days"),
        grant_expiry_months: limit("grant_expiry_months"),
        override_hours: or_default("override_hours"),
        referral_open_days: limit("referral_open_days"),
        disclosure_k: limit("disclosure_k"),
        public_k: limit("public_k"),
        basis_ending_days: or_default("basis_ending_days"),
        override_review_days: or_default("override_review_days"),
        retention_years: or_default("retention_years"),
        access_record_years: or_default("access_record_years"),
        erasure_answer_days: or_default("erasure_answer_days"),
        distinct_questions_a_day: or_default("distinct_questions_a_day"),
        possible_repeat_seconds: or_default("possible_repeat_seconds"),
        planned_start_days: or_default("planned_start_days"),
        planned_appointment_days: or_default("planned_appointment_days"),
        silence_days: or_default("silence_days"),
        long_unemployed_months: or_default("long_unemployed_months"),
        young_long_unemployed_months: or_default("young_long_unemployed_months"),
        young_until_age: or_default("young_until_age"),
    };
    check_figures(row);
    row.done();
    limits
}

/// Below this many people somebody can be recognised who knows one of the others.
const LEAST_K: i64 = 3;

/// The month in which what lasts is recorded for ESF+ (EECR05, EECR06).
const ESF_MONTH: i64 = 6;

/// Results on leaving are those within four weeks (regulation (EU) 2021/1057, annex I).
const LONGEST_EXIT_WINDOW: i64 = 28;

/// Numbers by which figures would say what is not so, or too much. What is no number was named before.
fn check_figures(row: &Row) {
    let number = |key| {
        let number = row.optional::<i64>(key);
        number.filter(|number| (0..=i64::from(MAX_LIMIT)).contains(&number.value))
    };
    let (disclosure, public) = (number("disclosure_k"), number("public_k"));
    for (key, k) in [("disclosure_k", &disclosure), ("public_k", &public)] {
        if let Some(k) = k.as_ref().filter(|k| k.value < LEAST_K) {
            let message = format!("`{key}` is {LEAST_K} at least, not {}", k.value);
            row.page.fault(k.at, FaultCode::KTooSmall, message);
        }
    }
    if let (Some(disclosure), Some(public)) = (&disclosure, &public)
        && public.value < disclosure.value
    {
        let message = format!(
            "`public_k` is {} and `disclosure_k` {}: the public would see more than analysts do",
            public.value, disclosure.value
        );
        row.page.fault(public.at, FaultCode::PublicKTooSmall, message);
    }
    if let Some(window) = number("exit_window_days").filter(|days| days.value > LONGEST_EXIT_WINDOW)
    {
        let message = format!(
            "`exit_window_days` is {LONGEST_EXIT_WINDOW} at most (four weeks, for ESF+), not {}",
            window.value
        );
        row.page.fault(window.at, FaultCode::ExitWindowTooLong, message);
    }
    if let Some(months) = row.optional::<Vec<Placed<i64>>>("follow_up_months") {
        check_months(row.page, &months);
    }
}

fn check_months(page: &Page, months: &Placed<Vec<Placed<i64>>>) {
    for (place, month) in months.value.iter().enumerate() {
        if months.value[..place].iter().any(|before| before.value == month.value) {
            let message = format!("month {} is already in the list", month.value);
            page.fault(month.at, FaultCode::DuplicateMonth, message);
        }
    }
    if months.value.iter().all(|month| month.value != ESF_MONTH) {
        let message = format!(
            "month {ESF_MONTH} is missing: without it nothing is known for EECR05 and EECR06"
        );
        page.fault(months.at, FaultCode::NoMonthSix, message);
    }
}
