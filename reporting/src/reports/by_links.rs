//! Rows by what trajectories are linked to.

use crate::facts::image::{Linked, Links};

/// The places of the rows that a trajectory counts in, by the number of its links. There are few
/// combinations of links: what follows from them is worked out once for each and not for each trajectory.
#[derive(Debug, Default)]
pub(super) struct ByLinks {
    places: Vec<usize>,
    /// By number: where its places end.
    ends: Vec<usize>,
}

impl ByLinks {
    /// The places that follow from each combination.
    pub(super) fn new<I: IntoIterator<Item = usize>>(
        links: &Links,
        places_of: impl Fn(Linked) -> I,
    ) -> Self {
        let mut by_links = Self::default();
        for linked in links.values() {
            by_links.places.extend(places_of(*linked));
            by_links.ends.push(by_links.places.len());
        }
        by_links
    }

    /// The places of those with these links.
    pub(super) fn of(&self, links: u32) -> &[usize] {
        let links = links as usize;
        let start = links.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.places[start..self.ends[links]]
    }
}
