//! Tables with withheld figures.

use loopbrug_reporting::disclosure::Thresholds;
use loopbrug_reporting::disclosure::suppression::{Table, suppress};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::attacker::Attacker;
use crate::people::{Person, Shape, limits, table, tables};

/// What the rule says of a table, at the smallest figure that is shown.
fn holds(table: &Table, attacker: &Attacker<'_>, k: i64) -> Result<(), TestCaseError> {
    for (cell, value) in table.values().iter().enumerate().filter(|(_, value)| **value < k) {
        let (least, most) = attacker.interval(cell);
        prop_assert!(least == 0 && most >= k, "cell {cell} counts {value}: {least} to {most}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_small_number_can_be_told_from_nobody_nor_from_the_threshold(table in tables()) {
        let analysts = Thresholds::of_analysts(&limits(5, 10));
        holds(&table, &Attacker::of(&table, &suppress(&table, analysts)), 5)?;
    }

    #[test]
    fn nor_by_the_public(table in tables()) {
        let limits = limits(3, 7);
        let [analysts, public] =
            [Thresholds::of_analysts(&limits), Thresholds::of_public(&limits)]
                .map(|thresholds| suppress(&table, thresholds));
        holds(&table, &Attacker::of(&table, &public), 7)?;
        let both = analysts.figures().iter().zip(public.figures());
        for (analysts, public) in both {
            prop_assert!(public.is_none() || public == analysts, "the public sees more");
        }
    }

    #[test]
    fn what_is_shown_is_true_and_what_is_withheld_is_not_told(table in tables()) {
        let published = suppress(&table, Thresholds::of_analysts(&limits(5, 10)));
        let attacker = Attacker::of(&table, &published);
        for row in 0..table.rows().shown() {
            for column in 0..table.columns().shown() {
                let cell = table.cell(row, column);
                match published.figure(row, column) {
                    Some(figure) => {
                        prop_assert!(figure >= 5);
                        prop_assert_eq!(i64::from(figure), table.values()[cell]);
                    }
                    None => {
                        let (least, most) = attacker.interval(cell);
                        prop_assert!(least < most, "{} is told", least);
                    }
                }
            }
        }
    }
}

fn people(groups: &[(u32, u32, usize)]) -> Vec<Person> {
    groups.iter().flat_map(|(r, c, many)| std::iter::repeat_n((*r, *c), *many)).collect()
}

#[test]
fn the_attacker_finds_what_only_withholding_small_figures_gives_away() {
    // Two of three parts and the total are shown: the third is what remains.
    let parts = table(
        &Shape::parts(3),
        &Shape::one(),
        &people(&[(0b1001, 1, 20), (0b1010, 1, 30), (0b1100, 1, 2)]),
    );
    let attacker = Attacker::of_small_figures_withheld(&parts, 5);
    assert_eq!(attacker.interval(parts.cell(2, 0)), (2, 2));

    // Seven take part, six of them found a home: one did not.
    let homes =
        table(&Shape::one(), &Shape::measures(), &people(&[(1, 0b0011, 6), (1, 0b0001, 1)]));
    let attacker = Attacker::of_small_figures_withheld(&homes, 5);
    let without_home = homes.cell(0, 4);
    assert_eq!(attacker.interval(without_home), (1, 1));
    let published = suppress(&homes, Thresholds::of_analysts(&limits(5, 10)));
    let (least, most) = Attacker::of(&homes, &published).interval(without_home);
    assert!(least == 0 && most >= 5);
}

#[test]
fn a_table_of_large_figures_is_shown_as_it_is() {
    let groups: Vec<_> =
        (0..3).flat_map(|r| (0..3).map(move |c| (1 << r | 8, 1 << c | 8, 9))).collect();
    let table = table(&Shape::parts(3), &Shape::parts(3), &people(&groups));
    assert_eq!(suppress(&table, Thresholds::of_analysts(&limits(5, 10))).withheld(), 0);
    assert!(suppress(&table, Thresholds::of_public(&limits(5, 10))).withheld() >= 9);
}

#[test]
fn one_small_figure_takes_three_others_with_it() {
    let groups: Vec<_> = (0..4)
        .flat_map(|r| {
            (0..4).map(move |c| (1 << r | 16, 1 << c | 16, if r + c == 0 { 2 } else { 9 + r + c }))
        })
        .map(|(r, c, many)| (r, c, usize::try_from(many).unwrap()))
        .collect();
    let table = table(&Shape::parts(4), &Shape::parts(4), &people(&groups));
    let published = suppress(&table, Thresholds::of_analysts(&limits(5, 10)));
    assert_eq!(published.withheld(), 4);
    assert_eq!(published.figure(0, 0), None);
    assert_eq!(published.figure(1, 1), None, "the smallest of the others");
}

#[test]
fn withholding_all_there_is_is_not_the_way_out() {
    let mut runner = TestRunner::deterministic();
    let (mut figures, mut withheld, mut small, mut nothing_shown) = (0, 0, 0, 0);
    for _ in 0..300 {
        let table = tables().new_tree(&mut runner).unwrap().current();
        let published = suppress(&table, Thresholds::of_analysts(&limits(5, 10)));
        figures += published.figures().len();
        withheld += published.withheld();
        let shown = |(cell, value): &(usize, &i64)| table.is_shown(*cell) && **value < 5;
        small += table.values().iter().enumerate().filter(shown).count();
        nothing_shown += usize::from(published.withheld() == published.figures().len());
    }
    // These tables are small and full of small numbers, which are three in ten of all figures.
    let told = format!("{withheld} of {figures}, {small} small; nothing of {nothing_shown} tables");
    assert!(small * 4 > figures, "{told}");
    assert!(withheld * 3 < figures * 2 && withheld * 2 < small * 5, "{told}");
    assert!(nothing_shown < 45, "{told}");
}
