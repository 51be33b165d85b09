//! States at hand: aggregates that were recorded about of late, so that a command need not read
//! their streams again.
//!
//! Commands of this process on one aggregate go one after the other, first come, first served:
//! each holds the state while it decides and appends. What is at hand may still be behind the
//! log, by another process: an append on it conflicts then, and a refusal counts only once
//! the stream was read. So the cache can be wrong about nothing, only slow.

use std::collections::BTreeSet;
use std::sync::Arc;

use loopbrug_domain::ids::Version;
use loopbrug_domain::stream::Stream;
use moka::sync::Cache;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::log::Loaded;

/// Room for all states together, in bytes, by an estimate.
const ROOM: u64 = 64 * 1024 * 1024;
/// What a state takes besides its events, and what each event takes, in bytes.
const STATE: u32 = 4_096;
const EVENT: u32 = 320;

/// A state is weighed once for so many events, ahead of them: the cache takes longer to be updated than
/// to be asked.
const STEP: Version = 16;

/// A place for a state: empty until its stream was read.
pub(super) type Slot<A> = Arc<Mutex<Option<Loaded<A>>>>;

/// The place, for as long as a command is about it.
pub(super) type Held<A> = OwnedMutexGuard<Option<Loaded<A>>>;

/// States at hand of one kind, those used last.
#[derive(Debug, Clone)]
pub struct States<A: Stream>(Cache<A::Id, (Slot<A>, u32)>);

impl<A: Stream> Default for States<A> {
    fn default() -> Self {
        let weigh = |_: &A::Id, (_, weight): &(Slot<A>, u32)| *weight;
        Self(Cache::builder().max_capacity(ROOM).weigher(weigh).build())
    }
}

impl<A: Stream> States<A> {
    fn slot(&self, id: A::Id) -> Slot<A> {
        self.0.get_with(id, || (Slot::default(), STATE)).0
    }

    /// Forgets a state.
    pub(super) fn forget(&self, id: A::Id) {
        self.0.invalidate(&id);
    }

    /// Holds the place of a state.
    pub(super) async fn hold(&self, id: A::Id) -> Held<A> {
        self.slot(id).lock_owned().await
    }

    /// Holds the place of a state, and those of others that a command on it rests on. Whoever
    /// calls this may hold none: they are taken in order of their ids, so that two who want the same
    /// never wait for each other.
    pub(super) async fn hold_with(
        &self,
        id: A::Id,
        others: impl IntoIterator<Item = A::Id>,
    ) -> (Held<A>, Vec<Held<A>>) {
        let others: BTreeSet<_> = others.into_iter().filter(|other| *other != id).collect();
        let mut held = Vec::with_capacity(others.len());
        for other in others.range(..id) {
            held.push(self.hold(*other).await);
        }
        let own = self.hold(id).await;
        for other in others.range(id..) {
            held.push(self.hold(*other).await);
        }
        (own, held)
    }

    /// Says how much a state has grown to, from the version that was last said.
    pub(super) fn weigh(&self, id: A::Id, from: Version, to: Version) {
        if steps(from) < steps(to) {
            let weight = STATE.saturating_add(steps(to).saturating_mul(STEP * EVENT));
            self.0.insert(id, (self.slot(id), weight));
        }
    }
}

/// How many steps have room for so many events.
fn steps(events: Version) -> u32 {
    events.div_ceil(STEP)
}
