//! Retrying: quarantined streams are folded again, and go on where what was wrong is gone.

use loopbrug_domain::catalogue::{Catalogues, Code};
use sqlx::PgPool;

use super::follow::for_type;
use super::quarantine::project_or_quarantine;
use super::stream_fold::Writing;
use super::{Projection, ProjectionError, checkpoint, dead_letters};
use crate::database::begin;

/// How many streams are retried in one transaction, in which the projection waits.
const BATCH: i64 = 50;

/// What retrying came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retried {
    /// Streams that go on.
    pub healed: u64,
    /// Streams that stay quarantined.
    pub stopped: u64,
}

/// Folds every quarantined stream of a projection of a region, from its beginning.
///
/// # Errors
/// See [`ProjectionError`]; what was healed before stays so.
pub async fn retry(
    pool: &PgPool,
    region: &Code,
    projection: Projection,
    catalogues: &Catalogues,
) -> Result<Retried, ProjectionError> {
    checkpoint::ensure(pool, projection, region).await?;
    let mut retried = Retried::default();
    let mut after = (String::new(), String::new());
    loop {
        let mut transaction = begin(pool).await?;
        let live = checkpoint::wait_for(&mut transaction, projection, region).await?;
        if live.newer {
            return Err(ProjectionError::Newer);
        }
        let generation = live.generation;
        let at = Writing { projection, region, generation, catalogues };
        let page = dead_letters::page(&mut transaction, &at, (&after.0, &after.1), BATCH).await?;
        let Some((kind, id, _)) = page.last() else { break };
        after = (kind.clone(), id.clone());
        for (kind, id, written) in &page {
            let (connection, up_to) = (&mut *transaction, live.position);
            let healed = for_type!(kind, F => {
                project_or_quarantine::<F>(connection, &at, id, *written, up_to).await?
            });
            *(if healed { &mut retried.healed } else { &mut retried.stopped }) += 1;
        }
        checkpoint::heal(&mut transaction, projection, region).await?;
        transaction.commit().await?;
    }
    Ok(retried)
}
