//! The rules of written assessment.

use super::*;
use crate::catalogue::Code;
use crate::field::FieldFault;
use crate::policy::{Sight, sight};
use crate::procedure::ScoreRefusal;
use crate::proposal::assessment::AssessmentRefusal;
use crate::proposal::story::{Story, admissible, admitted, scores, submit};
use crate::proposal::submission::ProposalWithdrawn;
use crate::proposal::{Intent, StageRefusal};
use crate::round::story::{actor, catalogues, day};
use uuid::Uuid;

fn worker(n: u128) -> WorkerId {
    WorkerId(Uuid::from_u128(n))
}

fn assign(n: u128, conflict: bool) -> Intent {
    Intent::AssignAssessor(AssessorAssigned { assessor: worker(n), conflict })
}

fn assess(score: u32) -> Intent {
    let motivation = "helder en haalbaar".to_owned();
    Intent::RecordWrittenAssessment(Assessment { scores: scores(score), motivation })
}

/// Workers 11 and 12 of the partnership's own organisation are to assess.
fn assigned() -> Story {
    admitted().then_take(assign(11, false)).then_take(assign(12, false)).at("2023-09-25T00:00:00")
}

fn seen(story: &Story, worker: u128, organisation: u32) -> Vec<u128> {
    let state = story.state();
    let actor = actor(worker, organisation);
    let draft = state.draft.as_ref().unwrap();
    let sight = sight(&actor, &draft.region, draft.organisation);
    let visible = state.scores_seen(sight, actor.worker);
    visible.iter().map(|assessment| assessment.assessor.0.as_u128()).collect()
}

#[test]
fn a_total_is_weighted_as_the_catalogue_says() {
    let mut uneven = scores(0);
    uneven.0.insert(Code::new("fit"), 80);
    uneven.0.insert(Code::new("budget"), 55);
    let motivation = "sterk, maar duur".to_owned();
    let fact = WrittenAssessmentRecorded {
        assessor: worker(11),
        scores: uneven.clone(),
        total: Points(80 * 30 + 55 * 10),
        motivation: motivation.clone(),
        outside_window: false,
        of_rival: false,
    };
    assert_eq!(fact.total.to_string(), "29.50");
    assigned()
        .by(11, 1)
        .when(Intent::RecordWrittenAssessment(Assessment { scores: uneven, motivation }))
        .then(vec![fact.into()]);
}

#[test]
fn scores_are_hidden_from_other_assessors_until_all_are_in() {
    let story = assigned().by(11, 1).then_take(assess(70));
    assert_eq!(story.state().stage(), Some(Stage::Admissible));
    assert_eq!(seen(&story, 11, 1), [11]);
    assert_eq!(seen(&story, 12, 1), [0; 0]);
    assert_eq!(seen(&story, 99, 1), [0; 0]);

    let story = story.by(12, 1).then_take(assess(60));
    assert_eq!(story.state().stage(), Some(Stage::Assessed));
    assert_eq!(seen(&story, 11, 1), [11, 12]);
    assert_eq!(seen(&story, 99, 1), [11, 12]);
    assert_eq!(seen(&story, 99, 2), [0; 0], "the applicant sees no scores");
}

#[test]
fn a_declared_conflict_bars_scoring_and_seeing() {
    let story = admitted().then_take(assign(11, true)).then_take(assign(12, false));
    let story = story.at("2023-09-25T09:00:00").by(12, 1).then_take(assess(60));
    assert_eq!(story.state().stage(), Some(Stage::Assessed), "nobody waits for who may not score");
    assert_eq!(seen(&story, 11, 1), [0; 0]);
    story
        .by(11, 1)
        .when(assess(60))
        .then_refused(&AssessmentRefusal::ConflictDeclared { worker: worker(11) });
}

#[test]
fn a_conflict_declared_afterwards_sets_aside_what_was_written() {
    let story = assigned().by(11, 1).then_take(assess(70)).then_take(assign(11, true));
    let story = story.by(12, 1).then_take(assess(60));
    assert_eq!(seen(&story, 12, 1), [12]);
    let assessor = worker(11);
    assigned()
        .then_take(assign(11, true))
        .when(assign(11, false))
        .then_refused(&AssessmentRefusal::AssessorAlreadyAssigned { assessor });
}

