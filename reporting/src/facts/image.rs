//! The image of a region: the facts of all its trajectories, as a column store.
//!
//! Every trajectory has a number, its slot. The measures of a theme are in columns of their own, those
//! of a slot side by side, so that a report is a pass over the memory of its own themes. Measures of
//! single events are partitioned by year too, so that the pass is as long as the period. What is
//! superseded is kept apart. Codes are interned as numbers.
//!
//! *Architecture invariant:* the image is a copy. It holds nothing that is not in the facts
//! tables, and is thrown away and loaded again without loss.

mod column;
mod interner;
mod interners;
mod measures;
mod partitions;
mod rows;

use std::ops::Range;

#[cfg(test)]
use super::Dated;
use super::{StoredFacts, StoredMeasures, Theme};
use crate::disclosure::perturbation::{RecordKey, Secret};
use column::Column;
pub(crate) use interner::Interner;
pub use interners::ImageError;
pub(crate) use interners::{Interners, Linked, Links};
use loopbrug_domain::ids::{Position, TrajectoryId};
use measures::Measures;
pub(crate) use rows::{Day, DimensionsRow, MeasureRow};

/// The facts of a region's trajectories.
#[derive(Debug, Default)]
pub struct Image {
    position: Position,
    /// The slots.
    trajectories: Interner<TrajectoryId, u32>,
    keys: Vec<RecordKey>,
    secret: Secret,
    dimensions: Column<DimensionsRow>,
    measures: Measures,
    interners: Interners,
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

    /// The position of the log that the image is at.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// How many trajectories it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// How many bytes it takes, but for the codes, which are few.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let keys = self.keys.capacity() * size_of::<RecordKey>();
        self.measures.bytes() + self.dimensions.bytes() + keys + self.trajectories.bytes()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The image of one trajectory, of which these measures alone are known. It names no code.
    pub(crate) fn of_rows(rows: impl Iterator<Item = MeasureRow>) -> Self {
        let mut image = Self::default();
        let (of_events, mut rows): (Vec<_>, Vec<_>) = rows.partition(|row| row.theme().by_event());
        image.measures.put(0, &mut rows);
        for row in of_events {
            image.measures.add(0, row);
        }
        image
    }

    /// Puts what is stored of a trajectory as a whole in place of what the image held of it.
    ///
    /// # Errors
    /// [`ImageError`]; the image is as it was.
    pub fn put(&mut self, trajectory: TrajectoryId, facts: &StoredFacts) -> Result<(), ImageError> {
        let dimensions = facts.dimensions.iter();
        let dimensions: Vec<_> =
            dimensions.map(|one| self.interners.dimensions_row(one)).collect::<Result<_, _>>()?;
        let mut measures = self.interners.measure_rows(&facts.measures)?;
        let slot = self.slot(trajectory);
        self.dimensions.put(slot, &dimensions);
        self.measures.put(slot, &mut measures);
        Ok(())
    }

    /// Adds measures of single events, and supersedes those that are no longer current. What is known
    /// since a position that the image is [at](Self::reached) is not added again.
    ///
    /// # Errors
    /// [`ImageError`]; the image is as it was.
    pub fn add(
        &mut self,
        trajectory: TrajectoryId,
        measures: &StoredMeasures,
    ) -> Result<(), ImageError> {
        let rows = self.interners.measure_rows(measures)?;
        let slot = self.slot(trajectory);
        for row in rows {
            if row.since > self.position {
                self.measures.add(slot, row);
            } else if row.is_superseded() {
                self.measures.supersede(slot, row);
            }
        }
        Ok(())
    }

    /// Says that the image holds everything up to `position`.
    pub fn reached(&mut self, position: Position) {
        self.position = position;
    }

    /// Takes as little room as it needs.
    pub fn compact(&mut self) {
        self.dimensions.compact();
        self.measures.compact();
        self.keys.shrink_to_fit();
        self.trajectories.compact();
    }

    pub(crate) fn interners(&self) -> &Interners {
        &self.interners
    }

    /// The trajectories of some slots that were known at `as_of`.
    pub(crate) fn scan(
        &self,
        slots: Range<usize>,
        as_of: Position,
    ) -> impl Iterator<Item = Seen<'_>> {
        slots.filter_map(move |slot| self.see(slot, as_of))
    }

    /// A trajectory as it was known at `as_of`, if it was.
    #[cfg(test)]
    pub(crate) fn seen(&self, trajectory: TrajectoryId, as_of: Position) -> Option<Seen<'_>> {
        self.see(self.trajectories.find(&trajectory)? as usize, as_of)
    }

    /// What a row says, with its code by name.
    #[cfg(test)]
    pub(crate) fn dated(&self, row: &MeasureRow) -> Dated {
        self.interners.dated(row)
    }

    fn see(&self, slot: usize, as_of: Position) -> Option<Seen<'_>> {
        let rows = self.dimensions.of(slot);
        let dimensions = rows.iter().rfind(|row| row.since <= as_of)?;
        Some(Seen { image: self, as_of, slot, dimensions })
    }

    /// The trajectory of a slot.
    pub(crate) fn trajectory(&self, slot: usize) -> TrajectoryId {
        self.trajectories.values()[slot]
    }

    /// The key of a slot's participant.
    pub(crate) fn key(&self, slot: usize) -> RecordKey {
        self.keys[slot]
    }

    /// The slot of a trajectory, which is the next one where it has none.
    fn slot(&mut self, trajectory: TrajectoryId) -> usize {
        // There are fewer trajectories than positions, which have 32 bits.
        let slot = self.trajectories.intern(&trajectory).unwrap_or(u32::MAX) as usize;
        if slot == self.keys.len() {
            self.keys.push(self.secret.record_key(trajectory));
        }
        slot
    }
}

impl<'a> Seen<'a> {
    /// The same with the measures of [an image of its own](Image::of_rows).
    pub(crate) fn of_part<'p>(self, part: &'p Image) -> Seen<'p>
    where
        'a: 'p,
    {
        Seen { image: part, slot: 0, ..self }
    }

    /// The measures of a theme, as of the position.
    #[cfg(test)]
    pub(crate) fn theme(self, theme: Theme) -> impl Iterator<Item = MeasureRow> + use<'a> {
        self.theme_until(theme, Day::LAST)
    }

    /// The measures of a theme up to a day, as of the position.
    pub(crate) fn theme_until(
        self,
        theme: Theme,
        end: Day,
    ) -> impl Iterator<Item = MeasureRow> + use<'a> {
        self.theme_during(theme, Day::FIRST, end)
    }

    /// Those from a day to another. [`Iterator::for_each`] goes through them quicker than a loop.
    pub(crate) fn theme_during(
        self,
        theme: Theme,
        from: Day,
        end: Day,
    ) -> impl Iterator<Item = MeasureRow> + use<'a> {
        self.image.measures.rows(self.slot, self.as_of, theme, (from, end))
    }
}

#[cfg(test)]
mod tests;
