//! Chance, repeatable: the same seed rolls the same.

use std::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn of_seed(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number from `from` to `to`, both included.
    pub(crate) fn between(&mut self, from: u32, to: u32) -> u32 {
        from + u32::try_from(self.0.next_u64() % (u64::from(to - from) + 1)).unwrap()
    }

    /// True this many times in a hundred.
    pub(crate) fn percent(&mut self, chance: u32) -> bool {
        self.between(1, 100) <= chance
    }

    /// A span of up to so many milliseconds.
    pub(crate) fn pause(&mut self, milliseconds: u32) -> Duration {
        Duration::from_micros(self.between(0, milliseconds * 1000).into())
    }
}
