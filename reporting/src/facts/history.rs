//! What was believed when: facts, each with the span of positions at which it was known.

use serde::{Deserialize, Serialize};

use super::{Dated, Dimensions, Measure, Recorded, Theme};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use loopbrug_domain::time::is_in_range;
use loopbrug_domain::trajectory::TrajectoryEvent;

/// Something that was believed from one position of the log up to, but not including, another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Believed<T> {
    /// The first position at which it was known.
    pub since: Position,
    /// The first position at which it was no longer; [`Position::NEVER`] while it is.
    pub until: Position,
    /// What.
    pub what: T,
}

impl<T> Believed<T> {
    fn from(since: Position, what: T) -> Self {
        Self { since, until: Position::NEVER, what }
    }

    /// The last position at which it changed.
    #[must_use]
    pub fn changed_at(&self) -> Position {
        if self.holds() { self.since } else { self.until }
    }

    /// Whether it is believed still.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.until == Position::NEVER
    }
}

/// All that was ever believed of one thing, one belief at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Beliefs<T>(Vec<Believed<T>>);

impl<T> Default for Beliefs<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: PartialEq> Beliefs<T> {
    /// Takes in what is believed from position `at` on, which is not before any given earlier.
    pub fn learn(&mut self, what: T, at: Position) {
        match self.0.last_mut() {
            Some(last) if last.what == what => return,
            Some(last) => last.until = at,
            None => {}
        }
        self.0.push(Believed::from(at, what));
    }

    /// What was believed at a position; none before the first was learned.
    #[must_use]
    pub fn at(&self, position: Position) -> Option<&T> {
        let known = |b: &&Believed<T>| b.since <= position && position < b.until;
        self.0.iter().rfind(known).map(|believed| &believed.what)
    }

    /// What is believed now.
    #[must_use]
    pub fn current(&self) -> Option<&T> {
        self.0.last().map(|believed| &believed.what)
    }
}

/// All that was ever believed of one trajectory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactsHistory {
    /// One at a time.
    dimensions: Vec<Believed<Dimensions>>,
    /// By theme. Many at a time; equal ones stand side by side.
    measures: [Vec<Believed<Dated>>; Theme::COUNT],
}

impl FactsHistory {
    /// What was believed of dimensions and measures, in whatever order.
    #[must_use]
    pub fn new(
        dimensions: Vec<Believed<Dimensions>>,
        measures: impl IntoIterator<Item = Believed<Dated>>,
    ) -> Self {
        let mut history = Self { dimensions, ..Self::default() };
        for believed in measures {
            history.measures[believed.what.measure.theme() as usize].push(believed);
        }
        history
    }

    /// All dimensions that were ever believed, in order.
    #[must_use]
    pub fn dimensions(&self) -> &[Believed<Dimensions>] {
        &self.dimensions
    }

    /// All measures that were ever believed, theme by theme.
    pub fn measures(&self) -> impl Iterator<Item = &Believed<Dated>> {
        self.measures.iter().flatten()
    }

    /// Those of a theme.
    #[must_use]
    pub fn of_theme(&self, theme: Theme) -> &[Believed<Dated>] {
        &self.measures[theme as usize]
    }

    /// The dimensions that hold now.
    #[must_use]
    pub fn current(&self) -> Option<&Dimensions> {
        self.dimensions.last().map(|believed| &believed.what)
    }

    /// The last position at which any of it changed, but for what is told by event.
    #[must_use]
    pub fn changed_at(&self) -> Position {
        let dimensions = self.dimensions.iter().map(Believed::changed_at);
        let measures = self.measures().filter(|believed| !believed.what.measure.theme().by_event());
        let changes = dimensions.chain(measures.map(Believed::changed_at));
        changes.max().unwrap_or(Position::START)
    }

    /// Takes in that something was recorded. A correction is about something that was recorded
    /// before, and that something was voided does not undo that it was recorded.
    pub(super) fn record(&mut self, event: &TrajectoryEvent, recorded: Recorded) {
        if event.puts_right().is_some() {
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

    /// Takes in one more measure, which changes nothing of what was believed before.
    pub(super) fn add(&mut self, what: Dated, at: Position) {
        self.measures[what.measure.theme() as usize].push(Believed::from(at, what));
    }

    /// Takes in the dimensions that are believed from position `at` on, which is not before any
    /// position given earlier.
    pub(super) fn learn_dimensions(&mut self, dimensions: Dimensions, at: Position) {
        match self.dimensions.last_mut() {
            Some(last) if last.what == dimensions => return,
            Some(last) => last.until = at,
            None => {}
        }
        self.dimensions.push(Believed::from(at, dimensions));
    }

    /// Takes in the measures of a theme that are believed from position `at` on.
    pub(super) fn learn_measures(&mut self, theme: Theme, mut new: Vec<Dated>, at: Position) {
        let known = &mut self.measures[theme as usize];
        // What is believed still is taken out of `new`; what is not in `new` ends here.
        for believed in known.iter_mut().filter(|believed| believed.holds()) {
            match new.iter().position(|dated| *dated == believed.what) {
                Some(n) => drop(new.swap_remove(n)),
                None => believed.until = at,
            }
        }
        // A day outside the range never was in a row: its stream stood still before it (it was
        // recorded before there was a range). What was put right since was believed by no report.
        known.retain(|believed| believed.holds() || is_in_range(believed.what.day));
        new.sort_unstable();
        known.extend(new.into_iter().map(|dated| Believed::from(at, dated)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Account;
    use loopbrug_domain::catalogue::Catalogues;
    use loopbrug_domain::trajectory::story::{
        Story, closed, day, housing_found, housing_lost, participant,
    };

    fn history(story: Story) -> FactsHistory {
        let catalogues = Catalogues::embedded();
        let mut account = Account::default();
        for (event, position) in story.into_events().into_iter().zip(1..) {
            let recorded = Recorded { at: Position(position), on: event.occurred_on };
            account.learn(event, recorded, &catalogues);
        }
        account.facts().clone()
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
    fn what_turns_out_otherwise_is_believed_until_then() {
        // The loss of the first home is told late, after a second was found.
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
        assert_eq!(history.dimensions.len(), 2, "the opening, and the entry data");
    }
}
