use std::collections::BTreeSet;

use loopbrug_domain::actor::{Actor, Roles};
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::stream::Aggregate;
use loopbrug_domain::time::start_of_day;
use loopbrug_domain::trajectory::{Payload, Trajectory, TrajectoryCommand, decide};

use super::*;

/// What partners record of client `n`, each step on its own day, as the events that come of it.
fn lived(n: u64, catalogues: &Catalogues) -> Vec<Payload> {
    let from: NaiveDate = "2024-01-01".parse().unwrap();
    let middle = from + Days::new(500);

    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    let mut history = Trajectory::default();
    let mut happenings = vec![];
    for step in story(catalogue, (from, middle), Dice::for_client(2023, n)) {
        let command = TrajectoryCommand {
            occurred_on: step.occurred_on,
            now: start_of_day(step.occurred_on),
            actor: Actor {
                worker: loopbrug_domain::ids::WorkerId::default(),
                organisation: step.organisation,
                roles: Roles::default(),
            },
            intent: step.intent,
        };
        let events = decide(&history, &command, catalogues);
        let events = events.unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"));
        for event in events {
            happenings.push(event.what.clone());
            history.apply(event);
        }
    }
    happenings
}

#[test]
fn every_step_of_a_story_is_permitted() {
    let catalogues = Catalogues::embedded();
    let met: BTreeSet<&str> =
        (0..200).flat_map(|n| lived(n, &catalogues)).map(|what| what.event_type().name).collect();
    for name in [
        "GoalRated",
        "BarrierRecurred",
        "SessionRecorded",
        "InterventionCompleted",
        "InterventionStopped",
        "ReferralWaitlisted",
        "ReferralDeclined",
        "ReferralDeclinedByClient",
        "ReferralDone",
        "ReferralWithdrawn",
        "ReferralExpired",
        "AppointmentKept",
        "PracticeFloorEnded",
        "EmployerCoached",
        "QualificationGained",
        "LanguageLevelReached",
        "MilestoneReached",
        "RelapseRecorded",
        "Resumed",
        "ExitRecorded",
        "FollowUpUnreachable",
        "FollowUpEnded",
        "AccessOverridden",
        "FindingLinked",
        "HouseholdRecorded",
        "ResidenceChanged",
        "ContactLanguageChanged",
        "HousingCancelled",
        "EmploymentCancelled",
    ] {
        assert!(met.contains(name), "no story has a {name}");
    }
}
