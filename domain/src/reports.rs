//! Reports: pure functions from an [`Image`](crate::facts::image::Image), that of the
//! [procedure](crate::facts::procedure), or both, and a question to a table.

pub mod needs_against_supply;
pub mod outcomes;
mod question;
pub mod selection_procedure;

pub use question::{Filter, Period, PeriodEndsBeforeItBegins, Question};
