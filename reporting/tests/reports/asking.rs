//! Random questions about a history, and a random supply.

use chrono::{Datelike, Days, Months, NaiveDate};
use loopbrug_domain::catalogue::{Code, List};
use loopbrug_domain::ids::Position;

use crate::history::{CATALOGUES, Dice, REGION, Region, organisation, versions};
use crate::naive::{Beside, Coached, Filter, Identified, Offer, Question, World};

const AGE_GROUPS: [&str; 4] = ["under18", "from18_to29", "from30_to54", "from55"];

/// What is asked, and the version of the catalogue that gives the rows.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) question: Question,
    pub(crate) version: NaiveDate,
}

/// Now, or at a later day when nothing more was recorded, and as of some position.
pub(crate) fn questions(dice: &mut Dice, region: &Region) -> [Asked; 2] {
    let head = region.head();
    let before = Position(dice.between(1, head.0));
    [(head, 50), (before, 20)].map(|(as_of, chance_of_later)| {
        let mut known_on = region.log[as_of.0 as usize - 1].recorded_on;
        if dice.percent(chance_of_later) {
            known_on = known_on + Days::new(u64::from(dice.between(1, 400)));
        }
        let (from, to) = period(dice, known_on);
        let version = versions()[usize::from(dice.percent(40))];
        let question = Question { from, to, as_of, known_on, filter: filter(dice) };
        Asked { question, version }
    })
}

/// A year mostly, a quarter, a month or a day; most often one that is over or goes on.
fn period(dice: &mut Dice, known_on: NaiveDate) -> (NaiveDate, NaiveDate) {
    let around = dice.before(known_on, 500);
    let month = around.with_day(1).unwrap();
    let months = |n| Months::new(n);
    match dice.between(1, 10) {
        1 => (around, around),
        2 => (month, month + months(1) - Days::new(1)),
        3 | 4 => {
            let quarter = month - months((month.month() - 1) % 3);
            (quarter, quarter + months(3) - Days::new(1))
        }
        5..=7 => {
            let year = month.with_month(1).unwrap();
            (year, year + months(12) - Days::new(1))
        }
        _ => ("2023-01-01".parse().unwrap(), known_on + Days::new(u64::from(dice.between(0, 90)))),
    }
}

fn filter(dice: &mut Dice) -> Filter {
    if dice.percent(40) {
        return Filter::default();
    }
    if dice.percent(25) {
        return Filter { municipality: code(dice, 100), ..Filter::default() };
    }
    Filter {
        challenge: code(dice, 20),
        persona: code(dice, 8),
        municipality: code(dice, 15),
        organisation: dice.percent(15).then(|| organisation(dice.between(1, 4))),
        gender: code(dice, 35),
        age_group: dice.one_of(&AGE_GROUPS).copied().filter(|_| dice.percent(30)),
    }
}

fn code<L: List>(dice: &mut Dice, chance: u32) -> Option<Code<L>> {
    let code = dice.code();
    dice.percent(chance).then_some(code)
}

pub(crate) fn beside(dice: &mut Dice, region: &Region) -> Beside {
    let (offers, head) = (offers(dice), region.head().0);
    let coached = (0..dice.between(0, 6)).map(|_| {
        let position = dice.between(1, head);
        Coached {
            employer: u128::from(dice.between(1, 4)),
            on: versions()[0] + Days::new(u64::from(dice.between(0, 600))),
            minutes: dice.between(0, 90),
            position: Position(position),
            until: dice.percent(30).then(|| Position(position + dice.between(1, head))),
        }
    });
    let coached = coached.collect();
    // Employers 3 and 4 have numbers. The second is first held for one of them, and then for the other.
    let (first, then) = (dice.between(1, head), dice.between(1, head));
    let between = (first.min(then), first.max(then) + 1);
    let one = dice.between(3, 4);
    let identified = [
        (1, first, None, one),
        (2, between.0, Some(between.1), one),
        (2, between.1, None, 7 - one),
    ];
    let identified = identified.map(|(employer, position, until, as_employer)| Identified {
        employer,
        as_employer: u128::from(as_employer),
        position: Position(position),
        until: until.map(Position),
    });
    Beside { offers, coached, identified: identified.into() }
}

fn offers(dice: &mut Dice) -> Vec<Offer> {
    let offers = dice.between(0, 5);
    let offer = |_| Offer {
        challenge: dice.code(),
        service: dice.code(),
        capacity: dice.between(1, 3),
        budget: 1000 * dice.between(1, 9),
        approved_on: versions()[0] + Days::new(u64::from(dice.between(0, 600))),
    };
    (0..offers).map(offer).collect()
}

pub(crate) fn world<'a>(region: &'a Region, beside: &'a Beside, version: NaiveDate) -> World<'a> {
    World {
        log: &region.log,
        catalogues: &CATALOGUES,
        catalogue: CATALOGUES.get(REGION, version).unwrap(),
        beside,
    }
}
