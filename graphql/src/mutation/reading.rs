//! Reads the fields of an input to the end, and remembers all that is wrong with them: whoever sends
//! a form gets every fault at once. What follows from a malformed id is stood in for by one
//! that nothing has; as nothing is carried out then, nobody meets it.

use std::fmt::Display;
use std::str::FromStr;

use async_graphql::ID;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::content_hash::ContentHash;
use loopbrug_domain::ids::{CommandId, DerivedIds, MalformedId, ProposalId, RoundId, TrajectoryId};
use loopbrug_domain::procedure::Scores;
use uuid::Uuid;

use super::assessing::ScoreInput;
use crate::error::UserError;
use crate::id;

/// The reading of one input.
#[derive(Debug)]
pub(super) struct Reading {
    /// The command's id.
    pub(super) command: CommandId,
    /// The day it happened.
    pub(super) on: NaiveDate,
    /// What the ids of new things follow from.
    derived: DerivedIds,
    faults: Vec<UserError>,
}

impl Reading {
    /// Of a command about a day.
    pub(super) fn new(command_id: &ID, on: NaiveDate) -> Self {
        let command = CommandId::default();
        let mut reading = Self { command, on, derived: command.within(""), faults: Vec::new() };
        reading.command = reading.id(command_id, "commandId");
        reading
    }

    /// Says where the command is carried out: in a region, or about a trajectory or a proposal.
    pub(super) fn within(&mut self, scope: impl Display) {
        self.derived = self.command.within(scope);
    }

    /// The id of something new, which follows from the command and from where it is carried out.
    pub(super) fn new_id(&self, what: &str) -> Uuid {
        self.derived.derive(what)
    }

    /// What was wrong.
    pub(super) fn into_faults(self) -> Vec<UserError> {
        self.faults
    }

    /// Notes that something is wrong.
    pub(super) fn fault(&mut self, fault: UserError) {
        self.faults.push(fault);
    }

    /// An id or a number.
    pub(super) fn id<T: FromStr<Err = MalformedId> + Default>(
        &mut self,
        text: &str,
        path: &str,
    ) -> T {
        self.taken(text.parse(), path)
    }

    /// Ids or numbers.
    pub(super) fn ids<T: FromStr<Err = MalformedId> + Default>(
        &mut self,
        texts: &[impl AsRef<str>],
        path: &str,
    ) -> Vec<T> {
        texts.iter().map(|text| self.id(text.as_ref(), path)).collect()
    }

    /// The id of something that the caller names, or else of something new, which follows from the
    /// command: sent again, it is the same.
    pub(super) fn id_or_new<T: FromStr<Err = MalformedId> + Default>(
        &mut self,
        given: Option<&ID>,
        path: &str,
        what: &str,
        new: fn(Uuid) -> T,
    ) -> T {
        match given {
            Some(given) => self.id(given, path),
            None => new(self.new_id(what)),
        }
    }

    /// The Relay id of a trajectory.
    pub(super) fn trajectory(&mut self, id: &ID, path: &str) -> TrajectoryId {
        self.taken(id::trajectory(id), path)
    }

    /// The Relay id of a round.
    pub(super) fn round(&mut self, id: &ID) -> RoundId {
        self.taken(id::round(id), "roundId")
    }

    /// The Relay id of a proposal.
    pub(super) fn proposal(&mut self, id: &ID, path: &str) -> ProposalId {
        self.taken(id::proposal(id), path)
    }

    /// The hash of a report.
    pub(super) fn report(&mut self, text: &str) -> ContentHash {
        text.parse().unwrap_or_else(|error| {
            self.fault(UserError::malformed(&error, "report"));
            ContentHash::of(&())
        })
    }

    /// Scores, one for each criterion at most.
    pub(super) fn scores(&mut self, given: Vec<ScoreInput>) -> Scores {
        let mut scores = Scores::default();
        for ScoreInput { criterion, score } in given {
            if scores.0.insert(Code::new(criterion.clone()), score).is_some() {
                self.fault(UserError::given_twice(&criterion, "scores"));
            }
        }
        scores
    }

    /// What was read, or what stands in for it.
    pub(super) fn taken<T: Default>(&mut self, read: Result<T, MalformedId>, path: &str) -> T {
        read.unwrap_or_else(|error| {
            self.fault(UserError::malformed(&error, path));
            T::default()
        })
    }
}
