//! The table of everything that can be recorded about a trajectory.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::upcast::read;
use super::{Circumstance, Fact, Fields, Refusal, State};
use super::{
    appointments, barriers, bridge, consent, course, direction, follow_up, housing, intake,
    interventions, learning, merge, milestones, opening, outreach, practice, profile,
    record_keeping, referrals, transfer, work,
};
use crate::fact_table::EventType;
use crate::ids::{KboNumber, Version};
use crate::stream::stream_event;

/// Something that happened in a trajectory, as the log keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrajectoryEvent {
    /// The day it happened, in Brussels, as told by the person who recorded it.
    pub occurred_on: NaiveDate,
    /// The organisation that recorded it.
    pub organisation: KboNumber,
    /// Recorded more days after it happened than the catalogue calls prompt.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// The event of the same stream that it follows from, by its place: its command added it to
    /// what was asked for. The two are put right together. Absent from what was asked for itself,
    /// and from what was recorded before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows_from: Option<Version>,
    /// What happened.
    pub what: Happening,
}

stream_event! { TrajectoryEvent {
    fn puts_right(&self) -> Option<Version> {
        match &self.what {
            Happening::EventCorrected(correction) => Some(correction.target),
            Happening::EventVoided(voiding) => Some(voiding.target),
            _ => None,
        }
    }

    fn read(event_type: &str, version: &str, payload: &str) -> Result<Self, serde_json::Error> {
        read(event_type, version, payload)
    }
} }

/// All that is wrong with the fields of what is asked for or happened.
fn look_at(fact: &(impl Fact + Serialize), fields: &mut Fields<'_>) {
    fields.look_at(fact, |fields| fact.fields(fields));
}

/// One row a kind: the command that asks for it, the fact that it leaves, the payload's version.
macro_rules! happenings {
    ($($(#[$doc:meta])* $intent:ident => $theme:ident::$fact:ident, $version:literal;)*) => {
        /// A fact about a trajectory.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub enum Happening {$(
            #[doc = concat!("See [`", stringify!($theme), "::", stringify!($fact), "`].")]
            $fact($theme::$fact),
        )*}

        /// What somebody asks to be recorded. It carries the fact as it will stand, and
        /// [`super::decide()`] may add what follows from it.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub enum Intent {$(
            $(#[$doc])*
            $intent($theme::$fact),
        )*}

        /// Every kind of event that a trajectory can hold.
        pub const EVENT_TYPES: &[EventType] = &[$(
            EventType { name: stringify!($fact), version: $version },
        )*];

        impl Happening {
            /// Its stored name and version.
            #[must_use]
            pub fn event_type(&self) -> EventType {
                match self {$(
                    Self::$fact(_) => EventType { name: stringify!($fact), version: $version },
                )*}
            }

            pub(super) fn fields(&self, fields: &mut Fields<'_>) {
                match self {$( Self::$fact(fact) => look_at(fact, fields), )*}
            }

            pub(super) fn permitted(
                &self,
                state: &State,
                at: &Circumstance<'_>,
            ) -> Result<(), Refusal> {
                let mut fields = Fields::new(at.on, Some(at.catalogue));
                self.fields(&mut fields);
                fields.finish()?;
                match self {$( Self::$fact(fact) => fact.permitted(state, at), )*}
            }

            pub(super) fn apply(&self, state: &mut State, on: NaiveDate, by: KboNumber) {
                match self {$( Self::$fact(fact) => fact.apply(state, on, by), )*}
            }
        }

        impl Intent {
            pub(super) fn fields(&self, fields: &mut Fields<'_>) {
                match self {$( Self::$intent(fact) => look_at(fact, fields), )*}
            }

            pub(super) fn open_to(
                &self,
                state: &State,
                at: &Circumstance<'_>,
            ) -> Result<(), Refusal> {
                match self {$( Self::$intent(fact) => fact.open_to(state, at), )*}
            }
        }

        impl From<Intent> for Happening {
            fn from(intent: Intent) -> Self {
                match intent {$( Intent::$intent(fact) => Self::$fact(fact), )*}
            }
        }

        /// What would have to be asked for. The product goes the other way; the laws make
        /// commands of payloads.
        #[cfg(any(test, feature = "testing"))]
        impl From<Happening> for Intent {
            fn from(what: Happening) -> Self {
                match what {$( Happening::$fact(fact) => Self::$intent(fact), )*}
            }
        }

        $(impl From<$theme::$fact> for Happening {
            fn from(fact: $theme::$fact) -> Self {
                Self::$fact(fact)
            }
        })*
    };
}

