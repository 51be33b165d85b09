//! The matching report: when it was drawn up and ratified, and its fingerprint.

use loopbrug_reporting::reports::selection_procedure::SelectionProcedure;
use maud::{Markup, html};

use super::words::fingerprint;
use crate::lang::Lang;

/// The panel; nothing before there is a report.
pub(super) fn panel(lang: Lang, report: &SelectionProcedure) -> Markup {
    let Some(drawn_up) = &report.round.report else { return html! {} };
    html! {
        section.panel id="matchingsverslag" {
            h2 { (lang.say("matching-report")) }
            dl.facts {
                dt { (lang.say("report-drawn-up")) }
                dd { (lang.day(drawn_up.on)) }
                dt { (lang.say("report-ratified")) }
                dd {
                    @match &report.round.ratified {
                        Some(ratified) => { (lang.day(ratified.on)) ", " (ratified.body) }
                        None => (lang.say("proposal-not-yet")),
                    }
                }
                dt { (lang.say("proposal-fingerprint")) }
                dd { (fingerprint(&drawn_up.hash)) }
            }
            (warnings(lang, report))
        }
    }
}

/// What happened outside the days for it. A warning refuses nothing.
fn warnings(lang: Lang, report: &SelectionProcedure) -> Markup {
    let warnings = &report.warnings;
    let counted = [
        ("warning-assessments", warnings.assessments),
        ("warning-pitches", warnings.pitches),
        ("warning-juries", warnings.juries),
        ("warning-decisions", warnings.decisions),
        ("warning-end-date", u32::from(warnings.end_date)),
        ("warning-conflicts", report.conflicts),
    ];
    html! {
        @if counted.iter().any(|(_, n)| *n > 0) {
            dl.figures {
                @for (message, n) in counted.into_iter().filter(|(_, n)| *n > 0) {
                    div { dt { (lang.say(message)) } dd { (n) } }
                }
            }
        }
    }
}
