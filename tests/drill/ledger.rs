//! The ledger: what clients asked and what they were answered, kept outside of all that is drilled.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use crate::answer::{Answer, Recorded};
use crate::command::Command;

/// A command, and what is known of it by those who sent it.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) command: Command,
    /// The commands without which it could rightly be refused.
    pub(crate) needs: Vec<Uuid>,
    /// The last word about it.
    pub(crate) answer: Option<Answer>,
    /// It was answered before a failover that was announced to lose the latest commands.
    pub(crate) before_failover: bool,
}

/// All that was sent.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: Mutex<HashMap<Uuid, Entry>>,
    /// What was seen to be untrue at the very moment that it was said.
    untrue: Mutex<Vec<String>>,
}

impl Ledger {
    /// Enters a command before it is sent for the first time.
    pub(crate) fn enter(&self, command: &Command, needs: &[Uuid]) {
        let needs = needs.to_vec();
        let entry = Entry { command: command.clone(), needs, answer: None, before_failover: false };
        self.entries().insert(command.id, entry);
    }

    /// Writes down the last word about a command. One word may not contradict another.
    pub(crate) fn answered(&self, command: &Command, answer: &Answer) {
        let mut entries = self.entries();
        let Some(entry) = entries.get_mut(&command.id) else { return };
        let before = entry.answer.replace(answer.clone());
        drop(entries);
        if let Some(before) = before
            && !before.agrees_with(answer)
        {
            let id = command.id;
            self.untrue(format!("{id} was answered {before:?}, and then {answer:?}"));
        }
    }

    /// Something was said that is not so.
    pub(crate) fn untrue(&self, said: String) {
        self.untrue.lock().unwrap_or_else(PoisonError::into_inner).push(said);
    }

    /// From here on the log is that of a standby that had not got the latest commands, as was
    /// announced: what was answered before may be gone.
    pub(crate) fn log_comes_back_older(&self) {
        for entry in self.entries().values_mut() {
            entry.before_failover = entry.answer.is_some();
        }
    }

    /// All entries as they are.
    pub(crate) fn all(&self) -> HashMap<Uuid, Entry> {
        self.entries().clone()
    }

    /// What was seen to be untrue.
    pub(crate) fn seen_untrue(&self) -> Vec<String> {
        self.untrue.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What nobody has had the last word about.
    pub(crate) fn unanswered(&self) -> Vec<Command> {
        let entries = self.entries();
        let open = entries.values().filter(|entry| entry.answer.is_none());
        open.map(|entry| entry.command.clone()).collect()
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<Uuid, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// Where it is said to stand, if it is.
    pub(crate) fn recorded(&self) -> Option<&Recorded> {
        match &self.answer {
            Some(Answer::Recorded(recorded)) => Some(recorded),
            _ => None,
        }
    }
}

impl Answer {
    /// The trajectory may be missing in one of two answers: reading it back is another matter.
    fn agrees_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Recorded(one), Self::Recorded(two)) => {
                (one.position, one.version) == (two.position, two.version)
            }
            _ => self == other,
        }
    }
}
