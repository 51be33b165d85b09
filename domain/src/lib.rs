//! The pure heart of Loopbrug: what may happen, and what it means.
//!
//! Nothing in this crate reads a clock, draws an id, opens a file or waits. Every function is
//! a value in and a value out, so that a history folds to the same state on any machine.

pub mod actor;
pub mod catalogue;
pub mod content_hash;
pub mod difference;
pub mod directory;
pub mod employer;
pub mod event;
mod event_table;
pub mod field;
pub mod ids;
pub mod insz;
pub mod matching;
pub mod occasion;
pub mod policy;
pub mod procedure;
pub mod proposal;
pub mod refusal;
pub mod round;
pub mod schema;
pub mod sealed;
pub mod stream;
pub mod text;
pub mod time;
pub mod trajectory;
mod word_enum;
