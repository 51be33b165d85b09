//! Trainings, qualifications and languages.

use async_graphql::{Context, ID, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrainingId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::learning::{
    LanguageLevelReached, QualificationGained, TrainingEnded, TrainingStarted,
};

use super::{OnTrajectory, TrajectoryPayload, record};

/// The client starts a training.
#[derive(Debug, InputObject)]
struct StartTrainingInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The training, by a UUID of your own. Default: a new one.
    training_id: Option<ID>,
    /// List `training_kind`.
    kind: String,
}

/// A training ends.
#[derive(Debug, InputObject)]
struct EndTrainingInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The training.
    training_id: ID,
    /// How (list `training_result`).
    result: String,
}

/// The client has a qualification more.
#[derive(Debug, InputObject)]
struct RecordQualificationGainedInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Of which level (list `isced`).
    level: String,
}

/// The client has learned a language up to a level.
#[derive(Debug, InputObject)]
struct RecordLanguageLevelReachedInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// List `language`.
    language: String,
    /// List `cefr`.
    level: String,
}

#[derive(Default)]
pub(super) struct LearningMutations;

#[Object]
impl LearningMutations {
    /// Records that the client started a training.
    async fn start_training(
        &self,
        ctx: &Context<'_>,
        input: StartTrainingInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let training =
                read.id_or_new(input.training_id.as_ref(), "trainingId", "training", TrainingId);
            Intent::StartTraining(TrainingStarted { training, kind: Code::new(input.kind) })
        })
        .await
    }

    /// Records that a training ended.
    async fn end_training(
        &self,
        ctx: &Context<'_>,
        input: EndTrainingInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let training = read.id(&input.training_id, "trainingId");
            let result = Code::new(input.result);
            Intent::EndTraining(TrainingEnded { training, result })
        })
        .await
    }

    /// Records that the client gained a qualification.
    async fn record_qualification_gained(
        &self,
        ctx: &Context<'_>,
        input: RecordQualificationGainedInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            let level = Code::new(input.level);
            Intent::RecordQualificationGained(QualificationGained { level })
        })
        .await
    }

    /// Records that the client reached a level of a language.
    async fn record_language_level_reached(
        &self,
        ctx: &Context<'_>,
        input: RecordLanguageLevelReachedInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            let (language, level) = (Code::new(input.language), Code::new(input.level));
            Intent::RecordLanguageLevelReached(LanguageLevelReached { language, level })
        })
        .await
    }
}
