use super::*;
use crate::ids::TrainingId;
use crate::trajectory::housing::HousingObserved;
use crate::trajectory::learning::{LanguageLevelReached, QualificationGained, TrainingStarted};
use crate::trajectory::milestones::{MilestoneReached, RelapseRecorded};
use crate::trajectory::opening::OpeningRefusal;
use crate::trajectory::record_keeping::RecordKeepingRefusal;
use crate::trajectory::story::{
    Story, attempt, closed, corrected, day, housing_found, intake, job_started, opened,
    participant, reopened, story, unknown, voided,
};
use crate::trajectory::{Intent, Phase};
use uuid::Uuid;

fn close(reason: &str) -> Intent {
    Intent::CloseTrajectory(closed(reason))
}

/// A participant whom `modes` did not reach, one attempt a mode.
fn sought_in_vain(modes: &[&str]) -> Story {
    modes
        .iter()
        .fold(participant(), |story, mode| story.given(day(4), attempt(mode, "not_reached")))
}

#[test]
fn an_open_trajectory_is_closed_for_a_reason() {
    participant().when(day(9), close("work")).then(vec![closed("work").into()]);
    participant().when(day(9), close("boredom")).then_refused(&unknown(
        "closure_reason",
        "boredom",
        "reason",
    ));
}

#[test]
fn a_trajectory_is_closed_once() {
    participant()
        .given(day(9), closed("work"))
        .when(day(10), close("moved"))
        .then_refused(&CourseRefusal::TrajectoryClosed);
}

#[test]
fn rule_8_lost_contact_needs_five_attempts_in_two_modes() {
    let refused = |attempts, modes| CourseRefusal::ContactAttemptsTooFew {
        attempts,
        modes,
        needed: 5,
        needed_modes: 2,
    };
    sought_in_vain(&["phone", "phone", "phone", "home_visit"])
        .when(day(9), close("lost_contact"))
        .then_refused(&refused(4, 2));
    sought_in_vain(&["phone"; 5]).when(day(9), close("lost_contact")).then_refused(&refused(5, 1));
    sought_in_vain(&["phone", "phone", "phone", "phone", "home_visit"])
        .when(day(9), close("lost_contact"))
        .then(vec![closed("lost_contact").into()]);
}

#[test]
fn rule_8_attempts_count_from_the_last_time_the_client_was_reached() {
    sought_in_vain(&["phone", "phone", "phone", "phone", "home_visit"])
        .given(day(5), attempt("phone", "reached"))
        .when(day(9), close("lost_contact"))
        .then_refused(&CourseRefusal::ContactAttemptsTooFew {
            attempts: 0,
            modes: 0,
            needed: 5,
            needed_modes: 2,
        });
}

#[test]
fn what_lasts_is_followed_after_closing_unless_nobody_is_left_to_follow() {
    let phase = |reason| participant().given(day(9), closed(reason)).state().phase();
    assert_eq!(phase("work"), Some(Phase::FollowUp));
    assert_eq!(phase("deceased"), Some(Phase::Ended));
    let never_entered = story().given(day(1), opened()).given(day(9), closed("moved"));
    assert_eq!(never_entered.state().phase(), Some(Phase::Ended));
}

#[test]
fn rule_10_who_comes_back_is_active_again_with_the_first_entry_data() {
    participant()
        .given(day(9), closed("moved"))
        .when(day(20), Intent::ReopenTrajectory(reopened()))
        .then(vec![reopened().into()]);
    let back = participant().given(day(9), closed("moved")).given(day(20), reopened());
    assert_eq!(back.state().phase(), Some(Phase::Active));
    assert_eq!(back.state().intake.as_ref().unwrap().entry, intake());
}

#[test]
fn who_was_closed_as_deceased_or_a_duplicate_is_not_reopened_until_the_closing_is_voided() {
    let reopen = || Intent::ReopenTrajectory(reopened());
    for reason in ["deceased", "duplicate"] {
        let gone = || {
            participant().given(day(4), attempt("phone", "reached")).given(day(9), closed(reason))
        };
        gone().when(day(20), reopen()).then_refused(&CourseRefusal::ClosedForGood {
            reason: Code::new(reason),
            on: day(9),
            event: Some(5),
        });
        let mistaken = gone().given(day(20), voided(5));
        assert_eq!(mistaken.state().phase(), Some(Phase::Active));
    }
    participant().given(day(9), closed("not_target_group")).when(day(20), reopen()).recorded();
}

