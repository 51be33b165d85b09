//! How much of the most that may be asked somebody may ask, by role.

use loopbrug_domain::actor::{Actor, Role};

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
    pub(crate) fn of(actor: &Actor) -> Self {
        let accounts = |role| {
            use Role::{Auditor, Coordinator, Monitor, Steward};
            matches!(role, Auditor | Coordinator | Monitor | Steward)
        };
        let percent = match () {
            () if actor.roles.is_empty() => 10,
            () if actor.roles.anywhere().any(accounts) => 100,
            () => 50,
        };
        Self { percent, introspects: !actor.roles.is_empty() }
    }

    /// So much of the most.
    pub(super) fn of_most(self, most: u64) -> u64 {
        most * self.percent / 100
    }
}
