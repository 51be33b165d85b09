//! The fields of a form: what each asks for, and how.

use super::choices::Choice;

/// So many cards are shown at most; the others are behind one that says so.
const CARDS: usize = 6;

/// A field.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// As the domain calls it, so that what a rule says of it is shown at it.
    pub(super) name: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
    pub(super) kind: Kind,
    pub(super) optional: bool,
    /// Cards side by side.
    pub(super) wide: bool,
    /// All cards at once, in a row.
    pub(super) scale: bool,
    /// It is asked only where this is chosen, as far as a browser can hide it.
    pub(super) when: Option<&'static str>,
}

/// How a field asks.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// Cards, of which one is chosen, or as many as one likes.
    Cards {
        choices: Vec<Choice>,
        many: bool,
    },
    /// One card, ticked or not.
    Tick([Choice; 1]),
    /// One of a long list.
    Select(Vec<Choice>),
    /// A day that is most often today or yesterday.
    Day(Vec<Choice>),
    Date,
    Time,
    Number {
        min: u32,
        max: u32,
    },
    /// A text of one line.
    Line,
    /// A text of several.
    Text,
    /// Known already, and shown nowhere.
    Hidden,
    /// Fields that are seldom filled in.
    More(Vec<Field>),
    /// A part of a long form, with a title.
    Part(Vec<Field>),
}

impl Field {
    fn new(name: impl Into<String>, label: impl Into<String>, kind: Kind) -> Self {
        let (name, label) = (name.into(), label.into());
        let (optional, wide, scale) = (false, false, false);
        Self { name, label, help: None, kind, optional, wide, scale, when: None }
    }

    /// One of some cards.
    pub(crate) fn one_of(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: Vec<Choice>,
    ) -> Self {
        Self::new(name, label, Kind::Cards { choices, many: false })
    }

    /// One of a few numbers, all of them side by side.
    pub(crate) fn scale(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: Vec<Choice>,
    ) -> Self {
        Self { scale: true, ..Self::one_of(name, label, choices) }
    }

    /// As many of some cards as one likes.
    pub(crate) fn any_of(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: Vec<Choice>,
    ) -> Self {
        Self::new(name, label, Kind::Cards { choices, many: true })
    }

    /// One card to tick or not; its value is `ja`.
    pub(crate) fn tick(name: impl Into<String>, label: impl Into<String>) -> Self {
        let label = label.into();
        let choice = Choice::new("ja", label.clone());
        Self::new(name, label, Kind::Tick([choice])).optional()
    }

    /// One of a long list.
    pub(crate) fn select(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: Vec<Choice>,
    ) -> Self {
        Self::new(name, label, Kind::Select(choices))
    }

    /// A day, of which some are offered.
    pub(super) fn day(name: &str, label: impl Into<String>, offered: Vec<Choice>) -> Self {
        Self { wide: true, ..Self::new(name, label, Kind::Day(offered)) }
    }

