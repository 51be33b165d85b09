//! What was decided about a proposal, as the letter says it; what the organisation replied, and what it was answered.

use loopbrug_domain::proposal::SeenProposal;
use loopbrug_domain::round::Outcome;
use maud::{Markup, html};

use super::Found;
use crate::lang::Lang;
use crate::rounds::clock::moment;
use crate::rounds::words::outcome_badge;

/// The decision. To the organisation it is a letter; to who works on it, what the letter said.
pub(super) fn decision(lang: Lang, found: &Found, is_own: bool) -> Markup {
    let seen = &found.seen;
    let Some(decision) = &seen.decision else { return ratified(lang, seen) };
    html! {
        section.panel id="beslissing" {
            div.panel-head {
                h2 { (lang.say("proposal-decision")) }
                (outcome_badge(lang, decision.outcome))
            }
            (letter(lang, found, decision.outcome, &decision.motivation))
            p.small {
                (lang.with("communicated-by", [("channel", lang.called(found.catalogue(), &decision.channel).to_owned().into())]))
                @if decision.overdue && !is_own { " " span.badge.warm { (lang.say("decision-overdue")) } }
            }
        }
    }
}

/// What is decided and not communicated yet.
fn ratified(lang: Lang, seen: &SeenProposal) -> Markup {
    let Some(ratified) = &seen.ratification else { return html! {} };
    html! {
        section.panel id="beslissing" {
            div.panel-head {
                h2 { (lang.say("proposal-decision")) }
                (outcome_badge(lang, ratified.outcome))
            }
            p {
                @match ratified.rank {
                    Some(rank) => (lang.with("ratified-at-rank", [("rank", rank.into())])),
                    None => (lang.say("ratified-without-rank")),
                }
                " " (lang.say("to-be-communicated"))
            }
        }
    }
}

/// The words of the letter.
pub(in crate::rounds) fn letter(
    lang: Lang,
    found: &Found,
    outcome: Outcome,
    motivation: &str,
) -> Markup {
    html! {
        blockquote.letter {
            p { (lang.with("letter-salutation", [("organisation", found.organisation.clone().into())])) }
            p { (lang.say(&format!("letter-{outcome}"))) }
            p.written { (motivation) }
            p { (lang.say("letter-rebuttal")) }
        }
    }
}

/// What the organisation replied, each with whether it is answered.
pub(super) fn rebuttals(lang: Lang, seen: &SeenProposal) -> Markup {
    html! {
        @if !seen.rebuttals.is_empty() {
            section.panel id="weerwoorden" {
                h2 { (lang.say("rebuttals")) }
                @for rebuttal in &seen.rebuttals {
                    div.said {
                        p.spread {
                            b { (moment(lang, rebuttal.fact.received_at)) }
                            @if rebuttal.fact.late { span.badge.warm { (lang.say("came-late")) } }
                            @else if rebuttal.answered { span.badge.good { (lang.say("rebuttal-answered")) } }
                            @else { span.badge { (lang.say("waits-for-answer")) } }
                        }
                        p.written { (rebuttal.fact.text) }
                    }
                }
                @if let Some(answer) = &seen.answer {
                    div.said {
                        h3 { (lang.say("the-answer")) " " (outcome_badge(lang, answer.outcome)) }
                        p.written { (answer.motivation) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn the_letter_says_u_and_has_words_for_every_outcome() {
        for outcome in Outcome::VARIANTS {
            let said = Lang::Dutch.say(&format!("letter-{outcome}")).to_lowercase();
            assert!(!said.starts_with("letter-"), "{outcome}");
            let words = said.split(|c: char| !c.is_alphabetic());
            assert!(words.clone().any(|word| ["u", "uw"].contains(&word)), "{said}");
            assert!(!words.clone().any(|word| ["je", "jouw", "jullie"].contains(&word)), "{said}");
        }
    }
}
