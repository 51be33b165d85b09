//! What somebody asks to be recorded, and what came of it.

use std::fmt;

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::{CommandId, MalformedId, Position, Version};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use serde::Serialize;

use super::CommandError;
use super::kind::Kind;
use crate::log::{Answer, CarriedOut, Loaded, PossibleRepeat};

/// Something that somebody asks to be recorded.
#[derive(Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct Request<K: Kind = Trajectory> {
    /// Given by the caller, once per intended change.
    #[serde(skip)]
    pub command: CommandId,
    /// What it is about.
    pub about: K::About,
    /// The version that the caller has seen; absent: any.
    pub expected_version: Option<Version>,
    /// Who asks.
    pub actor: Actor,
    /// The day it happened, in Brussels.
    pub occurred_on: NaiveDate,
    /// What to record.
    pub intent: K::Intent,
    /// What the caller literally asked, where defaults that change with time (today, the latest
    /// catalogue) were filled in: a repeat is the same when this is.
    #[serde(skip)]
    pub asked: Option<serde_json::Value>,
}

/// Says what it is about, and never what was typed.
impl<K: Kind> fmt::Debug for Request<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { command, about, occurred_on, .. } = self;
        let mut shown = f.debug_struct("Request");
        shown.field("command", command).field("about", about).field("occurred_on", occurred_on);
        shown.finish_non_exhaustive()
    }
}

impl<K: Kind> Request<K> {
    /// What was asked, as bytes. What is typed about a client has no such form.
    pub(super) fn asked_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        match &self.asked {
            Some(asked) => serde_json::to_vec(&(asked, &self.actor)),
            None => serde_json::to_vec(self),
        }
    }
}

/// A command was carried out, now or before.
#[derive(Debug, Clone)]
pub struct Recorded<A: Stream = Trajectory> {
    /// What it was about.
    pub id: A::Id,
    /// Its version after the command.
    pub version: Version,
    /// The position of the last event that the command led to.
    pub position: Position,
    /// The event that said the same a moment before, under another command id, if one did.
    pub possible_repeat_of: Option<PossibleRepeat>,
    /// The state that the command left. None for a repeat, since others may have been carried out
    /// after the first time.
    pub state: Option<Loaded<A>>,
    /// Who sent it does not see what it is about: neither is the version for them.
    pub is_unseen: bool,
}

/// A repeat gets the same answer as the first time.
impl<A: Stream<Id: PartialEq>> PartialEq for Recorded<A> {
    fn eq(&self, other: &Self) -> bool {
        (self.id, self.version, self.position) == (other.id, other.version, other.position)
    }
}

/// The answer that the same command got before.
pub(super) fn answered_before<K: Kind>(
    before: &CarriedOut,
    digest: [u8; 32],
) -> Result<Recorded<K>, CommandError> {
    if before.digest != digest {
        return Err(CommandError::CommandIdReused);
    }
    let answer: Answer = serde_json::from_value(before.answer.clone())
        .map_err(|error| CommandError::Unreadable(error.into()))?;
    let id = answer.aggregate_id.parse();
    let id = id.map_err(|error: MalformedId| CommandError::Unreadable(error.into()))?;
    let Answer { version, possible_repeat_of, .. } = answer;
    let (position, state) = (before.position, None);
    Ok(Recorded { id, version, position, possible_repeat_of, state, is_unseen: false })
}
