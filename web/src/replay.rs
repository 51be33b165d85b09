//! The history of one thing, step by step: what was recorded, when it happened and when it was known, by whom, what
//! it changed, what put it right, and whether it is sealed. A step is an address, so that it can be mailed.

mod asked;
mod change;
mod kind;
mod range;
mod record;
mod rows;
mod sealed;
mod search;
mod stepper;
mod words;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::Version;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_infra::log::Step;
use loopbrug_infra::views::{Page, SeenStep, ViewError};
use maud::{Markup, html};

use self::asked::{Asked, Order, View};
pub(crate) use self::kind::{path, short};
pub(crate) use self::range::end_of;
use self::sealed::Seals;
pub(crate) use self::search::{page as search, position_in};
pub(crate) use self::words::{Words, title_of};
use crate::address::{Question, asked};
use crate::lang::Lang;
use crate::layout::Section;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// So many steps are on a page: those around the one that is looked at.
const ON_A_PAGE: usize = 50;
/// No stream has as many events.
const ALL: u32 = u32::MAX - 1;

/// The steps that are asked for, in the order that is asked for, with the one that is looked at.
struct Steps<'a> {
    all: Vec<&'a Step<SeenStep>>,
    at: usize,
}

impl<'a> Steps<'a> {
    fn here(&self) -> &'a Step<SeenStep> {
        self.all[self.at]
    }

    /// Those that are on the page with it, from which place on.
    fn on_page(&self) -> (usize, &[&'a Step<SeenStep>]) {
        let first = self.at / ON_A_PAGE * ON_A_PAGE;
        (first, &self.all[first..self.all.len().min(first + ON_A_PAGE)])
    }

    fn place_of(&self, n: usize) -> Option<Version> {
        self.all.get(n).map(|step| step.sequence)
    }
}

pub(crate) async fn page(
    visit: Visit,
    Path((kind, id)): Path<(String, String)>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let (actor, views) = (visit.actor()?, &visit.pages.0.views);
    let today = day_in_brussels(views.now());
    let view = View::read((&kind, &id), asked(question)?, today)?;
    let found = views.history(actor, view.stream, &view.request(), &Page::first(ALL, None)).await?;
    let all = in_order(&found.steps.items, view.order);
    let Some(&first) = all.first() else {
        return if view.range.is_all() { Err(view.absent()) } else { Ok(nothing(&visit, &view)) };
    };
    let Some(at) = all.iter().position(|step| step.sequence == view.step) else {
        return Ok(Redirect::to(&view.at(first.sequence)).into_response());
    };
    let steps = Steps { all, at };
    let seals = Seals::of(views, actor, &first.region).await?;
    let body = Box::pin(body(&visit, actor, &view, &steps, seals.as_ref())).await?;
    Ok(visit.page(Section::Replay, &view.title(visit.lang), &body))
}

/// Steps that come in the order of recording, in the one that is asked for.
fn in_order(steps: &[Step<SeenStep>], order: Order) -> Vec<&Step<SeenStep>> {
    let mut all: Vec<_> = steps.iter().collect();
    if order == Order::Happened {
        all.sort_by_key(|step| (step.occurred_on, step.sequence));
    }
    all
}

async fn body(
    visit: &Visit,
    actor: &Actor,
    view: &View,
    steps: &Steps<'_>,
    seals: Option<&Seals>,
) -> Result<Markup, Trouble> {
    let (lang, here) = (visit.lang, steps.here());
    let catalogue = visit.catalogue(here.region.as_str())?;
    let mut words = Words::of(visit, actor, &catalogue);
    let rows = rows::table(view, steps, seals, &mut words).await?;
    let change = change::panel(view, here, &mut words).await?;
    let record = record::panel(view, here, seals, &mut words).await?;
    let count = steps.all.len();
    Ok(html! {
        (crumbs(lang, view))
        div.head {
            div {
                h1 { (view.kind(lang)) " " code { (short(view.stream)) } }
                p.under {
                    (lang.label(catalogue.label())) " · " (lang.with("replay-count", [("n", count.into())])) " · "
                    (lang.say("replay-no-names"))
                }
            }
            @if let Some(seals) = seals { (seals.line(lang, &here.region)) }
        }
        (view.range.looking_back(lang, &view.at_known_now()))
        (stepper::stepper(lang, view, steps))
        (view.range.form(lang, &view.path(), &[("volgorde", view.order.name())]))
        div.replay {
            (rows)
            div.stack { (change) (record) }
        }
    })
}

fn crumbs(lang: Lang, view: &View) -> Markup {
    html! {
        nav.crumbs aria-label=(lang.say("way-back")) {
            a href="/historiek" { (lang.say("menu-replay")) } " › " (view.kind(lang))
        }
    }
}

/// There is something, and nothing of it lies in the range; or it is not for who asks.
fn nothing(visit: &Visit, view: &View) -> Response {
    let lang = visit.lang;
    let body = html! {
        (crumbs(lang, view))
        h1 { (view.kind(lang)) " " code { (short(view.stream)) } }
        (view.range.form(lang, &view.path(), &[("volgorde", view.order.name())]))
        p { (lang.say("replay-nothing")) }
    };
    visit.page(Section::Replay, &view.title(lang), &body)
}

/// Who recorded a step, as far as it may be said: the organisation, and the number of the worker.
async fn by_whom(step: &Step<SeenStep>, words: &mut Words<'_>) -> Result<Markup, ViewError> {
    let organisation = words.organisation(step.organisation).await?;
    let worker = match &step.actor {
        Some(actor) => Some(words.worker(actor.worker).await?),
        None => None,
    };
    Ok(html! {
        (organisation)
        @if let Some(worker) = worker { " " span.small { (worker) } }
    })
}

/// When a step was known, and by how much later than it happened where that is late.
fn known(lang: Lang, step: &Step<SeenStep>) -> Markup {
    let later = (day_in_brussels(step.recorded_at) - step.occurred_on).num_days();
    html! {
        (lang.moment(step.recorded_at))
        @if step.late { " " span.badge.warm { (lang.with("replay-days-later", [("n", later.into())])) } }
    }
}
