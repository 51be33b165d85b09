//! What is done to figures before an audience is shown them. Who belongs to which one is said by
//! [`policy`](loopbrug_domain::policy).

use super::Thresholds;
use loopbrug_domain::catalogue::Limits;
use loopbrug_domain::policy::Audience;

/// What is done to the figures before they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// Nothing.
    Exact,
    /// [`perturbation`](super::perturbation) at these thresholds.
    Rounded(Thresholds),
}

/// The treatment of an answer about regions with these limits. Of several the strictest of each
/// audience counts.
#[must_use]
pub fn treatment<'a>(audience: Audience, limits: impl Iterator<Item = &'a Limits>) -> Treatment {
    let of_each = match audience {
        Audience::Accountable => return Treatment::Exact,
        Audience::Analysts => Thresholds::of_analysts,
        Audience::Public => Thresholds::of_public,
    };
    Treatment::Rounded(limits.map(of_each).fold(Thresholds::default(), Thresholds::stricter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopbrug_domain::catalogue::Catalogues;

    fn limits(disclosure_k: u32, public_k: u32) -> Limits {
        let catalogues = Catalogues::embedded();
        let limits = catalogues.latest("vlaamse-ardennen").unwrap().limits().clone();
        Limits { disclosure_k, public_k, ..limits }
    }

    #[test]
    fn figures_are_exact_for_the_accountable_and_the_public_gets_less_than_analysts() {
        let limits = limits(5, 10);
        let (analysts, public) = (Thresholds::of_analysts(&limits), Thresholds::of_public(&limits));
        assert!(public.smallest() > analysts.smallest());
        let treated = |audience| treatment(audience, [&limits].into_iter());
        assert_eq!(treated(Audience::Accountable), Treatment::Exact);
        assert_eq!(treated(Audience::Analysts), Treatment::Rounded(analysts));
        assert_eq!(treated(Audience::Public), Treatment::Rounded(public));
    }

    #[test]
    fn of_several_regions_the_strictest_threshold_of_each_audience_counts() {
        let (one, other) = (limits(5, 20), limits(6, 10));
        for regions in [[&one, &other], [&other, &one]] {
            let treated = |audience| treatment(audience, regions.into_iter());
            let strictest = limits(6, 20);
            let analysts = Thresholds::of_analysts(&strictest);
            assert_eq!(treated(Audience::Analysts), Treatment::Rounded(analysts));
            let public = Thresholds::of_public(&strictest);
            assert_eq!(treated(Audience::Public), Treatment::Rounded(public));
        }
    }
}
