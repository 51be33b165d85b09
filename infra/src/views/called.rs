//! What clients are called in a list of trajectories or tasks, for those who may open that.

use std::collections::{BTreeSet, HashMap};

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::policy::{self, Action, Subject, may};
use loopbrug_domain::stream::Stream;
use zeroize::Zeroizing;

use super::{ViewError, Views};
use crate::access_record::What;
use crate::log::WithTexts;
use crate::who_is::{called, can_be_opened};

/// What clients are called, by trajectory.
pub type Called = HashMap<TrajectoryId, Zeroizing<String>>;

impl Views {
    /// The given name and the initial of the clients of some trajectories: of those alone whose personal data the actor
    /// may open now. It is recorded whom it names. All are read by one statement, and their keys by another.
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
        let read = self.log.with_texts(region, of).await?;
        let read = read.into_iter().filter_map(|(id, read)| Some((id, readable(id, read)?)));
        let asked = self.asked_by(actor);
        let mut seen: Vec<(TrajectoryId, WithTexts)> = read.collect();
        seen.retain(|(_, (loaded, _))| {
            let read = &loaded.aggregate;
            can_be_opened(read) && asked.may_have_personal(Action::Read, read.state()).is_ok()
        });
        let keys: BTreeSet<_> = seen.iter().flat_map(|(_, (_, texts))| texts.keys_of()).collect();
        if keys.is_empty() {
            return Ok(Called::new());
        }
        let keys = self.vault.keys_to_open(region, &Vec::from_iter(keys)).await?;
        let mut named = Called::new();
        for (id, (loaded, texts)) in &seen {
            let name = called(texts, &keys, &loaded.aggregate)?;
            named.extend(name.map(|name| (*id, name)));
        }
        self.looked_through(actor, What::Clients, region, named.keys().copied()).await?;
        Ok(named)
    }
}

/// None of what cannot be read: it stands in a list without a name.
fn readable<E: Into<ViewError>>(id: TrajectoryId, read: Result<WithTexts, E>) -> Option<WithTexts> {
    read.map_err(|error| {
        let error = error.into();
        tracing::error!(%id, %error, "who the client is cannot be read, and stands in a list without a name");
    })
    .ok()
}
