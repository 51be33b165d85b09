//! Facts: what a trajectory contributes to the figures.
//!
//! A trajectory has [`Dimensions`] (in which rows it is counted) and dated [`Measure`]s (what is
//! counted). A measure has three forms: [`Dated`] as its theme gives it, which [`FactsHistory`] keeps
//! together with the positions at which it became known and was superseded, so that any figure can be
//! had as it was known; a record of [`StoredMeasures`] as the tables hold it; and a row of
//! [`image::Image`], which holds those of a whole region.
//!
//! A [`procedure`] has facts of its own: those of the round and of its proposals.

mod dimensions;
mod history;
pub mod image;
mod indicators;
#[cfg(test)]
mod laws;
mod measure;
pub mod procedure;
mod stored;
mod theme;

use chrono::NaiveDate;

pub use dimensions::{AgeGroup, Dimensions};
pub use history::{FactsHistory, Versioned, Versions};
pub use indicators::{AtEntry, Indicator, Indicators};
pub use measure::{Dated, Finding, Kind, Lasts, Measure, Theme};
pub use stored::{StoredFacts, StoredMeasures, Unreadable, Unstorable};

use loopbrug_domain::catalogue::{Catalogue, Catalogues};
use loopbrug_domain::ids::Position;
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::trajectory::{Trajectory, TrajectoryEvent};
use theme::{Touched, is_heard, measures, measures_of, touched};

/// When an event was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// Its position in the region's log.
    pub at: Position,
    /// The day, in Brussels.
    pub on: NaiveDate,
}

/// A trajectory and the history of its facts, folded from its events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TrajectoryFold {
    trajectory: Trajectory,
    facts: FactsHistory,
}

impl TrajectoryFold {
    /// The trajectory after the last event.
    #[must_use]
    pub fn trajectory(&self) -> &Trajectory {
        &self.trajectory
    }

    /// Its facts.
    #[must_use]
    pub fn facts(&self) -> &FactsHistory {
        &self.facts
    }

    /// Applies the next event. Only what it touches is worked out anew: all of it, where it is not the
    /// last to have happened.
    pub fn apply(&mut self, event: TrajectoryEvent, recorded: Recorded, catalogues: &Catalogues) {
        let in_order = self.trajectory.state().last_on.is_none_or(|last| last <= event.occurred_on);
        let touched = if in_order { touched(&event.what) } else { Touched::Everything };
        self.facts.add_record(&event, recorded);
        let alone = touched != Touched::Everything && self.trajectory.state().merged_into.is_none();
        let state = self.trajectory.state();
        let of_event = if alone { measures_of(&event, state) } else { vec![] };
        let heard = is_heard(&event.what);
        self.trajectory.apply(event);
        self.work_out(touched, heard, recorded.at, catalogues);
        for measure in of_event {
            self.facts.add(measure, recorded.at);
        }
    }

    /// `heard`: something was heard of the client, so that it may be known again what lasts.
    fn work_out(&mut self, touched: Touched, heard: bool, at: Position, catalogues: &Catalogues) {
        let Some(catalogue) = catalogue_of(&self.trajectory, catalogues) else { return };
        if matches!(touched, Touched::Dimensions | Touched::Everything)
            && let Some(dimensions) = Dimensions::of(self.trajectory.state(), catalogue)
        {
            self.facts.set_dimensions(dimensions, at);
        }
        let themes = touched.themes();
        let lasting = heard && !themes.contains(&Theme::Lasting);
        for theme in themes.iter().chain(lasting.then_some(&Theme::Lasting)) {
            let measures = measures(*theme, &self.trajectory, catalogue);
            self.facts.set_measures(*theme, measures, at);
        }
    }
}

impl TrajectoryFold {
    /// The dimensions of a trajectory, and its measures of some themes; none before its opening.
    pub(crate) fn facts_of(
        trajectory: &Trajectory,
        themes: &[Theme],
        catalogues: &Catalogues,
    ) -> Option<(Dimensions, Vec<Dated>)> {
        let catalogue = catalogue_of(trajectory, catalogues)?;
        let dimensions = Dimensions::of(trajectory.state(), catalogue)?;
        let facts = themes.iter().flat_map(|theme| measures(*theme, trajectory, catalogue));
        Some((dimensions, facts.collect()))
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
