//! Completing an intake.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::{
    DigitalAccess, Ethos, Gender, Household, IncomeSource, Isced, LabourStatus, NationalityGroup,
};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::intake::IntakeCompleted;

use super::about::OnTrajectory;
use super::given::DayOrThatDay;
use super::personal::{Born, Personal};
use crate::input::Code;

mutations! {
    IntakeMutations on OnTrajectory;

    /// Completes the intake: the client becomes a participant.
    complete_intake:
    /// The entry data of the ESF+ indicators. What is absent is unknown.
    CompleteIntakeInput {
        /// The day of entry. Default: the day of the intake.
        entry_on: DayOrThatDay,
        /// Work or not.
        labour_status: Option<Code<LabourStatus>>,
        /// Since when unemployed.
        unemployed_since: Option<NaiveDate>,
        /// Works full time at entry, and so is not in the target group.
        full_time_worker: Option<bool>,
        gender: Option<Code<Gender>>,
        /// Years (0 to 120).
        age: Option<u32>,
        /// The day of birth, as `1990-12-31`: the age on the day of entry is reckoned from it and recorded, the birth
        /// date is not. It goes before `age`.
        birth_date: Option<Born>,
        /// The day that this age holds for. Default: the day of the intake.
        age_on: Option<NaiveDate>,
        /// Highest level of education.
        isced: Option<Code<Isced>>,
        nationality_group: Option<Code<NationalityGroup>>,
        /// Foreign background (EECO14).
        foreign_background: Option<bool>,
        /// ETHOS Light.
        housing: Option<Code<Ethos>>,
        household: Option<Code<Household>>,
        /// Sources of income. Empty: none.
        income_sources: Option<Vec<Code<IncomeSource>>>,
        digital_access: Option<Code<DigitalAccess>>,
        /// With a disability (EECO12).
        disability: Option<bool>,
        /// Of a minority (EECO15).
        minority: Option<bool>,
    } => Intent::CompleteIntake(IntakeCompleted {
        entry_on,
        labour_status,
        unemployed_since,
        full_time_worker,
        gender,
        age: birth_date.map_or(age, |born| entry_on.years_since(born)),
        age_on: if birth_date.is_some() { Some(entry_on) } else { age_on },
        isced,
        nationality_group,
        foreign_background,
        housing,
        household,
        income_sources,
        digital_access,
        disability,
        minority,
    });
}

impl CompleteIntakeInput {
    /// The same of somebody whose birth date is known from elsewhere, where nothing is said of the age.
    pub(super) fn of_somebody_born(mut self, birth_date: Option<Personal>) -> Self {
        if self.age.is_none() && self.birth_date.is_none() {
            self.birth_date = birth_date.map(Into::into);
        }
        self
    }
}
