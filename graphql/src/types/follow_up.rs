//! What lasts, months after the closing.

use std::sync::Arc;

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::trajectory::course::Closing;
use loopbrug_domain::trajectory::follow_up::{self, FollowUpResult};

use super::Coded;

/// What was recorded of a month; what is absent is unknown.
#[derive(SimpleObject)]
pub(crate) struct FollowUp {
    /// The day.
    on: NaiveDate,
    /// Months after the closing.
    month: u32,
    /// Recorded outside the catalogue's window.
    outside_window: bool,
    /// Whether the client was reached.
    reached: bool,
    /// How often somebody tried, where nobody could say how the client is.
    unreachable_attempts: Option<u32>,
    /// How.
    method: Option<Coded>,
    /// Work or not.
    labour: Option<Coded>,
    /// The kind of contract.
    contract: Option<Coded>,
    /// Share of a full-time week, in percent.
    fte_percent: Option<u32>,
    /// In a better situation on the labour market than at entry.
    improved: Option<bool>,
    /// ETHOS Light.
    housing: Option<Coded>,
}

impl FollowUp {
    pub(super) fn new(
        one: &follow_up::FollowUp,
        closing: &Closing,
        catalogue: &Arc<Catalogue>,
    ) -> Self {
        let blank = Self {
            on: one.on,
            month: one.month,
            outside_window: one.outside_window(closing.on, catalogue.limits()),
            reached: false,
            unreachable_attempts: None,
            method: None,
            labour: None,
            contract: None,
            fte_percent: None,
            improved: None,
            housing: None,
        };
        match &one.result {
            FollowUpResult::Unreachable(attempts) => {
                Self { unreachable_attempts: Some(*attempts), ..blank }
            }
            FollowUpResult::FollowedUp(told) => Self {
                reached: told.reached,
                method: Some(Coded::new(catalogue, &told.method)),
                labour: Coded::if_any(catalogue, told.labour.as_ref()),
                contract: Coded::if_any(catalogue, told.contract.as_ref()),
                fte_percent: told.fte_percent,
                improved: told.improved,
                housing: Coded::if_any(catalogue, told.housing.as_ref()),
                ..blank
            },
        }
    }
}

/// A month that waits for its follow-up.
#[derive(SimpleObject)]
pub(crate) struct FollowUpDue {
    /// Months after the closing.
    month: u32,
    /// The day, so many months after the closing.
    due_on: NaiveDate,
    /// The first day of the window.
    from: NaiveDate,
    /// The last day of the window.
    until: NaiveDate,
    /// The window has passed.
    overdue: bool,
}

impl From<follow_up::FollowUpDue> for FollowUpDue {
    fn from(due: follow_up::FollowUpDue) -> Self {
        let follow_up::FollowUpDue { month, due_on, from, until, overdue } = due;
        Self { month, due_on, from, until, overdue }
    }
}
