//! What came of it: referred, housed, in work, in training, qualified.

use super::MeasureList;
use super::observed::{seen_without_home, seen_without_work};
use crate::facts::Measure;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_domain::trajectory::referrals::ReferralStep;

pub(super) fn collect(trajectory: &Trajectory, catalogue: &Catalogue, list: &mut MeasureList) {
    let state = trajectory.state();
    for referral in state.referrals.iter() {
        if let Some(day) = referral.days.get(&ReferralStep::Sent) {
            list.flow(Measure::Referred, *day, None, None);
        }
    }
    // A move from one home to the next is one span of being housed.
    let homes = &state.housing.homes;
    for ((n, home), seen_on) in
        homes.iter().enumerate().zip(seen_without_home(trajectory, catalogue))
    {
        list.flow(Measure::Housed, home.from, None, None);
        let moved_on = homes.get(n + 1).map(|next| next.from.max(home.from));
        let lost_on = home.lost.as_ref().map(|lost| lost.on);
        let until = [lost_on, seen_on, moved_on].into_iter().flatten().min();
        list.stock(Measure::InHousing, home.from, until, None);
    }
    for (job, seen_on) in state.work.jobs.iter().zip(seen_without_work(trajectory, catalogue)) {
        list.flow(Measure::StartedWork, job.start.from, None, None);
        let ended_on = job.end.as_ref().map(|end| end.on);
        let until = ended_on.into_iter().chain(seen_on).min();
        list.stock(Measure::InWork, job.start.from, until, None);
    }
    for training in &state.learning.trainings {
        let ended_on = training.end.as_ref().map(|(on, _)| *on);
        list.stock(Measure::InTraining, training.started_on, ended_on, None);
        // With a level, it is among the qualifications.
        if let Some((on, end)) = &training.end
            && end.qualified()
            && end.level.is_none()
        {
            list.flow(Measure::Qualified, *on, None, None);
        }
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
