//! How much of the most that may be asked somebody may ask, by role.

use loopbrug_domain::actor::Role;
use loopbrug_sign_in::{Authenticated, Method};

/// A part of the most that one request may ask, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Share {
    percent: u64,
    /// Whether it may be asked what the schema is.
    pub(crate) introspects: bool,
}

impl Share {
    /// That of somebody: all for those who look after a region or account for it, half for whoever else is signed in,
    /// a tenth for the public.
    pub(crate) fn of(Authenticated { actor, method }: &Authenticated) -> Self {
        let accounts = |role| {
            use Role::{Auditor, Coordinator, Monitor, Steward};
            matches!(role, Auditor | Coordinator | Monitor | Steward)
        };
        let signed_in = *method != Method::Nobody;
        let percent = match signed_in {
            true if actor.roles.anywhere().any(accounts) => 100,
            true => 50,
            false => 10,
        };
        Self { percent, introspects: signed_in }
    }

    /// So much of the most.
    pub(super) fn of_most(self, most: u64) -> u64 {
        most * self.percent / 100
    }
}
