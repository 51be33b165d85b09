//! What a form offers to choose from beside what the trajectory says: looked up for the forms that need it, and no others.

use std::collections::BTreeSet;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::employer::Employer;
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_infra::views::{EmployerFilter, Page, ViewError};

use super::Subject;
use crate::form::Choice;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// So many are offered of each kind.
const MOST: u32 = 500;

/// What can be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// Employers of the region's register.
    Employers,
    /// Workers of the organisations that may guide the client.
    Workers,
    /// The other regions of the programme.
    Regions,
}

/// A worker, and for which organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OfferedWorker {
    pub(crate) worker: WorkerId,
    pub(crate) organisation: KboNumber,
    pub(crate) name: String,
}

/// What was looked up.
#[derive(Debug, Default)]
pub(crate) struct Offered {
    employers: Vec<Choice>,
    pub(crate) workers: Vec<OfferedWorker>,
    regions: Vec<Choice>,
}

impl Offered {
    /// The other regions.
    pub(super) fn regions(&self) -> Vec<Choice> {
        self.regions.clone()
    }

    /// The employers of the region.
    pub(super) fn employers(&self) -> Vec<Choice> {
        self.employers.clone()
    }

    /// The organisation for which a worker who is offered works.
    pub(crate) fn organisation_of(&self, worker: WorkerId) -> Option<KboNumber> {
        let offered = self.workers.iter().find(|offered| offered.worker == worker);
        offered.map(|offered| offered.organisation)
    }
}

impl Subject<'_> {
    /// The same, with what a form needs beside it.
    pub(super) async fn with(mut self, visit: &Visit, needs: &[Lookup]) -> Result<Self, Trouble> {
        let region = self.opening().region.clone();
        for need in needs {
            match need {
                Lookup::Employers => {
                    self.offered.employers = employers(visit, self.actor, &region).await?;
                }
                Lookup::Workers => {
                    let of = self.may_guide();
                    self.offered.workers = workers(visit, self.actor, &region, Some(&of)).await?;
                }
                Lookup::Regions => {
                    let catalogues = visit.pages.0.views.catalogues();
                    let others = catalogues.regions().filter(|other| **other != region);
                    let latest = others.filter_map(|other| catalogues.latest(other.as_str()));
                    let named = latest
                        .map(|it| Choice::new(it.region().as_str(), self.lang.label(it.label())));
                    self.offered.regions = named.collect();
                }
            }
        }
        Ok(self)
    }

    /// The organisations that have access, or get it with an assignment.
    fn may_guide(&self) -> BTreeSet<KboNumber> {
        let (consent, owner) = (&self.state().consent, self.opening().owner);
        let named = consent.basis.iter().flat_map(|basis| &basis.organisations);
        let all = consent.grants.keys().chain(named).copied();
        all.chain([owner, self.actor.organisation]).collect()
    }
}

/// The employers of the register, by name.
async fn employers(visit: &Visit, actor: &Actor, region: &Code) -> Result<Vec<Choice>, ViewError> {
    let page = Page::first(MOST, None);
    let filter = EmployerFilter::default();
    let found = visit.pages.0.views.employers(actor, region, &filter, &page, None).await?;
    let mut choices: Vec<_> = found
        .items
        .into_iter()
        .map(|one| {
            let choice = Choice::new(one.employer.to_string(), one.name);
            match one.employer {
                Employer::Numbered(number) => choice.noted(number.to_string()),
                Employer::Named(_) => choice,
            }
        })
        .collect();
    choices.sort_by_key(|choice| choice.label.to_lowercase());
    Ok(choices)
}

/// The workers of a region who work there today, by name: of these organisations, or of all.
pub(crate) async fn workers(
    visit: &Visit,
    actor: &Actor,
    region: &Code,
    of: Option<&BTreeSet<KboNumber>>,
) -> Result<Vec<OfferedWorker>, ViewError> {
    let directory = visit.pages.0.commands.directory();
    let (page, today) = (Page::first(MOST, None), visit.pages.0.commands.today());
    let mut offered = vec![];
    let organisations: Vec<_> = match of {
        Some(of) => of.iter().copied().map(Some).collect(),
        None => vec![None],
    };
    for organisation in organisations {
        let (found, _) = directory.workers(actor, region, (organisation, ""), &page).await?;
        let here = found.items.into_iter().filter(|(_, entry)| entry.what.days.include(today));
        offered.extend(here.filter_map(|(worker, entry)| {
            let organisation = entry.what.organisation;
            Some(OfferedWorker { worker, organisation, name: entry.what.name? })
        }));
    }
    Ok(offered)
}
