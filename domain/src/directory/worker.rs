//! A worker of an organisation: an id, and a name that can be erased.

use chrono::NaiveDate;
use serde::Serialize;

use super::Days;
use super::organisation::{NAME, line};
use crate::field::Fields;
use crate::ids::KboNumber;

/// A worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// The name to show; absent: it was erased.
    pub name: Option<String>,
    /// Where the person works.
    pub organisation: KboNumber,
    /// When the person works there.
    pub days: Days,
}

/// What is recorded of a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkerGiven {
    /// The name to show.
    pub name: String,
    /// Where the person works.
    pub organisation: KboNumber,
    /// The first day; absent: the one that there is, or else today.
    pub from: Option<NaiveDate>,
    /// The last day; absent: none is known.
    pub until: Option<NaiveDate>,
}

impl WorkerGiven {
    /// What is wrong with the fields.
    pub(super) fn check(&self, fields: &mut Fields<'_>) {
        line(fields, "name", &self.name, NAME);
    }
}
