//! Notes: what somebody who guides a client writes down in words. Sealed, because words about a client are
//! personal, whatever they say.

use crate::sealed::{SealedField, SealedText};
use crate::trajectory::prelude::*;

/// The most characters of a note: some four pages.
const LONGEST: u32 = 10_000;

/// Somebody wrote something down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoteAdded {
    /// In words.
    pub note: SealedText,
}

impl EventPayload<State> for NoteAdded {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.personal("note", &self.note, LONGEST);
    }

    fn sealed_fields(&mut self) -> Vec<SealedField<'_>> {
        vec![("note", &mut self.note)]
    }

    /// Also after a closing, while the client is followed up.
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.opened()?;
        state.not_ended()
    }

    fn apply(&self, _: &mut State, _: NaiveDate, _: KboNumber) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::trajectory::Intent;
    use crate::trajectory::course::CourseRefusal;
    use crate::trajectory::record_keeping::EventCorrected;
    use crate::trajectory::story::{closed, corrected, day, opened, participant, sealed, story};

    fn note(n: u8) -> NoteAdded {
        NoteAdded { note: sealed(n) }
    }

    fn typed(text: &str) -> NoteAdded {
        NoteAdded { note: SealedText::typed(text.to_owned()) }
    }

    #[test]
    fn rule_1_a_note_is_added_before_the_intake_and_until_the_follow_up_has_ended() {
        let add = || Intent::AddNote(note(1));
        story().given(day(1), opened()).when(day(2), add()).then(vec![note(1).into()]);
        participant().given(day(9), closed("work")).when(day(10), add()).then(vec![note(1).into()]);
        story()
            .given(day(1), opened())
            .given(day(2), closed("moved"))
            .when(day(3), add())
            .then_refused(&CourseRefusal::TrajectoryClosed);
    }

    #[test]
    fn a_note_says_something_and_no_more_than_a_few_pages() {
        let met = || story().given(day(1), opened());
        met()
            .when(day(2), Intent::AddNote(typed(" \n")))
            .then_refused(&FieldFault::NothingWritten { path: "note" });
        met()
            .when(day(2), Intent::AddNote(typed(&"x".repeat(10_001))))
            .then_refused(&FieldFault::TextTooLong { path: "note", max: LONGEST });
        met()
            .when(day(2), Intent::AddNote(typed("\u{202e}omed")))
            .then_refused(&FieldFault::TextNotAllowed { path: "note" });
    }

    #[test]
    fn a_note_is_corrected_by_another_text_that_is_sealed_too() {
        let mut correction: EventCorrected = corrected(2, day(2), note(2));
        let fields = EventPayload::<State>::sealed_fields(&mut correction);
        assert_eq!(fields.into_iter().map(|(field, _)| field).collect::<Vec<_>>(), ["note"]);
        let history = story().given(day(1), opened()).given(day(2), note(1));
        let history = history.given(day(3), correction);
        let held = history.trajectory();
        assert_eq!(held.entries()[1].event.what, note(2).into());
    }

    #[test]
    fn what_is_typed_in_a_correction_is_looked_at_too() {
        story()
            .given(day(1), opened())
            .given(day(2), note(1))
            .when(day(3), Intent::CorrectEvent(corrected(2, day(2), typed(""))))
            .then_refused(&FieldFault::NothingWritten { path: "note" });
    }
}
