//! The published reports of real trajectories: what of them can be told, and whether all that
//! hangs together in them is stated.

use std::collections::BTreeSet;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Payload;
use loopbrug_domain::trajectory::course::ExitRecorded;
use loopbrug_domain::trajectory::follow_up::FollowedUp;
use loopbrug_domain::trajectory::outreach::ContactAttempted;
use loopbrug_reporting::disclosure::Thresholds;
use loopbrug_reporting::disclosure::suppression::{Axis, suppress};
use loopbrug_reporting::facts::TrajectoryFold;
use loopbrug_reporting::reports::{Filter, Publication, ReportKind, Table};

use crate::attacker::Attacker;
use crate::people::limits;
use crate::reported::{
    Chance, Lists, PUBLISHED, asked_between, day, image_of, lists, person, story,
};

const YEAR: (u64, u64) = (1, 366);

fn attempt(outcome: &str) -> Payload {
    let (mode, outcome) = (Code::new("phone"), Code::new(outcome));
    ContactAttempted { mode, place: None, outcome, minutes: 5 }.into()
}

/// Somebody who enters on any day, was reached before or not, and is asked after the closing.
fn somebody(chance: &mut Chance, lists: &Lists) -> TrajectoryFold {
    let entry = 3 + chance.below(150);
    let mut told: Vec<(u64, Payload)> = Vec::new();
    let (mut closed, later) = (None, chance.below(120));
    for (on, what) in story(chance, lists) {
        match what {
            Payload::IntakeCompleted(mut intake) => {
                intake.entry_on = day(entry);
                told.push((entry, intake.into()));
            }
            Payload::Closed(what) => {
                let on = 160 + chance.below(150);
                closed = Some(on);
                told.push((on, what.into()));
            }
            Payload::HousingFound(mut what) => {
                what.from = day(on.max(entry) + later);
                told.push((on.max(entry) + later, what.into()));
            }
            Payload::HousingLost(mut what) => {
                what.on = day(on + entry + later);
                told.push((on + entry + later, what.into()));
            }
            what => told.push((if on > 3 { on.max(entry) } else { on }, what)),
        }
    }
    if chance.below(2) == 0 {
        told.push((2 + chance.below(200), attempt("reached")));
    }
    if let Some(on) = closed.filter(|_| chance.below(4) > 0) {
        let truth = [true, false];
        let exit = ExitRecorded {
            job_seeking: chance.perhaps(&truth),
            in_training: chance.perhaps(&truth),
            qualification: chance.perhaps(&truth),
            employed: chance.perhaps(&truth),
            housing: None,
            as_of: day(on + 1),
        };
        told.push((on + 1, exit.into()));
        let labour = ["unemployed", "inactive", "employed_part_time"].map(Code::new);
        let later = FollowedUp {
            month: 6,
            reached: true,
            method: chance.of(&lists.all()),
            labour: chance.perhaps(&labour),
            contract: None,
            fte_percent: None,
            improved: chance.perhaps(&truth),
            housing: None,
        };
        told.push((on + 183, later.into()));
    }
    told.sort_by_key(|(on, _)| *on);
    person(told, lists)
}

fn some(many: usize, seed: u64, lists: &Lists) -> Vec<TrajectoryFold> {
    let mut chance = Chance(seed);
    (0..many).map(|_| somebody(&mut chance, lists)).collect()
}

fn published(
    kind: ReportKind,
    people: &[TrajectoryFold],
    lists: &Lists,
    period: (u64, u64),
) -> Table {
    let image = image_of(people, [3; 32]);
    asked_between(kind, &image, lists, Filter::default(), period)
}

/// The place that is within another on an axis, as far as is stated, at whatever remove.
fn stated(axis: &Axis) -> BTreeSet<(usize, usize)> {
    let mut within: BTreeSet<(usize, usize)> = BTreeSet::new();
    for relation in axis.relations() {
        let (whole, _) = relation.terms[0];
        let parts: Vec<usize> =
            relation.terms[1..].iter().filter(|(_, f)| *f == 1).map(|(place, _)| *place).collect();
        within.extend(parts.iter().map(|part| (*part, whole)));
        if parts.len() == 1 && relation.terms.len() == 2 {
            within.insert((whole, parts[0]));
        }
    }
    loop {
        let further: Vec<_> = within
            .iter()
            .flat_map(|(a, b)| within.range((*b, 0)..(b + 1, 0)).map(move |(_, c)| (*a, *c)))
            .filter(|pair| !within.contains(pair))
            .collect();
        if further.is_empty() {
            return within;
        }
        within.extend(further);
    }
}

/// Of lines of who stands where: the places of which one is never had without the other.
fn always(lines: &[Vec<bool>]) -> BTreeSet<(usize, usize)> {
    let places = 0..lines[0].len();
    let had = |place: &usize| lines.iter().filter(|line| line[*place]).count() > 8;
    let holds = |a: usize, b: usize| a != b && lines.iter().all(|line| !line[a] || line[b]);
    let pairs = places.clone().filter(had).flat_map(|a| places.clone().map(move |b| (a, b)));
    pairs.filter(|(a, b)| holds(*a, *b)).collect()
}

/// What follows from relations that are stated, but not from one whole within another: the two
/// kinds of those are each of everybody, and nobody is of both.
const FOLLOWS: [(&str, &str); 1] = [("EECO03.unknown", "EECO01")];

