//! What a rule looks at beside the state.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Occasion, Timeline};
use crate::actor::Actor;
use crate::catalogue::Catalogue;
use crate::event::Event;
use crate::occasion::recorded;

/// The most characters that a text may have.
///
/// Texts of the procedure are about proposals, the business documents of organisations. They are
/// kept in clear and may be published: nothing about a client or any other person belongs there.
pub const TEXT_MAX: u32 = 4000;

/// Where, when and by whom something is said to have happened, for a rule to look at.
#[derive(Debug, Clone, Copy)]
pub struct Circumstance<'a> {
    /// The day it happened, in Brussels.
    pub on: NaiveDate,
    /// The server's clock.
    pub now: DateTime<Utc>,
    /// Who records it.
    pub actor: &'a Actor,
    /// The catalogue version that the round names.
    pub catalogue: &'a Catalogue,
    /// The dates of the round, as amended.
    pub timeline: Timeline<'a>,
    /// The organisation of who records it has a proposal of its own in the round, beside the one it is about.
    pub rival: bool,
}

impl<'a> Circumstance<'a> {
    pub(crate) fn new(
        occasion: &'a Occasion,
        catalogue: &'a Catalogue,
        timeline: Timeline<'a>,
    ) -> Self {
        let Occasion { occurred_on, now, ref actor } = *occasion;
        Self { on: occurred_on, now, actor, catalogue, timeline, rival: false }
    }

    /// The day that it happened, which its fields are held to.
    pub(crate) fn happened_on(&self) -> NaiveDate {
        self.on
    }

    /// The event of a payload that is permitted.
    pub(crate) fn event<P>(&self, what: P) -> Event<P> {
        recorded(what, self.on, self.now, self.actor, self.catalogue)
    }
}
