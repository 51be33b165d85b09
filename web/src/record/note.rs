//! A note.

use loopbrug_domain::trajectory::notes::NoteAdded;
use loopbrug_domain::trajectory::{Intent, Phase};

use super::{Record, Records, Subject};
use crate::form::{Field, Reading, Typed};

/// Somebody writes something down.
pub(super) struct Note;

impl Record for Note {
    fn name(&self) -> &'static str {
        "notitie"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        vec![
            Field::text("note", lang.say("note")).helped(lang.say("note-sealed")),
            Field::occurred_on(lang, subject.today),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::AddNote(NoteAdded { note: reading.personal("note") }));
    }

    /// Also while the client is followed up.
    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_open() || subject.state().phase() == Some(Phase::FollowUp)
    }

    fn next(&self) -> &'static [&'static str] {
        &["afspraak", "contactpoging"]
    }
}
