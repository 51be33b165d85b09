//! Disclosure control, attacked: somebody who may ask everything on the grid, and has kept every answer.
//!
//! `make attack` prints the figures of `docs/disclosure.md`. ATTACK="..." names some of the attacks, and the sizes of the
//! populations: `ATTACK="bounds target 240"`.

#![expect(clippy::print_stdout, reason = "the figures are what is asked for")]

mod bounds;
mod derived;
mod events;
mod figures;
mod grid;
mod grids;
mod measure;
mod own;
mod pairs;
mod population;
mod programs;
mod target;
mod usefulness;

/// The clients of the simulation.
#[expect(
    dead_code,
    unused_imports,
    reason = "the program records what it invents; here it is counted"
)]
#[path = "../../../src/simulate"]
mod simulate {
    pub(crate) mod client;
    pub(crate) mod dice;
    pub(crate) mod recording;

    pub(crate) use client::Step;
    pub(crate) use dice::Dice;
}

use loopbrug_reporting::disclosure::Thresholds;
use loopbrug_reporting::reports::ReportKind;

use bounds::{Bounds, Few, Pinned};
use figures::{Asked, Figures, REPORTS};
use grid::{Condition, Span};
use grids::{ALL, Grid, NONE, TAKEN, WHOLE};
use population::Population;
use target::Target;

const SEED: u64 = 1;
/// The reports that one person is looked for in.
const ABOUT_A_PERSON: [ReportKind; 4] =
    [ReportKind::Outcomes, ReportKind::Profile, ReportKind::Homelessness, ReportKind::Esf];
/// How many people are looked for, and in how many worlds.
const TARGETS: usize = 3;
const WORLDS: u64 = 400;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let sizes: Vec<u64> = asked.iter().filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![240, 1_000, 5_000] } else { sizes };
    let names: Vec<&String> = asked.iter().filter(|word| word.parse::<u64>().is_err()).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|asked| *asked == name);
    for size in sizes {
        let people = Population::invent(size, SEED);
        let image = people.image(SEED);
        let asked = Asked { image: &image, catalogue: &people.catalogue };
        if wanted("useful") {
            useful(&asked);
        }
        if wanted("events") {
            events(&asked);
        }
        if wanted("taken") {
            bounds(&asked, &[TAKEN]);
        }
        if wanted("bounds") {
            bounds(&asked, &ALL);
        }
        if wanted("programs") {
            programs(&asked);
        }
        if wanted("pairs") {
            pairs(&asked);
        }
        if wanted("own") {
            own(&people);
        }
        if wanted("derived") {
            derived(&people);
        }
        if wanted("target") {
            target(size);
        }
    }
}

fn useful(asked: &Asked<'_>) {
    let months: Vec<_> = (0..12).map(Span::Month).collect();
    let quarters: Vec<_> = (0..4).map(Span::Quarter).collect();
    let limits = asked.catalogue.limits();
    let audiences =
        [("analysts", Thresholds::of_analysts(limits)), ("public", Thresholds::of_public(limits))];
    for (who, thresholds) in audiences {
        for (period, spans) in
            [("month", &months[..]), ("quarter", &quarters), ("year", &[Span::Year])]
        {
            for useful in usefulness::read(asked, spans, thresholds) {
                println!(
                    "useful {} {who} {period} {}: mean {:.0} %, p90 {:.0} % of {} that are not zero",
                    asked.image.len(),
                    useful.what,
                    useful.mean() * 100.0,
                    useful.p90() * 100.0,
                    useful.errors.len()
                );
            }
        }
    }
}

fn events(asked: &Asked<'_>) {
    let filters = Condition::filters(asked.catalogue, 2);
    let reports = [ReportKind::Outcomes, ReportKind::Homelessness, ReportKind::Profile];
    let figures = Figures::ask(asked, &WHOLE, &reports, events::moments(), &filters);
    for quarters in [false, true] {
        let happened = events::happened(asked, &figures, quarters);
        for grid in ALL {
            for stocks in [false, true] {
                let found = events::find(&figures, &happened, &grid, quarters, stocks);
                println!(
                    "events {} {} of a {}, {}: {} of {} found; {} claims, {} false",
                    asked.image.len(),
                    if stocks { "what holds" } else { "what happens" },
                    if quarters { "quarter" } else { "month" },
                    grid.name,
                    found.certain,
                    found.events,
                    found.claims,
                    found.false_alarms
                );
            }
        }
    }
}

