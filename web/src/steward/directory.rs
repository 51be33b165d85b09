//! The directory of a region: its organisations, which are for everybody to read, and its workers, which are for those
//! who have a role in the partnership.

mod entry;
mod entry_form;
pub(super) mod organisation;
pub(super) mod organisation_form;
pub(super) mod worker;
pub(super) mod worker_form;

use axum::response::Response;
use chrono::NaiveDate;
use loopbrug_domain::directory::Days;
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_domain::time::day_in_brussels;
use loopbrug_infra::directory::{OrganisationItem, WorkerItem};
use loopbrug_infra::views::{Page, Paged};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Of, REGION, Tab, head, next, read, scrolled};
use crate::address::{Question, asked, given};
use crate::lang::Lang;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// So many are shown on a page.
const SHOWN: u32 = 50;

/// Which of its two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Organisations,
    Workers,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Organisations, Self::Workers];

    /// What addresses call it.
    fn name(self) -> &'static str {
        match self {
            Self::Organisations => "organisaties",
            Self::Workers => "medewerkers",
        }
    }

    /// The message that says what it is.
    fn message(self) -> &'static str {
        match self {
            Self::Organisations => "directory-organisations",
            Self::Workers => "directory-workers",
        }
    }
}

/// The query of an address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    regio: Option<String>,
    soort: Option<String>,
    zoek: Option<String>,
    organisatie: Option<String>,
    na: Option<String>,
}

impl Asked {
    /// Organisations, unless workers are asked for.
    fn kind(&self) -> Kind {
        match given(self.soort.as_ref()) {
            Some(name) if name == Kind::Workers.name() => Kind::Workers,
            _ => Kind::Organisations,
        }
    }

    fn searched(&self) -> &str {
        given(self.zoek.as_ref()).unwrap_or_default()
    }

    fn organisation(&self) -> Result<Option<KboNumber>, Trouble> {
        read(self.organisatie.as_ref(), "MALFORMED_ORGANISATION")
    }

    /// The address of this list after an item, or of another one.
    fn at(&self, of: &Of, kind: Kind, after: Option<String>) -> String {
        let stays = after.is_some();
        let query = [
            ("soort", Some(kind.name().to_owned())),
            ("zoek", self.zoek.clone()),
            ("organisatie", self.organisatie.clone().filter(|_| stays)),
            ("na", after),
        ];
        of.at_with("/beheer/adressen", query)
    }
}

pub(super) async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let lang = visit.lang;
    let of = Of::anybody(&visit, asked.regio.as_ref())?;
    let title = lang.say("steward-directory");
    let chosen = asked.kind();
    let list = match chosen {
        Kind::Organisations => organisations(&visit, &of, &asked).await?,
        Kind::Workers => workers(&visit, &of, &asked).await?,
    };
    let body = html! {
        p.lead { (lang.say("directory-lead")) }
        ul.chips aria-label=(title) {
            @for kind in Kind::ALL {
                li {
                    a href=(asked.at(&of, kind, None)) aria-current=[(kind == chosen).then_some("true")] {
                        (lang.say(kind.message()))
                    }
                }
            }
        }
        (search(&visit, &of, &asked).await?)
        section.panel aria-label=(lang.say(chosen.message())) { (list) }
        @if of.is_steward {
            p {
                a.button.outlined href=(of.at("/beheer/adressen/nieuwe-organisatie")) { (lang.say("new-organisation")) } " "
                a.button.outlined href=(of.at("/beheer/adressen/nieuwe-medewerker")) { (lang.say("new-worker")) }
            }
        }
    };
    Ok(of.page(&visit, Tab::Directory, &title, &body))
}

