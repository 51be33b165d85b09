//! Facts of what is no trajectory: what the round and the proposals of the selection procedure, and the employers of
//! a region's register, contribute to reports.
//!
//! There are tens of them where there are thousands of trajectories, so each is kept whole, once
//! for every position at which it changed. What a report may not show is not in them: texts,
//! and the scores of single assessors.

mod employer;
mod image;
mod proposal;
mod round;

pub use employer::{EmployerFact, EmployerKnown};
pub use image::{KnownCoaching, ProcedureImage};
pub use proposal::{Assessments, Offered, ProposalFacts, Rebuttals};
pub use round::RoundFacts;
