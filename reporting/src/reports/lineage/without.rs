//! A trajectory as it is known, and the worlds in which something of it is not so: without a fact, or without an event.
//! The report is asked about all of them at once.

use std::collections::{BTreeMap, BTreeSet};

use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::{Position, TrajectoryId, Version};
use loopbrug_domain::trajectory::{Entry, Payload, Trajectory, TrajectoryEvent};
use uuid::Uuid;

use super::{MadeOf, MakingFact, Traced};
use crate::facts::image::{Day, Image};
use crate::facts::{
    Dated, Dimensions, Kind, Measure, Recorded, StoredFacts, StoredMeasures, Theme, TrajectoryFold,
    Versioned,
};
use crate::reports::question::{Days, Question};
use crate::reports::tally::Share;

/// What is known of a trajectory, as far as the report reads it.
pub(super) struct Known<'a> {
    catalogues: &'a Catalogues,
    days: Days,
    themes: Vec<Theme>,
    fold: TrajectoryFold,
    facts: Vec<Versioned<Dated>>,
    /// What is taken away as one, as places in `facts`.
    things: Vec<Thing>,
    /// By position: the sequence of an event.
    sequences: BTreeMap<Position, Version>,
}

/// A flow, or all that came and went of a stock.
struct Thing {
    measure: Measure,
    facts: Vec<usize>,
    /// Another of its kind in the period is looked at in its place.
    outdated: bool,
}

/// What is not so in a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum But {
    /// Everything is as it is.
    Nothing,
    /// Without a thing, by its place.
    Thing(usize),
    /// Without what went of a stock.
    End(usize),
    /// Without any of a measure.
    Measure(Measure),
    /// Without any of its measure but this thing.
    Others(usize),
    /// Without what the opening says.
    Opening,
    /// Without an event and what follows from it.
    Event(Version),
    /// Without all events of a type, by the first of them.
    Type(Version),
    /// Without those that are of the type of an event, but for it.
    OthersOfType(Version),
}

/// The worlds, and what is so in each.
pub(super) struct Worlds(BTreeMap<But, World>);

struct World {
    dimensions: Dimensions,
    facts: Vec<Dated>,
}

impl<'a> Known<'a> {
    pub(super) fn of(
        traced: &Traced,
        question: &Question,
        stream: &[(TrajectoryEvent, Recorded)],
        catalogues: &'a Catalogues,
    ) -> Self {
        let mut fold = TrajectoryFold::default();
        for (event, recorded) in stream {
            fold.apply(event.clone(), *recorded, catalogues);
        }
        let mut themes = traced.report.themes().to_vec();
        if question.filter.municipality.is_some() && !themes.contains(&Theme::Profile) {
            themes.push(Theme::Profile);
        }
        let current = fold.facts().measures().filter(|one| one.is_current());
        let facts: Vec<_> =
            current.filter(|one| themes.contains(&one.what.measure.theme())).cloned().collect();
        let days = Days::of(question);
        let things = things(&facts, days);
        let sequences = stream.iter().zip(1..).map(|((_, at), sequence)| (at.at, sequence));
        let sequences = sequences.collect();
        Self { catalogues, days, themes, fold, facts, things, sequences }
    }

    /// Every world that has to be asked about.
    pub(super) fn worlds(&self) -> Worlds {
        let mut worlds = Worlds(BTreeMap::new());
        let Some(dimensions) = self.fold.facts().current() else { return worlds };
        let mut with = |but: But, keeps: &dyn Fn(usize) -> bool| {
            let kept = self.facts.iter().enumerate().filter(|(n, _)| keeps(*n));
            let facts = kept.map(|(_, one)| one.what.clone()).collect();
            worlds.0.insert(but, World { dimensions: dimensions.clone(), facts });
        };
        with(But::Nothing, &|_| true);
        for (n, thing) in self.things.iter().enumerate() {
            let measure = thing.measure;
            let is_measure = |fact: usize| self.facts[fact].what.measure == measure;
            with(But::Thing(n), &|fact| !thing.facts.contains(&fact));
            with(But::Measure(measure), &|fact| !is_measure(fact));
            with(But::Others(n), &|fact| !is_measure(fact) || thing.facts.contains(&fact));
            if measure.kind() == Kind::Stock {
                let went = |fact: usize| self.facts[fact].what.sign < 0;
                with(But::End(n), &|fact| !(thing.facts.contains(&fact) && went(fact)));
            }
        }
        let facts: Vec<_> = self.facts.iter().map(|one| one.what.clone()).collect();
        let nothing_said = Dimensions {
            municipality: Code::new(""),
            language: Code::new(""),
            ..dimensions.clone()
        };
        worlds.0.insert(But::Opening, World { dimensions: nothing_said, facts });
        for (_, of_type) in self.by_type() {
            let without = |gone: &[Version]| self.world_without(gone);
            for sequence in &of_type {
                worlds.0.extend(without(&[*sequence]).map(|it| (But::Event(*sequence), it)));
            }
            let [first, _, ..] = of_type[..] else { continue };
            worlds.0.extend(without(&of_type).map(|it| (But::Type(first), it)));
            for sequence in &of_type {
                let others: Vec<_> =
                    of_type.iter().copied().filter(|other| other != sequence).collect();
                worlds.0.extend(without(&others).map(|it| (But::OthersOfType(*sequence), it)));
            }
        }
        worlds
    }

