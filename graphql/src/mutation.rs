//! Mutations: one for each thing that a partner organisation may want to record. `declare` says how one is
//! written down.

#[macro_use]
mod declare;

mod about;
mod appointments;
mod assessing;
mod barriers;
mod bridge;
mod consent;
mod course;
mod deciding;
mod direction;
mod directory;
mod drafting;
mod employers;
mod enrolment;
mod follow_up;
mod given;
mod hand_over;
mod housing;
mod identity;
mod input;
mod intake;
mod interventions;
mod learning;
mod merge;
mod milestones;
mod opening;
mod outreach;
mod part;
mod payload;
mod personal;
mod practice;
mod profile;
mod reading;
mod record_input;
mod record_keeping;
mod referral_answers;
mod referrals;
mod rights;
mod round;
mod together;
mod transfer;
mod work;

use async_graphql::MergedObject;

pub(crate) use self::personal::Personal;

/// Everything that can be recorded. In two levels: a merged object asks its parts one after the
/// other, each within the one before, and the compiler follows them only so deep.
#[derive(Default, MergedObject)]
pub struct Mutation(
    MeetingMutations,
    GuidanceMutations,
    GrowthMutations,
    KeepingMutations,
    PeopleMutations,
    ProcedureMutations,
);

/// How a trajectory begins.
#[derive(Default, MergedObject)]
struct MeetingMutations(
    opening::OpeningMutations,
    opening::CatalogueMutations,
    opening::MoveMutations,
    enrolment::EnrolmentMutations,
    identity::IdentityMutations,
    outreach::OutreachMutations,
    appointments::AppointmentMutations,
    consent::ConsentMutations,
    intake::IntakeMutations,
    profile::ProfileMutations,
);

/// How a client is guided.
#[derive(Default, MergedObject)]
struct GuidanceMutations(
    bridge::BridgeMutations,
    direction::DirectionMutations,
    barriers::BarrierMutations,
    interventions::InterventionMutations,
    referrals::ReferralMutations,
    referral_answers::ReferralAnswerMutations,
);

/// What comes of it.
#[derive(Default, MergedObject)]
struct GrowthMutations(
    housing::HousingMutations,
    work::WorkMutations,
    practice::PracticeMutations,
    learning::LearningMutations,
    milestones::MilestoneMutations,
);

/// How it goes on and ends, and how it is kept.
#[derive(Default, MergedObject)]
struct KeepingMutations(
    course::CourseMutations,
    follow_up::FollowUpMutations,
    transfer::AcceptingMutations,
    transfer::TransferMutations,
    merge::MergeMutations,
    together::TogetherMutations,
    record_keeping::RecordKeepingMutations,
    rights::RightsMutations,
    rights::ErasureMutations,
);

/// Who guides, for whom, and which employers there are.
#[derive(Default, MergedObject)]
struct PeopleMutations(
    directory::DirectoryMutations,
    hand_over::HandOverMutations,
    employers::RegisteringMutations,
    employers::EmployerMutations,
);

/// What can be recorded in the selection procedure.
#[derive(Default, MergedObject)]
struct ProcedureMutations(
    round::LaunchMutations,
    round::RoundMutations,
    drafting::StartingMutations,
    drafting::DraftingMutations,
    assessing::AssessingMutations,
    deciding::DecidingMutations,
);
