//! Rule 6: who corrects another's record says why, and the other says whether that was right.

use super::*;
use crate::ids::Version;
use crate::trajectory::consent::{AccessGranted, ConsentRefusal, LegalBasisRecorded};
use crate::trajectory::story::{
    Story, attempt, bridge_ended, bridge_figure, corrected, day, legal_basis, organisation,
    participant, persona, unknown, voided,
};
use crate::trajectory::{Intent, State};

/// Organisation 2 recorded a call as event 5, on day 5.
fn recorded_by_another() -> Story {
    participant().given(day(3), AccessGranted { organisation: organisation(2) }).given_by(
        organisation(2),
        day(5),
        attempt("phone", "not_reached"),
    )
}

fn correct(target: Version) -> Intent {
    Intent::CorrectEvent(corrected(target, day(5), attempt("phone", "reached")))
}

fn void(target: Version) -> Intent {
    Intent::VoidEvent(voided(target))
}

fn confirm(target: Version) -> Intent {
    Intent::ConfirmCorrection(CorrectionConfirmed { target })
}

fn dispute(target: Version) -> Intent {
    let reason = Code::new("record_was_right");
    Intent::DisputeCorrection(CorrectionDisputed { target, reason })
}

/// The owner corrected it as event 6, on day 8; organisation 2 speaks.
fn corrected_by_the_owner() -> Story {
    recorded_by_another().asked(day(8), correct(5)).by(organisation(2))
}

fn disputed(by: Version) -> CorrectionStatus {
    CorrectionStatus::Disputed { by, reason: Code::new("record_was_right") }
}

fn statuses(story: &Story) -> Vec<(Version, CorrectionStatus)> {
    let trajectory = story.trajectory();
    trajectory.corrections().map(|(correction, status)| (correction.event, status)).collect()
}

fn to_answer(story: &Story) -> Vec<(Version, KboNumber)> {
    let trajectory = story.trajectory();
    trajectory.corrections_to_answer().map(|one| (one.event, one.record_of)).collect()
}

#[test]
fn rule_6_whose_record_is_corrected_is_shown_both_readings_and_asked() {
    let story = corrected_by_the_owner();
    let trajectory = story.trajectory();
    let (correction, status) = trajectory.corrections().next().unwrap();
    assert_eq!(status, CorrectionStatus::Open);
    assert_eq!(
        *correction,
        Correction {
            event: 6,
            target: 5,
            before: 5,
            voids: false,
            on: day(8),
            by: organisation(1),
            by_bridge_figure: false,
            record_of: organisation(2),
            reason: Code::new("typing_error"),
        }
    );
    assert_eq!(correction.after(), Some(6));
    assert_eq!(to_answer(&story), [(6, organisation(2))]);
}

#[test]
fn rule_6_whose_record_is_voided_is_asked_as_well() {
    let story = recorded_by_another().asked(day(8), void(5));
    assert_eq!(to_answer(&story), [(6, organisation(2))]);
    let trajectory = story.trajectory();
    assert_eq!(trajectory.corrections().next().unwrap().0.after(), None);
}

#[test]
fn rule_6_nobody_is_asked_about_a_correction_of_the_own_record() {
    let story = recorded_by_another().by(organisation(2)).asked(day(8), correct(5));
    assert_eq!(statuses(&story), []);
    let nothing = CorrectionRefusal::NothingToAnswer { target: 6 };
    story.when(day(9), confirm(6)).then_refused(&nothing);
}

#[test]
fn rule_6_a_reason_is_needed_and_it_is_a_code() {
    let whim = EventVoided::new(5, Code::new(""));
    recorded_by_another().when(day(8), Intent::VoidEvent(whim)).then_refused(&unknown(
        "correction_reason",
        "",
        "reason",
    ));
    let whim = CorrectionDisputed { target: 6, reason: Code::new("mood") };
    corrected_by_the_owner().when(day(9), Intent::DisputeCorrection(whim)).then_refused(&unknown(
        "dispute_reason",
        "mood",
        "reason",
    ));
}

#[test]
fn rule_6_whose_record_it_was_confirms_or_disputes_and_the_correction_holds_either_way() {
    let reached = |state: &State| state.outreach.last_reached;
    let confirmed = corrected_by_the_owner().asked(day(9), confirm(6));
    assert_eq!(statuses(&confirmed), [(6, CorrectionStatus::Confirmed { by: 7 })]);
    let denied = corrected_by_the_owner().asked(day(9), dispute(6));
    assert_eq!(statuses(&denied), [(6, disputed(7))]);
    for answered in [confirmed, denied] {
        assert_eq!(to_answer(&answered), []);
        assert_eq!(reached(&answered.state()), Some(day(5)));
    }
}

#[test]
fn rule_6_a_correction_is_answered_also_when_the_legal_basis_has_ended() {
    let basis = LegalBasisRecorded { until: Some(day(8)), ..legal_basis() };
    let corrected = || recorded_by_another().given(day(6), basis.clone()).asked(day(8), correct(5));
    for answer in [confirm(7), dispute(7)] {
        corrected().by(organisation(2)).when(day(20), answer).recorded();
    }
}

