//! Themes: where measures come from. One pure function each, from a trajectory as it stands.

mod caseload;
mod change;
mod course;
mod homelessness;
mod lasting;
mod needs;
mod outcomes;
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
use loopbrug_domain::trajectory::Trajectory;

pub(super) use reach::of as reach_of;
pub(super) use touched::{Touched, touched};

/// The measures of a theme, in order; none of a trajectory that is merged into another.
///
/// Records have no place here: they tell of the log and not of how things stand.
pub(super) fn measures(theme: Theme, trajectory: &Trajectory, catalogue: &Catalogue) -> Vec<Dated> {
    let state = trajectory.state();
    if state.merged_into.is_some() {
        return vec![];
    }
    let mut told = Telling::default();
    match theme {
        Theme::Course => course::tell(trajectory, &mut told),
        Theme::Outcomes => outcomes::tell(state, &mut told),
        Theme::Lasting => lasting::tell(state, &mut told),
        Theme::Needs => needs::tell(state, &mut told),
        Theme::Referrals => referrals::tell(state, catalogue, &mut told),
        Theme::Caseload => caseload::tell(trajectory, catalogue, &mut told),
        Theme::Reach => reach::tell(trajectory, &mut told),
        Theme::Change => change::tell(trajectory, &mut told),
        Theme::Homelessness => homelessness::tell(trajectory, &mut told),
        Theme::Results => results::tell(state, catalogue, &mut told),
        Theme::Records => {}
    }
    told.0.sort_unstable();
    told.0
}

/// Measures in the making.
#[derive(Default)]
struct Telling(Vec<Dated>);

impl Telling {
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
