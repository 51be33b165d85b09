//! One round: its dates, where each proposal is, the ranking, and the clock for rebuttals. What of it somebody may not
//! see is left out.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Path;
use axum::response::Response;
use chrono::{DateTime, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::{KboNumber, Position, ProposalId};
use loopbrug_domain::procedure::timeline::SUBMISSION_DEADLINE;
use loopbrug_domain::time::time_in_brussels;
use loopbrug_infra::views::{Known, Page, ProposalFilter, ReportRequest};
use loopbrug_reporting::reports::selection_procedure::SelectionProcedure;
use loopbrug_reporting::reports::{Codes, Filter};
use maud::{Markup, html};
use serde::Deserialize;

use super::board::{Board, Card};
use super::read::Round;
use super::{deck, matching, ours, ranking, rebuttals, steps};
use crate::address::{Question, address, asked, given};
use crate::lang::{Lang, clock};
use crate::layout::Section;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// So many proposals are shown at once.
const SHOWN: u32 = 150;

/// The query of an address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    regio: Option<String>,
    vorm: Option<String>,
    na: Option<String>,
}

pub(crate) async fn page(
    visit: Visit,
    Path(code): Path<String>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let (actor, lang) = (visit.actor()?, visit.lang);
    let round = Round::find(&visit, asked.regio.as_ref(), &code).await?;
    let views = &visit.pages.0.views;
    let now = views.now();
    let ours = ProposalId::of(&round.region, &round.code, actor.organisation);
    let ours = views.proposal(actor, ours).await?;
    let works = round.is_worked_on_by(actor);
    let reported = if round.is_reported_to(actor) && round.launched.is_some() {
        // Whoever comes back from a form sees what was recorded by it.
        let request = request(&round, views.head(&round.region).await?);
        views.selection_procedure(actor, &request, Some(&round.code)).await?
    } else {
        None
    };
    let position = reported.as_ref().map(|answered| answered.position);
    let report = reported.as_ref().map(|answered| &answered.report);
    let (board, next) = if works && round.launched.is_some() {
        let (board, next) = board(&visit, actor, &round, report, &asked, position).await?;
        (Some(board), next)
    } else {
        (None, None)
    };
    let names = round.names(&visit, actor, report.map(ranked).unwrap_or_default()).await?;
    let ours = ours.as_ref().map(|found| &found.seen);
    let body = html! {
        nav.crumbs aria-label=(lang.say("way-back")) { a href=(rounds(&asked)) { (lang.say("menu-rounds")) } " › " (round.label(lang)) }
        div.head {
            div {
                h1 { (round.label(lang)) }
                p.under { (under(lang, &round, report)) }
            }
            div.state {
                @match position {
                    Some(position) => p.live {
                        span.dot aria-hidden="true" {}
                        (lang.with("true-up-to", [("position", position.0.into()), ("day", clock(time_in_brussels(now)).into())]))
                    },
                    None => p { span.badge { (lang.say(round.state())) } },
                }
            }
        }
        (steps::of_round(lang, &round, actor))
        (deck::panel(lang, &round, now))
        (ours::panel(lang, &round, actor, ours, now))
        @if let Some(board) = &board {
            (board.panel(given(asked.vorm.as_ref()) == Some("lijst")))
            @if let Some(next) = next { p { a.button.quiet href=(next) { (lang.say("next")) } } }
        }
        (aside(lang, &round, report, &names, works, now))
    };
    Ok(visit.page(Section::Rounds, round.label(lang), &body))
}

/// The ranking, with the clock and the report beside it.
fn aside(
    lang: Lang,
    round: &Round,
    report: Option<&SelectionProcedure>,
    names: &BTreeMap<KboNumber, String>,
    works: bool,
    now: DateTime<Utc>,
) -> Markup {
    let rebuttals = rebuttals::panel(lang, round, report.map(|report| &report.rebuttals), now);
    html! {
        @match report.filter(|report| report.round.report.is_some()) {
            Some(report) => div.wide-narrow {
                (ranking::panel(lang, round, report, names, works))
                div.stack { (rebuttals) (matching::panel(lang, report)) }
            },
            None => (rebuttals),
        }
    }
}

/// Back to the rounds of the same region.
fn rounds(asked: &Asked) -> String {
    address("/kandidaturen", [("regio", asked.regio.clone())])
}

/// Whose round it is, and how many proposals it has.
fn under(lang: Lang, round: &Round, report: Option<&SelectionProcedure>) -> String {
    let region = lang.label(round.catalogue.label()).to_owned();
    let Some(report) = report else { return region };
    let submitted = report.timeline.iter().find(|row| row.item.as_str() == SUBMISSION_DEADLINE);
    let submitted = submitted.map_or(0, |row| row.times);
    lang.with(
        "round-under",
        [
            ("region", region.into()),
            ("n", report.proposals.into()),
            ("submitted", submitted.into()),
        ],
    )
}

fn request(round: &Round, head: Position) -> ReportRequest {
    ReportRequest {
        regions: vec![round.region.clone()],
        codes: Codes::default(),
        known: Known::Now,
        at_least: Some(head),
        filter: Filter::default(),
    }
}

/// The proposals that somebody works on, and the address of what comes after them.
async fn board<'a>(
    visit: &Visit,
    actor: &Actor,
    round: &'a Round,
    report: Option<&SelectionProcedure>,
    asked: &Asked,
    at_least: Option<Position>,
) -> Result<(Board<'a>, Option<String>), Trouble> {
    let after = given(asked.na.as_ref()).map(str::parse::<KboNumber>).transpose();
    let after = after.map_err(|_| Trouble::refused("MALFORMED_ID"))?;
    let page = Page::first(SHOWN, after.map(|organisation| (round.code.clone(), organisation)));
    let filter = ProposalFilter { round: Some(round.code.clone()), ..ProposalFilter::default() };
    let views = &visit.pages.0.views;
    let found = views.proposals(actor, &round.region, &filter, &page, at_least).await?;
    let next = found.items.last().filter(|_| found.next).map(|last| {
        let na = Some(last.organisation.to_string());
        round.asking("", [("vorm", asked.vorm.clone()), ("na", na)])
    });
    let names = Names::of(visit, actor, &round.region);
    let mut cards = vec![];
    for proposal in found.items {
        let organisation = names.organisation(proposal.organisation).await?;
        cards.push(Card { proposal, organisation });
    }
    let unranked = report.map_or(&[][..], |report| &report.unranked);
    let exits = unranked.iter().map(|row| (row.proposal, row.exit)).collect();
    Ok((Board { lang: visit.lang, round, cards, exits, now: views.now() }, next))
}

/// Those that the ranking names.
fn ranked(report: &SelectionProcedure) -> BTreeSet<KboNumber> {
    let ranked = report.ranking.iter().map(|row| row.organisation);
    ranked.chain(report.unranked.iter().map(|row| row.organisation)).collect()
}
