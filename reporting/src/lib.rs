//! What the events of a partnership amount to: facts, the images that hold them in memory, the reports
//! that are counted over an image, and what of a report is disclosed.
//!
//! Nothing in this crate reads a clock, opens a file or waits. It is built on the states that
//! `loopbrug-domain` folds, which knows nothing of it.

pub mod disclosure;
pub mod facts;
pub mod reports;
