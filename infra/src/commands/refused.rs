//! What becomes of a command that is refused: what is recorded of that, and what is answered.

use loopbrug_domain::catalogue::Code;

use super::kind::{Denied, Kind, Read};
use super::{CommandError, Commands, Request};
use crate::access_record::{Access, Outcome, What};

impl Commands {
    /// Records that somebody asks something of what is not there, so that it takes as long as what is not for them
    /// and whoever tries ids is known; gives what is answered.
    pub(super) async fn not_there<K: Kind>(
        &self,
        request: &Request<K>,
        read: &Read<K>,
        answer: CommandError,
    ) -> CommandError {
        let of = K::trajectory(&request.about);
        if of.is_some() {
            let (trajectories, outcome) = (of.as_slice(), Outcome::Nothing);
            let by = Access::by(&request.actor, What::Command);
            if let Err(not_recorded) =
                self.access.note(Access { trajectories, outcome, ..by }).await
            {
                return not_recorded.into();
            }
        }
        self.fields_first(request, Some(read), answer)
    }

    /// Records what is refused to somebody who does not see what it is about; gives what is answered: what they asked
    /// themselves is answered as it is, and all else by one refusal.
    pub(super) async fn refused_unseen<K: Kind>(
        &self,
        request: &Request<K>,
        region: &Code,
        unseen: Denied,
        error: CommandError,
    ) -> CommandError {
        if !error.is_refusal() {
            return error;
        }
        match self.denied(request, region, unseen).await {
            not_recorded @ CommandError::NotRecorded(_) => not_recorded,
            _ if error.is_about_who_asks() => error,
            answer => answer,
        }
    }

    /// Records what the policy refuses; gives what is answered about it.
    pub(super) async fn denied<K: Kind>(
        &self,
        request: &Request<K>,
        region: &Code,
        denied: Denied,
    ) -> CommandError {
        let trajectories = K::trajectory(&request.about);
        let access = Access {
            region: Some(region),
            trajectories: trajectories.as_slice(),
            outcome: Outcome::Refused(denied.denial),
            ..Access::by(&request.actor, What::Command)
        };
        match self.access.note(access).await {
            Ok(()) => self.fields_first(request, None, denied.answer),
            Err(not_recorded) => not_recorded.into(),
        }
    }

    /// Before a rule that was met on the way to deciding, what is wrong with the fields is named.
    pub(super) fn fields_first<K: Kind>(
        &self,
        request: &Request<K>,
        read: Option<&Read<K>>,
        error: CommandError,
    ) -> CommandError {
        let faults = || K::check_fields(self, request, read).err();
        if error.is_of_a_rule() { faults().unwrap_or(error) } else { error }
    }
}

/// Notes in our own log why a command was not carried out.
pub(super) fn log_refusal<K: Kind>(error: &CommandError, request: &Request<K>) {
    let id = &request.about;
    match error.code() {
        Some(code @ ("OUTCOME_UNKNOWN" | "LOG_INCOMPLETE" | "UNAVAILABLE")) => {
            tracing::error!(code, %id, "command failed");
        }
        // Messages may quote what was typed; the code alone is safe to keep.
        Some(code) => tracing::info!(code, %id, "refused"),
        None => tracing::error!(%error, "command failed"),
    }
}
