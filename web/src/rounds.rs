//! The selection procedure: the rounds of a region, one of them with its proposals, and one proposal. What somebody
//! sees of a proposal, the views say; the pages lay it out.

mod board;
mod clock;
mod days;
mod deck;
mod editing;
mod forms;
mod matching;
mod ours;
mod proposal;
mod ranking;
mod read;
mod rebuttals;
mod round;
mod steps;
mod words;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::procedure::timeline::{LAUNCH, SUBMISSION_DEADLINE};
use maud::{Markup, html};

use self::clock::last_minute;
use self::read::{Named, Round};
use crate::Pages;
use crate::address::{Question, asked};
use crate::lang::Lang;
use crate::layout::Section;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Where they are.
pub(crate) fn routes() -> Router<Pages> {
    use self::forms::{of_proposal, of_round};
    Router::new()
        .route("/kandidaturen", get(list))
        .route("/kandidaturen/{round}", get(round::page))
        .route("/kandidaturen/{round}/begin", get(forms::begin).post(forms::record_begin))
        .route("/kandidaturen/{round}/ronde/{form}", get(of_round::page).post(of_round::record))
        .route("/kandidaturen/{round}/ronde/{form}/genoteerd", get(of_round::done))
        .route("/kandidaturen/{round}/{proposal}", get(proposal::page))
        .route("/kandidaturen/{round}/{proposal}/bewerk", get(editing::page))
        .route(
            "/kandidaturen/{round}/{proposal}/{form}",
            get(of_proposal::page).post(of_proposal::record),
        )
        .route("/kandidaturen/{round}/{proposal}/{form}/genoteerd", get(of_proposal::done))
}

/// The rounds of a region, the latest first.
async fn list(visit: Visit, question: Question<Named>) -> Result<Response, Trouble> {
    let named = asked(question)?;
    let lang = visit.lang;
    visit.actor()?;
    let region = named.region(&visit)?;
    let catalogue = visit.catalogue(region.as_str())?;
    let mut rounds = vec![];
    for code in codes(&visit.pages, &region) {
        rounds.push(Round::read(&visit, region.clone(), &code).await?);
    }
    let body = html! {
        h1 { (lang.say("menu-rounds")) }
        p.under { (lang.with("rounds-under", [("region", lang.label(catalogue.label()).into())])) }
        section.panel {
            ul.work-like { @for round in &rounds { (row(lang, round)) } }
        }
    };
    Ok(visit.page(Section::Rounds, &lang.say("menu-rounds"), &body))
}

fn row(lang: Lang, round: &Round) -> Markup {
    let timeline = round.timeline();
    html! {
        li {
            p.spread {
                a href=(round.at("")) { b { (round.label(lang)) } }
                span.badge { (lang.say(round.state())) }
            }
            p.small {
                @if let Some(day) = timeline.day(LAUNCH) { (lang.with("round-launch", [("day", lang.day(day).into())])) }
                @if let Some(closes_at) = timeline.closes_at(SUBMISSION_DEADLINE) {
                    " · " (lang.with("round-deadline", [("until", last_minute(lang, closes_at).into())]))
                }
            }
        }
    }
}

/// The codes of the rounds that a region's catalogues publish, the latest first.
fn codes(pages: &Pages, region: &Code) -> Vec<Code> {
    let mut codes: Vec<Code> = vec![];
    let of_region = pages.0.views.catalogues().all().filter(|one| one.region() == region);
    for catalogue in of_region {
        let code = &catalogue.round().code;
        codes.retain(|known| known != code);
        codes.insert(0, code.clone());
    }
    codes
}
