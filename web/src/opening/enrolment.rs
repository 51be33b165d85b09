//! The start of a trajectory, as it is asked when one is opened.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::{Language, Municipality, OpeningSource};
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::ClientId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::opening::TrajectoryOpened;

use super::Place;
use crate::form::{Field, Reading, Typed, coded, first};
use crate::lang::Lang;
use crate::record::Records;

/// How clients come in sight most often.
const OFTEN: [&str; 5] = ["ocmw", "outreach", "self", "partner", "caw"];
/// What the part is called.
const OPENING: &str = "opening";
/// The day of the first contact, where that was earlier than the rest.
const FIRST_CONTACT: &str = "opening.occurredOn";
/// Most clients are spoken with in this language *(choice)*.
const LIKELY_LANGUAGE: &str = "nl";

/// What is likely: nothing of the client, but the language.
pub(super) fn likely(place: &Place<'_>) -> Typed {
    Typed::default().on(place.today).set("opening.contactLanguage", LIKELY_LANGUAGE)
}

/// What is asked.
pub(super) fn fields(lang: Lang, catalogue: &Catalogue, today: NaiveDate) -> Vec<Field> {
    let sources = first(&OFTEN, coded::<OpeningSource>(lang, catalogue, today));
    vec![
        Field::occurred_on(lang, today),
        Field::one_of("opening.source", lang.say("open-source"), sources),
        Field::select(
            "opening.municipality",
            lang.say("open-municipality"),
            coded::<Municipality>(lang, catalogue, today),
        ),
        Field::select(
            "opening.contactLanguage",
            lang.say("open-language"),
            coded::<Language>(lang, catalogue, today),
        ),
        Field::tick("opening.interpreter", lang.say("open-interpreter")),
    ]
}

/// Whether it began before the day of the rest.
pub(super) fn first_contact(lang: Lang) -> Field {
    Field::date(FIRST_CONTACT, lang.say("open-first-contact"))
        .helped(lang.say("open-first-contact-help"))
        .optional()
}

/// Reads it.
pub(super) fn open(
    reading: &mut Reading<'_>,
    records: &mut Records,
    (region, catalogue): (&Code, &Catalogue),
    client: ClientId,
) {
    let on = reading.date_if_given(FIRST_CONTACT).unwrap_or(reading.on);
    let opened = TrajectoryOpened {
        client,
        region: region.clone(),
        catalogue: catalogue.version(),
        source: reading.code("opening.source"),
        municipality: reading.code("opening.municipality"),
        contact_language: reading.code("opening.contactLanguage"),
        interpreter: reading.ticked("opening.interpreter"),
        transferred_from: None,
    };
    records.add_below(OPENING, on, Intent::OpenTrajectory(opened));
}
