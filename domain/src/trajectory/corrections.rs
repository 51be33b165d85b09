//! Corrections of what another organisation recorded (rule 6): with a reason, shown to that organisation,
//! which confirms or disputes them.
//!
//! A correction holds from the moment that it is recorded, whatever is said to it: somebody has to decide
//! what the figures count, and a dispute is between organisations. Both readings stay in the history. Who
//! disputes may correct the own record again. The correction of the client's bridge figure is shown as
//! well, but nobody is asked to confirm it.
//!
//! What follows from a corrected event is corrected with it, and needs no answer of its own. Nor does what an
//! unmerging gives back: that is no mistake of who recorded it.

use super::{Entry, Payload, Trajectory, TrajectoryEvent};
use crate::catalogue::list::{CorrectionReason, DisputeReason};
use crate::ids::Version;
use crate::stream::Stream;
use crate::trajectory::prelude::*;
use crate::trajectory::record_keeping::{EventCorrected, EventVoided};

refusals! {
    /// Rules about answering a correction.
    CorrectionRefusal {
        /// It is no correction or voiding, or one of the own record, or one that follows from another.
        NothingToAnswer { target: Version }, "NOTHING_TO_ANSWER" at "correction",
            "event {target} does not correct or void the record of another organisation; the corrections that can \
             be answered are in the list `corrections`";
        /// Whose record it was says whether it was right.
        CorrectionOfAnother { target: Version, organisation: KboNumber }, "CORRECTION_OF_ANOTHER" at "correction",
            "event {target} is about a record of organisation {organisation}, which alone confirms or disputes it";
        CorrectionAnswered { target: Version, by: Version }, "CORRECTION_ANSWERED" at "correction",
            "event {target} was answered by event {by}; void that first, to answer otherwise";
        CorrectionSuperseded { target: Version, by: Version }, "CORRECTION_SUPERSEDED" at "correction",
            "event {by} has corrected or voided the same record since, so event {target} needs no answer";
        AnsweredBeforeCorrection { on: NaiveDate, corrected_on: NaiveDate }, "ANSWERED_BEFORE_CORRECTION" at "occurredOn",
            "the correction is of {corrected_on}, so it cannot be answered on {on}; leave the day out to answer \
             today";
        /// Who answered takes the answer back, and nobody else does.
        AnswerOfAnother { target: Version, organisation: KboNumber }, "ANSWER_OF_ANOTHER" at "event",
            "event {target} is what organisation {organisation} says of a correction, which it alone changes \
             or takes back";
        /// Another correction is answered by itself.
        AnswerKeepsCorrection { target: Version }, "ANSWER_KEEPS_CORRECTION" at "correction",
            "the answer is about event {target}: it cannot become the answer to another; void it, and answer \
             that one";
    }
}

/// The organisation whose record was corrected or voided agrees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CorrectionConfirmed {
    /// The correction or voiding, by its sequence in the stream.
    pub target: Version,
}

/// The organisation whose record was corrected or voided does not agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CorrectionDisputed {
    /// The correction or voiding, by its sequence in the stream.
    pub target: Version,
    /// Why.
    pub reason: Code<DisputeReason>,
}

/// An event that corrects or voids what another organisation recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Its sequence in the stream: of the new reading, where it does not void.
    pub event: Version,
    /// The event that was recorded first.
    pub target: Version,
    /// The event with the reading before it: the target, or the correction before this one.
    pub before: Version,
    /// It voids, and does not correct.
    pub voids: bool,
    /// The day of the correction.
    pub on: NaiveDate,
    /// Who corrected it.
    pub by: KboNumber,
    /// Whether the client's bridge figure did.
    pub by_bridge_figure: bool,
    /// Who recorded the target.
    pub record_of: KboNumber,
    /// Why.
    pub reason: Code<CorrectionReason>,
}

/// What became of a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CorrectionStatus {
    /// Nobody has answered.
    Open,
    /// The organisation whose record it was agrees.
    Confirmed {
        /// The event that says so.
        by: Version,
    },
    /// It does not.
    Disputed {
        /// The event that says so.
        by: Version,
        /// Why.
        reason: Code<DisputeReason>,
    },
    /// The same record was corrected or voided again, before anybody answered.
    Superseded {
        /// The event that did.
        by: Version,
    },
}

impl Correction {
    /// What is kept of an event that is about to be added: none where it corrects or voids nothing, or a
    /// record of the own organisation, or follows from another event or from an unmerging.
    pub(super) fn of_another(trajectory: &Trajectory, event: &TrajectoryEvent) -> Option<Self> {
        let (target, reason, by_bridge_figure, voids) = match &event.what {
            Payload::EventCorrected(EventCorrected {
                target, reason, by_bridge_figure, ..
            }) => (*target, reason, *by_bridge_figure, false),
            Payload::EventVoided(EventVoided { target, reason, by_bridge_figure }) => {
                (*target, reason, *by_bridge_figure, true)
            }
            _ => return None,
        };
        let record_of = trajectory.journal().find(target)?.event.organisation;
        let of_its_own = event.follows_from.is_none() && event.origin.is_none();
        (record_of != event.organisation && of_its_own).then(|| Self {
            event: trajectory.version() + 1,
            target,
            before: trajectory.supersessions_of(target).last().unwrap_or(target),
            voids,
            on: event.occurred_on,
            by: event.organisation,
            by_bridge_figure,
            record_of,
            reason: reason.clone(),
        })
    }

