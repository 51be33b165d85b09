//! The selection procedure through its public door: the deadlines as laws, and the round of the
//! addendum from its launch to its last rebuttal.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "procedure/deadlines.rs"]
mod deadlines;
#[path = "procedure/laws.rs"]
mod laws;
#[path = "procedure/partnership.rs"]
mod partnership;
#[path = "procedure/replay.rs"]
mod replay;
