//! Chance, repeatable: the same seed rolls the same.

use loopbrug_domain::catalogue::{Catalogue, Code, List};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use uuid::Uuid;

/// Rolls for one client of a simulation, or for its round.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The dice of client `n` in the simulation of this seed: no client's rolls depend on
    /// another's.
    pub(crate) fn for_client(seed: u64, n: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(n);
        Self(rng)
    }

    /// The dice of the round that goes before the clients: of a stream that is none of theirs, so
    /// that no client is another because of it.
    pub(crate) fn for_round(seed: u64) -> Self {
        Self::for_client(seed, u64::MAX)
    }

    /// Those of an employer, of a stream far from the others.
    pub(crate) fn for_employer(seed: u64, n: u64) -> Self {
        Self::for_client(seed, u64::MAX - 1 - n)
    }

    /// The dice from another place on, which is the same whatever was rolled before: far enough from the beginning and
    /// from the next place that no rolls are shared.
    pub(crate) fn at(&self, place: u32) -> Self {
        let mut rng = self.0.clone();
        rng.set_word_pos((u128::from(place) + 1) << 20);
        Self(rng)
    }

    /// A number from `from` to `to`, both included.
    pub(crate) fn between(&mut self, from: u32, to: u32) -> u32 {
        // The remainder leans by less than one in a million for the small spans used here.
        let span = u64::from(to - from) + 1;
        from + u32::try_from(self.0.next_u64() % span).unwrap_or(0)
    }

    /// True this many times in a hundred.
    pub(crate) fn percent(&mut self, chance: u32) -> bool {
        self.between(1, 100) <= chance
    }

    /// One of these.
    pub(crate) fn one_of<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        let last = u32::try_from(choices.len()).unwrap_or(u32::MAX) - 1;
        choices[self.between(0, last) as usize]
    }

    /// A code of a list.
    pub(crate) fn any<L: List>(&mut self, catalogue: &Catalogue) -> Code<L> {
        let codes: Vec<_> = catalogue.codes().collect();
        let codes: Vec<_> = codes.iter().collect();
        self.one_of(&codes).clone()
    }

    /// Puts them in some order.
    pub(crate) fn shuffle<T>(&mut self, cards: &mut [T]) {
        for last in (1..cards.len()).rev() {
            let other = self.between(0, u32::try_from(last).unwrap_or(u32::MAX)) as usize;
            cards.swap(last, other);
        }
    }

    /// A random id.
    pub(crate) fn id(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.0.next_u64(), self.0.next_u64())
    }
}
