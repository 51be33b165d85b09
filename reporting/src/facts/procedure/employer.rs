//! What an employer of a region contributes: how it was coached for no client in particular, and as which company.

use chrono::NaiveDate;
use loopbrug_domain::employer::State;
use loopbrug_domain::employer::coaching::Coaching;
use loopbrug_domain::ids::{EmployerId, Position};
use serde::{Deserialize, Serialize};

/// What was known of an employer between two positions. Each is kept once, in order of recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmployerFact {
    /// What was known.
    #[serde(flatten)]
    pub what: EmployerKnown,
    /// The position since which it is known.
    pub since: Position,
    /// The position at which it was superseded: corrected, voided, or followed by something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Position>,
}

/// Something that is known of an employer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum EmployerKnown {
    /// It was coached.
    Coached {
        /// The day, in Brussels.
        on: NaiveDate,
        /// How long it took.
        minutes: u32,
    },
    /// It is this one, which the register has by number.
    Identified {
        /// The id of that one.
        counted_as: EmployerId,
    },
}

impl EmployerFact {
    /// Whether it was known at a position.
    #[must_use]
    pub fn is_known(&self, as_of: Position) -> bool {
        self.since <= as_of && self.until.is_none_or(|until| as_of < until)
    }

    /// Notes in `history` what is known at a position and was not before, and what is no longer.
    pub fn note(state: &State, history: &mut Vec<Self>, at: Position) {
        let mut new = Self::all(state);
        for held in history.iter_mut().filter(|fact| fact.until.is_none()) {
            match new.iter().position(|what| *what == held.what) {
                Some(place) => drop(new.remove(place)),
                None => held.until = Some(at),
            }
        }
        history.extend(new.into_iter().map(|what| Self { what, since: at, until: None }));
    }

    /// All that is known now.
    fn all(state: &State) -> Vec<EmployerKnown> {
        let region = state.registered.as_ref().map(|registered| &registered.region);
        let identified = region.zip(state.number).map(|(region, number)| {
            EmployerKnown::Identified { counted_as: EmployerId::of(region, &number.into()) }
        });
        let coached = |coaching: &Coaching| EmployerKnown::Coached {
            on: coaching.on,
            minutes: coaching.what.minutes,
        };
        identified.into_iter().chain(state.current_coaching().map(coached)).collect()
    }
}
