//! Why something is not recorded. Each names the rule that it would break.

mod not_standing;

use chrono::NaiveDate;
use strum::{EnumDiscriminants, IntoStaticStr, VariantArray};

use super::referrals::ReferralStep;
use crate::catalogue::Code;
use crate::catalogue::list::{
    Cefr, ClosureReason, Evidence, Language, Milestone, ProblemArea, Strength,
};
use crate::field::{FieldFault, FieldFaults};
use crate::ids::{
    AppointmentId, EmploymentId, GoalId, InterventionId, KboNumber, PracticeFloorId, ReferralId,
    TrainingId, TrajectoryId, Version,
};

pub use self::not_standing::NotStanding;

/// A rule that a command would break. Nothing is recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr, EnumDiscriminants)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[strum_discriminants(name(RefusalKind), derive(VariantArray, IntoStaticStr), vis(pub))]
#[strum_discriminants(
    strum(serialize_all = "SCREAMING_SNAKE_CASE"),
    doc = "The kinds of [`Refusal`]."
)]
pub enum Refusal {
    /// Fields are at fault, whatever the rules would say. All of them are named.
    #[error(transparent)]
    Fields(#[from] FieldFaults),
    /// Nothing was recorded under this id.
    #[error("there is no such trajectory")]
    TrajectoryNotFound,
    /// A client has one trajectory in a region.
    #[error(
        "this client has a trajectory in this region: ask its owner for access, and reopen it if \
         it was closed"
    )]
    TrajectoryAlreadyOpened,
    /// The named catalogue was never published.
    #[error("there is no catalogue of region '{region}' dated {version}")]
    CatalogueNotFound {
        /// The region that was named.
        region: Code,
        /// The version that was named.
        version: NaiveDate,
    },
    /// Rule 4.
    #[error("{occurred_on} has yet to come: today is {today}")]
    OccurredInTheFuture {
        /// The day that was given.
        occurred_on: NaiveDate,
        /// The server's day in Brussels.
        today: NaiveDate,
    },
    /// Rule 4.
    #[error("{occurred_on} is before the trajectory was opened, on {opened_on}")]
    OccurredBeforeOpening {
        /// The day that was given.
        occurred_on: NaiveDate,
        /// The day of the opening.
        opened_on: NaiveDate,
    },
    /// Rule 6.
    #[error("organisation {organisation} has no open grant on that day; ask the owner for access")]
    NoOpenGrant {
        /// The organisation that wanted to record.
        organisation: KboNumber,
    },
    /// The organisation has a grant already.
    #[error("organisation {organisation} has an open grant already")]
    GrantStillOpen {
        /// The organisation that was named.
        organisation: KboNumber,
    },
    /// The organisation that owns the trajectory keeps its access.
    #[error("the organisation that owns the trajectory keeps its access")]
    OwnerKeepsAccess,
    /// There is nothing to withdraw.
    #[error("no legal basis was recorded, or sharing was withdrawn already")]
    NothingShared,
    /// Rule 1.
    #[error("the intake has not been completed")]
    IntakeNotCompleted,
    /// Rule 10: the first entry data are kept.
    #[error("the intake was completed before; the first entry data are kept")]
    IntakeAlreadyCompleted,
    /// Rule 2.
    #[error("an intake needs a legal basis that is in force on the day")]
    LegalBasisMissing,
    /// Rule 2 (Europa WSE FAQ).
    #[error("somebody who works full time at entry is not in the target group")]
    FullTimeWorkerAtEntry,
    /// The trajectory was closed.
    #[error("the trajectory was closed")]
    TrajectoryClosed,
    /// There is nothing to reopen.
    #[error("the trajectory is open")]
    TrajectoryStillOpen,
    /// The persona or challenge is linked already.
    #[error("'{code}' is linked already")]
    AlreadyLinked {
        /// The persona or challenge.
        code: Code,
    },
    /// The persona or challenge is not linked.
    #[error("'{code}' is not linked")]
    NotLinked {
        /// The persona or challenge.
        code: Code,
    },
    /// Rule 3.
    #[error("the client has a bridge figure; end that first")]
    BridgeFigureStillOpen,
    /// Rule 3.
    #[error("the client has no bridge figure")]
    NoBridgeFigure,
    /// The strength is known.
    #[error("strength '{strength}' was identified before")]
    StrengthAlreadyIdentified {
        /// The strength.
        strength: Code<Strength>,
    },
    /// A goal is set once.
    #[error("goal {goal} was set before")]
    GoalAlreadySet {
        /// The goal.
        goal: GoalId,
    },
    /// The client has no such goal.
    #[error("goal {goal} has not been set")]
    GoalNotSet {
        /// The goal.
        goal: GoalId,
    },
    /// There is one barrier a problem area; one that was resolved recurs.
    #[error("a barrier in '{area}' was identified before; reassess it or record its recurrence")]
    BarrierAlreadyIdentified {
        /// The problem area.
        area: Code<ProblemArea>,
    },
    /// The barrier was not identified, or it was resolved.
    #[error("there is no open barrier in '{area}'")]
    BarrierNotOpen {
        /// The problem area.
        area: Code<ProblemArea>,
    },
    /// Only what was resolved comes back.
    #[error("there is no resolved barrier in '{area}' that could recur")]
    BarrierNotResolved {
        /// The problem area.
        area: Code<ProblemArea>,
    },
    /// An intervention is planned once.
    #[error("intervention {intervention} was planned before")]
    InterventionAlreadyPlanned {
        /// The intervention.
        intervention: InterventionId,
    },
    /// There is no such intervention.
    #[error("intervention {intervention} has not been planned")]
    InterventionNotPlanned {
        /// The intervention.
        intervention: InterventionId,
    },
    /// An intervention starts once.
    #[error("intervention {intervention} has started already")]
    InterventionAlreadyStarted {
        /// The intervention.
        intervention: InterventionId,
    },
    /// Sessions and results come after the start.
    #[error("intervention {intervention} has not started")]
    InterventionNotStarted {
        /// The intervention.
        intervention: InterventionId,
    },
    /// The intervention was completed or stopped.
    #[error("intervention {intervention} has ended")]
    InterventionAlreadyEnded {
        /// The intervention.
        intervention: InterventionId,
    },
    /// A referral is sent once.
    #[error("referral {referral} was sent before")]
    ReferralAlreadySent {
        /// The referral.
        referral: ReferralId,
    },
    /// There is no such referral.
    #[error("referral {referral} has not been sent")]
    ReferralNotSent {
        /// The referral.
        referral: ReferralId,
    },
    /// A client is referred to another organisation.
    #[error("organisation {organisation} cannot refer a client to itself")]
    ReferralToItself {
        /// The organisation.
        organisation: KboNumber,
    },
    /// Rule 5.
    #[error("referral {referral} was sent to organisation {to}, which alone may answer it")]
    ReferralSentToAnother {
        /// The referral.
        referral: ReferralId,
        /// The organisation that it was sent to.
        to: KboNumber,
    },
    /// Who sent a referral takes it back.
    #[error("referral {referral} was sent by organisation {by}, which alone may withdraw it")]
    ReferralSentByAnother {
        /// The referral.
        referral: ReferralId,
        /// The organisation that sent it.
        by: KboNumber,
    },
    /// Rule 5.
    #[error("referral {referral} is {step} and does not wait for an answer")]
    ReferralNotWaiting {
        /// The referral.
        referral: ReferralId,
        /// How far it has come.
        step: ReferralStep,
    },
    /// The client has arrived, or was turned away.
    #[error("referral {referral} is {step} and no longer open")]
    ReferralNotOpen {
        /// The referral.
        referral: ReferralId,
        /// How far it has come.
        step: ReferralStep,
    },
    /// Rule 5.
    #[error("referral {referral} is {step}: a client first attends what was accepted")]
    ReferralNotAccepted {
        /// The referral.
        referral: ReferralId,
        /// How far it has come.
        step: ReferralStep,
    },
    /// What was never attended is not done.
    #[error("referral {referral} is {step}: only what was attended is done")]
    ReferralNotAttended {
        /// The referral.
        referral: ReferralId,
        /// How far it has come.
        step: ReferralStep,
    },
    /// A request for a reference address waits for its answer.
    #[error("a reference address was requested and not yet answered")]
    ReferenceAddressStillRequested,
    /// No reference address was requested.
    #[error("no reference address was requested")]
    NoReferenceAddressRequested,
    /// Rule 7.
    #[error("no housing was found that could be lost")]
    NoHousingToLose,
    /// Rule 7.
    #[error("employment {employment} was recorded before")]
    EmploymentAlreadyStarted {
        /// The job.
        employment: EmploymentId,
    },
    /// Rule 7.
    #[error("employment {employment} has not started")]
    EmploymentNotStarted {
        /// The job.
        employment: EmploymentId,
    },
    /// Rule 7.
    #[error("employment {employment} has ended")]
    EmploymentAlreadyEnded {
        /// The job.
        employment: EmploymentId,
    },
    /// An appointment is planned once.
    #[error("appointment {appointment} was planned before")]
    AppointmentAlreadyPlanned {
        /// The appointment.
        appointment: AppointmentId,
    },
    /// Only what was planned is kept.
    #[error("appointment {appointment} was not planned")]
    AppointmentNotPlanned {
        /// The appointment.
        appointment: AppointmentId,
    },
    /// What came of an appointment is told once.
    #[error("what came of appointment {appointment} was recorded before")]
    AppointmentAlreadyKept {
        /// The appointment.
        appointment: AppointmentId,
    },
    /// A practice floor starts once.
    #[error("practice floor {practice_floor} was recorded before")]
    PracticeFloorAlreadyStarted {
        /// The practice floor.
        practice_floor: PracticeFloorId,
    },
    /// Only what has started ends.
    #[error("practice floor {practice_floor} has not started")]
    PracticeFloorNotStarted {
        /// The practice floor.
        practice_floor: PracticeFloorId,
    },
    /// A practice floor ends once.
    #[error("practice floor {practice_floor} has ended")]
    PracticeFloorAlreadyEnded {
        /// The practice floor.
        practice_floor: PracticeFloorId,
    },
    /// A training starts once.
    #[error("training {training} was recorded before")]
    TrainingAlreadyStarted {
        /// The training.
        training: TrainingId,
    },
    /// Only what has started ends.
    #[error("training {training} has not started")]
    TrainingNotStarted {
        /// The training.
        training: TrainingId,
    },
    /// A training ends once.
    #[error("training {training} has ended")]
    TrainingAlreadyEnded {
        /// The training.
        training: TrainingId,
    },
    /// A level of a language is reached once.
    #[error("level {level} of language '{language}' was reached before")]
    LanguageLevelAlreadyReached {
        /// The language.
        language: Code<Language>,
        /// The level.
        level: Code<Cefr>,
    },
    /// A milestone is reached once.
    #[error("milestone '{milestone}' was reached before")]
    MilestoneAlreadyReached {
        /// The milestone.
        milestone: Code<Milestone>,
    },
    /// The catalogue names other evidence for the milestone.
    #[error("evidence: '{evidence}' does not prove milestone '{milestone}'")]
    EvidenceNotAccepted {
        /// The milestone.
        milestone: Code<Milestone>,
        /// What was given.
        evidence: Code<Evidence>,
    },
    /// What is on hold is not paused again.
    #[error("the trajectory is on hold")]
    TrajectoryOnHold,
    /// Only what is on hold goes on.
    #[error("the trajectory is not on hold")]
    TrajectoryNotOnHold,
    /// Rule 9.
    #[error("asOf: {as_of} is not between {from} and {until}")]
    ExitOutsideWindow {
        /// The day that was given.
        as_of: NaiveDate,
        /// The day of the closing.
        from: NaiveDate,
        /// The last day of the catalogue's window.
        until: NaiveDate,
    },
    /// Rule 9: an exit is recorded once a closing.
    #[error("the exit of this closing was recorded before")]
    ExitAlreadyRecorded,
    /// Nobody is followed up after such a closing.
    #[error("nobody is followed up after a closing for reason '{reason}'")]
    NobodyToFollowUp {
        /// The reason of the closing.
        reason: Code<ClosureReason>,
    },
    /// Rule 9.
    #[error("the catalogue asks for no follow-up after {month} months")]
    FollowUpNotAskedFor {
        /// The month that was given.
        month: u32,
    },
    /// A month is followed up once.
    #[error("month {month} was followed up before")]
    FollowUpAlreadyDone {
        /// The month.
        month: u32,
    },
    /// The follow-up goes on until the last month.
    #[error("month {month}, the last, was neither followed up nor found unreachable")]
    FollowUpNotDone {
        /// The last month that the catalogue asks for.
        month: u32,
    },
    /// The follow-up ends once.
    #[error("the follow-up has ended")]
    FollowUpAlreadyEnded,
    /// Rule 8.
    #[error(
        "closing as lost contact needs {needed} attempts in {needed_modes} modes; there were \
         {attempts} in {modes}"
    )]
    ContactAttemptsTooFew {
        /// Attempts that count.
        attempts: u32,
        /// Modes that they were made in.
        modes: u32,
        /// Attempts that the catalogue asks for.
        needed: u32,
        /// Modes that the catalogue asks for.
        needed_modes: u32,
    },
    /// Merged is terminal.
    #[error("the trajectory was merged into {into}")]
    TrajectoryMerged {
        /// The trajectory that goes on.
        into: TrajectoryId,
    },
    /// A trajectory is not a duplicate of itself.
    #[error("a trajectory is not merged into itself")]
    MergeWithItself,
    /// The trajectory to merge into was never opened, is of another region, or was itself merged.
    #[error("there is no trajectory {other} in this region to merge into")]
    NothingToMergeInto {
        /// The trajectory that was named.
        other: TrajectoryId,
    },
    /// The trajectory in which it is said to go on was never opened in that region.
    #[error("there is no trajectory {other} in region '{region}' to go on in")]
    NothingToGoOnIn {
        /// The region that was named.
        region: Code,
        /// The trajectory that was named.
        other: TrajectoryId,
    },
    /// The trajectory was not merged.
    #[error("the trajectory was not merged")]
    NotMerged,
    /// A request to take over waits for its answer.
    #[error("a transfer was requested and not yet answered")]
    TransferStillRequested,
    /// The owner owns it already.
    #[error("the organisation owns the trajectory already")]
    TransferToOwner,
    /// Nobody was asked to take over.
    #[error("no transfer was requested")]
    NoTransferRequested,
    /// Another organisation was asked.
    #[error("another organisation was asked to take over")]
    TransferOfAnother,
    /// The transfer was asked to go to another region, or to stay in this one.
    #[error("the transfer was not asked to go there")]
    TransferGoesElsewhere,
    /// The client goes on in another region, whose log has a part of this: it is not taken back here.
    #[error(
        "the client goes on in trajectory {trajectory} of another region, and what was recorded there \
         stands: put this right by another transfer, from there to here"
    )]
    TransferStands {
        /// The trajectory in which the client goes on.
        trajectory: TrajectoryId,
    },
    /// A trajectory moves to a newer version of its catalogue, never to an older one.
    #[error("the trajectory is under catalogue {current}, which is not older than {version}")]
    CatalogueNotNewer {
        /// The version that was named.
        version: NaiveDate,
        /// The version that holds.
        current: NaiveDate,
    },
    /// The event that was to be put right was never recorded, was voided, or is itself one
    /// that puts another right.
    #[error("event {target} {why}")]
    EventNotFound {
        /// The event's place in the stream.
        target: Version,
        /// Why not, and what to aim at.
        why: NotStanding,
    },
    /// An event and what its command added to it are put right together, by the former.
    #[error("event {target} follows from event {cause}: put that right, and this is with it")]
    EventFollowsFromAnother {
        /// The event's place in the stream.
        target: Version,
        /// The place of the event that it follows from.
        cause: Version,
    },
    /// A correction tells the same thing rightly.
    #[error(
        "the event is {recorded}, not {replacement}: send the mutation that records {recorded}, with \
         `corrects`; or void the event and record {replacement} anew"
    )]
    CorrectionChangesKind {
        /// The kind that was recorded.
        recorded: &'static str,
        /// The kind that was given.
        replacement: &'static str,
    },
    /// The opening says whose trajectory it is, and where.
    #[error("the opening is never voided and keeps its client, region and catalogue")]
    OpeningStays,
    /// What was recorded for a later day would no longer be permitted: it has to be put right
    /// first.
    #[error("event {sequence} of a later day would no longer stand: {why}{}", nor(.more))]
    LaterEventContradicted {
        /// The event's place in the stream.
        sequence: Version,
        /// The rule that it would break.
        why: Box<Refusal>,
        /// The places of all others that would no longer stand.
        more: Vec<Version>,
    },
}

