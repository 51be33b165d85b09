//! Intake: the entry data of the ESF+ indicators. Each may be unknown, which is counted as such.

use crate::catalogue::list::{
    DigitalAccess, Ethos, Gender, Household, IncomeSource, Isced, LabourStatus, NationalityGroup,
};
use crate::field::FieldFault;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about the intake.
    IntakeRefusal {
        /// Rule 1.
        IntakeNotCompleted, "INTAKE_NOT_COMPLETED",
            "the intake has not been completed";
        /// Rule 10: the first entry data are kept.
        IntakeAlreadyCompleted, "INTAKE_ALREADY_COMPLETED",
            "the intake was completed before; the first entry data are kept";
        /// Rule 2.
        LegalBasisMissing, "LEGAL_BASIS_MISSING",
            "an intake needs a legal basis that is in force on the day";
        /// Rule 2 (Europa WSE FAQ).
        FullTimeWorkerAtEntry, "FULL_TIME_WORKER_AT_ENTRY",
            "somebody who works full time at entry is not in the target group";
    }
}

/// The client becomes a participant. An absent field is unknown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeCompleted {
    /// The day of entry, in Brussels: not after the intake, not before the opening.
    pub entry_on: NaiveDate,
    /// Work or not.
    pub labour_status: Option<Code<LabourStatus>>,
    /// Since when unemployed.
    pub unemployed_since: Option<NaiveDate>,
    /// Works full time at entry, and so is not in the target group.
    pub full_time_worker: Option<bool>,
    /// Gender.
    pub gender: Option<Code<Gender>>,
    /// Years (0 to 120), as somebody wrote them down. The birth date is personal data and not kept here.
    pub age: Option<u32>,
    /// The day that this age holds for; absent: the day of the intake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_on: Option<NaiveDate>,
    /// Highest level of education.
    pub isced: Option<Code<Isced>>,
    /// Nationality, as far as ESF+ asks.
    pub nationality_group: Option<Code<NationalityGroup>>,
    /// EECO14.
    pub foreign_background: Option<bool>,
    /// ETHOS Light.
    pub housing: Option<Code<Ethos>>,
    /// Composition of the household.
    pub household: Option<Code<Household>>,
    /// Sources of income; empty: none, absent: unknown.
    pub income_sources: Option<Vec<Code<IncomeSource>>>,
    /// Access to digital means.
    pub digital_access: Option<Code<DigitalAccess>>,
    /// EECO12.
    pub disability: Option<bool>,
    /// EECO15.
    pub minority: Option<bool>,
}

/// The intake and its day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intake {
    /// The day of the intake.
    pub on: NaiveDate,
    /// What was learned.
    pub entry: IntakeCompleted,
}

impl IntakeCompleted {
    /// The years of the client at entry: those that somebody wrote down, and the whole ones that have passed
    /// since.
    #[must_use]
    pub fn age_at_entry(&self) -> Option<u32> {
        let passed = self.age_on.and_then(|age_on| self.entry_on.years_since(age_on));
        self.age.map(|age| age + passed.unwrap_or(0))
    }
}

impl Intake {
    /// The day that the age holds for.
    #[must_use]
    pub fn age_on(&self) -> NaiveDate {
        self.entry.age_on.unwrap_or(self.on)
    }
}

