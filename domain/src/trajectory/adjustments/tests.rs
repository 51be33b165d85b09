//! What a command added to an event is corrected and voided with it.

mod older_log;

use super::*;
use crate::ids::{ReferralId, TrajectoryId};
use crate::trajectory::follow_up::{FollowUpEnded, FollowedUp};
use crate::trajectory::interventions::{InterventionEnd, InterventionStopped};
use crate::trajectory::profile::{
    ChallengeLinked, ChallengeUnlinked, LinkedBy, PersonaUnlinked, ProfileRefusal,
};
use crate::trajectory::record_keeping::RecordKeepingRefusal;
use crate::trajectory::referrals::{ReferralSent, ReferralStep, ReferralWithdrawn, WithdrawnBy};
use crate::trajectory::story::{
    Story, closed, corrected, day, intervention, intervention_planned, opened, organisation,
    participant, persona, reopened, voided,
};
use crate::trajectory::transfer::{TransferAccepted, TransferRefusal, TransferRequested};
use crate::trajectory::{Intent, Phase, State};
use uuid::Uuid;

fn correct(target: Version, on: i64, replacement: impl Into<Payload>) -> Intent {
    Intent::CorrectEvent(corrected(target, day(on), replacement))
}

fn void(target: Version) -> Intent {
    Intent::VoidEvent(voided(target))
}

fn link(code: &str) -> Intent {
    Intent::LinkPersona(persona(code))
}

fn unlinked(code: &str) -> PersonaUnlinked {
    PersonaUnlinked { persona: Code::new(code) }
}

fn unlink(code: &str) -> Intent {
    Intent::UnlinkPersona(unlinked(code))
}

fn challenge(code: &str, by: LinkedBy) -> ChallengeLinked {
    ChallengeLinked { challenge: Code::new(code), by, rationale: None }
}

fn no_challenge(code: &str) -> ChallengeUnlinked {
    ChallengeUnlinked { challenge: Code::new(code) }
}

fn challenges(state: &State) -> Vec<(&str, LinkedBy)> {
    state.profile.challenges.iter().map(|(code, by)| (code.as_str(), *by)).collect()
}

/// Event 4 links the persona, event 5 the challenge that it brings along.
fn resembles(code: &str) -> Story {
    participant().asked(day(4), link(code))
}

#[test]
fn a_persona_that_is_corrected_brings_its_own_challenge_instead() {
    resembles("mo").when(day(9), correct(4, 4, persona("bart"))).then_following(vec![
        (None, corrected(4, day(4), persona("bart")).into()),
        (Some(6), corrected(5, day(4), challenge("RU2", LinkedBy::Persona)).into()),
    ]);
    let right = resembles("mo").asked(day(9), correct(4, 4, persona("bart")));
    assert_eq!(right.state().profile, resembles("bart").state().profile);
}

#[test]
fn a_persona_of_the_same_challenge_leaves_that_as_it_is() {
    let right = corrected(4, day(4), persona("nora"));
    resembles("mo").when(day(9), correct(4, 4, persona("nora"))).then(vec![right.into()]);
}

#[test]
fn a_persona_that_is_told_of_another_day_brings_its_challenge_on_that_day() {
    resembles("mo").when(day(9), correct(4, 6, persona("mo"))).then(vec![
        corrected(4, day(6), persona("mo")).into(),
        corrected(5, day(6), challenge("RU1", LinkedBy::Persona)).into(),
    ]);
}

#[test]
fn a_persona_that_is_voided_takes_its_challenge_away() {
    let both = vec![voided(4).into(), voided(5).into()];
    resembles("mo").when(day(9), void(4)).then(both);
    assert_eq!(
        resembles("mo").asked(day(9), void(4)).state().profile,
        participant().state().profile
    );
}

#[test]
fn a_challenge_stays_that_another_persona_brings_and_is_of_its_day() {
    let both = resembles("mo").asked(day(6), link("nora")).asked(day(9), void(4));
    assert_eq!(challenges(&both.state()), [("RU1", LinkedBy::Persona)]);
    let [.., linked] = &*both.into_events() else { panic!("none") };
    assert_eq!((linked.occurred_on, linked.follows_from), (day(6), Some(6)));
}

