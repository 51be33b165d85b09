//! Moves: the client goes to live in another municipality, or is spoken with in another language. The
//! opening stays as it was. S: "sofasurfers", "andere contacttaal (F, E of andere)".

use crate::catalogue::list::{Language, Municipality};
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about moves.
    MoveRefusal {
        /// Nothing changed.
        ResidenceUnchanged { from: NaiveDate }, "RESIDENCE_UNCHANGED",
            "the client stays there already on {from}; record a change, or correct the day of the last one";
        /// A move before the opening would be no change of what the opening says, but a correction of it.
        MovedBeforeOpening { from: NaiveDate, opened_on: NaiveDate }, "MOVED_BEFORE_OPENING",
            "{from} is before the opening on {opened_on}; correct the opening, or give the day of the move";
        /// Nothing changed.
        ContactLanguageUnchanged { language: Code<Language> }, "CONTACT_LANGUAGE_UNCHANGED",
            "'{language}' is the contact language already, with or without an interpreter as before";
        /// Rule 14, of what is carried from another trajectory.
        ResidenceContradicted { from: NaiveDate }, "RESIDENCE_CONTRADICTED",
            "the client came to stay in two places on {from}, by the one trajectory and by the other";
        /// Rule 14, of what is carried from another trajectory.
        ContactLanguageContradicted { on: NaiveDate }, "CONTACT_LANGUAGE_CONTRADICTED",
            "the client is spoken with in two languages from {on} on, by the one trajectory and by the other";
    }
}

/// The client stays somewhere else from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResidenceChanged {
    /// Where. Absent: outside the region.
    pub municipality: Option<Code<Municipality>>,
    /// The first day there.
    pub from: NaiveDate,
}

/// The client is spoken with in another language, or with or without an interpreter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContactLanguageChanged {
    /// The language to speak with the client.
    pub language: Code<Language>,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
}

/// What changed since the opening.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Moves {
    /// Moves by their first day, one a day: what was said last of a day holds.
    pub residences: Vec<ResidenceChanged>,
    /// Changes of the language, in order.
    pub languages: Vec<(NaiveDate, ContactLanguageChanged)>,
}

impl State {
    /// Where the client stays now; none outside the region, or before the opening.
    #[must_use]
    pub fn municipality(&self) -> Option<&Code<Municipality>> {
        self.municipality_on(NaiveDate::MAX)
    }

    /// Where the client stayed on a day. The first days are those of the opening.
    #[must_use]
    pub fn municipality_on(&self, day: NaiveDate) -> Option<&Code<Municipality>> {
        match self.moves.residences.iter().rfind(|residence| residence.from <= day) {
            Some(residence) => residence.municipality.as_ref(),
            None => self.opening.as_ref().map(|opening| &opening.municipality),
        }
    }

    /// Whether the client came to stay there on this very day, as far as the opening or a move says where.
    pub(super) fn came_to_stay(
        &self,
        day: NaiveDate,
        there: Option<&Code<Municipality>>,
    ) -> Option<bool> {
        let moved = self.moves.residences.iter().find(|residence| residence.from == day);
        let opening = self.opening.as_ref().filter(|opening| opening.on == day);
        moved
            .map(|residence| residence.municipality.as_ref() == there)
            .or_else(|| opening.map(|opening| Some(&opening.municipality) == there))
    }

    /// What was said last on this very day of the language to speak with the client, and of an interpreter.
    pub(super) fn spoken_from(&self, day: NaiveDate) -> Option<(&Code<Language>, bool)> {
        let changed = self.moves.languages.iter().rfind(|(on, _)| *on == day);
        let opening = self.opening.as_ref().filter(|opening| opening.on == day);
        changed
            .map(|(_, changed)| (&changed.language, changed.interpreter))
            .or_else(|| opening.map(|it| (&it.contact_language, it.interpreter)))
    }

    /// The language to speak with the client, and whether an interpreter is needed; none before the opening.
    #[must_use]
    pub fn contact_language(&self) -> Option<(&Code<Language>, bool)> {
        let opening = self.opening.as_ref()?;
        Some(match self.moves.languages.last() {
            Some((_, changed)) => (&changed.language, changed.interpreter),
            None => (&opening.contact_language, opening.interpreter),
        })
    }
}

impl EventPayload<State> for ResidenceChanged {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.past_day("from", self.from);
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.not_ended()?;
        let (from, opened_on) = (self.from, state.opened()?.on);
        if at.carried_from.is_some() {
            return Ok(());
        }
        Refusal::when(from < opened_on, || MoveRefusal::MovedBeforeOpening { from, opened_on })?;
        let stays_there = state.municipality_on(from) == self.municipality.as_ref();
        Refusal::when(stays_there, || MoveRefusal::ResidenceUnchanged { from })
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        let residences = &mut state.moves.residences;
        residences.retain(|residence| residence.from != self.from);
        let place = residences.partition_point(|residence| residence.from < self.from);
        residences.insert(place, self.clone());
    }
}

