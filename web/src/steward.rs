//! What the steward of a region does and looks at, and what the auditor looks at besides. The catalogue and the directory
//! are here too, which are for everybody to read.

mod accesses;
mod catalogue;
mod corrections;
mod directory;
mod duplicates;
mod erasures;
mod hand_over;
mod late;
mod waiting;

use std::str::FromStr;
use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use chrono::NaiveDate;
use loopbrug_domain::actor::Role;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::time::is_in_range;
use maud::{Markup, html};
use serde::Deserialize;

use crate::Pages;
use crate::address::{Question, address, asked, given};
use crate::form::{Posted, Typed};
use crate::lang::Lang;
use crate::layout::Section;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Their routes.
pub(crate) fn routes() -> Router<Pages> {
    Router::new()
        .route("/beheer", get(page))
        .route("/beheer/dubbels", get(duplicates::page))
        .route("/beheer/inzage", get(accesses::page))
        .route("/beheer/wissingen", get(erasures::page))
        .route("/beheer/verbeteringen", get(corrections::page))
        .route("/beheer/catalogus", get(catalogue::page))
        .route("/beheer/catalogus/{version}", get(catalogue::version::page))
        .route("/beheer/adressen", get(directory::page))
        .route("/beheer/adressen/organisaties/{organisation}", get(directory::organisation::page))
        .route("/beheer/adressen/medewerkers/{worker}", get(directory::worker::page))
        .route(
            "/beheer/adressen/nieuwe-organisatie",
            get(directory::organisation_form::new).post(directory::organisation_form::add),
        )
        .route(
            "/beheer/adressen/organisaties/{organisation}/wijzig",
            get(directory::organisation_form::edit).post(directory::organisation_form::change),
        )
        .route(
            "/beheer/adressen/organisaties/{organisation}/stop",
            get(directory::organisation_form::stop).post(directory::organisation_form::end),
        )
        .route(
            "/beheer/adressen/nieuwe-medewerker",
            get(directory::worker_form::new).post(directory::worker_form::add),
        )
        .route(
            "/beheer/adressen/medewerkers/{worker}/{what}",
            get(directory::worker_form::page).post(directory::worker_form::change),
        )
        .route("/beheer/overdracht", get(hand_over::page).post(hand_over::hand_over))
}

/// The region that a page is about, in addresses and in forms.
const REGION: &str = "regio";

/// The query of an address.
#[derive(Debug, Clone, Default, Deserialize)]
struct Asked {
    regio: Option<String>,
    na: Option<String>,
}

/// A page of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Overview,
    Duplicates,
    Accesses,
    Erasures,
    Corrections,
    Catalogue,
    Directory,
}

/// All pages: their addresses, and what they are called.
const TABS: [(Tab, &str, &str); 7] = [
    (Tab::Overview, "/beheer", "steward-overview"),
    (Tab::Duplicates, "/beheer/dubbels", "steward-duplicates"),
    (Tab::Accesses, "/beheer/inzage", "steward-accesses"),
    (Tab::Erasures, "/beheer/wissingen", "steward-erasures"),
    (Tab::Corrections, "/beheer/verbeteringen", "steward-corrections"),
    (Tab::Catalogue, "/beheer/catalogus", "steward-catalogue"),
    (Tab::Directory, "/beheer/adressen", "steward-directory"),
];

/// The region that a page is about, and what whoever looks is there.
struct Of {
    catalogue: Arc<Catalogue>,
    is_steward: bool,
    is_auditor: bool,
    is_caseworker: bool,
}

impl Of {
    /// Whoever looks, be it at what is for everybody.
    fn anybody(visit: &Visit, region: Option<&String>) -> Result<Self, Trouble> {
        let region = visit.region_to_read(region)?;
        let catalogue = visit.catalogue(region.as_str())?;
        let reader = visit.reader()?;
        let is = |wanted: Role| reader.roles.within(&region).any(|role| role == wanted);
        Ok(Self {
            catalogue,
            is_steward: is(Role::Steward),
            is_auditor: is(Role::Auditor),
            is_caseworker: is(Role::Caseworker),
        })
    }

    /// The steward or the auditor.
    fn who_accounts(visit: &Visit, region: Option<&String>) -> Result<Self, Trouble> {
        visit.actor()?;
        let of = Self::anybody(visit, region)?;
        if of.is_steward || of.is_auditor {
            Ok(of)
        } else {
            Err(Trouble::refused("NOT_THE_STEWARD"))
        }
    }

    /// The steward.
    fn steward(visit: &Visit, region: Option<&String>) -> Result<Self, Trouble> {
        let of = Self::who_accounts(visit, region)?;
        if of.is_steward { Ok(of) } else { Err(Trouble::refused("NOT_THE_STEWARD")) }
    }

    /// The steward, who sent a form.
    fn steward_of(posted: &Posted) -> Result<Self, Trouble> {
        Self::steward(&posted.visit, posted.typed.one(REGION).map(str::to_owned).as_ref())
    }

