//! Token buckets: each holds as much as may be asked in a minute, and fills in a minute.
//!
//! The kept crates for this keep a bucket for each key that ever came, which whoever invents addresses makes as many
//! as they like. Here there is a fixed number of them, and a key has the one that its hash leads to: it takes no more
//! room whoever comes, and two keys share one so seldom that it makes no difference. Which keys those are changes with
//! every start, so nobody can look for the bucket of somebody else.

use std::hash::{BuildHasher, Hash, RandomState};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// How many there are: half a megabyte.
const BUCKETS: usize = 1 << 16;
const MINUTE: u64 = 60_000_000;

/// Buckets of one size.
#[derive(Debug)]
pub(super) struct Buckets {
    /// When each is full again, in microseconds since the beginning.
    full_at: Box<[AtomicU64]>,
    hasher: RandomState,
    began: Instant,
    /// How long it takes to fill by one, in microseconds.
    each: u64,
}

impl Buckets {
    pub(super) fn new(a_minute: NonZeroU32) -> Self {
        let full_at = (0..BUCKETS).map(|_| AtomicU64::new(0)).collect();
        let each = (MINUTE / u64::from(a_minute.get())).max(1);
        Self { full_at, hasher: RandomState::new(), began: Instant::now(), each }
    }

    /// Takes so much out of the bucket of a key.
    ///
    /// # Errors
    /// Where there is not so much in it: in how many seconds there will be. What is more than a bucket holds takes
    /// all of it.
    pub(super) fn take(&self, key: impl Hash, cost: u64) -> Result<(), u64> {
        self.take_at(self.now(), key, cost)
    }

    /// Puts back one that was taken for what did not happen.
    pub(super) fn give_back(&self, key: impl Hash) {
        // What is full by itself meanwhile is not fuller for it.
        let earlier = |full_at: u64| Some(full_at.saturating_sub(self.each));
        let _ = self.of(key).fetch_update(Ordering::Relaxed, Ordering::Relaxed, earlier);
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn of(&self, key: impl Hash) -> &AtomicU64 {
        let place = self.hasher.hash_one(key) % BUCKETS as u64;
        &self.full_at[usize::try_from(place).unwrap_or_default()]
    }

    fn take_at(&self, now: u64, key: impl Hash, cost: u64) -> Result<(), u64> {
        let bucket = self.of(key);
        let costs = cost.saturating_mul(self.each).min(MINUTE);
        let after = |full_at: u64| full_at.max(now).saturating_add(costs);
        let taken = bucket.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |full_at| {
            Some(after(full_at)).filter(|after| after - now <= MINUTE)
        });
        match taken {
            Ok(_) => Ok(()),
            Err(full_at) => Err((after(full_at) - now - MINUTE).div_ceil(1_000_000).max(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(a_minute: u32) -> Buckets {
        Buckets::new(NonZeroU32::new(a_minute).unwrap())
    }

    #[test]
    fn as_much_as_in_a_minute_may_be_asked_at_once_and_then_as_it_fills() {
        let buckets = of(60);
        for _ in 0..60 {
            assert_eq!(buckets.take_at(0, "an", 1), Ok(()));
        }
        assert_eq!(buckets.take_at(0, "an", 1), Err(1));
        assert_eq!(buckets.take_at(0, "an", 30), Err(30), "what costs more waits longer");
        assert_eq!(buckets.take_at(1_000_000, "an", 1), Ok(()));
        assert_eq!(buckets.take_at(1_000_000, "an", 1), Err(1));
        assert_eq!(buckets.take_at(61_000_000, "an", 1_000), Ok(()), "at most all that it holds");
    }

    #[test]
    fn what_is_given_back_may_be_asked_again_and_no_more() {
        let buckets = of(60);
        buckets.give_back("an");
        for _ in 0..60 {
            assert_eq!(buckets.take_at(0, "an", 1), Ok(()));
        }
        buckets.give_back("an");
        assert_eq!(buckets.take_at(0, "an", 1), Ok(()));
        assert_eq!(buckets.take_at(0, "an", 1), Err(1));
    }

    #[test]
    fn a_hundred_thousand_invented_keys_take_no_more_room_and_nothing_from_others() {
        let buckets = of(600);
        for key in 0..100_000 {
            assert_eq!(buckets.take_at(0, key, 1), Ok(()), "{key}");
        }
        assert_eq!(buckets.full_at.len(), BUCKETS);
        for _ in 0..500 {
            assert_eq!(buckets.take_at(0, "an honest one", 1), Ok(()));
        }
    }
}