#[test]
fn a_closing_that_was_followed_by_a_reopening_is_not_corrected_to_deceased() {
    let deceased = corrected(4, day(9), closed("deceased"));
    participant()
        .given(day(9), closed("moved"))
        .given(day(20), reopened())
        .when(day(21), Intent::CorrectEvent(deceased))
        .then_refused(&RecordKeepingRefusal::LaterEventContradicted {
            sequence: 5,
            why: Box::new(
                CourseRefusal::ClosedForGood {
                    reason: Code::new("deceased"),
                    on: day(9),
                    event: None,
                }
                .into(),
            ),
            more: vec![],
        });
}

#[test]
fn an_open_trajectory_is_not_reopened() {
    participant()
        .when(day(20), Intent::ReopenTrajectory(reopened()))
        .then_refused(&CourseRefusal::TrajectoryStillOpen);
}

#[test]
fn a_trajectory_that_does_not_exist_is_not_closed() {
    story().when(day(1), close("moved")).then_refused(&OpeningRefusal::TrajectoryNotFound);
}

#[test]
fn rule_4_nothing_happens_before_the_opening() {
    participant().when(day(0), close("moved")).then_refused(
        &OpeningRefusal::OccurredBeforeOpening { occurred_on: day(0), opened_on: day(1) },
    );
}

#[test]
fn closing_for_an_earlier_day_may_not_contradict_what_came_after() {
    participant()
        .given(day(9), attempt("phone", "reached"))
        .when(day(5), close("moved"))
        .then_refused(&RecordKeepingRefusal::LaterEventContradicted {
            sequence: 4,
            why: Box::new(CourseRefusal::TrajectoryClosed.into()),
            more: vec![],
        });
}

#[test]
fn after_a_closing_that_leaves_nobody_nothing_happens_whichever_was_recorded_first() {
    let milestone = MilestoneReached {
        milestone: Code::new("driving_theory"),
        evidence: Code::new("certificate"),
    };
    let level = LanguageLevelReached { language: Code::new("nl"), level: Code::new("A1") };
    let training = TrainingId(Uuid::from_u128(1));
    let begins = || {
        vec![
            Intent::StartEmployment(job_started(1, day(12))),
            Intent::RecordHousingFound(housing_found(day(12))),
            Intent::ObserveHousing(HousingObserved { ethos: Code::new("0"), since: None }),
            Intent::RecordMilestoneReached(milestone.clone()),
            Intent::RecordRelapse(RelapseRecorded { area: Code::new("housing") }),
            Intent::StartTraining(TrainingStarted { training, kind: Code::new("dutch") }),
            Intent::RecordQualificationGained(QualificationGained { level: Code::new("3") }),
            Intent::RecordLanguageLevelReached(level.clone()),
        ]
    };
    for reason in NOTHING_TO_FOLLOW {
        let over = CourseRefusal::NothingAfterClosing { reason: Code::new(reason), on: day(9) };
        for intent in begins() {
            let left = participant().given(day(9), closed(reason));
            left.again().when(day(12), intent.clone()).then_refused(&over);
            // What was on the day itself may have been before; but what begins later will not begin.
            if matches!(intent, Intent::StartEmployment(_) | Intent::RecordHousingFound(_)) {
                left.when(day(9), intent.clone()).then_refused(&over);
            } else {
                left.when(day(9), intent.clone()).recorded();
            }
            participant()
                .asked(day(12), intent.clone())
                .today(day(20))
                .when(day(9), close(reason))
                .then_refused(&RecordKeepingRefusal::LaterEventContradicted {
                    sequence: 4,
                    why: Box::new(over.clone().into()),
                    more: vec![],
                });
            participant().given(day(9), closed("moved")).when(day(12), intent).recorded();
        }
    }
}

#[test]
fn what_is_planned_is_cancelled_before_a_closing_that_leaves_nobody() {
    for reason in NOTHING_TO_FOLLOW {
        let planned = CourseRefusal::StartStillPlanned { from: day(20) };
        for what in [job_started(1, day(20)).into(), Payload::from(housing_found(day(20)))] {
            participant().given(day(8), what).when(day(9), close(reason)).then_refused(&planned);
        }
    }
}
