//! Where a proposal is on its way.

use super::drafting::DraftRefusal;
use super::{Refusal, State};

use crate::refusal::refusals;
use crate::word_enum::word_enum;

refusals! {
    /// Rules about the order of steps.
    StageRefusal {
        StepOutOfOrder { stage: Stage }, "STEP_OUT_OF_ORDER",
            "a proposal that is {stage} does not take this step";
    }
}

word_enum! {
    /// Where a proposal is: it follows from the state, so it is not stored.
    pub enum Stage {
        /// The organisation works on it.
        Draft,
        /// It was taken back. Before the deadline it may be submitted again.
        Withdrawn,
        /// It was handed in, and is frozen.
        Submitted,
        /// It was not admitted; it is in the report without a rank.
        Inadmissible,
        /// It is being assessed.
        Admissible,
        /// All who were to assess it have.
        Assessed,
        /// It was not invited to pitch; it is in the report without a rank.
        NotInvited,
        /// The organisation is to pitch.
        Invited,
        /// It has.
        Pitched,
        /// The jury has judged.
        Judged,
        /// The report that it is in was ratified.
        Ratified,
        /// The organisation knows the decision.
        Communicated,
        /// It has replied in time, and waits for the answer.
        Rebutted,
        /// It has the answer.
        Answered,
        /// It is over.
        Final,
    }
}

impl State {
    /// Where the proposal is. None before it was drafted.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        let draft = self.draft.as_ref()?;
        Some(if draft.withdrawn {
            Stage::Withdrawn
        } else if self.submission.is_none() {
            Stage::Draft
        } else if self.finalised {
            Stage::Final
        } else if self.decision.is_some() {
            self.stage_of_rebuttal()
        } else if self.ratification.is_some() {
            Stage::Ratified
        } else {
            self.stage_of_judgement()
        })
    }

    fn stage_of_rebuttal(&self) -> Stage {
        let mut in_time = self.rebuttals.iter().filter(|rebuttal| !rebuttal.fact.late).peekable();
        if in_time.peek().is_none() {
            Stage::Communicated
        } else if in_time.all(|rebuttal| rebuttal.answered) {
            Stage::Answered
        } else {
            Stage::Rebutted
        }
    }

    fn stage_of_judgement(&self) -> Stage {
        let pitch = &self.pitch;
        match &self.admissibility {
            None => Stage::Submitted,
            Some(decided) if !decided.ok => Stage::Inadmissible,
            _ if self.jury.is_some() => Stage::Judged,
            _ if pitch.held.is_some() => Stage::Pitched,
            _ if pitch.invited.is_some() => Stage::Invited,
            _ if pitch.withheld.is_some() => Stage::NotInvited,
            _ if self.assessors.all_in() => Stage::Assessed,
            _ => Stage::Admissible,
        }
    }

    /// The step follows one of these.
    pub(crate) fn at_one_of(&self, stages: &[Stage]) -> Result<(), Refusal> {
        let stage = self.stage().ok_or(DraftRefusal::ProposalNotFound)?;
        Refusal::unless(stages.contains(&stage), || StageRefusal::StepOutOfOrder { stage })
    }
}
