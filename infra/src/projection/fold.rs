//! The fold in memory: trajectories that were touched of late, with their facts.

use std::collections::{BTreeMap, HashMap};

use cqrs_es::Aggregate;
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::facts::{Account, Recorded};
use loopbrug_domain::ids::{Position, Version};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::stream::StreamEvent;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::{Trajectory, TrajectoryEvent};
use sqlx::PgConnection;

use super::ProjectionError;
use crate::log::{StoredEvent, streams};

/// How many folded trajectories are kept at hand. Others are folded from their stream again.
const KEPT: usize = 20_000;

/// A trajectory folded up to a position.
#[derive(Debug, Clone, Default)]
pub(super) struct Folded {
    pub(super) account: Account,
    pub(super) position: Position,
}

impl Folded {
    pub(super) fn learn(
        &mut self,
        event: &StoredEvent,
        catalogues: &Catalogues,
    ) -> Result<(), ProjectionError> {
        let read = TrajectoryEvent::read(&event.event_type, &event.event_version, &event.payload)
            .map_err(|why| ProjectionError::Unreadable { position: event.position, why })?;
        let recorded = Recorded { at: event.position, on: day_in_brussels(event.recorded_at) };
        self.account.learn(read, recorded, catalogues);
        self.position = event.position;
        Ok(())
    }

    fn version(&self) -> Version {
        self.account.trajectory().version()
    }
}

/// Folded trajectories of one region, by their streams.
#[derive(Debug, Default)]
pub(super) struct Fold {
    kept: HashMap<String, Folded>,
}

impl Fold {
    /// Folds a batch of events into their trajectories and gives those that changed.
    ///
    /// A trajectory that is not at hand, or not at the version before the batch's first event
    /// for it, is folded from its stream. So the fold may be thrown away at any time.
    pub(super) async fn take_in(
        &mut self,
        connection: &mut PgConnection,
        region: &Code,
        events: &[StoredEvent],
        catalogues: &Catalogues,
    ) -> Result<BTreeMap<String, Folded>, ProjectionError> {
        let mut batch: BTreeMap<&str, Vec<&StoredEvent>> = BTreeMap::new();
        for event in events {
            batch.entry(&event.aggregate_id).or_default().push(event);
        }
        let Some(last) = events.last() else { return Ok(BTreeMap::new()) };

        let mut changed = BTreeMap::new();
        let mut missing = Vec::new();
        for (&stream, events) in &batch {
            let mut folded = self.kept.remove(stream).unwrap_or_default();
            if folded.version() + 1 == events[0].sequence {
                for event in events {
                    folded.learn(event, catalogues)?;
                }
                changed.insert(stream.to_owned(), folded);
            } else {
                missing.push(stream);
            }
        }
        if !missing.is_empty() {
            let aggregate_type = Trajectory::TYPE;
            let events =
                streams(connection, region, aggregate_type, &missing, last.position).await?;
            for event in &events {
                let folded = changed.entry(event.aggregate_id.clone()).or_default();
                folded.learn(event, catalogues)?;
            }
        }
        Ok(changed)
    }

    /// Keeps what was written, for the next batch.
    pub(super) fn keep(&mut self, changed: BTreeMap<String, Folded>) {
        if self.kept.len() + changed.len() > KEPT {
            self.kept.clear();
        }
        self.kept.extend(changed);
    }
}
