//! What two ways of counting say of the same question, side by side.

use std::collections::BTreeSet;

use loopbrug_domain::catalogue::{Catalogue, CodeKind};

use crate::naive::Figures;

/// Each figure that differs. A row that comes of what was recorded may be missing where all its
/// figures are zero.
pub(crate) fn differences(
    naive: &Figures,
    product: &Figures,
    catalogue: &Catalogue,
) -> Vec<String> {
    let mut differences = Vec::new();
    if naive.unknown != product.unknown {
        let (one, other) = (naive.unknown, product.unknown);
        differences.push(format!("unknown: naive {one}, product {other}"));
    }
    let keys: BTreeSet<_> = naive.cells.keys().chain(product.cells.keys()).collect();
    for (row, column) in keys {
        let (one, other) = (naive.get(row, column), product.get(row, column));
        let lacks = |figures: &Figures| !figures.cells.keys().any(|(of, _)| of == row);
        let may_lack = comes_of_records(row, catalogue) && (lacks(naive) || lacks(product));
        let zero = |figure: Option<f64>| figure.unwrap_or_default() == 0.0;
        if one != other && !(may_lack && zero(one) && zero(other)) {
            differences.push(format!("{row} {column}: naive {one:?}, product {other:?}"));
        }
    }
    differences
}

/// Organisations and workers, services that were asked for, areas that the catalogue does not have.
fn comes_of_records(row: &str, catalogue: &Catalogue) -> bool {
    let area = row.strip_prefix("area=");
    ["organisation=", "worker=", "service="].iter().any(|prefix| row.starts_with(prefix))
        || area.is_some_and(|area| catalogue.entry(CodeKind::ProblemArea, area).is_none())
            && !row.contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{CATALOGUES, REGION};

    fn figures(cells: &[(&str, f64)], unknown: u32) -> Figures {
        let cells =
            cells.iter().map(|(row, figure)| (((*row).to_owned(), "sent".to_owned()), *figure));
        Figures { cells: cells.collect(), unknown }
    }

    fn compared(naive: &Figures, product: &Figures) -> Vec<String> {
        differences(naive, product, CATALOGUES.latest(REGION).unwrap())
    }

    #[test]
    fn another_figure_a_missing_one_and_another_unknown_are_differences() {
        let naive = figures(&[("total", 1.0)], 0);
        assert!(compared(&naive, &naive).is_empty());
        for product in
            [figures(&[("total", 2.0)], 0), figures(&[], 0), figures(&[("total", 1.0)], 1)]
        {
            assert_eq!(compared(&naive, &product).len(), 1);
            assert_eq!(compared(&product, &naive).len(), 1);
        }
    }

    #[test]
    fn a_row_of_zeros_may_be_missing_where_the_catalogue_does_not_ask_for_it() {
        let none = figures(&[], 0);
        for row in ["organisation=0000000196", "worker=x", "service=x", "area=childcare"] {
            assert!(compared(&figures(&[(row, 0.0)], 0), &none).is_empty(), "{row}");
            assert_eq!(compared(&figures(&[(row, 1.0)], 0), &none).len(), 1, "{row}");
        }
        for row in ["total", "area=housing", "area=housing/service=housing_guidance", "mode=phone"]
        {
            assert_eq!(compared(&figures(&[(row, 0.0)], 0), &none).len(), 1, "{row}");
        }
    }
}