#[test]
fn whatever_is_always_within_something_else_is_stated() {
    let lists = lists();
    let people = some(260, 21, &lists);
    for kind in PUBLISHED {
        let (mut rows, mut columns) = (Vec::new(), Vec::new());
        let mut names = (Vec::new(), Vec::new());
        let mut axes = None;
        for one in people.chunks(1) {
            for period in [YEAR, (40, 120), (170, 390), (400, 700)] {
                let table = published(kind, one, &lists, period);
                let full = Publication::of(&table).unwrap();
                let has = |row, n: &usize| table.figure(row, *n).is_some_and(|figure| figure > 0.0);
                let row = |row| full.columns.iter().any(|n| has(row, n));
                rows.push((0..table.rows.len()).map(row).collect());
                columns.push(full.columns.iter().map(|n| has(0, n)).collect());
                if axes.is_none() {
                    let code = |n: &usize| table.columns[*n].code.clone();
                    names.0 = (0..table.rows.len()).map(|n| table.rows[n].key()).collect();
                    names.1 = full.columns.iter().map(code).collect::<Vec<_>>();
                    axes = Some((full.full.rows().clone(), full.full.columns().clone()));
                }
            }
        }
        let (of_rows, of_columns) = axes.unwrap();
        for (lines, axis, names) in [(rows, of_rows, names.0), (columns, of_columns, names.1)] {
            let stated = stated(&axis);
            let unstated = always(&lines).into_iter().filter(|pair| !stated.contains(pair));
            let unstated: Vec<_> = unstated
                .map(|(a, b)| (names[a].as_str(), names[b].as_str()))
                .filter(|pair| !FOLLOWS.contains(pair))
                .collect();
            assert!(unstated.is_empty(), "{kind}: {unstated:?}");
        }
    }
}

/// Cells of which few are small: no more than so many are attacked of one table.
const ATTACKED: usize = 24;

fn small(of: &Publication, k: i64) -> Vec<usize> {
    let small: Vec<usize> =
        (0..of.full.values().len()).filter(|cell| of.full.values()[*cell] < k).collect();
    let every = small.len().div_ceil(ATTACKED).max(1);
    small.into_iter().step_by(every).collect()
}

#[test]
fn no_small_number_of_a_real_report_can_be_told() {
    let (lists, analysts) = (lists(), Thresholds::of_analysts(&limits(5, 10)));
    for kind in PUBLISHED {
        for (many, seed) in [(30, 1), (60, 2), (120, 3), (120, 4)] {
            let table = published(kind, &some(many, seed, &lists), &lists, YEAR);
            let publication = Publication::of(&table).unwrap();
            let shown = suppress(&publication.full, analysts);
            let attacker = Attacker::of(&publication.full, &shown);
            for cell in small(&publication, 5) {
                let (least, most) = attacker.interval(cell);
                assert!(least == 0 && most >= 5, "{kind}, {many}: {cell} is {least} to {most}");
            }
        }
    }
}

#[test]
fn withholding_only_small_figures_gives_real_people_away() {
    let lists = lists();
    let people = some(120, 3, &lists);
    let told = |kind| {
        let publication = Publication::of(&published(kind, &people, &lists, YEAR)).unwrap();
        let attacker = Attacker::of_small_figures_withheld(&publication.full, 5);
        let told = |cell: usize| {
            let (least, most) = attacker.interval(cell);
            least > 0 || most < 5
        };
        small(&publication, 5).into_iter().filter(|cell| told(*cell)).count()
    };
    for kind in PUBLISHED {
        assert!(told(kind) > 0, "{kind}");
    }
}

#[test]
fn of_many_people_every_published_report_shows_something() {
    let (lists, analysts) = (lists(), Thresholds::of_analysts(&limits(5, 10)));
    let people = some(4000, 5, &lists);
    for kind in PUBLISHED {
        // A table with many rows needs more people.
        let many = if kind == ReportKind::Outcomes { 4000 } else { 600 };
        let people = &people[..many];
        let publication = Publication::of(&published(kind, people, &lists, YEAR)).unwrap();
        let shown = suppress(&publication.full, analysts);
        let (withheld, all) = (shown.withheld(), shown.figures().len());
        let attacker = Attacker::of(&publication.full, &shown);
        for cell in small(&publication, 5) {
            let (least, most) = attacker.interval(cell);
            assert!(least == 0 && most >= 5, "{kind}: {cell} is {least} to {most}");
        }
        assert!(withheld < all, "{kind}: all {all} figures are withheld");
    }
}

#[test]
fn what_one_published_report_withholds_another_may_show() {
    // The reports are protected one by one: this is what the rule does not cover.
    let (lists, analysts) = (lists(), Thresholds::of_analysts(&limits(5, 10)));
    let mut read = 0;
    for (many, seed) in [(60, 2), (120, 4), (300, 5), (600, 6)] {
        let people = some(many, seed, &lists);
        let [profile, esf] = [ReportKind::Profile, ReportKind::Esf]
            .map(|kind| published(kind, &people, &lists, YEAR));
        let [of_profile, of_esf] = [&profile, &esf].map(|table| Publication::of(table).unwrap());
        let shown = suppress(&of_profile.full, analysts);
        let elsewhere = suppress(&of_esf.full, analysts);
        let place = |table: &Table, of: &Publication, code| {
            let column = table.column(code).unwrap();
            of.columns.iter().position(|n| *n == column).unwrap()
        };
        for (here, there) in [
            ("participants", "EECO01"),
            ("under18", "EECO06"),
            ("from18_to29", "EECO07"),
            ("from55", "EECO08"),
            ("age_unknown", "EECO06.unknown"),
            ("inactive", "EECO04"),
        ] {
            let here = place(&profile, &of_profile, here);
            let there = elsewhere.figure(0, place(&esf, &of_esf, there));
            let read_elsewhere = there.is_some() && shown.figure(0, here).is_none();
            read += usize::from(read_elsewhere);
        }
    }
    assert!(read > 0, "no figure is withheld in one report and shown in the other");
}
