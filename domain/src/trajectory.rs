//! The client trajectory: one client's way through one region's partnership.
//!
//! A theme is a file: the payloads of its events, the part of the state that they change, and the rules
//! that permit them. [`decide()`] asks the rules, [`Aggregate::apply`](crate::stream::Aggregate::apply)
//! folds the events; nothing else does either.
//!
//! The fold goes in order of *occurrence*. What is recorded late takes its place among what
//! happened before and after, so a history is the same in whatever order it was recorded.

mod adjustments;
pub mod alerts;
pub mod appointments;
pub mod background;
pub mod barriers;
pub mod bridge;
mod carrying;
pub mod consent;
mod consequences;
mod contradiction;
pub mod corrections;
pub mod course;
mod decide;
pub mod direction;
pub mod erasure;
mod event;
mod fields;
pub mod follow_up;
pub mod household;
pub mod housing;
pub mod identity;
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
pub mod moves;
mod not_current;
pub mod notes;
pub mod open_work;
pub mod opening;
pub mod outreach;
pub mod permission;
pub mod personal;
pub mod practice;
mod prelude;
pub mod profile;
pub mod record_keeping;
pub mod referrals;
mod refusal;
mod repeat;
pub mod restriction;
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
pub mod together;
pub mod transfer;
mod upcast;
pub mod work;

pub use decide::{TrajectoryCommand, decide, opened};
pub use event::{EVENT_TYPES, Intent, Payload, TrajectoryEvent};
pub use fields::check_fields;
pub use journal::{Entry, Trajectory};
pub use not_current::NotCurrent;
pub use opening::Opening;
pub use refusal::Refusal;
pub use state::{Phase, State};

pub use crate::event::EventType;

use crate::catalogue::Catalogue;
use crate::event::Ruled;
use crate::ids::KboNumber;
use chrono::{DateTime, NaiveDate, Utc};

/// Where and when something is said to have happened, for a rule to look at.
#[derive(Debug, Clone, Copy)]
pub struct Circumstance<'a> {
    /// The day it happened, in Brussels.
    pub on: NaiveDate,
    /// The organisation that records it.
    pub organisation: KboNumber,
    /// The catalogue version that the trajectory names.
    pub catalogue: &'a Catalogue,
    /// The day that it happened, where it is carried from another trajectory, which may have been opened
    /// before this one: `on` is its place here.
    pub carried_from: Option<NaiveDate>,
    /// What there is when the command comes. None where something that was recorded before is looked at
    /// again: whether it was permitted does not depend on today.
    pub now: Option<Now<'a>>,
}

/// What there is when a command comes, whatever day it is about.
#[derive(Debug, Clone, Copy)]
pub struct Now<'a> {
    /// The server's moment.
    pub moment: DateTime<Utc>,
    /// The state before the command, with all that was recorded.
    pub state: &'a State,
}

impl Circumstance<'_> {
    /// The day that it happened, which its fields are held to.
    pub(crate) fn happened_on(&self) -> NaiveDate {
        self.carried_from.unwrap_or(self.on)
    }
}

impl Ruled for State {
    type Circumstance<'a> = Circumstance<'a>;
    type Refusal = Refusal;
}
