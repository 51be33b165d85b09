//! What a form is to be recorded: one thing, or several that are recorded together or not at all.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::CorrectionReason;
use loopbrug_domain::ids::{CommandId, DerivedIds, TrajectoryId, Version};
use loopbrug_domain::trajectory::record_keeping::EventCorrected;
use loopbrug_domain::trajectory::together::Part;
use loopbrug_domain::trajectory::{Intent, Payload};
use loopbrug_infra::commands::TrajectoryIntent;
use uuid::Uuid;

use crate::form::Reading;

/// What is to be recorded of a trajectory.
#[derive(Debug)]
pub(crate) struct Records {
    command: CommandId,
    trajectory: TrajectoryId,
    on: NaiveDate,
    parts: Vec<Part>,
}

impl Records {
    /// Nothing yet, on the day that was read.
    pub(crate) fn of(reading: &Reading<'_>, trajectory: TrajectoryId) -> Self {
        Self { command: reading.command, trajectory, on: reading.on, parts: vec![] }
    }

    /// One thing more.
    pub(crate) fn add(&mut self, intent: Intent) {
        self.add_below("", self.on, intent);
    }

    /// The same, whose fields are called below a path, on a day of its own.
    pub(crate) fn add_below(&mut self, path: &str, occurred_on: NaiveDate, intent: Intent) {
        let command = self.derived().part(self.parts.len());
        self.parts.push(Part { command, path: path.to_owned(), occurred_on, intent });
    }

    /// The id of something new, which follows from the command: sent again, it is the same. The API derives it so too.
    pub(crate) fn new_id(&self, what: &str) -> Uuid {
        self.derived().derive(what)
    }

    /// The same as a correction of an event, by the part that says what it says anew. A correction is made today, and
    /// names what the event named.
    pub(super) fn putting_right(
        mut self,
        (target, reason): (Version, Code<CorrectionReason>),
        recorded: &Payload,
        today: NaiveDate,
    ) -> Self {
        let kind = |what: &Payload| what.event_type().name;
        let says = |part: &Part| kind(&part.intent.clone().into()) == kind(recorded);
        let place = self.parts.iter().position(says).unwrap_or(0);
        if let Some(part) = self.parts.get_mut(place) {
            let mut anew: Payload = part.intent.clone().into();
            keep_ids(&mut anew, recorded);
            let correction = EventCorrected::new(target, reason, part.occurred_on, anew);
            part.intent = Intent::CorrectEvent(correction);
            part.occurred_on = today;
        }
        self
    }

    fn derived(&self) -> DerivedIds {
        self.command.within(self.trajectory)
    }

    /// What the command is.
    pub(crate) fn into_intent(mut self) -> TrajectoryIntent {
        match self.parts.len() {
            1 => TrajectoryIntent::Record(self.parts.remove(0).intent),
            _ => TrajectoryIntent::RecordTogether(self.parts),
        }
    }
}

/// What is put right stays the same job, goal or service, and an opening stays where it is.
fn keep_ids(anew: &mut Payload, recorded: &Payload) {
    match (anew, recorded) {
        (Payload::EmploymentStarted(anew), Payload::EmploymentStarted(recorded)) => {
            anew.employment = recorded.employment;
        }
        (Payload::InterventionPlanned(anew), Payload::InterventionPlanned(recorded)) => {
            anew.intervention = recorded.intervention;
        }
        (Payload::AppointmentPlanned(anew), Payload::AppointmentPlanned(recorded)) => {
            anew.appointment = recorded.appointment;
        }
        (Payload::ReferralSent(anew), Payload::ReferralSent(recorded)) => {
            anew.referral = recorded.referral;
        }
        (Payload::GoalSet(anew), Payload::GoalSet(recorded)) => anew.goal = recorded.goal,
        (Payload::PracticeFloorStarted(anew), Payload::PracticeFloorStarted(recorded)) => {
            anew.practice_floor = recorded.practice_floor;
        }
        (Payload::TrainingStarted(anew), Payload::TrainingStarted(recorded)) => {
            anew.training = recorded.training;
        }
        (Payload::TrajectoryOpened(anew), Payload::TrajectoryOpened(recorded)) => {
            (anew.client, anew.catalogue) = (recorded.client, recorded.catalogue);
            anew.region.clone_from(&recorded.region);
            anew.transferred_from.clone_from(&recorded.transferred_from);
        }
        _ => {}
    }
}
