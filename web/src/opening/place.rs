//! Where a trajectory is opened, and what can be chosen there.

use std::sync::Arc;

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::KboNumber;

use super::Sections;
use crate::lang::Lang;
use crate::names::Names;
use crate::record::{OfferedWorker, organisation_among, workers};
use crate::trajectory::guides;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The region of who opens it.
pub(super) struct Place<'a> {
    pub(super) actor: &'a Actor,
    pub(super) region: Code,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) today: NaiveDate,
    pub(super) organisations: Vec<(KboNumber, String)>,
    workers: Vec<OfferedWorker>,
}

impl<'a> Place<'a> {
    /// The region that is meant, for somebody who guides there.
    pub(super) async fn of(visit: &'a Visit) -> Result<Self, Trouble> {
        let actor = visit.actor()?;
        let region = visit.region(None)?;
        if !guides(actor, &region) {
            return Err(Trouble::refused("NOT_A_CASEWORKER"));
        }
        let catalogue = visit.catalogue(region.as_str())?;
        let organisations = Names::of(visit, actor, &region).organisations().await?;
        let workers = workers(visit, actor, &region, None).await?;
        let today = visit.pages.0.commands.today();
        Ok(Self { actor, region, catalogue, today, organisations, workers })
    }

    /// What an intake comes to, as it is asked here.
    pub(super) fn sections(&self, lang: Lang) -> Sections<'_> {
        Sections {
            lang,
            catalogue: &self.catalogue,
            today: self.today,
            owner: self.actor.organisation,
            you: self.actor.worker,
            organisations: &self.organisations,
            workers: &self.workers,
            has_identity: false,
            born: None,
        }
    }

    /// What an organisation is called.
    pub(super) fn organisation(&self, number: KboNumber) -> String {
        organisation_among(&self.organisations, number)
    }
}
