//! Background: a past in detention or in youth care, and no facts of any offence. It is sealed and never
//! counted in any report (S: "specifieke begeleiding voor klanten met een detentieverleden", "verleden in de
//! bijzondere jeugdzorg").

use crate::sealed::{SealedField, SealedText};
use crate::trajectory::prelude::*;
use crate::word_enum::word_enum;

word_enum! {
    /// What a client answers.
    pub enum Answer {
        /// It is so.
        Yes,
        /// It is not.
        No,
        /// Nobody knows, or the client does not say.
        Unknown,
    }
}

impl Answer {
    /// As it is sealed: all answers are equally long, because the length of a sealed text can be seen.
    #[must_use]
    pub fn typed(self) -> SealedText {
        let letter = match self {
            Self::Yes => "y",
            Self::No => "n",
            Self::Unknown => "u",
        };
        SealedText::typed(letter.to_owned())
    }

    /// What was sealed.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "y" => Some(Self::Yes),
            "n" => Some(Self::No),
            "u" => Some(Self::Unknown),
            _ => None,
        }
    }
}

/// What is known of a client's past. It takes the place of what was known before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BackgroundRecorded {
    /// A past in detention.
    pub detention: SealedText,
    /// A past in youth care.
    pub youth_care: SealedText,
}

impl EventPayload<State> for BackgroundRecorded {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.answer("detention", &self.detention);
        fields.answer("youthCare", &self.youth_care);
    }

    fn sealed_fields(&mut self) -> Vec<SealedField<'_>> {
        vec![("detention", &mut self.detention), ("youth_care", &mut self.youth_care)]
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.opened()?;
        state.open()
    }

    fn apply(&self, _: &mut State, _: NaiveDate, _: KboNumber) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::trajectory::Intent;
    use crate::trajectory::course::CourseRefusal;
    use crate::trajectory::profile::{FindingLinked, ProfileRefusal};
    use crate::trajectory::story::{closed, day, opened, sealed, story};

    fn background() -> BackgroundRecorded {
        BackgroundRecorded { detention: sealed(1), youth_care: sealed(2) }
    }

    #[test]
    fn rule_1_a_background_is_recorded_before_the_intake_while_the_trajectory_is_open() {
        let record = || Intent::RecordBackground(background());
        let met = || story().given(day(1), opened());
        met().when(day(2), record()).then(vec![background().into()]);
        met()
            .given(day(2), closed("moved"))
            .when(day(3), record())
            .then_refused(&CourseRefusal::TrajectoryClosed);
    }

    #[test]
    fn a_background_changes_no_state_by_which_anything_is_counted() {
        let met = || story().given(day(1), opened());
        let state = met().given(day(1), background()).state();
        assert_eq!(state, met().state());
    }

    #[test]
    fn the_two_sealed_findings_are_recorded_as_a_background_and_never_linked_as_codes() {
        for code in ["past_in_detention", "past_in_youth_care"] {
            let finding = FindingLinked { finding: Code::new(code), rationale: None };
            let refused = ProfileRefusal::FindingSealed { code: Code::new(code) };
            let met = story().given(day(1), opened());
            met.when(day(2), Intent::LinkFinding(finding)).then_refused(&refused);
        }
    }

    #[test]
    fn an_answer_is_yes_no_or_unknown_and_tells_nothing_by_its_length() {
        let lengths = [Answer::Yes, Answer::No, Answer::Unknown].map(|answer| {
            let typed = answer.typed();
            let text = typed.as_typed().unwrap();
            assert_eq!(Answer::read(text), Some(answer));
            text.len()
        });
        assert_eq!(lengths, [1; 3]);
        let facts = SealedText::typed("theft in 2019".to_owned());
        let recorded = BackgroundRecorded { detention: facts, ..background() };
        story()
            .given(day(1), opened())
            .when(day(2), Intent::RecordBackground(recorded))
            .then_refused(&FieldFault::OfAnotherForm {
                path: "detention",
                form: "yes, no or unknown",
            });
    }
}
