use super::*;
use crate::occasion::OccasionRefusal;
use crate::trajectory::bridge::BridgeRefusal;
use crate::trajectory::consent::ConsentRefusal;
use crate::trajectory::housing::HousingRefusal;
use crate::trajectory::intake::IntakeRefusal;
use crate::trajectory::opening::OpeningRefusal;
use crate::trajectory::story::{
    attempt, bridge_ended, bridge_figure, closed, corrected, day, housing_found, housing_lost,
    intake, legal_basis, opened, organisation, participant, persona, story, unknown, voided,
};
use crate::trajectory::{Intent, NotCurrent, Phase};

fn correct(target: Version, on: i64, replacement: impl Into<Payload>) -> Intent {
    Intent::CorrectEvent(corrected(target, day(on), replacement))
}

fn void(target: Version) -> Intent {
    Intent::VoidEvent(voided(target))
}

#[test]
fn a_corrected_event_counts_as_if_it_had_been_correct_from_the_beginning() {
    let history = participant()
        .given(day(9), housing_found(day(9)))
        .given(day(12), corrected(4, day(7), housing_found(day(6))));
    let right = participant().given(day(7), housing_found(day(6)));
    assert_eq!(history.state().housing, right.state().housing);
}

#[test]
fn a_voided_event_counts_as_if_it_had_never_been_recorded() {
    let history = participant().given(day(9), housing_found(day(9))).given(day(12), voided(4));
    assert_eq!(history.state().housing, participant().state().housing);
}

#[test]
fn an_event_may_be_corrected_again() {
    let history = participant()
        .given(day(9), housing_found(day(9)))
        .given(day(12), corrected(4, day(7), housing_found(day(6))))
        .given(day(13), corrected(4, day(8), housing_found(day(8))));
    let right = participant().given(day(8), housing_found(day(8)));
    assert_eq!(history.state().housing, right.state().housing);
}

#[test]
fn only_a_current_event_can_be_corrected_or_voided() {
    let none = |target, why| RecordKeepingRefusal::EventNotFound { target, why };
    let never = NotCurrent::NeverRecorded { last: 3 };
    participant().when(day(9), void(4)).then_refused(&none(4, never));
    participant()
        .given(day(4), persona("nora"))
        .given(day(5), voided(4))
        .when(day(9), void(4))
        .then_refused(&none(4, NotCurrent::Voided { by: 5 }));
    participant()
        .given(day(4), persona("nora"))
        .given(day(5), voided(4))
        .when(day(9), void(5))
        .then_refused(&none(5, NotCurrent::SupersedesVoided { other: 4 }));
    participant()
        .given(day(4), persona("nora"))
        .given(day(5), corrected(4, day(3), persona("nora")))
        .when(day(9), void(5))
        .then_refused(&none(5, NotCurrent::Supersedes { other: 4 }));
}

#[test]
fn a_correction_keeps_the_kind_of_its_event() {
    participant()
        .given(day(4), persona("nora"))
        .when(day(9), correct(4, 4, closed("moved")))
        .then_refused(&RecordKeepingRefusal::CorrectionChangesKind {
            recorded: "PersonaLinked",
            replacement: "Closed",
        });
}

#[test]
fn a_correction_is_held_to_the_rules_of_its_day() {
    participant()
        .given(day(9), housing_found(day(9)))
        .when(day(12), correct(4, 2, housing_found(day(2))))
        .then_refused(&IntakeRefusal::IntakeNotCompleted);
    participant()
        .given(day(4), persona("nora"))
        .when(day(9), correct(4, 4, persona("ghost")))
        .then_refused(&unknown("persona", "ghost", "persona"));
    participant()
        .given(day(4), persona("nora"))
        .today(day(9))
        .when(day(9), correct(4, 10, persona("nora")))
        .then_refused(&OccasionRefusal::OccurredInTheFuture {
            occurred_on: day(10),
            today: day(9),
        });
}

