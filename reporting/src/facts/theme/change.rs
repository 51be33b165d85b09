//! Barriers and goals, compared with the first look at them; and relapses.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::MeasureList;
use crate::facts::{Dated, Measure};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{Payload, Trajectory};

/// What a barrier or a goal was found to be, in order.
#[derive(Default)]
struct Looks(Vec<(NaiveDate, i8)>);

pub(super) fn collect(trajectory: &Trajectory, list: &mut MeasureList) {
    let mut barriers: BTreeMap<_, Looks> = BTreeMap::new();
    for entry in trajectory.entries() {
        let (area, severity) = match &entry.event.what {
            Payload::BarrierIdentified(seen) => (&seen.area, seen.severity),
            Payload::BarrierReassessed(seen) => (&seen.area, seen.severity),
            Payload::BarrierRecurred(seen) => (&seen.area, seen.severity),
            Payload::BarrierResolved(resolved) => (&resolved.area, 0),
            _ => continue,
        };
        barriers.entry(area).or_default().look(entry.event.occurred_on, severity);
    }
    for (area, looks) in barriers {
        looks.collect(Measure::BarrierChange, area.as_str(), None, list);
    }
    let state = trajectory.state();
    for (goal, which) in state.direction.goals.iter().zip(0..) {
        let mut looks = Looks::default();
        for rating in &goal.ratings {
            looks.look(rating.on, rating.rating);
        }
        looks.collect(Measure::GoalChange, goal.domain.as_str(), Some(which), list);
    }
    for relapse in &state.milestones.relapses {
        list.flow(Measure::Relapsed, relapse.on, Some(relapse.area.as_str()), None);
    }
}

impl Looks {
    fn look(&mut self, on: NaiveDate, found: u32) {
        self.0.push((on, i8::try_from(found).unwrap_or(i8::MAX)));
    }

    /// The last look of each day, less the first of all, which is no change itself.
    fn collect(&self, measure: Measure, code: &str, length: Option<u16>, list: &mut MeasureList) {
        let Some((_, first)) = self.0.first() else { return };
        for (n, (day, found)) in self.0.iter().enumerate().skip(1) {
            if self.0.get(n + 1).is_none_or(|(next, _)| next > day) {
                let (sign, code) = (found - first, Some(Code::new(code)));
                list.0.push(Dated { measure, day: *day, sign, code, length });
            }
        }
    }
}