impl EventPayload<State> for ContactLanguageChanged {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.not_ended()?;
        let now = state.contact_language();
        let unchanged =
            now == Some((&self.language, self.interpreter)) && at.carried_from.is_none();
        Refusal::when(unchanged, || MoveRefusal::ContactLanguageUnchanged {
            language: self.language.clone(),
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.moves.languages.push((on, self.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::trajectory::Intent;
    use crate::trajectory::story::{Story, day, opened, story, unknown};

    fn moved(municipality: Option<&str>, from: NaiveDate) -> ResidenceChanged {
        ResidenceChanged { municipality: municipality.map(Code::new), from }
    }

    fn to(municipality: Option<&str>, from: NaiveDate) -> Intent {
        Intent::ChangeResidence(moved(municipality, from))
    }

    fn speaks(language: &str, interpreter: bool) -> ContactLanguageChanged {
        ContactLanguageChanged { language: Code::new(language), interpreter }
    }

    fn met() -> Story {
        story().given(day(1), opened())
    }

    #[test]
    fn rule_1_a_client_moves_before_the_intake_and_the_opening_stays_as_it_was() {
        let change = moved(Some("45035"), day(5));
        met()
            .when(day(6), Intent::ChangeResidence(change.clone()))
            .then(vec![change.clone().into()]);
        let state = met().given(day(6), change).state();
        let on = |n| state.municipality_on(day(n)).map(ToString::to_string);
        assert_eq!(on(4).as_deref(), Some("45041"));
        assert_eq!(on(5).as_deref(), Some("45035"));
        assert_eq!(state.municipality(), Some(&Code::new("45035")));
        assert_eq!(state.opening.unwrap().municipality, "45041");
    }

    #[test]
    fn a_client_who_leaves_the_region_stays_nowhere_in_it_until_coming_back() {
        let history =
            met().given(day(6), moved(None, day(6))).given(day(20), moved(Some("45041"), day(19)));
        let state = history.state();
        assert_eq!(state.municipality_on(day(18)), None);
        assert_eq!(state.municipality(), Some(&Code::new("45041")));
    }

    #[test]
    fn moves_hold_from_their_day_in_whatever_order_they_are_recorded() {
        let history = met()
            .given(day(20), moved(Some("45035"), day(19)))
            .given(day(21), moved(Some("45063"), day(10)))
            .given(day(22), moved(Some("45059"), day(10)));
        let state = history.state();
        assert_eq!(state.municipality_on(day(10)), Some(&Code::new("45059")));
        assert_eq!(state.municipality(), Some(&Code::new("45035")));
    }

    #[test]
    fn a_move_is_to_somewhere_else_since_the_opening_and_not_ahead() {
        met()
            .when(day(6), to(Some("45041"), day(6)))
            .then_refused(&MoveRefusal::ResidenceUnchanged { from: day(6) });
        met()
            .when(day(6), to(Some("45035"), day(0)))
            .then_refused(&MoveRefusal::MovedBeforeOpening { from: day(0), opened_on: day(1) });
        met().when(day(6), to(Some("45035"), day(7))).then_refused(&FieldFault::DayOutOfOrder {
            path: "from",
            day: day(7),
            limit: day(6),
        });
    }

    #[test]
    fn rule_13_municipality_and_language_are_codes() {
        met().when(day(6), to(Some("44021"), day(6))).then_refused(&unknown(
            "municipality",
            "44021",
            "municipality",
        ));
        met()
            .when(day(6), Intent::ChangeContactLanguage(speaks("xx", false)))
            .then_refused(&unknown("language", "xx", "language"));
    }

    #[test]
    fn the_contact_language_changes_or_the_need_of_an_interpreter() {
        let change = speaks("fr", true);
        met()
            .when(day(6), Intent::ChangeContactLanguage(change.clone()))
            .then(vec![change.clone().into()]);
        let state = met().given(day(6), change).given(day(9), speaks("nl", false)).state();
        assert_eq!(state.contact_language(), Some((&Code::new("nl"), false)));
        assert_eq!(state.opening.unwrap().contact_language, "fr");
    }

    #[test]
    fn a_contact_language_that_stays_is_no_change() {
        met()
            .when(day(6), Intent::ChangeContactLanguage(speaks("fr", false)))
            .then_refused(&MoveRefusal::ContactLanguageUnchanged { language: Code::new("fr") });
    }
}
