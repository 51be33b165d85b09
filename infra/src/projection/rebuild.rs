//! Rebuilding: all rows of a region anew, stream by stream, in one transaction. Readers see the
//! old rows until it commits.

use cqrs_es::Aggregate;
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::Position;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use sqlx::{PgConnection, PgPool};

use super::fold::Folded;
use super::{Projection, ProjectionError, checkpoint, procedure, rows};
use crate::catalogues;
use crate::database::begin;
use crate::log::{head, streams};

/// How many trajectories are written at once.
const BATCH: i64 = 1_000;

/// What a rebuild came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// Events that were folded.
    pub events: u64,
    /// Streams that they were folded to: trajectories, or rounds and proposals.
    pub streams: u64,
    /// The position that the rows are true for.
    pub position: Position,
}

/// Rebuilds the rows of a projection of a region, waiting for a runner that is at work on them.
///
/// # Errors
/// See [`ProjectionError`]; the rows are as they were then.
pub async fn rebuild(
    pool: &PgPool,
    region: &Code,
    projection: Projection,
) -> Result<Rebuilt, ProjectionError> {
    checkpoint::ensure(pool, projection, region).await?;
    let mut transaction = begin(pool).await?;
    checkpoint::wait_for(&mut transaction, projection, region).await?;
    let rebuilt = within(&mut transaction, projection, region).await?;
    transaction.commit().await?;
    Ok(rebuilt)
}

/// Rebuilds within a transaction that holds the checkpoint.
pub(super) async fn within(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
) -> Result<Rebuilt, ProjectionError> {
    let position = head(connection, region).await?;
    let rebuilt = match projection {
        Projection::Trajectories => trajectories(connection, region, position).await?,
        Projection::Procedure => procedure::rebuild(connection, region, position).await?,
    };
    checkpoint::advance(connection, projection, region, position).await?;
    Ok(rebuilt)
}

async fn trajectories(
    connection: &mut PgConnection,
    region: &Code,
    position: Position,
) -> Result<Rebuilt, ProjectionError> {
    rows::clear(connection, region).await?;
    let catalogues = catalogues::load(&mut *connection).await?;

    let mut rebuilt = Rebuilt { events: 0, streams: 0, position };
    let mut after = String::new();
    loop {
        let batch = next_streams(connection, region, &after, position, &catalogues).await?;
        let Some(last) = batch.last() else { break };
        after.clone_from(&last.0);
        rebuilt.streams += batch.len() as u64;
        let folded = batch.iter().map(|(_, folded)| folded);
        rebuilt.events +=
            folded.clone().map(|f| u64::from(f.account.trajectory().version())).sum::<u64>();
        rows::write(connection, region, Position::START, folded, &catalogues).await?;
    }
    Ok(rebuilt)
}

/// The trajectories of the next streams after `after`, folded up to a position, in order of
/// their ids.
async fn next_streams(
    connection: &mut PgConnection,
    region: &Code,
    after: &str,
    up_to: Position,
    catalogues: &Catalogues,
) -> Result<Vec<(String, Folded)>, ProjectionError> {
    let ids: Vec<String> = sqlx::query_scalar(
        "SELECT aggregate_id FROM events
         WHERE aggregate_type = $1 AND region = $2 AND aggregate_id > $3 AND sequence = 1
           AND position <= $4
         ORDER BY aggregate_id LIMIT $5",
    )
    .bind(Trajectory::TYPE)
    .bind(region.as_str())
    .bind(after)
    .bind(i64::from(up_to.0))
    .bind(BATCH)
    .fetch_all(&mut *connection)
    .await?;
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut batch: Vec<(String, Folded)> = Vec::with_capacity(ids.len());
    for event in streams(connection, region, Trajectory::TYPE, &ids, up_to).await? {
        if batch.last().is_none_or(|(stream, _)| *stream != event.aggregate_id) {
            batch.push((event.aggregate_id.clone(), Folded::default()));
        }
        if let Some((_, folded)) = batch.last_mut() {
            folded.learn(&event, catalogues)?;
        }
    }
    Ok(batch)
}
