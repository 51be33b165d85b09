//! What was corrected and voided in a region, for who accounts for it.

use std::collections::HashMap;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::CorrectionReason;
use loopbrug_domain::ids::{Position, TrajectoryId, Version};
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::Payload;

use super::records::{EventRecord, ReadRecord, RecordedWithin, find};
use super::{Account, ViewError, Views};
use crate::page::{Page, Paged};

/// An event that was corrected or voided, and the one that did it.
#[derive(Debug, Clone)]
pub struct CorrectionRecord {
    /// In which trajectory.
    pub trajectory: TrajectoryId,
    /// The event that corrects or voids.
    pub correction: EventRecord,
    /// The event that is put right. None: it is not in the log any more.
    pub target: Option<EventRecord>,
    /// How many days after the target was recorded.
    pub days_after: Option<u32>,
    /// Why; none where it cannot be read from the event.
    pub reason: Option<Code<CorrectionReason>>,
    /// Whether the client's bridge figure did it.
    pub by_bridge_figure: bool,
    /// The correction or voiding that it follows from: what a command records together is put right together.
    pub follows_from: Option<Version>,
}

impl Views {
    /// A page of what was corrected and voided in a region, the last one first: for its steward and its auditor. All that
    /// was recorded in that time is looked at.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn corrections(
        &self,
        actor: &Actor,
        region: &Code,
        within: RecordedWithin,
        page: &Page<Position>,
    ) -> Result<Paged<CorrectionRecord>, ViewError> {
        let found = self.page_of_records(actor, region, Account::Corrections, within, page).await?;
        let place = |one: &ReadRecord| Some((one.trajectory, one.says.supersedes()?));
        let places: Vec<_> = found.items.iter().filter_map(place).collect();
        let targets = find(&self.pool, region, &places).await?;
        let targets: HashMap<_, _> = targets
            .into_iter()
            .map(|one| ((one.trajectory, one.record.event), one.record))
            .collect();
        Ok(found.map(|one| {
            let target = place(&one).and_then(|place| targets.get(&place)).cloned();
            CorrectionRecord::of(one, target)
        }))
    }
}

impl CorrectionRecord {
    fn of(one: ReadRecord, target: Option<EventRecord>) -> Self {
        let ReadRecord { trajectory, record: correction, says } = one;
        let (reason, by_bridge_figure) = match says.what {
            Payload::EventCorrected(it) => (Some(it.reason), it.by_bridge_figure),
            Payload::EventVoided(it) => (Some(it.reason), it.by_bridge_figure),
            _ => (None, false),
        };
        let day = |of: &EventRecord| day_in_brussels(of.recorded_at);
        let days = target.as_ref().map(|target| (day(&correction) - day(target)).num_days());
        let days_after = days.map(|days| u32::try_from(days).unwrap_or_default());
        let follows_from = says.follows_from;
        Self { trajectory, correction, target, days_after, reason, by_bridge_figure, follows_from }
    }
}
