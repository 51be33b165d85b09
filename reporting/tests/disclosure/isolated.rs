//! Rounded figures of real reports, with somebody and without, over many secrets.

use std::collections::BTreeMap;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Payload;
use loopbrug_domain::trajectory::outreach::ContactAttempted;
use loopbrug_domain::trajectory::profile::{ChallengeLinked, LinkedBy};
use loopbrug_reporting::disclosure::{Thresholds, Treatment};
use loopbrug_reporting::facts::TrajectoryFold;
use loopbrug_reporting::reports::{Filter, ReportKind, shown};

use crate::reported::{Chance, Lists, asked_between, image_of, limits, lists, person, story};

/// How many secrets there could have been.
const SECRETS: u16 = 500;
/// Three standard deviations of a share of so many.
const BY_CHANCE: f64 = 0.07;
/// The day that the target is first heard of.
const TARGET_ON: u64 = 30;

/// Somebody who was reached by so many attempts, the last on this day.
fn reached(on: u64, attempts: u64, lists: &Lists) -> TrajectoryFold {
    let opened = story(&mut Chance(1), lists).remove(0);
    let attempt = |outcome: &str| -> Payload {
        let (mode, outcome) = (Code::new("phone"), Code::new(outcome));
        ContactAttempted { mode, place: None, outcome, minutes: 5 }.into()
    };
    let mut told = vec![opened];
    if on != TARGET_ON {
        let challenge = Code::new("RU1");
        told.push((2, ChallengeLinked { challenge, by: LinkedBy::Hand, rationale: None }.into()));
    }
    told.extend((1..attempts).map(|_| (on, attempt("no_answer"))));
    told.push((on, attempt("reached")));
    person(told, lists)
}

/// Twelve people, the last of whom took so many attempts.
fn others(most: u64, lists: &Lists) -> Vec<TrajectoryFold> {
    (0..12).map(|n| reached(4 + n, if n == 11 { most } else { 1 + n % 3 }, lists)).collect()
}

fn with(target: u64, others: &[TrajectoryFold], lists: &Lists) -> Vec<TrajectoryFold> {
    others.iter().cloned().chain([reached(TARGET_ON, target, lists)]).collect()
}

/// A figure of the first row, for each secret.
fn figures(column: &str, people: &[TrajectoryFold], filter: &Filter, to: u64) -> Vec<Option<i64>> {
    let (lists, analysts) = (lists(), Thresholds::of_analysts(&limits(5, 10)));
    let figure = |secret: u16| {
        let [low, high] = secret.to_le_bytes();
        let mut bytes = [7; 32];
        (bytes[0], bytes[1]) = (low, high);
        let image = image_of(people, bytes);
        let table = asked_between(ReportKind::Reach, &image, &lists, filter.clone(), (1, to));
        let column = table.column(column).unwrap();
        #[expect(clippy::cast_possible_truncation, reason = "whole and small")]
        shown(&table, Treatment::Rounded(analysts)).figures[0][column].map(|f| f.round() as i64)
    };
    (0..SECRETS).map(figure).collect()
}

fn all(column: &str, people: &[TrajectoryFold]) -> Vec<Option<i64>> {
    figures(column, people, &Filter::default(), 366)
}

/// How far the chances of two figures lie apart.
fn advantage(present: &[Option<i64>], absent: &[Option<i64>]) -> f64 {
    let mut gap: BTreeMap<Option<i64>, i32> = BTreeMap::new();
    for (present, absent) in present.iter().zip(absent) {
        *gap.entry(*present).or_default() += 1;
        *gap.entry(*absent).or_default() -= 1;
    }
    f64::from(gap.values().map(|gap| (*gap).max(0)).sum::<i32>()) / f64::from(SECRETS)
}

/// How often two figures differ that are the same where the target is absent.
fn differ(one: &[Option<i64>], other: &[Option<i64>]) -> f64 {
    let differ = one.iter().zip(other).filter(|(one, other)| one != other).count();
    f64::from(u32::try_from(differ).unwrap()) / f64::from(SECRETS)
}

#[test]
fn a_figure_of_people_tells_of_one_of_them_no_more_than_one_in_k() {
    let lists = lists();
    let others = others(3, &lists);
    let (present, absent) = (with(1, &others, &lists), others);
    let told = advantage(&all("first_reached", &present), &all("first_reached", &absent));
    assert!(told <= 0.2 + BY_CHANCE, "{told}");
    assert!(told >= 0.2 - BY_CHANCE, "{told}: nothing is attacked");
}

#[test]
fn a_figure_of_things_tells_no_more_however_many_the_target_has() {
    let lists = lists();
    for (most, target, least) in
        [(9, 12, 0.1), (9, 1, 0.0), (9, 16, 0.1), (3, 9, 0.0), (3, 40, 0.0)]
    {
        let others = others(most, &lists);
        let present = all("attempts", &with(target, &others, &lists));
        let told = advantage(&present, &all("attempts", &others));
        assert!((least..=0.2 + BY_CHANCE).contains(&told), "{most}, {target}: {told}");
    }
}

#[test]
fn figures_that_isolate_somebody_tell_hardly_more_than_one_figure() {
    let lists = lists();
    let others = others(9, &lists);
    let present = with(9, &others, &lists);
    let filter = Filter { challenge: Some(Code::new("RU1")), ..Filter::default() };
    for (column, least) in [("first_reached", 0.1), ("attempts", 0.01)] {
        let everybody = all(column, &present);
        let but_one = figures(column, &present, &filter, 366);
        let day_before = figures(column, &present, &Filter::default(), TARGET_ON - 1);
        assert_eq!(but_one, day_before, "{column}: the same people");
        assert_eq!(but_one, all(column, &others), "{column}: as if the target were not there");
        let told = differ(&everybody, &but_one);
        // Of twelve and the target, the target has the greatest key once, and then the draws are two.
        let bound = 0.2 + (13.0 / 25.0 - 0.2) / 13.0;
        assert!((least..=bound + BY_CHANCE).contains(&told), "{column}: {told}");
    }
}

#[test]
fn a_median_of_values_that_all_differ_tells_no_more_than_one_in_three() {
    let lists = lists();
    let others: Vec<_> = (0..12).map(|n| reached(4 + n, 1 + n, &lists)).collect();
    let column = "attempts_until_reached.median";
    let told = advantage(&all(column, &with(16, &others, &lists)), &all(column, &others));
    assert!((0.2..=1.0 / 3.0 + BY_CHANCE).contains(&told), "{told}");
}