#[test]
fn a_challenge_stays_that_a_hand_chose() {
    let by_hand = challenge("RU1", LinkedBy::Hand);
    let chosen = participant().asked(day(4), Intent::LinkChallenge(by_hand));
    let without = chosen.asked(day(5), link("mo")).asked(day(9), void(5));
    assert_eq!(challenges(&without.state()), [("RU1", LinkedBy::Hand)]);
    let chosen_again = resembles("mo")
        .asked(day(5), Intent::UnlinkChallenge(no_challenge("RU1")))
        .asked(day(6), Intent::LinkChallenge(challenge("RU1", LinkedBy::Hand)));
    let refused = RecordKeepingRefusal::LaterEventContradicted {
        sequence: 6,
        why: Box::new(ProfileRefusal::NotLinked { code: Code::new("RU1") }.into()),
        more: vec![],
    };
    chosen_again.when(day(9), void(4)).then_refused(&refused);
}

#[test]
fn unlinking_that_is_voided_gives_persona_and_challenge_back() {
    let history = resembles("mo").asked(day(6), unlink("mo")).asked(day(9), void(6));
    assert_eq!(history.state().profile, resembles("mo").state().profile);
}

#[test]
fn what_was_linked_meanwhile_keeps_unlinking_from_being_voided_and_all_of_it_is_named() {
    let linked_again = resembles("mo")
        .asked(day(6), unlink("mo"))
        .asked(day(7), Intent::LinkChallenge(challenge("RU1", LinkedBy::Hand)))
        .asked(day(8), link("mo"));
    linked_again.when(day(9), void(6)).then_refused(
        &RecordKeepingRefusal::LaterEventContradicted {
            sequence: 8,
            why: Box::new(ProfileRefusal::AlreadyLinked { code: Code::new("RU1") }.into()),
            more: vec![9],
        },
    );
}

#[test]
fn another_persona_brings_what_unlinking_took_and_no_longer_does_when_that_is_voided() {
    let history = resembles("mo").asked(day(6), unlink("mo")).asked(day(8), link("nora"));
    let corrected_history = history.asked(day(9), void(6));
    assert_eq!(challenges(&corrected_history.state()), [("RU1", LinkedBy::Persona)]);
    assert_eq!(corrected_history.state().profile.personas.len(), 2);
}

#[test]
fn what_is_recorded_late_settles_what_follows_from_later_events() {
    let history = resembles("mo").today(day(9)).asked(day(3), link("nora"));
    assert_eq!(challenges(&history.state()), [("RU1", LinkedBy::Persona)]);
    let first = participant().asked(day(3), link("nora")).asked(day(4), link("mo"));
    assert_eq!(history.state().profile, first.state().profile);
}

fn sent() -> ReferralSent {
    ReferralSent {
        referral: ReferralId(Uuid::from_u128(1)),
        to: organisation(2),
        service: Code::new("debt_help"),
        urgency: Code::new("normal"),
        areas: vec![Code::new("administration_and_debt")],
    }
}

/// With an intervention and a referral, events 4 and 5.
fn helped() -> Story {
    participant()
        .asked(day(4), Intent::PlanIntervention(intervention_planned(1)))
        .asked(day(4), Intent::SendReferral(sent()))
}

/// Events 6 and 7 end them, event 8 closes.
fn left(on: i64) -> Story {
    helped().asked(day(on), Intent::CloseTrajectory(closed("work")))
}

fn ended_on(state: &State) -> Vec<Option<NaiveDate>> {
    let interventions = state.interventions.iter();
    let referrals = state.referrals.iter();
    let ended = interventions.map(|one| one.end.as_ref().map(InterventionEnd::on));
    ended.chain(referrals.map(|one| one.days.get(&ReferralStep::Withdrawn).copied())).collect()
}

#[test]
fn closing_names_itself_in_what_it_ends() {
    let stopped = InterventionStopped {
        intervention: intervention(1),
        reason: Code::new("trajectory_closed"),
    };
    let referral = sent().referral;
    helped().when(day(9), Intent::CloseTrajectory(closed("work"))).then_following(vec![
        (Some(8), stopped.into()),
        (Some(8), ReferralWithdrawn { referral, by: WithdrawnBy::Closing }.into()),
        (None, closed("work").into()),
    ]);
}

