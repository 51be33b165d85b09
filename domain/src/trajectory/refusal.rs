//! Why something is not recorded of a trajectory. The rules are in the files of their themes.

use super::{
    appointments, barriers, bridge, consent, corrections, course, direction, erasure, follow_up,
    household, housing, identity, intake,
};
use super::{
    interventions, learning, merge, milestones, moves, opening, practice, profile, record_keeping,
};
use super::{referrals, restriction, together, transfer, work};
use crate::occasion::OccasionRefusal;
use crate::refusal::gathered;

gathered! {
    /// A rule that a command would break. Nothing is recorded.
    Refusal {
        Occasion(OccasionRefusal),
        Opening(opening::OpeningRefusal),
        Move(moves::MoveRefusal),
        Identity(identity::IdentityRefusal),
        Consent(consent::ConsentRefusal),
        Intake(intake::IntakeRefusal),
        Course(course::CourseRefusal),
        Pause(course::PauseRefusal),
        Exit(course::ExitRefusal),
        FollowUp(follow_up::FollowUpRefusal),
        Profile(profile::ProfileRefusal),
        Household(household::HouseholdRefusal),
        Bridge(bridge::BridgeRefusal),
        Direction(direction::DirectionRefusal),
        Barrier(barriers::BarrierRefusal),
        Intervention(interventions::InterventionRefusal),
        Referral(referrals::ReferralRefusal),
        Housing(housing::HousingRefusal),
        Work(work::WorkRefusal),
        Appointment(appointments::AppointmentRefusal),
        Practice(practice::PracticeRefusal),
        Learning(learning::LearningRefusal),
        Milestone(milestones::MilestoneRefusal),
        Together(together::TogetherRefusal),
        Merge(merge::MergeRefusal),
        Transfer(transfer::TransferRefusal),
        RecordKeeping(record_keeping::RecordKeepingRefusal),
        Correction(corrections::CorrectionRefusal),
        Restriction(restriction::RestrictionRefusal),
        Erasure(erasure::ErasureRefusal),
    }
}
