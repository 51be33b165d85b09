//! A round as an address names it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::{Catalogue, Code, FixedDays, Timeline};
use loopbrug_domain::ids::{KboNumber, RoundId, Version};
use loopbrug_infra::views::SeenRound;
use serde::Deserialize;

use crate::address::address;
use crate::lang::Lang;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Those who work on the procedure, or account for it.
const PROCEDURE: [Role; 5] =
    [Role::Coordinator, Role::Assessor, Role::Jury, Role::Auditor, Role::Steward];
/// Those who read its report beside them.
const REPORTS: [Role; 2] = [Role::Analyst, Role::Monitor];

/// Of which region, where the address says so.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Named {
    regio: Option<String>,
}

impl Named {
    /// The region that is named, or meant.
    pub(super) fn region(&self, visit: &Visit) -> Result<Code, Trouble> {
        visit.region(self.regio.as_ref())
    }
}

/// A round: as it is published, and as it is since its launch.
pub(super) struct Round {
    pub(super) region: Code,
    pub(super) code: Code,
    pub(super) id: RoundId,
    /// The catalogue that holds for it.
    pub(super) catalogue: Arc<Catalogue>,
    /// What is seen of it, with its version. None before its launch.
    pub(super) launched: Option<(Version, SeenRound)>,
    fixed: FixedDays,
    /// The region, where addresses have to name it.
    named: Option<String>,
}

impl Round {
    /// The round of this code in the region that is named, or meant.
    pub(super) async fn find(
        visit: &Visit,
        region: Option<&String>,
        code: &str,
    ) -> Result<Self, Trouble> {
        Self::read(visit, visit.region(region)?, &Code::new(code)).await
    }

    /// The round of this code in a region.
    pub(super) async fn read(visit: &Visit, region: Code, code: &Code) -> Result<Self, Trouble> {
        let views = &visit.pages.0.views;
        let all = views.catalogues().all();
        let published = all.filter(|one| *one.region() == region && one.round().code == *code);
        let latest = published.last().cloned().ok_or_else(Trouble::not_found)?;
        let id = RoundId::of(&region, code);
        let found = views.round(visit.actor()?, id).await?;
        let catalogue = found.as_ref().map_or(latest, |found| Arc::clone(&found.catalogue));
        let launched = found.map(|found| (found.version, found.seen));
        let fixed = launched.as_ref().map_or_else(FixedDays::new, |(_, seen)| seen.fixed.clone());
        let is_meant = visit.own_region() == Some(&region);
        let named = (!is_meant).then(|| region.to_string());
        Ok(Self { region, code: code.clone(), id, catalogue, launched, fixed, named })
    }

    /// Its dates as they are now.
    pub(super) fn timeline(&self) -> Timeline<'_> {
        Timeline::new(self.catalogue.round(), &self.fixed)
    }

    /// Its name.
    pub(super) fn label(&self, lang: Lang) -> &str {
        lang.label(&self.catalogue.round().label)
    }

    /// The address of something below it.
    pub(super) fn at(&self, below: &str) -> String {
        self.asking(below, [])
    }

    /// The same with more in its query.
    pub(super) fn asking<'a>(
        &'a self,
        below: &str,
        more: impl IntoIterator<Item = (&'a str, Option<String>)>,
    ) -> String {
        let regio = [("regio", self.named.clone())];
        address(&format!("/kandidaturen/{}{below}", self.code), regio.into_iter().chain(more))
    }

    /// The names of organisations that take part.
    pub(super) async fn names(
        &self,
        visit: &Visit,
        actor: &Actor,
        organisations: BTreeSet<KboNumber>,
    ) -> Result<BTreeMap<KboNumber, String>, Trouble> {
        let known = Names::of(visit, actor, &self.region);
        let mut names = BTreeMap::new();
        for organisation in organisations {
            names.insert(organisation, known.organisation(organisation).await?);
        }
        Ok(names)
    }

    /// The message that says how far it is.
    pub(super) fn state(&self) -> &'static str {
        match &self.launched {
            None => "round-not-launched",
            Some((_, seen)) if seen.ratified.is_some() => "round-ratified",
            Some((_, seen)) if seen.report.is_some() => "round-ranked",
            Some(_) => "round-launched",
        }
    }

    /// Whether somebody works on the procedure here, or accounts for it.
    pub(super) fn is_worked_on_by(&self, actor: &Actor) -> bool {
        actor.roles.within(&self.region).any(|role| PROCEDURE.contains(&role))
    }

    /// Whether somebody reads the report on the procedure here.
    pub(super) fn is_reported_to(&self, actor: &Actor) -> bool {
        let reads = |role| PROCEDURE.contains(&role) || REPORTS.contains(&role);
        actor.roles.within(&self.region).any(reads)
    }

    /// Whether somebody has a role here.
    pub(super) fn has(&self, actor: &Actor, role: Role) -> bool {
        actor.roles.within(&self.region).any(|held| held == role)
    }
}
