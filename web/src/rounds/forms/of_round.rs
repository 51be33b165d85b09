//! Forms about a round.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::actor::Role;
use loopbrug_domain::ids::{KboNumber, RoundId, Version};
use loopbrug_domain::round::SelectionRound;
use loopbrug_infra::views::{Ranking, StreamId};

use super::done::Asked;
use super::{Form, Here, Subject, done, reporting};
use super::{named, recorded, shown};
use crate::address::{Question, asked};
use crate::form::{Posted, Typed, see};
use crate::rounds::read::Round;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The field that says in which region it is.
pub(super) const REGION: &str = "regio";

/// Every form about a round.
const FORMS: &[&dyn Form<OfRound>] =
    &[&reporting::Launch, &reporting::Amend, &reporting::DrawUp, &reporting::Ratify];

/// A round that a form is about.
pub(super) struct OfRound {
    here: Here,
    pub(super) round: Round,
    /// The matching report that was drawn up last, for whom it is.
    pub(super) ranking: Option<Ranking>,
    /// The names of those in it.
    pub(super) names: BTreeMap<KboNumber, String>,
}

impl OfRound {
    async fn read(visit: &Visit, code: &str, typed: &Typed) -> Result<Self, Trouble> {
        let here = Here::of(visit)?;
        let region = typed.one(REGION).map(str::to_owned);
        let round = Round::find(visit, region.as_ref(), code).await?;
        let views = &visit.pages.0.views;
        let ranking = if round.has(&here.actor, Role::Coordinator) {
            views.ranking(&here.actor, round.id).await?
        } else {
            None
        };
        let ranked = ranking.iter().flat_map(|found| found.drawn_up.report.ranking.iter());
        let ranked: BTreeSet<_> = ranked.map(|row| row.organisation).collect();
        let names = round.names(visit, &here.actor, ranked).await?;
        Ok(Self { here, round, ranking, names })
    }
}

impl Subject for OfRound {
    type Of = SelectionRound;

    fn here(&self) -> &Here {
        &self.here
    }

    fn round(&self) -> &Round {
        &self.round
    }

    fn about(&self) -> RoundId {
        self.round.id
    }

    fn version(&self) -> Option<Version> {
        self.round.launched.as_ref().map(|(version, _)| *version)
    }

    fn stream(&self) -> StreamId {
        StreamId::Round(self.round.id)
    }
}

/// Shows a form that begins.
pub(crate) async fn page(
    visit: Visit,
    Path((code, name)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let form = named(FORMS, &name)?;
    let typed = Typed::read(visit.query().unwrap_or_default().as_bytes());
    let subject = OfRound::read(&visit, &code, &typed).await?;
    shown(&visit, form, &subject).await
}

/// Takes a form that was sent.
pub(crate) async fn record(
    Path((code, name)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let form = named(FORMS, &name)?;
    let subject = OfRound::read(&posted.visit, &code, &posted.typed).await?;
    match recorded(form, &subject, &posted).await? {
        Ok((first, done)) => {
            let query = [("eerste", first), ("registratie", done.version)];
            let query = query.map(|(name, version)| (name, Some(version.to_string())));
            Ok(see(&subject.round.asking(&format!("/ronde/{name}/genoteerd"), query)))
        }
        Err(again) => Ok(again),
    }
}

/// Says that it is recorded, and what comes next.
pub(crate) async fn done(
    visit: Visit,
    Path((code, name)): Path<(String, String)>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    named(FORMS, &name)?;
    let typed = Typed::read(visit.query().unwrap_or_default().as_bytes());
    let subject = OfRound::read(&visit, &code, &typed).await?;
    done::of_round(&visit, &subject, &asked(question)?).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rounds::forms::tests::has_its_words;

    #[test]
    fn every_form_about_a_round_has_its_words_and_a_name_of_its_own() {
        has_its_words(&FORMS.iter().map(|form| form.name()).collect::<Vec<_>>());
    }
}
