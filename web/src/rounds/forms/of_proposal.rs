//! Forms about one proposal.

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::ids::{OfferId, Version, WorkerId};
use loopbrug_domain::proposal::PartnershipProposal;
use loopbrug_domain::proposal::offers::Offer;
use loopbrug_infra::commands::AboutProposal;
use loopbrug_infra::views::{Page, StreamId};
use maud::{Markup, html};

use super::done::Asked;
use super::{
    Form, Here, Subject, aiming, assessing, deciding, done, inviting, judging, offering, rebutting,
    submitting,
};
use super::{named, recorded, shown};
use crate::address::{Question, asked};
use crate::form::{Choice, Posted, Typed, see};
use crate::rounds::proposal::Found;
use crate::rounds::read::Round;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// So many people are offered to choose from, which is more than a region has.
const MOST_WORKERS: u32 = 1_000;
/// The forms in which somebody is chosen.
const NAMING: [&str; 3] = ["beoordelaar", "jury", "belangenconflict"];
/// The field that says which offer is meant.
pub(super) const OFFER: &str = "offer";

/// Every form about a proposal.
const FORMS: &[&dyn Form<OfProposal>] = &[
    &aiming::Aim,
    &offering::Add,
    &offering::Change,
    &offering::TakeBack,
    &submitting::Submit,
    &submitting::Withdraw,
    &assessing::Admit,
    &assessing::Assign,
    &assessing::Assess,
    &assessing::StepBack,
    &inviting::Invite,
    &inviting::Withhold,
    &inviting::Held,
    &judging::Judge,
    &deciding::Decide,
    &rebutting::Rebut,
    &rebutting::Answer,
    &deciding::Finalise,
];

/// A proposal that a form is about.
pub(super) struct OfProposal {
    here: Here,
    pub(super) found: Found,
    /// Those who can be chosen, of the own organisation first.
    pub(super) workers: Vec<(WorkerId, String)>,
    /// The offer that is meant.
    offer: Option<OfferId>,
}

impl OfProposal {
    async fn read(
        visit: &Visit,
        (code, id, form): (&str, &str, &str),
        typed: &Typed,
    ) -> Result<Self, Trouble> {
        let found = Found::read(visit, (code, id)).await?;
        let here = Here::of(visit)?;
        let offer = typed.one(OFFER).and_then(|id| id.parse().ok());
        let workers = if NAMING.contains(&form) && found.round.is_worked_on_by(&here.actor) {
            workers(visit, &here, &found).await?
        } else {
            vec![]
        };
        Ok(Self { here, found, workers, offer })
    }

    /// The offer that is meant, where it is there still.
    pub(super) fn offer(&self) -> Option<(OfferId, &Offer)> {
        let id = self.offer?;
        Some((id, self.found.seen.draft.offers.get(&id)?))
    }

    /// Those who can be chosen, as cards or in a list.
    pub(super) fn worker_choices(&self) -> Vec<Choice> {
        self.workers.iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect()
    }

    /// Says to whoever is about to change it that what was submitted is frozen.
    pub(super) fn frozen(&self) -> Markup {
        let lang = self.here.lang;
        html! {
            @if !self.found.is_open() {
                p.notice.warm { (lang.refusal("PROPOSAL_FROZEN", vec![], None)) }
            }
        }
    }
}

/// The workers of the directory, of the own organisation first.
async fn workers(
    visit: &Visit,
    here: &Here,
    found: &Found,
) -> Result<Vec<(WorkerId, String)>, Trouble> {
    let (directory, page) = (visit.pages.0.commands.directory(), Page::first(MOST_WORKERS, None));
    let (all, _) = directory.workers(&here.actor, &found.round.region, (None, ""), &page).await?;
    let mut all: Vec<_> = all
        .items
        .into_iter()
        .filter(|(_, entry)| entry.what.days.include(here.today))
        .filter_map(|(id, entry)| Some((entry.what.organisation, id, entry.what.name?)))
        .collect();
    all.sort_by_key(|(organisation, ..)| *organisation != here.actor.organisation);
    Ok(all.into_iter().map(|(_, id, name)| (id, name)).collect())
}

impl Subject for OfProposal {
    type Of = PartnershipProposal;

    fn here(&self) -> &Here {
        &self.here
    }

    fn round(&self) -> &Round {
        &self.found.round
    }

    fn about(&self) -> AboutProposal {
        AboutProposal::Id(self.found.id)
    }

    fn version(&self) -> Option<Version> {
        Some(self.found.version)
    }

    fn stream(&self) -> StreamId {
        StreamId::Proposal(self.found.id)
    }

    fn back(&self) -> (String, String) {
        let title = ("organisation", self.found.organisation.clone().into());
        (self.found.at(""), self.here.lang.with("proposal-of", [title]))
    }
}

/// Shows a form that begins.
pub(crate) async fn page(
    visit: Visit,
    Path((code, id, name)): Path<(String, String, String)>,
) -> Result<Response, Trouble> {
    let form = named(FORMS, &name)?;
    let typed = Typed::read(visit.query().unwrap_or_default().as_bytes());
    let subject = OfProposal::read(&visit, (&code, &id, &name), &typed).await?;
    shown(&visit, form, &subject).await
}

/// Takes a form that was sent.
pub(crate) async fn record(
    Path((code, id, name)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let form = named(FORMS, &name)?;
    let subject = OfProposal::read(&posted.visit, (&code, &id, &name), &posted.typed).await?;
    match recorded(form, &subject, &posted).await? {
        Ok((first, done)) => {
            let last = done.version;
            let below = format!("/{name}/genoteerd?eerste={first}&registratie={last}");
            Ok(see(&subject.found.at(&below)))
        }
        Err(again) => Ok(again),
    }
}

/// Says that it is recorded, and what comes next.
pub(crate) async fn done(
    visit: Visit,
    Path((code, id, name)): Path<(String, String, String)>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    named(FORMS, &name)?;
    let subject = OfProposal::read(&visit, (&code, &id, ""), &Typed::default()).await?;
    done::of_proposal(&visit, &subject, &asked(question)?).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rounds::forms::tests::has_its_words;

    #[test]
    fn every_form_about_a_proposal_has_its_words_and_a_name_of_its_own() {
        has_its_words(&FORMS.iter().map(|form| form.name()).collect::<Vec<_>>());
    }
}
