//! Facts: what a trajectory contributes to the figures.
//!
//! A trajectory comes to [`Dimensions`] (in which rows it is counted) and dated [`Measure`]s (what
//! is counted), theme by theme. [`FactsHistory`] keeps at which position of the log each became
//! known and stopped being believed, so that any figure can be had as it was known.
//! [`image::Image`] holds those of a whole region, laid out to be scanned.
//!
//! A [`procedure`] has facts of its own: those of the round and of its proposals.

mod dimensions;
mod history;
pub mod image;
mod indicators;
#[cfg(test)]
mod laws;
mod listed;
mod measure;
pub mod procedure;
mod theme;

use chrono::NaiveDate;

pub use dimensions::{AgeGroup, Dimensions};
pub use history::{Beliefs, Believed, FactsHistory};
pub use indicators::{AtEntry, Indicator, Indicators};
pub use listed::{ListedFacts, Texts};
pub use measure::{Dated, Finding, Kind, Measure, Theme};

use loopbrug_domain::catalogue::{Catalogue, Catalogues};
use loopbrug_domain::ids::Position;
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::trajectory::{Trajectory, TrajectoryEvent};
use theme::{Touched, measures, reach_of, touched};

/// What a trajectory contributes, as it stands. What was recorded when is told by its events alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// In which rows it is counted.
    pub dimensions: Dimensions,
    /// What is counted, and on which days.
    pub measures: Vec<Dated>,
}

impl Facts {
    /// The facts of a trajectory; none before its opening, or where its region has no catalogue.
    #[must_use]
    pub fn of(trajectory: &Trajectory, catalogues: &Catalogues) -> Option<Self> {
        let catalogue = catalogue_of(trajectory, catalogues)?;
        let dimensions = Dimensions::of(trajectory.state(), catalogue)?;
        let themes = Touched::Everything.themes().iter();
        let measures = themes.flat_map(|theme| measures(*theme, trajectory, catalogue)).collect();
        Some(Self { dimensions, measures })
    }
}

/// When an event was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// Its position in the region's log.
    pub at: Position,
    /// The day, in Brussels.
    pub on: NaiveDate,
}

/// A trajectory with all that was ever believed of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Account {
    trajectory: Trajectory,
    facts: FactsHistory,
}

impl Account {
    /// The trajectory as it stands.
    #[must_use]
    pub fn trajectory(&self) -> &Trajectory {
        &self.trajectory
    }

    /// All that was ever believed of it.
    #[must_use]
    pub fn facts(&self) -> &FactsHistory {
        &self.facts
    }

    /// Takes in the next event. Only what it touches is worked out anew: all of it, where it is not
    /// the last to have happened.
    pub fn learn(&mut self, event: TrajectoryEvent, recorded: Recorded, catalogues: &Catalogues) {
        let in_order = self.trajectory.state().last_on.is_none_or(|last| last <= event.occurred_on);
        let touched = if in_order { touched(&event.what) } else { Touched::Everything };
        self.facts.record(&event, recorded);
        let alone = touched != Touched::Everything && self.trajectory.state().merged_into.is_none();
        let reach = reach_of(&event).filter(|_| alone);
        self.trajectory.apply(event);
        self.believe(touched, recorded.at, catalogues);
        if let Some(reach) = reach {
            self.facts.add(reach, recorded.at);
        }
    }

    fn believe(&mut self, touched: Touched, at: Position, catalogues: &Catalogues) {
        let Some(catalogue) = catalogue_of(&self.trajectory, catalogues) else { return };
        if matches!(touched, Touched::Dimensions | Touched::Everything)
            && let Some(dimensions) = Dimensions::of(self.trajectory.state(), catalogue)
        {
            self.facts.learn_dimensions(dimensions, at);
        }
        for theme in touched.themes() {
            let measures = measures(*theme, &self.trajectory, catalogue);
            self.facts.learn_measures(*theme, measures, at);
        }
    }
}

/// The catalogue that a trajectory is recorded under. A version that was published after this
/// process started is read as the latest that it knows, until the trajectory is next recorded about.
fn catalogue_of<'a>(trajectory: &Trajectory, catalogues: &'a Catalogues) -> Option<&'a Catalogue> {
    let opening = trajectory.state().opening.as_ref()?;
    let region = opening.region.as_str();
    let named = catalogues.get(region, opening.catalogue);
    named.or_else(|| catalogues.latest(region)).map(AsRef::as_ref)
}
