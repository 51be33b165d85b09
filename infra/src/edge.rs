//! The one clock and the one source of ids. Nothing else asks what time it is.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use loopbrug_domain::ids::EventId;
use uuid::Uuid;

/// Tells the time: that of the machine, or one that was set.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    set: Option<Arc<Mutex<DateTime<Utc>>>>,
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands at `moment` until it is set anew: for replaying a history as if it
    /// were that day.
    #[must_use]
    pub fn set_to(moment: DateTime<Utc>) -> Self {
        Self { set: Some(Arc::new(Mutex::new(moment))) }
    }

    /// Moves a clock that was set, and all its clones. The machine's clock is not moved.
    pub fn set(&self, moment: DateTime<Utc>) {
        if let Some(set) = &self.set {
            *set.lock().unwrap_or_else(PoisonError::into_inner) = moment;
        }
    }

    /// What time it is.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    pub fn now(&self) -> DateTime<Utc> {
        self.set
            .as_ref()
            .map_or_else(Utc::now, |set| *set.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A new event id, later than all that this process gave out before.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one source of ids")]
pub fn new_event_id() -> EventId {
    EventId(Uuid::now_v7())
}

/// A new id for a request, to find it again in the server's own log.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one source of ids")]
pub fn new_trace_id() -> Uuid {
    Uuid::now_v7()
}
