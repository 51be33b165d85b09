//! An attempt to reach the client.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::{ContactMode, ContactOutcome, ContactPlace};
use loopbrug_domain::trajectory::notes::NoteAdded;
use loopbrug_domain::trajectory::outreach::ContactAttempted;
use loopbrug_domain::trajectory::{Intent, Payload};

use super::{Record, Records, Subject};
use crate::form::{Field, Reading, Typed, coded, first};

/// The means that are used most.
const OFTEN: [&str; 5] = ["home_visit", "street", "phone", "text_message", "through_network"];
/// Nobody tries for longer than a day, in minutes.
const LONGEST: u32 = 1440;

/// Whether the client was reached, and how.
pub(super) struct Attempt;

impl Record for Attempt {
    fn name(&self) -> &'static str {
        "contactpoging"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let (lang, catalogue, today) = (subject.lang, &subject.catalogue, subject.today);
        let often: Vec<_> = last_mode(subject).into_iter().chain(OFTEN).collect();
        let modes = first(&often, coded::<ContactMode>(lang, catalogue, today));
        let places = coded::<ContactPlace>(lang, catalogue, today);
        vec![
            Field::one_of(
                "outcome",
                lang.say("did-it-work"),
                coded::<ContactOutcome>(lang, catalogue, today),
            ),
            Field::one_of("mode", lang.say("how"), modes).wide(),
            Field::occurred_on(lang, today),
            Field::more(
                lang.say("more-of-contact"),
                vec![
                    Field::select("place", lang.say("where"), places),
                    Field::number("minutes", lang.say("how-many-minutes"), (0, LONGEST)),
                    Field::text("note", lang.say("note")).helped(lang.say("note-sealed")),
                ],
            ),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        let likely = Typed::default().on(subject.today);
        match last_mode(subject) {
            Some(mode) => likely.set("mode", mode),
            None => likely,
        }
    }

    fn known(&self, subject: &Subject<'_>, _: &Typed) -> Option<String> {
        let mode = Code::<ContactMode>::new(last_mode(subject)?);
        let called = subject.lang.called(&subject.catalogue, &mode);
        Some(subject.lang.with("last-time", [("what", called.into())]))
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::RecordContactAttempt(ContactAttempted {
            outcome: reading.code("outcome"),
            mode: reading.code("mode"),
            place: reading.code_if_given("place"),
            minutes: reading.number_if_given("minutes").unwrap_or_default(),
        }));
        if let Some(note) = reading.personal_if_given("note") {
            records.add(Intent::AddNote(NoteAdded { note }));
        }
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_open()
    }

    fn next(&self) -> &'static [&'static str] {
        &["contactpoging"]
    }
}

/// How the client was sought last.
fn last_mode<'a>(subject: &'a Subject<'_>) -> Option<&'a str> {
    let mut last = subject.trajectory().entries().iter().rev();
    last.find_map(|entry| match &entry.event.what {
        Payload::ContactAttempted(attempt) => Some(attempt.mode.as_str()),
        _ => None,
    })
}
