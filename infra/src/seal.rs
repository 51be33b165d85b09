//! The seal: what makes a change of the log evident, to somebody who trusts neither us nor the database.
//!
//! The events of a region are the leaves of an RFC 6962 tree ([`tree`]), in the layout of C2SP `tlog-tiles`
//! ([`tile`]). Each is there in a canonical form ([`leaf`]), which is also its line of an export. From time to time the
//! head of the tree is signed, as a C2SP `tlog-checkpoint` ([`checkpoint`], [`note`]). Whoever keeps one can have it
//! proved later ([`proof`]) that the log only grew since. docs/AUDIT.md says what that is worth.
//!
//! These modules know no database, so that an export is verified without one: [`canonical`], [`leaf`], [`hash`],
//! [`tree`], [`tile`], [`proof`], [`checkpoint`], [`note`], [`key`].

pub mod canonical;
mod check;
pub mod checkpoint;
mod compared;
mod cosignatures;
mod error;
mod findings;
pub mod hash;
pub(crate) mod imported;
mod integrity;
pub mod key;
mod known;
pub mod leaf;
pub(crate) mod log_rows;
pub mod note;
pub mod proof;
mod proved;
mod reader;
mod rotation;
pub(crate) mod rows;
mod sealer;
mod signing;
mod step;
pub mod tile;
pub mod tree;
#[cfg(test)]
#[path = "../tests/log/witness.rs"]
pub(crate) mod witness;

pub use self::check::{Checked, Fault};
pub use self::compared::{Compared, KeptFinding};
pub use self::error::SealError;
pub use self::findings::{Finding, Rounds};
pub use self::integrity::Integrity;
pub use self::proved::Proved;
pub use self::reader::{Grew, Seal, SealStatus};
pub use self::rotation::rotate_key;
pub use self::rows::{SealedTree, TreeHead, TreeKey, Which};
pub use self::sealer::Sealer;
pub use self::step::Sealed;
