//! Facts with their codes in a list.

use super::{Believed, Dated, Dimensions, FactsHistory};
use crate::catalogue::Code;

/// Facts whose measures say where in a list their code stands: each code is there once, however many
/// measures have it. There is no place beyond the end of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedFacts {
    /// In which rows the trajectory was counted, one at a time.
    pub dimensions: Vec<Believed<Dimensions>>,
    /// What was counted. In place of its code, a measure has the place in the list.
    pub measures: Vec<Believed<Dated<u32>>>,
    /// The codes of measures.
    pub codes: Vec<Code>,
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
        let place = self.codes.iter().position(|known| known == code).unwrap_or_else(|| {
            self.codes.push(code.clone());
            self.codes.len() - 1
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    }
}