    /// The current events by what they are, but for the opening.
    fn by_type(&self) -> BTreeMap<&'static str, Vec<Version>> {
        let mut by_type: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let entries = self.trajectory().entries().iter();
        for entry in entries.filter(|entry| !is_opening(&entry.event.what)) {
            by_type.entry(entry.event.event_type().name).or_default().push(entry.sequence);
        }
        by_type
    }

    fn world_without(&self, sequences: &[Version]) -> Option<World> {
        let entries = self.trajectory().entries().iter();
        let follows = |entry: &&Entry| {
            entry.event.follows_from.is_some_and(|cause| sequences.contains(&cause))
        };
        let gone = entries.filter(follows).map(|entry| entry.sequence);
        let gone: Vec<_> = gone.chain(sequences.iter().copied()).collect();
        let (dimensions, mut facts) = TrajectoryFold::facts_of(
            &self.trajectory().without(&gone),
            &self.themes,
            self.catalogues,
        )?;
        // That something was recorded is not undone by taking it back.
        let recorded = self.facts.iter().map(|one| &one.what);
        facts.extend(recorded.filter(|what| what.measure.theme() == Theme::Records).cloned());
        Some(World { dimensions, facts })
    }

    fn trajectory(&self) -> &Trajectory {
        self.fold.trajectory()
    }

    /// What follows from what the trajectory adds in each world, by slot.
    pub(super) fn made_of(&self, worlds: &Worlds, shares: &[Option<Share>]) -> MadeOf {
        let places: BTreeMap<But, usize> = worlds.0.keys().copied().zip(0..).collect();
        let share = |but: But| places.get(&but).and_then(|slot| shares[*slot].as_ref());
        let as_it_is = share(But::Nothing);
        if as_it_is.is_none() {
            return MadeOf::default();
        }
        let matters = |but: But| places.contains_key(&but) && share(but) != as_it_is;
        let differ = |one, other| share(one) != share(other);
        let making = self.making(&matters, &differ);
        let mut facts: Vec<MakingFact> = making.iter().map(|n| self.made(*n, worlds)).collect();
        facts.sort_by_key(|fact| (fact.what.day, fact.since));

        let mut events = BTreeSet::new();
        for of_type in self.by_type().into_values() {
            let needed = of_type.iter().filter(|sequence| matters(But::Event(**sequence)));
            let needed: Vec<_> = needed.copied().collect();
            // Of several that each would do, none is needed, and all of them make it.
            let would_do = of_type.iter().filter(|sequence| {
                of_type.len() > 1
                    && needed.is_empty()
                    && differ(But::OthersOfType(**sequence), But::Type(of_type[0]))
            });
            events.extend(would_do.copied());
            events.extend(needed);
        }
        // That nobody had contact is an absence: without the last contact the client would only have waited longer.
        let by_its_own =
            |measure: Measure| measure.kind() == Kind::Flow || measure == Measure::NoContact;
        for n in making.iter().filter(|n| by_its_own(self.facts[**n].what.measure)) {
            let made_by = self.made_by(*n, worlds, |one| Dated { length: None, ..one.clone() });
            if !made_by.iter().any(|sequence| events.contains(sequence)) {
                events.extend(made_by);
            }
        }
        if matters(But::Opening) || facts.iter().any(|fact| fact.what.measure == Measure::Opened) {
            events.extend(self.opening());
        }
        MadeOf { facts, events: events.into_iter().collect() }
    }

    /// The facts that make the figure, as places. `differ`: whether the trajectory adds something else in one world
    /// than in another.
    fn making(
        &self,
        matters: &impl Fn(But) -> bool,
        differ: &impl Fn(But, But) -> bool,
    ) -> BTreeSet<usize> {
        let needed = |n: usize| matters(But::Thing(n)) || matters(But::End(n));
        let all_needed: BTreeSet<Measure> =
            (0..self.things.len()).filter(|n| needed(*n)).map(|n| self.things[n].measure).collect();
        let making = self.things.iter().enumerate().filter(|(n, thing)| {
            // Of several that each would do, none is needed, and all of them make it.
            let would_do = || differ(But::Others(*n), But::Measure(thing.measure));
            needed(*n) || !thing.outdated && !all_needed.contains(&thing.measure) && would_do()
        });
        making.flat_map(|(_, thing)| self.in_force(thing)).collect()
    }

    /// The facts of a thing that count at the end: of a stock what came and went since there was nothing of it, or what
    /// went last where there is nothing.
    fn in_force(&self, thing: &Thing) -> Vec<usize> {
        let what = |n: &usize| &self.facts[*n].what;
        let by_then = thing.facts.iter().copied();
        let mut facts: Vec<_> = by_then.filter(|n| Day::of(what(n).day) <= self.days.end).collect();
        if thing.measure.kind() == Kind::Flow {
            return facts;
        }
        facts.sort_by_key(|n| (what(n).day, what(n).sign));
        let (mut balance, mut since) = (0, 0);
        for (place, n) in facts.iter().enumerate() {
            balance += i32::from(what(n).sign);
            if balance <= 0 {
                since = place + usize::from(place + 1 < facts.len());
            }
        }
        facts.split_off(since.min(facts.len()))
    }

    fn made(&self, n: usize, worlds: &Worlds) -> MakingFact {
        let Versioned { since, what, .. } = self.facts[n].clone();
        MakingFact { what, since, made_by: self.made_by(n, worlds, Dated::clone) }
    }

    /// The events without which a fact would not be so, as far as `part` says what it is.
    fn made_by(&self, n: usize, worlds: &Worlds, part: fn(&Dated) -> Dated) -> Vec<Version> {
        let what = part(&self.facts[n].what);
        let times = |but: But| {
            let facts = worlds.0.get(&but).map(|world| &world.facts);
            facts.map(|facts| facts.iter().filter(|one| part(one) == what).count())
        };
        let all = times(But::Nothing);
        let events = self.by_type().into_values().flatten();
        let mut made_by: Vec<_> = events.filter(|event| times(But::Event(*event)) < all).collect();
        made_by.extend(self.recorded_by(n));
        if what.measure == Measure::Opened {
            made_by.extend(self.opening());
        }
        made_by.sort_unstable();
        made_by
    }

    /// The event of which a fact says that it was recorded.
    fn recorded_by(&self, n: usize) -> Option<Version> {
        let fact = &self.facts[n];
        let is_record = fact.what.measure.theme() == Theme::Records;
        self.sequences.get(&fact.since).copied().filter(|_| is_record)
    }

    fn opening(&self) -> Option<Version> {
        let mut entries = self.trajectory().entries().iter();
        Some(entries.find(|entry| is_opening(&entry.event.what))?.sequence)
    }
}

