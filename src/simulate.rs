//! A partnership as it might be: invented clients, the same ones for the same seed.
//!
//! A story is what partners would record about one client, in the order in which they would.
//! It goes in through the same commands as theirs.

mod client;
mod dice;

pub(crate) use client::{Step, story};
pub(crate) use dice::Dice;