#[test]
fn a_conflict_stays_declared_when_the_proposal_is_taken_back_and_handed_in_again() {
    let again = admitted()
        .at("2023-09-20T09:00:00")
        .then_take(assign(11, true))
        .by(2, 2)
        .then_take(Intent::WithdrawProposal(ProposalWithdrawn {}))
        .then_take(submit())
        .by(1, 1)
        .then_take(Intent::DecideAdmissibility(admissible()));
    again
        .when(assign(11, false))
        .then_refused(&AssessmentRefusal::ConflictDeclared { worker: worker(11) });
}

#[test]
fn an_assessor_of_a_rival_is_warned_and_the_assessment_counts() {
    let story = assigned().by(11, 3).with_a_rival().then_take(assess(70)).by(12, 1);
    let story = story.then_take(assess(60));
    let state = story.state();
    let written = state.assessors.iter().filter_map(|assessor| assessor.assessment.clone());
    let warned: Vec<_> = written.map(|written| written.of_rival).collect();
    assert_eq!(warned, [true, false]);
    assert_eq!(state.stage(), Some(Stage::Assessed));
}

#[test]
fn an_assessor_scores_once_and_only_when_assigned() {
    let assessor = worker(11);
    let story = assigned().by(11, 1).then_take(assess(70));
    story.when(assess(90)).then_refused(&AssessmentRefusal::AlreadyScored { assessor });
    let assessor = worker(13);
    assigned()
        .by(13, 1)
        .when(assess(70))
        .then_refused(&AssessmentRefusal::AssessorNotAssigned { assessor });
    assigned().by(11, 2).when(assess(70)).then_refused(&AssessmentRefusal::AssessorOfApplicant);
}

#[test]
fn nobody_is_added_when_all_are_in() {
    let story = assigned().by(11, 1).then_take(assess(70)).by(12, 1).then_take(assess(60));
    story
        .when(assign(13, false))
        .then_refused(&StageRefusal::StepOutOfOrder { stage: Stage::Assessed });
}

#[test]
fn every_criterion_is_scored_within_its_range() {
    let with = |criterion: &str, score: Option<u32>| {
        let mut odd = scores(50);
        odd.0.remove(criterion);
        odd.0.extend(score.map(|score| (Code::new(criterion), score)));
        let motivation = "…".to_owned();
        let intent = Intent::RecordWrittenAssessment(Assessment { scores: odd, motivation });
        assigned().by(11, 1).when(intent)
    };
    let criterion = Code::new("fit");
    with("fit", None).then_refused(&ScoreRefusal::CriterionNotScored { criterion });
    with("fit", Some(101)).then_refused(&FieldFault::OutOfRange {
        path: "scores",
        value: 101,
        min: 0,
        max: 100,
    });
    with("charm", Some(10)).then_refused(&FieldFault::UnknownCode {
        list: "criterion",
        code: Code::new("charm"),
        path: "scores".into(),
    });
}

#[test]
fn the_faults_of_scores_are_named_in_the_order_of_the_criteria() {
    let mut odd = scores(50);
    odd.0.insert(Code::new("fit"), 101);
    odd.0.insert(Code::new("zeal"), 10);
    let motivation = "…".to_owned();
    let asked = Intent::RecordWrittenAssessment(Assessment { scores: odd, motivation });
    let catalogue = catalogues().latest("vlaamse-ardennen").map(AsRef::as_ref);
    let faults = asked.check_fields(day("2023-09-25"), catalogue).unwrap_err();
    let codes: Vec<_> = faults.iter().map(FieldFault::code).collect();
    assert_eq!(codes, ["OUT_OF_RANGE", "UNKNOWN_CODE"]);
}

#[test]
fn outside_the_window_is_a_warning_and_no_refusal() {
    for (local, outside) in [
        ("2023-09-24T23:59:59", true),
        ("2023-09-25T00:00:00", false),
        ("2023-10-06T23:59:59", false),
        ("2023-10-07T00:00:00", true),
    ] {
        let story = assigned().at(local).by(11, 1).then_take(assess(70));
        let state = story.state();
        let own = state.scores_seen(Sight::Procedure, worker(11));
        assert_eq!(own[0].outside_window, outside, "{local}");
    }
}
