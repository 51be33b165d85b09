//! The selection round through the front door, with the server's clock set to the addendum's days.

mod in_vain;
pub(crate) mod procedure;
mod replay;
mod reports;
mod together;
mod visibility;
