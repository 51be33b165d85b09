//! Facts: what a trajectory contributes to the figures.
//!
//! A trajectory folds to its [`Dimensions`] (in which rows it is counted) and its dated
//! [`Measure`]s (what is counted). [`FactsHistory`] keeps at which position of the log each
//! became known and stopped being believed, so that any figure can be had as it was known.
//! [`image::Image`] holds those of a whole region, laid out to be scanned.
//!
//! A [`procedure`] has facts of its own: those of the round and of its proposals.

mod dimensions;
mod history;
pub mod image;
mod measure;
pub mod procedure;

pub use dimensions::{AgeGroup, Dimensions};
pub use history::{Beliefs, Believed, FactsHistory};
pub use measure::{Dated, Kind, Measure};

use crate::trajectory::State;

/// What a trajectory contributes, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// In which rows it is counted.
    pub dimensions: Dimensions,
    /// What is counted, and on which days.
    pub measures: Vec<Dated>,
}

impl Facts {
    /// The facts of a trajectory; none before its opening.
    #[must_use]
    pub fn of(state: &State) -> Option<Self> {
        let dimensions = Dimensions::of(state)?;
        Some(Self { dimensions, measures: measure::dated(state) })
    }
}
