//! The report on the selection procedure, about the round of the addendum, as the tests of the rules
//! replay it.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "../../domain/tests/procedure/partnership.rs"]
mod partnership;
#[path = "../../domain/tests/procedure/replay.rs"]
mod replay;
#[path = "procedure/reported.rs"]
mod reported;
