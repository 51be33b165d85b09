//! Small numbers for values that appear again and again, so that rows are small and are compared
//! quickly.

use std::hash::Hash;

use hashbrown::{Equivalent, HashMap};

/// Values and their numbers, in order of first appearance.
#[derive(Debug)]
pub(crate) struct Interner<T, N = u16> {
    numbers: HashMap<T, N>,
    values: Vec<T>,
}

impl<T, N> Default for Interner<T, N> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), values: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash, N: Copy + TryFrom<usize>> Interner<T, N> {
    /// The number of a value that has one.
    pub(super) fn find<Q: Hash + Equivalent<T> + ?Sized>(&self, value: &Q) -> Option<N> {
        self.numbers.get(value).copied()
    }

    /// The number of a value, which is the next one where it has none; none once all are given out.
    pub(super) fn intern(&mut self, value: &T) -> Option<N> {
        self.intern_as(value, T::clone)
    }

    /// The same for something equal to a value, which is made of it where it has no number.
    pub(super) fn intern_as<Q: Hash + Equivalent<T> + ?Sized>(
        &mut self,
        equal: &Q,
        value: impl FnOnce(&Q) -> T,
    ) -> Option<N> {
        if let Some(number) = self.find(equal) {
            return Some(number);
        }
        let number = N::try_from(self.values.len()).ok()?;
        let value = value(equal);
        self.values.push(value.clone());
        self.numbers.insert(value, number);
        Some(number)
    }

    /// All values, in the order of their numbers.
    pub(crate) fn values(&self) -> &[T] {
        &self.values
    }

    /// Takes as little room as it needs.
    pub(super) fn compact(&mut self) {
        self.numbers.shrink_to_fit();
        self.values.shrink_to_fit();
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let numbers = self.numbers.capacity() * (size_of::<(T, N)>() + 1);
        numbers + self.values.capacity() * size_of::<T>()
    }
}

impl<T: Clone + Eq + Hash> Interner<T> {
    /// A number that no value has.
    pub(crate) const ABSENT: u16 = u16::MAX;

    /// The number of a value; of one that never appeared, a number that no row has.
    pub(crate) fn get<Q: Hash + Equivalent<T> + ?Sized>(&self, value: &Q) -> u16 {
        self.find(value).unwrap_or(Self::ABSENT)
    }

    /// The value of a number that this has given out.
    pub(crate) fn value(&self, number: u16) -> &T {
        &self.values[usize::from(number)]
    }

    /// The bit of a value; no bit for one that never appeared.
    pub(crate) fn bit<Q: Hash + Equivalent<T> + ?Sized>(&self, value: &Q) -> u64 {
        self.find(value).map_or(0, |number| 1 << number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_its_number_when_there_are_no_more() {
        let mut interner = Interner::<u32>::default();
        for value in 0..=u16::MAX {
            assert_eq!(interner.intern(&u32::from(value)), Some(value));
        }
        assert_eq!(interner.intern(&70_000), None);
        assert_eq!(interner.intern(&7), Some(7));
        assert_eq!(*interner.value(7), 7);
    }
}
