//! Moves: how figures along an axis can differ from what they are, with all relations kept.
//!
//! A move is what somebody more in a row makes of its figures, or somebody who is counted in one
//! row in place of another.

use std::collections::{BTreeMap, BTreeSet};

use super::axis::{Axis, Relation};

/// By how much each place changes; places that stay as they are are absent.
type Change = BTreeMap<usize, i64>;

/// The moves of an axis.
pub(super) struct Moves {
    /// Place and change, in ascending order of places.
    all: Vec<Vec<(usize, i64)>>,
    /// For each place, the moves that change it, by how much.
    touching: Vec<Vec<(usize, i64)>>,
}

impl Moves {
    pub(super) fn of(axis: &Axis) -> Self {
        let mut found = BTreeSet::new();
        let mut people: Vec<Change> = Vec::new();
        for place in 0..axis.shown() {
            let person = with_wholes(axis, place);
            for start in [Change::from([(place, 1)]), person] {
                let mut repaired = Vec::new();
                repair(axis, start, &mut repaired);
                people.extend(
                    repaired.iter().filter(|move_| move_.values().all(|by| *by > 0)).cloned(),
                );
                found.extend(repaired);
            }
        }
        for (n, one) in people.iter().enumerate() {
            found.extend(people[..n].iter().map(|other| difference(one, other)));
            // Somebody who is in both rows, where a person can.
            let both =
                people[..n].iter().map(|other| other.iter().chain(one).map(copied).collect());
            found.extend(both.filter(|both| axis.sums().all(|sum| off(both, sum) == 0)));
        }
        let found: BTreeSet<_> = found.into_iter().map(forward).filter(|c| !c.is_empty()).collect();
        // Those that change little come first: they are the likeliest to cost little.
        let mut all: Vec<Vec<_>> = found
            .into_iter()
            .map(|change| with_implied(axis, change).into_iter().collect())
            .collect();
        all.sort_by_key(Vec::len);

        let mut touching = vec![Vec::new(); axis.places()];
        for (n, terms) in all.iter().enumerate() {
            for (place, by) in terms {
                touching[*place].push((n, *by));
            }
        }
        Self { all, touching }
    }

    /// The moves that change a place, and by how much they do.
    pub(super) fn touching(&self, place: usize) -> &[(usize, i64)] {
        &self.touching[place]
    }

    /// What a move changes.
    pub(super) fn terms(&self, n: usize) -> &[(usize, i64)] {
        &self.all[n]
    }
}

/// Somebody at a place, who is also in all that the place is within.
fn with_wholes(axis: &Axis, place: usize) -> Change {
    let mut person = Change::new();
    let mut next = vec![place];
    while let Some(place) = next.pop() {
        if person.insert(place, 1).is_none() {
            next.extend(axis.wholes(place));
        }
    }
    // What is implied follows from the rest.
    person.retain(|place, _| *place < axis.shown());
    person
}

/// All ways to make sums add up again by changing further places by one.
fn repair(axis: &Axis, change: Change, found: &mut Vec<Change>) {
    /// A move that changes more than this would cost too much to be taken.
    const FURTHEST: usize = 12;
    let Some(sum) = axis.sums().find(|sum| off(&change, sum) != 0) else {
        found.push(change);
        return;
    };
    if change.len() >= FURTHEST {
        return;
    }
    let direction = -off(&change, sum).signum();
    for (place, factor) in sum.terms.iter().filter(|(place, _)| !change.contains_key(place)) {
        let mut next = change.clone();
        next.insert(*place, direction * factor);
        repair(axis, next, found);
    }
}

/// By how much a change breaks a relation.
fn off(change: &Change, relation: &Relation) -> i64 {
    relation.terms.iter().map(|(place, f)| change.get(place).unwrap_or(&0) * f).sum()
}

fn copied((place, by): (&usize, &i64)) -> (usize, i64) {
    (*place, *by)
}

fn difference(one: &Change, other: &Change) -> Change {
    let mut change = one.clone();
    for (place, by) in other {
        *change.entry(*place).or_default() -= by;
    }
    change.retain(|_, by| *by != 0);
    change
}

/// A move and its reverse are one: the search takes it either way.
fn forward(change: Change) -> Change {
    match change.first_key_value() {
        Some((_, by)) if *by < 0 => change.into_iter().map(|(place, by)| (place, -by)).collect(),
        _ => change,
    }
}

fn with_implied(axis: &Axis, mut change: Change) -> Change {
    for relation in axis.relations() {
        let Some((implied, factor)) = relation.implies else { continue };
        let others = relation.terms.iter().filter(|(place, _)| *place != implied);
        let sum: i64 = others.map(|(place, f)| change.get(place).unwrap_or(&0) * f).sum();
        change.insert(implied, -sum * factor);
    }
    change.retain(|_, by| *by != 0);
    change
}