    /// A day, to be written.
    pub(crate) fn date(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Kind::Date)
    }

    /// A time of a day.
    pub(crate) fn time(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Kind::Time)
    }

    /// A whole number.
    pub(crate) fn number(
        name: impl Into<String>,
        label: impl Into<String>,
        (min, max): (u32, u32),
    ) -> Self {
        Self::new(name, label, Kind::Number { min, max })
    }

    /// A text of one line.
    pub(crate) fn line(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Kind::Line)
    }

    /// A text of several lines.
    pub(crate) fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Kind::Text)
    }

    /// What is known already.
    pub(crate) fn hidden(name: impl Into<String>) -> Self {
        Self::new(name, "", Kind::Hidden)
    }

    /// Fields that are seldom filled in, behind a disclosure.
    pub(crate) fn more(label: impl Into<String>, fields: Vec<Field>) -> Self {
        Self::new("", label, Kind::More(fields)).optional()
    }

    /// A part of a long form.
    pub(crate) fn part(label: impl Into<String>, fields: Vec<Field>) -> Self {
        Self::new("", label, Kind::Part(fields))
    }

    /// The same, with a sentence that helps.
    pub(crate) fn helped(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same, which may be left out.
    pub(crate) fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// The same, with its cards side by side.
    pub(crate) fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    /// The same, asked only where a card with this value is chosen. Browsers that cannot hide it show it always.
    pub(crate) fn when(self, value: &'static str) -> Self {
        Self { when: Some(value), ..self }
    }

    /// The fields within it.
    pub(super) fn within(&self) -> &[Field] {
        match &self.kind {
            Kind::More(fields) | Kind::Part(fields) => fields,
            _ => &[],
        }
    }

    /// Whether it is a field of this name, or has one within.
    pub(super) fn has(&self, name: &str) -> bool {
        (!name.is_empty() && self.name == name) || self.within().iter().any(|one| one.has(name))
    }

    /// Whether a field of this name can hold this value; one that is written holds any.
    pub(crate) fn can_hold(fields: &[Self], name: &str, value: &str) -> bool {
        fields.iter().any(|field| {
            let choices = field.choices();
            let is_offered = choices.is_empty() || choices.iter().any(|one| one.value == value);
            (field.name == name && is_offered) || Self::can_hold(field.within(), name, value)
        })
    }

    /// What can be chosen in it, in the order in which it is shown.
    pub(super) fn choices(&self) -> &[Choice] {
        match &self.kind {
            Kind::Cards { choices, .. } | Kind::Select(choices) => choices,
            Kind::Tick(choice) => choice,
            _ => &[],
        }
    }

    /// Whether all that has to be filled in is chosen, or a day; nothing of it is typed.
    fn is_chosen(&self) -> bool {
        let chosen = matches!(
            self.kind,
            Kind::Cards { .. } | Kind::Select(_) | Kind::Day(_) | Kind::Hidden | Kind::Part(_)
        );
        self.optional || (chosen && self.within().iter().all(Self::is_chosen))
    }
}

/// The cards that are shown at once, and those behind another.
pub(super) fn at_once(choices: &[Choice]) -> (&[Choice], &[Choice]) {
    if choices.len() <= CARDS { (choices, &[]) } else { choices.split_at(CARDS - 1) }
}

/// All that can be chosen in some fields, each with its field, in the order in which it is shown: the place from 1 on is
/// its number.
pub(crate) fn options(fields: &[Field]) -> Vec<(&str, &str)> {
    let all = fields.iter().flat_map(|field| {
        let own = field.choices().iter().map(|choice| (field.name.as_str(), choice.value.as_str()));
        own.chain(options(field.within())).collect::<Vec<_>>()
    });
    all.collect()
}

/// Whether all that has to be filled in is chosen, or a day.
pub(crate) fn is_chosen(fields: &[Field]) -> bool {
    fields.iter().all(Field::is_chosen)
}

/// The names of the fields that hold what is known already.
pub(crate) fn hidden(fields: &[Field]) -> impl Iterator<Item = &str> {
    let hidden = fields.iter().filter(|field| matches!(field.kind, Kind::Hidden));
    hidden.map(|field| field.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cards(n: usize) -> Vec<Choice> {
        (0..n).map(|n| Choice::new(n.to_string(), "")).collect()
    }

    #[test]
    fn six_cards_are_shown_at_most() {
        for (all, shown) in [(0, 0), (6, 6), (7, 5), (20, 5)] {
            assert_eq!(at_once(&cards(all)).0.len(), shown, "of {all}");
        }
    }

    #[test]
    fn a_form_is_filled_in_by_choosing_where_no_field_that_is_needed_is_typed() {
        let note = Field::text("note", "Notitie").optional();
        assert!(Field::one_of("mode", "Hoe?", cards(3)).is_chosen());
        assert!(Field::more("Meer", vec![note]).is_chosen());
        assert!(!Field::text("note", "Notitie").is_chosen());
        assert!(!Field::part("Deel", vec![Field::time("at", "Hoe laat?")]).is_chosen());
    }

    #[test]
    fn a_field_with_choices_holds_none_but_those() {
        let cards = Field::one_of("mode", "Hoe?", vec![Choice::new("phone", "telefoon")]);
        let fields = [Field::more("Meer", vec![cards]), Field::text("note", "Notitie")];
        assert!(Field::can_hold(&fields, "mode", "phone"));
        assert!(!Field::can_hold(&fields, "mode", "street"));
        assert!(Field::can_hold(&fields, "note", "anything"));
        assert!(!Field::can_hold(&fields, "other", "anything"));
    }
}
