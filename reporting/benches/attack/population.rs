//! Invented people: the clients of the simulation, folded as the product folds them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use loopbrug_domain::catalogue::{Catalogue, Catalogues};
use loopbrug_domain::ids::{Position, TrajectoryId};
use loopbrug_reporting::disclosure::perturbation::Secret;
use loopbrug_reporting::facts::image::Image;
use loopbrug_reporting::facts::{Recorded, StoredFacts, StoredMeasures, TrajectoryFold};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::simulate::client::story;
use crate::simulate::dice::Dice;
use crate::simulate::recording::{SimulatedEvent, StreamEvent, record};

/// The region whose catalogue the clients have.
const REGION: &str = "vlaamse-ardennen";

/// A region's clients, from the beginning of 2024 to the middle of 2026.
pub(crate) struct Population {
    pub(crate) catalogue: Arc<Catalogue>,
    people: Vec<Person>,
}

struct Person {
    id: TrajectoryId,
    facts: StoredFacts,
    measures: StoredMeasures,
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// The position of the last event that was recorded on this day: positions count days here.
pub(crate) fn position(day: NaiveDate) -> Position {
    let first = NaiveDate::from_ymd_opt(2023, 12, 31).expect("a day");
    Position(u32::try_from((day - first).num_days()).expect("after the beginning"))
}

impl Population {
    /// So many clients of the simulation of this seed.
    pub(crate) fn invent(clients: u64, seed: u64) -> Self {
        Self::recorded(clients, seed, |_| 0)
    }

    /// The same where one event in four is recorded up to three months later than in the simulation.
    pub(crate) fn slow(clients: u64, seed: u64) -> Self {
        let late = |dice: &mut Dice| if dice.percent(25) { dice.between(1, 90) } else { 0 };
        Self::recorded(clients, seed, late)
    }

    fn recorded(clients: u64, seed: u64, late: impl Fn(&mut Dice) -> u32 + Sync) -> Self {
        let catalogues = Catalogues::embedded();
        let catalogue = Arc::clone(catalogues.latest(REGION).expect("the region"));
        let person = |n| invent(n, seed, &late, &catalogue, &catalogues);
        let people = (0..clients).into_par_iter().filter_map(person).collect();
        Self { catalogue, people }
    }

    pub(crate) fn len(&self) -> usize {
        self.people.len()
    }

    /// All of them, with the keys of this secret.
    pub(crate) fn image(&self, secret: u64) -> Image {
        self.image_of(0..self.len(), secret)
    }

    /// Some of them, with the keys of this secret.
    pub(crate) fn image_of(&self, who: impl IntoIterator<Item = usize>, secret: u64) -> Image {
        let mut bytes = [7; 32];
        bytes[..8].copy_from_slice(&secret.to_be_bytes());
        let mut image = Image::new(Secret::new(bytes));
        for n in who {
            let Person { id, facts, measures } = &self.people[n];
            image.put(*id, facts).expect("few codes");
            image.add(*id, measures).expect("few codes");
        }
        image.reached(Position(u32::MAX));
        image
    }
}

fn invent(
    n: u64,
    seed: u64,
    late: &impl Fn(&mut Dice) -> u32,
    catalogue: &Catalogue,
    catalogues: &Catalogues,
) -> Option<Person> {
    let (from, to) = (day("2024-01-01"), day("2026-06-30"));
    // The last come with a quarter of the time left, so that something becomes of them.
    let come = (from, from + (to - from) * 3 / 4);
    let steps = story(catalogue, come, Dice::for_client(seed, 2 * n));
    let story = record(steps, vec![], to, catalogues, Dice::for_client(seed, 2 * n + 1));
    let of_client = |simulated: SimulatedEvent| match simulated.event {
        StreamEvent::Trajectory(id, event) => Some((simulated.recorded_on, id, event)),
        StreamEvent::Employer(..) => None,
    };
    let mut events: Vec<_> = story.events.into_iter().filter_map(of_client).collect();
    let id = events.first()?.1;
    events.sort_by_key(|(recorded_on, ..)| *recorded_on);
    let (mut dice, mut on) = (Dice::for_client(seed + 1, n), from);
    let mut by_day: BTreeMap<NaiveDate, Vec<_>> = BTreeMap::new();
    for (recorded_on, _, event) in events {
        // What is late keeps the rest waiting: nothing is recorded of somebody before what it follows from.
        on = on.max(recorded_on + Days::new(u64::from(late(&mut dice))));
        by_day.entry(on).or_default().push(event);
    }
    let mut fold = TrajectoryFold::default();
    for (on, events) in by_day {
        for event in events {
            fold.apply(event, Recorded { at: position(on), on }, catalogues);
        }
    }
    let facts = StoredFacts::of(fold.facts()).expect("storable");
    let measures = StoredMeasures::of(fold.facts().event_measures()).expect("storable");
    Some(Person { id, facts, measures })
}
