//! The slots of trajectories: each has the next number when it first comes, and is found by its id.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use loopbrug_domain::ids::TrajectoryId;

/// Trajectories in order of their slots. To find them by id, the table holds slots alone: the ids are
/// there already.
#[derive(Debug, Default)]
pub(super) struct Slots {
    trajectories: Vec<TrajectoryId>,
    table: HashTable<u32>,
    hashes: DefaultHashBuilder,
}

impl Slots {
    pub(super) fn len(&self) -> usize {
        self.trajectories.len()
    }

    /// The trajectory of a slot.
    pub(super) fn trajectory(&self, slot: usize) -> TrajectoryId {
        self.trajectories[slot]
    }

    /// The slot of a trajectory, if it has one.
    pub(super) fn find(&self, trajectory: TrajectoryId) -> Option<usize> {
        let is = |slot: &u32| self.trajectories[*slot as usize] == trajectory;
        self.table.find(self.hashes.hash_one(trajectory), is).map(|slot| *slot as usize)
    }

    /// The slot of a trajectory, which is the next one where it has none.
    pub(super) fn of(&mut self, trajectory: TrajectoryId) -> usize {
        if let Some(slot) = self.find(trajectory) {
            return slot;
        }
        let Self { trajectories, table, hashes } = self;
        let slot = trajectories.len();
        trajectories.push(trajectory);
        // There are fewer trajectories than positions, which have 32 bits.
        let number = u32::try_from(slot).unwrap_or(u32::MAX);
        let hash = hashes.hash_one(trajectory);
        table.insert_unique(hash, number, |slot| hashes.hash_one(trajectories[*slot as usize]));
        slot
    }

    /// Takes as little room as it needs.
    pub(super) fn pack(&mut self) {
        let Self { trajectories, table, hashes } = self;
        trajectories.shrink_to_fit();
        table.shrink_to_fit(|slot| hashes.hash_one(trajectories[*slot as usize]));
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.trajectories.capacity() * size_of::<TrajectoryId>() + self.table.allocation_size()
    }
}
