use super::*;
use loopbrug_domain::catalogue::Catalogues;

fn analysts() -> Thresholds {
    let catalogues = Catalogues::embedded();
    Thresholds::of_analysts(catalogues.latest("vlaamse-ardennen").unwrap().limits())
}

fn parts_and_total() -> Axis {
    Axis::of(4).sum(3, &[0, 1, 2])
}

fn published(rows: Axis, figures: &[u32]) -> Vec<Option<u32>> {
    let table = Table::try_new(rows, Axis::of(1), figures).unwrap();
    suppress(&table, analysts()).figures().to_vec()
}

#[test]
fn a_small_part_is_withheld_with_the_smallest_other_that_makes_room() {
    let figures = published(parts_and_total(), &[2, 20, 30, 52]);
    assert_eq!(figures, [None, None, Some(30), Some(52)]);
}

#[test]
fn zero_of_a_known_group_is_withheld_as_any_small_number() {
    let figures = published(parts_and_total(), &[0, 20, 30, 50]);
    assert_eq!(figures, [None, None, Some(30), Some(50)]);
}

#[test]
fn all_of_a_group_is_withheld_as_none_of_it_would_be() {
    let all = published(Axis::of(2).within(1, 0), &[20, 20]);
    assert_eq!(all.iter().filter(|figure| figure.is_none()).count(), 1);
    let most = published(Axis::of(2).within(1, 0), &[20, 15]);
    assert_eq!(most, [Some(20), Some(15)]);
}

#[test]
fn what_a_few_have_in_common_is_not_told_by_the_distinct_total() {
    let overlap = |total| published(Axis::of(3).cover(2, &[0, 1]), &[20, 30, total]);
    assert_eq!(overlap(42), [Some(20), Some(30), Some(42)]);
    assert!(overlap(48).contains(&None), "two people stand in both rows");
}

#[test]
fn figures_without_relations_are_withheld_for_their_own_sake_only() {
    assert_eq!(published(Axis::of(3), &[4, 5, 0]), [None, Some(5), None]);
}

#[test]
fn of_a_handful_of_people_nothing_is_shown() {
    assert_eq!(published(parts_and_total(), &[1, 1, 2, 4]), [None; 4]);
}

#[test]
fn a_threshold_of_one_withholds_nothing() {
    let catalogues = Catalogues::embedded();
    let mut limits = catalogues.latest("vlaamse-ardennen").unwrap().limits().clone();
    limits.disclosure_k = 1;
    let table = Table::try_new(parts_and_total(), Axis::of(1), &[0, 1, 2, 3]).unwrap();
    assert_eq!(suppress(&table, Thresholds::of_analysts(&limits)).withheld(), 0);
}

#[test]
fn a_table_that_does_not_hang_together_is_refused() {
    let refused = |rows, figures: &[u32]| Table::try_new(rows, Axis::of(1), figures).unwrap_err();
    assert_eq!(refused(parts_and_total(), &[1, 2, 3, 7]), Inconsistent::Sum);
    assert_eq!(refused(Axis::of(2), &[1]), Inconsistent::Size { found: 1, expected: 2 });
    let rest = Inconsistent::FewerThanNobody { row: 2, column: 0 };
    assert_eq!(refused(Axis::of(2).within(1, 0), &[1, 2]), rest);
}

#[test]
fn every_move_keeps_every_relation() {
    let axis = Axis::of(7).sum(4, &[0, 1]).sum(5, &[4, 2]).sum(5, &[0, 3]).within(6, 5);
    let moves = moves::Moves::of(&axis);
    let mut seen = 0;
    for place in 0..axis.places() {
        assert!(!moves.touching(place).is_empty(), "nothing moves {place}");
        for (n, by) in moves.touching(place) {
            let terms = moves.terms(*n);
            assert!(terms.contains(&(place, *by)));
            for relation in axis.relations() {
                let by = |place| terms.iter().find(|(p, _)| *p == place).map_or(0, |(_, by)| *by);
                let sum: i64 = relation.terms.iter().map(|(place, f)| by(*place) * f).sum();
                assert_eq!(sum, 0);
            }
            seen += 1;
        }
    }
    assert!(seen > 50);
}
