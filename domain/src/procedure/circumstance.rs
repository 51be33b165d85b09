//! What a rule looks at beside the state, and what each kind of fact can tell.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Occasion, Refusal, Timeline};
use crate::actor::Actor;
use crate::catalogue::{Catalogue, Code, CodeKind};
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

    /// `code` exists in the catalogue and is valid on the day.
    pub(crate) fn know(
        &self,
        kind: CodeKind,
        code: &Code,
        path: &'static str,
    ) -> Result<(), Refusal> {
        if self.catalogue.knows(kind, code.as_str(), self.on) {
            Ok(())
        } else {
            Err(Refusal::UnknownCode { list: kind.name(), code: code.clone(), path })
        }
    }

    /// All of them do, and there is one at least.
    pub(crate) fn know_some<'c>(
        &self,
        kind: CodeKind,
        codes: impl IntoIterator<Item = &'c Code>,
        path: &'static str,
    ) -> Result<(), Refusal> {
        let mut none = true;
        for code in codes {
            none = false;
            self.know(kind, code, path)?;
        }
        if none { Err(Refusal::NothingNamed { path }) } else { Ok(()) }
    }
}

/// Something is written, and not more than [`TEXT_MAX`] characters.
pub(crate) fn written(text: &str, path: &'static str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::NothingWritten { path });
    }
    let long = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if long > TEXT_MAX { Err(Refusal::TextTooLong { path, max: TEXT_MAX }) } else { Ok(()) }
}

/// `value` is between `min` and `max`, both included.
pub(crate) fn within(path: &'static str, value: u32, min: u32, max: u32) -> Result<(), Refusal> {
    if (min..=max).contains(&value) {
        Ok(())
    } else {
        Err(Refusal::OutOfRange { path, value, min, max })
    }
}

/// What each kind of fact can tell: whether it is permitted, and what it changes.
pub(crate) trait Fact<State> {
    /// The rules. `state` is how things stand.
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal>;

    /// The change. Never fails and never judges: what is in the log did happen.
    fn apply(&self, state: &mut State, on: NaiveDate);
}

/// What is asked for becomes a fact when the server has added what only it can tell.
pub(crate) trait Told<State, F> {
    fn told(self, state: &State, at: &Circumstance<'_>) -> F;
}

impl<State, F: Fact<State>> Told<State, F> for F {
    fn told(self, _: &State, _: &Circumstance<'_>) -> F {
        self
    }
}
