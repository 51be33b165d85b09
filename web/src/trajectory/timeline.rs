//! What happened, the last recorded first: the latest of it beside the rest, and all of it on pages of its own.

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::field::coded_fields_of;
use loopbrug_domain::ids::{TrajectoryId, Version};
use loopbrug_domain::stream::Stream;
use loopbrug_infra::log::{History, Step};
use loopbrug_infra::views::{HistoryRequest, Known, Page, Payload, SeenStep, StreamId, ViewError};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Shown, called, guides};
use crate::address::{Question, asked};
use crate::lang::Lang;
use crate::layout::Section;
use crate::names::Names;
use crate::record::right;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// So many are shown beside the rest, and on a page.
const FIRST: u32 = 8;
const ON_A_PAGE: u32 = 50;

/// What stands out: a home, a job, a step forward.
const FILLED: [&str; 4] =
    ["HousingFound", "EmploymentStarted", "MilestoneReached", "QualificationGained"];

/// The address of the timeline, at an event.
pub(crate) fn event_address(trajectory: impl std::fmt::Display, event: Version) -> String {
    format!("/trajecten/{trajectory}/tijdlijn?rond={event}#r{event}")
}

/// Who recorded an event: the worker, where who looks may see the name, else the organisation.
pub(crate) async fn recorded_by(
    step: &Step<SeenStep>,
    names: &mut Names<'_>,
) -> Result<String, ViewError> {
    let worker = match &step.actor {
        Some(actor) => names.worker(actor.worker).await?,
        None => None,
    };
    match worker {
        Some(name) => Ok(name),
        None => names.organisation(step.organisation).await,
    }
}

/// How events are shown.
struct Timeline<'a> {
    lang: Lang,
    catalogue: &'a Catalogue,
    id: TrajectoryId,
    /// Who looks may put right what is there.
    may_put_right: bool,
}

/// The latest events, with the way to all of them.
pub(super) async fn panel(
    visit: &Visit,
    actor: &Actor,
    shown: &Shown<'_>,
    names: &mut Names<'_>,
    id: TrajectoryId,
) -> Result<Markup, ViewError> {
    let (lang, region) = (shown.lang, &shown.opening.region);
    let may_put_right = guides(actor, region);
    let timeline = Timeline { lang, catalogue: shown.catalogue, id, may_put_right };
    let page = Page { after: None, before: None, size: FIRST, from_end: true };
    let history = steps(visit, actor, id, &page).await?;
    let entries = timeline.entries(&history, names).await?;
    Ok(html! {
        section.panel {
            h2 { (lang.say("timeline")) }
            (entries)
            @if history.steps.previous {
                p { a href={ "/trajecten/" (id) "/tijdlijn" } { (lang.with("all-records", [("n", history.total.into())])) } }
            }
        }
    })
}

async fn steps(
    visit: &Visit,
    actor: &Actor,
    id: TrajectoryId,
    page: &Page<Version>,
) -> Result<History<SeenStep>, ViewError> {
    let request = HistoryRequest::default();
    visit.pages.0.views.history(actor, StreamId::Trajectory(id), &request, page).await
}

/// Which part of the timeline is asked for: up to an event, or around one. Without either, the latest.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    tot: Option<Version>,
    rond: Option<Version>,
}

impl Asked {
    fn page(&self) -> Page<Version> {
        let last = self.tot.or(self.rond.map(|event| event.saturating_add(ON_A_PAGE / 2)));
        let before = last.map(|last| last.saturating_add(1));
        Page { after: None, before, size: ON_A_PAGE, from_end: true }
    }
}

/// A page of the timeline.
pub(crate) async fn page(
    visit: Visit,
    Path(id): Path<String>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let nothing = || Trouble::refused("TRAJECTORY_NOT_FOUND");
    let (actor, lang) = (visit.actor()?, visit.lang);
    let id: TrajectoryId = id.parse().map_err(|_| nothing())?;
    let views = &visit.pages.0.views;
    let found = views.trajectory(actor, id, Known::Now).await?.ok_or_else(nothing)?;
    let opening = found.aggregate.state().opening.as_ref().ok_or_else(nothing)?;
    let region = &opening.region;
    let catalogue = visit.catalogue(region.as_str())?;
    let name = called(&visit, actor, region, id).await?;
    let may_put_right = guides(actor, region);
    let timeline = Timeline { lang, catalogue: &catalogue, id, may_put_right };
    let history = steps(&visit, actor, id, &asked.page()).await?;
    let mut names = Names::of(&visit, actor, region);
    let entries = timeline.entries(&history, &mut names).await?;
    let title = lang.with("timeline-page", [("name", name.as_str().into())]);
    let body = html! {
        nav.crumbs aria-label=(lang.say("way-back")) { a href={ "/trajecten/" (id) } { "‹ " (name) } }
        h1 { (title) }
        section.panel {
            (timeline.range(&history))
            (entries)
            (timeline.range(&history))
        }
    };
    Ok(visit.page(Section::Trajectories, &title, &body))
}

