//! Trainings, qualifications and languages.

use loopbrug_domain::catalogue::list::{Cefr, Isced, Language, TrainingKind, TrainingResult};
use loopbrug_domain::ids::TrainingId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::learning::{
    LanguageLevelReached, QualificationGained, TrainingEnded, TrainingStarted,
};

use super::about::OnTrajectory;
use super::given::{Id, New};
use crate::input::Code;

mutations! {
    LearningMutations on OnTrajectory;

    /// Records that the client started a training.
    start_training:
    /// The client starts a training.
    StartTrainingInput {
        /// The training, by a UUID of your own. Default: a new one.
        training_id: New<TrainingId>,
        kind: Code<TrainingKind>,
    } => Intent::StartTraining(TrainingStarted { training: training_id, kind });

    /// Records that a training ended.
    end_training:
    /// A training ends.
    EndTrainingInput {
        /// The training.
        training_id: Id<TrainingId>,
        /// How.
        result: Code<TrainingResult>,
        /// Of a training that ends as qualified: the level of the qualification, if it is known. It
        /// need not be recorded by itself then.
        level: Option<Code<Isced>>,
    } => Intent::EndTraining(TrainingEnded { training: training_id, result, level });

    /// Records that the client gained a qualification.
    record_qualification_gained:
    /// The client has a qualification more.
    RecordQualificationGainedInput {
        /// Of which level.
        level: Code<Isced>,
    } => Intent::RecordQualificationGained(QualificationGained { level });

    /// Records that the client reached a level of a language.
    record_language_level_reached:
    /// The client has learned a language up to a level.
    RecordLanguageLevelReachedInput {
        language: Code<Language>,
        level: Code<Cefr>,
    } => Intent::RecordLanguageLevelReached(LanguageLevelReached { language, level });
}