    /// The event with the reading after it; none where it voids.
    #[must_use]
    pub fn after(&self) -> Option<Version> {
        (!self.voids).then_some(self.event)
    }
}

impl Trajectory {
    /// The corrections and voidings of what another organisation recorded, in order of recording, and
    /// what became of each.
    pub fn corrections(&self) -> impl Iterator<Item = (&Correction, CorrectionStatus)> {
        self.of_another().iter().map(|correction| (correction, self.status(correction)))
    }

    /// Those that wait until the organisation whose record it was (`record_of`) confirms or disputes them.
    /// Whether that organisation still has access is another question: to answer, it needs it (rule 6).
    pub fn corrections_to_answer(&self) -> impl Iterator<Item = &Correction> {
        let waits = |(correction, status): (_, CorrectionStatus)| {
            (status == CorrectionStatus::Open).then_some(correction)
        };
        self.corrections().filter_map(waits).filter(|correction| !correction.by_bridge_figure)
    }

    fn status(&self, correction: &Correction) -> CorrectionStatus {
        let answer = self.entries().iter().find_map(|entry| match &entry.event.what {
            Payload::CorrectionConfirmed(answer) if answer.target == correction.event => {
                Some(CorrectionStatus::Confirmed { by: entry.sequence })
            }
            Payload::CorrectionDisputed(answer) if answer.target == correction.event => {
                let reason = answer.reason.clone();
                Some(CorrectionStatus::Disputed { by: entry.sequence, reason })
            }
            _ => None,
        });
        let mut later = self.supersessions_of(correction.target);
        answer.unwrap_or_else(|| match later.find(|event| *event > correction.event) {
            Some(by) => CorrectionStatus::Superseded { by },
            None => CorrectionStatus::Open,
        })
    }
}

/// Rule 6: an answer is about a correction of the own organisation's record, and is given once.
pub(super) fn may_answer(
    trajectory: &Trajectory,
    what: &Payload,
    at: &Circumstance<'_>,
) -> Result<(), Refusal> {
    let (Payload::CorrectionConfirmed(CorrectionConfirmed { target })
    | Payload::CorrectionDisputed(CorrectionDisputed { target, .. })) = *what
    else {
        return Ok(());
    };
    let mut corrections = trajectory.corrections();
    let (correction, status) = corrections
        .find(|(correction, _)| correction.event == target)
        .ok_or(CorrectionRefusal::NothingToAnswer { target })?;
    let (organisation, corrected_on) = (correction.record_of, correction.on);
    Refusal::when(organisation != at.organisation, || CorrectionRefusal::CorrectionOfAnother {
        target,
        organisation,
    })?;
    match status {
        CorrectionStatus::Confirmed { by } | CorrectionStatus::Disputed { by, .. } => {
            return Err(CorrectionRefusal::CorrectionAnswered { target, by }.into());
        }
        CorrectionStatus::Superseded { by } => {
            return Err(CorrectionRefusal::CorrectionSuperseded { target, by }.into());
        }
        CorrectionStatus::Open => {}
    }
    Refusal::when(at.on < corrected_on, || CorrectionRefusal::AnsweredBeforeCorrection {
        on: at.on,
        corrected_on,
    })
}

/// Rule 6: the answer to a correction is not changed or taken back by another organisation.
pub(super) fn own_answer(entry: &Entry, by: KboNumber) -> Result<(), Refusal> {
    let (target, organisation) = (entry.sequence, entry.event.organisation);
    let answers = matches!(
        entry.event.what,
        Payload::CorrectionConfirmed(_) | Payload::CorrectionDisputed(_)
    );
    Refusal::when(answers && organisation != by, || CorrectionRefusal::AnswerOfAnother {
        target,
        organisation,
    })
}

/// An answer that is corrected stays the answer to the same correction.
pub(super) fn same_correction(recorded: &Payload, replacement: &Payload) -> Result<(), Refusal> {
    let answered = |what: &Payload| match what {
        Payload::CorrectionConfirmed(CorrectionConfirmed { target })
        | Payload::CorrectionDisputed(CorrectionDisputed { target, .. }) => Some(*target),
        _ => None,
    };
    match (answered(recorded), answered(replacement)) {
        (Some(target), other) if other != Some(target) => {
            Err(CorrectionRefusal::AnswerKeepsCorrection { target }.into())
        }
        _ => Ok(()),
    }
}

// An answer changes no state: the correction holds. Whether it is permitted depends on the other events,
// so `decide` asks `may_answer`.

impl EventPayload<State> for CorrectionConfirmed {
    fn permitted(&self, _: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply(&self, _: &mut State, _: NaiveDate, _: KboNumber) {}
}

impl EventPayload<State> for CorrectionDisputed {
    fn permitted(&self, _: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply(&self, _: &mut State, _: NaiveDate, _: KboNumber) {}
}

#[cfg(test)]
mod tests;
