//! The same of a log that was written before events named what they follow from.

use super::*;
use crate::trajectory::course::CourseRefusal;
use crate::trajectory::record_keeping::RecordKeepingRefusal;

#[test]
fn what_stands_beside_its_cause_is_put_right_with_it() {
    let history = resembles("mo").older().asked(day(9), correct(4, 4, persona("bart")));
    assert_eq!(challenges(&history.state()), [("RU2", LinkedBy::Persona)]);
    let history = resembles("mo").asked(day(6), unlink("mo")).older().asked(day(9), void(6));
    assert_eq!(history.state().profile, resembles("mo").state().profile);
    let history = left(60).older().asked(day(200), correct(8, 181, closed("work")));
    assert_eq!(ended_on(&history.state()), [Some(day(181)); 2]);
    let history = left(9).older().asked(day(12), void(8));
    assert_eq!(ended_on(&history.state()), [None; 2]);
    let refused = RecordKeepingRefusal::EventFollowsFromAnother { target: 9, cause: 7 };
    gone_elsewhere().older().when(day(9), void(9)).then_refused(&refused);
}

#[test]
fn what_was_asked_for_directly_after_does_not_follow() {
    let chosen = || {
        participant()
            .asked(day(4), Intent::LinkChallenge(challenge("RU1", LinkedBy::Hand)))
            .asked(day(4), link("mo"))
            .asked(day(5), unlink("mo"))
            .asked(day(5), Intent::UnlinkChallenge(no_challenge("RU1")))
    };
    let history = chosen().older().asked(day(9), void(6));
    assert_eq!(challenges(&history.state()), [], "it stays unlinked by hand");
    assert_eq!(history.state().profile.personas.len(), 1);
    chosen().older().when(day(9), void(7)).then(vec![voided(7).into()]);
}

#[test]
fn what_was_left_behind_when_its_cause_was_voided_is_put_right_by_itself() {
    let left_behind = resembles("mo").older().given(day(8), voided(4));
    assert_eq!(challenges(&left_behind.state()), [("RU1", LinkedBy::Persona)]);
    left_behind.when(day(9), void(5)).then(vec![voided(5).into()]);
}

#[test]
fn the_follow_up_ended_with_the_last_month() {
    let history = participant()
        .asked(day(10), Intent::CloseTrajectory(closed("work")))
        .asked(day(370), Intent::RecordFollowUp(followed(12)));
    let ended = FollowUpEnded {};
    history
        .older()
        .when(day(371), correct(6, 370, ended))
        .then_refused(&RecordKeepingRefusal::EventFollowsFromAnother { target: 6, cause: 5 });
}

#[test]
fn a_closing_that_was_reopened_since_cannot_be_voided() {
    let history = left(9).older().asked(day(20), Intent::ReopenTrajectory(reopened()));
    history.when(day(30), void(8)).then_refused(&RecordKeepingRefusal::LaterEventContradicted {
        sequence: 9,
        why: Box::new(CourseRefusal::TrajectoryStillOpen.into()),
        more: vec![],
    });
}
