//! The figures of a region on one page.

mod bar;
mod cell;
mod esf;
mod figures;
mod funnel;
mod homelessness;
mod needs;
mod off_the_grid;
mod outcomes;
mod running;
mod state;
mod tiles;
mod trend;
mod view;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use loopbrug_infra::views::{Reported, ViewError};
use loopbrug_reporting::reports::Precise;
use maud::{Markup, html};

pub(crate) use self::bar::chosen;
pub(crate) use self::cell::Cells;
use self::figures::Figures;
pub(crate) use self::off_the_grid::nearest;
pub(crate) use self::state::{looking_back, precision, state_line};
pub(crate) use self::view::{AsOf, Asked, View, day};
use crate::address::{Question, asked};
use crate::lang::Lang;
use crate::layout::Section;
use crate::names::Names;
use crate::receipt;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Which region: the only one, or one of a list.
pub(crate) async fn choose(visit: Visit) -> Result<Response, Trouble> {
    visit.actor()?;
    let (lang, catalogues) = (visit.lang, visit.pages.0.views.catalogues());
    let all: Vec<_> =
        catalogues.regions().filter_map(|region| catalogues.latest(region.as_str())).collect();
    if let [only] = all[..] {
        return Ok(Redirect::to(&format!("/regio/{}", only.region())).into_response());
    }
    let body = html! {
        h1 { (lang.say("regions")) }
        ul.plain {
            @for catalogue in all {
                li { a href={ "/regio/" (catalogue.region()) } { (lang.label(catalogue.label())) } }
            }
        }
    };
    Ok(visit.page(Section::Region, &lang.say("regions"), &body))
}

pub(crate) async fn page(
    visit: Visit,
    Path(region): Path<String>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let view = View::read(&visit, &region, &asked(question)?)?;
    let (actor, lang) = (visit.actor()?, visit.lang);
    let organisations = Names::of(&visit, actor, view.region()).organisations().await?;
    let bar = bar::bar(lang, &view, &organisations);
    let title = lang.label(view.catalogue.label()).to_owned();
    let figures = match Box::pin(Figures::asked(&visit.pages.0.views, actor, &view)).await {
        Ok(figures) => figures,
        Err(ViewError::OffTheGrid(off)) => {
            let body = html! {
                (head(lang, &title, None))
                (bar)
                (nearest(lang, &view, &off, ""))
            };
            return Ok(visit.page(Section::Region, &title, &body));
        }
        Err(error) => return Err(error.into()),
    };
    let body = html! {
        (head(lang, &title, Some((&view, &figures.outcomes))))
        (bar)
        (looking_back(lang, &view, Some(&figures.outcomes)))
        (contents(lang, &figures))
        (tiles::tiles(lang, &view, &figures))
        div.wide-narrow {
            (trend::panel(lang, &view, &figures))
            (funnel::panel(lang, &view, &figures))
        }
        (outcomes::panel(lang, &view, &figures))
        (needs::panel(lang, &view, &figures))
        (esf::panel(lang, &view, &figures))
        (homelessness::panel(lang, &view, &figures))
        (running::panel(lang, &view, &figures))
    };
    Ok(visit.page(Section::Region, &title, &body))
}

/// The title, what the figures are true for, and how exact they are.
fn head(lang: Lang, title: &str, figures: Option<(&View, &Reported)>) -> Markup {
    html! {
        div.head {
            div {
                h1 { (title) }
                p.under { (lang.say("region-lead")) }
            }
            @if let Some((view, shown)) = figures {
                div.state {
                    (state_line(lang, view, shown))
                    p { (precision(lang, shown.shown.precise)) }
                }
            }
        }
        @if let Some((_, Reported { shown, .. })) = figures {
            @if let Precise::Rounded(by) = shown.precise {
                p.notice.info {
                    strong { (lang.say("rounded-title")) } " "
                    (lang.with("rounded-how", [("step", by.step.into()), ("spread", by.spread.into())]))
                }
            }
        }
    }
}

/// Links to what is below.
fn contents(lang: Lang, figures: &Figures) -> Markup {
    let all = [
        ("trend", "trend", figures.trend.is_some()),
        ("funnel", "funnel", true),
        ("outcomes", "outcomes", true),
        ("needs", "needs", true),
        ("esf", "esf", true),
        ("homelessness", "homelessness", true),
        ("running", "running", true),
    ];
    html! {
        nav.contents aria-label=(lang.say("on-this-page")) {
            ul {
                @for (id, message, _) in all.into_iter().filter(|(.., shown)| *shown) {
                    li { a href={ "#" (id) } { (lang.say(&format!("panel-{message}"))) } }
                }
            }
        }
    }
}

/// A part of the page, with the ways to have it in full.
fn panel(
    lang: Lang,
    view: &View,
    (id, report): (&str, &str),
    under: &Markup,
    body: &Markup,
) -> Markup {
    let title = lang.say(&format!("panel-{id}"));
    html! {
        section.panel id=(id) aria-labelledby={ (id) "-title" } {
            div.panel-head {
                h2 id={ (id) "-title" } { (title) }
                p.panel-links {
                    a href=(view.address(&format!("/{report}"))) aria-label={ (lang.say("in-full")) ": " (title) } { (lang.say("in-full")) }
                    " "
                    a href=(view.address(&format!("/{report}.csv"))) aria-label={ "CSV: " (title) } { "CSV" }
                    " "
                    a href=(receipt::address_of(view, report)) download aria-label={ (lang.say("receipt")) ": " (title) } { (lang.say("receipt")) }
                }
            }
            (under)
            (body)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn every_part_of_the_page_has_its_title() {
        for id in ["trend", "funnel", "outcomes", "needs", "esf", "homelessness", "running"] {
            let message = format!("panel-{id}");
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
