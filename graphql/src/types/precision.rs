//! How exact the figures of a report are.

use async_graphql::{Enum, SimpleObject};
use loopbrug_reporting::disclosure::perturbation;
use loopbrug_reporting::reports::Precise;

/// What was done to figures before they were shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
enum FigureTreatment {
    /// Nothing.
    Exact,
    /// Small ones are withheld, and others with them.
    Withheld,
    /// They are rounded by chance, always in the same way for the same people.
    Rounded,
}

/// How exact figures are.
#[derive(SimpleObject)]
pub(super) struct FigurePrecision {
    treatment: FigureTreatment,
    /// Where withheld: figures below this are.
    below: Option<u32>,
    /// Where rounded: counts are multiples of this.
    step: Option<u32>,
    /// Where rounded: no count is further off than this.
    spread: Option<u32>,
    /// Where rounded: no count has a greater variance than this.
    variance: Option<u32>,
}

impl FigurePrecision {
    pub(super) fn of(precise: Precise) -> Self {
        let nothing = Self {
            treatment: FigureTreatment::Exact,
            below: None,
            step: None,
            spread: None,
            variance: None,
        };
        match precise {
            Precise::Exact => nothing,
            Precise::Withheld { below } => {
                Self { treatment: FigureTreatment::Withheld, below: Some(below), ..nothing }
            }
            Precise::Rounded(perturbation::Precision { step, spread, variance }) => Self {
                treatment: FigureTreatment::Rounded,
                step: Some(step),
                spread: Some(spread),
                variance: Some(variance),
                ..nothing
            },
        }
    }
}
