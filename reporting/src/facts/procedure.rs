//! Facts of the selection procedure: what its round and its proposals contribute to reports.
//!
//! There are tens of them where there are thousands of trajectories, so each is kept whole, once
//! for every position at which it changed. What a report may not show is not in them: texts,
//! and the scores of single assessors.

mod image;
mod proposal;
mod round;

pub use image::ProcedureImage;
pub use proposal::{Assessments, Offered, ProposalFacts, Rebuttals};
pub use round::RoundFacts;
