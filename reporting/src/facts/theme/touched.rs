//! Which themes an event can touch, so that the others need not be worked out anew.

use crate::facts::Theme;
use loopbrug_domain::trajectory::Payload;

/// All themes that are worked out from the state of a trajectory: all but the last, the records.
const WORKED_OUT: &[Theme] = Theme::ALL.split_at(Theme::Records as usize).0;

/// What has to be worked out anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::facts) enum Touched {
    /// Nothing.
    Nothing,
    /// The dimensions.
    Dimensions,
    /// Some themes.
    Themes(&'static [Theme]),
    /// Whatever there is.
    Everything,
}

impl Touched {
    /// The themes among it.
    pub(in crate::facts) fn themes(self) -> &'static [Theme] {
        match self {
            Self::Nothing | Self::Dimensions => &[],
            Self::Themes(themes) => themes,
            Self::Everything => WORKED_OUT,
        }
    }
}

/// What an event touches that is the last to have happened, but for what [lasts](super::is_heard).
#[expect(clippy::too_many_lines, reason = "a line for each kind of event")]
pub(in crate::facts) fn touched(what: &Payload) -> Touched {
    use Payload as H;
    use Theme::{
        Caseload, Change, Course, Guidance, Homelessness, Lasting, Needs, Outcomes, Profile,
        Referrals, Results,
    };
    let themes: &[Theme] = match what {
        // Of a transfer: a trajectory that was closed before and goes on elsewhere has not left.
        H::TrajectoryOpened(_)
        | H::TransferAccepted(_)
        | H::CatalogueAdopted(_)
        | H::IntakeCompleted(_)
        | H::MergedInto(_)
        | H::Unmerged(_)
        | H::TransferReceived(_)
        | H::ResidenceChanged(_)
        | H::EventCorrected(_)
        | H::EventVoided(_) => return Touched::Everything,
        H::PersonaLinked(_)
        | H::PersonaUnlinked(_)
        | H::ChallengeLinked(_)
        | H::ChallengeUnlinked(_) => return Touched::Dimensions,
        H::FindingLinked(_)
        | H::FindingUnlinked(_)
        | H::HouseholdRecorded(_)
        | H::ContactLanguageChanged(_) => &[Profile],
        H::AppointmentPlanned(_)
        | H::LegalBasisRecorded(_)
        | H::SharingWithdrawn(_)
        | H::AccessGranted(_)
        | H::AccessExpired(_)
        | H::AccessRequested(_)
        | H::AccessRefused(_)
        | H::AccessOverridden(_)
        | H::GoalSet(_)
        | H::JobTargetSet(_)
        | H::EmploymentVerified(_)
        | H::EmployerCoached(_)
        | H::TransferRequested(_)
        | H::TransferDeclined(_)
        | H::DuplicateAbsorbed(_)
        | H::CorrectionConfirmed(_)
        | H::CorrectionDisputed(_)
        // What is personal is never counted, nor is what the person asked for.
        | H::IdentityRecorded(_)
        | H::IdentityChanged(_)
        | H::BackgroundRecorded(_)
        | H::NoteAdded(_)
        | H::ProcessingRestricted(_)
        | H::RestrictionLifted(_)
        | H::ErasureRequested(_)
        | H::ErasureDecided(_)
        | H::KeyDestroyed(_) => return Touched::Nothing,
        // The measures of these events alone are added to reach and effort, which needs no look at the others.
        H::ContactAttempted(attempt) if !attempt.reached() => &[Course],
        H::AppointmentKept(kept) if !kept.attended() => return Touched::Nothing,
        H::SessionRecorded(session) if !session.attended => return Touched::Nothing,
        H::ContactAttempted(_)
        | H::AppointmentKept(_)
        | H::BridgeFigureAssigned(_)
        | H::BridgeFigureEnded(_) => &[Course, Caseload],
        H::StrengthIdentified(_)
        | H::LanguageLevelReached(_)
        | H::PracticeFloorStarted(_)
        | H::PracticeFloorEnded(_) => &[Guidance],
        H::GoalRated(_) | H::RelapseRecorded(_) => &[Change],
        H::BarrierIdentified(_)
        | H::BarrierReassessed(_)
        | H::BarrierResolved(_)
        | H::BarrierRecurred(_) => &[Needs, Change],
        H::InterventionPlanned(_)
        | H::InterventionStarted(_)
        | H::InterventionCompleted(_)
        | H::InterventionStopped(_) => &[Needs],
        H::ReferralSent(_) => &[Outcomes, Referrals],
        H::ReferralSeen(_)
        | H::ReferralWaitlisted(_)
        | H::ReferralAccepted(_)
        | H::ReferralDeclined(_)
        | H::ReferralDeclinedByClient(_)
        | H::ReferralFirstAttended(_)
        | H::ReferralDone(_)
        | H::ReferralWithdrawn(_)
        | H::ReferralExpired(_) => &[Referrals],
        H::HousingObserved(_) => &[Homelessness, Outcomes, Lasting],
        H::ReferenceAddressRequested(_)
        | H::ReferenceAddressGranted(_)
        | H::ReferenceAddressRefused(_) => &[Homelessness],
        H::HousingFound(_) | H::HousingCancelled(_) | H::HousingLost(_) => {
            &[Outcomes, Lasting, Homelessness]
        }
        H::EmploymentStarted(_) | H::EmploymentCancelled(_) => &[Outcomes, Lasting, Guidance],
        H::EmploymentEnded(_) => &[Outcomes, Lasting],
        H::TrainingStarted(_)
        | H::TrainingEnded(_)
        | H::QualificationGained(_)
        | H::MilestoneReached(_) => &[Outcomes],
        H::SessionRecorded(_) | H::Paused(_) | H::Resumed(_) => &[Caseload],
        H::Closed(_) | H::Reopened(_) => &[Course, Needs, Referrals, Caseload, Guidance, Results],
        H::FollowedUp(_) | H::ExitRecorded(_) => {
            &[Results, Caseload, Homelessness, Outcomes, Lasting]
        }
        H::FollowUpUnreachable(_) | H::FollowUpEnded(_) => &[Results, Caseload],
    };
    Touched::Themes(themes)
}
