//! Whatever is recorded is seen: each kind of event changes a field of the trajectory.

use std::collections::{BTreeMap, BTreeSet};

use loopbrug_domain::trajectory::EVENT_TYPES;
use serde_json::Value;

use crate::harness::{Server, everything_of};

/// The field of the trajectory in which each kind of event is seen.
const SEEN_IN: &[(&str, &[&str])] = &[
    ("openedOn", &["TrajectoryOpened"]),
    ("catalogue", &["CatalogueAdopted"]),
    ("residences", &["ResidenceChanged"]),
    ("contactLanguages", &["ContactLanguageChanged"]),
    ("identityKnown", &["IdentityRecorded", "IdentityChanged"]),
    ("outreach", &["ContactAttempted", "EventCorrected", "EventVoided"]),
    ("appointments", &["AppointmentPlanned", "AppointmentKept"]),
    ("legalBasis", &["LegalBasisRecorded", "SharingWithdrawn"]),
    ("sharedWith", &["AccessGranted", "AccessExpired"]),
    ("accessRequests", &["AccessRequested", "AccessRefused"]),
    ("accessOverrides", &["AccessOverridden"]),
    ("intake", &["IntakeCompleted"]),
    ("personas", &["PersonaLinked", "PersonaUnlinked"]),
    ("challenges", &["ChallengeLinked", "ChallengeUnlinked"]),
    ("findings", &["FindingLinked", "FindingUnlinked"]),
    ("household", &["HouseholdRecorded"]),
    ("bridgeFigure", &["BridgeFigureAssigned", "BridgeFigureEnded"]),
    ("direction", &["StrengthIdentified", "GoalSet", "GoalRated", "JobTargetSet"]),
    ("barriers", &["BarrierIdentified", "BarrierReassessed", "BarrierResolved", "BarrierRecurred"]),
    (
        "interventions",
        &[
            "InterventionPlanned",
            "InterventionStarted",
            "SessionRecorded",
            "InterventionCompleted",
            "InterventionStopped",
        ],
    ),
    (
        "referrals",
        &[
            "ReferralSent",
            "ReferralSeen",
            "ReferralWaitlisted",
            "ReferralAccepted",
            "ReferralDeclined",
            "ReferralDeclinedByClient",
            "ReferralFirstAttended",
            "ReferralDone",
            "ReferralWithdrawn",
            "ReferralExpired",
        ],
    ),
    (
        "housing",
        &[
            "HousingObserved",
            "ReferenceAddressRequested",
            "ReferenceAddressGranted",
            "ReferenceAddressRefused",
            "HousingFound",
            "HousingCancelled",
            "HousingLost",
        ],
    ),
    (
        "jobs",
        &["EmploymentStarted", "EmploymentCancelled", "EmploymentVerified", "EmploymentEnded"],
    ),
    ("practiceFloors", &["PracticeFloorStarted", "PracticeFloorEnded"]),
    ("employerCoaching", &["EmployerCoached"]),
    (
        "learning",
        &["TrainingStarted", "TrainingEnded", "QualificationGained", "LanguageLevelReached"],
    ),
    ("milestones", &["MilestoneReached"]),
    ("relapses", &["RelapseRecorded"]),
    ("pauses", &["Paused", "Resumed"]),
    (
        "closings",
        &[
            "Closed",
            "Reopened",
            "ExitRecorded",
            "FollowedUp",
            "FollowUpUnreachable",
            "FollowUpEnded",
        ],
    ),
    (
        "rights",
        &[
            "ProcessingRestricted",
            "RestrictionLifted",
            "ErasureRequested",
            "ErasureDecided",
            "KeyDestroyed",
        ],
    ),
    ("transferRequested", &["TransferRequested", "TransferDeclined"]),
    ("owner", &["TransferAccepted"]),
    ("corrections", &["CorrectionConfirmed", "CorrectionDisputed"]),
    ("mergedInto", &["MergedInto", "Unmerged"]),
    ("mergedFrom", &["DuplicateAbsorbed"]),
];

/// What is seen with the client's key alone: `personal.rs`.
const SEALED: [&str; 2] = ["BackgroundRecorded", "NoteAdded"];

/// Every kind of event there is stands in one of these histories, and every one of a kind shows
/// in the field that is for it.
pub(super) async fn every_event_is_recorded_and_seen(server: &Server, trajectories: &[&str]) {
    let seen_in: BTreeMap<_, _> = SEEN_IN
        .iter()
        .flat_map(|(field, kinds)| kinds.iter().map(move |kind| (*kind, *field)))
        .collect();
    let mut seen = BTreeSet::new();
    for id in trajectories {
        let mut before = Value::Null;
        for step in history(server, id).await {
            let kind = step["type"].as_str().unwrap();
            if !SEALED.contains(&kind) {
                let field = seen_in.get(kind);
                let field = field.unwrap_or_else(|| panic!("where is a {kind} seen?"));
                assert_ne!(step["state"][field], before[field], "{kind} is not seen in {field}");
            }
            seen.insert(kind.to_owned());
            before = step["state"].clone();
        }
        let now = everything_of(server, "Trajectory").await;
        let now = server.ask(&format!("{{ trajectory(id: \"{id}\") {{ {now} }} }}")).await;
        assert_eq!(now["trajectory"], before, "the last step is how it stands");
    }
    // Clients come from elsewhere where there are two regions: `transfers.rs`.
    let here = EVENT_TYPES.iter().filter(|kind| kind.name != "TransferReceived");
    let all: BTreeSet<_> = here.map(|kind| kind.name.to_owned()).collect();
    assert_eq!(seen, all, "every kind of event is recorded");
}

/// All steps, read page by page.
async fn history(server: &Server, id: &str) -> Vec<Value> {
    let everything = everything_of(server, "Trajectory").await;
    let (mut steps, mut after) = (Vec::new(), Value::Null);
    loop {
        let query = format!(
            "{{ history(id: \"{id}\", first: 10, after: {after}) {{
                pageInfo {{ hasNextPage endCursor }}
                edges {{ node {{ type state {{ {everything} }} }} }}
            }} }}"
        );
        let page = server.ask(&query).await["history"].clone();
        let edges = page["edges"].as_array().unwrap();
        steps.extend(edges.iter().map(|edge| edge["node"].clone()));
        if page["pageInfo"]["hasNextPage"] == Value::Bool(false) {
            return steps;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}
