//! The order of recording does not matter: a trajectory is what happened, in the order in which
//! it happened.

use proptest::prelude::*;

use super::chance::steps;
use super::config;
use super::played::{folded, play, recorded};
use super::reordered::{current, in_another_order};
use crate::stream::Stream;
use crate::trajectory::State;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_state_is_the_fold_of_the_current_events_in_order_of_occurrence(steps in steps()) {
        let events = recorded(&play(&steps));
        let mut current: Vec<_> = current(&events).into_iter().collect();
        current.sort_by_key(|(sequence, event)| (event.occurred_on, *sequence));
        let mut state = State::default();
        for (_, event) in &current {
            state.apply(event);
        }
        let trajectory = folded(events);
        prop_assert_eq!(trajectory.state(), &state);
        let entries = trajectory.entries().iter();
        let entries: Vec<_> = entries.map(|entry| (entry.sequence, entry.event.clone())).collect();
        prop_assert_eq!(entries, current);
    }

    #[test]
    fn whatever_is_recorded_in_another_order_gives_the_same_state(
        steps in steps(),
        keys in prop::collection::vec(any::<u32>(), 1..60),
    ) {
        let events = recorded(&play(&steps));
        let (one, other) = (folded(events.clone()), folded(in_another_order(&events, &keys)));
        prop_assert_eq!(one.state(), other.state());
    }

    #[test]
    fn what_was_corrected_is_as_if_it_had_been_correct_from_the_beginning(steps in steps()) {
        let events = recorded(&play(&steps));
        let correct = folded(current(&events).into_values());
        let corrected = folded(events);
        prop_assert_eq!(correct.state(), corrected.state());
    }
}
