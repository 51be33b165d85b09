//! Work: jobs, which may overlap. A job may be planned: it is recorded when the contract is signed, and begins on
//! its first day by itself, unless it is cancelled before.

use crate::catalogue::list::{
    CancellationReason, ContractType, JobEndReason, JobVerificationSource, WorkSupport,
    WorkplaceAdaptation,
};
use crate::employer::Employer;
use crate::field::FieldFault;
use crate::ids::EmploymentId;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about jobs.
    WorkRefusal {
        /// Rule 7.
        EmploymentAlreadyStarted { employment: EmploymentId }, "EMPLOYMENT_ALREADY_STARTED",
            "employment {employment} was recorded before";
        /// Rule 7.
        EmploymentNotStarted { employment: EmploymentId }, "EMPLOYMENT_NOT_STARTED",
            "employment {employment} has not started";
        /// Rule 7.
        EmploymentAlreadyEnded { employment: EmploymentId }, "EMPLOYMENT_ALREADY_ENDED",
            "employment {employment} has ended";
        /// Rule 7.
        EmploymentBegan { employment: EmploymentId, from: NaiveDate }, "EMPLOYMENT_BEGAN",
            "employment {employment} began on {from} and so is no longer planned; record that it ended, or void \
             its start if it never began";
        /// Rule 7.
        EmploymentStillPlanned { employment: EmploymentId, from: NaiveDate }, "EMPLOYMENT_STILL_PLANNED",
            "employment {employment} begins on {from} and cannot end before; cancel it if it will not begin";
        /// Rule 7.
        EmploymentWasCancelled { employment: EmploymentId }, "EMPLOYMENT_WAS_CANCELLED",
            "employment {employment} was cancelled before it began; record another if there is one after all";
        /// It would be counted as what came of the guidance.
        EmploymentBeforeOpening { from: NaiveDate, opened_on: NaiveDate }, "EMPLOYMENT_BEFORE_OPENING" at "from",
            "a job from {from} on was there before the opening on {opened_on} and is no outcome: the labour status of \
             the intake says that the client had one; give the first day of another one";
    }
}

/// The client started in a job, or is going to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmploymentStarted {
    /// The job.
    pub employment: EmploymentId,
    /// The kind of contract.
    pub contract: Code<ContractType>,
    /// Share of a full-time week, in percent (1 to 100).
    pub fte_percent: u32,
    /// Adapted to what the client can do (S: "aangepast werk").
    pub adapted: bool,
    /// The first day of work, in Brussels. It may lie ahead of the day of the event, as far as the catalogue says.
    pub from: NaiveDate,
    /// With whom; absent: unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<Employer>,
    /// What was adapted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adaptations: Vec<Code<WorkplaceAdaptation>>,
    /// What supports it (S: "doelgroepvermindering, Nederlands op de werkvloer").
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub support: Vec<Code<WorkSupport>>,
}

/// A job that was planned never begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmploymentCancelled {
    /// The job.
    pub employment: EmploymentId,
    /// Why.
    pub reason: Code<CancellationReason>,
}

/// Somebody other than the client confirmed it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmploymentVerified {
    /// The job.
    pub employment: EmploymentId,
    /// By what.
    pub source: Code<JobVerificationSource>,
}

/// The job ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmploymentEnded {
    /// The job.
    pub employment: EmploymentId,
    /// Why.
    pub reason: Code<JobEndReason>,
    /// The first day without it, in Brussels: not before the first day of work.
    pub on: NaiveDate,
}

/// Jobs, in the order in which they were recorded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// Past, present and planned.
    pub jobs: Vec<Job>,
    /// Those that were planned and never began: no jobs.
    pub cancelled: Vec<CancelledJob>,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// The day of the event that started it.
    pub started_on: NaiveDate,
    /// How it started.
    pub start: EmploymentStarted,
    /// What it was verified by, if it was.
    pub verified: Option<Code<JobVerificationSource>>,
    /// How it ended, if it did.
    pub end: Option<EmploymentEnded>,
}

