//! The proposal of one's own organisation, where the round has one, and the way to begin it.

use chrono::{DateTime, Utc};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::ids::ProposalId;
use loopbrug_domain::procedure::timeline::SUBMISSION_DEADLINE;
use loopbrug_domain::proposal::SeenProposal;
use maud::{Markup, html};

use super::clock::countdown;
use super::read::Round;
use super::words::outcome_badge;
use crate::lang::Lang;

/// The panel: for an applicant always, for others of the organisation where there is a proposal.
pub(super) fn panel(
    lang: Lang,
    round: &Round,
    actor: &Actor,
    ours: Option<&SeenProposal>,
    now: DateTime<Utc>,
) -> Markup {
    let applies = round.has(actor, Role::Applicant);
    if ours.is_none() && !applies {
        return html! {};
    }
    let deadline = round.timeline().closes_at(SUBMISSION_DEADLINE);
    let id = ProposalId::of(&round.region, &round.code, actor.organisation);
    html! {
        section.panel id="je-kandidatuur" {
            h2 { (lang.say("your-proposal")) }
            @match ours {
                Some(seen) => {
                    p {
                        a href=(round.at(&format!("/{id}"))) { b { (lang.say("open-proposal")) } } " "
                        span.badge { (lang.stage(seen.stage)) } " "
                        @if let Some(outcome) = seen.outcome { (outcome_badge(lang, outcome)) }
                    }
                }
                None => p { (lang.say("no-proposal-yet")) },
            }
            @if let Some(closes_at) = deadline.filter(|_| ours.is_none_or(|seen| seen.received_at.is_none())) {
                (countdown(lang, now, closes_at))
            }
            @if ours.is_none() && round.launched.is_some() && deadline.is_none_or(|closes| now < closes) {
                p { a.button href=(round.at("/begin")) { (lang.say("begin-proposal")) } }
            }
        }
    }
}