    /// What is in a form before anything is typed.
    fn typed(&self) -> Typed {
        Typed::default().set(REGION, self.region().to_string())
    }

    fn region(&self) -> &Code {
        self.catalogue.region()
    }

    /// The address of a page about this region.
    fn at(&self, path: &str) -> String {
        self.at_with(path, [])
    }

    /// The same, with what else is asked there.
    fn at_with<'a>(
        &self,
        path: &str,
        more: impl IntoIterator<Item = (&'a str, Option<String>)>,
    ) -> String {
        let region = [(REGION, Some(self.region().to_string()))];
        address(path, region.into_iter().chain(more))
    }

    /// The ways to the other pages, as far as they are for whoever looks.
    fn tabs(&self, lang: Lang, here: Tab) -> Markup {
        let is_for = |tab: Tab| match tab {
            Tab::Catalogue | Tab::Directory => true,
            Tab::Duplicates => self.is_steward,
            _ => self.is_steward || self.is_auditor,
        };
        html! {
            nav aria-label=(lang.say("menu-steward")) {
                ul.chips {
                    @for (tab, path, words) in TABS.into_iter().filter(|(tab, ..)| is_for(*tab)) {
                        li { a href=(self.at(path)) aria-current=[(tab == here).then_some("page")] { (lang.say(words)) } }
                    }
                }
            }
        }
    }

    /// A page with the ways to the others.
    fn page(&self, visit: &Visit, tab: Tab, title: &str, body: &Markup) -> Response {
        let lang = visit.lang;
        let whole = html! {
            div.head {
                div { h1 { (title) } p.under { (lang.label(self.catalogue.label())) } }
            }
            (self.tabs(lang, tab))
            (body)
        };
        visit.page(Section::Steward, title, &whole)
    }
}

/// What waits, what may be wrong, and what was done last.
async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let lang = visit.lang;
    let of = Of::who_accounts(&visit, asked.regio.as_ref())?;
    let body = html! {
        @if of.is_steward {
            (waiting::panel(&visit, &of, asked.na.as_ref()).await?)
            (duplicates::panel(&visit, &of).await?)
        }
        (late::panel(&visit, &of).await?)
        (erasures::last(&visit, &of).await?)
        (corrections::last(&visit, &of).await?)
    };
    Ok(of.page(&visit, Tab::Overview, &lang.say("steward-overview"), &body))
}

/// What an address says, read; where it cannot be, it is refused with this code.
fn read<T: FromStr>(text: Option<&String>, code: &'static str) -> Result<Option<T>, Trouble> {
    given(text).map(str::parse).transpose().map_err(|_| Trouble::refused(code))
}

/// A day of a filter.
fn day(text: Option<&String>) -> Result<Option<NaiveDate>, Trouble> {
    match read(text, "OF_ANOTHER_FORM")? {
        Some(day) if !is_in_range(day) => Err(Trouble::refused("DAY_OUT_OF_RANGE")),
        day => Ok(day),
    }
}

/// The fields of a filter that ask for days.
fn days(lang: Lang, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Markup {
    let value = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    html! {
        div.field { label for="van" { (lang.say("from")) } input type="date" id="van" name="van" value=[value(from)]; }
        div.field { label for="tot" { (lang.say("to")) } input type="date" id="tot" name="tot" value=[value(to)]; }
    }
}

/// The last records of a list, with the way to all of them.
fn panel_of_last(
    lang: Lang,
    of: &Of,
    (id, title): (&str, &str),
    list: &str,
    table: &Markup,
) -> Markup {
    html! {
        section.panel aria-labelledby=(id) {
            div.panel-head {
                h2 id=(id) { (lang.say(title)) }
                p.panel-links { a href=(of.at(list)) { (lang.say("all-of-them")) } }
            }
            (table)
        }
    }
}

/// A trajectory by its random id.
fn trajectory(id: TrajectoryId) -> Markup {
    let id = id.to_string();
    html! { a href={ "/trajecten/" (id) } title=(id) { code { (id.get(..8).unwrap_or(&id)) "…" } } }
}

/// The head of a table: the messages of its columns.
fn head(lang: Lang, columns: &[&str]) -> Markup {
    html! { thead { tr { @for column in columns { th scope="col" { (lang.say(column)) } } } } }
}

/// The frame of a table that may be wider than a screen.
fn scrolled(title: &str, table: &Markup) -> Markup {
    html! { div.scroll tabindex="0" role="group" aria-label=(title) { (table) } }
}

/// The way to what comes after on a list.
fn next(lang: Lang, address: Option<String>) -> Markup {
    html! { @if let Some(address) = address { p { a.button.quiet href=(address) { (lang.say("next")) } } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_its_words() {
        for (_, _, words) in TABS {
            assert_ne!(Lang::Dutch.say(words), words);
        }
    }
}