/// The events that would not stand either.
fn nor(more: &[Version]) -> String {
    let places: Vec<_> = more.iter().map(Version::to_string).collect();
    match places.as_slice() {
        [] => String::new(),
        [one] => format!("; nor would event {one}"),
        several => format!("; nor would events {}", several.join(", ")),
    }
}

impl Refusal {
    /// A name that never changes, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fields(faults) => faults.first().code(),
            rule => rule.into(),
        }
    }

    /// All that is wrong with the fields; nothing where a rule stands against it.
    pub fn field_faults(&self) -> impl Iterator<Item = &FieldFault> {
        let faults = match self {
            Self::Fields(faults) => Some(faults),
            _ => None,
        };
        faults.into_iter().flat_map(FieldFaults::iter)
    }

    /// The field at fault, where one is.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Fields(faults) => Some(faults.first().path()),
            Self::OccurredInTheFuture { .. } | Self::OccurredBeforeOpening { .. } => {
                Some("occurredOn")
            }
            Self::EvidenceNotAccepted { .. } => Some("evidence"),
            Self::ExitOutsideWindow { .. } => Some("asOf"),
            Self::FollowUpNotAskedFor { .. } | Self::FollowUpAlreadyDone { .. } => Some("month"),
            Self::EventNotFound { .. }
            | Self::EventFollowsFromAnother { .. }
            | Self::TransferStands { .. } => Some("event"),
            Self::ReferralToItself { .. } => Some("to"),
            _ => None,
        }
    }
}

impl From<FieldFault> for Refusal {
    fn from(fault: FieldFault) -> Self {
        Self::Fields(fault.into())
    }
}
