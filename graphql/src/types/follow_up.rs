//! What lasts, months after the closing.

use std::sync::Arc;

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::trajectory::course::Closing;
use loopbrug_domain::trajectory::follow_up::{self, FollowUpResult};

use super::Coded;
use super::shows::{Shows, shows};

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

impl Shows<(&follow_up::FollowUp, &Closing)> for FollowUp {
    fn of((one, closing): &(&follow_up::FollowUp, &Closing), catalogue: &Arc<Catalogue>) -> Self {
        let (found, unreachable_attempts) = match &one.result {
            FollowUpResult::FollowedUp(found) => (Some(found), None),
            FollowUpResult::Unreachable(attempts) => (None, Some(*attempts)),
        };
        Self {
            on: one.on,
            month: one.month,
            outside_window: one.outside_window(closing.on, catalogue.limits()),
            reached: found.is_some_and(|found| found.reached),
            unreachable_attempts,
            method: Shows::of(&found.map(|found| &found.method), catalogue),
            labour: Shows::of(&found.and_then(|found| found.labour.as_ref()), catalogue),
            contract: Shows::of(&found.and_then(|found| found.contract.as_ref()), catalogue),
            fte_percent: found.and_then(|found| found.fte_percent),
            improved: found.and_then(|found| found.improved),
            housing: Shows::of(&found.and_then(|found| found.housing.as_ref()), catalogue),
        }
    }
}

shows! {
    /// A month that waits for its follow-up.
    FollowUpDue of follow_up::FollowUpDue as due {
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
}
