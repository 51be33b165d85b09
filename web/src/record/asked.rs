//! Questions that several forms ask in the same way.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::Municipality;
use loopbrug_domain::catalogue::{Code, List};
use loopbrug_domain::trajectory::{Intent, Phase};

use super::{Records, Subject};
use crate::form::{Choice, Field, OCCURRED_ON, Reading, Typed, coded};
use crate::lang::Lang;

/// What is sent for yes and for no.
pub(crate) const YES: &str = "ja";
pub(crate) const NO: &str = "nee";
/// What stands for a place outside the region: no municipality has this code.
const OUTSIDE: &str = "elders";

impl Subject<'_> {
    /// A message that names the client.
    pub(super) fn say_of(&self, id: &str) -> String {
        self.lang.with(id, [("name", self.name.as_str().into())])
    }

    /// The codes of a list that may be used today.
    pub(super) fn coded<L: List>(&self) -> Vec<Choice> {
        coded::<L>(self.lang, &self.catalogue, self.today)
    }

    /// Why, of a list.
    pub(super) fn why<L: List>(&self, message: &str) -> Field {
        Field::one_of("reason", self.lang.say(message), self.coded::<L>())
    }

    /// Yes, no or not known.
    pub(super) fn yes_or_no(&self, name: &str, label: impl Into<String>) -> Field {
        yes_or_no(self.lang, name, label)
    }

    /// The municipalities of the region, and what is outside of it.
    pub(super) fn places(&self) -> Vec<Choice> {
        let outside = Choice::new(OUTSIDE, self.lang.say("file-outside"));
        self.coded::<Municipality>().into_iter().chain([outside]).collect()
    }

    /// Somebody took part, and still counts here: life goes on also when the guidance has stopped.
    pub(super) fn is_participant(&self) -> bool {
        self.state().intake.is_some() && self.state().phase() != Some(Phase::Merged)
    }

    /// A code in few words: the one of all regions where a region has a long one.
    pub(super) fn short<L: List>(&self, code: &Code<L>) -> String {
        let label = self.catalogue.short_label(L::KIND, code.as_str());
        label.map_or(code.as_str(), |label| self.lang.label(label)).to_owned()
    }

    /// A day to be written, with how.
    pub(super) fn day(&self, name: &str, label: impl Into<String>) -> Field {
        let day = self.today.format("%d/%m/%Y").to_string();
        let example = self.lang.with("file-example-day", [("day", day.into())]);
        Field::date(name, label).helped(example)
    }
}

/// Yes, no or not known. What is not said is not known, which is neither.
pub(crate) fn yes_or_no(lang: Lang, name: &str, label: impl Into<String>) -> Field {
    let words = [(YES, "file-yes"), (NO, "file-no"), ("", "file-not-known")];
    let choices = words.map(|(value, message)| Choice::new(value, lang.say(message)));
    Field::one_of(name, label, choices.to_vec()).wide().optional()
}

/// What was answered to a question of yes or no.
pub(crate) fn answer(reading: &mut Reading<'_>, field: &str) -> Option<bool> {
    match reading.typed.one(field)? {
        YES => Some(true),
        NO => Some(false),
        _ => {
            reading.fault(field, "NOTHING_CHOSEN");
            None
        }
    }
}

/// The only one of some, which then is likely meant.
pub(super) fn only<T>(all: impl IntoIterator<Item = T>) -> Option<T> {
    let mut all = all.into_iter();
    all.next().filter(|_| all.next().is_none())
}

/// A place that was chosen; none outside the region.
pub(super) fn place(reading: &mut Reading<'_>, field: &str) -> Option<Code<Municipality>> {
    let chosen = reading.code(field);
    (chosen.as_str() != OUTSIDE).then_some(chosen)
}

/// A place outside the region, as it is chosen.
pub(super) fn outside(typed: Typed) -> Typed {
    typed.set("municipality", OUTSIDE)
}

/// Records what began, or ended, on a day of its own: on that day, unless it lies ahead or another one is said.
pub(super) fn record_from(
    reading: &mut Reading<'_>,
    subject: &Subject<'_>,
    records: &mut Records,
    (first, intent): (NaiveDate, Intent),
) {
    if reading.typed.one(OCCURRED_ON).is_none() {
        reading.on = first.min(subject.today);
    }
    records.add_below("", reading.on, intent);
}
