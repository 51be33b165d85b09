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
    let gained: Vec<_> = gained.into_iter().map(|one| (one.on, one.level, one.training)).collect();
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
    history().when(day(10), Intent::RecordLanguageLevelReached(speaks("nl", "A2"))).then_refused(
        &LearningRefusal::LanguageLevelAlreadyReached {
            language: Code::new("nl"),
            level: Code::new("A2"),
        },
    );
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
