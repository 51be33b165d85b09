//! How a proposal is judged, for those who work on the procedure: admission, written assessments, pitch, jury.

use loopbrug_domain::procedure::{Points, Scores};
use loopbrug_domain::proposal::SeenProposal;
use loopbrug_domain::proposal::assessment::WrittenAssessmentRecorded;
use loopbrug_domain::proposal::jury::JuryDeliberated;
use maud::{Markup, html};

use super::{Found, WorkerNames, called};
use crate::lang::Lang;
use crate::rounds::words::outcome_badge;

/// What was found of it, step by step.
pub(super) fn panels(lang: Lang, found: &Found, names: &WorkerNames) -> Markup {
    let seen = &found.seen;
    html! {
        (admission(lang, found))
        (scores(lang, found, names))
        @if let Some(withheld) = &seen.pitch.withheld {
            section.panel {
                h2 { (lang.say("not-invited")) }
                p.written { (withheld.motivation) }
            }
        }
        @if let Some(jury) = &seen.jury { (deliberation(lang, jury, names)) }
    }
}

fn admission(lang: Lang, found: &Found) -> Markup {
    let Some(decided) = &found.seen.admissibility else { return html! {} };
    html! {
        section.panel {
            h2 { (lang.say("admissibility")) }
            p { (lang.say(if decided.ok { "admitted" } else { "not-admitted" })) }
            @if !decided.grounds.is_empty() {
                ul { @for ground in &decided.grounds { li { (lang.called(found.catalogue(), ground)) } } }
            }
        }
    }
}

/// A column of scores: whose it is, and what they come to.
struct Column<'a> {
    head: String,
    scores: &'a Scores,
    total: Points,
}

/// The scores that may be seen, by criterion; beneath them why.
fn scores(lang: Lang, found: &Found, names: &WorkerNames) -> Markup {
    let seen = &found.seen;
    let written = seen.assessments.iter().map(|one| Column {
        head: called(names, one.assessor),
        scores: &one.scores,
        total: one.total,
    });
    let jury = seen.jury.iter().map(|jury| Column {
        head: lang.say("the-jury").into_owned(),
        scores: &jury.deliberation.scores,
        total: jury.total,
    });
    let columns: Vec<_> = written.chain(jury).collect();
    let hidden = seen.assessors.iter().filter(|one| one.done && !one.conflict).count()
        > seen.assessments.len();
    html! {
        @if !columns.is_empty() || hidden {
            section.panel id="scores" {
                h2 { (lang.say("scores")) }
                @if hidden { p.under { (lang.say("scores-hidden")) } }
                @if !columns.is_empty() { (table(lang, found, &columns)) }
                @for one in &seen.assessments { (motivation(lang, one, names)) }
            }
        }
    }
}

fn table(lang: Lang, found: &Found, columns: &[Column<'_>]) -> Markup {
    let criteria = &found.catalogue().round().criteria;
    html! {
        div.scroll tabindex="0" role="group" aria-label=(lang.say("scores")) {
            table {
                thead {
                    tr {
                        th scope="col" { (lang.say("criterion")) }
                        th.number scope="col" { (lang.say("criterion-weight")) }
                        @for column in columns { th.number scope="col" { (column.head) } }
                    }
                }
                tbody {
                    @for criterion in criteria {
                        tr {
                            th scope="row" { (lang.label(&criterion.entry.label)) }
                            td.number { (lang.percent(f64::from(criterion.weight))) }
                            @for column in columns {
                                td.number { @match column.scores.0.get(&criterion.entry.code) { Some(score) => (score), None => "–" } }
                            }
                        }
                    }
                    tr.total {
                        th scope="row" { (lang.say("weighted-total")) }
                        td {}
                        @for column in columns { td.number { (lang.points(column.total)) } }
                    }
                }
            }
        }
    }
}

fn motivation(lang: Lang, one: &WrittenAssessmentRecorded, names: &WorkerNames) -> Markup {
    html! {
        div.said {
            h3 { (called(names, one.assessor)) }
            p.written { (one.motivation) }
            (warnings(lang, one.outside_window, one.of_rival))
        }
    }
}

fn deliberation(lang: Lang, jury: &JuryDeliberated, names: &WorkerNames) -> Markup {
    let found = &jury.deliberation;
    let members = found.members.iter().map(|member| called(names, *member));
    html! {
        section.panel {
            h2 { (lang.say("the-jury")) }
            p { (lang.say("jury-advice")) " " (outcome_badge(lang, found.advice)) }
            p.written { (found.motivation) }
            @if let Some(dissent) = &found.dissent {
                h3 { (lang.say("dissent")) }
                p.written { (dissent) }
            }
            @if !found.members.is_empty() {
                p.small { (lang.with("judged-by", [("names", members.collect::<Vec<_>>().join(", ").into())])) }
            }
            (warnings(lang, jury.outside_window, jury.of_rival))
        }
    }
}

fn warnings(lang: Lang, outside_window: bool, of_rival: bool) -> Markup {
    html! {
        @if outside_window { p { span.badge.warm { (lang.say("outside-window")) } } }
        @if of_rival { p { span.badge.warm { (lang.say("of-rival")) } } }
    }
}

/// Who assesses, and who stays out of it.
pub(super) fn who(lang: Lang, seen: &SeenProposal, names: &WorkerNames) -> Markup {
    let others = || {
        seen.conflicts
            .iter()
            .filter(|one| !seen.assessors.iter().any(|known| known.worker == **one))
    };
    html! {
        @if !seen.assessors.is_empty() || !seen.conflicts.is_empty() {
            section.panel {
                h2 { (lang.say("assessors")) }
                ul.lines {
                    @for assessor in &seen.assessors {
                        li {
                            span { (called(names, assessor.worker)) }
                            @if assessor.conflict { span.badge.warm { (lang.say("assessor-conflict")) } }
                            @else if assessor.done { span.badge.good { (lang.say("assessor-done")) } }
                            @else { span.badge { (lang.say("proposal-not-yet")) } }
                        }
                    }
                    @for worker in others() {
                        li { span { (called(names, *worker)) } span.badge.warm { (lang.say("assessor-conflict")) } }
                    }
                }
            }
        }
    }
}
