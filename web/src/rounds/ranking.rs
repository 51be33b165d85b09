//! The jury's ranking: weighted totals as bars, with what was decided.

use std::collections::BTreeMap;

use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::round::{Outcome, TieBreak};
use loopbrug_reporting::reports::selection_procedure::{RankingRow, SelectionProcedure};
use maud::{Markup, html};

use super::read::Round;
use super::words::{out_of_hundred, outcome_badge};
use crate::chart::bar;
use crate::lang::Lang;

/// The panel; nothing before there is a matching report.
pub(super) fn panel(
    lang: Lang,
    round: &Round,
    report: &SelectionProcedure,
    names: &BTreeMap<KboNumber, String>,
    may_open: bool,
) -> Markup {
    if report.ranking.is_empty() && report.unranked.is_empty() {
        return html! {};
    }
    let name = |organisation: KboNumber| {
        names.get(&organisation).cloned().unwrap_or_else(|| organisation.to_string())
    };
    let link = |id: String, organisation: KboNumber| {
        html! {
            @if may_open { a href=(round.at(&format!("/{id}"))) { (name(organisation)) } } @else { (name(organisation)) }
        }
    };
    html! {
        section.panel id="rangschikking" {
            h2 { (lang.say("ranking")) }
            p.under { (lang.say("ranking-under")) }
            div.scroll tabindex="0" role="group" aria-label=(lang.say("ranking")) {
                table.ranking {
                    thead {
                        tr {
                            th.number scope="col" { (lang.say("rank")) }
                            th scope="col" { (lang.say("organisation")) }
                            th.number scope="col" { (lang.say("proposal-score")) }
                            th.bar-head scope="col" { span.hidden { (lang.say("score-as-bar")) } }
                            th scope="col" { (lang.say(if report.round.ratified.is_some() { "proposal-decision" } else { "jury-advice" })) }
                            th scope="col" { (lang.say("proposal-remark")) }
                        }
                    }
                    tbody {
                        @for row in &report.ranking {
                            tr {
                                td.number { (row.rank) }
                                th scope="row" { (link(row.proposal.to_string(), row.organisation)) }
                                td.number { (lang.points(row.total)) }
                                td { (bar(&[(out_of_hundred(row.total), "full")], 100.0)) }
                                td { (outcome_badge(lang, row.outcome.unwrap_or(row.advice))) }
                                td { (remark(lang, &round.catalogue, row, &report.tie_breaks)) }
                            }
                        }
                        @for row in &report.unranked {
                            tr {
                                td.number { "–" }
                                th scope="row" { (link(row.proposal.to_string(), row.organisation)) }
                                td.number { "–" }
                                td {}
                                td { (outcome_badge(lang, Outcome::Rejected)) }
                                td { (lang.say(&format!("exit-{}", row.exit))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// That it is tied, and how the tie was broken.
fn remark(lang: Lang, catalogue: &Catalogue, row: &RankingRow, ties: &[TieBreak]) -> String {
    if !row.tied {
        return String::new();
    }
    let broken = ties.iter().find(|tie| tie.order.contains(&row.proposal));
    match broken {
        Some(tie) => lang.with(
            "tied-broken",
            [
                ("place", row.place.into()),
                ("reason", lang.called(catalogue, &tie.reason).to_owned().into()),
            ],
        ),
        None => lang.say("tied").into_owned(),
    }
}
