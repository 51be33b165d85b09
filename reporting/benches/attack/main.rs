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
use strum::VariantArray;

use bounds::{Bounds, Few, Pinned};
use figures::{Asked, Figures, REPORTS, Reader, Slot, at_the_end, kept};
use grid::{Condition, Span, YEAR_END};
use grids::{
    ALL, Grid, NO_FILTERS, NO_MONTHS, NO_SINCE, PUBLISHED, QUARTERS_OF_ALL, TAKEN, WHOLE, YEARS,
    YEARS_WITHOUT,
};
use pairs::Pairs;
use population::Population;
use target::{By, Look, Target};

const SEED: u64 = 1;
/// The reports that one person is looked for in.
const ABOUT_A_PERSON: [ReportKind; 4] =
    [ReportKind::Outcomes, ReportKind::Profile, ReportKind::Homelessness, ReportKind::Esf];
/// Those that are about people and what becomes of them, rather than about work and records.
const OF_CASES: [ReportKind; 9] = {
    use ReportKind::{
        Change, Esf, Funnel, Homelessness, Lasting, Needs, Outcomes, Profile, Referrals,
    };
    [Outcomes, Esf, Funnel, Lasting, Needs, Referrals, Change, Homelessness, Profile]
};
/// How many people are looked for, and in how many worlds.
const TARGETS: usize = 3;
const WORLDS: u64 = 400;

/// What analysts see of everything of a grid that is known at the end of the year.
const fn of(grid: &'static Grid) -> Look<'static> {
    let reports = ReportKind::VARIANTS;
    Look { by: By::Analysts, grid, reports, editions: false, all_units: true }
}

/// What is looked at: everything, and less and less of it.
const LOOKS: [Look<'static>; 10] = [
    Look { by: By::Both, ..of(&TAKEN) },
    of(&TAKEN),
    Look { all_units: false, ..of(&TAKEN) },
    Look { all_units: false, reports: &ABOUT_A_PERSON, ..of(&TAKEN) },
    of(&NO_MONTHS),
    of(&NO_SINCE),
    of(&YEARS),
    Look { by: By::Public, ..of(&TAKEN) },
    Look { by: By::Wider, ..of(&TAKEN) },
    Look { by: By::Wider, ..of(&YEARS) },
];
const EDITIONS: [Look<'static>; 3] = [
    Look { editions: true, reports: &ABOUT_A_PERSON, ..of(&PUBLISHED) },
    Look { editions: true, reports: &ABOUT_A_PERSON, ..of(&TAKEN) },
    Look { reports: &ABOUT_A_PERSON, ..of(&TAKEN) },
];

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
            target(size);
            target_editions(size);
        }
        if wanted("frontier") {
            frontier(size);
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

/// Those who became participants in the year.
fn entered(people: &Population) -> impl Iterator<Item = usize> {
    (0..people.len()).filter(|who| {
        let image = people.image_of([*who], 0);
        let asked = Asked { image: &image, catalogue: &people.catalogue };
        let table =
            asked.table(ReportKind::Outcomes, (Span::Year, YEAR_END), &Condition::filter(&[]));
        table.figure(0, 0) == Some(1.0)
    })
}

fn said(Pinned { cells, differences }: &Pinned, k: i32) -> String {
    let few = |Few { all, exactly, roughly }: &Few| {
        format!("{all}, exactly {exactly}, to 1 to {} {roughly}", k - 1)
    };
    format!("{}; of differences {}", few(cells), few(differences))
}

/// One given person, by everything that is known at the end of the year, and by less of it.
fn target(size: u64) {
    let people = Population::invent(4 * size, SEED);
    let at_the_end = at_the_end();
    for (number, who) in entered(&people).take(TARGETS).enumerate() {
        let reports = if size > 2_000 { &ABOUT_A_PERSON[..] } else { ReportKind::VARIANTS };
        let target = Target::new(&people, who, reports, &TAKEN, &at_the_end);
        for (known, worlds) in [(false, worlds(size)), (true, worlds(size) / 4)] {
            look(&format!("{number}"), &target, (size, worlds, known), &LOOKS);
        }
    }
}

/// What it would be by less: periods, reports, units.
fn frontier(size: u64) {
    let people = Population::invent(4 * size, SEED);
    let grids = [&TAKEN, &NO_FILTERS, &NO_SINCE, &QUARTERS_OF_ALL, &YEARS, &YEARS_WITHOUT];
    let looks = grids.map(|grid| {
        let of_people = Look { all_units: false, ..of(grid) };
        [
            of(grid),
            Look { reports: &OF_CASES, ..of(grid) },
            Look { reports: &OF_CASES, ..of_people },
        ]
    });
    for (number, who) in entered(&people).take(TARGETS).enumerate() {
        let target = Target::new(&people, who, ReportKind::VARIANTS, &TAKEN, &at_the_end());
        look(&format!("{number}"), &target, (size, worlds(size), false), looks.as_flattened());
    }
}

/// The same, by all that is shown of the year until the middle of the next, as of whichever moment.
fn target_editions(size: u64) {
    let people = Population::slow(4 * size, SEED);
    for (number, who) in entered(&people).take(1).enumerate() {
        let slots = kept(&PUBLISHED);
        let target = Target::new(&people, who, &ABOUT_A_PERSON, &PUBLISHED, &slots);
        look(&format!("{number}, editions"), &target, (size, worlds(size) / 2, false), &EDITIONS);
    }
}

fn look(
    who: &str,
    target: &Target<'_>,
    (size, worlds, known): (u64, u64, bool),
    looks: &[Look<'_>],
) {
    let worlds = target.worlds(worlds, usize::try_from(size).expect("few"), known);
    for look in looks {
        let (figures, advantage) = target.advantage(&worlds, *look);
        println!(
            "target {size}, person {who}, others {}, {look}: {advantage:.2} of {figures} figures, {} worlds",
            if known { "known" } else { "unknown" },
            worlds.len()
        );
    }
}

/// In how many worlds a person is looked for: in large ones a question takes longer, and few reports are asked.
fn worlds(size: u64) -> u64 {
    match size {
        ..=500 => WORLDS,
        501..=2_000 => WORLDS / 2,
        _ => WORLDS / 4,
    }
}