impl EventPayload<State> for IntakeCompleted {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.last(&["incomeSources", "entryOn", "unemployedSince", "age", "ageOn"]);
        fields.past_day("entryOn", self.entry_on);
        if let Some(since) = self.unemployed_since {
            fields.day_by("unemployedSince", since, self.entry_on);
        }
        if let Some(age) = self.age {
            fields.number("age", age, 0, 120);
        }
        if let Some(age_on) = self.age_on {
            fields.past_day("ageOn", age_on);
        }
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        // Looked at again, one beside another was carried from a duplicate, and is no contradiction.
        Refusal::when(at.now.is_some_and(|now| now.state.intake.is_some()), || {
            IntakeRefusal::IntakeAlreadyCompleted
        })?;
        state.open()?;
        let basis = state.consent.basis.as_ref().ok_or(IntakeRefusal::LegalBasisMissing)?;
        Refusal::when(basis.until.is_some_and(|until| until < at.happened_on()), || {
            IntakeRefusal::LegalBasisMissing
        })?;
        let opening = state.opening.as_ref().filter(|_| at.carried_from.is_none());
        FieldFault::not_before(
            "entryOn",
            self.entry_on,
            opening.map_or(self.entry_on, |it| it.on),
        )?;
        let full_time_status = self
            .labour_status
            .as_ref()
            .and_then(|status| at.catalogue.labour_status(status.as_str()))
            .is_some_and(|status| status.full_time);
        Refusal::when(self.full_time_worker == Some(true) || full_time_status, || {
            IntakeRefusal::FullTimeWorkerAtEntry
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        // Rule 10: the first entry data are kept. A duplicate may have had earlier ones.
        if state.intake.as_ref().is_none_or(|first| self.entry_on < first.entry.entry_on) {
            state.intake = Some(Intake { on, entry: self.clone() });
        }
        if let Some(code) = &self.housing {
            state.housing.observe(code.clone(), on, on);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::Intent;
    use crate::trajectory::consent::LegalBasisRecorded;
    use crate::trajectory::course::CourseRefusal;
    use crate::trajectory::story::{
        Story, closed, day, intake, legal_basis, opened, story, unknown,
    };

    fn ready() -> Story {
        story().given(day(1), opened()).given(day(2), legal_basis())
    }

    #[test]
    fn with_a_legal_basis_a_client_becomes_a_participant() {
        ready().when(day(3), Intent::CompleteIntake(intake())).then(vec![intake().into()]);
    }

    #[test]
    fn rule_2_an_intake_needs_a_legal_basis() {
        story()
            .given(day(1), opened())
            .when(day(3), Intent::CompleteIntake(intake()))
            .then_refused(&IntakeRefusal::LegalBasisMissing);
    }

    #[test]
    fn rule_2_the_legal_basis_is_in_force_on_the_day() {
        let lapsed = LegalBasisRecorded { until: Some(day(2)), ..legal_basis() };
        story()
            .given(day(1), opened())
            .given(day(2), lapsed)
            .when(day(3), Intent::CompleteIntake(intake()))
            .then_refused(&IntakeRefusal::LegalBasisMissing);
    }

    #[test]
    fn rule_2_a_full_time_worker_is_not_in_the_target_group() {
        for entry in [
            IntakeCompleted { full_time_worker: Some(true), ..intake() },
            IntakeCompleted { labour_status: Some(Code::new("employed_full_time")), ..intake() },
        ] {
            ready()
                .when(day(3), Intent::CompleteIntake(entry))
                .then_refused(&IntakeRefusal::FullTimeWorkerAtEntry);
        }
    }

    #[test]
    fn rule_2_a_part_time_worker_is_in_the_target_group() {
        let part_time = IntakeCompleted {
            labour_status: Some(Code::new("employed_part_time")),
            full_time_worker: Some(false),
            ..intake()
        };
        ready()
            .when(day(3), Intent::CompleteIntake(part_time.clone()))
            .then(vec![part_time.into()]);
    }

    #[test]
    fn every_field_of_an_intake_but_the_day_may_be_unknown() {
        let unknown = IntakeCompleted {
            entry_on: day(3),
            labour_status: None,
            unemployed_since: None,
            full_time_worker: None,
            gender: None,
            age: None,
            age_on: None,
            isced: None,
            nationality_group: None,
            foreign_background: None,
            housing: None,
            household: None,
            income_sources: None,
            digital_access: None,
            disability: None,
            minority: None,
        };
        ready().when(day(3), Intent::CompleteIntake(unknown.clone())).then(vec![unknown.into()]);
    }

    #[test]
    fn rule_10_the_first_entry_data_are_kept() {
        ready()
            .given(day(3), intake())
            .when(day(4), Intent::CompleteIntake(intake()))
            .then_refused(&IntakeRefusal::IntakeAlreadyCompleted);
    }

    #[test]
    fn rule_13_the_entry_data_are_codes() {
        let odd = IntakeCompleted { isced: Some(Code::new("9")), ..intake() };
        ready()
            .when(day(3), Intent::CompleteIntake(odd))
            .then_refused(&unknown("isced", "9", "isced"));
    }

    #[test]
    fn a_client_enters_between_the_opening_and_the_intake() {
        for (entry_on, limit) in [(day(4), day(3)), (day(0), day(1))] {
            let odd = IntakeCompleted { entry_on, ..intake() };
            ready()
                .when(day(3), Intent::CompleteIntake(odd))
                .then_refused(&FieldFault::DayOutOfOrder { path: "entryOn", day: entry_on, limit });
        }
    }

    #[test]
    fn nobody_is_unemployed_since_a_day_after_entry() {
        let odd = IntakeCompleted { unemployed_since: Some(day(4)), ..intake() };
        ready().when(day(3), Intent::CompleteIntake(odd)).then_refused(
            &FieldFault::DayOutOfOrder { path: "unemployedSince", day: day(4), limit: day(3) },
        );
    }

    #[test]
    fn nobody_is_older_than_120_at_entry() {
        let odd = IntakeCompleted { age: Some(121), ..intake() };
        ready().when(day(3), Intent::CompleteIntake(odd)).then_refused(&FieldFault::OutOfRange {
            path: "age",
            value: 121,
            min: 0,
            max: 120,
        });
    }

    #[test]
    fn an_age_holds_for_the_day_that_is_given_with_it_or_else_for_that_of_the_intake() {
        let age_on = |age_on| {
            let state = ready().given(day(3), IntakeCompleted { age_on, ..intake() }).state();
            state.intake.unwrap().age_on()
        };
        assert_eq!(age_on(None), day(3));
        assert_eq!(age_on(Some(day(2))), day(2));
    }

    #[test]
    fn an_age_that_was_written_down_years_ago_has_grown_by_the_whole_years_since() {
        let at_entry =
            |age_on| IntakeCompleted { age: Some(16), age_on, ..intake() }.age_at_entry();
        assert_eq!(at_entry(Some(day(3 - 2000))), Some(21));
        assert_eq!(at_entry(Some(day(3 - 364))), Some(16));
        assert_eq!([at_entry(None), at_entry(Some(day(4)))], [Some(16); 2]);
    }

    #[test]
    fn an_age_holds_for_a_day_that_has_come() {
        let odd = IntakeCompleted { age_on: Some(day(4)), ..intake() };
        ready()
            .when(day(3), Intent::CompleteIntake(odd))
            .then_refused(&FieldFault::DayOutOfOrder { path: "ageOn", day: day(4), limit: day(3) });
    }

    #[test]
    fn a_closed_trajectory_takes_no_intake() {
        ready()
            .given(day(3), closed("moved"))
            .when(day(4), Intent::CompleteIntake(intake()))
            .then_refused(&CourseRefusal::TrajectoryClosed);
    }
}
