//! Practice floors and coaching of employers.

use async_graphql::ID;
use chrono::NaiveDate;
use loopbrug_domain::trajectory::practice;

use super::Coded;
use super::shows::shows;

shows! {
    /// A stay on a practice floor.
    PracticeFloor of practice::PracticeFloor as floor {
        /// Its id.
        #[graphql(name = "practiceFloorId")]
        id: ID = floor.start.practice_floor,
        /// The employer or organisation on whose site it is: a KBO number, or the name of the company.
        site: String = floor.start.site,
        /// Hours a week.
        hours_per_week: u32 = floor.start.hours_per_week,
        /// The first day.
        started_on: NaiveDate,
        /// The day that it ended.
        ended_on: Option<NaiveDate> = floor.end.as_ref().map(|(on, _)| *on),
        /// Hours in all, once it has ended.
        hours: Option<u32> = floor.end.as_ref().map(|(_, end)| end.hours),
        /// What the client showed there.
        skills: Vec<Coded> = floor.end.iter().flat_map(|(_, end)| &end.skills).collect::<Vec<_>>(),
        /// The kinds of work that the client came to like there.
        interests: Vec<Coded> = floor.end.iter().flat_map(|(_, end)| &end.interests).collect::<Vec<_>>(),
    }

    /// An employer was coached, for this client.
    EmployerCoaching of practice::Coaching as coaching {
        /// The day.
        on: NaiveDate,
        /// The employer: a KBO number, or the name of the company.
        employer: String = coaching.what.employer,
        /// About what.
        topic: Coded = coaching.what.topic,
        /// How long it took, in minutes.
        minutes: u32 = coaching.what.minutes,
    }
}
