//! Facts in both times: the day that they are about, and the positions of the log between which each
//! was known.

use serde::{Deserialize, Serialize};

use super::{Dated, Dimensions, Measure, Recorded, Theme};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use loopbrug_domain::time::is_in_range;
use loopbrug_domain::trajectory::erasure::is_of_rights;
use loopbrug_domain::trajectory::{Payload, TrajectoryEvent};

/// Something that was known from one position of the log up to, but not including, another: its
/// transaction time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versioned<T> {
    /// The first position at which it was known.
    pub since: Position,
    /// The position at which it was superseded; [`Position::NEVER`] while it is not.
    pub until: Position,
    /// What.
    pub what: T,
}

impl<T> Versioned<T> {
    fn from(since: Position, what: T) -> Self {
        Self { since, until: Position::NEVER, what }
    }

    /// The last position at which it changed.
    #[must_use]
    pub fn changed_at(&self) -> Position {
        if self.is_current() { self.since } else { self.until }
    }

    /// Whether nothing has superseded it.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.until == Position::NEVER
    }
}

/// The versions of one thing, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Versions<T>(Vec<Versioned<T>>);

impl<T> Default for Versions<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: PartialEq> Versions<T> {
    /// Adds the version from position `at` on, which is not before that of any other. Where it is as
    /// the last one it is no version of its own.
    pub fn push(&mut self, what: T, at: Position) {
        match self.0.last_mut() {
            Some(last) if last.what == what => return,
            Some(last) => last.until = at,
            None => {}
        }
        self.0.push(Versioned::from(at, what));
    }

    /// What was known at a position; none before the first version.
    #[must_use]
    pub fn at(&self, position: Position) -> Option<&T> {
        let known = |one: &&Versioned<T>| one.since <= position && position < one.until;
        self.0.iter().rfind(known).map(|version| &version.what)
    }

    /// The version that nothing has superseded.
    #[must_use]
    pub fn current(&self) -> Option<&T> {
        self.0.last().map(|version| &version.what)
    }
}

/// The facts of one trajectory, with what was superseded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactsHistory {
    dimensions: Versions<Dimensions>,
    /// By theme. Many are current at a time; equal ones are there several times.
    measures: [Vec<Versioned<Dated>>; Theme::COUNT],
}

impl FactsHistory {
    /// All dimensions, in order.
    #[must_use]
    pub fn dimensions(&self) -> &[Versioned<Dimensions>] {
        &self.dimensions.0
    }

    /// The dimensions that are current.
    #[must_use]
    pub fn current(&self) -> Option<&Dimensions> {
        self.dimensions.current()
    }

    /// All measures, theme by theme.
    pub fn measures(&self) -> impl Iterator<Item = &Versioned<Dated>> {
        self.measures.iter().flatten()
    }

    /// Those that follow from the state of the trajectory.
    pub fn state_measures(&self) -> impl Iterator<Item = &Versioned<Dated>> {
        self.measures().filter(|one| !one.what.measure.theme().by_event())
    }

    /// Those of single events, in the order in which they were recorded: the next comes last.
    #[must_use]
    pub fn event_measures(&self) -> Vec<&Versioned<Dated>> {
        let themes = Theme::ALL.iter().filter(|theme| theme.by_event());
        let mut measures: Vec<_> =
            themes.flat_map(|theme| &self.measures[*theme as usize]).collect();
        measures.sort_by_key(|one| one.since);
        measures
    }

    /// The last position at which any of it changed, but for the measures of single events.
    #[must_use]
    pub fn changed_at(&self) -> Position {
        let dimensions = self.dimensions().iter().map(Versioned::changed_at);
        let changes = dimensions.chain(self.state_measures().map(Versioned::changed_at));
        changes.max().unwrap_or(Position::START)
    }

