//! Every figure of every report, counted twice.
//!
//! `PROPTEST_CASES` and `PROPTEST_RNG_SEED` make the search wider, or another one.

use std::fmt::Write as _;
use std::thread;

use proptest::test_runner::{Config, RngSeed};

use crate::asking::{Asked, beside, questions, world};
use crate::compare::{Difference, differences};
use crate::exercised::Met;
use crate::history::{Dice, Region};
use crate::naive::{Beside, Figures, Question, REPORTS, Report};
use crate::product::Product;
use crate::shrink::least;

const THREADS: u8 = 2;

#[test]
fn every_figure_of_every_report_is_the_same_counted_twice() {
    let asked = Config::default();
    let first = match asked.rng_seed {
        RngSeed::Random => 0,
        RngSeed::Fixed(seed) => seed,
    };
    // Everything is met in so many; more make sure of more.
    let regions = 2 * u64::from(asked.cases);
    let mut met = Met::default();
    thread::scope(|scope| {
        let search = |thread| {
            let seeds = (u64::from(thread)..regions).step_by(usize::from(THREADS));
            scope.spawn(move || compared(seeds.map(|seed| first.wrapping_add(seed))))
        };
        let threads: Vec<_> = (0..THREADS).map(search).collect();
        for thread in threads {
            met.join(thread.join().expect("a figure differs: see above"));
        }
    });
    if asked.cases >= Config::default().cases {
        met.assert_everything();
    }
}

/// Compares the histories of these seeds, and tells what was met.
fn compared(seeds: impl Iterator<Item = u64>) -> Met {
    let mut met = Met::default();
    for seed in seeds {
        let mut dice = Dice::of(seed);
        let region = Region::random(&mut dice);
        let beside = beside(&mut dice, &region);
        let product = if dice.percent(50) {
            Product::of(&region.log, &beside)
        } else {
            Product::that_followed(&region.log, &beside, dice.between(5, 60) as usize)
        };
        met.meet(&region);
        for asked in questions(&mut dice, &region) {
            for report in &REPORTS {
                let (figures, differences) = both(report, &region, &beside, &product, &asked);
                met.read(report, &figures);
                let told = || shown(seed, report, &region, &beside, &asked);
                assert!(differences.is_empty(), "{}", told());
            }
        }
    }
    met
}

/// The naive figures, and what the product counts differently.
fn both(
    report: &Report,
    region: &Region,
    beside: &Beside,
    product: &Product,
    asked: &Asked,
) -> (Figures, Vec<Difference>) {
    let world = world(region, beside, asked.version);
    let figures = report.ask(&world, &asked.question);
    let counted = product.ask(report.name, &world, &asked.question);
    let differences = differences(&figures, &counted, world.catalogue);
    (figures, differences)
}

/// The least history that shows a difference, and the difference.
fn shown(seed: u64, report: &Report, region: &Region, beside: &Beside, asked: &Asked) -> String {
    let differ = |region: &Region| {
        let as_of = asked.question.as_of.min(region.head());
        let question = Question { as_of, ..asked.question.clone() };
        let asked = Asked { question, ..asked.clone() };
        let product = Product::of(&region.log, beside);
        both(report, region, beside, &product, &asked).1
    };
    let least = least(&region.asked, |region| !differ(region).is_empty());
    let mut text = format!("{} of seed {seed}, asked {asked:#?}\n", report.name);
    for recorded in &least.log {
        let _ = writeln!(text, "{recorded:?}");
    }
    for difference in differ(&least) {
        let _ = writeln!(text, "{difference:?}");
    }
    text
}
