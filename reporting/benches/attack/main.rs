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
mod late;
mod measure;
mod own;
mod pairs;
mod person;
mod pinned;
mod population;
mod programs;
mod reader;
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

    pub(crate) use client::{Step, worker};
    pub(crate) use dice::Dice;
}

use loopbrug_domain::catalogue::Limits;
use loopbrug_reporting::disclosure::Thresholds;
use loopbrug_reporting::reports::ReportKind;

use bounds::Bounds;
use figures::{Asked, Figures, REPORTS, Slot, at_the_end, kept};
use grid::{Condition, Span};
use grids::{ALL, Grid, PUBLISHED, TAKEN, WHOLE};
use pairs::Pairs;
use person::{ABOUT_A_PERSON, TARGETS, entered};
use pinned::{Few, Pinned};
use population::Population;
use reader::Reader;

const SEED: u64 = 1;

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
            taken(&asked);
        }
        if wanted("editions") {
            editions(&asked);
            let slow = Population::slow(size, SEED);
            println!("where one event in four is recorded up to three months late:");
            editions(&Asked { image: &slow.image(SEED), catalogue: &slow.catalogue });
        }
        if wanted("bounds") {
            bounds(&asked, &ALL, &[Reader::Analyst], at_the_end());
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
            person::everything(size);
            person::editions(size);
        }
        if wanted("frontier") {
            person::frontier(size);
        }
    }
}

fn useful(asked: &Asked<'_>) {
    let months: Vec<_> = (0..12).map(Span::Month).collect();
    let quarters: Vec<_> = (0..4).map(Span::Quarter).collect();
    let limits = asked.catalogue.limits();
    let wider = Limits { disclosure_k: target::WIDER, ..limits.clone() };
    let audiences = [
        ("analysts", Thresholds::of_analysts(limits)),
        ("public", Thresholds::of_public(limits)),
        ("analysts at a wider step", Thresholds::of_analysts(&wider)),
    ];
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
                    "events {} {} of a {}, {}: {found}",
                    asked.image.len(),
                    if stocks { "what holds" } else { "what happens" },
                    if quarters { "quarter" } else { "month" },
                    grid.name,
                );
            }
        }
    }
}

/// What is pinned on the grid taken, to each reader.
fn taken(asked: &Asked<'_>) {
    let readers = [Reader::Analyst, Reader::Public, Reader::Both];
    bounds(asked, &[TAKEN], &readers, at_the_end());
}

/// The same of everything that is shown in the year and the half of the next, as of whichever moment, and which events
/// that became known late are found.
fn editions(asked: &Asked<'_>) {
    let readers = [Reader::Analyst, Reader::Public, Reader::Both];
    bounds(asked, &[PUBLISHED, TAKEN], &readers, kept(&PUBLISHED));
    for grid in [PUBLISHED, TAKEN] {
        let found = late::find(asked, &grid);
        println!("late {} {}: {found}", asked.image.len(), grid.name);
    }
}

/// Of grids, the widest of which comes first.
fn bounds(asked: &Asked<'_>, grids: &[Grid], readers: &[Reader], slots: Vec<Slot>) {
    let filters = Condition::filters(asked.catalogue, grids[0].most_filters());
    let figures = Figures::ask(asked, &grids[0], &REPORTS, slots, &filters);
    for (grid, reader) in grids.iter().flat_map(|grid| readers.iter().map(move |by| (grid, by))) {
        let (mut pinned, mut events) = (Pinned::default(), (0, 0));
        for measure in figures.measures.keys() {
            let mut bounds = Bounds::of(&figures, measure, grid, *reader);
            bounds.settle();
            pinned.add(&bounds.pinned());
            let (happened, found) = bounds.events(measure);
            events = (events.0 + happened, events.1 + found);
        }
        println!(
            "bounds {} {}, {reader:?}: {}; of {} events of one person in a month {} follow",
            asked.image.len(),
            grid.name,
            said(&pinned, reader.smallest()),
            events.0,
            events.1
        );
    }
}

fn programs(asked: &Asked<'_>) {
    let every = if asked.image.len() <= 240 { 7 } else { 29 };
    let found = programs::compare(asked, &TAKEN, &REPORTS, TAKEN.most_filters(), every);
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
    let print = |what: &str, pairs: Pairs| {
        println!(
            "pairs {} {what}: of {} that differ by one person {} are shown as two figures",
            asked.image.len(),
            pairs.all,
            pairs.differ
        );
    };
    for reader in [Reader::Analyst, Reader::Public, Reader::Both] {
        let within = pairs::within(asked, &TAKEN, &REPORTS, TAKEN.most_filters(), reader);
        print(&format!("a group within a group, {reader:?}"), within);
    }
    for grid in [TAKEN, PUBLISHED] {
        let editions = pairs::editions(asked, &grid, &REPORTS);
        print(&format!("known at one moment and the next, {}", grid.name), editions);
    }
}

fn own(people: &Population) {
    let [alone, together] = own::pinned(people, SEED, &TAKEN, &ABOUT_A_PERSON);
    println!("own {} of a caseworker: {}", people.len(), said(&alone, 5));
    println!("own {} with an analyst: {}", people.len(), said(&together, 5));
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
        let [without, again] = derived::time(people, who);
        println!("time {}: {without:.2}, of chance {again:.2}", people.len());
    }
}

fn said(Pinned { cells, differences }: &Pinned, k: i32) -> String {
    let few = |Few { all, exactly, roughly }: &Few| {
        format!("{all}, exactly {exactly}, to 1 to {} {roughly}", k - 1)
    };
    format!("{}; of differences {}", few(cells), few(differences))
}
