//! What the rows of a theme tell, each kind once: there are far more rows than kinds of them.

use hashbrown::HashMap;

use crate::facts::Measure;

/// What a row tells, but for the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    pub(super) code: u16,
    pub(super) length: u16,
    pub(super) measure: Measure,
    pub(super) sign: i8,
}

/// Small numbers for kinds, in order of first appearance.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    numbers: HashMap<Kind, u16>,
    kinds: Vec<Kind>,
}

impl Kinds {
    /// The number of a kind; none once all numbers are given out.
    pub(super) fn number(&mut self, kind: Kind) -> Option<u16> {
        let known = self.get(kind);
        if known.is_none() {
            let number = u16::try_from(self.kinds.len()).ok()?;
            self.kinds.push(kind);
            self.numbers.insert(kind, number);
            return Some(number);
        }
        known
    }

    /// The number of a kind that has one.
    pub(super) fn get(&self, kind: Kind) -> Option<u16> {
        self.numbers.get(&kind).copied()
    }

    /// The kind of a number that this has given out.
    pub(super) fn kind(&self, number: u16) -> Kind {
        self.kinds[usize::from(number)]
    }

    /// Takes as little room as it needs.
    pub(super) fn pack(&mut self) {
        self.numbers.shrink_to_fit();
        self.kinds.shrink_to_fit();
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        let numbers = self.numbers.capacity() * (size_of::<(Kind, u16)>() + 1);
        numbers + self.kinds.capacity() * size_of::<Kind>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_keeps_its_number_when_there_are_no_more() {
        let mut kinds = Kinds::default();
        let kind = |code, length| Kind { code, length, measure: Measure::Recorded, sign: 1 };
        for length in 0..=u16::MAX {
            assert_eq!(kinds.number(kind(1, length)), Some(length));
        }
        assert_eq!(kinds.number(kind(2, 0)), None);
        assert_eq!(kinds.number(kind(1, 7)), Some(7));
        assert_eq!(kinds.kind(7), kind(1, 7));
    }
}