#[test]
fn what_others_rest_on_cannot_be_taken_away() {
    participant()
        .given(day(9), housing_found(day(9)))
        .given(day(30), housing_lost(day(30)))
        .when(day(31), void(4))
        .then_refused(&RecordKeepingRefusal::LaterEventContradicted {
            sequence: 5,
            why: Box::new(HousingRefusal::NoHousingToLose.into()),
            more: vec![],
        });
    participant().given(day(4), bridge_figure(7)).when(day(9), void(3)).then_refused(
        &RecordKeepingRefusal::LaterEventContradicted {
            sequence: 4,
            why: Box::new(IntakeRefusal::IntakeNotCompleted.into()),
            more: vec![],
        },
    );
}

#[test]
fn a_correction_may_not_make_two_bridge_figures_of_one() {
    participant()
        .given(day(4), bridge_figure(7))
        .given(day(10), bridge_ended())
        .given(day(11), bridge_figure(8))
        .when(day(12), correct(5, 20, bridge_ended()))
        .then_refused(&OccasionRefusal::OccurredInTheFuture {
            occurred_on: day(20),
            today: day(12),
        });
    participant()
        .given(day(4), bridge_figure(7))
        .given(day(10), bridge_ended())
        .given(day(11), bridge_figure(8))
        .when(day(30), correct(5, 20, bridge_ended()))
        .then_refused(&RecordKeepingRefusal::LaterEventContradicted {
            sequence: 6,
            why: Box::new(BridgeRefusal::BridgeFigureStillOpen.into()),
            more: vec![],
        });
}

#[test]
fn the_opening_is_never_voided_and_keeps_its_client_region_and_catalogue() {
    participant().when(day(9), void(1)).then_refused(&RecordKeepingRefusal::OpeningStays);
    let other = crate::trajectory::opening::TrajectoryOpened {
        client: crate::ids::ClientId(uuid::Uuid::from_u128(2)),
        ..opened()
    };
    participant()
        .when(day(9), correct(1, 1, other))
        .then_refused(&RecordKeepingRefusal::OpeningStays);
}

#[test]
fn an_opening_may_turn_out_earlier_but_not_later_than_what_followed() {
    let earlier = participant().given(day(9), corrected(1, day(-5), opened()));
    assert_eq!(earlier.state().opening.as_ref().map(|o| o.on), Some(day(-5)));
    story()
        .given(day(1), opened())
        .given(day(2), attempt("phone", "reached"))
        .when(day(9), correct(1, 3, opened()))
        .then_refused(&RecordKeepingRefusal::LaterEventContradicted {
            sequence: 2,
            why: Box::new(
                OpeningRefusal::OccurredBeforeOpening { occurred_on: day(2), opened_on: day(3) }
                    .into(),
            ),
            more: vec![],
        });
}

#[test]
fn a_closing_that_is_voided_leaves_the_trajectory_active() {
    let history = participant().given(day(9), closed("moved")).given(day(10), voided(4));
    assert_eq!(history.state().phase(), Some(Phase::Active));
}

#[test]
fn whoever_has_a_grant_corrects_what_another_recorded_and_it_stays_the_others() {
    let history = participant()
        .given(day(3), crate::trajectory::consent::AccessGranted { organisation: organisation(2) })
        .given_by(organisation(2), day(5), attempt("phone", "not_reached"))
        .given(day(6), corrected(5, day(5), attempt("phone", "reached")));
    assert_eq!(history.state().outreach.last_reached, Some(day(5)));
    let history = history.by(organisation(3)).when(day(9), void(4));
    history.then_refused(&ConsentRefusal::NoOpenGrant { organisation: organisation(3) });
}

#[test]
fn the_reason_is_a_code() {
    let whim = EventVoided::new(3, Code::new("whim"));
    participant().when(day(9), Intent::VoidEvent(whim)).then_refused(&unknown(
        "correction_reason",
        "whim",
        "reason",
    ));
}

#[test]
fn a_mistaken_legal_basis_cannot_be_voided_from_under_the_intake() {
    story()
        .given(day(1), opened())
        .given(day(2), legal_basis())
        .given(day(3), intake())
        .when(day(4), void(2))
        .then_refused(&RecordKeepingRefusal::LaterEventContradicted {
            sequence: 3,
            why: Box::new(IntakeRefusal::LegalBasisMissing.into()),
            more: vec![],
        });
}
