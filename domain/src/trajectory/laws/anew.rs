//! What stands, and how it came to stand: played late, put right or voided, it is what telling the
//! same things in the order in which they happened would have left, with all that follows from
//! them.

use proptest::prop_oneof;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use uuid::Uuid;

use super::chance::{CATALOGUES, steps, steps_that_bring_something};
use super::config;
use super::played::play;
use crate::actor::Actor;
use crate::ids::WorkerId;
use crate::stream::{Aggregate, Stream};
use crate::trajectory::consequences::causes;
use crate::trajectory::{State, Trajectory, TrajectoryCommand, decide};

/// What was asked for and stands, asked for on the day on which it happened. None where that
/// would be refused: who had access, say, is another question on another day.
fn told_anew(trajectory: &Trajectory) -> Option<Trajectory> {
    let causes = causes(trajectory.journal(), &CATALOGUES);
    let mut anew = Trajectory::default();
    for entry in trajectory.entries().iter().filter(|one| !causes.contains_key(&one.sequence)) {
        let (occurred_on, organisation) = (entry.event.occurred_on, entry.event.organisation);
        let command = TrajectoryCommand {
            occurred_on,
            today: occurred_on,
            actor: Actor { worker: WorkerId(Uuid::from_u128(1)), organisation, roles: vec![] },
            intent: entry.event.what.clone().into(),
        };
        let events = decide(&anew, &command, &CATALOGUES).ok()?;
        for event in events {
            anew.apply(event);
        }
    }
    Some(anew)
}

/// All but how much of it was played late.
fn but_for_delay(trajectory: &Trajectory) -> State {
    State { late: 0, late_since: None, ..trajectory.state().clone() }
}

#[test]
fn what_stands_is_what_telling_it_in_order_of_occurrence_would_have_left() {
    let (mut played, mut defined, mut settled) = (0, 0, 0);
    let mut runner = TestRunner::new(config());
    let any = prop_oneof![1 => steps(), 2 => steps_that_bring_something()];
    for _ in 0..2 * config().cases {
        let steps = any.new_tree(&mut runner).expect("steps").current();
        for told_now in play(&steps) {
            let Ok(events) = &told_now.answer else { continue };
            played += 1;
            let Some(anew) = told_anew(&told_now.after) else { continue };
            assert_eq!(
                but_for_delay(&told_now.after),
                but_for_delay(&anew),
                "{} left something else: {:#?}",
                told_now.name(),
                told_now.after.entries(),
            );
            defined += 1;
            let beside = |one: &&crate::trajectory::TrajectoryEvent| one.follows_from.is_some();
            let put_right = events.iter().filter(beside).any(|one| one.supersedes().is_some());
            settled += u32::from(put_right);
        }
    }
    assert!(2 * defined > played, "of {played} commands only {defined} could be played anew");
    assert!(settled > 10, "only {settled} put right what followed from something else");
}
