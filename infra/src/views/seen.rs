//! What somebody may see of trajectories and tasks. One trajectory is decided on by its stream, as it is at this
//! moment. A list is of rows, which hold for any moment but follow the log: of a page for somebody who sees by the
//! access of an organisation alone, each item whose stream has gone on since is decided on once more.

use std::sync::Arc;

use cqrs_es::persist::PersistenceError;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{TrajectoryId, Version};
use loopbrug_domain::policy::{Action, Denial, VisibleTasks, VisibleTrajectories};
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::permission::Asked;
use loopbrug_domain::trajectory::{State, Trajectory};

use super::trajectories::Seen;
use super::work_list::Desks;
use super::{Overview, ViewError, Views, WorkItem};
use crate::access_record::{Access, Outcome, What};
use crate::database::read;
use crate::log::Loaded;
use crate::page::Paged;
use crate::projection::tasks_of;

/// Notes in our own log why somebody is answered as if a trajectory were not there: they are not told.
pub(crate) fn note_denied(actor: &Actor, denial: Denial, id: TrajectoryId) {
    let Actor { worker, organisation, .. } = actor;
    tracing::info!(code = denial.code(), %id, %worker, %organisation, "not for who asks");
}

impl Views {
    /// Whether a trajectory in this state is for an actor to see; it is recorded where it is not.
    pub(super) async fn shows(
        &self,
        actor: &Actor,
        what: What,
        id: TrajectoryId,
        state: &State,
    ) -> Result<bool, ViewError> {
        let decided = self.asked_by(actor).may(Action::Read, state);
        let region = state.opening.as_ref().map(|opening| &opening.region);
        let access = Access { region, trajectories: &[id], ..self.by(actor, what) };
        self.permitted(access, decided).await
    }

    /// Passes on whether the policy permits something about a trajectory; what it refuses is recorded.
    pub(super) async fn permitted(
        &self,
        access: Access<'_>,
        decided: Result<(), Denial>,
    ) -> Result<bool, ViewError> {
        let Err(denial) = decided else { return Ok(true) };
        for id in access.trajectories {
            note_denied(access.actor, denial, *id);
        }
        self.access.note(Access { outcome: Outcome::Refused(denial), ..access }).await?;
        Ok(false)
    }

    /// A trajectory that somebody looks for; whether they may see it is decided later. Where nothing is under this id
    /// that is recorded. The public sees none, so none is looked for.
    pub(super) async fn found(
        &self,
        actor: &Actor,
        what: What,
        id: TrajectoryId,
    ) -> Result<Option<Loaded<Trajectory>>, ViewError> {
        if actor.roles.is_empty() {
            return Ok(None);
        }
        let loaded = self.log.load::<Trajectory>(&id.to_string()).await?;
        if loaded.aggregate.state().opening.is_none() {
            self.looked_at(actor, what, None, id).await?;
            return Ok(None);
        }
        Ok(Some(loaded))
    }

    pub(super) fn asked_by<'a>(&'a self, actor: &'a Actor) -> Asked<'a> {
        Asked { actor, now: self.clock.now(), catalogues: &self.catalogues }
    }

    /// Which trajectories of a region an actor sees now.
    pub(super) fn seen_by(&self, actor: &Actor, region: &Code) -> Seen {
        Seen { visible: VisibleTrajectories::to(actor, region), now: self.clock.now() }
    }

    /// Whose tasks in a region an actor sees now.
    pub(super) fn desks_of(&self, actor: &Actor, region: &Code) -> Desks {
        let today = day_in_brussels(self.clock.now());
        Desks { visible: VisibleTasks::to(actor, region), today }
    }

    /// Leaves out of a page what the actor may not see any more.
    pub(super) async fn still_seen(
        &self,
        actor: &Actor,
        region: &Code,
        mut page: Paged<Overview>,
    ) -> Result<Paged<Overview>, ViewError> {
        let known = page.items.iter().map(|item| (region, item.trajectory, item.version));
        let asked = self.asked_by(actor);
        for moved in self.moved_on(known).await? {
            let id = moved.trajectory;
            let sees = |now: Arc<Trajectory>| asked.may(Action::Read, now.state()).is_ok();
            if !moved.now.is_some_and(sees) {
                page.items.retain(|item| item.trajectory != id);
            }
        }
        Ok(page)
    }

    /// Leaves out of a page what the actor does not have to do any more.
    pub(super) async fn still_to_do(
        &self,
        actor: &Actor,
        region: &Code,
        mut page: Paged<WorkItem>,
    ) -> Result<Paged<WorkItem>, ViewError> {
        let known = page.items.iter().map(|item| (&item.region, item.trajectory, item.version));
        let asked = self.asked_by(actor);
        for moved in self.moved_on(known).await? {
            let tasks = moved.now.map_or_else(Vec::new, |now| tasks_of(&now, &self.catalogues));
            page.items.retain(|item| {
                item.trajectory != moved.trajectory
                    || tasks.iter().any(|task| {
                        (task.kind, task.about) == (item.task.kind, item.task.about)
                            && asked.may_see_task(task, &item.region, region).is_ok()
                    })
            });
        }
        Ok(page)
    }

    /// Those of some trajectories, each known up to a version, about which more is recorded; as they are now. One
    /// that cannot be read is none.
    async fn moved_on<'a>(
        &self,
        known: impl Iterator<Item = (&'a Code, TrajectoryId, Version)>,
    ) -> Result<Vec<MovedOn>, ViewError> {
        let (mut regions, mut ids, mut next) = (Vec::new(), Vec::new(), Vec::new());
        for (region, id, version) in known {
            regions.push(region.as_str());
            ids.push(id.to_string());
            next.push(i64::from(version) + 1);
        }
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found: Vec<(String, String)> = read(|| {
            sqlx::query_as(
                "SELECT DISTINCT known.region, known.id
                 FROM unnest($2::text[], $3::text[], $4::bigint[]) AS known (region, id, next)
                 WHERE EXISTS (SELECT FROM events
                               WHERE aggregate_type = $1 AND aggregate_id = known.id
                                     AND sequence = known.next AND region = known.region)",
            )
            .bind(Trajectory::TYPE)
            .bind(&regions)
            .bind(&ids)
            .bind(&next)
            .fetch_all(&self.pool)
        })
        .await?;
        let mut moved = Vec::with_capacity(found.len());
        for (region, id) in found {
            let Ok(trajectory) = id.parse() else { continue };
            let loaded = self.log.load_in::<Trajectory>(&Code::new(region), &id).await;
            let now = match loaded {
                Err(error @ PersistenceError::ConnectionError(_)) => return Err(error.into()),
                loaded => loaded.ok().map(|loaded| loaded.aggregate),
            };
            moved.push(MovedOn { trajectory, now });
        }
        Ok(moved)
    }
}

/// A trajectory about which more is recorded than a row knows.
struct MovedOn {
    trajectory: TrajectoryId,
    now: Option<Arc<Trajectory>>,
}
