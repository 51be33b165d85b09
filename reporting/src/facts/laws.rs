//! Laws of the facts, whatever is recorded of a trajectory: its facts as they were known at any position.

use proptest::prelude::*;

use super::theme::{Touched, measures};
use super::{
    Dated, Dimensions, FactsHistory, Measure, Recorded, TrajectoryFold, Versioned, catalogue_of,
};
use loopbrug_domain::ids::Position;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::laws::chance::{CATALOGUES, steps};
use loopbrug_domain::trajectory::laws::config;
use loopbrug_domain::trajectory::laws::played::{folded, play, recorded};
use loopbrug_domain::trajectory::laws::reordered::in_another_order;
use loopbrug_domain::trajectory::{Trajectory, TrajectoryEvent};

/// What a trajectory contributes in its present state; when its events were recorded is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Facts {
    dimensions: Dimensions,
    measures: Vec<Dated>,
}

impl Facts {
    /// None before its opening.
    fn of(trajectory: &Trajectory) -> Option<Self> {
        let catalogue = catalogue_of(trajectory, &CATALOGUES)?;
        let dimensions = Dimensions::of(trajectory.state(), catalogue)?;
        let themes = Touched::Everything.themes().iter();
        let measures = themes.flat_map(|theme| measures(*theme, trajectory, catalogue));
        Some(Self { dimensions, measures: sorted(measures.collect()) })
    }
}

/// Other trajectories have the positions between.
const STRIDE: u32 = 3;

fn position(events: usize) -> Position {
    Position(u32::try_from(events).unwrap() * STRIDE)
}

fn history(events: &[TrajectoryEvent]) -> FactsHistory {
    let mut folded = TrajectoryFold::default();
    for (event, n) in events.iter().zip(1..) {
        let recorded = Recorded { at: position(n), on: event.occurred_on };
        folded.apply(event.clone(), recorded, &CATALOGUES);
    }
    folded.facts().clone()
}

fn known<'a, T: Clone + 'a>(all: impl Iterator<Item = &'a Versioned<T>>, at: Position) -> Vec<T> {
    let known = all.filter(|one| one.since <= at && at < one.until);
    known.map(|one| one.what.clone()).collect()
}

fn sorted(mut measures: Vec<Dated>) -> Vec<Dated> {
    measures.sort();
    measures
}

/// What the history says was known at a position.
fn as_known_at(history: &FactsHistory, at: Position) -> Option<Facts> {
    let dimensions = known(history.dimensions().iter(), at);
    assert!(dimensions.len() <= 1, "two at a time: {dimensions:?}");
    let worked_out = history.measures().filter(|one| one.what.measure != Measure::Recorded);
    let measures = sorted(known(worked_out, at));
    Some(Facts { dimensions: dimensions.into_iter().next()?, measures })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_was_known_at_a_position_are_the_facts_of_what_was_recorded_by_then(
        steps in steps(),
    ) {
        let events = recorded(&play(&steps));
        let history = history(&events);
        for n in 0..=events.len() {
            let facts = Facts::of(&folded(events[..n].iter().cloned()));
            for between in 0..STRIDE {
                let at = Position(position(n).0 + between);
                prop_assert_eq!(&as_known_at(&history, at), &facts, "at {}", at);
            }
        }
    }

    #[test]
    fn nothing_is_superseded_before_it_is_known(steps in steps()) {
        let history = history(&recorded(&play(&steps)));
        for measure in history.measures() {
            prop_assert!(measure.since < measure.until);
        }
        for dimensions in history.dimensions() {
            prop_assert!(dimensions.since < dimensions.until);
        }
    }

    #[test]
    fn whatever_is_learned_in_another_order_gives_the_same_facts(
        steps in steps(),
        keys in prop::collection::vec(any::<u32>(), 1..60),
    ) {
        let events = recorded(&play(&steps));
        let (one, other) = (folded(events.clone()), folded(in_another_order(&events, &keys)));
        prop_assert_eq!(Facts::of(&one), Facts::of(&other));
    }
}
