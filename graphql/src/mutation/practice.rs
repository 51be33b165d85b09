//! Practice floors and coaching of employers.

use loopbrug_domain::catalogue::list::{EmployerTopic, JobTarget, Skill};
use loopbrug_domain::ids::PracticeFloorId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::practice::{
    EmployerCoached, PracticeFloorEnded, PracticeFloorStarted,
};

use super::about::OnTrajectory;
use super::given::{Id, NamedEmployer, New};
use crate::input::Code;

mutations! {
    PracticeMutations on OnTrajectory;

    /// Records that the client started on a practice floor.
    start_practice_floor:
    /// The client starts on a practice floor.
    StartPracticeFloorInput {
        /// The practice floor, by a UUID of your own. Default: a new one.
        practice_floor_id: New<PracticeFloorId>,
        /// The employer or organisation on whose site it is, by KBO number or by a name that is registered
        /// (`registerEmployer`).
        site: NamedEmployer,
        /// Hours a week (1 to 40).
        hours_per_week: u32,
    } => Intent::StartPracticeFloor(PracticeFloorStarted {
        practice_floor: practice_floor_id,
        site,
        hours_per_week,
    });

    /// Records that the time on a practice floor ended.
    end_practice_floor:
    /// The time on a practice floor ends.
    EndPracticeFloorInput {
        /// The practice floor.
        practice_floor_id: Id<PracticeFloorId>,
        /// Hours in all (0 to 2080).
        hours: u32,
        /// What the client showed there.
        #[graphql(default)]
        skills: Vec<Code<Skill>>,
        /// The kinds of work that the client came to like there.
        #[graphql(default)]
        interests: Vec<Code<JobTarget>>,
    } => Intent::EndPracticeFloor(PracticeFloorEnded {
        practice_floor: practice_floor_id,
        hours,
        skills,
        interests,
    });

    /// Records that an employer was coached.
    coach_employer:
    /// An employer is coached, for this client.
    CoachEmployerInput {
        /// The employer, by KBO number or by a name that is registered (`registerEmployer`); never by that of a person
        /// who works there.
        employer: NamedEmployer,
        /// About what.
        topic: Code<EmployerTopic>,
        /// How long it took, in minutes (0 to 1440).
        minutes: u32,
    } => Intent::CoachEmployer(EmployerCoached { employer, topic, minutes });
}
