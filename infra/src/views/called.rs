//! What clients are called in a list of trajectories or tasks, for those who may open that.

use std::collections::HashMap;

use futures::stream::{StreamExt, TryStreamExt, iter};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::policy::{self, Action, Subject, may};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use zeroize::Zeroizing;

use super::{ViewError, Views};
use crate::access_record::What;
use crate::who_is::called;

/// So many are opened side by side for a request.
const AT_ONCE: usize = 4;

/// What clients are called, by trajectory.
pub type Called = HashMap<TrajectoryId, Zeroizing<String>>;

impl Views {
    /// The given name and the initial of the clients of some trajectories: of those alone whose personal data the actor
    /// may open now. It is recorded whom it names.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn called(
        &self,
        actor: &Actor,
        region: &Code,
        of: &[TrajectoryId],
    ) -> Result<Called, ViewError> {
        let open = Subject::Personal(policy::Access::Open { personal: true });
        if of.is_empty() || may(actor, region, Action::Read, open).is_err() {
            return Ok(Called::new());
        }
        let each = of.iter().copied().map(|id| self.name_in_a_list(actor, region, id));
        let named: Vec<_> = iter(each).buffered(AT_ONCE).try_collect().await?;
        let named: Called = named.into_iter().flatten().collect();
        self.looked_through(actor, What::Clients, region, named.keys().copied()).await?;
        Ok(named)
    }

    /// None for who may not, and of what cannot be read.
    async fn name_in_a_list(
        &self,
        actor: &Actor,
        region: &Code,
        id: TrajectoryId,
    ) -> Result<Option<(TrajectoryId, Zeroizing<String>)>, ViewError> {
        let opened = async {
            let loaded = self.log.load_in::<Trajectory>(region, &id.to_string()).await?;
            let read = &loaded.aggregate;
            if self.asked_by(actor).may_have_personal(Action::Read, read.state()).is_err() {
                return Ok(None);
            }
            let name = called::<ViewError>(&self.log, &self.vault, region, id, read).await?;
            Ok::<_, ViewError>(name.map(|name| (id, name)))
        };
        match opened.await {
            Err(error) if error.is_of_one_record() => {
                tracing::error!(%id, "who the client is cannot be read, and stands in a list without a name");
                Ok(None)
            }
            opened => opened,
        }
    }
}
