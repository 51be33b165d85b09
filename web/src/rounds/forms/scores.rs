//! A score for each criterion, in a form.

use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::procedure::{SCORE_MAX, Scores};

use crate::form::{Field, Reading, Typed};
use crate::lang::Lang;

/// What the domain calls all of them.
const ALL: &str = "scores";

fn field_of(criterion: &str) -> String {
    format!("{ALL}-{criterion}")
}

/// A field for each criterion, with its weight.
pub(super) fn fields(lang: Lang, catalogue: &Catalogue) -> Field {
    let each = catalogue.round().criteria.iter().map(|criterion| {
        let label = lang.label(&criterion.entry.label);
        let weight = ("weight", criterion.weight.into());
        Field::number(field_of(criterion.entry.code.as_str()), label, (0, SCORE_MAX))
            .helped(lang.with("score-help", [weight]))
    });
    Field::part(lang.say("scores"), each.collect())
}

/// What was scored.
pub(super) fn read(reading: &mut Reading<'_>, catalogue: &Catalogue) -> Scores {
    let criteria = catalogue.round().criteria.iter().map(|criterion| &criterion.entry.code);
    Scores(criteria.map(|code| (code.clone(), reading.number(&field_of(code.as_str())))).collect())
}

/// The field that a fault of the scores is at: the domain names all of them together.
pub(super) fn place(catalogue: &Catalogue, typed: &Typed, field: &str) -> Option<String> {
    if field != ALL {
        return None;
    }
    let criteria = catalogue.round().criteria.iter();
    let mut fields = criteria.map(|criterion| field_of(criterion.entry.code.as_str()));
    let is_odd = |field: &String| {
        let score = typed.one(field).and_then(|text| text.parse::<u32>().ok());
        score.is_none_or(|score| score > SCORE_MAX)
    };
    fields.find(is_odd)
}
