//! Following the log: the next events, folded into their streams, written to a generation of rows.

use std::collections::HashSet;

use cqrs_es::Aggregate;
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::employer::RegionEmployer;
use loopbrug_domain::ids::{EventId, Position, Version};
use loopbrug_domain::proposal::PartnershipProposal;
use loopbrug_domain::round::SelectionRound;
use loopbrug_domain::trajectory::Trajectory;
use sqlx::PgConnection;

use super::cache::{FoldedBatch, StreamCache};
use super::fold::Folded;
use super::procedure::{EmployerFold, ProposalFold, RoundFold};
use super::quarantine::{write, write_or_quarantine};
use super::stream_fold::{StreamFold, Writing};
use super::{Projection, ProjectionError, dead_letters};
use crate::log::{StoredEvent, events_after};

/// What a faulty stream does to the batch that it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnFault {
    /// It fails the batch.
    Fail,
    /// It is quarantined, and the others go on. This takes longer, so it comes second.
    Quarantine,
}

/// Folded streams of a region, for one projection.
#[derive(Debug, Default)]
pub(super) struct Follower {
    /// What they are folded up to: a position, and the event that the log has there.
    at: Option<(Position, Option<EventId>)>,
    trajectories: StreamCache<Folded>,
    rounds: StreamCache<RoundFold>,
    proposals: StreamCache<ProposalFold>,
    employers: StreamCache<EmployerFold>,
}

/// What a batch came to. When it is committed, its streams are to be [kept](Follower::keep).
#[derive(Debug, Clone, Copy)]
pub(super) struct Followed {
    /// Up to where the log was looked through.
    pub(super) reached: Position,
    /// Events of the projection's types, those of quarantined streams included.
    pub(super) events: u64,
    /// Streams that began.
    pub(super) began: u64,
}

impl Projection {
    /// The aggregate types that it is made of.
    pub(super) const fn types(self) -> &'static [&'static str] {
        match self {
            Self::Trajectories => &[Trajectory::TYPE],
            Self::Procedure => {
                &[SelectionRound::TYPE, PartnershipProposal::TYPE, RegionEmployer::TYPE]
            }
        }
    }
}

/// Does something for an aggregate type, with the type that its streams fold to.
macro_rules! for_type {
    ($type:expr, $fold:ident => $work:expr) => {{
        use cqrs_es::Aggregate;
        use loopbrug_domain::employer::RegionEmployer;
        use loopbrug_domain::{round::SelectionRound, trajectory::Trajectory};
        if $type == Trajectory::TYPE {
            type $fold = crate::projection::fold::Folded;
            $work
        } else if $type == SelectionRound::TYPE {
            type $fold = crate::projection::procedure::RoundFold;
            $work
        } else if $type == RegionEmployer::TYPE {
            type $fold = crate::projection::procedure::EmployerFold;
            $work
        } else {
            type $fold = crate::projection::procedure::ProposalFold;
            $work
        }
    }};
}
pub(super) use for_type;

impl Follower {
    /// Goes on from a checkpoint. Where that is not what the cached streams are folded up to, because
    /// another process was at work or the log is another one, they are forgotten.
    pub(super) fn resume(&mut self, position: Position, event: Option<EventId>) {
        if self.at.is_some_and(|at| at != (position, event)) {
            *self = Self::default();
        }
    }

    /// Says that what was folded last was written, up to here.
    pub(super) fn reached(&mut self, position: Position, event: Option<EventId>) {
        self.at = Some((position, event));
    }

    /// Projects what follows position `after`, at most `limit` positions. The transaction holds the
    /// checkpoint of the generation.
    pub(super) async fn follow(
        &mut self,
        connection: &mut PgConnection,
        at: &Writing<'_>,
        after: Position,
        limit: u32,
        on_fault: OnFault,
    ) -> Result<Followed, ProjectionError> {
        // Those of a batch that was not committed.
        self.trajectories.batch.clear();
        self.rounds.batch.clear();
        self.proposals.batch.clear();
        self.employers.batch.clear();
        let types = at.projection.types();
        let (events, reached) = events_after(connection, at.region, types, after, limit).await?;
        let began = events.iter().filter(|(_, event)| event.sequence == 1).count() as u64;
        let followed = Followed { reached, events: events.len() as u64, began };
        if events.is_empty() {
            return Ok(followed);
        }
        let quarantined = dead_letters::quarantined(connection, at).await?;
        let mut of_type: Vec<Vec<StoredEvent>> = vec![vec![]; types.len()];
        for (number, event) in events {
            if !quarantined.contains(&event.aggregate_id) {
                of_type[number].push(event);
            }
        }
        for (kind, events) in types.iter().zip(&of_type) {
            let Self { trajectories, rounds, proposals, employers, .. } = self;
            match *kind {
                Folded::TYPE => {
                    project(trajectories, connection, at, after, events, on_fault).await
                }
                RoundFold::TYPE => project(rounds, connection, at, after, events, on_fault).await,
                EmployerFold::TYPE => {
                    project(employers, connection, at, after, events, on_fault).await
                }
                _ => project(proposals, connection, at, after, events, on_fault).await,
            }?;
        }
        Ok(followed)
    }

    /// Keeps what was folded, for the next batch.
    pub(super) fn keep(&mut self, catalogues: &Catalogues) {
        self.trajectories.keep(catalogues);
        self.rounds.keep(catalogues);
        self.proposals.keep(catalogues);
        self.employers.keep(catalogues);
    }
}

/// Projects events of one kind. The streams that may be kept are then the cache's batch.
async fn project<F: StreamFold>(
    cache: &mut StreamCache<F>,
    connection: &mut PgConnection,
    at: &Writing<'_>,
    after: Position,
    events: &[StoredEvent],
    on_fault: OnFault,
) -> Result<(), ProjectionError> {
    let Some(last) = events.last() else { return Ok(()) };
    let FoldedBatch { mut changed, failed } =
        cache.fold(connection, at.region, events, at.catalogues).await?;
    let of_changed = changed.iter().map(|(stream, fold)| (stream.as_str(), fold));
    if on_fault == OnFault::Fail {
        if let Some(why) = failed.into_values().next() {
            return Err(ProjectionError::Row(why.to_string()));
        }
        write(connection, at, after, of_changed).await?;
    } else {
        let written = |stream: &str| {
            let first = events.iter().find(|event| event.aggregate_id == stream);
            first.map_or(0, |event| Version::saturating_sub(event.sequence, 1))
        };
        let of_changed: Vec<_> = of_changed.collect();
        let failed = failed.keys().map(String::as_str);
        let quarantine =
            write_or_quarantine(connection, at, after, &of_changed, failed, written, last.position);
        let refused: HashSet<_> = quarantine.await?.into_iter().map(str::to_owned).collect();
        changed.retain(|stream, _| !refused.contains(stream));
    }
    cache.batch = changed;
    Ok(())
}
