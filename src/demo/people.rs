//! Who one can be in the demo: invented people of its organisations, one for each role.

use loopbrug_domain::actor::{Actor, Role};
use loopbrug_web::DemoPerson;

use crate::simulate::Invented;

/// The people, each by the role, the number of the organisation and what the simulation calls the person there.
const PEOPLE: [(Role, u32, &str); 9] = [
    (Role::Caseworker, 1, "1"),
    (Role::Coordinator, 13, "coordinator"),
    (Role::Monitor, 15, "monitor"),
    (Role::Analyst, 14, "analyst"),
    (Role::Applicant, 7, "applicant"),
    (Role::Assessor, 14, "assessor"),
    (Role::Jury, 13, "jury"),
    (Role::Auditor, 15, "auditor"),
    (Role::Steward, 13, "steward"),
];

/// Each of them, with the names that the directory of the demo has.
pub(super) fn people() -> Vec<DemoPerson> {
    let person = |(role, stem, who): (Role, u32, &str)| {
        let Invented { worker, name, organisation, number } = Invented::of(stem, who)?;
        let actor = Actor { worker, organisation: number, roles: vec![role].into() };
        Some(DemoPerson { name, organisation: organisation.to_owned(), actor })
    };
    PEOPLE.into_iter().filter_map(person).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn one_can_be_anything_that_there_is_a_role_for() {
        let people = people();
        let roles: BTreeSet<_> =
            people.iter().flat_map(|person| person.actor.roles.anywhere()).collect();
        assert_eq!(roles, Role::ALL.iter().copied().collect());
        let names: BTreeSet<_> = people.iter().map(|person| &person.name).collect();
        assert_eq!(names.len(), people.len(), "no two are called the same");
    }
}