/// A job that was planned and never began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CancelledJob {
    /// What was planned.
    pub job: Job,
    /// The day that it was cancelled.
    pub on: NaiveDate,
    /// Why.
    pub reason: Code<CancellationReason>,
}

impl Job {
    /// Whether on a day it is still to begin.
    #[must_use]
    pub fn is_planned(&self, on: NaiveDate) -> bool {
        on < self.start.from
    }

    /// Whether it may turn out on a day that it never begins: on its first day, too, where it was planned.
    fn can_fall_through(&self, on: NaiveDate) -> bool {
        self.is_planned(on) || (on == self.start.from && self.is_planned(self.started_on))
    }
}

impl Work {
    /// The job, unless it was cancelled or never recorded.
    fn recorded(&self, employment: EmploymentId) -> Result<&Job, WorkRefusal> {
        if self.was_cancelled(employment) {
            return Err(WorkRefusal::EmploymentWasCancelled { employment });
        }
        self.job(employment).ok_or(WorkRefusal::EmploymentNotStarted { employment })
    }

    fn was_cancelled(&self, employment: EmploymentId) -> bool {
        self.cancelled.iter().any(|one| one.job.start.employment == employment)
    }

    fn job(&self, employment: EmploymentId) -> Option<&Job> {
        self.jobs.iter().find(|job| job.start.employment == employment)
    }

    fn job_mut(&mut self, employment: EmploymentId) -> Option<&mut Job> {
        self.jobs.iter_mut().find(|job| job.start.employment == employment)
    }
}

impl EventPayload<State> for EmploymentStarted {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.number("ftePercent", self.fte_percent, 1, 100);
        fields.first_day("from", self.from);
        if let Some(employer) = &self.employer {
            employer.check("employer", fields);
        }
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant_on(at.on.max(self.from))?;
        let (employment, from, opened_on) = (self.employment, self.from, state.opened()?.on);
        Refusal::when(at.carried_from.is_none() && from < opened_on, || {
            WorkRefusal::EmploymentBeforeOpening { from, opened_on }
        })?;
        Refusal::when(state.work.was_cancelled(employment), || {
            WorkRefusal::EmploymentWasCancelled { employment }
        })?;
        Refusal::when(state.work.job(employment).is_some(), || {
            WorkRefusal::EmploymentAlreadyStarted { employment }
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.work.jobs.push(Job {
            started_on: on,
            start: self.clone(),
            verified: None,
            end: None,
        });
    }
}

impl EventPayload<State> for EmploymentCancelled {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        let employment = self.employment;
        let job = state.work.recorded(employment)?;
        Refusal::when(job.end.is_some(), || WorkRefusal::EmploymentAlreadyEnded { employment })?;
        // What is carried may have its place here on a later day than it happened on.
        Refusal::unless(at.carried_from.is_some() || job.can_fall_through(at.on), || {
            WorkRefusal::EmploymentBegan { employment, from: job.start.from }
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let work = &mut state.work;
        if let Some(place) =
            work.jobs.iter().position(|job| job.start.employment == self.employment)
        {
            let job = work.jobs.remove(place);
            work.cancelled.push(CancelledJob { job, on, reason: self.reason.clone() });
        }
    }
}

impl EventPayload<State> for EmploymentVerified {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.work.recorded(self.employment)?;
        Ok(())
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        if let Some(job) = state.work.job_mut(self.employment) {
            job.verified = Some(self.source.clone());
        }
    }
}

impl EventPayload<State> for EmploymentEnded {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.past_day("on", self.on);
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        let employment = self.employment;
        let job = state.work.recorded(employment)?;
        Refusal::when(job.end.is_some(), || WorkRefusal::EmploymentAlreadyEnded { employment })?;
        let from = job.start.from;
        Refusal::when(job.is_planned(at.on), || WorkRefusal::EmploymentStillPlanned {
            employment,
            from,
        })?;
        Ok(FieldFault::not_before("on", self.on, job.start.from)?)
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        if let Some(job) = state.work.job_mut(self.employment) {
            job.end = Some(self.clone());
        }
    }
}

#[cfg(test)]
mod tests;
