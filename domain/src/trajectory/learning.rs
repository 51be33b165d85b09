//! Learning: trainings, qualifications and languages (S: "hulp bij taalverwerving").
//!
//! As with jobs, what a participant learns may come after the guidance has stopped.

use crate::catalogue::list::{Cefr, Isced, Language, TrainingKind, TrainingResult};
use crate::ids::TrainingId;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about trainings and languages.
    LearningRefusal {
        TrainingAlreadyStarted { training: TrainingId }, "TRAINING_ALREADY_STARTED",
            "training {training} was recorded before";
        TrainingNotStarted { training: TrainingId }, "TRAINING_NOT_STARTED",
            "training {training} has not started";
        TrainingAlreadyEnded { training: TrainingId }, "TRAINING_ALREADY_ENDED",
            "training {training} has ended";
        LanguageLevelAlreadyReached { language: Code<Language>, level: Code<Cefr> }, "LANGUAGE_LEVEL_ALREADY_REACHED",
            "level {level} of language '{language}' was reached before";
    }
}

/// The client started a training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingStarted {
    /// The training.
    pub training: TrainingId,
    /// The kind of training.
    pub kind: Code<TrainingKind>,
}

/// A training ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingEnded {
    /// The training.
    pub training: TrainingId,
    /// How.
    pub result: Code<TrainingResult>,
}

/// The client gained a qualification.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QualificationGained {
    /// Of which level.
    pub level: Code<Isced>,
}

/// The client learned a language up to a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LanguageLevelReached {
    /// The language.
    pub language: Code<Language>,
    /// The level.
    pub level: Code<Cefr>,
}

/// What the client learned, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Learning {
    /// Past and present.
    pub trainings: Vec<Training>,
    /// Qualifications gained.
    pub qualifications: Vec<Qualification>,
    /// Levels of languages reached.
    pub languages: Vec<LanguageLevel>,
}

/// A training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// The first day.
    pub started_on: NaiveDate,
    /// How it started.
    pub start: TrainingStarted,
    /// The day that it ended and how, if it did.
    pub end: Option<(NaiveDate, Code<TrainingResult>)>,
}

/// A qualification.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Qualification {
    /// The day.
    pub on: NaiveDate,
    /// Of which level.
    pub level: Code<Isced>,
}

/// A level of a language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LanguageLevel {
    /// The day.
    pub on: NaiveDate,
    /// Which language, up to which level.
    pub reached: LanguageLevelReached,
}

impl Learning {
    fn training(&self, training: TrainingId) -> Option<&Training> {
        self.trainings.iter().find(|one| one.start.training == training)
    }
}

impl EventPayload<State> for TrainingStarted {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant()?;
        let training = self.training;
        Refusal::when(state.learning.training(training).is_some(), || {
            LearningRefusal::TrainingAlreadyStarted { training }
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let training = Training { started_on: on, start: self.clone(), end: None };
        state.learning.trainings.push(training);
    }
}

impl EventPayload<State> for TrainingEnded {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        let training = self.training;
        let found = state.learning.training(training);
        let found = found.ok_or(LearningRefusal::TrainingNotStarted { training })?;
        Refusal::when(found.end.is_some(), || LearningRefusal::TrainingAlreadyEnded { training })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let mut trainings = state.learning.trainings.iter_mut();
        if let Some(found) = trainings.find(|one| one.start.training == self.training) {
            found.end = Some((on, self.result.clone()));
        }
    }
}

impl EventPayload<State> for QualificationGained {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant()
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.learning.qualifications.push(Qualification { on, level: self.level.clone() });
    }
}

