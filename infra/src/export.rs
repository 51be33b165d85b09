//! Exports of a log: a folder that anybody can read, verify and import, without us and without a database.
//!
//! | file | what |
//! |---|---|
//! | `manifest.json` | what there is ([`manifest`]); written last, so that a folder without one is not finished |
//! | `events.ndjson.zst`, or `.gz` | the events, a line each: the leaves of the tree ([`crate::seal::leaf`]) in their order |
//! | `checkpoint` | the head that covers the last event, with all who signed it ([`crate::seal::checkpoint`]) |
//! | `heads.ndjson.zst`, or `.gz` | every signed head of every tree, oldest first |
//! | `tile/<level>/<index>` | the tree, as C2SP `tlog-tiles` has it ([`crate::seal::tile`]) |
//! | `catalogues/<version>.toml` | every version of the reference data of the region, as it was published |
//!
//! The same log gives the same bytes: nothing in an export says when, where or by whom it was made.
//!
//! [`reading`] reads one and trusts nothing in it, [`verify`] holds it against its tree and what somebody kept: whatever
//! is wrong has a name ([`fault`]).

mod error;
pub(crate) mod event;
mod extent;
pub mod fault;
mod file;
mod folder;
pub mod heads;
mod lines;
#[cfg(test)]
mod made;
pub mod manifest;
pub mod reading;
mod tiles;
pub mod verify;
mod writing;

pub use self::error::ExportError;
pub use self::extent::Extent;
pub use self::writing::{Exported, export};

/// The file of the events, without the ending of its compression.
pub const EVENTS: &str = "events.ndjson";
/// The file of the heads, likewise.
pub const HEADS: &str = "heads.ndjson";
/// The file of the head that covers all.
pub const CHECKPOINT: &str = "checkpoint";
/// The folder of the catalogues.
pub const CATALOGUES: &str = "catalogues";
/// The folder of the tiles.
pub const TILES: &str = "tile";
