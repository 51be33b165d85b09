//! Reads the fields of an input to the end, and remembers all that is wrong with them: whoever sends
//! a form gets every fault at once. Instead of a malformed id goes one that nothing has; as nothing is
//! carried out then, nobody meets it.

use std::fmt::Display;

use chrono::NaiveDate;
use loopbrug_domain::field::camel_case;
use loopbrug_domain::ids::{CommandId, DerivedIds, MalformedId, TrajectoryId, WorkerId};
use uuid::Uuid;

use super::about::Head;
use crate::error::UserError;

/// The reading of one input.
#[derive(Debug)]
pub(super) struct Reading {
    /// The command's id.
    pub(super) command: CommandId,
    /// The day it happened.
    pub(super) on: NaiveDate,
    /// The day that it is.
    pub(super) today: NaiveDate,
    /// Who sends it.
    pub(super) you: WorkerId,
    /// What the ids of new things follow from.
    derived: DerivedIds,
    faults: Vec<UserError>,
}

impl Reading {
    /// Of a command that somebody sends today.
    pub(super) fn new(head: &Head, you: WorkerId, today: NaiveDate) -> Self {
        let on = head.occurred_on.unwrap_or(today);
        let (command, faults) = (CommandId::default(), vec![]);
        let mut reading = Self { command, on, today, you, derived: command.within(""), faults };
        reading.command = reading.or_stand_in(head.command_id.parse(), "commandId");
        reading
    }

    /// Of what is no command: nothing that follows from one is new.
    pub(super) fn of_no_command(today: NaiveDate) -> Self {
        let (command, you) = (CommandId::default(), WorkerId::default());
        Self { command, on: today, today, you, derived: command.within(""), faults: vec![] }
    }

    /// Says where the command is carried out: in a region, or about a trajectory or a proposal.
    pub(super) fn within(&mut self, scope: impl Display) {
        self.derived = self.command.within(scope);
    }

    /// The id of something new, which follows from the command and from where it is carried out.
    pub(super) fn new_id(&self, what: &str) -> Uuid {
        self.derived.derive(what)
    }

    /// The reading of a part of the command, as a command of its own: its id follows from that of the whole.
    pub(super) fn of_part(
        &self,
        place: usize,
        trajectory: TrajectoryId,
        occurred_on: Option<NaiveDate>,
    ) -> Self {
        let command = self.command.within(trajectory).part(place);
        let (on, derived) = (occurred_on.unwrap_or(self.on), command.within(trajectory));
        Self { command, on, derived, faults: vec![], ..*self }
    }

    /// Reads what is sent below `path`.
    pub(super) fn below<T>(&mut self, path: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.faults.len();
        let found = read(self);
        self.faults[before..].iter_mut().for_each(|fault| fault.put_below(path));
        found
    }

    /// What was wrong.
    pub(super) fn into_faults(self) -> Vec<UserError> {
        self.faults
    }

    /// Notes that something is wrong.
    pub(super) fn fault(&mut self, fault: UserError) {
        self.faults.push(fault);
    }

    /// What was read as `field`, or a placeholder for it.
    pub(super) fn or_stand_in<T: Default>(
        &mut self,
        read: Result<T, MalformedId>,
        field: &str,
    ) -> T {
        read.unwrap_or_else(|error| {
            self.fault(UserError::malformed(&error, &camel_case(field)));
            T::default()
        })
    }
}
