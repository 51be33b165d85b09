//! States at hand: trajectories that were recorded about of late, so that a command need not read
//! their streams again.
//!
//! Commands of this process on one trajectory go one after the other, first come, first served:
//! each holds the state while it decides and appends. What is at hand may still be behind the
//! log, by another process: an append on it conflicts then, and a refusal is not believed until
//! the stream was read. So the cache can be wrong about nothing, only slow.

use std::collections::BTreeSet;
use std::sync::Arc;

use loopbrug_domain::ids::{TrajectoryId, Version};
use loopbrug_domain::trajectory::Trajectory;
use moka::sync::Cache;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::log::Loaded;

/// Room for all states together, in bytes, by an estimate.
const ROOM: u64 = 64 * 1024 * 1024;
/// What a state takes besides its events, and what each event takes, in bytes.
const STATE: u32 = 4_096;
const EVENT: u32 = 320;

/// A state is weighed once for so many events, ahead of them: the cache takes longer to be told than
/// to be asked.
const STEP: Version = 16;

/// A place for a state: empty until its stream was read.
pub(super) type Slot = Arc<Mutex<Option<Loaded<Trajectory>>>>;

/// The place, for as long as a command is about it.
pub(super) type Held = OwnedMutexGuard<Option<Loaded<Trajectory>>>;

/// Trajectories at hand, those used last.
#[derive(Debug, Clone)]
pub(super) struct States(Cache<TrajectoryId, (Slot, u32)>);

impl Default for States {
    fn default() -> Self {
        let weigh = |_: &TrajectoryId, (_, weight): &(Slot, u32)| *weight;
        Self(Cache::builder().max_capacity(ROOM).weigher(weigh).build())
    }
}

impl States {
    /// The place of a trajectory's state.
    pub(super) fn slot(&self, trajectory: TrajectoryId) -> Slot {
        self.0.get_with(trajectory, || (Slot::default(), STATE)).0
    }

    /// Holds the place of a trajectory, and those of others that a command on it rests on. Whoever
    /// calls this may hold none: they are taken in order of their ids, so that two who want the same
    /// never wait for each other.
    pub(super) async fn hold(
        &self,
        trajectory: TrajectoryId,
        others: impl IntoIterator<Item = TrajectoryId>,
    ) -> (Held, Vec<Held>) {
        let others: BTreeSet<_> = others.into_iter().filter(|other| *other != trajectory).collect();
        let mut held = Vec::with_capacity(others.len());
        for other in others.range(..trajectory) {
            held.push(self.slot(*other).lock_owned().await);
        }
        let own = self.slot(trajectory).lock_owned().await;
        for other in others.range(trajectory..) {
            held.push(self.slot(*other).lock_owned().await);
        }
        (own, held)
    }

    /// Says how much a state has grown to, from the version that was last said.
    pub(super) fn weigh(&self, trajectory: TrajectoryId, slot: &Slot, from: Version, to: Version) {
        if steps(from) < steps(to) {
            let weight = STATE.saturating_add(steps(to).saturating_mul(STEP * EVENT));
            self.0.insert(trajectory, (Arc::clone(slot), weight));
        }
    }
}

/// How many steps have room for so many events.
fn steps(events: Version) -> u32 {
    events.div_ceil(STEP)
}