#[test]
fn rule_6_nobody_else_changes_or_takes_back_an_answer() {
    let answered = || corrected_by_the_owner().asked(day(9), dispute(6)).by(organisation(1));
    let organisation = organisation(2);
    let refused = CorrectionRefusal::AnswerOfAnother { target: 7, organisation };
    answered().when(day(10), void(7)).then_refused(&refused);
    let reason = Code::new("record_was_right");
    let other = corrected(7, day(9), CorrectionDisputed { target: 6, reason });
    answered().when(day(10), Intent::CorrectEvent(other)).then_refused(&refused);
    answered().by(organisation).when(day(10), void(7)).recorded();
}

#[test]
fn rule_6_nobody_else_answers() {
    let refused =
        CorrectionRefusal::CorrectionOfAnother { target: 6, organisation: organisation(2) };
    corrected_by_the_owner().by(organisation(1)).when(day(9), confirm(6)).then_refused(&refused);
    let stranger = corrected_by_the_owner().by(organisation(3)).when(day(9), dispute(6));
    stranger.then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(3) });
}

#[test]
fn only_a_correction_is_answered() {
    for target in [0, 5, 99] {
        let refused = CorrectionRefusal::NothingToAnswer { target };
        corrected_by_the_owner().when(day(9), dispute(target)).then_refused(&refused);
    }
}

#[test]
fn a_correction_is_answered_once_unless_the_answer_is_voided() {
    let answered = || corrected_by_the_owner().asked(day(9), confirm(6));
    let refused = CorrectionRefusal::CorrectionAnswered { target: 6, by: 7 };
    answered().when(day(10), dispute(6)).then_refused(&refused);
    let again = answered().asked(day(10), void(7)).asked(day(10), dispute(6));
    assert_eq!(statuses(&again), [(6, disputed(9))]);
}

#[test]
fn an_answer_that_is_corrected_stays_about_the_same_correction() {
    let two = recorded_by_another()
        .given_by(organisation(2), day(5), persona("nora"))
        .asked(day(8), correct(5))
        .asked(day(8), void(6))
        .by(organisation(2))
        .asked(day(9), confirm(7));
    let other = corrected(9, day(9), CorrectionConfirmed { target: 8 });
    let refused = CorrectionRefusal::AnswerKeepsCorrection { target: 7 };
    two.when(day(10), Intent::CorrectEvent(other)).then_refused(&refused);
}

#[test]
fn a_correction_is_not_answered_for_a_day_before_it() {
    let refused = CorrectionRefusal::AnsweredBeforeCorrection { on: day(7), corrected_on: day(8) };
    corrected_by_the_owner().today(day(9)).when(day(7), confirm(6)).then_refused(&refused);
}

#[test]
fn of_two_corrections_of_one_record_the_last_is_answered() {
    let twice =
        corrected_by_the_owner().by(organisation(1)).asked(day(9), void(5)).by(organisation(2));
    let superseded = CorrectionStatus::Superseded { by: 7 };
    assert_eq!(statuses(&twice), [(6, superseded), (7, CorrectionStatus::Open)]);
    let trajectory = twice.trajectory();
    assert_eq!(trajectory.corrections().last().unwrap().0.before, 6);
    let refused = CorrectionRefusal::CorrectionSuperseded { target: 6, by: 7 };
    twice.when(day(10), confirm(6)).then_refused(&refused);
}

#[test]
fn who_disputes_may_correct_the_own_record_again_and_all_readings_stay() {
    let own = Intent::CorrectEvent(corrected(5, day(5), attempt("phone", "not_reached")));
    let story = corrected_by_the_owner().asked(day(9), dispute(6)).asked(day(9), own);
    assert_eq!(story.state().outreach.last_reached, None);
    assert_eq!(statuses(&story), [(6, disputed(7))]);
}

#[test]
fn the_bridge_figure_may_always_correct_and_nobody_is_asked_but_the_other_may_dispute() {
    let guided = || recorded_by_another().given(day(6), bridge_figure(7));
    let by_figure = guided().worker(7).asked(day(8), correct(5));
    assert_eq!(statuses(&by_figure), [(7, CorrectionStatus::Open)]);
    assert_eq!(to_answer(&by_figure), []);
    let denied = by_figure.by(organisation(2)).asked(day(9), dispute(7));
    assert_eq!(statuses(&denied), [(7, disputed(8))]);

    let by_a_colleague = guided().worker(8).asked(day(8), void(5));
    assert_eq!(to_answer(&by_a_colleague), [(7, organisation(2))]);
    let no_longer = guided().given(day(7), bridge_ended()).worker(7).asked(day(8), void(5));
    assert_eq!(to_answer(&no_longer), [(8, organisation(2))]);
}

#[test]
fn nobody_makes_a_bridge_figure_of_themselves() {
    let claimed = EventVoided { by_bridge_figure: true, ..voided(5) };
    let story = recorded_by_another().asked(day(8), Intent::VoidEvent(claimed));
    assert_eq!(to_answer(&story), [(6, organisation(2))]);
}

#[test]
fn rule_15_what_follows_from_a_corrected_event_is_corrected_with_it_and_answered_with_it() {
    let linked = recorded_by_another()
        .by(organisation(2))
        .asked(day(6), Intent::LinkPersona(persona("mo")))
        .by(organisation(1))
        .asked(day(8), void(6))
        .by(organisation(2));
    assert_eq!(to_answer(&linked), [(8, organisation(2))]);
    assert!(linked.state().profile.challenges.is_empty());
    let refused = CorrectionRefusal::NothingToAnswer { target: 9 };
    linked.when(day(9), confirm(9)).then_refused(&refused);
}
