//! From how many people on a figure is shown, by audience.

use loopbrug_domain::catalogue::Limits;

/// The smallest figure that is shown, for this audience and for those who see more.
///
/// What the public sees is made from what analysts see, never from the exact figures a second
/// time: two tables that were made independently reveal more together than either alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Thresholds {
    analysts: u32,
    public: Option<u32>,
}

impl Thresholds {
    /// For those who have a role, but neither hold the cases nor account for them.
    #[must_use]
    pub fn of_analysts(limits: &Limits) -> Self {
        Self { analysts: limits.disclosure_k, public: None }
    }

    /// For those without a role.
    #[must_use]
    pub fn of_public(limits: &Limits) -> Self {
        Self { analysts: limits.disclosure_k, public: Some(limits.public_k) }
    }

    /// The greater of both, for each audience.
    #[must_use]
    pub(super) fn stricter(self, other: Self) -> Self {
        Self { analysts: self.analysts.max(other.analysts), public: self.public.max(other.public) }
    }

    /// The smallest figure that this audience is shown. Below two nothing is protected.
    #[must_use]
    pub fn smallest(self) -> u32 {
        self.steps().max().unwrap_or(1)
    }

    /// The thresholds in the order in which they are applied.
    pub(super) fn steps(self) -> impl Iterator<Item = u32> {
        std::iter::once(self.analysts).chain(self.public).map(|k| k.max(1))
    }
}
