//! Work: jobs, which may overlap.

use crate::catalogue::list::{ContractType, JobEndReason, JobVerificationSource};
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
    }
}

/// The client started in a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EmploymentStarted {
    /// The job.
    pub employment: EmploymentId,
    /// The kind of contract.
    pub contract: Code<ContractType>,
    /// Share of a full-time week, in percent (1 to 100).
    pub fte_percent: u32,
    /// Adapted to what the client can do (S: "aangepast werk").
    pub adapted: bool,
    /// The first day of work, in Brussels: not after the day of the event.
    pub from: NaiveDate,
}

/// Somebody other than the client confirmed it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EmploymentVerified {
    /// The job.
    pub employment: EmploymentId,
    /// By what.
    pub source: Code<JobVerificationSource>,
}

/// The job ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EmploymentEnded {
    /// The job.
    pub employment: EmploymentId,
    /// Why.
    pub reason: Code<JobEndReason>,
    /// The first day without it, in Brussels: not before the first day of work.
    pub on: NaiveDate,
}

/// Jobs, in order of their start.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// Past and present.
    pub jobs: Vec<Job>,
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

impl Work {
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
        fields.past_day("from", self.from);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant()?;
        let employment = self.employment;
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

impl EventPayload<State> for EmploymentVerified {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        let employment = self.employment;
        state.work.job(employment).ok_or(WorkRefusal::EmploymentNotStarted { employment })?;
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

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        let employment = self.employment;
        let job =
            state.work.job(employment).ok_or(WorkRefusal::EmploymentNotStarted { employment })?;
        Refusal::when(job.end.is_some(), || WorkRefusal::EmploymentAlreadyEnded { employment })?;
        Ok(FieldFault::not_before("on", self.on, job.start.from)?)
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        if let Some(job) = state.work.job_mut(self.employment) {
            job.end = Some(self.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::Intent;
    use crate::trajectory::intake::IntakeRefusal;
    use crate::trajectory::story::{
        closed, day, employment, job_ended, job_started, opened, participant, story, unknown,
    };

    #[test]
    fn a_participant_starts_work_and_somebody_confirms_it() {
        let started = job_started(1, day(9));
        participant()
            .when(day(9), Intent::StartEmployment(started.clone()))
            .then(vec![started.into()]);
        let verified =
            EmploymentVerified { employment: employment(1), source: Code::new("payslip") };
        participant()
            .given(day(9), job_started(1, day(9)))
            .when(day(40), Intent::VerifyEmployment(verified.clone()))
            .then(vec![verified.into()]);
    }

    #[test]
    fn rule_1_work_starts_after_the_intake() {
        story()
            .given(day(1), opened())
            .when(day(9), Intent::StartEmployment(job_started(1, day(9))))
            .then_refused(&IntakeRefusal::IntakeNotCompleted);
    }

    #[test]
    fn rule_7_jobs_may_overlap_but_each_starts_once() {
        let second = job_started(2, day(10));
        participant()
            .given(day(9), job_started(1, day(9)))
            .when(day(10), Intent::StartEmployment(second.clone()))
            .then(vec![second.into()]);
        participant()
            .given(day(9), job_started(1, day(9)))
            .when(day(10), Intent::StartEmployment(job_started(1, day(10))))
            .then_refused(&WorkRefusal::EmploymentAlreadyStarted { employment: employment(1) });
    }

    #[test]
    fn rule_7_a_job_ends_only_after_it_started_and_once() {
        participant()
            .when(day(9), Intent::EndEmployment(job_ended(1, day(9))))
            .then_refused(&WorkRefusal::EmploymentNotStarted { employment: employment(1) });
        participant()
            .given(day(9), job_started(1, day(9)))
            .given(day(20), job_ended(1, day(20)))
            .when(day(21), Intent::EndEmployment(job_ended(1, day(21))))
            .then_refused(&WorkRefusal::EmploymentAlreadyEnded { employment: employment(1) });
    }

    #[test]
    fn rule_7_a_job_lost_after_closing_is_recorded() {
        participant()
            .given(day(9), job_started(1, day(9)))
            .given(day(20), closed("work"))
            .when(day(30), Intent::EndEmployment(job_ended(1, day(30))))
            .then(vec![job_ended(1, day(30)).into()]);
    }

    #[test]
    fn a_job_ends_between_its_first_day_and_the_day_of_the_event() {
        for (on, limit) in [(8, 9), (31, 30)] {
            participant()
                .given(day(9), job_started(1, day(9)))
                .when(day(30), Intent::EndEmployment(job_ended(1, day(on))))
                .then_refused(&FieldFault::DayOutOfOrder {
                    path: "on",
                    day: day(on),
                    limit: day(limit),
                });
        }
    }

    #[test]
    fn a_job_takes_between_1_and_100_percent_of_a_week() {
        for value in [0, 101] {
            let odd = EmploymentStarted { fte_percent: value, ..job_started(1, day(9)) };
            participant().when(day(9), Intent::StartEmployment(odd)).then_refused(
                &FieldFault::OutOfRange { path: "ftePercent", value, min: 1, max: 100 },
            );
        }
    }

    #[test]
    fn a_job_has_a_first_day_that_has_come() {
        participant()
            .when(day(9), Intent::StartEmployment(job_started(1, day(10))))
            .then_refused(&FieldFault::DayOutOfOrder { path: "from", day: day(10), limit: day(9) });
    }

    #[test]
    fn rule_13_work_is_recorded_in_codes() {
        let odd = EmploymentStarted { contract: Code::new("gig"), ..job_started(1, day(9)) };
        participant().when(day(9), Intent::StartEmployment(odd)).then_refused(&unknown(
            "contract_type",
            "gig",
            "contract",
        ));
    }
}
