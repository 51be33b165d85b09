//! Who gets which treatment.

use super::Thresholds;
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::Limits;
use loopbrug_domain::ids::KboNumber;

/// Who asks a report.
#[derive(Debug, Clone, Copy)]
pub enum Asker<'a> {
    /// Somebody with roles in the region.
    Actor(&'a Actor),
    /// Anybody.
    Public,
}

/// How a report is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionKind {
    /// A published table: its rows, its period and the position that it is true for are the same
    /// for everybody, and its period overlaps with that of no other publication.
    Fixed,
    /// Any filter, period or position, about the cases of any organisation or of one.
    Free {
        /// The organisation whose cases alone are counted, where the filter names one.
        organisation: Option<KboNumber>,
    },
}

/// What is done to the figures before they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// Nothing.
    Exact,
    /// [`suppression`](super::suppression) at these thresholds.
    Suppressed(Thresholds),
    /// [`perturbation`](super::perturbation) at these thresholds.
    Perturbed(Thresholds),
}

/// The treatment of an answer.
///
/// Exact figures are for those who hold the cases: coordinators, who look after the region that
/// the caller lets them ask about, and caseworkers as far as the question is about the cases of
/// their own organisation. And for those who account for them: auditors and stewards. Having one
/// of these roles beside others is enough. Everybody else with a role gets what analysts get, and
/// the public less.
#[must_use]
pub fn treatment(asker: Asker<'_>, kind: QuestionKind, limits: &Limits) -> Treatment {
    let thresholds = match asker {
        Asker::Actor(actor) if sees_cases(actor, kind) => return Treatment::Exact,
        Asker::Actor(actor) if !actor.roles.is_empty() => Thresholds::of_analysts(limits),
        Asker::Actor(_) | Asker::Public => Thresholds::of_public(limits),
    };
    match kind {
        QuestionKind::Fixed => Treatment::Suppressed(thresholds),
        QuestionKind::Free { .. } => Treatment::Perturbed(thresholds),
    }
}

fn sees_cases(actor: &Actor, kind: QuestionKind) -> bool {
    actor.roles.iter().any(|role| match role {
        Role::Coordinator | Role::Auditor | Role::Steward => true,
        Role::Caseworker => kind == QuestionKind::Free { organisation: Some(actor.organisation) },
        Role::Applicant | Role::Assessor | Role::Jury | Role::Analyst => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::{Analyst, Applicant, Assessor, Auditor, Caseworker, Coordinator, Jury, Steward};
    use loopbrug_domain::catalogue::Catalogues;
    use loopbrug_domain::ids::WorkerId;

    const ANYBODY: QuestionKind = QuestionKind::Free { organisation: None };

    fn own() -> QuestionKind {
        QuestionKind::Free { organisation: Some(KboNumber::of_stem(1)) }
    }

    fn limits() -> Limits {
        Catalogues::embedded().latest("vlaamse-ardennen").unwrap().limits().clone()
    }

    fn asked(roles: &[Role], kind: QuestionKind) -> Treatment {
        let worker = WorkerId(uuid::Uuid::nil());
        let organisation = KboNumber::of_stem(1);
        let actor = Actor { worker, organisation, roles: roles.to_vec() };
        treatment(Asker::Actor(&actor), kind, &limits())
    }

    #[test]
    fn those_who_look_after_the_region_or_account_for_it_see_what_is_there() {
        for role in [Coordinator, Auditor, Steward] {
            for kind in [QuestionKind::Fixed, ANYBODY, own()] {
                assert_eq!(asked(&[role], kind), Treatment::Exact);
                assert_eq!(asked(&[Analyst, role], kind), Treatment::Exact);
            }
        }
    }

    #[test]
    fn a_caseworker_sees_exactly_what_the_own_organisation_holds_and_no_more() {
        let analysts = Thresholds::of_analysts(&limits());
        let other = QuestionKind::Free { organisation: Some(KboNumber::of_stem(2)) };
        assert_eq!(asked(&[Caseworker], own()), Treatment::Exact);
        assert_eq!(asked(&[Caseworker], other), Treatment::Perturbed(analysts));
        assert_eq!(asked(&[Caseworker], ANYBODY), Treatment::Perturbed(analysts));
        assert_eq!(asked(&[Caseworker], QuestionKind::Fixed), Treatment::Suppressed(analysts));
    }

    #[test]
    fn everybody_else_with_a_role_gets_what_analysts_get_even_of_the_own_organisation() {
        let analysts = Thresholds::of_analysts(&limits());
        for role in [Applicant, Assessor, Jury, Analyst] {
            assert_eq!(asked(&[role], QuestionKind::Fixed), Treatment::Suppressed(analysts));
            for kind in [ANYBODY, own()] {
                assert_eq!(asked(&[role], kind), Treatment::Perturbed(analysts));
            }
        }
    }

    #[test]
    fn the_public_and_an_actor_without_a_role_get_less() {
        let public = Thresholds::of_public(&limits());
        assert!(public.smallest() > Thresholds::of_analysts(&limits()).smallest());
        assert_eq!(asked(&[], own()), Treatment::Perturbed(public));
        let asked = |kind| treatment(Asker::Public, kind, &limits());
        assert_eq!(asked(QuestionKind::Fixed), Treatment::Suppressed(public));
        assert_eq!(asked(ANYBODY), Treatment::Perturbed(public));
    }
}
