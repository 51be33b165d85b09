//! Household: the children whom the client looks after, and the care that they need.
//!
//! S: "alleen moeten instaan voor het huishouden en de kinderen", "buiten- en naschoolse kinderopvang",
//! "kinderen met een vermoeden van een beperking".

use std::collections::BTreeSet;

use crate::catalogue::list::{CareMoment, ChildAgeGroup};
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about households.
    HouseholdRefusal {
        /// What is said of children is said of somebody.
        NoChildren, "NO_CHILDREN",
            "there are no children of whom this could be said; name their ages and numbers, or leave it out";
        /// Each age group is there once, with its number.
        AgeGroupTwice { age_group: Code<ChildAgeGroup> }, "AGE_GROUP_TWICE",
            "'{age_group}' is named twice; give the number of all children of that age at once";
    }
}

/// The household as it is now. Each record takes the place of the one before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HouseholdRecorded {
    /// The children, by age group; empty: there are none.
    pub children: Vec<ChildrenOfAge>,
    /// One of them has, or may have, a disability.
    pub suspected_disability: bool,
    /// The client looks after them alone.
    pub alone: bool,
}

/// Children of one age group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChildrenOfAge {
    /// Their age.
    pub age_group: Code<ChildAgeGroup>,
    /// How many they are.
    pub number: u32,
    /// When they need care that there is not; empty: they need none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub care_needed: BTreeSet<Code<CareMoment>>,
}

/// A household, with the day on which it was so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Household {
    /// The day.
    pub on: NaiveDate,
    /// As it was recorded.
    pub recorded: HouseholdRecorded,
}

impl HouseholdRecorded {
    /// How many children there are.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.children.iter().map(|children| children.number).sum()
    }

    /// Some of them need care that there is not.
    #[must_use]
    pub fn needs_childcare(&self) -> bool {
        self.children.iter().any(|children| !children.care_needed.is_empty())
    }
}

impl EventPayload<State> for HouseholdRecorded {
    fn fields(&self, fields: &mut Fields<'_>) {
        for children in &self.children {
            fields.number("number", children.number, 1, 20);
        }
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.open()?;
        let said_of_children = self.suspected_disability || self.alone;
        Refusal::when(said_of_children && self.children.is_empty(), || {
            HouseholdRefusal::NoChildren
        })?;
        let mut named = BTreeSet::new();
        let twice = self.children.iter().find(|children| !named.insert(&children.age_group));
        twice.map_or(Ok(()), |children| {
            Err(HouseholdRefusal::AgeGroupTwice { age_group: children.age_group.clone() }.into())
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.profile.households.push(Household { on, recorded: self.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::trajectory::Intent;
    use crate::trajectory::story::{Story, closed, day, opened, story, unknown};

    fn children(age_group: &str, number: u32, care: &[&str]) -> ChildrenOfAge {
        let care_needed = care.iter().copied().map(Code::new).collect();
        ChildrenOfAge { age_group: Code::new(age_group), number, care_needed }
    }

    fn household(children: Vec<ChildrenOfAge>, alone: bool) -> HouseholdRecorded {
        HouseholdRecorded { children, suspected_disability: false, alone }
    }

    fn record(household: HouseholdRecorded) -> Intent {
        Intent::RecordHousehold(household)
    }

    fn met() -> Story {
        story().given(day(1), opened())
    }

    #[test]
    fn rule_1_a_household_is_recorded_before_the_intake_and_the_last_record_holds() {
        let two = vec![children("under_3", 1, &["daytime"]), children("from_6_to_11", 2, &[])];
        let first = household(two, true);
        met().when(day(2), record(first.clone())).then(vec![first.clone().into()]);
        let state = met().given(day(2), first).given(day(9), household(vec![], false)).state();
        let households = &state.profile.households;
        let last = households.last().unwrap();
        assert_eq!((last.on, last.recorded.number()), (day(9), 0));
        let first = &households[0].recorded;
        assert_eq!((first.number(), first.needs_childcare()), (3, true));
    }

    #[test]
    fn what_is_said_of_children_is_said_of_somebody() {
        met()
            .when(day(2), record(household(vec![], true)))
            .then_refused(&HouseholdRefusal::NoChildren);
        let disability =
            HouseholdRecorded { suspected_disability: true, ..household(vec![], false) };
        met().when(day(2), record(disability)).then_refused(&HouseholdRefusal::NoChildren);
    }

    #[test]
    fn each_age_group_is_there_once_with_a_number() {
        let twice = vec![children("under_3", 1, &[]), children("under_3", 2, &[])];
        met()
            .when(day(2), record(household(twice, false)))
            .then_refused(&HouseholdRefusal::AgeGroupTwice { age_group: Code::new("under_3") });
        let nobody = vec![children("under_3", 0, &[])];
        met()
            .when(day(2), record(household(nobody, false)))
            .then_refused(&FieldFault::OutOfRange { path: "number", value: 0, min: 1, max: 20 });
    }

    #[test]
    fn rule_13_ages_and_moments_of_care_are_codes() {
        let ghost = vec![children("ghost", 1, &[])];
        met().when(day(2), record(household(ghost, false))).then_refused(&unknown(
            "child_age_group",
            "ghost",
            "ageGroup",
        ));
        let never = vec![children("under_3", 1, &["never"])];
        met().when(day(2), record(household(never, false))).then_refused(&unknown(
            "care_moment",
            "never",
            "careNeeded",
        ));
    }

    #[test]
    fn a_closed_trajectory_keeps_its_household() {
        met()
            .given(day(2), closed("moved"))
            .when(day(3), record(household(vec![], false)))
            .then_refused(&crate::trajectory::course::CourseRefusal::TrajectoryClosed);
    }
}
