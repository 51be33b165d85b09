//! Disclosure control: what of a report may be shown to those who do not hold the cases.
//!
//! Two treatments, for two kinds of question; [`treatment`] says which audience gets which.
//! A fixed table, published once for its period, goes through [`suppression`]: small figures are
//! withheld, and so many others with them that no withheld one can be worked out. Free filters, periods
//! and positions go through [`perturbation`], because no pattern of withheld figures is
//! safe where one table can be subtracted from another: every figure is rounded up or down by chance, and
//! the chance is decided by who is counted, so that the same people always give the same figure.
//!
//! Everything here is pure. The rules in plain words, and what an attacker can still do, are in
//! `docs/disclosure.md`.

mod audience;
pub mod perturbation;
pub mod suppression;
mod thresholds;

pub use audience::{QuestionKind, Treatment, treatment};
pub use thresholds::Thresholds;

#[cfg(test)]
mod tests;
