//! What was recorded and what it changed, in the words of the catalogue and of the directory.

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::difference::{Change, Word, WordOf};
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_infra::log::Step;
use loopbrug_infra::views::{SeenStep, ViewError};
use uuid::Uuid;

use crate::lang::Lang;
use crate::names::Names;
use crate::visit::Visit;

/// So much is said of a step in a row; the rest is beside it.
const IN_A_ROW: usize = 6;
/// Events that put another one right.
const PUTS_RIGHT: [(&str, &str); 2] =
    [("EventCorrected", "replay-correction-of"), ("EventVoided", "replay-voiding-of")];
/// Fields that a row leaves out: which event is meant is said by a link.
const LEFT_OUT: [&str; 2] = ["target", "event"];

/// Words for one region, looked up as they are asked for.
pub(crate) struct Words<'a> {
    pub(crate) lang: Lang,
    catalogue: &'a Catalogue,
    names: Names<'a>,
}

/// What a step is called.
pub(crate) fn title_of(lang: Lang, step: &Step<SeenStep>) -> String {
    let name = step.event_type.name;
    let puts_right = PUTS_RIGHT.iter().find(|(event, _)| *event == name);
    if let (Some((_, message)), Some(target)) = (puts_right, step.puts_right) {
        return lang.with(message, [("n", target.into())]);
    }
    lang.say(&format!("event-{name}")).into_owned()
}

impl<'a> Words<'a> {
    pub(crate) fn of(visit: &'a Visit, actor: &'a Actor, catalogue: &'a Catalogue) -> Self {
        let names = Names::of(visit, actor, catalogue.region());
        Self { lang: visit.lang, catalogue, names }
    }

    /// An organisation by its name.
    pub(crate) async fn organisation(&self, number: KboNumber) -> Result<String, ViewError> {
        self.names.organisation(number).await
    }

    /// A worker by name, or by the beginning of the number.
    pub(crate) async fn worker(&mut self, worker: WorkerId) -> Result<String, ViewError> {
        let name = self.names.worker(worker).await?;
        Ok(name.unwrap_or_else(|| worker.to_string().chars().take(8).collect()))
    }

    /// The words of a label, where there is one.
    fn label(&self, word: &Word) -> Option<&'a str> {
        let label = self.catalogue.label_of_one(word.list(self.catalogue), &word.text)?;
        Some(self.lang.label(label))
    }

    /// A word of a state.
    pub(super) async fn word(&mut self, word: &Word) -> Result<String, ViewError> {
        let named = match word.of {
            WordOf::Organisation => match word.text.parse() {
                Ok(number) => Some(self.organisation(number).await?),
                Err(_) => None,
            },
            WordOf::Worker => match word.text.parse() {
                Ok(worker) => Some(self.worker(worker).await?),
                Err(_) => None,
            },
            WordOf::List(_) | WordOf::State => None,
        };
        if let Some(named) = named {
            return Ok(named);
        }
        let label = self.label(word).map(str::to_owned);
        Ok(label.unwrap_or_else(|| written(self.lang, &word.text)))
    }

    /// Where something of a state is: from the theme to the field.
    pub(super) async fn place(&mut self, place: &[Word]) -> Result<String, ViewError> {
        let mut parts = Vec::with_capacity(place.len());
        for word in place {
            parts.push(self.word(word).await?);
        }
        Ok(parts.join(" · "))
    }

    /// What was recorded in a few words: codes by what they are called, everything else with its field.
    pub(crate) async fn in_short(&mut self, said: &[Change]) -> Result<String, ViewError> {
        let mut parts = vec![];
        let sealed = said.iter().filter(|change| is_sealed(change)).count();
        for change in said.iter().filter(|change| !is_sealed(change)) {
            let Some(word) = &change.after else { continue };
            let mut fields =
                change.place.iter().rev().filter(|field| field.text.parse::<u32>().is_err());
            let Some(field) = fields.next() else { continue };
            let is_id = Uuid::parse_str(&word.text).is_ok() && word.of == WordOf::State;
            if is_id || LEFT_OUT.contains(&field.text.as_str()) {
                continue;
            }
            let field = self.word(field).await?;
            let value = self.word(word).await?;
            parts.push(match word.of {
                WordOf::State if word.text == "true" => field,
                WordOf::State => format!("{field}: {value}"),
                _ => value,
            });
        }
        let more = parts.len() > IN_A_ROW;
        parts.truncate(IN_A_ROW);
        if sealed > 0 {
            parts.push(self.lang.with("replay-sealed-fields", [("n", sealed.into())]));
        }
        let text = parts.join(" · ");
        Ok(if more { format!("{text} …") } else { text })
    }
}

fn is_sealed(change: &Change) -> bool {
    change.after.as_ref().is_some_and(|word| ["sealed", "erased"].contains(&word.text.as_str()))
}

/// What needs no label, as people write it: a day, a moment, the beginning of an id, or as it is.
fn written(lang: Lang, text: &str) -> String {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return lang.short_day(day);
    }
    if let Ok(moment) = text.parse::<DateTime<Utc>>() {
        return lang.moment(moment);
    }
    match Uuid::parse_str(text) {
        Ok(_) => text.chars().take(8).collect(),
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::{employer, proposal, round, trajectory};

    use super::*;

    #[test]
    fn every_event_of_every_kind_has_its_words() {
        for event in [
            trajectory::EVENT_TYPES,
            round::EVENT_TYPES,
            proposal::EVENT_TYPES,
            employer::EVENT_TYPES,
        ]
        .concat()
        {
            let message = format!("event-{}", event.name);
            assert_ne!(Lang::Dutch.say(&message), message);
        }
        for (event, message) in PUTS_RIGHT {
            assert!(trajectory::EVENT_TYPES.iter().any(|of| of.name == event), "{event}");
            assert!(Lang::Dutch.with(message, [("n", 7.into())]).contains('7'));
        }
    }

    #[test]
    fn what_has_no_label_is_written_as_people_write_it() {
        for (text, shown) in [
            ("2024-03-01", "1 mrt 2024"),
            ("2024-03-01T10:00:00Z", "1 mrt 2024, 11:00"),
            ("03ba3fc9-0000-4000-8000-000000000000", "03ba3fc9"),
            ("B1", "B1"),
        ] {
            assert_eq!(written(Lang::Dutch, text), shown);
        }
    }
}
