//! The current events are those that recording the same things in order of occurrence would have left, with
//! all their consequences, whether they were recorded late, corrected or voided.

use proptest::prop_oneof;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use uuid::Uuid;

use super::chance::{CATALOGUES, steps, steps_that_bring_something};
use super::config;
use super::played::play;
use crate::actor::{Actor, Role, Roles};
use crate::ids::WorkerId;
use crate::stream::{Aggregate, Stream};
use crate::time::start_of_day;
use crate::trajectory::consequences::causes;
use crate::trajectory::{State, Trajectory, TrajectoryCommand, decide};

/// The current events, each recorded on the day on which it happened. None where that would be refused: for
/// example because an organisation had no access on that day.
fn recorded_anew(trajectory: &Trajectory) -> Option<Trajectory> {
    let causes = causes(trajectory.journal(), &CATALOGUES);
    let mut anew = Trajectory::default();
    for entry in trajectory.entries().iter().filter(|one| !causes.contains_key(&one.sequence)) {
        let (occurred_on, organisation) = (entry.event.occurred_on, entry.event.organisation);
        let command = TrajectoryCommand {
            occurred_on,
            now: start_of_day(occurred_on),
            actor: Actor {
                worker: WorkerId(Uuid::from_u128(1)),
                organisation,
                roles: Roles::from(vec![Role::Steward]),
            },
            intent: entry.event.what.clone().into(),
        };
        let events = decide(&anew, &command, &CATALOGUES).ok()?;
        for event in events {
            anew.apply(event);
        }
    }
    Some(anew)
}

/// The state without how much of it was recorded late.
fn but_for_delay(trajectory: &Trajectory) -> State {
    State { late: 0, late_since: None, ..trajectory.state().clone() }
}

#[test]
fn the_current_events_are_what_recording_them_in_order_of_occurrence_would_have_left() {
    let (mut played, mut defined, mut adjusted) = (0, 0, 0);
    let mut runner = TestRunner::new(config());
    let any = prop_oneof![1 => steps(), 2 => steps_that_bring_something()];
    for _ in 0..2 * config().cases {
        let steps = any.new_tree(&mut runner).expect("steps").current();
        for one in play(&steps) {
            let Ok(events) = &one.answer else { continue };
            played += 1;
            let Some(anew) = recorded_anew(&one.after) else { continue };
            assert_eq!(
                but_for_delay(&one.after),
                but_for_delay(&anew),
                "{} left something else: {:#?}",
                one.name(),
                one.after.entries(),
            );
            defined += 1;
            let added = |one: &&crate::trajectory::TrajectoryEvent| one.follows_from.is_some();
            let superseding = events.iter().filter(added).any(|one| one.supersedes().is_some());
            adjusted += u32::from(superseding);
        }
    }
    assert!(2 * defined > played, "of {played} commands only {defined} could be recorded anew");
    assert!(adjusted > 10, "only {adjusted} adjusted what followed from something else");
}
