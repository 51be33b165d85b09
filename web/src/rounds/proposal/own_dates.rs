//! The receipt of what was handed in, and the dates that are those of one proposal.

use loopbrug_domain::procedure::timeline::{END_DATE, REBUTTAL, SUBMISSION_DEADLINE};
use loopbrug_domain::proposal::SeenProposal;
use maud::{Markup, html};

use crate::lang::Lang;
use crate::rounds::clock::{last_minute, moment};
use crate::rounds::read::Round;
use crate::rounds::words::fingerprint;

/// The minute of receipt and the fingerprint of what was received; nothing before.
pub(in crate::rounds) fn receipt(lang: Lang, seen: &SeenProposal) -> Markup {
    let Some(received_at) = seen.received_at else { return html! {} };
    html! {
        section.panel id="ontvangstbewijs" {
            h2 { (lang.say("proposal-receipt")) }
            dl.facts {
                dt { (lang.say("proposal-received")) }
                dd { (moment(lang, received_at)) }
                dt { (lang.say("proposal-fingerprint")) }
                dd { (fingerprint(&seen.draft.hash())) }
            }
            p.small { (lang.say("receipt-how")) }
        }
    }
}

/// Its own dates, in order.
pub(super) fn panel(lang: Lang, round: &Round, seen: &SeenProposal) -> Markup {
    let timeline = round.timeline();
    let closes = |code| timeline.closes_at(code).map(|at| last_minute(lang, at));
    let slot = seen.pitch.invited.as_ref().map(|invited| moment(lang, invited.slot));
    let held = seen.pitch.held.as_ref().map(|(on, _)| lang.day(*on));
    let end = timeline.fixed(END_DATE).map(|day| lang.day(day));
    let rows = [
        ("date-submission_deadline", closes(SUBMISSION_DEADLINE)),
        ("submitted-at", seen.received_at.map(|at| moment(lang, at))),
        ("pitch-slot", slot),
        ("pitch-held", held),
        ("date-end_date", end.clone()),
        ("date-rebuttal", closes(REBUTTAL).filter(|_| end.is_some())),
    ];
    html! {
        section.panel {
            h2 { (lang.say("own-dates")) }
            dl.facts {
                @for (message, when) in rows {
                    @if let Some(when) = when {
                        dt { (lang.say(message)) }
                        dd { (when) }
                    }
                }
            }
        }
    }
}
