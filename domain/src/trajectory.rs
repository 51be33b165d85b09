//! The client trajectory: one client's way through one region's partnership.
//!
//! A theme is a file: the facts that it can record, the part of the state that they move, and
//! the rules that permit them. [`decide()`] asks the rules, [`Stream::learn`](crate::stream::Stream::learn) folds the facts;
//! nothing else does either.
//!
//! The fold goes in order of *occurrence*. What is recorded late takes its place among what
//! happened before and after, so a history is the same in whatever order it was learned.

pub mod alerts;
pub mod appointments;
pub mod barriers;
pub mod bridge;
pub mod consent;
mod consequences;
mod contradiction;
pub mod course;
mod decide;
pub mod direction;
mod event;
mod fields;
pub mod follow_up;
pub mod housing;
pub mod intake;
pub mod interventions;
mod journal;
#[cfg(any(test, feature = "testing"))]
#[expect(
    clippy::must_use_candidate,
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "for tests"
)]
pub mod laws;
pub mod learning;
pub mod links;
pub mod merge;
pub mod milestones;
pub mod opening;
pub mod outreach;
pub mod practice;
pub mod profile;
mod putting_right;
pub mod record_keeping;
pub mod referrals;
mod refusal;
pub mod state;
#[cfg(any(test, feature = "testing"))]
#[expect(
    missing_docs,
    clippy::must_use_candidate,
    clippy::return_self_not_must_use,
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "for tests"
)]
pub mod story;
pub mod tasks;
pub mod transfer;
mod upcast;
pub mod work;

pub use decide::{TrajectoryCommand, decide};
pub use event::{EVENT_TYPES, Happening, Intent, TrajectoryEvent};
pub use fields::look_at_fields;
pub use journal::{Entry, Trajectory};
pub use opening::Opening;
pub use refusal::{NotStanding, Refusal};
pub use state::{Phase, State};

pub use crate::fact_table::EventType;

use crate::catalogue::Catalogue;
use crate::field::Fields;
use crate::ids::KboNumber;
use chrono::NaiveDate;

/// Where and when something is said to have happened, for a rule to look at.
#[derive(Debug, Clone, Copy)]
pub struct Circumstance<'a> {
    /// The day it happened, in Brussels.
    pub on: NaiveDate,
    /// The organisation that records it.
    pub organisation: KboNumber,
    /// The catalogue version that the trajectory names.
    pub catalogue: &'a Catalogue,
}

/// What each kind of fact can tell: whether it is permitted, and what it changes.
trait Fact {
    /// Rule 6: who may record it. Nearly everything needs access.
    fn open_to(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.may_record(at)
    }

    /// What is wrong with its fields by themselves, however things stand.
    fn fields(&self, _: &mut Fields<'_>) {}

    /// The rules. `state` is how things stood when it happened.
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal>;

    /// The change. Never fails and never judges: what is in the log did happen.
    fn apply(&self, state: &mut State, on: NaiveDate, organisation: KboNumber);
}
