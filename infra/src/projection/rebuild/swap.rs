//! The end of a rebuild: what was appended meanwhile, the counts, and the swap.

use super::counts::{Counted, in_log, in_tables};
use super::{Rebuild, Rebuilt, Stage, UnderWay, under_way};
use crate::database::begin;
use crate::projection::follow::{Follower, OnFault};
use crate::projection::{BATCH, ProjectionError, checkpoint, dead_letters};

impl Rebuild<'_> {
    /// Projects what was appended while streams were folded, until little is left: that is projected
    /// while the live projection waits.
    pub(super) async fn catch_up(&self, under_way: &mut UnderWay) -> Result<(), ProjectionError> {
        let mut follower = Follower::default();
        loop {
            let after = under_way.position.unwrap_or(under_way.target);
            let head = self.head().await?;
            let left = head.0.saturating_sub(after.0);
            self.report(Stage::CatchingUp, under_way.events, under_way.events + u64::from(left));
            if left < BATCH {
                return Ok(());
            }
            let mut on_fault = OnFault::Fail;
            loop {
                let mut transaction = self.begin(under_way).await?;
                let batch = follower.follow(&mut transaction, &self.at, after, BATCH, on_fault);
                let batch = match batch.await {
                    Err(error) if on_fault == OnFault::Fail && error.refused_row().is_some() => {
                        on_fault = OnFault::Quarantine;
                        continue;
                    }
                    batch => batch?,
                };
                under_way.position = Some(batch.reached);
                under_way.events += batch.events;
                under_way.streams += batch.began;
                under_way.note(&mut transaction, &self.at).await?;
                transaction.commit().await?;
                follower.keep(&self.catalogues);
                break;
            }
        }
    }

    /// Counts, projects the rest, and moves the readers. The live projection waits for no longer than the
    /// rest takes.
    pub(super) async fn count_and_swap(
        &self,
        under_way: &UnderWay,
    ) -> Result<Rebuilt, ProjectionError> {
        self.report(Stage::Counting, under_way.events, under_way.events);
        let in_log = self.in_log(under_way).await?;
        match self.swap(under_way, in_log, OnFault::Fail).await {
            Err(error) if error.refused_row().is_some() => {
                self.swap(under_way, in_log, OnFault::Quarantine).await
            }
            swapped => swapped,
        }
    }

    /// How much of the projection's types is in the log up to where the rebuild is. Up to the target
    /// it was counted while streams were folded, and the log has not changed there.
    async fn in_log(&self, under_way: &UnderWay) -> Result<Counted, sqlx::Error> {
        let positions = (under_way.target, under_way.position.unwrap_or(under_way.target));
        let mut counted = in_log(self.pool, self.at.region, self.at.projection, positions).await?;
        counted.streams += under_way.of_streams;
        counted.events += under_way.of_events;
        Ok(counted)
    }

    async fn swap(
        &self,
        under_way: &UnderWay,
        mut in_log: Counted,
        on_fault: OnFault,
    ) -> Result<Rebuilt, ProjectionError> {
        let at = &self.at;
        let mut transaction = begin(self.pool).await?;
        let connection = &mut *transaction;
        under_way.hold(connection, at, self.worker).await?;
        let live = checkpoint::wait_for(connection, at.projection, at.region).await?;
        if live.newer {
            return Err(ProjectionError::Newer);
        }
        if live.generation + 1 != at.generation {
            return Err(ProjectionError::TakenOver);
        }
        let mut position = under_way.position.unwrap_or(under_way.target);
        let mut built = Counted { streams: under_way.streams, events: under_way.events };
        let mut follower = Follower::default();
        loop {
            let batch = follower.follow(connection, at, position, BATCH, on_fault).await?;
            if batch.reached == position {
                break;
            }
            position = batch.reached;
            for count in [&mut built, &mut in_log] {
                count.events += batch.events;
                count.streams += batch.began;
            }
            follower.keep(&self.catalogues);
        }
        let (rows, stopped, without_rows) = in_tables(connection, at).await?;
        if (built.events, rows + without_rows) != (in_log.events, in_log.streams) {
            return Err(ProjectionError::Miscounted {
                events: built.events,
                events_in_log: in_log.events,
                rows: rows + without_rows,
                streams_in_log: in_log.streams,
            });
        }
        under_way::end(&mut *connection, at).await?;
        dead_letters::keep_only(connection, at).await?;
        checkpoint::swap(connection, at, position).await?;
        // Readers never go back, so this one has to outlive a crash, unlike what led to it.
        sqlx::query("SELECT set_config('synchronous_commit', 'on', true)")
            .execute(connection)
            .await?;
        transaction.commit().await?;
        Ok(Rebuilt {
            events: built.events,
            streams: built.streams,
            rows,
            events_in_log: in_log.events,
            streams_in_log: in_log.streams,
            stopped,
            position,
        })
    }
}
