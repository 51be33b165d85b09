//! A history in another order of recording.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::ids::Version;
use crate::trajectory::record_keeping::{EventCorrected, EventVoided};
use crate::trajectory::{Payload, TrajectoryEvent};

/// Whether it corrects or voids another event.
fn supersedes(event: &TrajectoryEvent) -> bool {
    matches!(event.what, Payload::EventCorrected(_) | Payload::EventVoided(_))
}

/// The current events of a history, worked out without the journal.
pub fn current(events: &[TrajectoryEvent]) -> BTreeMap<Version, TrajectoryEvent> {
    let mut current = BTreeMap::new();
    for (event, sequence) in events.iter().zip(1..) {
        match &event.what {
            Payload::EventCorrected(correction) => {
                current.entry(correction.target).and_modify(|target: &mut TrajectoryEvent| {
                    target.occurred_on = correction.occurred_on;
                    target.what = (*correction.replacement).clone();
                });
            }
            Payload::EventVoided(voiding) => drop(current.remove(&voiding.target)),
            _ => drop(current.insert(sequence, event.clone())),
        }
    }
    current
}

/// The places of the events that supersede no other, shuffled; those of one day stay in the order in which they
/// were recorded.
fn shuffled(events: &[TrajectoryEvent], keys: &[u32]) -> Vec<usize> {
    let current = current(events);
    let sequence = |place: usize| Version::try_from(place + 1).unwrap();
    let day_of = |place: usize| -> Option<NaiveDate> {
        current.get(&sequence(place)).map(|event| event.occurred_on)
    };
    let mut places: Vec<usize> = (0..events.len()).filter(|n| !supersedes(&events[*n])).collect();
    let mut of_a_day: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for place in places.iter().rev() {
        of_a_day.entry(day_of(*place)).or_default().push(*place);
    }
    places.sort_by_key(|place| keys[place % keys.len()]);
    places.iter().map(|place| of_a_day.get_mut(&day_of(*place)).unwrap().pop().unwrap()).collect()
}

/// The same events in another order. What supersedes another comes last, in the order in which
/// it was recorded, and names its target by the place that it has now.
pub fn in_another_order(events: &[TrajectoryEvent], keys: &[u32]) -> Vec<TrajectoryEvent> {
    let order = shuffled(events, keys);
    let place_now = |target: Version| -> Version {
        let was = usize::try_from(target).unwrap() - 1;
        Version::try_from(1 + order.iter().position(|place| *place == was).unwrap()).unwrap()
    };
    let mut reordered: Vec<_> = order.iter().map(|place| events[*place].clone()).collect();
    for event in events.iter().filter(|event| supersedes(event)) {
        let mut event = event.clone();
        match &mut event.what {
            Payload::EventCorrected(EventCorrected { target, .. })
            | Payload::EventVoided(EventVoided { target, .. }) => *target = place_now(*target),
            _ => {}
        }
        reordered.push(event);
    }
    reordered
}
