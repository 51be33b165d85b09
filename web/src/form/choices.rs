//! What can be chosen in a field: codes of a list of the catalogue, or organisations.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, List};
use loopbrug_domain::ids::KboNumber;

use crate::lang::Lang;

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What is sent.
    pub(crate) value: String,
    /// What is read.
    pub(crate) label: String,
    /// More about it, smaller.
    pub(crate) note: Option<String>,
}

impl Choice {
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), note: None }
    }

    /// The same, with more about it.
    pub(crate) fn noted(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }
}

/// The codes of a list that may be used on a day, in the order of the catalogue. A long label of a region has the short
/// one of all regions before it.
pub(crate) fn coded<L: List>(lang: Lang, catalogue: &Catalogue, on: NaiveDate) -> Vec<Choice> {
    let entries = catalogue.entries(L::KIND).filter(|entry| entry.is_valid_on(on));
    let choices = entries.map(|entry| {
        let code = entry.code.as_str();
        let whole = lang.label(&entry.label);
        let short = catalogue.short_label(L::KIND, code).map_or(whole, |label| lang.label(label));
        let choice = Choice::new(code, short);
        if short == whole { choice } else { choice.noted(whole) }
    });
    choices.collect()
}

/// The same with some of them first: those that are used most.
pub(crate) fn first(often: &[&str], choices: Vec<Choice>) -> Vec<Choice> {
    let place = |choice: &Choice| {
        let found = often.iter().position(|value| *value == choice.value);
        found.unwrap_or(often.len())
    };
    let mut choices = choices;
    choices.sort_by_key(place);
    choices
}

/// Organisations to choose from.
pub(crate) fn organisations<'a>(
    all: impl IntoIterator<Item = &'a (KboNumber, String)>,
) -> Vec<Choice> {
    all.into_iter().map(|(number, name)| Choice::new(number.to_string(), name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_most_comes_first_and_the_rest_stays_in_order() {
        let choices = ["a", "b", "c", "d"].map(|value| Choice::new(value, value)).to_vec();
        let ordered = first(&["c", "x", "b"], choices);
        let values: Vec<_> = ordered.iter().map(|choice| choice.value.as_str()).collect();
        assert_eq!(values, ["c", "b", "a", "d"]);
    }
}
