//! Who may be in a region twice.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use uuid::Uuid;

use super::Likeness;
use crate::vault::{Vault, VaultError, in_time};

impl Vault {
    /// The pairs of trajectories of a region whose clients are alike, but for those of whom somebody said that they are
    /// not the same person: those that have the same INSZ first, and so many at most.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn alike(
        &self,
        region: &Code,
        most: u32,
    ) -> Result<Vec<(TrajectoryId, TrajectoryId, Likeness)>, VaultError> {
        let inner = self.inner()?;
        in_time(async {
            inner.master().await?;
            let rows: Vec<(Uuid, Uuid, String)> = sqlx::query_as(
                "SELECT one.trajectory, other.trajectory, min(one.kind)
                 FROM known_clients AS one
                 JOIN known_clients AS other ON other.hash = one.hash AND other.kind = one.kind
                      AND other.region = one.region AND other.trajectory > one.trajectory
                 WHERE one.region = $1
                   AND NOT EXISTS (SELECT FROM not_same_person AS apart
                                   WHERE (apart.one, apart.other) = (one.trajectory, other.trajectory))
                 GROUP BY one.trajectory, other.trajectory
                 ORDER BY min(one.kind), one.trajectory, other.trajectory LIMIT $2",
            )
            .bind(region.as_str())
            .bind(i64::from(most))
            .fetch_all(&inner.pool)
            .await?;
            let pairs = rows.into_iter().map(|(one, other, kind)| {
                (TrajectoryId(one), TrajectoryId(other), Likeness::of(&kind))
            });
            Ok(pairs.collect())
        })
        .await
    }
}
