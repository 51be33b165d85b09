//! The steward records an organisation, changes what is said of it, or says when it leaves.

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::{PartnerRole, ServiceType};
use loopbrug_domain::directory::{Change, Contact, Entry, Organisation, OrganisationGiven};
use loopbrug_domain::ids::KboNumber;
use maud::html;

use super::super::Of;
use super::entry::Asked;
use super::entry_form::Asks;
use crate::address::{Question, asked};
use crate::form::{Field, Posted, Reading, Typed, begun, coded};
use crate::lang::Lang;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Shows the form for a new one.
pub(in crate::steward) async fn new(
    visit: Visit,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let of = Of::steward(&visit, asked(question)?.regio.as_ref())?;
    let begun = begun(&visit, of.typed()).await?;
    recorded(&visit, &of, None).sheet(visit.lang, &of).page(&visit, begun).await
}

/// Takes the form for a new one.
pub(in crate::steward) async fn add(posted: Posted) -> Result<Response, Trouble> {
    let of = Of::steward_of(&posted)?;
    record(&posted, &of, None).await
}

/// Shows the form of one that there is.
pub(in crate::steward) async fn edit(
    visit: Visit,
    Path(organisation): Path<String>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let of = Of::steward(&visit, asked(question)?.regio.as_ref())?;
    let entry = found(&visit, &of, &organisation).await?;
    let begun = begun(&visit, said(&of, &entry.1.what)).await?;
    recorded(&visit, &of, Some(&entry)).sheet(visit.lang, &of).page(&visit, begun).await
}

/// Takes it.
pub(in crate::steward) async fn change(
    Path(organisation): Path<String>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let of = Of::steward_of(&posted)?;
    let entry = found(&posted.visit, &of, &organisation).await?;
    record(&posted, &of, Some(&entry)).await
}

/// Asks for the last day.
pub(in crate::steward) async fn stop(
    visit: Visit,
    Path(organisation): Path<String>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let of = Of::steward(&visit, asked(question)?.regio.as_ref())?;
    let entry = found(&visit, &of, &organisation).await?;
    let today = visit.pages.0.commands.today();
    let begun = begun(&visit, of.typed().set("until", today.to_string())).await?;
    ended(visit.lang, &entry).sheet(visit.lang, &of).page(&visit, begun).await
}

/// Takes it.
pub(in crate::steward) async fn end(
    Path(organisation): Path<String>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let visit = &posted.visit;
    let of = Of::steward_of(&posted)?;
    let entry = found(visit, &of, &organisation).await?;
    let mut reading = posted.reading(Some(&of.catalogue), visit.pages.0.commands.today());
    let until = reading.date("until");
    let change = Change::EndOrganisation(entry.0, Some(until));
    ended(visit.lang, &entry).send(&posted, &of, reading, change).await
}

type Found = (KboNumber, Entry<Organisation>);

async fn found(visit: &Visit, of: &Of, organisation: &str) -> Result<Found, Trouble> {
    let id = organisation.parse().map_err(|_| Trouble::refused("MALFORMED_ORGANISATION"))?;
    let directory = visit.pages.0.commands.directory();
    let found = directory.organisation(visit.actor()?, of.region(), id).await?;
    found.ok_or_else(Trouble::not_found)
}

fn path(id: KboNumber) -> String {
    format!("/beheer/adressen/organisaties/{id}")
}

/// What is in the form of one that there is.
fn said(of: &Of, what: &Organisation) -> Typed {
    let Organisation { name, roles, services, contact, days } = what;
    let mut typed = of.typed().set("name", name).set("from", days.from.to_string());
    let lines = [("phone", &contact.phone), ("mail", &contact.mail), ("website", &contact.website)];
    for (field, line) in lines {
        if let Some(line) = line {
            typed = typed.set(field, line);
        }
    }
    if let Some(until) = days.until {
        typed = typed.set("until", until.to_string());
    }
    let roles = roles.iter().map(|role| ("roles", role.as_str()));
    let services = services.iter().map(|service| ("services", service.as_str()));
    roles.chain(services).fold(typed, |typed, (field, code)| typed.and(field, code))
}

fn recorded(visit: &Visit, of: &Of, entry: Option<&Found>) -> Asks {
    let (lang, today) = (visit.lang, visit.pages.0.commands.today());
    let mut fields = vec![];
    if entry.is_none() {
        fields.push(
            Field::line("organisation", lang.say("kbo-number")).helped(lang.say("kbo-number-help")),
        );
    }
    let line = |name: &str, words: &str| Field::line(name, lang.say(words)).optional();
    fields.extend([
        Field::line("name", lang.say("entry-name")),
        Field::any_of(
            "roles",
            lang.say("partner-roles"),
            coded::<PartnerRole>(lang, &of.catalogue, today),
        )
        .optional(),
        Field::any_of(
            "services",
            lang.say("entry-services"),
            coded::<ServiceType>(lang, &of.catalogue, today),
        )
        .optional(),
        line("phone", "entry-phone").helped(lang.say("not-of-a-person")),
        line("mail", "entry-mail").helped(lang.say("not-of-a-person")),
        line("website", "entry-website"),
        Field::date("from", lang.say("first-day")).optional(),
        Field::date("until", lang.say("last-day")).optional(),
    ]);
    Asks {
        title: if entry.is_none() { "new-organisation" } else { "change-organisation" },
        button: "note-it",
        lead: html! { p { (lang.say("entry-whole")) } },
        fields,
        entry: entry.map(|(id, _)| path(*id)).unwrap_or_default(),
        version: entry.map(|(_, entry)| entry.version),
    }
}

async fn record(posted: &Posted, of: &Of, entry: Option<&Found>) -> Result<Response, Trouble> {
    let visit = &posted.visit;
    let mut reading = posted.reading(Some(&of.catalogue), visit.pages.0.commands.today());
    let id = match entry {
        Some((id, _)) => *id,
        None => reading.organisation("organisation"),
    };
    let given = given(&mut reading);
    let mut asks = recorded(visit, of, entry);
    asks.entry = path(id);
    asks.send(posted, of, reading, Change::RecordOrganisation(id, given)).await
}

fn given(reading: &mut Reading<'_>) -> OrganisationGiven {
    fn line(reading: &Reading<'_>, field: &str) -> Option<String> {
        reading.typed.one(field).map(str::to_owned)
    }
    let contact = Contact {
        phone: line(reading, "phone"),
        mail: line(reading, "mail"),
        website: line(reading, "website"),
    };
    let roles: Vec<Code<PartnerRole>> = reading.codes("roles");
    let services: Vec<Code<ServiceType>> = reading.codes("services");
    OrganisationGiven {
        name: line(reading, "name").unwrap_or_default(),
        roles: roles.into_iter().collect(),
        services: services.into_iter().collect(),
        contact,
        from: reading.date_if_given("from"),
        until: reading.date_if_given("until"),
    }
}

fn ended(lang: Lang, (id, entry): &Found) -> Asks {
    Asks {
        title: "end-organisation",
        button: "note-it",
        lead: html! { p.lead { b { (entry.what.name) } } p { (lang.say("end-organisation-how")) } },
        fields: vec![Field::date("until", lang.say("last-day"))],
        entry: path(*id),
        version: Some(entry.version),
    }
}
