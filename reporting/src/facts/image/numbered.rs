//! Small numbers for what appears again and again, so that rows are small and are compared quickly.

use std::hash::Hash;

use hashbrown::{Equivalent, HashMap};

/// Names, or anything like them, and their numbers in order of first appearance.
#[derive(Debug)]
pub(crate) struct Numbered<T, N = u16> {
    numbers: HashMap<T, N>,
    names: Vec<T>,
}

impl<T, N> Default for Numbered<T, N> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), names: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash, N: Copy + TryFrom<usize>> Numbered<T, N> {
    /// The number of a name that has one.
    pub(super) fn find<Q: Hash + Equivalent<T> + ?Sized>(&self, name: &Q) -> Option<N> {
        self.numbers.get(name).copied()
    }

    /// The number of a name, which is the next one where it has none; none once all are given out.
    pub(super) fn number(&mut self, name: &T) -> Option<N> {
        self.number_of(name, T::clone)
    }

    /// The same for something equal to a name, of which that is made where it has none.
    pub(super) fn number_of<Q: Hash + Equivalent<T> + ?Sized>(
        &mut self,
        equal: &Q,
        name: impl FnOnce(&Q) -> T,
    ) -> Option<N> {
        if let Some(number) = self.find(equal) {
            return Some(number);
        }
        let number = N::try_from(self.names.len()).ok()?;
        let name = name(equal);
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        Some(number)
    }

    /// All names, in the order of their numbers.
    pub(crate) fn names(&self) -> &[T] {
        &self.names
    }

    /// Takes as little room as it needs.
    pub(super) fn pack(&mut self) {
        self.numbers.shrink_to_fit();
        self.names.shrink_to_fit();
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let numbers = self.numbers.capacity() * (size_of::<(T, N)>() + 1);
        numbers + self.names.capacity() * size_of::<T>()
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    /// A number that no name has.
    pub(crate) const NOBODY: u16 = u16::MAX;

    /// The number of a name; of a name that was never seen, one that no row has.
    pub(crate) fn get<Q: Hash + Equivalent<T> + ?Sized>(&self, name: &Q) -> u16 {
        self.find(name).unwrap_or(Self::NOBODY)
    }

    /// The name of a number that this has given out.
    pub(crate) fn name(&self, number: u16) -> &T {
        &self.names[usize::from(number)]
    }

    /// The bit of a name; none for a name that was never seen.
    pub(crate) fn bit<Q: Hash + Equivalent<T> + ?Sized>(&self, name: &Q) -> u64 {
        self.find(name).map_or(0, |number| 1 << number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_number_when_there_are_no_more() {
        let mut numbered = Numbered::<u32>::default();
        for name in 0..=u16::MAX {
            assert_eq!(numbered.number(&u32::from(name)), Some(name));
        }
        assert_eq!(numbered.number(&70_000), None);
        assert_eq!(numbered.number(&7), Some(7));
        assert_eq!(*numbered.name(7), 7);
    }
}
