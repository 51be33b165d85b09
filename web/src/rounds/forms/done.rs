//! What is said once something is recorded: when, what, and what comes next.

use axum::response::Response;
use loopbrug_domain::ids::Version;
use loopbrug_domain::time::time_in_brussels;
use loopbrug_infra::log::Step;
use loopbrug_infra::views::{HistoryRequest, Page, SeenStep};
use maud::{Markup, html};
use serde::Deserialize;

use super::Subject;
use super::of_proposal::OfProposal;
use super::of_round::OfRound;
use crate::lang::{Lang, clock};
use crate::layout::Section;
use crate::names::Names;
use crate::rounds::proposal::receipt;
use crate::rounds::steps;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// No more steps than that are read at once.
const MOST: u32 = 100;
/// One command leads to no more events of a stream than that.
const FEW: u32 = 4;

/// Which events a form led to: the last of the first command, and of all.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    eerste: Version,
    registratie: Version,
}

/// *Genoteerd om 10:42*, what was recorded of a proposal, and what comes next.
pub(super) async fn of_proposal(
    visit: &Visit,
    subject: &OfProposal,
    asked: &Asked,
) -> Result<Response, Trouble> {
    let (here, found) = (subject.here(), &subject.found);
    let next = html! {
        (receipt(here.lang, &found.seen))
        (steps::of_proposal(here.lang, found, &here.actor, here.now))
    };
    page(visit, subject, asked, &next).await
}

/// The same of a round.
pub(super) async fn of_round(
    visit: &Visit,
    subject: &OfRound,
    asked: &Asked,
) -> Result<Response, Trouble> {
    let here = subject.here();
    page(visit, subject, asked, &steps::of_round(here.lang, &subject.round, &here.actor)).await
}

async fn page(
    visit: &Visit,
    subject: &impl Subject,
    asked: &Asked,
    next: &Markup,
) -> Result<Response, Trouble> {
    let (lang, last) = (visit.lang, asked.registratie);
    let before = asked.eerste.min(last).saturating_sub(FEW);
    let steps = steps_of(visit, subject, before, Some(last.saturating_add(1))).await?;
    let step = steps.last().filter(|step| step.sequence == last);
    let step = step.ok_or_else(Trouble::not_found)?;
    let of_form =
        |one: &&Step<SeenStep>| one.command == step.command || one.sequence == asked.eerste;
    let said: Vec<_> = steps.iter().filter(of_form).map(|one| in_words(lang, one)).collect();
    let at = clock(time_in_brussels(step.recorded_at));
    let title = lang.say("and-now");
    let (back, name) = subject.back();
    let body = html! {
        div.sheet {
            div.notice.good role="status" {
                strong { (lang.with("recorded-at", [("time", at.into())])) }
                " " (said.join(" "))
            }
            h1 { (title) }
            (next)
            p { a.button.quiet href=(back) { (name) } }
        }
    };
    Ok(visit.page(Section::Rounds, &title, &body))
}

/// What was recorded after a version, and by whom.
pub(super) async fn since(
    visit: &Visit,
    subject: &impl Subject,
    seen: Version,
) -> Result<Vec<String>, Trouble> {
    let actor = visit.actor()?;
    let mut names = Names::of(visit, actor, &subject.round().region);
    let mut said = vec![];
    for step in steps_of(visit, subject, seen, None).await? {
        let by = match &step.actor {
            Some(by) => names.worker(by.worker).await?,
            None => None,
        };
        let by = match by {
            Some(name) => name,
            None => names.organisation(step.organisation).await?,
        };
        let at = clock(time_in_brussels(step.recorded_at));
        said.push(format!("{at}, {by}: {}", in_words(visit.lang, &step)));
    }
    Ok(said)
}

/// The steps after a version and before another.
async fn steps_of(
    visit: &Visit,
    subject: &impl Subject,
    after: Version,
    before: Option<Version>,
) -> Result<Vec<Step<SeenStep>>, Trouble> {
    let page = Page { after: Some(after), before, size: MOST, from_end: true };
    let request = HistoryRequest::default();
    let found = visit.pages.0.views.history(visit.actor()?, subject.stream(), &request, &page);
    Ok(found.await?.steps.items)
}

fn in_words(lang: Lang, step: &Step<SeenStep>) -> String {
    format!("{}.", lang.say(&format!("event-{}", step.event_type.name)))
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::{proposal, round};

    use super::*;

    #[test]
    fn every_event_of_the_procedure_has_its_words() {
        for event in [proposal::EVENT_TYPES, round::EVENT_TYPES].concat() {
            let message = format!("event-{}", event.name);
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
