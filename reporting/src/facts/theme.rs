//! Themes: where measures come from. One pure function each, from a trajectory in its present state.

mod caseload;
mod change;
mod course;
mod effort;
mod guidance;
mod homelessness;
mod lasting;
mod needs;
mod observed;
mod outcomes;
mod profile;
mod reach;
mod referrals;
mod results;
#[cfg(test)]
mod tests;
mod touched;

use chrono::NaiveDate;

use super::{Dated, Measure, Theme};
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{State, Trajectory, TrajectoryEvent};

pub(super) use observed::is_heard;
pub(super) use touched::{Touched, touched};

/// The measures of a theme, in order; of a trajectory that is merged into another only where its client stays.
///
/// Records have no place here: they are about the log and not about the state.
pub(super) fn measures(theme: Theme, trajectory: &Trajectory, catalogue: &Catalogue) -> Vec<Dated> {
    let state = trajectory.state();
    let mut list = MeasureList::default();
    match theme {
        Theme::Profile if state.merged_into.is_some() => profile::moves(state, &mut list),
        _ if state.merged_into.is_some() => {}
        Theme::Course => course::collect(trajectory, &mut list),
        Theme::Outcomes => outcomes::collect(trajectory, catalogue, &mut list),
        Theme::Lasting => lasting::collect(trajectory, catalogue, &mut list),
        Theme::Needs => needs::collect(state, &mut list),
        Theme::Referrals => referrals::collect(state, catalogue, &mut list),
        Theme::Caseload => caseload::collect(trajectory, catalogue, &mut list),
        Theme::Reach => reach::collect(trajectory, &mut list),
        Theme::Guidance => guidance::collect(trajectory, &mut list),
        Theme::Effort => effort::collect(trajectory, &mut list),
        Theme::Change => change::collect(trajectory, &mut list),
        Theme::Homelessness => homelessness::collect(trajectory, &mut list),
        Theme::Results => results::collect(state, catalogue, &mut list),
        Theme::Profile => profile::collect(state, &mut list),
        Theme::Records => {}
    }
    list.0.sort_unstable();
    list.0
}

/// The measures that come of an event alone, whatever was recorded after it.
pub(super) fn measures_of(event: &TrajectoryEvent, state: &State) -> Vec<Dated> {
    reach::of(event).into_iter().chain(effort::of(event, state)).collect()
}

/// The measures of a theme, while they are collected.
#[derive(Default)]
struct MeasureList(Vec<Dated>);

impl MeasureList {
    /// It happened on a day.
    fn flow(&mut self, measure: Measure, day: NaiveDate, code: Option<&str>, length: Option<u16>) {
        self.0.push(Dated { measure, day, sign: 1, code: code.map(Code::new), length });
    }

    /// It holds from a day on, until another where that is given. What was over before it began
    /// never held.
    fn stock(
        &mut self,
        measure: Measure,
        from: NaiveDate,
        until: Option<NaiveDate>,
        code: Option<&str>,
    ) {
        if until.is_some_and(|until| until <= from) {
            return;
        }
        let mut turn = |day, sign| {
            self.0.push(Dated { measure, day, sign, code: code.map(Code::new), length: None });
        };
        turn(from, 1);
        if let Some(until) = until {
            turn(until, -1);
        }
    }
}

/// Days from one day to another as a length; more than a lifetime is as long as a lifetime.
fn days(from: NaiveDate, to: NaiveDate) -> u16 {
    u16::try_from((to - from).num_days().max(0)).unwrap_or(u16::MAX)
}
