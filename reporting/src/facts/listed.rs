//! Facts with their codes in a list.

use super::{Believed, Dated, Dimensions, FactsHistory};
use loopbrug_domain::catalogue::Code;

/// Facts whose measures say where in a list their code stands: each code is there once, however many
/// measures have it. There is no place beyond the end of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedFacts {
    /// In which rows the trajectory was counted, one at a time.
    pub dimensions: Vec<Believed<Dimensions>>,
    /// What was counted. In place of its code, a measure has the place in the list.
    pub measures: Vec<Believed<Dated<u32>>>,
    /// The codes of measures.
    pub codes: Texts,
}

impl ListedFacts {
    /// All that was ever believed of a trajectory.
    #[must_use]
    pub fn of(history: &FactsHistory) -> Self {
        let mut listed = Self { dimensions: history.dimensions().to_vec(), ..Self::default() };
        history.measures().for_each(|believed| listed.add(believed));
        listed
    }

    /// Adds a measure.
    pub fn add(&mut self, believed: &Believed<Dated>) {
        let Believed { since, until, ref what } = *believed;
        let code = what.code.as_ref().map(|code| self.place(code));
        let Dated { measure, day, sign, length, .. } = *what;
        let what = Dated { measure, day, sign, code, length };
        self.measures.push(Believed { since, until, what });
    }

    /// The place of a code, which is added where it is new. There are few.
    fn place(&mut self, code: &Code) -> u32 {
        let known = self.codes.iter().zip(0..).find(|(known, _)| code == known);
        let place = known.map(|(_, place)| place);
        place.unwrap_or_else(|| self.codes.push(code.as_str()))
    }
}

/// Texts, one after the other in one piece of memory: where images are loaded there are millions of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    /// Adds a text and gives its place.
    pub fn push(&mut self, text: &str) -> u32 {
        self.text.push_str(text);
        self.ends.push(self.text.len());
        u32::try_from(self.ends.len() - 1).unwrap_or(u32::MAX)
    }

    /// All texts, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| &self.text[std::mem::replace(&mut start, *end)..*end])
    }
}
