//! Fields with several values, and what can be chosen in a field.

use std::str::FromStr;

use loopbrug_domain::ids::KboNumber;

use super::field::Field;
use super::reading::Reading;

impl Reading<'_> {
    /// All organisations that are chosen, by their numbers.
    pub(crate) fn organisations(&mut self, field: &str) -> Vec<KboNumber> {
        self.parsed(field, "MALFORMED_ORGANISATION")
    }

    /// The ids of all that is chosen.
    pub(crate) fn ids<T: FromStr>(&mut self, field: &str) -> Vec<T> {
        self.parsed(field, "MALFORMED_ID")
    }

    /// What of it can be read; where something cannot, that is a fault.
    fn parsed<T: FromStr>(&mut self, field: &str, code: &str) -> Vec<T> {
        let chosen: Vec<_> = self.typed.all(field).map(str::parse).collect();
        let read: Vec<T> = chosen.into_iter().filter_map(Result::ok).collect();
        if read.len() < self.typed.all(field).count() {
            self.fault(field, code);
        }
        read
    }
}

impl Field {
    /// Whether this can be said in a field of this name: in one that is written, anything.
    pub(crate) fn can_say(fields: &[Self], name: &str, value: &str) -> bool {
        fields.iter().any(|field| {
            let choices = field.choices();
            let is_offered = choices.is_empty() || choices.iter().any(|one| one.value == value);
            (field.name == name && is_offered) || Self::can_say(field.within(), name, value)
        })
    }
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::ids::GoalId;

    use super::*;
    use crate::form::{Choice, Typed};
    use crate::lang::Lang;

    #[test]
    fn of_several_values_one_that_cannot_be_read_is_a_fault() {
        let typed = Typed::read(b"to=0643634986&to=x&goals=").with_command();
        let mut reading = Reading::new(&typed, Lang::Dutch, None, chrono::NaiveDate::MIN);
        assert_eq!(reading.organisations("to").len(), 1);
        assert_eq!(reading.ids::<GoalId>("goals"), []);
        let faults = reading.into_faults();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].code, "MALFORMED_ORGANISATION");
    }

    #[test]
    fn what_is_not_offered_cannot_be_said() {
        let cards = Field::one_of("mode", "Hoe?", vec![Choice::new("phone", "telefoon")]);
        let fields = [Field::more("Meer", vec![cards]), Field::text("note", "Notitie")];
        assert!(Field::can_say(&fields, "mode", "phone"));
        assert!(!Field::can_say(&fields, "mode", "street"));
        assert!(Field::can_say(&fields, "note", "anything"));
        assert!(!Field::can_say(&fields, "other", "anything"));
    }
}
