//! Two trajectories of one client are made one, and a merge is taken back.

use axum::response::Response;
use loopbrug_domain::actor::Role;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::trajectory::merge::{MergedInto, Unmerged};
use loopbrug_domain::trajectory::{Intent, Trajectory};
use loopbrug_infra::commands::TrajectoryIntent;
use maud::{Markup, html};

use super::about::About;
use super::{Decision, noted};
use crate::form::{
    Field, OCCURRED_ON, Posted, Reading, Sheet, Typed, begun, carry_out, request, see,
};
use crate::lang::Lang;
use crate::layout::Section;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// They turned out to be two.
pub(super) struct Unmerge;

impl Decision for Unmerge {
    fn name(&self) -> &'static str {
        "losmaken"
    }

    fn is_for(&self) -> &'static [Role] {
        &[Role::Steward]
    }

    fn is_offered(&self, about: &About) -> bool {
        about.state().merged_into.is_some()
    }

    fn known(&self, lang: Lang, about: &About) -> Markup {
        html! {
            @if let Some(into) = about.state().merged_into { p { (lang.say("merged-into")) " " code { (into) } } }
        }
    }

    fn read(&self, _: &mut Reading<'_>) -> Intent {
        Intent::UnmergeTrajectory(Unmerged {})
    }
}

/// Shows the form, with what is known of both, where the address names them.
pub(super) async fn page(visit: Visit) -> Result<Response, Trouble> {
    let today = visit.pages.0.commands.today();
    let begun = begun(&visit, Typed::default().set(OCCURRED_ON, today.to_string())).await?;
    sheet(&visit, &begun.typed).await?.page(&visit, begun).await
}

/// Takes a form that was sent.
pub(super) async fn merge(posted: Posted) -> Result<Response, Trouble> {
    let visit = &posted.visit;
    let mut reading = posted.reading(None, visit.pages.0.commands.today());
    reading.day();
    let duplicate: TrajectoryId = reading.id("duplicate");
    let other = reading.id("into");
    let take_over = reading.ticked("takeOver");
    let intent = TrajectoryIntent::Record(Intent::MergeTrajectory(MergedInto { other, take_over }));
    let asked = request::<Trajectory>(visit, &reading, duplicate, intent)?;
    match carry_out(reading, Box::pin(visit.pages.0.commands.execute(asked))).await {
        Ok(recorded) => Ok(see(&noted::address(duplicate, recorded.version))),
        Err(not) => sheet(visit, &posted.typed).await?.again(visit, &posted.typed, &not, &[]).await,
    }
}

async fn sheet(visit: &Visit, typed: &Typed) -> Result<Sheet, Trouble> {
    let lang = visit.lang;
    let named = |field: &str| typed.one(field).and_then(|id| id.parse::<TrajectoryId>().ok());
    let mut known = vec![];
    for (field, words) in [("duplicate", "the-duplicate"), ("into", "the-survivor")] {
        if let Some(id) = named(field)
            && let Some(about) = About::found(visit, id).await?
        {
            let owner = match &about.state().opening {
                Some(opening) => {
                    Names::of(visit, visit.actor()?, &about.region)
                        .organisation(opening.owner)
                        .await?
                }
                None => String::new(),
            };
            known.push(client(lang, words, &about, &owner));
        }
    }
    Ok(Sheet {
        section: Section::Steward,
        back: ("/beheer/dubbels".to_owned(), lang.say("steward-duplicates").into_owned()),
        title: lang.say("merge-two").into_owned(),
        lead: html! {
            p { (lang.say("merge-how")) }
            @if !known.is_empty() { div.halves-even { @for one in known { (one) } } }
        },
        fields: vec![
            Field::line("duplicate", lang.say("the-duplicate"))
                .helped(lang.say("the-duplicate-help")),
            Field::line("into", lang.say("the-survivor")).helped(lang.say("the-survivor-help")),
            Field::tick("takeOver", lang.say("merge-take-over"))
                .helped(lang.say("merge-take-over-help")),
            Field::hidden(OCCURRED_ON),
        ],
        button: lang.say("merge-do").into_owned(),
        version: None,
        handle: None,
    })
}

/// What is known of one of the two, in codes.
fn client(lang: Lang, words: &str, about: &About, owner: &str) -> Markup {
    let state = about.state();
    html! {
        section.panel {
            h2 { (lang.say(words)) }
            dl.facts {
                dt { (lang.say("trajectory")) } dd { code { (about.id) } }
                dt { (lang.say("owner")) } dd { (owner) }
                @if let Some(phase) = state.phase() { dt { (lang.say("phase")) } dd { (lang.phase(phase)) } }
                @if let Some(opening) = &state.opening {
                    dt { (lang.say("opened")) } dd { (lang.day(opening.on)) }
                    dt { (lang.say("filter-municipality")) } dd { (lang.called(&about.catalogue, &opening.municipality)) }
                }
                dt { (lang.say("late-records-all")) } dd { (about.version) }
            }
        }
    }
}
