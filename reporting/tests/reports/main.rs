//! Every report is counted twice: by the product, and [naively](naive) from the events of random
//! histories. docs/reports.md says what each figure is.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod asking;
mod behind;
mod compare;
mod exercised;
mod hand;
mod history;
mod naive;
mod product;
mod shrink;
mod twice;
