//! Which events make a figure: those without which it would be another, counted naively without them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use loopbrug_domain::stream::Aggregate;
use loopbrug_domain::trajectory::record_keeping::EventVoided;
use loopbrug_domain::trajectory::{Entry, Intent, Payload, Trajectory, decide};
use loopbrug_reporting::facts::Measure;
use loopbrug_reporting::reports::MadeOf;
use proptest::test_runner::{Config, RngSeed};

use crate::asking::{Asked, questions, world};
use crate::history::{self, CATALOGUES, Dice, Region};
use crate::naive::{Beside, Question, REPORTS, Recorded, Report};
use crate::product::Product;

static NOTHING_BESIDE: Beside =
    Beside { offers: Vec::new(), coached: Vec::new(), identified: Vec::new() };

/// Cells of a report that are looked at.
const CELLS: usize = 2;

/// Of these a figure says more than who is counted, or than one of them adds.
fn is_derived(column: &str) -> bool {
    ["share", "no_show_share", "free", "uncovered", "offers", "capacity", "budget"]
        .iter()
        .any(|derived| column.starts_with(derived))
}

/// What is recorded counts as recorded, be it taken back or not.
fn is_of_records(column: &str) -> bool {
    ["records", "late", "delay"].iter().any(|of| column.starts_with(of))
}

#[test]
fn the_events_that_are_named_and_no_others_change_the_figure_when_they_are_voided() {
    let asked = Config::default();
    let first = match asked.rng_seed {
        RngSeed::Random => 0,
        RngSeed::Fixed(seed) => seed,
    };
    let (mut columns, mut events) = (BTreeSet::new(), 0);
    for seed in (0..u64::from(asked.cases.div_ceil(40))).map(|n| first.wrapping_add(n)) {
        let mut dice = Dice::of(seed);
        let region = Region::random(&mut dice);
        let product = Product::of(&region.log, &NOTHING_BESIDE);
        for asked in questions(&mut dice, &region) {
            for report in &REPORTS {
                let asked_of = format!("{} of seed {seed}, asked {asked:?}", report.name);
                let of = Cells { report, region: &region, product: &product, asked: &asked };
                events += of.are_made_of_what_is_named(&mut dice, &mut columns, &asked_of);
            }
        }
    }
    assert!(events > 100, "only {events} events make a figure");
    if asked.cases >= Config::default().cases {
        assert!(columns.len() > 30, "only {columns:?}");
    }
}

struct Cells<'a> {
    report: &'a Report,
    region: &'a Region,
    product: &'a Product,
    asked: &'a Asked,
}

impl Cells<'_> {
    /// Of some cells, and of one behind each. How many events were looked at.
    fn are_made_of_what_is_named(
        &self,
        dice: &mut Dice,
        columns: &mut BTreeSet<String>,
        asked_of: &str,
    ) -> usize {
        let world = world(self.region, &NOTHING_BESIDE, self.asked.version);
        let figures = self.report.ask(&world, &self.asked.question);
        let counted = figures
            .cells
            .iter()
            .filter(|((_, column), figure)| **figure != 0.0 && !is_derived(column));
        let mut cells: Vec<_> = counted.map(|(cell, _)| cell).collect();
        let mut events = 0;
        for _ in 0..CELLS {
            if cells.is_empty() {
                break;
            }
            let (row, column) = cells
                .swap_remove(dice.between(1, u32::try_from(cells.len()).unwrap()) as usize - 1);
            let (id, made) =
                self.product.behind(self.report.name, &world, &self.asked.question, (row, column));
            columns.insert(format!("{}.{column}", self.report.name));
            let own = self.region.log.iter().filter(|recorded| {
                recorded.trajectory == id && recorded.position <= self.asked.question.as_of
            });
            let own = Alone { cells: self, row, column, log: own.cloned().collect() };
            events += own.is_made_of(&made, &format!("{asked_of}: {row} {column}"));
        }
        events
    }
}

/// A figure of one client alone.
struct Alone<'a> {
    cells: &'a Cells<'a>,
    row: &'a str,
    column: &'a str,
    log: Vec<Recorded>,
}

