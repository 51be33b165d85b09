//! What came of it: referred, housed, in work, in training, qualified.

use super::MeasureList;
use crate::facts::Measure;
use loopbrug_domain::trajectory::State;
use loopbrug_domain::trajectory::referrals::ReferralStep;

pub(super) fn collect(state: &State, list: &mut MeasureList) {
    for referral in state.referrals.iter() {
        if let Some(day) = referral.days.get(&ReferralStep::Sent) {
            list.flow(Measure::Referred, *day, None, None);
        }
    }
    // A move from one home to the next is one span of being housed.
    let homes = &state.housing.homes;
    for (n, home) in homes.iter().enumerate() {
        list.flow(Measure::Housed, home.found_on, None, None);
        let moved_on = homes.get(n + 1).map(|next| next.from.max(home.from));
        let lost_on = home.lost.as_ref().map(|lost| lost.on);
        list.stock(Measure::InHousing, home.from, lost_on.or(moved_on), None);
    }
    for job in &state.work.jobs {
        list.flow(Measure::StartedWork, job.started_on, None, None);
        let ended_on = job.end.as_ref().map(|end| end.on);
        list.stock(Measure::InWork, job.start.from, ended_on, None);
    }
    for training in &state.learning.trainings {
        let ended_on = training.end.as_ref().map(|(on, _)| *on);
        list.stock(Measure::InTraining, training.started_on, ended_on, None);
    }
    for qualification in &state.learning.qualifications {
        list.flow(Measure::Qualified, qualification.on, None, None);
    }
    for milestone in &state.milestones.reached {
        list.flow(
            Measure::Milestone,
            milestone.on,
            Some(milestone.reached.milestone.as_str()),
            None,
        );
    }
}
