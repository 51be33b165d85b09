//! What is done to figures before an audience is shown them. Who belongs to which one is said by
//! [`policy`](loopbrug_domain::policy).

use super::Thresholds;
use loopbrug_domain::catalogue::Limits;
use loopbrug_domain::policy::Audience;

/// How a report is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionKind {
    /// A published table: its rows, its period and the position that it is true for are the same
    /// for everybody, and its period overlaps with that of no other publication.
    Fixed,
    /// Any filter, period or position.
    Free,
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
#[must_use]
pub fn treatment(audience: Audience, kind: QuestionKind, limits: &Limits) -> Treatment {
    let thresholds = match audience {
        Audience::Accountable => return Treatment::Exact,
        Audience::Analysts => Thresholds::of_analysts(limits),
        Audience::Public => Thresholds::of_public(limits),
    };
    match kind {
        QuestionKind::Fixed => Treatment::Suppressed(thresholds),
        QuestionKind::Free => Treatment::Perturbed(thresholds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopbrug_domain::catalogue::Catalogues;

    #[test]
    fn figures_are_exact_for_the_accountable_and_the_public_gets_less_than_analysts() {
        let catalogues = Catalogues::embedded();
        let limits = catalogues.latest("vlaamse-ardennen").unwrap().limits();
        let (analysts, public) = (Thresholds::of_analysts(limits), Thresholds::of_public(limits));
        assert!(public.smallest() > analysts.smallest());
        for kind in [QuestionKind::Fixed, QuestionKind::Free] {
            assert_eq!(treatment(Audience::Accountable, kind, limits), Treatment::Exact);
        }
        let fixed = |audience| treatment(audience, QuestionKind::Fixed, limits);
        let free = |audience| treatment(audience, QuestionKind::Free, limits);
        assert_eq!(fixed(Audience::Analysts), Treatment::Suppressed(analysts));
        assert_eq!(free(Audience::Analysts), Treatment::Perturbed(analysts));
        assert_eq!(fixed(Audience::Public), Treatment::Suppressed(public));
        assert_eq!(free(Audience::Public), Treatment::Perturbed(public));
    }
}
