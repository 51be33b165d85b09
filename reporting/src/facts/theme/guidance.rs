//! What a client was found to be good at, learned to speak, and practised, and what came with a job.

use std::collections::BTreeMap;

use super::MeasureList;
use crate::facts::Measure;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{Payload, Trajectory};

pub(super) fn collect(trajectory: &Trajectory, list: &mut MeasureList) {
    let state = trajectory.state();
    for (strength, on) in &state.direction.strengths {
        list.flow(Measure::StrengthIdentified, *on, Some(strength.as_str()), None);
    }
    for language in &state.learning.languages {
        let level = language.reached.level.as_str();
        list.flow(Measure::LanguageLevel, language.on, Some(level), None);
    }
    collect_floors(trajectory, list);
    for job in &state.work.jobs {
        for adaptation in &job.start.adaptations {
            list.flow(Measure::JobAdapted, job.start.from, Some(adaptation.as_str()), None);
        }
        for support in &job.start.support {
            list.flow(Measure::JobSupported, job.start.from, Some(support.as_str()), None);
        }
    }
}

/// Practice floors. Closing the trajectory ends what runs: afterwards nobody can record that it ended.
fn collect_floors(trajectory: &Trajectory, list: &mut MeasureList) {
    let mut running = BTreeMap::new();
    for entry in trajectory.entries() {
        let on = entry.event.occurred_on;
        match &entry.event.what {
            Payload::PracticeFloorStarted(start) => {
                list.flow(Measure::FloorStarted, on, None, None);
                running.insert(start.practice_floor, on);
            }
            Payload::PracticeFloorEnded(end) => {
                list.flow(Measure::FloorEnded, on, None, None);
                for skill in &end.skills {
                    list.flow(Measure::SkillShown, on, Some(skill.as_str()), None);
                }
                for interest in &end.interests {
                    list.flow(Measure::InterestFound, on, Some(interest.as_str()), None);
                }
                if let Some(from) = running.remove(&end.practice_floor) {
                    list.stock(Measure::FloorRunning, from, Some(on), None);
                }
            }
            Payload::Closed(_) => {
                for from in std::mem::take(&mut running).into_values() {
                    list.stock(Measure::FloorRunning, from, Some(on), None);
                }
            }
            _ => {}
        }
    }
    for from in running.into_values() {
        list.stock(Measure::FloorRunning, from, None, None);
    }
}
