use super::*;
use crate::catalogue::Catalogues;
use crate::time::start_of_day;
use crate::trajectory::merge::{DuplicateAbsorbed, MergedInto};
use crate::trajectory::notes::NoteAdded;
use crate::trajectory::record_keeping::EventVoided;
use crate::trajectory::story::{
    Story, attempt, closed, corrected, day, organisation, participant, sealed, unknown, voided,
};
use uuid::Uuid;

fn requested() -> ErasureRequested {
    ErasureRequested { ground: Code::new("objection") }
}

fn granted(ground: &str) -> ErasureDecided {
    ErasureDecided { granted: true, ground: Code::new(ground) }
}

fn refused() -> ErasureDecided {
    ErasureDecided { granted: false, ground: Code::new("refused_legal_claims") }
}

fn destroyed(on: i64) -> KeyDestroyed {
    KeyDestroyed { destroyed_at: start_of_day(day(on)), had_key: true }
}

/// A client who left on day 9 and asked for erasure on day 20.
fn asked_for() -> Story {
    participant().given(day(9), closed("work")).given(day(20), requested())
}

fn erased() -> Story {
    asked_for().given(day(21), granted("objection"))
}

fn decide(decision: ErasureDecided) -> Intent {
    Intent::DecideErasure(decision)
}

#[test]
fn whoever_has_access_or_the_steward_asks_for_erasure() {
    let left = || participant().given(day(9), closed("work"));
    let ask = || Intent::RequestErasure(requested());
    left().when(day(20), ask()).then(vec![requested().into()]);
    left().by(organisation(4)).steward().when(day(20), ask()).then(vec![requested().into()]);
    left().by(organisation(4)).when(day(20), ask()).then_refused(
        &crate::trajectory::consent::ConsentRefusal::NoOpenGrant { organisation: organisation(4) },
    );
    asked_for()
        .when(day(21), ask())
        .then_refused(&ErasureRefusal::ErasureStillRequested { on: day(20) });
}

#[test]
fn a_steward_of_whatever_organisation_decides_on_erasure() {
    let decided = || vec![granted("objection").into()];
    asked_for().steward().when(day(21), decide(granted("objection"))).then(decided());
    asked_for()
        .by(organisation(4))
        .steward()
        .when(day(21), decide(refused()))
        .then(vec![refused().into()]);
}

#[test]
fn erasure_is_decided_when_somebody_asked_for_it() {
    let left = || participant().given(day(9), closed("work")).steward();
    left()
        .when(day(21), decide(granted("objection")))
        .then_refused(&ErasureRefusal::NoErasureRequested);
    let refused_before = asked_for().given(day(21), refused()).steward();
    refused_before
        .when(day(22), decide(granted("objection")))
        .then_refused(&ErasureRefusal::NoErasureRequested);
}

#[test]
fn who_asked_for_erasure_stays_on_the_list_until_the_steward_decides() {
    let request = 5;
    for intent in [
        Intent::VoidEvent(voided(request)),
        Intent::CorrectEvent(corrected(request, day(20), requested())),
    ] {
        asked_for().when(day(21), intent.clone()).then_refused(&ErasureRefusal::RequestStays);
        asked_for().steward().when(day(21), intent).then_refused(&ErasureRefusal::RequestStays);
    }
    for ground in ["refused_withdrawn", "refused_mistake"] {
        let taken_back = ErasureDecided { granted: false, ground: Code::new(ground) };
        asked_for()
            .steward()
            .when(day(21), decide(taken_back.clone()))
            .then(vec![taken_back.into()]);
    }
}

#[test]
fn a_ground_is_for_granting_or_for_refusing() {
    let ground = || Code::new("objection");
    let wrong = ErasureDecided { granted: false, ground: ground() };
    asked_for()
        .steward()
        .when(day(21), decide(wrong))
        .then_refused(&ErasureRefusal::GroundOfOtherDecision { ground: ground(), granted: false });
    let wrong = granted("refused_legal_claims");
    asked_for().steward().when(day(21), decide(wrong.clone())).then_refused(
        &ErasureRefusal::GroundOfOtherDecision { ground: wrong.ground, granted: true },
    );
}

