//! What a transfer to another region leaves behind.

use loopbrug_domain::actor::Actor;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_domain::trajectory::transfer::{LeftBehind, left_behind};

use super::{ViewError, Views};
use crate::access_record::What;
use crate::commands::Recorded;

impl Views {
    /// What stays behind in a trajectory that, as a command left it, goes on in another region. Nothing of one that does
    /// not, and nothing to whoever does not see both: what is missing there says what is there.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn left_behind(
        &self,
        actor: &Actor,
        recorded: &Recorded,
    ) -> Result<Vec<LeftBehind>, ViewError> {
        let Some(left) = self.trajectory_left(actor, recorded).await? else { return Ok(vec![]) };
        let Some(linked) = left.aggregate.state().transfer.went_on_in.clone() else {
            return Ok(vec![]);
        };
        let stream = linked.trajectory.to_string();
        let there = self.log.load_in::<Trajectory>(&linked.region, &stream).await?.aggregate;
        if !self.shows(actor, What::Trajectory, linked.trajectory, there.state()).await? {
            return Ok(vec![]);
        }
        self.looked_at(actor, What::Trajectory, Some(&linked.region), linked.trajectory).await?;
        let today = day_in_brussels(self.clock.now());
        Ok(left_behind(&left.aggregate, &there, today, &self.catalogues))
    }
}
