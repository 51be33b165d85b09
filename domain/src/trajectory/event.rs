//! The table of everything that can be recorded about a trajectory.

use super::{Circumstance, Refusal, State, personal, upcast};
use super::{
    appointments, background, barriers, bridge, consent, corrections, course, direction, erasure,
    follow_up, household, housing, identity, intake, interventions, learning, merge, milestones,
    moves, notes, opening, outreach, practice, profile, record_keeping, referrals, restriction,
    transfer, work,
};
use crate::event::{Event, EventType, Payloads};
use crate::event_table::event_table;
use crate::ids::Version;
use schemars::{Schema, SchemaGenerator};

/// Something that happened in a trajectory, as the log keeps it.
pub type TrajectoryEvent = Event<Payload>;

impl Payloads for Payload {
    fn event_type(&self) -> EventType {
        self.event_type()
    }

    /// A correction is asked for by what asks for the event that it corrects.
    fn asked_by(&self) -> Option<&'static str> {
        match self {
            Self::EventCorrected(correction) => correction.replacement.asked_by(),
            other => other.asked_by(),
        }
    }

    fn supersedes(&self) -> Option<Version> {
        match self {
            Self::EventCorrected(correction) => Some(correction.target),
            Self::EventVoided(voiding) => Some(voiding.target),
            _ => None,
        }
    }

    fn masked(&self, word: &str) -> Option<serde_json::Value> {
        personal::masked(self, word)
    }

    fn fact_schemas(generator: &mut SchemaGenerator) -> Vec<(EventType, Schema)> {
        [upcast::older_fact_schemas(generator), fact_schemas(generator)].concat()
    }

    fn read(
        event_type: &str,
        version: &str,
        json: &str,
    ) -> Result<TrajectoryEvent, serde_json::Error> {
        upcast::read(event_type, version, json)
    }
}