#[test]
fn a_client_who_is_guided_is_not_erased() {
    participant()
        .given(day(20), requested())
        .steward()
        .when(day(21), decide(granted("objection")))
        .then_refused(&ErasureRefusal::ErasedWhileOpen);
    participant()
        .given(day(20), requested())
        .steward()
        .when(day(21), decide(refused()))
        .then(vec![refused().into()]);
}

#[test]
fn what_was_kept_for_long_enough_is_erased_without_a_request() {
    let left = || participant().given(day(9), closed("work")).steward();
    let until = left()
        .state()
        .retained_until(Catalogues::embedded().latest("vlaamse-ardennen").unwrap().limits());
    let until = until.unwrap();
    assert!(until > day(9 + 365));
    left()
        .when(until, decide(granted("retention_ended")))
        .then_refused(&ErasureRefusal::RetentionNotOver { until });
    let after = until + chrono::Duration::days(1);
    left()
        .when(after, decide(granted("retention_ended")))
        .then(vec![granted("retention_ended").into()]);
}

#[test]
fn rule_12_after_an_erasure_only_technical_events_are_recorded() {
    let refused = ErasureRefusal::Erased { on: day(21) };
    for intent in [
        Intent::RecordContactAttempt(attempt("phone", "reached")),
        Intent::AddNote(NoteAdded { note: sealed(1) }),
        Intent::CorrectEvent(corrected(4, day(9), closed("moved"))),
        Intent::VoidEvent(voided(4)),
        Intent::RequestErasure(requested()),
        Intent::ReopenTrajectory(crate::trajectory::course::Reopened {
            reason: Code::new("returned"),
        }),
    ] {
        erased().when(day(22), intent.clone()).then_refused(&refused);
        let gone = erased().given(day(21), destroyed(21));
        gone.when(day(22), intent).then_refused(&refused);
    }
    let key_destroyed = destroyed(22);
    erased()
        .steward()
        .when(day(22), Intent::RecordKeyDestroyed(key_destroyed.clone()))
        .then(vec![key_destroyed.into()]);
}

#[test]
fn a_key_is_destroyed_once_and_only_when_erasure_was_granted() {
    let destroy = |on| Intent::RecordKeyDestroyed(destroyed(on));
    asked_for()
        .steward()
        .when(day(22), destroy(22))
        .then_refused(&ErasureRefusal::NoErasureDecided);
    asked_for()
        .given(day(21), refused())
        .steward()
        .when(day(22), destroy(22))
        .then_refused(&ErasureRefusal::NoErasureDecided);
    erased()
        .given(day(22), destroyed(22))
        .steward()
        .when(day(23), destroy(23))
        .then_refused(&ErasureRefusal::KeyAlreadyDestroyed);
}

#[test]
fn a_decision_on_erasure_stays() {
    let refused = asked_for().given(day(21), refused());
    let void = EventVoided::new(6, Code::new("typing_error"));
    refused.when(day(22), Intent::VoidEvent(void)).then_refused(&ErasureRefusal::ErasureStays);
}

#[test]
fn an_erasure_is_no_action_that_keeps_access_alive() {
    let before = asked_for().state();
    let after = erased().given(day(30), destroyed(30)).state();
    assert_eq!(after.consent, before.consent);
    assert_eq!(after.last_on, participant().given(day(9), closed("work")).state().last_on);
}

#[test]
fn the_other_end_of_a_merge_is_erased_though_nobody_asked_for_it_there() {
    let other = TrajectoryId(Uuid::from_u128(9));
    let merged = participant().given(day(9), MergedInto { other, take_over: false });
    merged
        .steward()
        .when(day(21), decide(granted("objection")))
        .then(vec![granted("objection").into()]);
    let survivor = participant()
        .given(day(9), DuplicateAbsorbed { other })
        .given(day(10), closed("work"))
        .steward();
    survivor.when(day(21), decide(granted("objection"))).then(vec![granted("objection").into()]);
}

#[test]
fn rule_13_the_ground_of_an_erasure_is_a_code() {
    let whim = ErasureRequested { ground: Code::new("whim") };
    participant().when(day(9), Intent::RequestErasure(whim)).then_refused(&unknown(
        "erasure_ground",
        "whim",
        "ground",
    ));
}
