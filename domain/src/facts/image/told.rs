//! What is told by event: one array, in order of the positions since which it is believed.

use super::rows::MeasureRow;
use crate::ids::Position;

/// Rows with the slots that they belong to.
#[derive(Debug, Default)]
pub(super) struct Told {
    rows: Vec<ToldRow>,
    /// So many are in order; the others came since and are to be put in their places.
    in_order: usize,
}

#[derive(Debug, Clone, Copy)]
struct ToldRow {
    slot: u32,
    row: MeasureRow,
}

impl Told {
    /// Adds a row. It is seen once [in order](Self::put_in_order).
    pub(super) fn add(&mut self, slot: usize, row: MeasureRow) {
        self.rows.push(ToldRow { slot: number(slot), row });
    }

    /// Notes until when a row was believed that is in order. Of equal ones it does not matter which.
    pub(super) fn end(&mut self, slot: usize, row: MeasureRow) {
        let slot = number(slot);
        let rows = &mut self.rows[..self.in_order];
        let from = rows.partition_point(|other| other.row.since < row.since);
        let same = rows[from..].iter_mut().take_while(|other| other.row.since == row.since);
        let mut same = same.filter(|other| other.slot == slot);
        if let Some(known) = same.find(|other| other.row.is_ended_by(&row)) {
            known.row.until = row.until;
        }
    }

    /// Puts what was added in its place.
    pub(super) fn put_in_order(&mut self) {
        let last = self.in_order.checked_sub(1).map(|last| self.rows[last].row.since);
        let new = &mut self.rows[self.in_order..];
        new.sort_by_key(|added| added.row.since);
        // What is learned later is mostly believed since later.
        let behind = new.first().map(|first| first.row.since) < last;
        if behind && !new.is_empty() {
            self.rows.sort_by_key(|told| told.row.since);
        }
        self.in_order = self.rows.len();
    }

    /// What was believed at a position.
    pub(super) fn at(&self, as_of: Position) -> impl Iterator<Item = (usize, &MeasureRow)> {
        let in_order = &self.rows[..self.in_order];
        let known = in_order.partition_point(|told| told.row.since <= as_of);
        let believed = in_order[..known].iter().filter(move |told| as_of < told.row.until);
        believed.map(|told| (told.slot as usize, &told.row))
    }
}

/// There are fewer slots than positions, which have 32 bits.
fn number(slot: usize) -> u32 {
    u32::try_from(slot).unwrap_or(u32::MAX)
}
