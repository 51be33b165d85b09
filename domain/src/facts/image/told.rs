//! What is told by event: one array, in order of the positions since which it is believed.

use super::rows::MeasureRow;
use crate::ids::Position;

/// Rows with the slots that they belong to.
#[derive(Debug, Default)]
pub(super) struct Told {
    rows: Vec<MeasureRow>,
    slots: Vec<u32>,
}

impl Told {
    /// Adds a row. Rows come in order, or nearly so.
    pub(super) fn add(&mut self, slot: usize, row: MeasureRow) {
        let place = self.rows.partition_point(|other| other.since <= row.since);
        self.rows.insert(place, row);
        self.slots.insert(place, number(slot));
    }

    /// Notes until when a row was believed that was added before. Of equal ones it does not matter
    /// which.
    pub(super) fn end(&mut self, slot: usize, row: MeasureRow) {
        let slot = number(slot);
        let from = self.rows.partition_point(|other| other.since < row.since);
        let known = (from..self.rows.len())
            .take_while(|n| self.rows[*n].since == row.since)
            .find(|n| self.slots[*n] == slot && self.rows[*n].is_ended_by(&row));
        if let Some(known) = known {
            self.rows[known].until = row.until;
        }
    }

    /// What was believed at a position.
    pub(super) fn at(&self, as_of: Position) -> impl Iterator<Item = (usize, &MeasureRow)> {
        let known = self.rows.partition_point(|row| row.since <= as_of);
        let rows = self.rows[..known].iter().zip(&self.slots);
        rows.filter(move |(row, _)| as_of < row.until).map(|(row, slot)| (*slot as usize, row))
    }
}

/// There are fewer slots than positions, which have 32 bits.
fn number(slot: usize) -> u32 {
    u32::try_from(slot).unwrap_or(u32::MAX)
}
