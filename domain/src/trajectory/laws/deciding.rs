//! What is decided is what is recorded, and what is refused leaves nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use cqrs_es::test::TestFramework;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::chance::{CATALOGUES, steps};
use super::config;
use super::played::{Played, folded, play, recorded};
use crate::stream::Stream;
use crate::trajectory::{EVENT_TYPES, Trajectory};

proptest::proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_fold_of_what_was_decided_is_the_state(steps in steps()) {
        let played = play(&steps);
        let events = recorded(&played);
        let live = played.last().map(|played| played.after.clone()).unwrap_or_default();
        proptest::prop_assert_eq!(&folded(events.clone()), &live, "rebuilt");
        proptest::prop_assert_eq!(live.version() as usize, events.len());
        let kept = serde_json::to_string(&live).unwrap();
        proptest::prop_assert_eq!(serde_json::from_str::<Trajectory>(&kept).unwrap(), live);
    }

    #[test]
    fn the_aggregate_answers_as_decide_does(steps in steps()) {
        let played = play(&steps);
        let catalogues = Arc::new(CATALOGUES.clone());
        // Folding the history for every command is slow; the last ones have met the most.
        for n in played.len().saturating_sub(3)..played.len() {
            let Played { command, answer, .. } = &played[n];
            let result = TestFramework::<Trajectory>::with(Arc::clone(&catalogues))
                .given(recorded(&played[..n]))
                .when(command.clone())
                .inspect_result();
            proptest::prop_assert_eq!(&result, answer);
        }
    }

    #[test]
    fn a_refusal_leaves_everything_as_it_was(steps in steps()) {
        for played in play(&steps) {
            match &played.answer {
                Ok(events) => {
                    proptest::prop_assert!(!events.is_empty(), "{} left nothing", played.name());
                    let versions = (played.before.version() as usize, played.after.version() as usize);
                    proptest::prop_assert_eq!(versions.0 + events.len(), versions.1);
                }
                Err(_) => proptest::prop_assert_eq!(played.before, played.after),
            }
        }
    }
}

/// Otherwise the laws would hold of nothing: a generator that only makes what is refused proves
/// little.
#[test]
fn every_row_of_the_table_is_permitted_at_one_time_and_refused_at_another() {
    let (mut permitted, mut refused) = (BTreeSet::new(), BTreeSet::new());
    let mut runner = TestRunner::new(config());
    for _ in 0..100 * config().cases {
        if permitted.len() + refused.len() == 2 * EVENT_TYPES.len() {
            break;
        }
        for played in play(&steps().new_tree(&mut runner).unwrap().current()) {
            let seen = if played.answer.is_ok() { &mut permitted } else { &mut refused };
            seen.insert(played.name());
        }
    }
    for known in EVENT_TYPES {
        for (seen, how) in [(&permitted, "permitted"), (&refused, "refused")] {
            assert!(
                seen.contains(known.name),
                "no {} was ever {how}: the payloads in domain/tests/payloads/ should be, in the \
                 order of the table, a story in which it could be",
                known.name
            );
        }
    }
}
