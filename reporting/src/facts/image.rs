//! The image of a region: the facts of all its trajectories, laid out to be scanned.
//!
//! Every trajectory has a slot. The rows of a theme stand together in one array, those of a slot side
//! by side, so that a report is a pass over the memory of its own themes; what is told by event stands
//! together year by year, so that the pass is as long as the period. A trajectory that changes
//! gets new rows at the end and leaves its old ones behind; when those are half of all, the array is
//! packed.
//!
//! *Architecture invariant:* the image is a copy. It holds nothing that is not in the facts
//! tables, and is thrown away and loaded again without loss.

mod chapter;
mod names;
mod numbered;
mod rows;
mod shelf;
mod slots;
mod spans;
mod volumes;

use std::ops::Range;

use super::{Dated, FactsHistory, ListedFacts, Theme};
use crate::disclosure::perturbation::{RecordKey, Secret};
use chapter::Chapter;
use loopbrug_domain::ids::{Position, TrajectoryId};
pub use names::TooManyCodes;
pub(crate) use names::{Linked, Links, Names};
pub(crate) use numbered::Numbered;
pub(crate) use rows::{Day, DimensionsRow, MeasureRow};
use shelf::{Rows, Shelf};
use slots::Slots;

/// The facts of a region's trajectories.
#[derive(Debug, Default)]
pub struct Image {
    position: Position,
    slots: Slots,
    keys: Vec<RecordKey>,
    secret: Secret,
    dimensions: Chapter<DimensionsRow>,
    measures: Shelf,
    names: Names,
}

/// A trajectory as it was known at a position.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    image: &'a Image,
    as_of: Position,
    pub(crate) slot: usize,
    pub(crate) dimensions: &'a DimensionsRow,
}

impl Image {
    /// An empty image whose participants have the keys of a secret.
    #[must_use]
    pub fn new(secret: Secret) -> Self {
        Self { secret, ..Self::default() }
    }

    /// An empty image with the same keys.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self::new(self.secret.clone())
    }

    /// The position of the log that the image has taken in.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// How many trajectories it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// How many bytes it takes, but for the names of codes, which are few.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let keys = self.keys.capacity() * size_of::<RecordKey>();
        self.measures.bytes() + self.dimensions.bytes() + keys + self.slots.bytes()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.len() == 0
    }

    /// Takes in all there is to know about a trajectory, in place of what it held before, but for what
    /// is told by event.
    ///
    /// # Errors
    /// [`TooManyCodes`]; the image is as it was.
    pub fn put(
        &mut self,
        trajectory: TrajectoryId,
        facts: &ListedFacts,
    ) -> Result<(), TooManyCodes> {
        let dimensions = facts.dimensions.iter();
        let dimensions: Vec<_> =
            dimensions.map(|one| self.names.dimensions_row(one)).collect::<Result<_, _>>()?;
        let measures = self.names.measure_rows(facts)?;
        let measures: Vec<_> = measures.filter(|row| !row.measure.theme().by_event()).collect();
        let slot = self.slot(trajectory);
        self.dimensions.put(slot, &dimensions);
        self.measures.put(slot, &measures);
        Ok(())
    }

    /// Takes in what events told of a trajectory one by one, and again when it is believed no longer. What
    /// is believed since a position that the image has [reached](Self::reached) is not added again.
    ///
    /// # Errors
    /// [`TooManyCodes`]; the image is as it was.
    pub fn tell(
        &mut self,
        trajectory: TrajectoryId,
        facts: &ListedFacts,
    ) -> Result<(), TooManyCodes> {
        let told = self.names.measure_rows(facts)?;
        let slot = self.slot(trajectory);
        for row in told.filter(|row| row.measure.theme().by_event()) {
            if row.since > self.position {
                self.measures.add(slot, &row);
            } else if row.until != Position::NEVER {
                self.measures.end(slot, &row);
            }
        }
        Ok(())
    }

    /// Takes in all there is to know about a trajectory that it holds nothing of yet.
    ///
    /// # Errors
    /// [`TooManyCodes`].
    pub fn put_whole(
        &mut self,
        trajectory: TrajectoryId,
        history: &FactsHistory,
    ) -> Result<(), TooManyCodes> {
        let facts = ListedFacts::of(history);
        self.put(trajectory, &facts)?;
        self.tell(trajectory, &facts)
    }

    /// Says that everything up to `position` was taken in.
    pub fn reached(&mut self, position: Position) {
        self.position = position;
    }

    /// Packs everything into as little room as it needs.
    pub fn settle(&mut self) {
        self.dimensions.pack();
        self.measures.pack();
        self.keys.shrink_to_fit();
        self.slots.pack();
    }

    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    /// Each trajectory that was known at `as_of`.
    pub(crate) fn scan(&self, as_of: Position) -> impl Iterator<Item = Seen<'_>> {
        self.scan_part(0..self.slots.len(), as_of)
    }

    /// Those of some slots.
    pub(crate) fn scan_part(
        &self,
        slots: Range<usize>,
        as_of: Position,
    ) -> impl Iterator<Item = Seen<'_>> {
        slots.filter_map(move |slot| self.see(slot, as_of))
    }

    /// A trajectory as it was known at `as_of`, if it was.
    pub(crate) fn seen(&self, trajectory: TrajectoryId, as_of: Position) -> Option<Seen<'_>> {
        self.see(self.slots.find(trajectory)?, as_of)
    }

    /// What a row tells, by name.
    pub(crate) fn dated(&self, row: &MeasureRow) -> Dated {
        self.names.dated(row)
    }

    fn see(&self, slot: usize, as_of: Position) -> Option<Seen<'_>> {
        let rows = self.dimensions.of(slot);
        let dimensions = rows.iter().rfind(|row| row.since <= as_of)?;
        Some(Seen { image: self, as_of, slot, dimensions })
    }

    /// The trajectory of a slot.
    pub(crate) fn trajectory(&self, slot: usize) -> TrajectoryId {
        self.slots.trajectory(slot)
    }

    /// The key of a slot's participant.
    pub(crate) fn key(&self, slot: usize) -> RecordKey {
        self.keys[slot]
    }

    fn slot(&mut self, trajectory: TrajectoryId) -> usize {
        let slot = self.slots.of(trajectory);
        if slot == self.keys.len() {
            self.keys.push(self.secret.record_key(trajectory));
        }
        slot
    }
}

impl<'a> Seen<'a> {
    /// The measures of a theme, as of the position.
    #[cfg(test)]
    pub(crate) fn theme(self, theme: Theme) -> Rows<'a> {
        self.theme_until(theme, Day::LAST)
    }

    /// The measures of a theme up to a day, as of the position.
    pub(crate) fn theme_until(self, theme: Theme, end: Day) -> Rows<'a> {
        self.theme_during(theme, Day::FIRST, end)
    }

    /// Those from a day to another. [`Iterator::for_each`] goes through them quicker than a loop.
    pub(crate) fn theme_during(self, theme: Theme, from: Day, end: Day) -> Rows<'a> {
        self.image.measures.rows(self.slot, self.as_of, theme, (from, end))
    }
}

#[cfg(test)]
mod tests;