#[test]
fn a_closing_that_is_voided_gives_back_what_it_ended() {
    let history = left(9).asked(day(12), void(8));
    assert_eq!(history.state().interventions, helped().state().interventions);
    assert_eq!(history.state().referrals, helped().state().referrals);
    assert_eq!(history.state().phase(), Some(Phase::Active));
}

#[test]
fn a_closing_of_another_day_ended_everything_on_that_day() {
    assert_eq!(ended_on(&left(60).state()), [Some(day(60)); 2]);
    let later = left(60).asked(day(200), correct(8, 181, closed("work")));
    assert_eq!(ended_on(&later.state()), [Some(day(181)); 2]);
    assert_eq!(later.state().course, left(181).state().course);
}

#[test]
fn a_closing_that_is_told_rightly_ends_what_had_begun_by_then() {
    let history = left(60)
        .today(day(200))
        .asked(day(200), correct(8, 181, closed("work")))
        .asked(day(100), Intent::PlanIntervention(intervention_planned(2)))
        .asked(day(200), correct(8, 150, closed("work")));
    assert_eq!(ended_on(&history.state()), [Some(day(150)); 3]);
}

#[test]
fn an_intervention_that_is_voided_was_not_ended_either() {
    let history = left(9).asked(day(12), void(4));
    assert_eq!(ended_on(&history.state()), [Some(day(9))]);
}

#[test]
fn what_follows_is_not_put_right_by_itself() {
    let refused = |target, cause| RecordKeepingRefusal::EventFollowsFromAnother { target, cause };
    let brought = challenge("RU1", LinkedBy::Persona);
    resembles("mo").when(day(9), void(5)).then_refused(&refused(5, 4));
    resembles("mo").when(day(9), correct(5, 4, brought)).then_refused(&refused(5, 4));
    left(9).when(day(12), void(6)).then_refused(&refused(6, 8));
    left(9).when(day(12), void(7)).then_refused(&refused(7, 8));
}

/// Closed on day 10, as event 4.
fn followed(month: u32) -> FollowedUp {
    FollowedUp {
        month,
        reached: true,
        method: Code::new("phone"),
        labour: None,
        contract: None,
        fte_percent: None,
        improved: None,
        housing: None,
    }
}

#[test]
fn a_last_follow_up_that_was_an_earlier_one_leaves_the_follow_up_open() {
    let history = participant()
        .asked(day(10), Intent::CloseTrajectory(closed("work")))
        .asked(day(370), Intent::RecordFollowUp(followed(12)));
    assert_eq!(history.state().phase(), Some(Phase::Ended));
    let right = history.asked(day(371), correct(5, 370, followed(6)));
    assert_eq!(right.state().phase(), Some(Phase::FollowUp));
    // And the other way round: it ends what it turns out to have been the last of.
    let last = right.asked(day(372), correct(5, 370, followed(12)));
    assert_eq!(last.state().phase(), Some(Phase::Ended));
    let ended = last.state().course.closings[0].follow_up_ended_on;
    assert_eq!(ended, Some(day(370)));
}

/// Event 6 asks for it, 7 accepts, 8 and 9 end what is open, 10 closes.
fn gone_elsewhere() -> Story {
    let region = Code::new("meetjesland");
    let trajectory = Some(TrajectoryId::of(&region, opened().client));
    let request = TransferRequested { organisation: organisation(2), region: Some(region) };
    helped()
        .given(day(5), request)
        .by(organisation(2))
        .asked(day(6), Intent::AcceptTransfer(TransferAccepted { trajectory }))
}

#[test]
fn going_on_elsewhere_is_not_taken_back_here_alone() {
    assert_eq!(gone_elsewhere().state().phase(), Some(Phase::Ended));
    let refused = RecordKeepingRefusal::EventFollowsFromAnother { target: 10, cause: 7 };
    gone_elsewhere().when(day(9), void(10)).then_refused(&refused);
    let trajectory = TrajectoryId::of(&Code::new("meetjesland"), opened().client);
    let stands = TransferRefusal::TransferStands { trajectory };
    gone_elsewhere().when(day(9), void(7)).then_refused(&stands);
    let accepted = TransferAccepted { trajectory: Some(trajectory) };
    gone_elsewhere().when(day(9), correct(7, 7, accepted)).then_refused(&stands);
}
