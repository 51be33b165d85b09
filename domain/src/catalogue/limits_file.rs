//! Reads the numbers that the rules use.

use super::fault::FaultCode;
use super::reading::{Page, Placed, Row};
use super::region::Limits;

/// A whole number from 0 to `max`.
pub(super) fn count(row: &Row, key: &'static str, max: u32) -> Option<u32> {
    in_range(row.page, key, &row.whole(key)?, max)
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

pub(super) fn read_limits(row: &Row) -> Option<Limits> {
    let limit = |key| count(row, key, MAX_LIMIT);
    let (late_recording_days, no_bridge_figure_days) =
        (limit("late_recording_days"), limit("no_bridge_figure_days"));
    let (no_contact_days, exit_window_days) = (limit("no_contact_days"), limit("exit_window_days"));
    let (attempts, modes) = (limit("lost_contact_attempts"), limit("lost_contact_modes"));
    let months = row.whole_numbers("follow_up_months");
    let months: Vec<_> = months
        .iter()
        .map(|month| in_range(row.page, "follow_up_months", month, MAX_LIMIT))
        .collect();
    let (tolerance, grant_expiry_months) =
        (limit("follow_up_tolerance_days"), limit("grant_expiry_months"));
    let (referral_open_days, disclosure_k) = (limit("referral_open_days"), limit("disclosure_k"));
    let public_k = limit("public_k");
    row.done();
    Some(Limits {
        late_recording_days: late_recording_days?,
        no_bridge_figure_days: no_bridge_figure_days?,
        no_contact_days: no_contact_days?,
        lost_contact_attempts: attempts?,
        lost_contact_modes: modes?,
        exit_window_days: exit_window_days?,
        follow_up_months: months.into_iter().collect::<Option<_>>()?,
        follow_up_tolerance_days: tolerance?,
        grant_expiry_months: grant_expiry_months?,
        referral_open_days: referral_open_days?,
        disclosure_k: disclosure_k?,
        public_k: public_k?,
    })
}