impl Alone<'_> {
    /// How many events that can be voided are named.
    fn is_made_of(&self, made: &MadeOf, asked_of: &str) -> usize {
        let mut named = 0;
        let question = &self.cells.asked.question;
        if is_of_records(self.column) {
            if self.column == "records" {
                let figure = self.figure(question, &[]);
                let records =
                    made.facts.iter().filter(|fact| fact.what.measure == Measure::Recorded);
                let records: Vec<_> = records.map(|fact| &fact.made_by[..]).collect();
                assert_eq!(figure.to_string(), records.len().to_string(), "{asked_of}");
                let named = |by: &&[u32]| matches!(by, [one] if made.events.contains(one));
                assert!(records.iter().all(named), "{asked_of}: {made:?}");
            }
            return named;
        }
        let mut known = Trajectory::default();
        self.log.iter().for_each(|recorded| known.apply(recorded.event.clone()));
        let name = |what: &Payload| what.event_type().name;
        for entry in known.entries() {
            let (sequence, what) = (entry.sequence, &entry.event.what);
            if matches!(what, Payload::TrajectoryOpened(_)) {
                continue;
            }
            let changes_in = |row: &str, question: &Question, without: &[u32]| {
                let more: Vec<_> = without.iter().copied().chain([sequence]).collect();
                self.figures(row, question, without) != self.figures(row, question, &more)
            };
            let changes =
                |question: &Question, without: &[u32]| changes_in(self.row, question, without);
            let story = || format!("{asked_of}: {sequence} {what:?}, of {made:?}\n{:#?}", self.log);
            // What later events rest on is not voided before them.
            if !self.can_be_voided(&known, entry) {
                continue;
            }
            if !made.events.contains(&sequence) {
                let figure = |without: &[u32]| self.figure(question, without).to_string();
                assert_eq!(figure(&[]), figure(&[sequence]), "not named: {}", story());
                continue;
            }
            // Where another would do in its place: of its kind it alone, or on the day of the fact alone.
            let others = known.entries().iter().filter(|other| {
                other.sequence != sequence && name(&other.event.what) == name(what)
            });
            let others: Vec<u32> = others.map(|other| other.sequence).collect();
            let on_its_day = |day: NaiveDate| {
                let day = Question { from: day, to: day, ..question.clone() };
                // A worker who became bridge figure later counts nothing on that day; the region does.
                let row = if self.row.starts_with("worker=") { "total" } else { self.row };
                changes_in(row, &day, &[])
            };
            let facts = made.facts.iter().filter(|fact| fact.made_by.contains(&sequence));
            // Without the last contact the client would have waited for one on the day before already.
            let days = facts.flat_map(|fact| {
                let before = fact.what.day.pred_opt();
                let waits = fact.what.measure == Measure::NoContact;
                [Some(fact.what.day), before.filter(|_| waits)].into_iter().flatten()
            });
            let days: Vec<_> = days.collect();
            // Who takes part is counted with what was before, of which the figure of its day knows nothing yet.
            let entries =
                made.facts.iter().filter(|fact| fact.what.measure == Measure::Participant);
            let was_before =
                entries.into_iter().any(|entry| days.iter().any(|day| *day < entry.what.day));
            named += usize::from(!was_before);
            assert!(
                changes(question, &[])
                    || changes(question, &others)
                    || was_before
                    || days.into_iter().any(on_its_day),
                "named for nothing: {}",
                story()
            );
        }
        named
    }

    fn can_be_voided(&self, known: &Trajectory, entry: &Entry) -> bool {
        let today = self.log.last().unwrap().recorded_on;
        let voiding = EventVoided::new(entry.sequence, Code::new("typing_error"));
        let asked = history::Asked {
            client: 0,
            today,
            occurred_on: today,
            organisation: entry.event.organisation,
            intent: Intent::VoidEvent(voiding),
        };
        decide(known, &asked.command(), &CATALOGUES).is_ok()
    }

    /// The figure, where these events and what follows from them are voided.
    fn figure(&self, question: &Question, without: &[u32]) -> f64 {
        self.figures(self.row, question, without).remove(0)
    }

    /// The figure, and what is worked out of those who are counted in it: days and attempts.
    fn figures(&self, row: &str, question: &Question, without: &[u32]) -> Vec<f64> {
        let mut log = self.log.clone();
        let follow = self.log.iter().filter(|recorded| {
            recorded.event.follows_from.is_some_and(|cause| without.contains(&cause))
        });
        let gone: BTreeSet<u32> =
            follow.map(|recorded| recorded.sequence).chain(without.iter().copied()).collect();
        for target in gone {
            let last = log.last().unwrap().clone();
            let mut event = last.event;
            let voiding = EventVoided::new(target, Code::new("typing_error"));
            event.what = Payload::EventVoided(voiding);
            event.follows_from = None;
            event.origin = None;
            let (position, sequence) = (Position(last.position.0 + 1), last.sequence + 1);
            log.push(Recorded { position, sequence, event, ..last });
        }
        let as_of = log.last().unwrap().position;
        let mut world = world(self.cells.region, &NOTHING_BESIDE, self.cells.asked.version);
        world.log = &log;
        let figures = self.cells.report.ask(&world, &Question { as_of, ..question.clone() });
        let columns = (self.cells.report.columns)(world.catalogue);
        let medians = columns.iter().filter(|column| column.ends_with(".median"));
        let columns = [self.column].into_iter().chain(medians.map(String::as_str));
        columns.map(|column| figures.get(row, column).unwrap_or_default()).collect()
    }
}
