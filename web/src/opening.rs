//! A trajectory is opened: first it is looked up whether the client is known, then all of an intake is recorded by one
//! form and one command. All of it is recorded, or nothing.
//!
//! What is typed of a client is in no address. So both steps have one address, and a field that says which it is; what
//! was typed in the first goes along in the form of the second.

mod enrolment;
mod known;
mod place;
mod sections;
mod single;
mod whole;

use axum::response::Response;
use loopbrug_domain::ids::{ClientId, TrajectoryId};
use loopbrug_domain::trajectory::Trajectory;
use maud::html;

use self::known::KnownClients;
use self::place::Place;
pub(crate) use self::sections::Sections;
pub(crate) use self::single::{EntryData, Identity, Past, Start};
pub(crate) use self::whole::Intake;
use crate::form::{Begun, Field, Posted, Sheet, Typed, begun, request, see, send};
use crate::layout::Section;
use crate::record::{Records, recorded_at};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The address of both steps.
pub(crate) const ADDRESS: &str = "/trajecten/nieuw";
/// The field that says which step is sent, and its value in the second one.
const STEP: &str = "step";
const OPEN: &str = "openen";
/// What the id of a new client is derived from, as the API does.
const CLIENT: &str = "client";

/// Shows the first step; or the second, where it was sent when the session was over.
pub(crate) async fn page(visit: Visit) -> Result<Response, Trouble> {
    let place = Place::of(&visit).await?;
    let begun = begun(&visit, Typed::default()).await?;
    if begun.typed.says(STEP, OPEN) {
        return enrolment_sheet(&visit, &place).page(&visit, begun).await;
    }
    first_sheet(&visit, &place).page(&visit, begun).await
}

/// Takes either step.
pub(crate) async fn step(posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, typed, .. } = &posted;
    let place = Place::of(visit).await?;
    let is_whole = typed.says(STEP, OPEN);
    let sheet = if is_whole { enrolment_sheet(visit, &place) } else { first_sheet(visit, &place) };
    let known = match KnownClients::of(&posted, &place).await {
        Ok(known) => known,
        Err(not) => return sheet.again(visit, typed, &not, &[]).await,
    };
    if !known.is_empty() {
        return known.page(visit, &place, typed).await;
    }
    if is_whole {
        return open(&posted, &place, &sheet).await;
    }
    let typed = enrolment::likely(&place).under(typed.clone()).set(STEP, OPEN);
    enrolment_sheet(visit, &place).page(visit, Begun { typed, is_back: false }).await
}

/// Records what the second step says.
async fn open(posted: &Posted, place: &Place<'_>, sheet: &Sheet) -> Result<Response, Trouble> {
    let Posted { visit, typed, .. } = posted;
    let mut reading = posted.reading(Some(&place.catalogue), place.today);
    reading.day();
    let client = ClientId(reading.command.within(&place.region).derive(CLIENT));
    let id = TrajectoryId::of(&place.region, client);
    let mut records = Records::of(&reading, id);
    enrolment::open(&mut reading, &mut records, (&place.region, &place.catalogue), client);
    place.sections(visit.lang).read(&mut reading, &mut records);
    let command = reading.command;
    let asked = request::<Trajectory>(visit, &reading, id, records.into_intent())?;
    match send(visit, reading, asked).await {
        Ok(recorded) => {
            known::remember_apart(visit, id, typed).await?;
            Ok(see(&recorded_at(id, "intake", (recorded.version, command))))
        }
        Err(not) => sheet.again(visit, typed, &not, &[]).await,
    }
}

fn sheet(visit: &Visit, title: String, lead: &str, fields: Vec<Field>, button: &str) -> Sheet {
    let lang = visit.lang;
    Sheet {
        section: Section::Trajectories,
        back: ("/trajecten".to_owned(), lang.say("menu-trajectories").into_owned()),
        title,
        lead: html! { p.lead { (lead) } },
        fields,
        button: lang.say(button).into_owned(),
        version: None,
        handle: None,
    }
}

/// What is asked first: who it is, as far as anybody knows.
fn first_sheet(visit: &Visit, place: &Place<'_>) -> Sheet {
    let lang = visit.lang;
    let mut fields = place.sections(lang).who();
    fields.push(Field::hidden(known::APART));
    let lead = format!("{} {}", lang.say("open-lead"), lang.say("open-unchecked"));
    sheet(visit, lang.say("open-title").into_owned(), &lead, fields, "open-check")
}

/// All that is asked then.
fn enrolment_sheet(visit: &Visit, place: &Place<'_>) -> Sheet {
    let lang = visit.lang;
    let mut fields = vec![Field::hidden(STEP), Field::hidden(known::APART)];
    let start = enrolment::fields(lang, &place.catalogue, place.today);
    let first = enrolment::first_contact(lang);
    fields.push(Field::part(lang.say("open-part-start"), [start, vec![first]].concat()));
    fields.extend(place.sections(lang).fields());
    let (title, lead) = (lang.say("open-title"), lang.say("open-all-or-none"));
    sheet(visit, title.into_owned(), &lead, fields, "open-button")
}