async fn search(visit: &Visit, of: &Of, asked: &Asked) -> Result<Markup, Trouble> {
    let (lang, reader, kind) = (visit.lang, visit.reader()?, asked.kind());
    let chosen = asked.organisation()?;
    let all = match kind {
        Kind::Workers => Names::of(visit, &reader, of.region()).organisations().await?,
        Kind::Organisations => vec![],
    };
    Ok(html! {
        form.inline method="get" action="/beheer/adressen" {
            input type="hidden" name=(REGION) value=(of.region());
            input type="hidden" name="soort" value=(kind.name());
            div.field {
                label for="zoek" { (lang.say("search-name")) }
                input type="text" id="zoek" name="zoek" autocomplete="off" value=(asked.searched());
            }
            @if !all.is_empty() {
                div.field {
                    label for="organisatie" { (lang.say("filter-organisation")) }
                    select id="organisatie" name="organisatie" {
                        option value="" { (lang.say("all")) }
                        @for (number, name) in &all {
                            option value=(number) selected[chosen == Some(*number)] { (name) }
                        }
                    }
                }
            }
            button.outlined type="submit" { (lang.say("search-go")) }
        }
    })
}

async fn organisations(visit: &Visit, of: &Of, asked: &Asked) -> Result<Markup, Trouble> {
    let (lang, reader) = (visit.lang, visit.reader()?);
    let after: Option<KboNumber> = read(asked.na.as_ref(), "MALFORMED_ID")?;
    let directory = visit.pages.0.commands.directory();
    let page = Page::first(SHOWN, after);
    let found = directory.organisations(&reader, of.region(), asked.searched(), &page);
    let (found, total): (Paged<OrganisationItem>, u32) = found.await?;
    let today = day_in_brussels(visit.pages.0.views.now());
    let more = found.items.last().filter(|_| found.next);
    let more = more.map(|(id, _)| asked.at(of, Kind::Organisations, Some(id.to_string())));
    let table = html! {
        table {
            (head(lang, &["entry-name", "kbo-number", "partner-roles", "days-there"]))
            tbody {
                @for (id, entry) in &found.items {
                    tr {
                        th scope="row" { a href=(of.at(&format!("/beheer/adressen/organisaties/{id}"))) { (entry.what.name) } }
                        td { (id) }
                        td { (entry.what.roles.iter().map(|role| lang.called(&of.catalogue, role)).collect::<Vec<_>>().join(", ")) }
                        td { (period(lang, entry.what.days, today)) }
                    }
                }
            }
        }
    };
    Ok(list(lang, total, &table, more))
}

async fn workers(visit: &Visit, of: &Of, asked: &Asked) -> Result<Markup, Trouble> {
    let (lang, actor) = (visit.lang, visit.actor()?);
    let after: Option<WorkerId> = read(asked.na.as_ref(), "MALFORMED_ID")?;
    let directory = visit.pages.0.commands.directory();
    let page = Page::first(SHOWN, after);
    let which = (asked.organisation()?, asked.searched());
    let (found, total): (Paged<WorkerItem>, u32) =
        directory.workers(actor, of.region(), which, &page).await?;
    let today = day_in_brussels(visit.pages.0.views.now());
    let names = Names::of(visit, actor, of.region());
    let more = found.items.last().filter(|_| found.next);
    let more = more.map(|(id, _)| asked.at(of, Kind::Workers, Some(id.to_string())));
    let table = html! {
        table {
            (head(lang, &["entry-name", "organisation", "days-there"]))
            tbody {
                @for (id, entry) in &found.items {
                    tr {
                        th scope="row" {
                            a href=(of.at(&format!("/beheer/adressen/medewerkers/{id}"))) {
                                @match &entry.what.name {
                                    Some(name) => (name),
                                    None => (lang.say("name-erased")),
                                }
                            }
                        }
                        td { (names.organisation(entry.what.organisation).await?) }
                        td { (period(lang, entry.what.days, today)) }
                    }
                }
            }
        }
    };
    Ok(list(lang, total, &table, more))
}

fn list(lang: Lang, total: u32, table: &Markup, more: Option<String>) -> Markup {
    html! {
        p.under { (lang.with("so-many-found", [("n", total.into())])) }
        @if total > 0 { (scrolled(&lang.say("steward-directory"), table)) }
        (next(lang, more))
    }
}

/// The days on which somebody is in the partnership.
fn period(lang: Lang, days: Days, today: NaiveDate) -> Markup {
    html! {
        (lang.with("from-day", [("day", lang.short_day(days.from).into())]))
        @if let Some(until) = days.until {
            " " (lang.with("until", [("day", lang.short_day(until).into())]))
            @if until < today { " " span.badge { (lang.say("entry-over")) } }
        }
    }
}