impl EventPayload<State> for LanguageLevelReached {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant()?;
        Refusal::when(state.learning.languages.iter().any(|before| before.reached == *self), || {
            LearningRefusal::LanguageLevelAlreadyReached {
                language: self.language.clone(),
                level: self.level.clone(),
            }
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.learning.languages.push(LanguageLevel { on, reached: self.clone() });
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::trajectory::Intent;
    use crate::trajectory::intake::IntakeRefusal;
    use crate::trajectory::story::{closed, day, opened, participant, story, unknown};

    const ID: TrainingId = TrainingId(Uuid::from_u128(1));

    fn started() -> TrainingStarted {
        TrainingStarted { training: ID, kind: Code::new("vocational") }
    }

    fn ended() -> TrainingEnded {
        TrainingEnded { training: ID, result: Code::new("qualified") }
    }

    fn qualified(level: &str) -> QualificationGained {
        QualificationGained { level: Code::new(level) }
    }

    fn speaks(language: &str, level: &str) -> LanguageLevelReached {
        LanguageLevelReached { language: Code::new(language), level: Code::new(level) }
    }

    #[test]
    fn a_participant_follows_a_training_to_its_end() {
        participant().when(day(9), Intent::StartTraining(started())).then(vec![started().into()]);
        participant()
            .given(day(9), started())
            .when(day(90), Intent::EndTraining(ended()))
            .then(vec![ended().into()]);
    }

    #[test]
    fn a_training_starts_once_and_ends_once_after_it_started() {
        participant()
            .given(day(9), started())
            .when(day(10), Intent::StartTraining(started()))
            .then_refused(&LearningRefusal::TrainingAlreadyStarted { training: ID });
        participant()
            .when(day(10), Intent::EndTraining(ended()))
            .then_refused(&LearningRefusal::TrainingNotStarted { training: ID });
        participant()
            .given(day(9), started())
            .given(day(10), ended())
            .when(day(11), Intent::EndTraining(ended()))
            .then_refused(&LearningRefusal::TrainingAlreadyEnded { training: ID });
    }

    #[test]
    fn what_is_learned_after_closing_is_recorded() {
        let closed = || participant().given(day(9), started()).given(day(20), closed("training"));
        closed().when(day(30), Intent::EndTraining(ended())).then(vec![ended().into()]);
        closed()
            .when(day(30), Intent::RecordQualificationGained(qualified("3")))
            .then(vec![qualified("3").into()]);
        closed()
            .when(day(30), Intent::RecordLanguageLevelReached(speaks("nl", "A2")))
            .then(vec![speaks("nl", "A2").into()]);
    }

    #[test]
    fn rule_1_learning_comes_after_the_intake() {
        for intent in [
            Intent::StartTraining(started()),
            Intent::RecordQualificationGained(qualified("3")),
            Intent::RecordLanguageLevelReached(speaks("nl", "A2")),
        ] {
            story()
                .given(day(1), opened())
                .when(day(9), intent)
                .then_refused(&IntakeRefusal::IntakeNotCompleted);
        }
    }

    #[test]
    fn a_level_is_reached_once_for_each_language() {
        let history = || participant().given(day(9), speaks("nl", "A2"));
        history()
            .when(day(10), Intent::RecordLanguageLevelReached(speaks("nl", "A2")))
            .then_refused(&LearningRefusal::LanguageLevelAlreadyReached {
                language: Code::new("nl"),
                level: Code::new("A2"),
            });
        for other in [speaks("nl", "B1"), speaks("fr", "A2")] {
            history()
                .when(day(10), Intent::RecordLanguageLevelReached(other.clone()))
                .then(vec![other.into()]);
        }
    }

    #[test]
    fn rule_13_learning_is_recorded_in_codes() {
        let refused = |intent, list, code, path| {
            participant()
                .given(day(4), started())
                .when(day(9), intent)
                .then_refused(&unknown(list, code, path));
        };
        let other = TrainingId(Uuid::from_u128(2));
        let odd = TrainingStarted { training: other, kind: Code::new("magic") };
        refused(Intent::StartTraining(odd), "training_kind", "magic", "kind");
        let odd = TrainingEnded { training: ID, result: Code::new("so_so") };
        refused(Intent::EndTraining(odd), "training_result", "so_so", "result");
        let odd = Intent::RecordQualificationGained(qualified("9"));
        refused(odd, "isced", "9", "level");
        let odd = Intent::RecordLanguageLevelReached(speaks("xx", "A2"));
        refused(odd, "language", "xx", "language");
        let odd = Intent::RecordLanguageLevelReached(speaks("nl", "A3"));
        refused(odd, "cefr", "A3", "level");
    }
}
