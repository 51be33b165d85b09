//! Practice floors and coaching of employers.

use async_graphql::{Context, ID, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::PracticeFloorId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::practice::{
    EmployerCoached, PracticeFloorEnded, PracticeFloorStarted,
};

use super::{OnTrajectory, TrajectoryPayload, record};

/// The client starts on a practice floor.
#[derive(Debug, InputObject)]
struct StartPracticeFloorInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The practice floor, by a UUID of your own. Default: a new one.
    practice_floor_id: Option<ID>,
    /// The organisation on whose site it is, by KBO number.
    site: String,
    /// Hours a week (1 to 40).
    hours_per_week: u32,
}

/// The time on a practice floor ends.
#[derive(Debug, InputObject)]
struct EndPracticeFloorInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The practice floor.
    practice_floor_id: ID,
    /// Hours in all (0 to 2080).
    hours: u32,
    /// What the client showed there (list `skill`).
    #[graphql(default)]
    skills: Vec<String>,
}

/// An employer is coached, for this client.
#[derive(Debug, InputObject)]
struct CoachEmployerInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The employer, by KBO number.
    employer: String,
    /// About what (list `employer_topic`).
    topic: String,
    /// How long it took, in minutes (0 to 1440).
    minutes: u32,
}

#[derive(Default)]
pub(super) struct PracticeMutations;

#[Object]
impl PracticeMutations {
    /// Records that the client started on a practice floor.
    async fn start_practice_floor(
        &self,
        ctx: &Context<'_>,
        input: StartPracticeFloorInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let practice_floor = read.id_or_new(
                input.practice_floor_id.as_ref(),
                "practiceFloorId",
                "practice floor",
                PracticeFloorId,
            );
            Intent::StartPracticeFloor(PracticeFloorStarted {
                practice_floor,
                site: read.id(&input.site, "site"),
                hours_per_week: input.hours_per_week,
            })
        })
        .await
    }

    /// Records that the time on a practice floor ended.
    async fn end_practice_floor(
        &self,
        ctx: &Context<'_>,
        input: EndPracticeFloorInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            Intent::EndPracticeFloor(PracticeFloorEnded {
                practice_floor: read.id(&input.practice_floor_id, "practiceFloorId"),
                hours: input.hours,
                skills: input.skills.into_iter().map(Code::new).collect(),
            })
        })
        .await
    }

    /// Records that an employer was coached.
    async fn coach_employer(
        &self,
        ctx: &Context<'_>,
        input: CoachEmployerInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let employer = read.id(&input.employer, "employer");
            let (topic, minutes) = (Code::new(input.topic), input.minutes);
            Intent::CoachEmployer(EmployerCoached { employer, topic, minutes })
        })
        .await
    }
}
