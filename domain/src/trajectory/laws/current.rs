//! What was accepted stays true: nothing that is recorded later contradicts it, and a voiding undoes it
//! without a trace in the state.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::chance::{CATALOGUES, steps};
use super::config;
use super::played::{folded, play, recorded};
use crate::actor::{Actor, Roles};
use crate::catalogue::Code;
use crate::catalogue::list::CorrectionReason;
use crate::ids::{Version, WorkerId};
use crate::occasion::OccasionRefusal;
use crate::stream::{Aggregate, Stream};
use crate::time::start_of_day;
use crate::trajectory::consent::ConsentRefusal;
use crate::trajectory::consequences::causes;
use crate::trajectory::corrections::CorrectionRefusal;
use crate::trajectory::erasure::{ErasureRefusal, is_of_rights};
use crate::trajectory::merge::MergeRefusal;
use crate::trajectory::opening::OpeningRefusal;
use crate::trajectory::record_keeping::{EventCorrected, EventVoided, RecordKeepingRefusal};
use crate::trajectory::transfer::TransferRefusal;
use crate::trajectory::{
    Circumstance, Entry, Intent, Payload, Refusal, State, Trajectory, TrajectoryCommand,
    TrajectoryEvent, course, decide,
};

/// Rule 1: what may happen before the intake. Opening, outreach, consent, the intake itself and
/// profile; what ends a trajectory or hands it on; record-keeping.
const BEFORE_INTAKE: &[&str] = &[
    "TrajectoryOpened",
    "CatalogueAdopted",
    "ContactAttempted",
    "LegalBasisRecorded",
    "SharingWithdrawn",
    "AccessGranted",
    "AccessRequested",
    "AccessRefused",
    "AccessExpired",
    "AccessOverridden",
    "AppointmentPlanned",
    "AppointmentKept",
    "IntakeCompleted",
    "PersonaLinked",
    "PersonaUnlinked",
    "ChallengeLinked",
    "ChallengeUnlinked",
    "FindingLinked",
    "FindingUnlinked",
    "HouseholdRecorded",
    "IdentityRecorded",
    "IdentityChanged",
    "BackgroundRecorded",
    "NoteAdded",
    "ProcessingRestricted",
    "RestrictionLifted",
    "ErasureRequested",
    "ErasureDecided",
    "KeyDestroyed",
    "ResidenceChanged",
    "ContactLanguageChanged",
    "Closed",
    "Reopened",
    "TransferRequested",
    "TransferAccepted",
    "TransferDeclined",
    "TransferReceived",
    "MergedInto",
    "Unmerged",
    "DuplicateAbsorbed",
    "EventCorrected",
    "EventVoided",
    "CorrectionConfirmed",
    "CorrectionDisputed",
];

fn reason() -> Code<CorrectionReason> {
    Code::new("typing_error")
}

/// An event of the owner's, at the end of the history.
fn event(trajectory: &Trajectory, what: impl Into<Payload>) -> TrajectoryEvent {
    let state = trajectory.state();
    // What a person asked for is no day on which anything happened with the client.
    let last = trajectory.entries().last().map(|entry| entry.event.occurred_on);
    TrajectoryEvent {
        occurred_on: state.last_on.max(last).unwrap(),
        organisation: state.opening.as_ref().unwrap().owner,
        late: false,
        follows_from: None,
        origin: None,
        what: what.into(),
    }
}

/// The answer to the owner who corrects or voids something, at the end of the history.
fn answer(trajectory: &Trajectory, intent: Intent) -> Result<Vec<TrajectoryEvent>, Refusal> {
    let TrajectoryEvent { occurred_on, organisation, .. } =
        event(trajectory, Payload::from(intent.clone()));
    let actor =
        Actor { worker: WorkerId(uuid::Uuid::nil()), organisation, roles: Roles::default() };
    let command = TrajectoryCommand { occurred_on, now: start_of_day(occurred_on), actor, intent };
    decide(trajectory, &command, &CATALOGUES)
}