fn is_opening(what: &Payload) -> bool {
    matches!(what, Payload::TrajectoryOpened(_))
}

fn things(facts: &[Versioned<Dated>], days: Days) -> Vec<Thing> {
    let mut things: Vec<Thing> = Vec::new();
    let mut stocks: BTreeMap<(Measure, Option<&Code>), usize> = BTreeMap::new();
    for (n, Versioned { what, .. }) in facts.iter().enumerate() {
        let Dated { measure, code, .. } = what;
        if measure.kind() == Kind::Flow {
            // Of the looks at a barrier or a goal, the last one of the period counts.
            let is_look = matches!(measure, Measure::BarrierChange | Measure::GoalChange);
            let later = |other: &Versioned<Dated>| {
                let same = |one: &Dated| (one.measure, one.code.clone(), one.length);
                same(&other.what) == same(what)
                    && other.what.day > what.day
                    && days.contain(Day::of(other.what.day))
            };
            let outdated = is_look && facts.iter().any(later);
            things.push(Thing { measure: *measure, facts: vec![n], outdated });
            continue;
        }
        let place = *stocks.entry((*measure, code.as_ref())).or_insert(things.len());
        if place == things.len() {
            things.push(Thing { measure: *measure, facts: vec![], outdated: false });
        }
        things[place].facts.push(n);
    }
    things
}

impl Worlds {
    /// An image with a slot for each world, in their order.
    pub(super) fn image(&self) -> Image {
        let mut image = Image::default();
        let at = Position(1);
        for (world, n) in self.0.values().zip(0..) {
            let id = TrajectoryId(Uuid::from_u128(n));
            let known =
                |what: &Dated| Versioned { since: at, until: Position::NEVER, what: what.clone() };
            let (of_events, of_state): (Vec<_>, Vec<_>) =
                world.facts.iter().map(known).partition(|one| one.what.measure.theme().by_event());
            let dimensions =
                Versioned { since: at, until: Position::NEVER, what: world.dimensions.clone() };
            // What is in the tables can be stored, and so can a part of it.
            let stored = |facts: &[Versioned<Dated>]| StoredMeasures::of(facts).unwrap_or_default();
            let facts = StoredFacts { dimensions: vec![dimensions], measures: stored(&of_state) };
            let put = image.put(id, &facts).and_then(|()| image.add(id, &stored(&of_events)));
            debug_assert!(put.is_ok(), "there are fewer codes than in the region");
        }
        image.reached(at);
        image
    }
}
