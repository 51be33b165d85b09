//! One organisation: what the directory says, how that was changed, and the way to who works there.

use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;
use loopbrug_domain::directory::Organisation;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::time::day_in_brussels;
use maud::{Markup, html};

use super::super::{Of, Tab};
use super::entry::{Asked, history, notice};
use super::{Kind, period};
use crate::address::{Question, asked};
use crate::lang::Lang;
use crate::trouble::Trouble;
use crate::visit::Visit;

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
    let workers =
        [("soort", Some(Kind::Workers.name().to_owned())), ("organisatie", Some(id.to_string()))];
    let title = entry.what.name.clone();
    let form = |what: &str| of.at(&format!("/beheer/adressen/organisaties/{id}/{what}"));
    let body = html! {
        (notice(&visit, &steps, asked.genoteerd))
        section.panel aria-label=(title) {
            (said(lang, &of, &entry.what, today))
            @if !reader.roles.is_empty() { p { a href=(of.at_with("/beheer/adressen", workers)) { (lang.say("its-workers")) } } }
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
