//! The state of a trajectory: one part a theme, and the phase that follows from them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::appointments::Appointments;
use super::barriers::Barriers;
use super::bridge::Bridge;
use super::consent::Consent;
use super::course::Course;
use super::direction::Direction;
use super::erasure::{Rights, is_of_rights};
use super::housing::Housing;
use super::identity::KnownIdentity;
use super::intake::{Intake, IntakeRefusal};
use super::interventions::Interventions;
use super::learning::Learning;
use super::milestones::Milestones;
use super::moves::Moves;
use super::opening::Opening;
use super::outreach::Outreach;
use super::practice::Practice;
use super::profile::Profile;
use super::referrals::Referrals;
use super::refusal::Refusal;
use super::transfer::Transfer;
use super::work::Work;
use super::{Payload, TrajectoryEvent};
use crate::ids::TrajectoryId;
use crate::trajectory::course::CourseRefusal;
use crate::word_enum::word_enum;

word_enum! {
    /// Where a trajectory is on its way.
    pub enum Phase {
        /// Somebody is looking for the client.
        Outreach,
        /// There is a legal basis; the intake can be done.
        Intake,
        /// The client is guided.
        Active,
        /// The guidance waits for the client.
        OnHold,
        /// The guidance has stopped; what lasts of it is followed.
        FollowUp,
        /// It is over.
        Ended,
        /// It is a duplicate of another.
        Merged,
    }
}

/// A state with where the trajectory is, which follows from it.
#[derive(Debug, Serialize)]
pub struct WithPhase<'a> {
    phase: Option<Phase>,
    #[serde(flatten)]
    state: &'a State,
}

/// The state of a trajectory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Who, where, under which catalogue. Absent before the opening.
    pub opening: Option<Opening>,
    /// Where the client stays and how to speak with the client, since the opening.
    pub moves: Moves,
    /// What is known of who the client is.
    pub identity: KnownIdentity,
    /// Attempts to reach the client.
    pub outreach: Outreach,
    /// Appointments, kept or not.
    pub appointments: Appointments,
    /// Legal basis and grants.
    pub consent: Consent,
    /// The entry data, from the first intake.
    pub intake: Option<Intake>,
    /// Personas, challenges, findings, the household.
    pub profile: Profile,
    /// Bridge figures.
    pub bridge: Bridge,
    /// Strengths, goals and the work that the client aims at.
    pub direction: Direction,
    /// What holds the client back.
    pub barriers: Barriers,
    /// Services delivered.
    pub interventions: Interventions,
    /// Referrals to other organisations.
    pub referrals: Referrals,
    /// Where the client lives.
    pub housing: Housing,
    /// Jobs.
    pub work: Work,
    /// Practice floors and coaching of employers.
    pub practice: Practice,
    /// Trainings, qualifications, languages.
    pub learning: Learning,
    /// Steps forward and back.
    pub milestones: Milestones,
    /// Pauses, closings and reopenings.
    pub course: Course,
    /// Taking over.
    pub transfer: Transfer,
    /// What the person asked for: restriction and erasure.
    pub rights: Rights,
    /// The trajectory that this one is a duplicate of.
    pub merged_into: Option<TrajectoryId>,
    /// The trajectories that are duplicates of this one.
    pub merged_from: BTreeSet<TrajectoryId>,
    /// The last day on which anything happened.
    pub last_on: Option<NaiveDate>,
    /// How many events were recorded late.
    pub late: u32,
    /// The first day of which something was recorded late.
    pub late_since: Option<NaiveDate>,
}

impl State {
    pub(super) fn apply(&mut self, event: &TrajectoryEvent) {
        if event.origin.is_some() {
            self.apply_carried(event);
        } else {
            event.what.apply(self, event.occurred_on, event.organisation);
            if is_of_rights(&event.what) {
                return;
            }
            // To decline is no action for the client: it does not bring back a grant that ran out.
            if !matches!(event.what, Payload::TransferDeclined(_)) {
                self.note_action(event.organisation, event.occurred_on);
            }
        }
        self.outreach.note(&event.what, event.occurred_on);
        // What is carried may have happened before the trajectory was there.
        self.last_on = self.last_on.max(Some(event.occurred_on));
        if event.late {
            self.late += 1;
            self.late_since.get_or_insert(event.occurred_on);
        }
    }

    /// The state with its phase, to compare it with another one.
    #[must_use]
    pub fn with_phase(&self) -> WithPhase<'_> {
        WithPhase { phase: self.phase(), state: self }
    }

    /// Where the trajectory is: it follows from the other parts, so it is not stored. None before the opening.
    #[must_use]
    pub fn phase(&self) -> Option<Phase> {
        self.opening.as_ref()?;
        let participant = self.intake.is_some();
        Some(if self.merged_into.is_some() {
            Phase::Merged
        } else if let Some(closed) = self.course.closed() {
            if participant && closed.is_followed() { Phase::FollowUp } else { Phase::Ended }
        } else if participant && self.course.on_hold().is_some() {
            Phase::OnHold
        } else if participant {
            Phase::Active
        } else if self.consent.basis.is_some() {
            Phase::Intake
        } else {
            Phase::Outreach
        })
    }

    /// Rule 1, and what it means after closing: guidance is given to a participant, in a
    /// trajectory that is open.
    pub(super) fn guided(&self) -> Result<(), Refusal> {
        match self.phase() {
            Some(Phase::Active | Phase::OnHold) => Ok(()),
            Some(Phase::FollowUp | Phase::Ended) => Err(CourseRefusal::TrajectoryClosed.into()),
            _ => Err(IntakeRefusal::IntakeNotCompleted.into()),
        }
    }

    /// A participant's house or job may be won or lost long after the guidance has stopped.
    pub(super) fn participant(&self) -> Result<(), Refusal> {
        Refusal::unless(self.intake.is_some(), || IntakeRefusal::IntakeNotCompleted)
    }

    /// Other organisations may record until the follow-up has ended as well.
    pub(super) fn not_ended(&self) -> Result<(), Refusal> {
        Refusal::when(self.phase() == Some(Phase::Ended), || CourseRefusal::TrajectoryClosed)
    }

    /// Open: neither closed nor over.
    pub(super) fn open(&self) -> Result<(), Refusal> {
        Refusal::when(self.course.closed().is_some(), || CourseRefusal::TrajectoryClosed)
    }
}