/// Of grids, the widest of which comes first.
fn bounds(asked: &Asked<'_>, grids: &[Grid]) {
    let filters = Condition::filters(asked.catalogue, grids[0].most_filters());
    let slots = Span::all().map(|span| (span, 11)).collect();
    let figures = Figures::ask(asked, &grids[0], &REPORTS, slots, &filters);
    for grid in grids {
        let mut pinned = Pinned::default();
        for measure in figures.measures.keys() {
            let mut bounds = Bounds::of(&figures, measure, grid, 5);
            bounds.settle();
            pinned.add(&bounds.pinned());
        }
        println!("bounds {} {}: {}", asked.image.len(), grid.name, said(&pinned));
    }
}

fn programs(asked: &Asked<'_>) {
    let reports = [ReportKind::Outcomes, ReportKind::Homelessness];
    let found = programs::compare(asked, &TAKEN, &reports, TAKEN.most_filters(), 29);
    for (how, Few { all, exactly, roughly }) in
        ["propagation", "programs", "programs with keys"].into_iter().zip(found)
    {
        println!(
            "programs {}, {how}: {all}, exactly {exactly}, to 1 to 4 {roughly}",
            asked.image.len()
        );
    }
}

fn pairs(asked: &Asked<'_>) {
    let within = pairs::within(asked, &TAKEN, &REPORTS, TAKEN.most_filters());
    let editions = pairs::editions(asked, &TAKEN, &REPORTS);
    for (what, pairs) in [("a group within a group", within), ("a quarter known later", editions)] {
        println!(
            "pairs {} {what}: of {} that differ by one person {} are shown as two figures",
            asked.image.len(),
            pairs.all,
            pairs.differ
        );
    }
}

fn own(people: &Population) {
    let [alone, together] = own::pinned(people, SEED, &TAKEN, &ABOUT_A_PERSON);
    println!("own {} of a caseworker: {}", people.len(), said(&alone));
    println!("own {} with an analyst: {}", people.len(), said(&together));
}

fn derived(people: &Population) {
    let (questions, others) = derived::rows(people, &TAKEN, TAKEN.most_filters());
    println!("rows {}: of {questions} questions {others} have others than of nobody", people.len());
    for who in entered(people).take(TARGETS) {
        let derived::Advantages { medians, shares } = derived::advantages(people, who);
        for (what, advantages) in [("medians", medians), ("shares", shares)] {
            #[expect(clippy::cast_precision_loss, reason = "few")]
            let mean = advantages.iter().sum::<f64>() / advantages.len() as f64;
            let worst = advantages.iter().fold(0.0, |worst: f64, one| worst.max(*one));
            println!(
                "{what} {}: {mean:.2}, at worst {worst:.2} of {}",
                people.len(),
                advantages.len()
            );
        }
        println!("time {}: {:.2}", people.len(), derived::time(people, who));
    }
}

/// Those who became participants in the year.
fn entered(people: &Population) -> impl Iterator<Item = usize> {
    (0..people.len()).filter(|who| {
        let image = people.image_of([*who], 0);
        let asked = Asked { image: &image, catalogue: &people.catalogue };
        let table = asked.table(ReportKind::Outcomes, (Span::Year, 11), &Condition::filter(&[]));
        table.figure(0, 0) == Some(1.0)
    })
}

fn said(Pinned { cells, differences }: &Pinned) -> String {
    let few = |Few { all, exactly, roughly }: &Few| {
        format!("{all}, exactly {exactly}, to 1 to 4 {roughly}")
    };
    format!("{}; of differences {}", few(cells), few(differences))
}

fn target(size: u64) {
    let people = Population::invent(4 * size, SEED);
    let size = usize::try_from(size).expect("few");
    for who in entered(&people).take(TARGETS) {
        let target = Target::new(&people, who, &ABOUT_A_PERSON, &NONE);
        for (known, others) in [(false, "unknown"), (true, "known")] {
            let worlds = target.worlds(WORLDS, size, known);
            for grid in ALL.iter().skip_while(|grid| grid.name != NONE.name) {
                let (figures, advantage) = target.advantage(&worlds, grid);
                println!(
                    "target {size}, others {others}, {}: {advantage:.2} of {figures} figures",
                    grid.name
                );
            }
        }
    }
}
