//! Chance, repeatable: the same seed rolls the same.

use chrono::{Days, NaiveDate};
use loopbrug_domain::catalogue::{Code, List};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::{CATALOGUES, REGION};

pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn of(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number from `from` to `to`, both included.
    pub(crate) fn between(&mut self, from: u32, to: u32) -> u32 {
        let span = u64::from(to - from) + 1;
        from + u32::try_from(self.0.next_u64() % span).unwrap()
    }

    /// True this many times in a hundred.
    pub(crate) fn percent(&mut self, chance: u32) -> bool {
        self.between(1, 100) <= chance
    }

    /// One of these, if there is any.
    pub(crate) fn one_of<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let last = u32::try_from(choices.len()).unwrap().checked_sub(1)?;
        Some(&choices[self.between(0, last) as usize])
    }

    /// A code of a list: one of its first three most of the time, so that clients have some in
    /// common.
    pub(crate) fn code<L: List>(&mut self) -> Code<L> {
        let catalogue = if self.percent(80) {
            CATALOGUES.get(REGION, super::versions()[0])
        } else {
            CATALOGUES.latest(REGION)
        };
        let codes: Vec<_> = catalogue.unwrap().codes().collect();
        let few = &codes[..codes.len().min(3)];
        let code = if self.percent(60) { self.one_of(few) } else { self.one_of(&codes) };
        code.unwrap().clone()
    }

    /// A code of a list, each as likely.
    pub(crate) fn any_code<L: List>(&mut self) -> Code<L> {
        let catalogue = CATALOGUES.latest(REGION).unwrap();
        let codes: Vec<_> = catalogue.codes().collect();
        self.one_of(&codes).unwrap().clone()
    }

    /// A code of a list, or none.
    pub(crate) fn few_codes<L: List>(&mut self) -> Vec<Code<L>> {
        let code = self.code();
        if self.percent(50) { vec![code] } else { vec![] }
    }

    /// A code, or unknown now and then.
    pub(crate) fn code_if_known<L: List>(&mut self) -> Option<Code<L>> {
        let code = self.code();
        self.percent(70).then_some(code)
    }

    pub(crate) fn told(&mut self) -> Option<bool> {
        match self.between(0, 3) {
            0 => None,
            n => Some(n > 1),
        }
    }

    /// The first day of something that is recorded on a day: in the past, or planned.
    pub(crate) fn first_day(&mut self, day: NaiveDate) -> NaiveDate {
        if self.percent(25) {
            return day + Days::new(u64::from(self.between(1, 92)));
        }
        self.before(day, 60)
    }

    /// Up to this many days before: none most of the time.
    pub(crate) fn before(&mut self, day: NaiveDate, most: u32) -> NaiveDate {
        let days = if self.percent(50) { 0 } else { self.between(0, most) };
        day - Days::new(u64::from(days))
    }
}
