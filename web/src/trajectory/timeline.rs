//! What happened, the last recorded first.

use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_infra::log::Step;
use loopbrug_infra::views::{HistoryRequest, Page, SeenStep, StreamId, ViewError};
use maud::{Markup, html};

use super::Shown;
use crate::names::Names;
use crate::visit::Visit;

/// So many are shown at first, and at most.
const FIRST: u32 = 8;
const MOST: u32 = 200;

/// What stands out: a home, a job, a step forward.
const FILLED: [&str; 4] =
    ["HousingFound", "EmploymentStarted", "MilestoneReached", "QualificationGained"];

pub(super) async fn panel(
    visit: &Visit,
    actor: &Actor,
    shown: &Shown<'_>,
    names: &mut Names<'_>,
    id: TrajectoryId,
    all: bool,
) -> Result<Markup, ViewError> {
    let lang = shown.lang;
    let page =
        Page { after: None, before: None, size: if all { MOST } else { FIRST }, from_end: true };
    let request = HistoryRequest::default();
    let history =
        visit.pages.0.views.history(actor, StreamId::Trajectory(id), &request, &page).await?;
    let mut steps = vec![];
    for step in history.steps.items.iter().rev() {
        let by = match &step.actor {
            Some(actor) => names.worker(actor.worker).await?,
            None => None,
        };
        let by = match by {
            Some(name) => name,
            None => names.organisation(step.organisation).await?,
        };
        steps.push(entry(shown, step, &by));
    }
    Ok(html! {
        section.panel {
            h2 { (lang.say("timeline")) }
            ol.timeline { @for step in steps { (step) } }
            @if history.steps.previous && !all {
                p { a href={ "/trajecten/" (id) "?alles=ja" } { (lang.with("all-records", [("n", history.total.into())])) } }
            }
        }
    })
}

fn entry(shown: &Shown<'_>, step: &Step<SeenStep>, by: &str) -> Markup {
    let lang = shown.lang;
    let name = step.event_type.name;
    let class = match step.puts_right {
        Some(_) => "right",
        None if FILLED.contains(&name) => "filled",
        None => "open",
    };
    html! {
        li class=(class) id={ "r" (step.sequence) } {
            p.small { (lang.short_day(step.occurred_on)) @if step.late { " " span.badge.warm { (lang.say("late")) } } }
            p {
                @if step.put_right_by.is_empty() { b { (lang.say(&format!("event-{name}"))) } } @else { s { (lang.say(&format!("event-{name}"))) } }
            }
            @if let Some(target) = step.puts_right {
                p.small { a href={ "#r" (target) } { (lang.with("puts-right", [("n", target.into())])) } }
            }
            @if let Some(by) = step.put_right_by.last() {
                p.small { a href={ "#r" (by) } { (lang.with("corrected-in", [("n", (*by).into())])) } }
            }
            p.small { (by) }
        }
    }
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::trajectory::EVENT_TYPES;

    use super::*;
    use crate::lang::Lang;

    #[test]
    fn every_event_has_its_words() {
        for event in EVENT_TYPES {
            let message = format!("event-{}", event.name);
            assert_ne!(Lang::Dutch.say(&message), message);
        }
        assert!(FILLED.iter().all(|name| EVENT_TYPES.iter().any(|event| event.name == *name)));
    }
}
