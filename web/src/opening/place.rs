//! Where a trajectory is opened, and what can be chosen there.

use std::sync::Arc;

use chrono::NaiveDate;
use loopbrug_domain::actor::Role;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::{KboNumber, WorkerId};

use super::Sections;
use crate::lang::Lang;
use crate::names::Names;
use crate::record::{OfferedWorker, workers};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The region of who opens it.
pub(super) struct Place {
    pub(super) region: Code,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) today: NaiveDate,
    pub(super) you: WorkerId,
    pub(super) own: KboNumber,
    pub(super) organisations: Vec<(KboNumber, String)>,
    workers: Vec<OfferedWorker>,
}

impl Place {
    /// The region that is meant, for somebody who guides there.
    pub(super) async fn of(visit: &Visit) -> Result<Self, Trouble> {
        let actor = visit.actor()?;
        let region = visit.region(None)?;
        if !actor.roles.within(&region).any(|role| role == Role::Caseworker) {
            return Err(Trouble::refused("NOT_A_CASEWORKER"));
        }
        let catalogue = visit.catalogue(region.as_str())?;
        let organisations = Names::of(visit, actor, &region).organisations().await?;
        let workers = workers(visit, actor, &region, None).await?;
        let today = visit.pages.0.commands.today();
        let (you, own) = (actor.worker, actor.organisation);
        Ok(Self { region, catalogue, today, you, own, organisations, workers })
    }

    /// What an intake comes to, as it is asked here.
    pub(super) fn sections(&self, lang: Lang) -> Sections<'_> {
        Sections {
            lang,
            catalogue: &self.catalogue,
            today: self.today,
            owner: self.own,
            you: self.you,
            organisations: &self.organisations,
            workers: &self.workers,
            has_identity: false,
            born: None,
        }
    }

    /// What an organisation is called.
    pub(super) fn organisation(&self, number: KboNumber) -> String {
        let found = self.organisations.iter().find(|(known, _)| *known == number);
        found.map_or_else(|| number.to_string(), |(_, name)| name.clone())
    }
}
