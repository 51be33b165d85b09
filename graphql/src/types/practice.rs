//! Practice floors and coaching of employers.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::trajectory::practice;

use super::Coded;

/// A stay on a practice floor.
#[derive(SimpleObject)]
pub(crate) struct PracticeFloor {
    /// Its id.
    #[graphql(name = "practiceFloorId")]
    id: ID,
    /// The organisation on whose site it is, by KBO number.
    site: String,
    /// Hours a week.
    hours_per_week: u32,
    /// The first day.
    started_on: NaiveDate,
    /// The day that it ended.
    ended_on: Option<NaiveDate>,
    /// Hours in all, once it has ended.
    hours: Option<u32>,
    /// What the client showed there.
    skills: Vec<Coded>,
}

impl PracticeFloor {
    pub(super) fn new(floor: &practice::PracticeFloor, catalogue: &Arc<Catalogue>) -> Self {
        let end = floor.end.as_ref();
        let skills = end.into_iter().flat_map(|(_, end)| &end.skills);
        Self {
            id: ID(floor.start.practice_floor.to_string()),
            site: floor.start.site.to_string(),
            hours_per_week: floor.start.hours_per_week,
            started_on: floor.started_on,
            ended_on: end.map(|(on, _)| *on),
            hours: end.map(|(_, end)| end.hours),
            skills: skills.map(|code| Coded::new(catalogue, code)).collect(),
        }
    }
}

/// An employer was coached, for this client.
#[derive(SimpleObject)]
pub(crate) struct EmployerCoaching {
    /// The day.
    on: NaiveDate,
    /// The employer, by KBO number.
    employer: String,
    /// About what.
    topic: Coded,
    /// How long it took, in minutes.
    minutes: u32,
}

impl EmployerCoaching {
    pub(super) fn new(coaching: &practice::Coaching, catalogue: &Arc<Catalogue>) -> Self {
        Self {
            on: coaching.on,
            employer: coaching.what.employer.to_string(),
            topic: Coded::new(catalogue, &coaching.what.topic),
            minutes: coaching.what.minutes,
        }
    }
}
