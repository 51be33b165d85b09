//! Whether work and housing last. What will have lasted is dated on its day, in the future, and is
//! withdrawn when it turns out otherwise. Silence is no success: it is not known then.

use chrono::{Datelike, NaiveDate};

use super::MeasureList;
use super::observed::{last_heard_on, seen_without_home, seen_without_work};
use crate::facts::Measure;
use crate::facts::measure::Lasts;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::time::{days_after, months_after};
use loopbrug_domain::trajectory::Trajectory;

pub(super) fn collect(trajectory: &Trajectory, catalogue: &Catalogue, list: &mut MeasureList) {
    let state = trajectory.state();
    if state.work.jobs.is_empty() && state.housing.homes.is_empty() {
        return;
    }
    // The last day of which it is known whether something lasts.
    let heard_on = last_heard_on(trajectory).unwrap_or_default();
    let known_until = days_after(heard_on, catalogue.limits().silence_days);
    for (job, seen_on) in state.work.jobs.iter().zip(seen_without_work(trajectory, catalogue)) {
        let ended_on = job.end.as_ref().map(|end| end.on).into_iter().chain(seen_on).min();
        for (measure, day) in [(Measure::WorkDay91, 91), (Measure::WorkDay182, 182)] {
            matures(measure, (job.start.from, day), ended_on, known_until, list);
        }
        if let Some(end) = &job.end {
            list.flow(Measure::WorkLost, end.on, Some(end.reason.as_str()), None);
        }
    }
    for (home, seen_on) in state.housing.homes.iter().zip(seen_without_home(trajectory, catalogue))
    {
        let lost_on = home.lost.as_ref().map(|lost| lost.on).into_iter().chain(seen_on).min();
        for (measure, day) in [(Measure::HousingDay91, 91), (Measure::HousingDay182, 182)] {
            matures(measure, (home.from, day), lost_on, known_until, list);
        }
        if let Some(lost) = &home.lost {
            let months = whole_months(home.from, lost.on);
            list.flow(Measure::HousingLost, lost.on, Some(lost.reason.as_str()), Some(months));
        }
    }
}

fn matures(
    measure: Measure,
    (from, days): (NaiveDate, u32),
    over_on: Option<NaiveDate>,
    known_until: NaiveDate,
    list: &mut MeasureList,
) {
    let day = days_after(from, days);
    let lasts = match over_on {
        Some(over_on) if over_on <= day => Lasts::No,
        _ if known_until < day => Lasts::Unknown,
        _ => Lasts::Yes,
    };
    list.flow(measure, day, None, Some(lasts as u16));
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
