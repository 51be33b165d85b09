//! The children whom a client looks after.

use chrono::NaiveDate;
use loopbrug_domain::trajectory::household;

use super::Coded;
use super::shows::shows;

shows! {
    /// The children whom the client looks after, as it was recorded last.
    Household of household::Household as household {
        /// The day on which it was so.
        on: NaiveDate,
        /// How many children there are.
        number: u32 = household.recorded.number(),
        /// The children, by age group.
        children: Vec<ChildrenOfAge> = household.recorded.children,
        /// One of them has, or may have, a disability.
        suspected_disability: bool = household.recorded.suspected_disability,
        /// The client looks after them alone.
        alone: bool = household.recorded.alone,
    }

    /// Children of one age group.
    ChildrenOfAge of household::ChildrenOfAge as children {
        /// Their age.
        age_group: Coded,
        /// How many they are.
        number: u32,
        /// When they need care that there is not.
        care_needed: Vec<Coded>,
    }
}
