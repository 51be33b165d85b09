//! The one source of ids that follow from nothing.

use loopbrug_domain::ids::EventId;
use uuid::Uuid;

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
