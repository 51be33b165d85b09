//! When the last events of a stream were recorded, as far as this process recorded them.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use loopbrug_domain::ids::{CommandId, Position, Version};
use serde::{Deserialize, Serialize};

use super::append::Appended;
use super::store::Share;

/// How many appends to a stream are remembered. Who sends something a second time does so at once.
const REMEMBERED: usize = 4;

/// An event that says what another one says, which may be a repeat of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PossibleRepeat {
    /// The earlier event's place in the stream.
    pub event: Version,
    /// Its place in the region's log.
    pub position: Position,
    /// The command that led to it; absent for rows of other writers.
    pub command: Option<CommandId>,
}

/// The last appends to a stream, up to its end.
#[derive(Debug, Clone, Default)]
pub struct Recent(VecDeque<Remembered>);

#[derive(Debug, Clone, Copy)]
struct Remembered {
    /// The version of the stream before it.
    before: Version,
    command: CommandId,
    appended: Appended,
}

impl Recent {
    /// Remembers what was appended to the stream, which had this version before, by command id.
    pub(crate) fn note(&mut self, mut before: Version, shares: Vec<Share>, appended: Appended) {
        let mut first = appended.first;
        for (command, events) in shares {
            self.0.truncate(REMEMBERED - 1);
            self.0.push_front(Remembered {
                before,
                command,
                appended: Appended { first, ..appended },
            });
            let events = Version::try_from(events).unwrap_or(Version::MAX);
            before += events;
            first.0 += events;
        }
    }

    /// An event of one of these appends, and when it was recorded.
    pub(crate) fn find(&self, event: Version) -> Option<(PossibleRepeat, DateTime<Utc>)> {
        let Remembered { before, command, appended } =
            self.0.iter().find(|one| one.before < event)?;
        let position = Position(appended.first.0 + (event - before - 1));
        let repeat = PossibleRepeat { event, position, command: Some(*command) };
        Some((repeat, appended.recorded_at))
    }
}
