//! Reports: pure functions from an [`Image`](crate::facts::image::Image) and a question to a
//! table.

pub mod outcomes;
mod question;

pub use question::{Filter, Period, PeriodEndsBeforeItBegins, Question};
