//! A person whose token or session is believed, and for which organisations the person may act.

use loopbrug_domain::actor::{Actor, Roles};
use loopbrug_domain::ids::{KboNumber, WorkerId};

use crate::Reason;

/// A person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person.
    pub worker: WorkerId,
    /// Each organisation once; at least one.
    pub memberships: Vec<Membership>,
}

/// An organisation for which somebody may act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The organisation.
    pub organisation: KboNumber,
    /// What the person may be there; at least one.
    pub roles: Roles,
}

impl Person {
    /// Who acts, for each organisation.
    #[must_use]
    pub fn actors(self) -> Vec<Actor> {
        let Self { worker, memberships } = self;
        let actor = |Membership { organisation, roles }| Actor { worker, organisation, roles };
        memberships.into_iter().map(actor).collect()
    }

    /// Who acts: for the organisation that the request names, or for the only one.
    ///
    /// # Errors
    /// Where it is named and not one of the person's, or not named and there are several.
    pub fn actor(&self, named: Option<KboNumber>) -> Result<Actor, Reason> {
        let membership = match (named, &*self.memberships) {
            (Some(named), all) => all
                .iter()
                .find(|one| one.organisation == named)
                .ok_or(Reason::OrganisationOfOthers(named))?,
            (None, [only]) => only,
            (None, _) => return Err(Reason::OrganisationNotNamed),
        };
        let Membership { organisation, roles } = membership.clone();
        Ok(Actor { worker: self.worker, organisation, roles })
    }
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::actor::Role;

    use super::*;

    fn of(stems: &[u32]) -> Person {
        let roles: Roles = vec![Role::Caseworker].into();
        let memberships = stems.iter().map(|stem| Membership {
            organisation: KboNumber::of_stem(*stem),
            roles: roles.clone(),
        });
        Person { worker: WorkerId::default(), memberships: memberships.collect() }
    }

    #[test]
    fn who_may_act_for_several_organisations_names_one_of_them() {
        let (one, other, strange) =
            (KboNumber::of_stem(1), KboNumber::of_stem(2), KboNumber::of_stem(3));
        assert_eq!(of(&[1]).actor(None).unwrap().organisation, one);
        assert_eq!(of(&[1, 2]).actor(Some(other)).unwrap().organisation, other);
        assert_eq!(of(&[1, 2]).actor(None), Err(Reason::OrganisationNotNamed));
        for person in [of(&[1]), of(&[1, 2])] {
            assert_eq!(person.actor(Some(strange)), Err(Reason::OrganisationOfOthers(strange)));
        }
    }
}
