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
        LevelWithoutQualification { result: Code<TrainingResult> }, "LEVEL_WITHOUT_QUALIFICATION" at "level",
            "a training that ends as '{result}' gives no qualification, so it has no level: leave the level out, \
             or end the training as 'qualified'";
        LanguageLevelAlreadyReached { language: Code<Language>, level: Code<Cefr> }, "LANGUAGE_LEVEL_ALREADY_REACHED",
            "level {level} of language '{language}' was reached before";
    }
}

/// The result of a training that gives a qualification.
const QUALIFIED: &str = "qualified";

/// The client started a training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingStarted {
    /// The training.
    pub training: TrainingId,
    /// The kind of training.
    pub kind: Code<TrainingKind>,
}

/// A training ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingEnded {
    /// The training.
    pub training: TrainingId,
    /// How.
    pub result: Code<TrainingResult>,
    /// The level of the qualification that it gave, if it gave one and that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Code<Isced>>,
}

/// The client gained a qualification.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QualificationGained {
    /// Of which level.
    pub level: Code<Isced>,
}

/// The client learned a language up to a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    pub end: Option<(NaiveDate, TrainingEnded)>,
}

/// A qualification.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Qualification {
    /// The day.
    pub on: NaiveDate,
    /// Of which level.
    pub level: Code<Isced>,
    /// The training that gave it, if one did.
    pub training: Option<TrainingId>,
    /// It was recorded by itself, too or alone.
    recorded: bool,
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

    /// A qualification may be recorded with the end of its training and by itself. Where the level says
    /// that it is the same one, it is one qualification, of the earlier day.
    fn qualify(&mut self, new: Qualification) {
        let same = |known: &&mut Qualification| {
            known.level == new.level
                && known.training.is_some() != new.training.is_some()
                && known.recorded != new.recorded
        };
        match self.qualifications.iter_mut().find(same) {
            Some(known) => {
                known.training = known.training.or(new.training);
                known.recorded = true;
            }
            None => self.qualifications.push(new),
        }
    }
}

impl TrainingEnded {
    /// Whether the training gave a qualification.
    #[must_use]
    pub fn qualified(&self) -> bool {
        self.result == *QUALIFIED
    }
}

impl EventPayload<State> for TrainingStarted {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant_on(at.on)?;
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
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        if self.qualified() {
            state.participant_on(at.on)?;
        }
        let training = self.training;
        let found = state.learning.training(training);
        let found = found.ok_or(LearningRefusal::TrainingNotStarted { training })?;
        Refusal::when(found.end.is_some(), || LearningRefusal::TrainingAlreadyEnded { training })?;
        Refusal::when(self.level.is_some() && !self.qualified(), || {
            LearningRefusal::LevelWithoutQualification { result: self.result.clone() }
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let mut trainings = state.learning.trainings.iter_mut();
        if let Some(found) = trainings.find(|one| one.start.training == self.training) {
            found.end = Some((on, self.clone()));
        }
        if let Some(level) = self.level.clone() {
            let training = Some(self.training);
            state.learning.qualify(Qualification { on, level, training, recorded: false });
        }
    }
}

impl EventPayload<State> for QualificationGained {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant_on(at.on)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let level = self.level.clone();
        state.learning.qualify(Qualification { on, level, training: None, recorded: true });
    }
}

impl EventPayload<State> for LanguageLevelReached {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant_on(at.on)?;
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
mod tests;
