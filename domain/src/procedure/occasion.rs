//! When a command comes, and from whom.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::actor::Actor;
use crate::occasion::within_time;
use crate::refusal::refusals;

refusals! {
    /// When something of a procedure can happen.
    ProcedureRefusal {
        /// The round has not been launched, or proposals cannot come yet.
        RoundNotLaunched, "ROUND_NOT_LAUNCHED",
            "the round has not been launched";
        OccurredBeforeLaunch { occurred_on: NaiveDate, launched_on: NaiveDate }, "OCCURRED_BEFORE_LAUNCH" at "occurredOn",
            "{occurred_on} is before the launch of the round, on {launched_on}";
    }
}

/// When a command comes, the day of its event, and who sends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occasion {
    /// The day it happened, in Brussels, as given by the person who records it.
    pub occurred_on: NaiveDate,
    /// The server's clock. Deadlines look at this alone.
    pub now: DateTime<Utc>,
    /// Who records it.
    pub actor: Actor,
}

/// Something to be recorded about a round, a proposal or an employer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Command<I> {
    /// When, and by whom.
    pub occasion: Occasion,
    /// What to record.
    pub intent: I,
}

impl Occasion {
    /// Nothing is recorded that has yet to happen, or that happened before the launch.
    pub(crate) fn within_time(&self, launched_on: Option<NaiveDate>) -> Result<(), Refusal> {
        let occurred_on = self.occurred_on;
        within_time::<Refusal>(occurred_on, self.now)?;
        match launched_on {
            Some(launched_on) if occurred_on < launched_on => {
                Err(ProcedureRefusal::OccurredBeforeLaunch { occurred_on, launched_on }.into())
            }
            _ => Ok(()),
        }
    }
}