happenings! {
    /// A client is met for the first time.
    OpenTrajectory => opening::TrajectoryOpened, "1";
    /// A newer version of the catalogue holds from now on.
    AdoptCatalogue => opening::CatalogueAdopted, "1";

    /// Somebody tries to reach the client.
    RecordContactAttempt => outreach::ContactAttempted, "1";

    /// The client is expected somewhere, at some time.
    PlanAppointment => appointments::AppointmentPlanned, "1";
    /// What came of it.
    RecordAppointmentKept => appointments::AppointmentKept, "1";

    /// On what ground data are kept, for which purposes, shared with whom.
    RecordLegalBasis => consent::LegalBasisRecorded, "2";
    /// The client no longer wants data to be shared.
    WithdrawSharing => consent::SharingWithdrawn, "1";
    /// Another organisation may see and record.
    GrantAccess => consent::AccessGranted, "1";
    /// An organisation's access ends.
    ExpireAccess => consent::AccessExpired, "1";
    /// An organisation takes access without a grant, for a reason.
    OverrideAccess => consent::AccessOverridden, "1";

    /// The client becomes a participant.
    CompleteIntake => intake::IntakeCompleted, "1";

    /// The client's situation resembles a persona.
    LinkPersona => profile::PersonaLinked, "1";
    /// It no longer does.
    UnlinkPersona => profile::PersonaUnlinked, "1";
    /// The client's situation is part of a regional challenge.
    LinkChallenge => profile::ChallengeLinked, "1";
    /// It no longer is.
    UnlinkChallenge => profile::ChallengeUnlinked, "1";

    /// One trusted person for the client.
    AssignBridgeFigure => bridge::BridgeFigureAssigned, "1";
    /// That person stops.
    EndBridgeFigure => bridge::BridgeFigureEnded, "1";

    /// The client is good at something.
    IdentifyStrength => direction::StrengthIdentified, "1";
    /// The client wants something.
    SetGoal => direction::GoalSet, "1";
    /// The client tells how far it is reached.
    RateGoal => direction::GoalRated, "1";
    /// The client aims at a kind of work.
    SetJobTarget => direction::JobTargetSet, "1";

    /// Something holds the client back.
    IdentifyBarrier => barriers::BarrierIdentified, "1";
    /// It is looked at again.
    ReassessBarrier => barriers::BarrierReassessed, "1";
    /// It no longer does.
    ResolveBarrier => barriers::BarrierResolved, "1";
    /// It is back.
    RecordBarrierRecurrence => barriers::BarrierRecurred, "1";

    /// A service is going to be delivered.
    PlanIntervention => interventions::InterventionPlanned, "1";
    /// It starts.
    StartIntervention => interventions::InterventionStarted, "1";
    /// A session is held, or should have been.
    RecordSession => interventions::SessionRecorded, "1";
    /// It is carried through.
    CompleteIntervention => interventions::InterventionCompleted, "1";
    /// It ends before that.
    StopIntervention => interventions::InterventionStopped, "1";

    /// A client is sent to another organisation.
    SendReferral => referrals::ReferralSent, "1";
    /// That organisation has looked at it.
    RecordReferralSeen => referrals::ReferralSeen, "1";
    /// It has no place yet.
    WaitlistReferral => referrals::ReferralWaitlisted, "1";
    /// It will help.
    AcceptReferral => referrals::ReferralAccepted, "1";
    /// It will not.
    DeclineReferral => referrals::ReferralDeclined, "1";
    /// The client does not want it.
    RecordReferralDeclinedByClient => referrals::ReferralDeclinedByClient, "1";
    /// The client is there for the first time.
    RecordReferralFirstAttended => referrals::ReferralFirstAttended, "1";
    /// The help that was asked for was given.
    RecordReferralDone => referrals::ReferralDone, "1";
    /// The referral is taken back.
    WithdrawReferral => referrals::ReferralWithdrawn, "1";
    /// Nobody answered in time.
    ExpireReferral => referrals::ReferralExpired, "1";

    /// Where the client lives now.
    ObserveHousing => housing::HousingObserved, "1";
    /// A reference address is asked for.
    RequestReferenceAddress => housing::ReferenceAddressRequested, "1";
    /// It is granted.
    GrantReferenceAddress => housing::ReferenceAddressGranted, "1";
    /// It is refused.
    RefuseReferenceAddress => housing::ReferenceAddressRefused, "1";
    /// The client has a home.
    RecordHousingFound => housing::HousingFound, "1";
    /// The client loses it.
    RecordHousingLost => housing::HousingLost, "1";

    /// The client starts in a job.
    StartEmployment => work::EmploymentStarted, "1";
    /// Somebody other than the client confirms it.
    VerifyEmployment => work::EmploymentVerified, "1";
    /// The job ends.
    EndEmployment => work::EmploymentEnded, "1";

    /// The client starts on a practice floor.
    StartPracticeFloor => practice::PracticeFloorStarted, "1";
    /// The time on it ends.
    EndPracticeFloor => practice::PracticeFloorEnded, "1";
    /// An employer is coached, for this client.
    CoachEmployer => practice::EmployerCoached, "1";

    /// The client starts a training.
    StartTraining => learning::TrainingStarted, "1";
    /// It ends.
    EndTraining => learning::TrainingEnded, "1";
    /// The client has a qualification more.
    RecordQualificationGained => learning::QualificationGained, "1";
    /// The client has learned a language up to a level.
    RecordLanguageLevelReached => learning::LanguageLevelReached, "1";

    /// The client takes a step forward.
    RecordMilestoneReached => milestones::MilestoneReached, "1";
    /// The client falls back.
    RecordRelapse => milestones::RelapseRecorded, "1";

    /// The guidance is put on hold.
    PauseTrajectory => course::Paused, "1";
    /// It goes on.
    ResumeTrajectory => course::Resumed, "1";
    /// The guidance stops.
    CloseTrajectory => course::Closed, "1";
    /// The guidance starts again.
    ReopenTrajectory => course::Reopened, "1";
    /// How the client stands after the closing.
    RecordExit => course::ExitRecorded, "1";

    /// How the client stands months later.
    RecordFollowUp => follow_up::FollowedUp, "1";
    /// Nobody could tell.
    RecordFollowUpUnreachable => follow_up::FollowUpUnreachable, "1";
    /// Nothing more is followed up.
    EndFollowUp => follow_up::FollowUpEnded, "1";

    /// Another organisation is asked to take over.
    RequestTransfer => transfer::TransferRequested, "1";
    /// It takes over.
    AcceptTransfer => transfer::TransferAccepted, "1";
    /// It does not.
    DeclineTransfer => transfer::TransferDeclined, "1";

    /// The trajectory is a duplicate of another.
    MergeTrajectory => merge::MergedInto, "1";
    /// It turned out to be none.
    UnmergeTrajectory => merge::Unmerged, "1";

    /// An event was recorded wrongly.
    CorrectEvent => record_keeping::EventCorrected, "1";
    /// An event should never have been recorded.
    VoidEvent => record_keeping::EventVoided, "1";
}
