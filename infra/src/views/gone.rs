//! What a list shows to somebody no more, although its rows do not know that yet. Pages decide once more on each item
//! (`seen.rs`); a count has no items.

use cqrs_es::persist::PersistenceError;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::policy::{Action, VisibleTrajectories};
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::trajectory::Trajectory;
use uuid::Uuid;

use super::{ListOf, ViewError, Views};
use crate::database::read;
use crate::projection::{Projection, tasks_of};

impl Views {
    /// The trajectories of which a list shows nothing to somebody any more, although the rows do not know that yet: so
    /// that a count tells no more than the pages do. Those who see all of a region by their role lose nothing.
    pub(super) async fn gone_since(
        &self,
        actor: &Actor,
        list: &ListOf,
    ) -> Result<Vec<Uuid>, ViewError> {
        let region = list.region();
        let of_work = match list {
            ListOf::Trajectories(..) => match self.seen_by(actor, region).visible {
                VisibleTrajectories::All => None,
                VisibleTrajectories::Of { .. } => Some(false),
            },
            ListOf::Work(..) => self.desks_of(actor, region).visible.own.map(|_| true),
            ListOf::Proposals(..) | ListOf::Employers(..) | ListOf::Accesses(..) => None,
        };
        let Some(of_work) = of_work else { return Ok(vec![]) };
        let (asked, mut gone) = (self.asked_by(actor), vec![]);
        for (home, id) in self.ahead_of_rows(actor, region).await? {
            let loaded = self.log.load_in::<Trajectory>(&home, &id.to_string()).await;
            let shows = match loaded {
                Err(error @ PersistenceError::ConnectionError(_)) => return Err(error.into()),
                Err(_) => false,
                Ok(loaded) if of_work => {
                    let tasks = tasks_of(&loaded.aggregate, &self.catalogues);
                    let mut tasks = tasks.iter();
                    tasks.any(|task| asked.may_see_task(task, &home, region).is_ok())
                }
                Ok(loaded) => asked.may(Action::Read, loaded.aggregate.state()).is_ok(),
            };
            if !shows {
                gone.push(id);
            }
        }
        Ok(gone)
    }

    /// The trajectories that the organisation of somebody has access to by the rows, or is asked to take over into a
    /// region, of which the log has more than the rows. Mostly there are none: rows are some hundredths of a second
    /// behind. The order leaves no plan but the index.
    async fn ahead_of_rows(
        &self,
        actor: &Actor,
        region: &Code,
    ) -> Result<Vec<(Code, Uuid)>, ViewError> {
        let found: Vec<(String, Uuid)> = read(|| {
            sqlx::query_as(
                "SELECT access.region, access.trajectory_id
                 FROM projections AS p
                 CROSS JOIN LATERAL (
                     SELECT aggregate_id FROM (
                         SELECT aggregate_type, aggregate_id FROM events
                         WHERE region = p.region AND position > p.position
                         ORDER BY position LIMIT 10000
                     ) AS newest
                     WHERE aggregate_type = $1
                     UNION
                     SELECT aggregate_id FROM dead_letters
                     WHERE region = p.region AND projection = p.projection
                           AND aggregate_type = $1
                 ) AS ahead
                 JOIN trajectory_access AS access
                      ON access.region = p.region AND access.generation = p.generation
                         AND access.trajectory_id = ahead.aggregate_id::uuid
                         AND access.organisation = $2
                 WHERE p.projection = $3 AND (p.region = $4 OR access.asked_into = $4)",
            )
            .bind(Trajectory::TYPE)
            .bind(actor.organisation.to_string())
            .bind(Projection::Trajectories.name())
            .bind(region.as_str())
            .fetch_all(&self.pool)
        })
        .await?;
        Ok(found.into_iter().map(|(region, id)| (Code::new(region), id)).collect())
    }
}
