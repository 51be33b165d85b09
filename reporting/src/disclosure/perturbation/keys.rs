//! Secret keys of participants, and the key of a set of them.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use loopbrug_domain::ids::TrajectoryId;

/// What the keys are derived from. Whoever knows it can take the noise off every figure.
///
/// It is never replaced: figures of two secrets are two independent looks at the same people, and
/// their average is nearer to the truth than either.
#[derive(Clone, Default)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A secret of 32 random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key of a participant: HMAC-SHA-256 of the trajectory's id, its first 64 bits. Derived
    /// and not drawn, so that every process gives the same figures and nothing has to be kept.
    ///
    /// # Panics
    /// Never: HMAC takes a key of any length.
    #[must_use]
    pub fn record_key(&self, trajectory: TrajectoryId) -> RecordKey {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes any key");
        mac.update(b"loopbrug record key\0");
        mac.update(trajectory.0.as_bytes());
        RecordKey(first_64_bits(&mac.finalize().into_bytes()))
    }

    /// The salt under which a receipt commits to the exact table, of random bytes that the receipt has. Who does not
    /// know the secret cannot distinguish it from random bytes.
    ///
    /// # Panics
    /// Never: HMAC takes a key of any length.
    #[must_use]
    pub fn receipt_salt(&self, nonce: &[u8; 32]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes any key");
        mac.update(b"loopbrug receipt salt\0");
        mac.update(nonce);
        mac.finalize().into_bytes().into()
    }
}

/// A secret has no business in a log.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The key of one participant, to be worked out once and kept beside the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordKey(pub u64);

/// The greatest of the keys of those who are counted. So sets that nearly coincide mostly have the same: a
/// set and the set without somebody are rounded by one draw, unless it is the one with the greatest key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CellKey(u64);

impl CellKey {
    /// Adds one participant, in any order.
    pub fn add(&mut self, key: RecordKey) {
        self.0 = self.0.max(key.0);
    }

    /// A number below `sides` that follows from the key, each as likely as the others.
    ///
    /// Great keys belong to large sets: without the hash their draws would not be alike. `purpose` keeps
    /// apart what is drawn from the same key.
    pub(super) fn draw(self, purpose: &str, sides: u32) -> u32 {
        let hash = Sha256::new()
            .chain_update(b"loopbrug cell key\0")
            .chain_update(purpose.as_bytes())
            .chain_update(sides.to_be_bytes())
            .chain_update(self.0.to_be_bytes())
            .finalize();
        let draw = (u128::from(first_64_bits(&hash)) * u128::from(sides)) >> 64;
        u32::try_from(draw).expect("a draw is below its sides")
    }
}

fn first_64_bits(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// A figure in the making: how many are counted, and their key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    /// How many.
    pub count: u32,
    /// Who, as far as rounding is concerned.
    pub key: CellKey,
}

impl Cell {
    /// Counts those of another cell too, none of whom is counted in this one.
    pub fn join(&mut self, other: Self) {
        self.count += other.count;
        self.key.add(RecordKey(other.key.0));
    }

    /// Counts one participant.
    pub fn add(&mut self, key: RecordKey) {
        self.count += 1;
        self.key.add(key);
    }
}

impl FromIterator<RecordKey> for Cell {
    fn from_iter<I: IntoIterator<Item = RecordKey>>(keys: I) -> Self {
        let mut cell = Self::default();
        keys.into_iter().for_each(|key| cell.add(key));
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: u8, n: u128) -> RecordKey {
        Secret::new([secret; 32]).record_key(TrajectoryId(uuid::Uuid::from_u128(n)))
    }

    #[test]
    fn a_key_follows_from_secret_and_trajectory_on_every_machine() {
        // Figures that were once shown must not change with the program: this number is for ever.
        assert_eq!(key(7, 1), RecordKey(0x00b1_4b02_05c1_3fa0));
        assert_ne!(key(7, 1), key(7, 2));
        assert_ne!(key(7, 1), key(8, 1));
    }

    #[test]
    fn a_cell_is_the_same_in_whatever_order_its_people_are_counted() {
        let keys: Vec<_> = (0..20).map(|n| key(1, n)).collect();
        let there: Cell = keys.iter().copied().collect();
        let back: Cell = keys.iter().rev().copied().collect();
        assert_eq!(there, back);
        assert_eq!(there.count, 20);
    }

    #[test]
    fn a_set_without_somebody_has_the_same_key_unless_it_was_the_greatest() {
        let all: Vec<_> = (0..20).map(|n| key(1, n)).collect();
        let of = |keys: &[RecordKey]| keys.iter().copied().collect::<Cell>().key;
        let greatest = all.iter().max_by_key(|key| key.0).unwrap();
        for one in &all {
            let others: Vec<_> = all.iter().copied().filter(|key| key != one).collect();
            assert_eq!(of(&others) == of(&all), one != greatest);
        }
    }

    #[test]
    fn every_side_is_drawn_as_often_as_the_others() {
        let mut drawn = [0_u32; 5];
        for n in 0..50_000 {
            let cell: Cell = [key(1, 2 * n), key(1, 2 * n + 1)].into_iter().collect();
            drawn[cell.key.draw("test", 5) as usize] += 1;
        }
        // 10,000 are expected of each; a standard deviation is 89.
        assert!(drawn.iter().all(|times| times.abs_diff(10_000) < 450), "{drawn:?}");
    }

    #[test]
    fn a_secret_does_not_print_itself() {
        assert_eq!(format!("{:?}", Secret::new([42; 32])), "Secret(…)");
    }
}