event_table! {
    /// A client is met for the first time.
    OpenTrajectory => opening::TrajectoryOpened, "TrajectoryOpened", "1";
    /// A newer version of the catalogue holds from now on.
    AdoptCatalogue => opening::CatalogueAdopted, "CatalogueAdopted", "1";

    /// The client stays somewhere else.
    ChangeResidence => moves::ResidenceChanged, "ResidenceChanged", "1";
    /// The client is spoken with in another language.
    ChangeContactLanguage => moves::ContactLanguageChanged, "ContactLanguageChanged", "1";

    /// Who the client is becomes known.
    RecordIdentity => identity::IdentityRecorded, "IdentityRecorded", "1";
    /// Something of that is otherwise.
    ChangeIdentity => identity::IdentityChanged, "IdentityChanged", "1";
    /// A past in detention or youth care, or none.
    RecordBackground => background::BackgroundRecorded, "BackgroundRecorded", "1";

    /// Somebody tries to reach the client.
    RecordContactAttempt => outreach::ContactAttempted, "ContactAttempted", "1";

    /// The client is expected somewhere, at some time.
    PlanAppointment => appointments::AppointmentPlanned, "AppointmentPlanned", "1";
    /// What came of it.
    RecordAppointmentKept => appointments::AppointmentKept, "AppointmentKept", "1";

    /// On what ground data are kept, for which purposes, shared with whom.
    RecordLegalBasis => consent::LegalBasisRecorded, "LegalBasisRecorded", "2";
    /// The client no longer wants data to be shared.
    WithdrawSharing => consent::SharingWithdrawn, "SharingWithdrawn", "1";
    /// Another organisation may see and record.
    GrantAccess => consent::AccessGranted, "AccessGranted", "1";
    /// An organisation asks for access.
    RequestAccess => consent::AccessRequested, "AccessRequested", "1";
    /// The owner does not give it.
    RefuseAccess => consent::AccessRefused, "AccessRefused", "1";
    /// An organisation's access ends.
    ExpireAccess => consent::AccessExpired, "AccessExpired", "1";
    /// An organisation takes access without a grant, for a reason.
    OverrideAccess => consent::AccessOverridden, "AccessOverridden", "2";

    /// The client becomes a participant.
    CompleteIntake => intake::IntakeCompleted, "IntakeCompleted", "1";

    /// The client's situation resembles a persona.
    LinkPersona => profile::PersonaLinked, "PersonaLinked", "1";
    /// It no longer does.
    UnlinkPersona => profile::PersonaUnlinked, "PersonaUnlinked", "1";
    /// The client's situation is part of a regional challenge.
    LinkChallenge => profile::ChallengeLinked, "ChallengeLinked", "1";
    /// It no longer is.
    UnlinkChallenge => profile::ChallengeUnlinked, "ChallengeUnlinked", "1";
    /// A finding of the enrichment day holds for the client.
    LinkFinding => profile::FindingLinked, "FindingLinked", "1";
    /// It no longer does.
    UnlinkFinding => profile::FindingUnlinked, "FindingUnlinked", "1";
    /// The children whom the client looks after.
    RecordHousehold => household::HouseholdRecorded, "HouseholdRecorded", "1";

    /// One trusted person for the client.
    AssignBridgeFigure => bridge::BridgeFigureAssigned, "BridgeFigureAssigned", "1";
    /// That person stops.
    EndBridgeFigure => bridge::BridgeFigureEnded, "BridgeFigureEnded", "1";

    /// The client is good at something.
    IdentifyStrength => direction::StrengthIdentified, "StrengthIdentified", "1";
    /// The client wants something.
    SetGoal => direction::GoalSet, "GoalSet", "1";
    /// The client rates how far it is reached.
    RateGoal => direction::GoalRated, "GoalRated", "1";
    /// The client aims at a kind of work.
    SetJobTarget => direction::JobTargetSet, "JobTargetSet", "1";

    /// Something holds the client back.
    IdentifyBarrier => barriers::BarrierIdentified, "BarrierIdentified", "1";
    /// It is looked at again.
    ReassessBarrier => barriers::BarrierReassessed, "BarrierReassessed", "1";
    /// It no longer does.
    ResolveBarrier => barriers::BarrierResolved, "BarrierResolved", "1";
    /// It is back.
    RecordBarrierRecurrence => barriers::BarrierRecurred, "BarrierRecurred", "1";

    /// A service is going to be delivered.
    PlanIntervention => interventions::InterventionPlanned, "InterventionPlanned", "1";
    /// It starts.
    StartIntervention => interventions::InterventionStarted, "InterventionStarted", "1";
    /// A session is held, or should have been.
    RecordSession => interventions::SessionRecorded, "SessionRecorded", "1";
    /// It is carried through.
    CompleteIntervention => interventions::InterventionCompleted, "InterventionCompleted", "1";
    /// It ends before that.
    StopIntervention => interventions::InterventionStopped, "InterventionStopped", "1";

    /// A client is sent to another organisation.
    SendReferral => referrals::ReferralSent, "ReferralSent", "1";
    /// That organisation has looked at it.
    RecordReferralSeen => referrals::ReferralSeen, "ReferralSeen", "1";
    /// It has no place yet.
    WaitlistReferral => referrals::ReferralWaitlisted, "ReferralWaitlisted", "1";
    /// It will help.
    AcceptReferral => referrals::ReferralAccepted, "ReferralAccepted", "1";
    /// It will not.
    DeclineReferral => referrals::ReferralDeclined, "ReferralDeclined", "1";
    /// The client does not want it.
    RecordReferralDeclinedByClient => referrals::ReferralDeclinedByClient, "ReferralDeclinedByClient", "1";
    /// The client is there for the first time.
    RecordReferralFirstAttended => referrals::ReferralFirstAttended, "ReferralFirstAttended", "1";
    /// The help that was asked for was given.
    RecordReferralDone => referrals::ReferralDone, "ReferralDone", "1";
    /// The referral is taken back.
    WithdrawReferral => referrals::ReferralWithdrawn, "ReferralWithdrawn", "1";
    /// Nobody answered in time.
    ExpireReferral => referrals::ReferralExpired, "ReferralExpired", "1";

    /// Where the client lives now.
    ObserveHousing => housing::HousingObserved, "HousingObserved", "1";
    /// A reference address is asked for.
    RequestReferenceAddress => housing::ReferenceAddressRequested, "ReferenceAddressRequested", "1";
    /// It is granted.
    GrantReferenceAddress => housing::ReferenceAddressGranted, "ReferenceAddressGranted", "1";
    /// It is refused.
    RefuseReferenceAddress => housing::ReferenceAddressRefused, "ReferenceAddressRefused", "1";
    /// The client has a home, or will have one.
    RecordHousingFound => housing::HousingFound, "HousingFound", "1";
    /// The home that was planned falls through.
    CancelHousing => housing::HousingCancelled, "HousingCancelled", "1";
    /// The client loses it.
    RecordHousingLost => housing::HousingLost, "HousingLost", "1";

    /// The client starts in a job, or will.
    StartEmployment => work::EmploymentStarted, "EmploymentStarted", "1";
    /// The job that was planned falls through.
    CancelEmployment => work::EmploymentCancelled, "EmploymentCancelled", "1";
    /// Somebody other than the client confirms it.
    VerifyEmployment => work::EmploymentVerified, "EmploymentVerified", "1";
    /// The job ends.
    EndEmployment => work::EmploymentEnded, "EmploymentEnded", "1";

    /// The client starts on a practice floor.
    StartPracticeFloor => practice::PracticeFloorStarted, "PracticeFloorStarted", "1";
    /// The time on it ends.
    EndPracticeFloor => practice::PracticeFloorEnded, "PracticeFloorEnded", "1";
    /// An employer is coached, for this client.
    CoachEmployer => practice::EmployerCoached, "EmployerCoached", "1";

    /// The client starts a training.
    StartTraining => learning::TrainingStarted, "TrainingStarted", "1";
    /// It ends.
    EndTraining => learning::TrainingEnded, "TrainingEnded", "1";
    /// The client has a qualification more.
    RecordQualificationGained => learning::QualificationGained, "QualificationGained", "1";
    /// The client has learned a language up to a level.
    RecordLanguageLevelReached => learning::LanguageLevelReached, "LanguageLevelReached", "1";

    /// The client takes a step forward.
    RecordMilestoneReached => milestones::MilestoneReached, "MilestoneReached", "1";
    /// The client falls back.
    RecordRelapse => milestones::RelapseRecorded, "RelapseRecorded", "1";

    /// The guidance is put on hold.
    PauseTrajectory => course::Paused, "Paused", "1";
    /// It goes on.
    ResumeTrajectory => course::Resumed, "Resumed", "1";
    /// The guidance stops.
    CloseTrajectory => course::Closed, "Closed", "1";
    /// The guidance starts again.
    ReopenTrajectory => course::Reopened, "Reopened", "1";
    /// The client's situation after the closing.
    RecordExit => course::ExitRecorded, "ExitRecorded", "1";

    /// The client's situation months later.
    RecordFollowUp => follow_up::FollowedUp, "FollowedUp", "1";
    /// The client could not be reached for it.
    RecordFollowUpUnreachable => follow_up::FollowUpUnreachable, "FollowUpUnreachable", "1";
    /// Nothing more is followed up.
    EndFollowUp => follow_up::FollowUpEnded, "FollowUpEnded", "1";

    /// Another organisation is asked to take over.
    RequestTransfer => transfer::TransferRequested, "TransferRequested", "1";
    /// It takes over.
    AcceptTransfer => transfer::TransferAccepted, "TransferAccepted", "1";
    /// It does not.
    DeclineTransfer => transfer::TransferDeclined, "TransferDeclined", "1";
    /// The client comes from another region, and goes on here.
    ReceiveTransfer => transfer::TransferReceived, "TransferReceived", "1";

    /// The trajectory is a duplicate of another.
    MergeTrajectory => merge::MergedInto, "MergedInto", "1";
    /// It turned out to be none.
    UnmergeTrajectory => merge::Unmerged, "Unmerged", "1";
    /// Another trajectory is a duplicate of this one.
    AbsorbDuplicate => merge::DuplicateAbsorbed, "DuplicateAbsorbed", "1";

    /// Somebody writes something down.
    AddNote => notes::NoteAdded, "NoteAdded", "1";
    /// An event was recorded wrongly.
    CorrectEvent => record_keeping::EventCorrected, "EventCorrected", "1";
    /// An event should never have been recorded.
    VoidEvent => record_keeping::EventVoided, "EventVoided", "1";
    /// Another organisation was right to correct or void this organisation's record.
    ConfirmCorrection => corrections::CorrectionConfirmed, "CorrectionConfirmed", "1";
    /// It was not.
    DisputeCorrection => corrections::CorrectionDisputed, "CorrectionDisputed", "1";

    /// Nothing more is done with the client's data for now.
    RestrictProcessing => restriction::ProcessingRestricted, "ProcessingRestricted", "1";
    /// They are used again.
    LiftRestriction => restriction::RestrictionLifted, "RestrictionLifted", "1";
    /// Somebody asks that the client's data are erased.
    RequestErasure => erasure::ErasureRequested, "ErasureRequested", "1";
    /// The steward decides.
    DecideErasure => erasure::ErasureDecided, "ErasureDecided", "1";
    /// The key is gone.
    RecordKeyDestroyed => erasure::KeyDestroyed, "KeyDestroyed", "1";
}
