//! Who looked at whom: by whom, whose and on which days. That somebody reads this is recorded too.

use std::collections::HashMap;

use axum::response::Response;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::{KboNumber, Position, WorkerId};
use loopbrug_infra::access_record::{AccessFilter, Noted};
use loopbrug_infra::views::{ListOf, Page};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Of, REGION, Tab, day, days, head, next, read, scrolled, trajectory};
use crate::address::{Question, asked};
use crate::lang::Lang;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// So many are shown on a page.
const SHOWN: u32 = 50;
/// Of a list that somebody went through, so many are named.
const NAMED: usize = 3;

const COLUMNS: [&str; 7] = [
    "looked-at-moment",
    "looked-who",
    "organisation",
    "roles",
    "looked-at",
    "looked-for",
    "looked-whose",
];

/// The query of an address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    regio: Option<String>,
    medewerker: Option<String>,
    organisatie: Option<String>,
    traject: Option<String>,
    van: Option<String>,
    tot: Option<String>,
    na: Option<String>,
}

impl Asked {
    fn filter(&self) -> Result<AccessFilter, Trouble> {
        Ok(AccessFilter {
            trajectory: read(self.traject.as_ref(), "MALFORMED_ID")?,
            worker: read(self.medewerker.as_ref(), "MALFORMED_ID")?,
            organisation: read(self.organisatie.as_ref(), "MALFORMED_ORGANISATION")?,
            from: day(self.van.as_ref())?,
            to: day(self.tot.as_ref())?,
        })
    }

    /// The address of what comes after a place.
    fn after(&self, of: &Of, place: Position) -> String {
        let query = [
            ("medewerker", self.medewerker.clone()),
            ("organisatie", self.organisatie.clone()),
            ("traject", self.traject.clone()),
            ("van", self.van.clone()),
            ("tot", self.tot.clone()),
            ("na", Some(place.to_string())),
        ];
        of.at_with("/beheer/inzage", query)
    }
}

pub(super) async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let (actor, lang, views) = (visit.actor()?, visit.lang, &visit.pages.0.views);
    let of = Of::who_accounts(&visit, asked.regio.as_ref())?;
    let filter = asked.filter()?;
    let after = read(asked.na.as_ref(), "MALFORMED_ID")?.map(Position);
    let found = views.accesses(actor, of.region(), &filter, &Page::first(SHOWN, after)).await?;
    let total = views.count(actor, &ListOf::Accesses(of.region().clone(), filter.clone())).await?;
    let mut directory = Names::of(&visit, actor, of.region());
    let organisations = directory.organisations().await?;
    let workers = directory.workers().await?;
    let names: HashMap<_, _> = organisations.iter().cloned().collect();
    let mut rows = vec![];
    for one in &found.items {
        let who = directory.worker(one.worker).await?;
        let organisation = names.get(&one.organisation).map(String::as_str);
        rows.push(row(lang, &of.catalogue, one, who.as_deref(), organisation));
    }
    let more =
        found.items.last().filter(|_| found.next).map(|last| asked.after(&of, last.position));
    let title = lang.say("steward-accesses");
    let table = html! { table { (head(lang, &COLUMNS)) tbody { @for row in rows { (row) } } } };
    let body = html! {
        p.lead { (lang.with("accesses-lead", [("n", of.catalogue.limits().access_record_years.into())])) }
        (filters(lang, &of, &filter, &organisations, &workers))
        section.panel aria-label=(title) {
            p.under { (lang.with("accesses-found", [("n", total.into())])) }
            @if found.items.is_empty() { p { (lang.say("nobody-looked")) } } @else { (scrolled(&title, &table)) }
            (next(lang, more))
        }
    };
    Ok(of.page(&visit, Tab::Accesses, &title, &body))
}

fn filters(
    lang: Lang,
    of: &Of,
    filter: &AccessFilter,
    organisations: &[(KboNumber, String)],
    workers: &[(WorkerId, String)],
) -> Markup {
    html! {
        form.inline method="get" action="/beheer/inzage" {
            input type="hidden" name=(REGION) value=(of.region());
            div.field {
                label for="medewerker" { (lang.say("looked-who")) }
                select id="medewerker" name="medewerker" {
                    option value="" { (lang.say("all")) }
                    @for (id, name) in workers { option value=(id) selected[filter.worker == Some(*id)] { (name) } }
                    @if let Some(other) = filter.worker.filter(|id| workers.iter().all(|(known, _)| known != id)) {
                        option value=(other) selected { (other) }
                    }
                }
            }
            div.field {
                label for="organisatie" { (lang.say("filter-organisation")) }
                select id="organisatie" name="organisatie" {
                    option value="" { (lang.say("all")) }
                    @for (number, name) in organisations {
                        option value=(number) selected[filter.organisation == Some(*number)] { (name) }
                    }
                }
            }
            div.field {
                label for="traject" { (lang.say("looked-whose-id")) }
                input type="text" id="traject" name="traject" autocomplete="off" value=[filter.trajectory];
            }
            (days(lang, filter.from, filter.to))
            button.outlined type="submit" { (lang.say("show")) }
        }
    }
}

fn row(
    lang: Lang,
    catalogue: &Catalogue,
    one: &Noted,
    who: Option<&str>,
    organisation: Option<&str>,
) -> Markup {
    let roles = one
        .roles
        .iter()
        .map(|held| held.parse().map_or_else(|_| held.clone(), |held| lang.held(&held)));
    let roles = roles.collect::<Vec<_>>().join(", ");
    html! {
        tr {
            th scope="row" { (lang.moment(one.recorded_at)) }
            td { @match who { Some(who) => (who), None => code { (one.worker) } } }
            td {
                @match organisation {
                    Some(name) => (name),
                    None if one.organisation.is_nobody() => "–",
                    None => (one.organisation),
                }
            }
            td { (roles) }
            td {
                (lang.say(&format!("looked-{}", one.what)))
                @if one.is_refused() { " " span.badge.warm title=(one.outcome) { (lang.say("looked-refused")) } }
                @if one.outcome == "nothing" { " " span.badge { (lang.say("looked-nothing")) } }
            }
            td { @if let Some(purpose) = &one.purpose { (lang.called(catalogue, purpose)) } }
            td {
                @for id in one.trajectories.iter().take(NAMED) { (trajectory(*id)) " " }
                @if one.trajectories.len() > NAMED {
                    (lang.with("and-more", [("n", (one.trajectories.len() - NAMED).into())]))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use loopbrug_infra::access_record::What;
    use strum::VariantArray;

    use super::*;

    #[test]
    fn everything_that_is_looked_at_has_its_words() {
        for what in What::VARIANTS {
            let message = format!("looked-{what}");
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
