//! One organisation: what the directory says, how it was changed, and who works there.

use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;
use loopbrug_domain::directory::{Days, Entry, Organisation};
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_infra::directory::DirectoryStep;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::{Of, Tab, head, scrolled};
use super::entry_form::notice;
use super::period;
use crate::address::{Question, address, asked};
use crate::lang::Lang;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The query of an address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(in crate::steward) struct Asked {
    pub(in crate::steward) regio: Option<String>,
    /// The version that was made a moment ago.
    pub(super) genoteerd: Option<u32>,
}

pub(in crate::steward) async fn page(
    visit: Visit,
    Path(organisation): Path<String>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let (lang, reader) = (visit.lang, visit.reader()?);
    let of = Of::anybody(&visit, asked.regio.as_ref())?;
    let id: KboNumber =
        organisation.parse().map_err(|_| Trouble::refused("MALFORMED_ORGANISATION"))?;
    let directory = visit.pages.0.commands.directory();
    let found = directory.organisation(&reader, of.region(), id).await?;
    let (_, entry) = found.ok_or_else(Trouble::not_found)?;
    let steps = directory.organisation_history(&reader, of.region(), id).await?;
    let today = day_in_brussels(visit.pages.0.views.now());
    let workers = [
        ("regio", Some(of.region().to_string())),
        ("soort", Some("medewerkers".to_owned())),
        ("organisatie", Some(id.to_string())),
    ];
    let title = entry.what.name.clone();
    let form = |what: &str| of.at(&format!("/beheer/adressen/organisaties/{id}/{what}"));
    let body = html! {
        (notice(&visit, &steps, asked.genoteerd))
        section.panel aria-label=(title) {
            (said(lang, &of, &entry.what, today))
            @if !reader.roles.is_empty() { p { a href=(address("/beheer/adressen", workers)) { (lang.say("its-workers")) } } }
            @if of.is_steward {
                p {
                    a.button.outlined href=(form("wijzig")) { (lang.say("change-entry")) } " "
                    @if entry.what.days.until.is_none() { a.button.quiet href=(form("stop")) { (lang.say("end-entry")) } }
                }
            }
        }
        (history(&visit, &of, &steps, |step| step.what.name.clone(), |step| step.what.days).await?)
    };
    Ok(of.page(&visit, Tab::Directory, &title, &body))
}

fn said(lang: Lang, of: &Of, what: &Organisation, today: NaiveDate) -> Markup {
    let roles = what.roles.iter().map(|role| lang.called(&of.catalogue, role));
    let services = what.services.iter().map(|service| lang.called(&of.catalogue, service));
    let contact = [
        ("entry-phone", &what.contact.phone),
        ("entry-mail", &what.contact.mail),
        ("entry-website", &what.contact.website),
    ];
    html! {
        dl.facts {
            dt { (lang.say("days-there")) } dd { (period(lang, what.days, today)) }
            dt { (lang.say("partner-roles")) } dd { (roles.collect::<Vec<_>>().join(", ")) }
            dt { (lang.say("entry-services")) }
            dd { ul { @for service in services { li { (service) } } } }
            @for (words, value) in contact {
                @if let Some(value) = value { dt { (lang.say(words)) } dd { (value.trim_start_matches("https://").trim_start_matches("http://")) } }
            }
        }
    }
}

/// How an entry was changed, the last time first.
pub(super) async fn history<T>(
    visit: &Visit,
    of: &Of,
    steps: &[DirectoryStep<T>],
    name: impl Fn(&Entry<T>) -> String,
    days: impl Fn(&Entry<T>) -> Days,
) -> Result<Markup, Trouble> {
    let (lang, reader) = (visit.lang, visit.reader()?);
    let today = day_in_brussels(visit.pages.0.views.now());
    let mut names = Names::of(visit, &reader, of.region());
    let mut rows = vec![];
    for step in steps {
        let who = names.worker(step.worker).await?;
        let organisation = names.organisation(step.organisation).await?;
        rows.push(html! {
            tr {
                th scope="row" { (lang.moment(step.recorded_at)) }
                td { (lang.say(&format!("change-{}", step.change))) }
                td { (name(&step.entry)) }
                td { (period(lang, days(&step.entry), today)) }
                td { @if let Some(who) = who { (who) ", " } (organisation) }
            }
        });
    }
    let title = lang.say("entry-history");
    let table = html! {
        table {
            (head(lang, &["changed-at", "entry-change", "entry-name", "days-there", "changed-by"]))
            tbody { @for row in rows { (row) } }
        }
    };
    Ok(html! {
        section.panel aria-labelledby="history" {
            h2 id="history" { (title) }
            (scrolled(&title, &table))
        }
    })
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::directory::ChangeKind;
    use strum::VariantArray;

    use super::*;

    #[test]
    fn every_change_has_its_words() {
        for change in ChangeKind::VARIANTS {
            let message = format!("change-{change}");
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
