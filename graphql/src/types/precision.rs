//! How exact the figures of a report are.

use async_graphql::{Enum, SimpleObject};
use loopbrug_reporting::disclosure::perturbation;
use loopbrug_reporting::reports::Precise;

/// What was done to figures before they were shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
enum FigureTreatment {
    /// Nothing.
    Exact,
    /// They are rounded by chance, always in the same way for the same people.
    Rounded,
}

/// How exact figures are.
#[derive(SimpleObject)]
pub(super) struct FigurePrecision {
    /// What was done to them.
    treatment: FigureTreatment,
    /// Where rounded: counts are multiples of this. To a caseworker those of the own organisation are shown
    /// as they are, and added; quantiles are those of the others.
    step: Option<u32>,
    /// Where rounded: no count is further off than this.
    spread: Option<u32>,
    /// Where rounded: no count has a greater variance than this.
    variance: Option<u32>,
}

impl FigurePrecision {
    pub(super) fn of(precise: Precise) -> Self {
        match precise {
            Precise::Exact => {
                Self { treatment: FigureTreatment::Exact, step: None, spread: None, variance: None }
            }
            Precise::Rounded(perturbation::Precision { step, spread, variance }) => Self {
                treatment: FigureTreatment::Rounded,
                step: Some(step),
                spread: Some(spread),
                variance: Some(variance),
            },
        }
    }
}
