//! What is counted for who accounts for a region.

use std::sync::Arc;

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_infra::views::{AccessCount, RecordCount};

use super::Coded;
use super::accesses::LookedAt;

/// How often something was looked at in a month.
#[derive(SimpleObject)]
#[graphql(name = "AccessCount")]
pub(crate) struct AccessCountView {
    /// The first day of the month.
    month: NaiveDate,
    /// What was looked at.
    looked_at: LookedAt,
    /// What was answered: `answered`, `nothing` where nothing is there, or the code of the refusal.
    outcome: String,
    /// How often.
    count: u32,
}

/// How often something was recorded in a month.
#[derive(SimpleObject)]
#[graphql(name = "RecordCount")]
pub(crate) struct RecordCountView {
    /// The first day of the month in which it was recorded.
    month: NaiveDate,
    /// What kind of event it is.
    #[graphql(name = "type")]
    event_type: String,
    /// The reason or the ground that was given; null where there is none.
    reason: Option<Coded>,
    /// How often.
    count: u32,
}

/// Shows a count of accesses.
pub(crate) fn shown_access(counted: AccessCount) -> AccessCountView {
    let AccessCount { month, what, outcome, count } = counted;
    AccessCountView { month, looked_at: what.into(), outcome, count }
}

/// Shows counts of records.
pub(crate) fn shown_records(
    counted: Vec<RecordCount>,
    catalogue: &Arc<Catalogue>,
) -> Vec<RecordCountView> {
    let shown = |RecordCount { month, event_type, reason, count }| {
        let reason = reason.map(|(list, code)| Coded::of_list(list, catalogue, &code));
        RecordCountView { month, event_type, reason, count }
    };
    counted.into_iter().map(shown).collect()
}
