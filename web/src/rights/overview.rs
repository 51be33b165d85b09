//! What the client asked for and what was decided, and what can be asked and decided now.

use axum::extract::Path;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::about::About;
use super::{DECISIONS, noted};
use crate::address::{Question, address, asked};
use crate::lang::Lang;
use crate::layout::Section;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The query of an address: which version was made a moment ago.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    genoteerd: Option<u32>,
}

pub(super) async fn page(
    visit: Visit,
    Path(id): Path<String>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let about = About::of(&visit, &id).await?;
    let lang = visit.lang;
    let title = lang.say("rights");
    let id = about.id.to_string();
    let offered =
        DECISIONS.iter().filter(|one| about.is_for(one.is_for()) && one.is_offered(&about));
    let is_steward = about.is_for(&[loopbrug_domain::actor::Role::Steward]);
    let merge = [("regio", Some(about.region.to_string())), ("duplicate", Some(id.clone()))];
    let body = html! {
        nav.crumbs aria-label=(lang.say("way-back")) {
            a href={ "/trajecten/" (id) } { "‹ " (lang.say("trajectory")) " " code { (id.get(..8).unwrap_or(&id)) "…" } }
        }
        h1 { (title) }
        (noted::notice(&visit, &about, asked.genoteerd).await?)
        section.panel aria-label=(title) { (state(lang, &about)) }
        section.panel aria-labelledby="now" {
            h2 id="now" { (lang.say("what-can-be-done")) }
            ul.plain {
                @for decision in offered {
                    li {
                        a href={ "/trajecten/" (id) "/rechten/" (decision.name()) } {
                            (lang.say(&format!("decision-{}", decision.name())))
                        }
                    }
                }
                @if is_steward && about.state().merged_into.is_none() {
                    li { a href=(address("/beheer/samenvoegen", merge)) { (lang.say("merge-into-another")) } }
                }
            }
        }
    };
    Ok(visit.page(Section::Trajectories, &title, &body))
}

fn state(lang: Lang, about: &About) -> Markup {
    let state = about.state();
    let rights = &state.rights;
    let link = |id: &loopbrug_domain::ids::TrajectoryId| html! { a href={ "/trajecten/" (id) } { code { (id) } } };
    html! {
        dl.facts {
            dt { (lang.say("restriction")) }
            dd {
                @match rights.restricted_since {
                    Some(since) => (lang.with("restricted-since", [("day", lang.day(since).into())])),
                    None => (lang.say("not-restricted")),
                }
            }
            dt { (lang.say("erasure")) }
            dd {
                ul {
                    @if let Some(asked) = &rights.erasure_requested {
                        li { (lang.say("erasure-asked")) " " (lang.day(asked.on)) ": " (lang.called(&about.catalogue, &asked.ground)) }
                    }
                    @for decision in &rights.erasure_decisions {
                        li {
                            (lang.say(if decision.granted { "erasure-granted" } else { "erasure-refused" })) ", "
                            (lang.day(decision.on)) ": " (lang.called(&about.catalogue, &decision.ground))
                        }
                    }
                    @if let Some(at) = rights.key_destroyed_at {
                        li { (lang.with("keys-gone", [("day", lang.moment(at).into())])) }
                    }
                    @if rights.erasure_requested.is_none() && rights.erasure_decisions.is_empty() {
                        li { (lang.say("nobody-asked")) }
                    }
                }
            }
            @if let Some(into) = &state.merged_into {
                dt { (lang.say("merged-into")) } dd { (link(into)) }
            }
            @if !state.merged_from.is_empty() {
                dt { (lang.say("merged-from")) } dd { ul { @for from in &state.merged_from { li { (link(from)) } } } }
            }
            @if let Some(until) = state.retained_until(about.catalogue.limits()) {
                dt { (lang.say("kept-until")) } dd { (lang.day(until)) }
            }
        }
    }
}
