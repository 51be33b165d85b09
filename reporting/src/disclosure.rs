//! Disclosure control: what of a report may be shown to those who do not hold the cases.
//!
//! There is one method, [`perturbation`]: every figure is rounded up or down by chance, and the chance is
//! decided by who is counted, so that the same people always give the same figure. Two methods side by
//! side would undo each other. What may be asked of rounded figures is kept to a [`grid`].
//!
//! Everything here is pure. The rules in plain words, and what an attacker can still do, are in
//! `docs/disclosure.md`.

mod audience;
pub mod grid;
pub mod perturbation;
mod thresholds;

pub use audience::{Treatment, treatment};
pub use thresholds::Thresholds;

#[cfg(test)]
mod tests;