/// The rule that an entry breaks among those that happened before it, if it breaks one.
fn broken(entry: &Entry, state: &State, opened_on: NaiveDate) -> Option<Refusal> {
    let TrajectoryEvent { occurred_on, organisation, ref what, .. } = entry.event;
    if occurred_on < opened_on {
        return Some(OpeningRefusal::OccurredBeforeOpening { occurred_on, opened_on }.into());
    }
    let (region, version) = match (&state.opening, what) {
        (Some(opening), _) => (&opening.region, opening.catalogue),
        (None, Payload::TrajectoryOpened(new)) => (&new.region, new.catalogue),
        (None, _) => return Some(OpeningRefusal::TrajectoryNotFound.into()),
    };
    let Some(catalogue) = CATALOGUES.get(region.as_str(), version) else {
        return Some(OccasionRefusal::CatalogueNotFound { region: region.clone(), version }.into());
    };
    let at =
        Circumstance { on: occurred_on, organisation, catalogue, carried_from: None, now: None };
    what.permitted(state, &at).err()
}

/// The entries that break a rule at their place, in order of occurrence. What closing ended is
/// left out: it stands with the closing.
fn contradicted(trajectory: &Trajectory) -> BTreeSet<Version> {
    let opening = |entry: &&Entry| matches!(entry.event.what, Payload::TrajectoryOpened(_));
    let opened = trajectory.entries().iter().find(opening).map(|entry| entry.event.occurred_on);
    let mut state = State::default();
    let mut contradicted = BTreeSet::new();
    for entry in trajectory.entries() {
        let excused = course::follows_from_closing(&entry.event.what);
        if !excused && broken(entry, &state, opened.unwrap()).is_some() {
            contradicted.insert(entry.sequence);
        }
        state.apply(&entry.event);
    }
    contradicted
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_that_was_accepted_is_ever_contradicted(steps in steps()) {
        for played in play(&steps).iter().filter(|played| played.answer.is_ok()) {
            let contradicted = contradicted(&played.after);
            prop_assert!(contradicted.is_empty(), "{}: {contradicted:?}", played.name());
        }
    }

    #[test]
    fn rule_1_before_the_intake_little_happens(steps in steps()) {
        for played in play(&steps).iter().filter(|played| played.answer.is_ok()) {
            if played.before.state_on(played.command.occurred_on).intake.is_none() {
                prop_assert!(
                    BEFORE_INTAKE.contains(&played.name()),
                    "{} was permitted before the intake: does rule 1 mean that?",
                    played.name()
                );
            }
        }
    }

    #[test]
    fn a_trajectory_never_names_a_catalogue_that_was_not_published(steps in steps()) {
        for played in play(&steps) {
            if let Some(opening) = &played.after.state().opening {
                let found = CATALOGUES.get(opening.region.as_str(), opening.catalogue);
                prop_assert!(found.is_some(), "{}: {}", played.name(), opening.catalogue);
            }
        }
    }

    #[test]
    fn an_event_that_is_corrected_to_itself_changes_nothing(steps in steps()) {
        let trajectory = folded(recorded(&play(&steps)));
        for Entry { sequence, event: one } in trajectory.entries() {
            let mut after = trajectory.clone();
            let same = EventCorrected::new(*sequence, reason(), one.occurred_on, one.what.clone());
            after.apply(event(&trajectory, same));
            prop_assert_eq!(after.state(), trajectory.state());
            prop_assert_eq!(after.entries(), trajectory.entries());
        }
    }

    #[test]
    fn every_current_event_may_be_corrected_to_itself_or_is_corrected_with_its_cause(steps in steps()) {
        let trajectory = folded(recorded(&play(&steps)));
        let causes = causes(trajectory.journal(), &CATALOGUES);
        for Entry { sequence, event: one } in trajectory.entries() {
            let same = EventCorrected::new(*sequence, reason(), one.occurred_on, one.what.clone());
            let answer = answer(&trajectory, Intent::CorrectEvent(same));
            match (causes.get(sequence), answer) {
                (None, Ok(events)) => prop_assert_eq!(events.len(), 1, "to {:?}", one),
                (_, Err(Refusal::Merge(MergeRefusal::TrajectoryMerged { .. }))) => {
                    prop_assert!(trajectory.state().merged_into.is_some());
                }
                // Another log has a part of it, or another stream.
                (None, Err(Refusal::Transfer(TransferRefusal::TransferStands { .. }))) => {
                    prop_assert!(matches!(
                        one.what,
                        Payload::TransferAccepted(_) | Payload::TransferReceived(_)
                    ));
                }
                // Whose answer it is corrects it.
                (None, Err(Refusal::Correction(CorrectionRefusal::AnswerOfAnother { .. }))) => {}
                (None, Err(Refusal::Merge(MergeRefusal::MergeStays))) => prop_assert!(matches!(
                    one.what,
                    Payload::MergedInto(_) | Payload::Unmerged(_) | Payload::DuplicateAbsorbed(_)
                )),
                (Some(cause), Err(Refusal::RecordKeeping(RecordKeepingRefusal::EventFollowsFromAnother { cause: named, .. }))) => {
                    prop_assert_eq!(*cause, named);
                }
                (_, Err(Refusal::Erasure(ErasureRefusal::RequestStays))) => {
                    prop_assert!(is_of_rights(&one.what), "{:?}", one);
                }
                // Rule 12; and what was decided on erasure stays.
                (_, Err(Refusal::Erasure(_))) => {
                    prop_assert!(!trajectory.state().rights.erasure_decisions.is_empty());
                }
                (_, answer) => prop_assert!(false, "{answer:?} to {one:?}"),
            }
        }
    }

    #[test]
    fn what_is_voided_at_once_might_never_have_been_recorded(steps in steps()) {
        for played in play(&steps).iter().filter(|played| played.before.version() > 0) {
            let Ok(events) = &played.answer else { continue };
            if matches!(played.command.intent, Intent::CorrectEvent(_) | Intent::VoidEvent(_)) {
                continue;
            }
            let asked = events.iter().position(|event| event.follows_from.is_none()).unwrap();
            let target = played.before.version() + 1 + Version::try_from(asked).unwrap();
            let voided = EventVoided::new(target, reason());
            let mut after = played.after.clone();
            let answer = answer(&after, Intent::VoidEvent(voided));
            if matches!(answer, Err(Refusal::Transfer(TransferRefusal::TransferStands { .. }))) {
                prop_assert!(played.name().contains("Transfer"), "{}", played.name());
                continue;
            }
            if matches!(answer, Err(Refusal::Erasure(ErasureRefusal::RequestStays))) {
                prop_assert!(is_of_rights(&events[asked].what), "{}", played.name());
                continue;
            }
            if matches!(answer, Err(Refusal::Erasure(_))) {
                prop_assert!(!after.state().rights.erasure_decisions.is_empty());
                continue;
            }
            // Whose answer it is takes it back, and that access was taken nobody does. After a withdrawal a grant
            // is given back to no organisation that the basis does not name.
            let stays = matches!(
                answer,
                Err(Refusal::Correction(CorrectionRefusal::AnswerOfAnother { .. })
                    | Refusal::Consent(
                        ConsentRefusal::OverrideStays | ConsentRefusal::NotCoveredByBasis { .. }
                    ))
            );
            if stays {
                continue;
            }
            if matches!(answer, Err(Refusal::Merge(_))) {
                // Of a duplicate, too, erasure is asked for.
                let of_two = ["MergedInto", "Unmerged", "DuplicateAbsorbed", "ErasureRequested"];
                prop_assert!(of_two.contains(&played.name()), "{}", played.name());
                continue;
            }
            prop_assert!(answer.is_ok(), "{}: {answer:?}", played.name());
            for event in answer.unwrap() {
                after.apply(event);
            }
            prop_assert_eq!(after.state(), played.before.state(), "{}", played.name());
        }
    }
}
