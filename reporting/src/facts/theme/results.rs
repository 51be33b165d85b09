//! ESF+ results (EECR01 to EECR06): of those who left, on the day that the window has passed.

use chrono::NaiveDate;

use super::MeasureList;
use crate::facts::Measure;
use crate::facts::measure::Finding;
use loopbrug_domain::catalogue::list::LabourStatus;
use loopbrug_domain::catalogue::{Catalogue, Code, EsfClass};
use loopbrug_domain::time::days_after;
use loopbrug_domain::trajectory::State;

/// The month of the longer-term results.
const MONTH: u32 = 6;

pub(super) fn collect(state: &State, catalogue: &Catalogue, list: &mut MeasureList) {
    let (Some(intake), Some(closing)) = (&state.intake, state.course.closed()) else { return };
    if !closing.leaves_something_to_follow() {
        return;
    }
    let status = |status: &Code<LabourStatus>| catalogue.labour_status(status.as_str());
    let at_entry = intake.entry.labour_status.as_ref().and_then(status);
    let is = |other| at_entry.map(|status| status.esf == other);
    let newly_in_education = at_entry.map(|status| !status.in_education);
    let inactive = is(EsfClass::Inactive);
    let employed = is(EsfClass::Employed);
    let not_employed = employed.map(|employed| !employed);

    let limits = catalogue.limits();
    let left = days_after(closing.exit_until(limits), 1);
    let exit = closing.exit.as_ref().map(|exit| &exit.situation);
    let later = days_after(closing.follow_up_window(MONTH, limits).until, 1);
    let month = closing.found_within(MONTH, limits);
    let works = month.and_then(|found| found.labour.as_ref()).and_then(status);
    let outside = closing.was_found_outside(MONTH, limits);
    let mut result = |indicator: &str, day: NaiveDate, of: Option<bool>, met: Option<bool>| {
        let finding = match (of, met) {
            (Some(false), _) => return,
            (None, _) => Finding::WhetherOfThese,
            (Some(true), None) => Finding::Unknown,
            (Some(true), Some(true)) => Finding::Met,
            (Some(true), Some(false)) => Finding::NotMet,
        };
        list.flow(Measure::Result, day, Some(indicator), Some(finding as u16));
        let unknown = matches!(finding, Finding::Unknown | Finding::WhetherOfThese);
        if day == later && unknown && outside {
            list.flow(Measure::OutsideWindow, day, Some(indicator), None);
        }
    };
    result("EECR01", left, inactive, exit.and_then(|exit| exit.job_seeking));
    result("EECR02", left, newly_in_education, exit.and_then(|exit| exit.in_training));
    result("EECR03", left, Some(true), exit.and_then(|exit| exit.qualification));
    result("EECR04", left, not_employed, exit.and_then(|exit| exit.employed));
    result("EECR05", later, not_employed, works.map(|status| status.esf == EsfClass::Employed));
    result("EECR06", later, employed, month.and_then(|found| found.improved));
}
