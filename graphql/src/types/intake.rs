//! The entry data of a participant.

use chrono::NaiveDate;
use loopbrug_domain::trajectory::intake;

use super::Coded;
use super::shows::shows;

shows! {
    /// The entry data of a participant. What is absent is unknown.
    Intake of intake::Intake as intake {
        /// The day of the intake.
        on: NaiveDate,
        /// The day of entry.
        entry_on: NaiveDate = intake.entry.entry_on,
        /// Work or not.
        labour_status: Option<Coded> = intake.entry.labour_status,
        /// Since when unemployed.
        unemployed_since: Option<NaiveDate> = intake.entry.unemployed_since,
        /// Gender.
        gender: Option<Coded> = intake.entry.gender,
        /// Years.
        age: Option<u32> = intake.entry.age,
        /// The day that this age holds for.
        age_on: Option<NaiveDate> = intake.entry.age.map(|_| intake.age_on()),
        /// Highest level of education.
        isced: Option<Coded> = intake.entry.isced,
        /// Nationality, in groups.
        nationality_group: Option<Coded> = intake.entry.nationality_group,
        /// Foreign background (EECO14).
        foreign_background: Option<bool> = intake.entry.foreign_background,
        /// ETHOS Light at entry.
        housing: Option<Coded> = intake.entry.housing,
        /// Household.
        household: Option<Coded> = intake.entry.household,
        /// Sources of income.
        income_sources: Option<Vec<Coded>> = intake.entry.income_sources,
        /// Access to digital media.
        digital_access: Option<Coded> = intake.entry.digital_access,
        /// With a disability (EECO12).
        disability: Option<bool> = intake.entry.disability,
        /// Of a minority (EECO15).
        minority: Option<bool> = intake.entry.minority,
    }
}
