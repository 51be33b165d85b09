//! What a rule looks at beside the state, and what each kind of fact can tell.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Occasion, Refusal, Timeline};
use crate::actor::Actor;
use crate::catalogue::Catalogue;
use crate::field::Fields;
use crate::time::day_in_brussels;

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
}

impl<'a> Circumstance<'a> {
    pub(crate) fn new(
        occasion: &'a Occasion,
        catalogue: &'a Catalogue,
        timeline: Timeline<'a>,
    ) -> Self {
        let Occasion { occurred_on, now, ref actor } = *occasion;
        Self { on: occurred_on, now, actor, catalogue, timeline }
    }

    /// Recorded more days after it happened than the catalogue calls prompt.
    pub(crate) fn is_late(&self) -> bool {
        let age = (day_in_brussels(self.now) - self.on).num_days();
        age > i64::from(self.catalogue.limits().late_recording_days)
    }
}

/// What each kind of fact can tell: whether it is permitted, and what it changes.
pub(crate) trait Fact<State> {
    /// What is wrong with its fields by themselves, however things stand.
    fn fields(&self, _: &mut Fields<'_>) {}

    /// The rules. `state` is how things stand.
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal>;

    /// The change. Never fails and never judges: what is in the log did happen.
    fn apply(&self, state: &mut State, on: NaiveDate);
}

/// What is asked for becomes a fact when the server has added what only it can tell.
pub(crate) trait Told<State, F> {
    /// What is wrong with its fields by themselves, however things stand.
    fn fields(&self, _: &mut Fields<'_>) {}

    fn told(self, state: &State, at: &Circumstance<'_>) -> F;
}

impl<State, F: Fact<State>> Told<State, F> for F {
    fn fields(&self, fields: &mut Fields<'_>) {
        Fact::fields(self, fields);
    }

    fn told(self, _: &State, _: &Circumstance<'_>) -> F {
        self
    }
}
