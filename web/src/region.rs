//! The figures of a region on one page.

mod bar;
mod beside;
mod cell;
mod esf;
mod figures;
mod funnel;
mod homelessness;
mod kept;
mod needs;
mod off_the_grid;
mod outcomes;
mod running;
mod slider;
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
pub(crate) use self::cell::{Cells, in_unit};
use self::figures::Figures;
pub(crate) use self::kept::KeptPages;
use self::kept::{Kept, Key};
pub(crate) use self::off_the_grid::nearest;
pub(crate) use self::outcomes::heat;
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
    let asked = asked(question)?;
    if let Some(other) = asked.beside() {
        let other = other.to_owned();
        return beside::page(&visit, [&region, &other], asked).await;
    }
    let view = View::read(&visit, &region, &asked)?;
    let (actor, lang, views) = (visit.actor()?, visit.lang, &visit.pages.0.views);
    let organisations = Names::of(&visit, actor, view.region()).organisations().await?;
    let title = lang.label(view.catalogue.label()).to_owned();
    let key = Key::of(views.stand(view.region()).await?, lang, &view, actor);
    let make = async || {
        let months = async {
            let about = view.filter.organisation;
            if view.is_exact() {
                views.recorded_by_month(actor, view.region(), about).await
            } else {
                Ok(vec![])
            }
        };
        let figures = Figures::asked(views, actor, &view);
        let (months, figures) = futures::try_join!(months, figures)?;
        let below = below(lang, &view, &figures);
        Ok(Kept { outcomes: figures.outcomes, months, figures: below })
    };
    let kept = match Box::pin(visit.pages.0.kept.get(key, make)).await {
        Ok(kept) => kept,
        Err(ViewError::OffTheGrid(off)) => {
            let body = html! {
                (head(lang, &title, None))
                (bar::bar(lang, &view, &organisations, slider::Track::default()))
                (nearest(lang, &view, &off, ""))
            };
            return Ok(visit.page(Section::Region, &title, &body));
        }
        Err(error) => return Err(error.into()),
    };
    let state = state::live(&visit, &view, &kept.outcomes).await?;
    let body = html! {
        (head(lang, &title, Some((&kept.outcomes, &state))))
        (beside::others(&visit, &view))
        (bar::bar(lang, &view, &organisations, kept.track()))
        (looking_back(lang, &view, Some(&kept.outcomes)))
        (kept.figures)
    };
    Ok(visit.page(Section::Region, &title, &body))
}

/// The figures themselves.
fn below(lang: Lang, view: &View, figures: &Figures) -> Markup {
    html! {
        (contents(lang, figures))
        (tiles::tiles(lang, view, figures))
        div.wide-narrow {
            (trend::panel(lang, view, figures))
            (funnel::panel(lang, view, figures))
        }
        (outcomes::panel(lang, view, figures))
        (needs::panel(lang, view, figures))
        (esf::panel(lang, view, figures))
        (homelessness::panel(lang, view, figures))
        (running::panel(lang, view, figures))
    }
}

/// The title, what the figures are true for, and how exact they are.
fn head(lang: Lang, title: &str, figures: Option<(&Reported, &Markup)>) -> Markup {
    html! {
        div.head {
            div {
                h1 { (title) }
                p.under { (lang.say("region-lead")) }
            }
            @if let Some((_, state)) = figures { (state) }
        }
        @if let Some((Reported { shown, .. }, _)) = figures {
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
        section.panel id=(id) data-live aria-labelledby={ (id) "-title" } {
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