impl Timeline<'_> {
    /// Which part is shown, with the way to the parts beside it.
    fn range(&self, history: &History<SeenStep>) -> Markup {
        let (lang, id) = (self.lang, self.id);
        let mut shown = history.steps.items.iter().map(|step| step.sequence);
        let first = shown.next().unwrap_or(0);
        let last = shown.next_back().unwrap_or(first);
        let range = [("first", first.into()), ("last", last.into()), ("of", history.total.into())];
        let newer = (last < history.total).then(|| last.saturating_add(ON_A_PAGE));
        let older = history.steps.previous.then(|| first.saturating_sub(1));
        html! {
            p.under { (lang.with("timeline-range", range)) }
            p.chips {
                @if let Some(tot) = newer { a href={ "/trajecten/" (id) "/tijdlijn?tot=" (tot) } { (lang.say("timeline-newer")) } }
                @if let Some(tot) = older { a href={ "/trajecten/" (id) "/tijdlijn?tot=" (tot) } { (lang.say("timeline-older")) } }
            }
        }
    }

    async fn entries(
        &self,
        history: &History<SeenStep>,
        names: &mut Names<'_>,
    ) -> Result<Markup, ViewError> {
        let shown = &history.steps.items;
        let mut entries = vec![];
        for step in shown.iter().rev() {
            let by = recorded_by(step, names).await?;
            entries.push(self.entry(step, &by, shown));
        }
        Ok(html! { ol.timeline { @for entry in entries { (entry) } } })
    }

    fn entry(&self, step: &Step<SeenStep>, by: &str, shown: &[Step<SeenStep>]) -> Markup {
        let lang = self.lang;
        let name = step.event_type.name;
        let class = match step.puts_right {
            Some(_) => "right",
            None if FILLED.contains(&name) => "filled",
            None => "open",
        };
        let what = lang.say(&format!("event-{name}"));
        let says = self.says(step);
        html! {
            li class=(class) id={ "r" (step.sequence) } {
                p.small { (lang.short_day(step.occurred_on)) @if step.late { " " span.badge.warm { (lang.say("late")) } } }
                p { @if step.put_right_by.is_empty() { b { (what) } } @else { s { (what) } } }
                @if !says.is_empty() { p.small { (says.join(" · ")) } }
                @if let Some(target) = step.puts_right {
                    p.small { a href=(self.link(target, shown)) { (lang.with("puts-right", [("n", target.into())])) } }
                }
                @if let Some(by) = step.put_right_by.last() {
                    p.small { a href=(self.link(*by, shown)) { (lang.with("corrected-in", [("n", (*by).into())])) } }
                }
                p.small {
                    (by)
                    @if self.can_be_put_right(step) {
                        " · " a href=(right::address(self.id, step.sequence)) aria-label={ (lang.say("right-correct")) ": " (what) } { (lang.say("right-correct")) }
                    }
                }
            }
        }
    }

    /// The codes that it names, in words.
    fn says(&self, step: &Step<SeenStep>) -> Vec<&str> {
        let Some(Payload::Trajectory(what)) = &step.seen.payload else { return vec![] };
        let codes = coded_fields_of(what).into_iter().filter_map(|(_, list, code)| {
            let label = self.catalogue.short_label(list, &code)?;
            Some(self.lang.label(label))
        });
        codes.collect()
    }

    /// Where an event is: on this page, or on that which has it.
    fn link(&self, event: Version, shown: &[Step<SeenStep>]) -> String {
        if shown.iter().any(|step| step.sequence == event) {
            format!("#r{event}")
        } else {
            event_address(self.id, event)
        }
    }

    /// What was put right last is put right again from where it is shown first; what was taken back stays away.
    fn can_be_put_right(&self, step: &Step<SeenStep>) -> bool {
        let is_current = step.put_right_by.is_empty() && step.puts_right.is_none();
        self.may_put_right && is_current && right::can_be_put_right(step.event_type.name)
    }
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::trajectory::EVENT_TYPES;

    use super::*;

    #[test]
    fn every_event_has_its_words() {
        for event in EVENT_TYPES {
            let message = format!("event-{}", event.name);
            assert_ne!(Lang::Dutch.say(&message), message);
        }
        assert!(FILLED.iter().all(|name| EVENT_TYPES.iter().any(|event| event.name == *name)));
    }

    #[test]
    fn the_page_around_an_event_has_it() {
        let asked = |tot, rond| Asked { tot, rond }.page().before;
        assert_eq!(asked(None, None), None);
        assert_eq!(asked(Some(150), None), Some(151));
        let before = asked(None, Some(10)).unwrap();
        assert!(before > 10 && before <= 10 + ON_A_PAGE);
    }
}
