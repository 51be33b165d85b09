//! Whether work and housing last. What will have lasted is dated on its day, in the future, and is
//! withdrawn when it turns out otherwise.

use chrono::{Datelike, NaiveDate};

use super::MeasureList;
use crate::facts::Measure;
use loopbrug_domain::time::{days_after, months_after};
use loopbrug_domain::trajectory::State;

pub(super) fn collect(state: &State, list: &mut MeasureList) {
    for job in &state.work.jobs {
        let ended_on = job.end.as_ref().map(|end| end.on);
        for (measure, day) in [(Measure::WorkDay91, 91), (Measure::WorkDay182, 182)] {
            matures(measure, job.start.from, day, ended_on, list);
        }
        if let Some(end) = &job.end {
            list.flow(Measure::WorkLost, end.on, Some(end.reason.as_str()), None);
        }
    }
    for home in &state.housing.homes {
        let lost_on = home.lost.as_ref().map(|lost| lost.on);
        for (measure, day) in [(Measure::HousingDay91, 91), (Measure::HousingDay182, 182)] {
            matures(measure, home.from, day, lost_on, list);
        }
        if let Some(lost) = &home.lost {
            let months = whole_months(home.from, lost.on);
            list.flow(Measure::HousingLost, lost.on, Some(lost.reason.as_str()), Some(months));
        }
    }
}

fn matures(
    measure: Measure,
    from: NaiveDate,
    days: u32,
    over_on: Option<NaiveDate>,
    list: &mut MeasureList,
) {
    let day = days_after(from, days);
    let lasts = over_on.is_none_or(|over_on| over_on > day);
    list.flow(measure, day, None, Some(u16::from(lasts)));
}

/// The whole months that have passed: one is over on the same day of the next month, or on the last
/// day of a month that has no such day.
fn whole_months(from: NaiveDate, to: NaiveDate) -> u16 {
    let months =
        (to.year() - from.year()) * 12 + to.month0().cast_signed() - from.month0().cast_signed();
    let months = u32::try_from(months).unwrap_or(0);
    let over = months_after(from, months) <= to;
    u16::try_from(if over { months } else { months.saturating_sub(1) }).unwrap_or(u16::MAX)
}
