//! Reads the numbers that the rules use.

use super::fault::FaultCode;
use super::reading::{Page, Placed, Row};
use super::region::Limits;

/// A whole number from 0 to `max`.
pub(super) fn count(row: &Row, key: &'static str, max: u32) -> Option<u32> {
    in_range(row.page, key, &row.required(key)?, max)
}

fn in_range(page: &Page, key: &str, number: &Placed<i64>, max: u32) -> Option<u32> {
    let found = u32::try_from(number.value).ok().filter(|found| *found <= max);
    if found.is_none() {
        let negative = number.value < 0;
        let code = if negative { FaultCode::NegativeLimit } else { FaultCode::LimitOutOfRange };
        page.fault(number.at, code, format!("`{key}` is from 0 to {max}, not {}", number.value));
    }
    found
}

/// Longer than anyone's career; keeps sums of days and dates far from overflow.
const MAX_LIMIT: u32 = 36_500;

/// Different questions a day, where a region says nothing of it: files from before the limit existed.
const DISTINCT_QUESTIONS_A_DAY: u32 = 500;
/// Days before the end of a legal basis, likewise.
const BASIS_ENDING_DAYS: u32 = 30;
/// Days within which the region looks at access that was taken, likewise.
const OVERRIDE_REVIEW_DAYS: u32 = 30;

/// Seconds within which the same recording may be a repeat, where a region says nothing of it.
const POSSIBLE_REPEAT_SECONDS: u32 = 60;
/// Hours for which access may be taken without a grant, where a region says nothing of it.
const OVERRIDE_HOURS: u32 = 72;

/// The limits. A faulty one is 0 here: its fault keeps the file from being used.
pub(super) fn read_limits(row: &Row) -> Limits {
    let limit = |key| count(row, key, MAX_LIMIT).unwrap_or_default();
    let months = row.value::<Vec<Placed<i64>>>("follow_up_months").into_iter();
    let month = |month| in_range(row.page, "follow_up_months", &month, MAX_LIMIT);
    // A published file never changes: where it is older than a limit, this is it.
    let newer = |key, before| {
        let found = row.optional(key);
        found.map_or(before, |found| in_range(row.page, key, &found, MAX_LIMIT).unwrap_or_default())
    };
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
        override_hours: newer("override_hours", OVERRIDE_HOURS),
        referral_open_days: limit("referral_open_days"),
        disclosure_k: limit("disclosure_k"),
        public_k: limit("public_k"),
        basis_ending_days: newer("basis_ending_days", BASIS_ENDING_DAYS),
        override_review_days: newer("override_review_days", OVERRIDE_REVIEW_DAYS),
        distinct_questions_a_day: newer("distinct_questions_a_day", DISTINCT_QUESTIONS_A_DAY),
        possible_repeat_seconds: newer("possible_repeat_seconds", POSSIBLE_REPEAT_SECONDS),
    };
    row.done();
    limits
}
