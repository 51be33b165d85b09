//! People to be counted, and the tables that they make.

use loopbrug_domain::catalogue::{Catalogues, Limits};
use loopbrug_reporting::disclosure::suppression::{Axis, Table};
use proptest::prelude::*;

/// In which rows somebody stands, and in which columns: bits.
pub(crate) type Person = (u32, u32);

/// An axis, and the sets of places at which somebody may stand.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) axis: Axis,
    stands: Vec<u32>,
}

impl Shape {
    /// Parts and their total: everybody in one of them.
    pub(crate) fn parts(many: usize) -> Self {
        let parts: Vec<usize> = (0..many).collect();
        let axis = Axis::of(many + 1).sum(many, &parts);
        Self { axis, stands: parts.iter().map(|part| 1 << part | 1 << many).collect() }
    }

    /// Parts and their total, the first two under a total of their own.
    pub(crate) fn parts_of_parts() -> Self {
        let axis = Axis::of(6).sum(5, &[4, 2, 3]).sum(4, &[0, 1]);
        Self { axis, stands: vec![0b11_0001, 0b11_0010, 0b10_0100, 0b10_1000] }
    }

    /// Overlapping personas and their distinct total: everybody in one of them or in several.
    pub(crate) fn personas(many: usize) -> Self {
        let axis = Axis::of(many + 1).cover(many, &(0..many).collect::<Vec<_>>());
        Self { axis, stands: (1..1 << many).map(|personas| personas | 1 << many).collect() }
    }

    /// Overlapping personas, those without any, and the distinct total, as in the outcomes.
    pub(crate) fn personas_or_none(many: usize) -> Self {
        let (none, total) = (many, many + 1);
        let axis = Axis::of(many + 2).within(none, total);
        let some = axis.rest();
        let axis = axis.cover(some, &(0..many).collect::<Vec<_>>());
        let personas = (1..1 << many).chain([1 << none]);
        Self { axis, stands: personas.map(|personas| personas | 1 << total).collect() }
    }

    /// Participants, of whom some were housed, of whom some still are; and some of whom work.
    pub(crate) fn measures() -> Self {
        let axis = Axis::of(4).within(1, 0).within(2, 1).within(3, 0);
        Self { axis, stands: vec![0b0001, 0b0011, 0b0111, 0b1001, 0b1011, 0b1111] }
    }

    /// Participants, and two kinds of them that nobody is both of: known to be so, and not known.
    pub(crate) fn known_or_not() -> Self {
        let axis = Axis::of(3).disjoint(0, &[1, 2]);
        Self { axis, stands: vec![0b001, 0b011, 0b101] }
    }

    /// A single figure.
    pub(crate) fn one() -> Self {
        Self { axis: Axis::of(1), stands: vec![1] }
    }
}

/// A table of these people.
pub(crate) fn table(rows: &Shape, columns: &Shape, people: &[Person]) -> Table {
    let figures: Vec<u32> = (0..rows.axis.shown())
        .flat_map(|row| (0..columns.axis.shown()).map(move |column| (row, column)))
        .map(|(row, column)| {
            let stands = |(r, c): &&Person| r >> row & 1 == 1 && c >> column & 1 == 1;
            u32::try_from(people.iter().filter(stands).count()).unwrap()
        })
        .collect();
    Table::try_new(rows.axis.clone(), columns.axis.clone(), &figures).unwrap()
}

/// Groups of people, some of them small and some of them large, as in reports.
pub(crate) fn tables() -> impl Strategy<Value = Table> {
    let shapes = prop_oneof![
        Just((Shape::parts(3), Shape::parts(3))),
        Just((Shape::parts(4), Shape::one())),
        Just((Shape::parts_of_parts(), Shape::parts(2))),
        Just((Shape::personas(3), Shape::measures())),
        Just((Shape::personas(3), Shape::parts(2))),
        Just((Shape::personas_or_none(2), Shape::measures())),
        Just((Shape::parts(3), Shape::measures())),
        Just((Shape::parts(3), Shape::known_or_not())),
        Just((Shape::personas_or_none(2), Shape::known_or_not())),
    ];
    shapes.prop_flat_map(|(rows, columns)| {
        let stands = |shape: &Shape| proptest::sample::select(shape.stands.clone());
        let size = prop_oneof![2 => 1..4_usize, 2 => 4..12_usize, 3 => 12..60_usize];
        let group = (stands(&rows), stands(&columns), size)
            .prop_map(|(r, c, size)| std::iter::repeat_n((r, c), size));
        prop::collection::vec(group, 1..16).prop_map(move |groups| {
            table(&rows, &columns, &groups.into_iter().flatten().collect::<Vec<_>>())
        })
    })
}

/// The limits of the region, with other thresholds.
pub(crate) fn limits(disclosure_k: u32, public_k: u32) -> Limits {
    let catalogues = Catalogues::embedded();
    let limits = catalogues.latest("vlaamse-ardennen").unwrap().limits().clone();
    Limits { disclosure_k, public_k, ..limits }
}
