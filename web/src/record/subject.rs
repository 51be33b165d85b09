//! Whom a form is about: the trajectory as it is now, and what is known around it.

use std::sync::Arc;

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::{GoalId, KboNumber, TrajectoryId, Version};
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::{Opening, Phase, State, Trajectory};
use loopbrug_infra::log::Loaded;
use loopbrug_infra::views::{Known, Opened, ViewError};

use super::offered::Offered;
use crate::lang::Lang;
use crate::names::Names;
use crate::trajectory::{called, guides};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// What personal texts are opened for.
const PURPOSE: &str = "guidance";

/// A client, for whom something is recorded.
pub(crate) struct Subject<'a> {
    pub(crate) lang: Lang,
    pub(crate) actor: &'a Actor,
    pub(crate) id: TrajectoryId,
    pub(crate) version: Version,
    /// Under which the client's codes are.
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) today: NaiveDate,
    /// Given name and initial, or the beginning of the id.
    pub(crate) name: String,
    /// Those of the region, by name.
    pub(crate) organisations: Vec<(KboNumber, String)>,
    /// What was looked up for a form.
    pub(crate) offered: Offered,
    trajectory: Arc<Trajectory>,
    opened: Option<Opened>,
}

impl<'a> Subject<'a> {
    /// The client of a trajectory, for somebody who guides in its region.
    ///
    /// # Errors
    /// Nothing is there for who asks.
    pub(crate) async fn of(visit: &'a Visit, id: &str) -> Result<Self, Trouble> {
        let nothing = || Trouble::refused("TRAJECTORY_NOT_FOUND");
        let actor = visit.actor()?;
        let id: TrajectoryId = id.parse().map_err(|_| nothing())?;
        let views = &visit.pages.0.views;
        let found = views.trajectory(actor, id, Known::Now).await?.ok_or_else(nothing)?;
        let opening = found.aggregate.state().opening.as_ref().ok_or_else(nothing)?;
        let region = &opening.region;
        if !guides(actor, region) {
            return Err(Trouble::refused("NOT_A_CASEWORKER"));
        }
        let catalogue = views.catalogues().get(region.as_str(), opening.catalogue).cloned();
        let catalogue = catalogue.map_or_else(|| visit.catalogue(region.as_str()), Ok)?;
        let name = called(visit, actor, region, id).await?;
        let organisations = Names::of(visit, actor, region).organisations().await?;
        Ok(Self { name, organisations, ..Self::read(visit, actor, (id, &found), catalogue) })
    }

    /// The same of a trajectory that was read already, to ask what can be recorded of it.
    pub(crate) fn read(
        visit: &Visit,
        actor: &'a Actor,
        (id, found): (TrajectoryId, &Loaded<Trajectory>),
        catalogue: Arc<Catalogue>,
    ) -> Self {
        let today = day_in_brussels(visit.pages.0.views.now());
        let (version, trajectory) = (found.version(), Arc::clone(&found.aggregate));
        let (lang, name, organisations) = (visit.lang, String::new(), vec![]);
        let (offered, opened) = (Offered::default(), None);
        Self {
            lang,
            actor,
            id,
            version,
            catalogue,
            today,
            name,
            organisations,
            offered,
            trajectory,
            opened,
        }
    }

    /// The same with what was typed about the client, where who asks may read it.
    pub(crate) async fn opened(self, visit: &Visit) -> Result<Self, Trouble> {
        let purpose = Code::<AccessPurpose>::new(PURPOSE);
        let opened = visit.pages.0.views.opened(self.actor, self.id, Some(&purpose)).await;
        let opened = match opened {
            Ok(opened) => opened,
            // Without the words a form is of use all the same.
            Err(ViewError::Denied(_) | ViewError::Vault(_)) => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Self { opened, ..self })
    }

    /// What the client said of a goal.
    pub(crate) fn own_words(&self, goal: GoalId) -> Option<String> {
        let personal = self.trajectory.personal();
        let words = personal.own_words.iter().rev().find(|words| words.about == goal)?;
        self.text(&words.text).map(str::to_owned)
    }

    /// What a sealed text says, where it was opened.
    pub(crate) fn text(&self, sealed: &SealedText) -> Option<&str> {
        self.opened.as_ref()?.text(sealed)
    }

    /// The same with the trajectory as it was.
    pub(super) fn rewind(&mut self, before: Trajectory) {
        self.trajectory = Arc::new(before);
    }

    /// The state that it is in.
    pub(crate) fn state(&self) -> &State {
        self.trajectory.state()
    }

    /// Neither closed nor merged: somebody may still be sought, met and planned with.
    pub(crate) fn is_open(&self) -> bool {
        use Phase::{Active, Intake, OnHold, Outreach};
        matches!(self.state().phase(), Some(Outreach | Intake | Active | OnHold))
    }

    /// The client is guided: the intake is done, and nothing is closed.
    pub(crate) fn is_guided(&self) -> bool {
        matches!(self.state().phase(), Some(Phase::Active | Phase::OnHold))
    }

    /// How it began.
    pub(crate) fn opening(&self) -> &Opening {
        let opening = self.state().opening.as_ref();
        opening.unwrap_or_else(|| unreachable!("a subject is made of what was opened"))
    }

    /// All that was recorded, in the order in which it happened.
    pub(crate) fn trajectory(&self) -> &Trajectory {
        &self.trajectory
    }

    /// What an organisation is called.
    pub(crate) fn organisation(&self, number: KboNumber) -> String {
        organisation_among(&self.organisations, number)
    }
}

/// What an organisation is called, if it is one of these; else its number.
pub(crate) fn organisation_among(all: &[(KboNumber, String)], number: KboNumber) -> String {
    let found = all.iter().find(|(known, _)| *known == number);
    found.map_or_else(|| number.to_string(), |(_, name)| name.clone())
}
