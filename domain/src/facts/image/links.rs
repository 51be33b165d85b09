//! What trajectories are linked to, each combination once: there are few of them, however many
//! trajectories there are.

use std::collections::HashMap;

/// Linked challenges and personas, as sets of bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Linked {
    pub(crate) challenges: u64,
    pub(crate) personas: u64,
}

/// All combinations that there are, and their numbers in order of first appearance.
#[derive(Debug, Default)]
pub(crate) struct Links {
    numbers: HashMap<Linked, u32>,
    combinations: Vec<Linked>,
}

impl Links {
    /// All combinations, in the order of their numbers.
    pub(crate) fn combinations(&self) -> &[Linked] {
        &self.combinations
    }

    pub(super) fn number(&mut self, linked: Linked) -> u32 {
        // There are no more of them than positions, which have 32 bits.
        let next = u32::try_from(self.combinations.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(linked).or_insert(next);
        if number == next {
            self.combinations.push(linked);
        }
        number
    }
}
