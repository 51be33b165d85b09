//! What two ways of counting say of the same question, side by side.

use std::collections::BTreeSet;

use loopbrug_domain::catalogue::{Catalogue, CodeKind};

use crate::naive::Figures;

/// A figure that differs; that of who is unknown stands in no row.
#[derive(Debug)]
#[expect(dead_code, reason = "it is there to be shown")]
pub(crate) struct Difference {
    pub(crate) row: Option<String>,
    pub(crate) column: String,
    naive: Option<f64>,
    product: Option<f64>,
}

/// Each figure that differs. A row that comes of what was recorded may be missing where all its
/// figures are zero.
pub(crate) fn differences(
    naive: &Figures,
    product: &Figures,
    catalogue: &Catalogue,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    if naive.unknown != product.unknown {
        let [naive, product] = [naive, product].map(|of| Some(f64::from(of.unknown)));
        let column = "unknown".to_owned();
        differences.push(Difference { row: None, column, naive, product });
    }
    let keys: BTreeSet<_> = naive.cells.keys().chain(product.cells.keys()).collect();
    for key @ (row, column) in keys {
        let [one, other] = [naive, product].map(|of| of.cells.get(key).copied());
        let lacks = |figures: &Figures| !figures.cells.keys().any(|(of, _)| of == row);
        let zero = |figure: Option<f64>| figure.unwrap_or_default() == 0.0;
        let may_differ = one == other
            || zero(one)
                && zero(other)
                && comes_of_records(row, catalogue)
                && (lacks(naive) || lacks(product));
        if !may_differ {
            let (row, column) = (Some(row.clone()), column.clone());
            differences.push(Difference { row, column, naive: one, product: other });
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

    fn compared(naive: &Figures, product: &Figures) -> Vec<Difference> {
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
