//! Where each proposal is: as a board with a column for each state, or as a list.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use loopbrug_domain::ids::ProposalId;
use loopbrug_domain::procedure::timeline::SUBMISSION_DEADLINE;
use loopbrug_domain::proposal::Stage;
use loopbrug_domain::round::{Outcome, SideExit};
use loopbrug_infra::views::ProposalOverview;
use maud::{Markup, html};
use strum::VariantArray;

use super::read::Round;
use super::words::outcome_badge;
use crate::lang::Lang;

/// A proposal with the name of whose it is.
pub(super) struct Card {
    pub(super) proposal: ProposalOverview,
    pub(super) organisation: String,
}

/// What the board shows.
pub(super) struct Board<'a> {
    pub(super) lang: Lang,
    pub(super) round: &'a Round,
    pub(super) cards: Vec<Card>,
    /// Why proposals have no rank, where the matching report says so.
    pub(super) exits: BTreeMap<ProposalId, SideExit>,
    pub(super) now: DateTime<Utc>,
}

/// A state as the board has it. Those that the jury is done with stand by what was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
enum Column {
    Draft,
    Submitted,
    Assessment,
    Pitch,
    Judged,
    Ratified,
    Inadmissible,
    NotInvited,
    Approved,
    Reserve,
    Rejected,
    Withdrawn,
}

impl Column {
    fn of(stage: Stage, outcome: Option<Outcome>, exit: Option<SideExit>) -> Self {
        match (stage, exit, outcome) {
            (Stage::Withdrawn, ..) => Self::Withdrawn,
            (Stage::Draft, ..) => Self::Draft,
            (Stage::Inadmissible, ..) | (_, Some(SideExit::Inadmissible), _) => Self::Inadmissible,
            (Stage::NotInvited, ..) | (_, Some(SideExit::NotInvited), _) => Self::NotInvited,
            (_, _, Some(Outcome::Approved)) => Self::Approved,
            (_, _, Some(Outcome::Reserve)) => Self::Reserve,
            (_, _, Some(Outcome::Rejected)) => Self::Rejected,
            (Stage::Submitted, ..) => Self::Submitted,
            (Stage::Admissible | Stage::Assessed, ..) => Self::Assessment,
            (Stage::Invited | Stage::Pitched, ..) => Self::Pitch,
            (Stage::Judged, ..) => Self::Judged,
            (
                Stage::Ratified
                | Stage::Communicated
                | Stage::Rebutted
                | Stage::Answered
                | Stage::Final,
                ..,
            ) => Self::Ratified,
        }
    }
}

