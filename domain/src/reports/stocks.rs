//! What one trajectory holds at the end of the period.

/// Stocks of one trajectory: where, and how many. It is emptied for the next, so that nothing is
/// allocated for each; and one trajectory has so few that looking through them is quickest.
#[derive(Debug, Default)]
pub(super) struct Stocks(Vec<(usize, i32)>);

impl Stocks {
    /// Forgets the trajectory before.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Something came, or went.
    pub(super) fn add(&mut self, place: usize, sign: i8) {
        match self.0.iter_mut().find(|(known, _)| *known == place) {
            Some((_, stock)) => *stock += i32::from(sign),
            None => self.0.push((place, i32::from(sign))),
        }
    }

    /// Where something is held, and how many times.
    pub(super) fn held(&self) -> impl Iterator<Item = (usize, usize)> {
        let held = self.0.iter().filter(|(_, stock)| *stock > 0);
        held.map(|(place, stock)| (*place, stock.unsigned_abs() as usize))
    }

    /// Whether something is held there.
    pub(super) fn holds(&self, place: usize) -> bool {
        self.held().any(|(held, _)| held == place)
    }
}
