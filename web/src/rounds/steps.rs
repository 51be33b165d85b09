//! What somebody can do now, as links to forms. Whether it is carried out, the rules say: these are the steps that come
//! next for a role, so that nobody has to look for them.

use chrono::{DateTime, Utc};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::procedure::timeline::{REBUTTAL, SUBMISSION_DEADLINE};
use loopbrug_domain::proposal::{SeenAssessor, SeenProposal, Stage};
use maud::{Markup, html};

use super::proposal::Found;
use super::read::Round;
use crate::lang::Lang;

/// What somebody can do about a round now.
pub(super) fn of_round(lang: Lang, round: &Round, actor: &Actor) -> Markup {
    if !round.has(actor, Role::Coordinator) {
        return html! {};
    }
    let steps: &[&str] = match &round.launched {
        None => &["lancering"],
        Some((_, seen)) if seen.ratified.is_some() => &["datum"],
        Some((_, seen)) if seen.report.is_some() => &["bekrachtiging", "matchingsverslag", "datum"],
        Some(_) => &["matchingsverslag", "datum"],
    };
    links(lang, steps, |step| round.at(&format!("/ronde/{step}")))
}

/// What somebody can do about a proposal now.
pub(super) fn of_proposal(lang: Lang, found: &Found, actor: &Actor, now: DateTime<Utc>) -> Markup {
    let (round, seen) = (&found.round, &found.seen);
    let mut steps = vec![];
    let has = |role| round.has(actor, role);
    if found.is_of(actor) {
        if has(Role::Applicant) {
            steps.extend(of_applicant(round, seen, now));
        }
    } else {
        if has(Role::Coordinator) {
            steps.extend(of_coordinator(round, seen, now));
        }
        if has(Role::Assessor) && is_to_assess(seen, actor) {
            steps.push("beoordeling");
        }
        let is_free = !seen.conflicts.contains(&actor.worker);
        if has(Role::Jury) && is_free && seen.stage == Stage::Pitched {
            steps.push("jury");
        }
        let judges = [Role::Assessor, Role::Jury, Role::Coordinator].into_iter().any(has);
        if judges && is_free && may_step_back(seen.stage) {
            steps.push("belangenconflict");
        }
    }
    links(lang, &steps, |step| found.at(&format!("/{step}")))
}

fn of_applicant(round: &Round, seen: &SeenProposal, now: DateTime<Utc>) -> &'static [&'static str] {
    let is_closed = round.timeline().has_closed(SUBMISSION_DEADLINE, now);
    match seen.stage {
        Stage::Draft | Stage::Withdrawn if is_closed => &[],
        Stage::Draft => &["bewerk", "indienen", "intrekken"],
        Stage::Withdrawn => &["bewerk", "indienen"],
        Stage::Submitted
        | Stage::Admissible
        | Stage::Assessed
        | Stage::Invited
        | Stage::Pitched
        | Stage::Judged => &["intrekken"],
        Stage::Inadmissible | Stage::NotInvited | Stage::Ratified => &[],
        Stage::Communicated | Stage::Rebutted | Stage::Answered | Stage::Final => &["weerwoord"],
    }
}

fn of_coordinator(
    round: &Round,
    seen: &SeenProposal,
    now: DateTime<Utc>,
) -> &'static [&'static str] {
    let waits = seen.rebuttals.iter().any(|rebuttal| !rebuttal.answered);
    let is_over = round.timeline().has_closed(REBUTTAL, now);
    match seen.stage {
        Stage::Submitted => &["ontvankelijkheid"],
        Stage::Admissible => &["beoordelaar"],
        Stage::Assessed => &["uitnodiging", "geen-uitnodiging"],
        Stage::Invited => &["pitch", "uitnodiging"],
        Stage::Ratified => &["beslissing"],
        Stage::Rebutted => &["antwoord"],
        Stage::Communicated | Stage::Answered => match (waits, is_over) {
            (true, true) => &["afsluiten", "antwoord"],
            (true, false) => &["antwoord"],
            (false, true) => &["afsluiten"],
            (false, false) => &[],
        },
        _ => &[],
    }
}

/// Whether somebody is asked for an assessment that is not there yet.
fn is_to_assess(seen: &SeenProposal, actor: &Actor) -> bool {
    let is_asked = |one: &SeenAssessor| one.worker == actor.worker && !one.done && !one.conflict;
    seen.stage == Stage::Admissible && seen.assessors.iter().any(is_asked)
}

/// Whether it is not too late to stay out of it.
fn may_step_back(stage: Stage) -> bool {
    use Stage::{Admissible, Assessed, Invited, Pitched, Submitted};
    [Submitted, Admissible, Assessed, Invited, Pitched].contains(&stage)
}

/// The first is the one that comes next; the others stand beside it.
fn links(lang: Lang, steps: &[&str], address: impl Fn(&str) -> String) -> Markup {
    html! {
        @if !steps.is_empty() {
            nav.steps-now aria-label=(lang.say("steps-now")) {
                ul {
                    @for (n, step) in steps.iter().enumerate() {
                        li {
                            a class=(if n == 0 { "button" } else { "button quiet" }) href=(address(step)) {
                                (lang.say(&format!("step-{step}")))
                            }
                        }
                    }
                }
            }
        }
    }
}
