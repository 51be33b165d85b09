//! What a receipt says, held against what was counted.

use loopbrug_domain::catalogue::Limits;
use loopbrug_reporting::disclosure::perturbation::{Precision, precision};
use loopbrug_reporting::disclosure::{Treatment, treatment};
use loopbrug_reporting::reports::{Table, shown};

use super::super::commitment::SecretHalf;
use super::super::text::Receipt;
use super::found::Finding;
use crate::publications::{Difference, FrozenTable, METHOD, Said};

/// How figures were held against what was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Each has to be the one that was counted.
    Exact {
        /// How many.
        figures: usize,
    },
    /// They are rounded by secret keys, which an export does not have.
    Rounded {
        /// So many may be off by no more than rounding moves them.
        within: usize,
        /// So many have no limit of their own: shares, quantiles, counts of things.
        unlimited: usize,
    },
}

/// The exact table in the form of receipts.
fn exact(table: &Table) -> FrozenTable {
    FrozenTable::of(&shown(table, Treatment::Exact)).in_order()
}

/// How far the figures of a receipt may be off: as far as these limits have those of its audience rounded. What the receipt
/// says of it is held against that. Of an edition that was rounded by another method only the receipt says it.
pub(super) fn hold_precision<'a>(
    receipt: &Receipt,
    limits: impl Iterator<Item = &'a Limits>,
    findings: &mut Vec<Finding>,
) -> Precision {
    let (said, question) = (receipt.table.precision(), &receipt.question);
    let of_this_method = question.edition.as_ref().is_none_or(|edition| edition.method == METHOD);
    let is = match treatment(question.audience, limits) {
        Treatment::Rounded(thresholds) if of_this_method && receipt.exact.is_some() => {
            precision(thresholds)
        }
        _ => return said,
    };
    if said != is {
        findings.push(Finding::OtherPrecision { said: said.spread, is: is.spread });
    }
    is
}

/// Holds the table of a receipt against the exact one that was counted; a rounded one as far as this precision goes.
pub(super) fn compare(
    receipt: &Receipt,
    counted: &Table,
    precision: Precision,
    findings: &mut Vec<Finding>,
) -> Held {
    let (said, found) = (&receipt.table, exact(counted));
    if receipt.exact.is_none() {
        findings.extend(said.differences(&found).into_iter().map(Finding::Differs));
        return Held::Exact { figures: said.cells().len() };
    }
    let found = found.cells();
    let (mut within, mut unlimited) = (0, 0);
    for ((row, column), said) in said.cells() {
        let exact = found.get(&(row, column)).copied().unwrap_or(Said::NotThere);
        let of = Difference { row: row.to_owned(), column: column.to_owned(), said, found: exact };
        let furthest = match counted.column(column) {
            Some(column) => counted.furthest(column, precision),
            // What is said of the whole table is a count of people.
            None if row.is_empty() => Some(precision.spread),
            None => None,
        };
        match (said, exact, furthest) {
            (_, Said::NotThere, _) => findings.push(Finding::Differs(of)),
            (Said::Figure(said), Said::Figure(exact), Some(spread)) => {
                within += 1;
                if (said - exact).abs() > f64::from(spread) {
                    findings.push(Finding::TooFar { of, spread });
                }
            }
            (Said::Nothing, Said::Figure(_), Some(_))
            | (Said::Figure(_), Said::Nothing, Some(_)) => {
                findings.push(Finding::Differs(of));
            }
            _ => unlimited += 1,
        }
    }
    Held::Rounded { within, unlimited }
}

/// Holds the secret half of a receipt against what the receipt commits to, and against the exact table.
pub(super) fn hold_secret(
    receipt: &Receipt,
    secret: &SecretHalf,
    counted: &Table,
    findings: &mut Vec<Finding>,
) {
    if receipt.exact.is_none_or(|commitment| !commitment.is_to(secret)) {
        findings.push(Finding::OtherCommitment);
    }
    let differ = secret.table().differences(&exact(counted)).into_iter();
    findings.extend(differ.map(Finding::SecretDiffers));
}
