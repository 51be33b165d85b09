//! Steps forward and back.

use std::sync::Arc;

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::trajectory::milestones;

use super::Coded;

/// A step forward.
#[derive(SimpleObject)]
pub(crate) struct Milestone {
    /// The day.
    on: NaiveDate,
    /// Which.
    #[graphql(name = "milestone")]
    which: Coded,
    /// What it rests on.
    evidence: Coded,
}

impl Milestone {
    pub(super) fn new(one: &milestones::Milestone, catalogue: &Arc<Catalogue>) -> Self {
        Self {
            on: one.on,
            which: Coded::new(catalogue, &one.reached.milestone),
            evidence: Coded::new(catalogue, &one.reached.evidence),
        }
    }
}

/// A step back.
#[derive(SimpleObject)]
pub(crate) struct Relapse {
    /// The day.
    on: NaiveDate,
    /// In which problem area.
    area: Coded,
}

impl Relapse {
    pub(super) fn new(one: &milestones::Relapse, catalogue: &Arc<Catalogue>) -> Self {
        Self { on: one.on, area: Coded::new(catalogue, &one.area) }
    }
}
