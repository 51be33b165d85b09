//! Chance that is the same for the same seed.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use uuid::Uuid;

/// Rolls for one document.
pub(super) struct Dice {
    rng: ChaCha8Rng,
    /// What the document is mostly about, by number: commands on what another organisation holds are
    /// refused, and nothing else is learned of them.
    pub(super) subject: usize,
    /// After how many values comes one that is odd, the only one of its document. What may be recorded
    /// but for one value is refused for that value, or is not.
    pub(super) odd_after: Option<usize>,
}

impl Dice {
    pub(super) fn new(seed: u64, document: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(document);
        let mut dice = Self { rng, subject: 0, odd_after: None };
        dice.subject = dice.below(1_000);
        dice
    }

    /// A number below this one.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.rng.next_u64() % (end.max(1) as u64)).unwrap()
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// Whether this is the value that is odd.
    pub(super) fn now(&mut self) -> bool {
        let now = self.odd_after == Some(0);
        self.odd_after = self.odd_after.and_then(|after| after.checked_sub(1));
        now
    }

    /// One of these.
    pub(super) fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// The one that the document is about, mostly.
    pub(super) fn subject_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        if self.percent(85) { &choices[self.subject % choices.len()] } else { self.one_of(choices) }
    }

    /// An id that nobody had before.
    pub(super) fn id(&mut self) -> String {
        let (high, low) = (self.rng.next_u64(), self.rng.next_u64());
        Uuid::from_u64_pair(high, low).to_string()
    }
}
