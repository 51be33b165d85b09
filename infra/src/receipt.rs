//! Receipts of figures: a text by which anybody who has an export can find out whether a figure is what the log says.
//!
//! A receipt is a C2SP signed note over the canonical form of a [`Receipt`]: the question, as of which position of which
//! log it was answered, by which catalogue, the checkpoint that covers the position, and the table itself, so that
//! whoever counts again can say which cell differs. It is signed by the key that signs the heads of the log, under another
//! name, and its first line is none of a checkpoint: neither can be taken for the other.
//!
//! Of a table that was rounded it also has a [`Commitment`] to the exact one: a hash that says nothing to whoever does not
//! have the [`SecretHalf`]. [`reproduce`] folds an export and answers the question again. docs/AUDIT.md says what that is
//! worth.

mod commitment;
mod question;
pub mod reproduce;
mod text;

pub use self::commitment::{Commitment, SecretHalf};
pub use self::question::{NamedEdition, Question};
pub use self::text::{NoReceipt, OfRegion, Receipt, SignedReceipt, key_name};
pub use crate::publications::{Difference, FrozenTable, Said};