impl Board<'_> {
    /// The panel: a board, or a list where the address asks for one.
    pub(super) fn panel(&self, as_list: bool) -> Markup {
        let lang = self.lang;
        let other = if as_list {
            self.round.at("")
        } else {
            self.round.asking("", [("vorm", Some("lijst".to_owned()))])
        };
        html! {
            section.panel id="kandidaturen" {
                div.panel-head {
                    h2 { (lang.say("where-each-is")) }
                    p.panel-links { a href=(other) { (lang.say(if as_list { "as-board" } else { "as-list" })) } }
                }
                @if self.cards.is_empty() { p { (lang.say("no-proposals")) } }
                @else if as_list { (self.list()) }
                @else { (self.columns()) }
            }
        }
    }

    fn column(&self, card: &Card) -> Column {
        let ProposalOverview { proposal, stage, outcome, .. } = &card.proposal;
        Column::of(*stage, *outcome, self.exits.get(proposal).copied())
    }

    fn columns(&self) -> Markup {
        let lang = self.lang;
        html! {
            div.board {
                @for column in Column::VARIANTS {
                    @let cards: Vec<_> = self.cards.iter().filter(|card| self.column(card) == *column).collect();
                    @if !cards.is_empty() {
                        div.column {
                            h3 { (lang.say(&format!("column-{column}"))) " " span.count { (cards.len()) } }
                            ul { @for card in cards { (self.card(card)) } }
                        }
                    }
                }
            }
        }
    }

    fn card(&self, card: &Card) -> Markup {
        html! {
            li.proposal-card {
                a href=(self.address(card)) { b { (card.organisation) } }
                p.small { (self.size(card)) }
                @if let Some((class, words)) = self.badge(card) { span class=(class) { (words) } }
            }
        }
    }

    fn address(&self, card: &Card) -> String {
        self.round.at(&format!("/{}", card.proposal.proposal))
    }

    /// What it offers: `75 plaatsen · € 66 000`.
    fn size(&self, card: &Card) -> String {
        let ProposalOverview { capacity, budget, .. } = &card.proposal;
        let places = self.lang.with("n-places", [("n", (*capacity).into())]);
        format!("{places} · {}", self.lang.euro(whole(*budget)))
    }

    /// What the column does not say.
    fn badge(&self, card: &Card) -> Option<(&'static str, String)> {
        let lang = self.lang;
        let is_late = || self.round.timeline().has_closed(SUBMISSION_DEADLINE, self.now);
        let (class, message) = match card.proposal.stage {
            Stage::Draft if is_late() => ("badge", "badge-not-submitted"),
            Stage::Assessed => ("badge good", "badge-assessed"),
            Stage::Pitched => ("badge good", "badge-pitched"),
            Stage::Rebutted => ("badge warm", "badge-rebutted"),
            Stage::Answered => ("badge", "badge-answered"),
            _ => return None,
        };
        Some((class, lang.say(message).into_owned()))
    }

    fn list(&self) -> Markup {
        let lang = self.lang;
        html! {
            div.scroll tabindex="0" role="group" aria-label=(lang.say("where-each-is")) {
                table {
                    thead {
                        tr {
                            th scope="col" { (lang.say("organisation")) }
                            th scope="col" { (lang.say("proposal-stage")) }
                            th.number scope="col" { (lang.say("places-head")) }
                            th.number scope="col" { (lang.say("proposal-budget")) }
                            th scope="col" { (lang.say("proposal-received")) }
                            th.number scope="col" { (lang.say("rank")) }
                            th scope="col" { (lang.say("proposal-decision")) }
                        }
                    }
                    tbody { @for card in &self.cards { (self.line(card)) } }
                }
            }
        }
    }

    fn line(&self, card: &Card) -> Markup {
        let (lang, proposal) = (self.lang, &card.proposal);
        html! {
            tr {
                th scope="row" { a href=(self.address(card)) { (card.organisation) } }
                td { (lang.stage(proposal.stage)) }
                td.number { (lang.number(whole(proposal.capacity))) }
                td.number { (lang.euro(whole(proposal.budget))) }
                td { @match proposal.received_at { Some(at) => (lang.moment(at)), None => "–" } }
                td.number { @match proposal.rank { Some(rank) => (rank), None => "–" } }
                td { @match proposal.outcome { Some(outcome) => (outcome_badge(lang, outcome)), None => "–" } }
            }
        }
    }
}

/// A sum of the offers, which is far smaller than what a number with a point holds exactly.
fn whole(sum: u64) -> f64 {
    u32::try_from(sum).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_its_words() {
        for column in Column::VARIANTS {
            let message = format!("column-{column}");
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }

    #[test]
    fn a_proposal_stands_by_its_stage_and_then_by_what_was_decided() {
        let (approved, rejected) = (Some(Outcome::Approved), Some(Outcome::Rejected));
        for (stage, outcome, exit, column) in [
            (Stage::Draft, None, None, Column::Draft),
            (Stage::Assessed, None, None, Column::Assessment),
            (Stage::Ratified, None, None, Column::Ratified),
            (Stage::Final, approved, None, Column::Approved),
            (Stage::Rebutted, rejected, None, Column::Rejected),
            (Stage::Final, rejected, Some(SideExit::Inadmissible), Column::Inadmissible),
            (Stage::NotInvited, None, None, Column::NotInvited),
        ] {
            assert_eq!(Column::of(stage, outcome, exit), column, "{stage}");
        }
    }
}
