//! One given person, looked for in all that is shown, and in less and less of it.

use loopbrug_reporting::reports::ReportKind;
use strum::VariantArray;

use crate::SEED;
use crate::figures::{Asked, at_the_end, kept};
use crate::grid::{Condition, Span, YEAR_END};
use crate::grids::{
    Grid, NO_FILTERS, NO_MONTHS, NO_SINCE, PUBLISHED, QUARTERS_OF_ALL, TAKEN, YEARS, YEARS_WITHOUT,
};
use crate::population::Population;
use crate::target::{By, Look, Target};

/// The reports that one person is looked for in.
pub(crate) const ABOUT_A_PERSON: [ReportKind; 4] =
    [ReportKind::Outcomes, ReportKind::Profile, ReportKind::Homelessness, ReportKind::Esf];
/// Those that are about people and what becomes of them, rather than about work and records.
const OF_CASES: [ReportKind; 9] = {
    use ReportKind::{
        Change, Esf, Funnel, Homelessness, Lasting, Needs, Outcomes, Profile, Referrals,
    };
    [Outcomes, Esf, Funnel, Lasting, Needs, Referrals, Change, Homelessness, Profile]
};
/// How many people are looked for, and in how many worlds.
pub(crate) const TARGETS: usize = 3;
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

/// Those who became participants in the year.
pub(crate) fn entered(people: &Population) -> impl Iterator<Item = usize> {
    (0..people.len()).filter(|who| {
        let image = people.image_of([*who], 0);
        let asked = Asked { image: &image, catalogue: &people.catalogue };
        let table =
            asked.table(ReportKind::Outcomes, (Span::Year, YEAR_END), &Condition::filter(&[]));
        table.figure(0, 0) == Some(1.0)
    })
}

/// One given person, by everything that is known at the end of the year, and by less of it.
pub(crate) fn everything(size: u64) {
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
pub(crate) fn frontier(size: u64) {
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
pub(crate) fn editions(size: u64) {
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
