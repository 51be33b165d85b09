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
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::trajectory::Intent;
    use crate::trajectory::intake::IntakeRefusal;
    use crate::trajectory::story::{Story, closed, day, opened, participant, story, unknown};

    const ID: TrainingId = TrainingId(Uuid::from_u128(1));

    fn started() -> TrainingStarted {
        TrainingStarted { training: ID, kind: Code::new("vocational") }
    }

    fn ended() -> TrainingEnded {
        TrainingEnded { training: ID, result: Code::new("qualified"), level: None }
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
    fn a_training_that_ended_as_qualified_may_say_of_which_level() {
        let level = Code::new("3");
        let with_level = TrainingEnded { level: Some(level.clone()), ..ended() };
        let trained = || participant().given(day(9), started());
        trained()
            .when(day(90), Intent::EndTraining(with_level.clone()))
            .then(vec![with_level.clone().into()]);
        let story = trained().given(day(90), with_level);
        let gained = story.state().learning.qualifications;
        let gained: Vec<_> =
            gained.into_iter().map(|one| (one.on, one.level, one.training)).collect();
        assert_eq!(gained, [(day(90), level, Some(ID))]);
    }

    #[test]
    fn a_qualification_that_is_recorded_with_its_training_and_by_itself_is_one() {
        let ended = |level: &str| TrainingEnded { level: Some(Code::new(level)), ..ended() };
        let days = |story: Story| {
            let qualifications = story.state().learning.qualifications.into_iter();
            qualifications.map(|one| one.on).collect::<Vec<_>>()
        };
        let trained = || participant().given(day(9), started());
        let then = trained().given(day(90), ended("3")).given(day(95), qualified("3"));
        assert_eq!(days(then), [day(90)]);
        let before = trained().given(day(85), qualified("3")).given(day(90), ended("3"));
        assert_eq!(days(before), [day(85)]);
        let another = trained().given(day(90), ended("3")).given(day(95), qualified("4"));
        assert_eq!(days(another), [day(90), day(95)]);
        let twice = trained()
            .given(day(90), ended("3"))
            .given(day(95), qualified("3"))
            .given(day(99), qualified("3"));
        assert_eq!(days(twice), [day(90), day(99)], "the training gave one of them");
    }

    #[test]
    fn a_training_without_a_qualification_has_no_level() {
        let result = Code::new("stopped");
        let odd = TrainingEnded { result: result.clone(), level: Some(Code::new("3")), ..ended() };
        participant()
            .given(day(9), started())
            .when(day(90), Intent::EndTraining(odd))
            .then_refused(&LearningRefusal::LevelWithoutQualification { result });
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
        let odd = TrainingEnded { result: Code::new("so_so"), ..ended() };
        refused(Intent::EndTraining(odd), "training_result", "so_so", "result");
        let odd = Intent::RecordQualificationGained(qualified("9"));
        refused(odd, "isced", "9", "level");
        let odd = Intent::RecordLanguageLevelReached(speaks("xx", "A2"));
        refused(odd, "language", "xx", "language");
        let odd = Intent::RecordLanguageLevelReached(speaks("nl", "A3"));
        refused(odd, "cefr", "A3", "level");
    }
}