    /// Adds that an event was recorded. A correction is about something that was recorded before, and
    /// voiding something does not undo that it was recorded. What was carried was recorded where it comes
    /// from, and an absorption is the other end of a merge. What a person asked for, and what became of that, is no
    /// record of the guidance: an erasure changes no figure.
    pub(super) fn add_record(&mut self, event: &TrajectoryEvent, recorded: Recorded) {
        let elsewhere =
            event.origin.is_some() || matches!(event.what, Payload::DuplicateAbsorbed(_));
        if elsewhere || event.supersedes().is_some() || is_of_rights(&event.what) {
            return;
        }
        let delay = (recorded.on - event.occurred_on).num_days().max(0);
        let what = Dated {
            measure: Measure::Recorded,
            day: event.occurred_on,
            sign: 1,
            code: Some(Code::new(event.organisation.to_string())),
            length: Some(u16::try_from(delay).unwrap_or(u16::MAX)),
        };
        self.add(what, recorded.at);
    }

    /// Adds a measure, which supersedes none.
    pub(super) fn add(&mut self, what: Dated, at: Position) {
        self.measures[what.measure.theme() as usize].push(Versioned::from(at, what));
    }

    /// Says what the dimensions are from position `at` on.
    pub(super) fn set_dimensions(&mut self, dimensions: Dimensions, at: Position) {
        self.dimensions.push(dimensions, at);
    }

    /// Says what the measures of a theme are from position `at` on. Those that are there already stay
    /// as they are; the other current ones are superseded.
    pub(super) fn set_measures(&mut self, theme: Theme, mut new: Vec<Dated>, at: Position) {
        let known = &mut self.measures[theme as usize];
        for one in known.iter_mut().filter(|one| one.is_current()) {
            match new.iter().position(|dated| *dated == one.what) {
                Some(n) => drop(new.swap_remove(n)),
                None => one.until = at,
            }
        }
        // A day outside the range was recorded before there was a range. Its stream was quarantined before
        // that event, so no row and no report ever had the day, and once it is corrected none shall.
        known.retain(|one| one.is_current() || is_in_range(one.what.day));
        new.sort_unstable();
        known.extend(new.into_iter().map(|dated| Versioned::from(at, dated)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::TrajectoryFold;
    use loopbrug_domain::catalogue::Catalogues;
    use loopbrug_domain::trajectory::story::{
        Story, closed, day, housing_found, housing_lost, participant,
    };

    fn history(story: Story) -> FactsHistory {
        let catalogues = Catalogues::embedded();
        let mut folded = TrajectoryFold::default();
        for (event, position) in story.into_events().into_iter().zip(1..) {
            let recorded = Recorded { at: Position(position), on: event.occurred_on };
            folded.apply(event, recorded, &catalogues);
        }
        folded.facts().clone()
    }

    #[test]
    fn what_is_learned_is_known_from_its_position_on() {
        let history = history(participant().given(day(9), housing_found(day(9))));
        let housed: Vec<_> =
            history.measures().filter(|m| m.what.measure == Measure::Housed).collect();
        assert_eq!(housed.len(), 1);
        assert_eq!((housed[0].since, housed[0].until), (Position(4), Position::NEVER));
    }

    #[test]
    fn what_turns_out_otherwise_was_known_so_until_then() {
        // The loss of the first home is recorded late, after a second was found.
        let history = history(
            participant()
                .given(day(9), housing_found(day(9)))
                .given(day(40), housing_found(day(40)))
                .given(day(30), housing_lost(day(30))),
        );
        let ends: Vec<_> = history
            .measures()
            .filter(|m| m.what.measure == Measure::InHousing && m.what.sign < 0)
            .map(|m| (m.what.day, m.since.0, m.until))
            .collect();
        assert_eq!(ends, [(day(40), 5, Position(6)), (day(30), 6, Position::NEVER)]);
    }

    #[test]
    fn dimensions_that_do_not_change_are_kept_once() {
        let history = history(participant().given(day(9), closed("moved")));
        assert_eq!(history.dimensions().len(), 2, "the opening, and the entry data");
    }
}
